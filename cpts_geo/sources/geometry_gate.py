"""Geometry from outside: what can be used, what is repaired and by how much, what is set aside."""

import re
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from cpts_geo.model.crs import WGS84
from cpts_geo.model.errors import CrsError, UnreadableFileError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.raw import RawTable, moved, problem, row_problems

MAX_VERTICES: Final = 1_000_000
MAX_PAIRS_PER_SEGMENT: Final = 50  # real polygons: 3 (RELIABILITY 2E)
MIN_PAIRS: Final = 200_000
ENOUGH: Final = 0.95  # of the shapes, so that a few lost points do not condemn a national file
SAMPLED_SEGMENTS: Final = 2000
MUCH: Final = 0.01  # share of the area changed by a repair that someone must look at (RELIABILITY 4.3)
MANY_VERTICES: Final = 100_000
FARTHEST_M: Final = 1e8  # no projected coordinate of the Earth is beyond
FRANCE: Final = (  # west, south, east, north, degrees: métropole, then each overseas territory
    (-5.5, 41.2, 9.8, 51.3),
    (-63.3, 14.2, -60.7, 18.3),
    (-54.7, 2.0, -51.5, 6.0),
    (55.1, -21.5, 55.9, -20.8),
    (44.9, -13.1, 45.4, -12.5),
    (-56.6, 46.6, -56.0, 47.3),
)
EARTH: Final = (-180.0, -90.0, 180.0, 90.0)
LAMBERT_93: Final = (50_000.0, 6_000_000.0, 1_300_000.0, 7_150_000.0)
USUAL: Final = (
    *("EPSG:2154", "EPSG:4326", "EPSG:3857", "EPSG:27572"),
    *(f"EPSG:{code}" for code in range(3942, 3951)),
    *("EPSG:32630", "EPSG:32631", "EPSG:32632", "EPSG:5490", "EPSG:2972", "EPSG:2975", "EPSG:4471"),
)
PLAIN: Final = {
    "point": ("Point",),
    "line": ("LineString", "MultiLineString"),
    "polygon": ("Polygon", "MultiPolygon"),
    "any": ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
}
DIMENSIONS: Final = {"point": 0, "line": 1, "polygon": 2}
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Gate:
    """Geometry that passed.

    Attributes
    ----------
    geometry
        Rows that passed, repaired where needed, in the CRS of the file.
    refused
        Row → kind of those that did not pass.
    problems
        One per repaired or refused row, share of the area that changed in the value.
    """

    geometry: gpd.GeoSeries
    refused: pd.Series
    problems: tuple[Problem, ...]


def check_geometry(raw: RawTable, layer: str, kind: str) -> Gate:
    """Geometry of a file, of one ``kind``: ``polygon``, ``line``, ``point`` or ``any``.

    Raises
    ------
    UnreadableFileError
        ``no_geometry``, ``too_many_vertices``, ``too_entangled``: the file as a whole is refused.
    """
    if raw.geometry is None:
        raise UnreadableFileError("no_geometry", raw.file)
    shapes = raw.geometry
    told = {p.row: p.kind for p in raw.problems if p.outcome is Outcome.SET_ASIDE}
    refused = pd.Series(
        {row: told.get(row, "empty_geometry") for row in shapes.index[shapes.isna() | shapes.is_empty]},
        dtype=object,
    )
    wild = _wild(shapes).difference(refused.index)
    refused = pd.concat([refused, pd.Series("not_finite", index=wild, dtype=object)])
    sound = shapes.drop(refused.index)
    heavy = _check_weight(raw, layer, sound)
    repaired, fixes = _repair(raw, layer, sound)
    kept = repaired.map(lambda shape: parts_of(shape, kind)).set_crs(shapes.crs, allow_override=True)
    flat = kept.index[kept.is_empty]  # nothing was left by the repair: no surface
    wrong = kept.index[kept.isna()]
    causes = {**dict.fromkeys(wrong, "geometry_kind"), **dict.fromkeys(flat, "no_surface")}
    refused = pd.concat([refused, pd.Series(causes, dtype=object)])
    quiet = refused[~refused.index.isin(list(told))]
    notes = tuple(problem(raw, layer, k, Outcome.SET_ASIDE, row=int(row)) for row, k in quiet.items())
    fixes = tuple(fix for fix in fixes if fix.row not in causes)
    return Gate(gpd.GeoSeries(kept.drop(list(causes)), crs=shapes.crs), refused, (*heavy, *fixes, *notes))


def _wild(shapes: gpd.GeoSeries) -> pd.Index:
    """Rows with a coordinate that is no number, or that the CRS of the file cannot hold.

    When hardly any shape fits in degrees the CRS is wrong, not the shapes: ``check_place`` says which fits.
    """
    far = shapes.index[[not _is_finite(shape, FARTHEST_M) for shape in shapes]]
    if shapes.crs is None or not shapes.crs.is_geographic:
        return far
    beyond = shapes.index[[not _is_finite(shape, np.array([180.0, 90.0])) for shape in shapes]]
    return beyond if len(beyond) <= len(shapes) / 2 else far


def _is_finite(shape: BaseGeometry | None, limit: float | npt.NDArray[np.float64]) -> bool:
    """Whether every coordinate is a number, within what its CRS can hold."""
    if shape is None or shape.is_empty:
        return True
    corners = np.array(shape.bounds).reshape(2, 2)
    return bool(np.isfinite(corners).all() and (np.abs(corners) <= limit).all())


def _check_weight(raw: RawTable, layer: str, shapes: gpd.GeoSeries) -> tuple[Problem, ...]:
    """Refuse a shape of too many vertices, tell those of many."""
    counts = pd.Series(shapely.get_num_coordinates(shapes.to_numpy()), index=shapes.index)
    for row, count in counts[counts > MAX_VERTICES].items():
        raise UnreadableFileError(
            "too_many_vertices", raw.file, row=int(str(row)), value=str(count), expected=str(MAX_VERTICES)
        )
    many = counts[counts > MANY_VERTICES].astype(str)
    return row_problems(raw, layer, "many_vertices", Outcome.INFORMATION, values=many)


def _repair(raw: RawTable, layer: str, shapes: gpd.GeoSeries) -> tuple[gpd.GeoSeries, tuple[Problem, ...]]:
    invalid = shapes.index[~shapes.is_valid]
    out, fixes = shapes.copy(), []
    for row in invalid:
        before = shapes.loc[row]
        score = crossing_score(before)
        if score[0] > MAX_PAIRS_PER_SEGMENT and score[1] > MIN_PAIRS:
            raise UnreadableFileError("too_entangled", raw.file, row=int(row), value=f"{score[0]:.0f}")
        after = shapely.make_valid(before, method="structure", keep_collapsed=False)
        out.loc[row] = after
        share = abs(after.area - before.area) / (after.area or 1.0)
        said = "repaired_much" if share > MUCH else "repaired_geometry"
        value = f"{share:.2%} ; {_crossing(before)}".replace("%", " %").replace(".", ",")
        fixes.append(problem(raw, layer, said, Outcome.FIXED, row=int(row), value=value))
    return out, tuple(fixes)


def _crossing(shape: BaseGeometry) -> str:
    """Where a shape meets itself, in its own coordinates."""
    found = re.search(r"\[([^\]]+)\]", shapely.is_valid_reason(shape))
    return " ".join(f"{float(part):.9g}" for part in found[1].split()[:2]) if found else ""


def crossing_score(shape: BaseGeometry) -> tuple[float, float]:
    """Pairs of segments whose boxes meet, per segment and in all; found on a sample of large shapes."""
    segments = _segments(shape)
    if not len(segments):
        return 0.0, 0.0
    step = max(1, len(segments) // SAMPLED_SEGMENTS)
    sample = segments[::step]
    per_segment = len(shapely.STRtree(segments).query(sample)[0]) / len(sample)
    return per_segment, per_segment * len(segments)


def _segments(shape: BaseGeometry) -> npt.NDArray[np.object_]:
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_parts(shapely.get_rings([shape]))]
    pairs = [np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings if len(ring) > 1]
    return (
        np.asarray(shapely.linestrings(np.concatenate(pairs)), dtype=object) if pairs else np.empty(0, object)
    )


def parts_of(shape: BaseGeometry, kind: str) -> BaseGeometry | None:
    """The parts of one dimension of a shape; ``None`` when it has none."""
    if shape.geom_type in PLAIN[kind]:
        return shape
    dimension = DIMENSIONS.get(kind, int(shapely.get_dimensions(shape)))
    parts = [p for p in _flat(shape) if shapely.get_dimensions(p) == dimension and not p.is_empty]
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    makers = {0: shapely.multipoints, 1: shapely.multilinestrings, 2: shapely.multipolygons}
    return makers[dimension](parts)  # type: ignore[operator,no-any-return]


def _flat(shape: BaseGeometry) -> list[BaseGeometry]:
    parts = list(shapely.get_parts(shape))
    return [p for part in parts for p in (_flat(part) if shapely.get_num_geometries(part) > 1 else [part])]


def check_place(file: str, geometry: gpd.GeoSeries, extra: tuple[Bounds, ...] = ()) -> None:
    """Refuse coordinates that contradict their CRS: nearly every shape is in France, or near the territory.

    Raises
    ------
    CrsError
        ``missing_crs`` (``expected``: the one that fits), ``swapped_axes``, ``not_in_france``,
        ``crs_contradicted``.
    """
    total = geometry.total_bounds
    bounds: Bounds = (float(total[0]), float(total[1]), float(total[2]), float(total[3]))
    if geometry.crs is None:
        raise CrsError("missing_crs", file, value=_shown(bounds), expected=fitting_crs(bounds))
    boxes = (*FRANCE, *extra)
    degrees = geometry.bounds if geometry.crs.is_geographic else _degrees(geometry)
    if share_inside(degrees, boxes) >= ENOUGH:
        return
    swapped = degrees.set_axis(["miny", "minx", "maxy", "maxx"], axis=1)
    is_swap = geometry.crs.is_geographic and share_inside(swapped, boxes) >= ENOUGH
    kind = "swapped_axes" if is_swap else "crs_contradicted"
    if not is_swap and geometry.crs.is_geographic and not fitting_crs(bounds) and _within(bounds, EARTH):
        kind = "not_in_france"
    raise CrsError(kind, file, value=_shown(bounds), expected=fitting_crs(bounds))


def share_inside(degrees: pd.DataFrame, boxes: tuple[Bounds, ...]) -> float:
    """Share of shapes that lie whole in one of the boxes (degrees)."""
    inside = pd.Series(data=False, index=degrees.index)
    for west, south, east, north in boxes:
        low = (degrees["minx"] >= west) & (degrees["miny"] >= south)
        inside |= low & (degrees["maxx"] <= east) & (degrees["maxy"] <= north)
    return float(inside.mean()) if len(inside) else 0.0


def away(geometry: gpd.GeoSeries, extra: tuple[Bounds, ...] = ()) -> pd.Series:
    """Shapes that are neither in France nor near the territory, in a file that is."""
    degrees = _degrees(geometry)
    return pd.Series(
        [not any(_within(tuple(row), box) for box in (*FRANCE, *extra)) for row in degrees.to_numpy()],
        index=geometry.index,
    )


def plausible(geometry: gpd.GeoSeries, box: Bounds) -> str:
    """Share of the shapes that each usual CRS puts in a box (degrees), best first, none left out at zero."""
    shares = {
        code: share_inside(_degrees(geometry.set_crs(code, allow_override=True)), (box,)) for code in USUAL
    }
    best = sorted((code for code in USUAL if shares[code] > 0), key=lambda code: -shares[code])
    return ", ".join(f"{code} ({shares[code]:.0%})".replace("%", " %") for code in best[:4])


def _degrees(geometry: gpd.GeoSeries) -> pd.DataFrame:
    """Bounds in degrees; infinite when the CRS cannot hold such coordinates."""
    try:
        return moved(geometry, WGS84).bounds
    except CrsError:
        return geometry.bounds * np.inf


def fitting_crs(bounds: Bounds) -> str:
    """The CRS in which these bounds are in France, empty when none is sure."""
    if _inside(bounds, FRANCE):
        return "EPSG:4326"
    return "EPSG:2154" if _within(bounds, LAMBERT_93) else ""


def _inside(bounds: Bounds, boxes: tuple[Bounds, ...]) -> bool:
    return any(_within(bounds, box) for box in boxes)


def _within(bounds: Bounds, box: Bounds) -> bool:
    return box[0] <= bounds[0] and box[1] <= bounds[1] and bounds[2] <= box[2] and bounds[3] <= box[3]


def _shown(bounds: Bounds) -> str:
    return " ; ".join(f"{value:.6g}" for value in bounds)
