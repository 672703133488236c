"""Where the rows of a table are: coordinates checked against France and the territory."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.crs import WGS84, moved_columns, points_in, to_degrees
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.coordinates import Spelled, has_columns, spelled
from cpts_geo.sources.geometry_gate import FRANCE, LAMBERT_93, Bounds, check_geometry, check_place
from cpts_geo.sources.harvest import MARGIN_M, SET_ASIDE, STORED, Place, all_stored
from cpts_geo.sources.raw import RawTable, moved, picked, problem, row_problems

Pair = tuple[pd.Series, pd.Series]
TERRITORY_MARGIN_DEG: Final = 1.0
MANY_FAR: Final = 200  # a list with more rows than that elsewhere is a national one
LAMBERT: Final = "EPSG:2154"
KINDS: Final = {
    "swapped_axes": Outcome.FIXED,
    "projected_coordinates": Outcome.FIXED,
    "missing_coordinates": Outcome.SET_ASIDE,
    "outside_france": Outcome.SET_ASIDE,
    "other_projection": Outcome.SET_ASIDE,
}
LOST: Final = ("missing_coordinates", "outside_france", "other_projection")
# Metres that French tables hold under any header, beside Lambert-93 (EPSG registry): the legal CRS of the
# territory, Web Mercator, Lambert II étendu, the nine conic conformal zones, UTM of the mainland.
_METRES: Final = (3857, 27572, *range(3942, 3951), *range(32630, 32633))
OTHER_METRES: Final = tuple(f"EPSG:{code}" for code in _METRES)
DECIMALS: Final = 7  # of the degrees written in a territory, about 1 cm


@dataclass(frozen=True, eq=False)
class Located:
    """Points of the rows that have one.

    Attributes
    ----------
    points
        In the territory's CRS; only the rows that could be placed.
    fate
        ``stored`` for those, ``set_aside`` for the others.
    problems
        One per row placed after a repair or not placed.
    """

    points: gpd.GeoSeries
    fate: pd.Series
    problems: tuple[Problem, ...]


def has_coordinates(raw: RawTable) -> bool:
    """Whether the file says where its rows are, by a geometry or by columns."""
    return raw.geometry is not None or has_columns(raw)


def locate(raw: RawTable, layer: str, place: Place, *, spare_far: bool = False) -> Located:
    """Point of each row, in the territory's CRS.

    In a table, swapped columns and Lambert-93 metres under any header are put right and listed (their
    ranges never meet those of degrees in France); ``0, 0`` and empty cells are missing coordinates. Metres
    of another system that fall in the territory are set aside with the system to state.
    With ``spare_far``, more than ``MANY_FAR`` rows of a table far from the territory get no point: their
    fate is ``stored`` without one, and their reader leaves them out.

    Raises
    ------
    CrsError
        When the geometry of a vector file contradicts its CRS.
    """
    if raw.geometry is not None:
        return _from_geometry(raw, layer, place)
    read = spelled(raw)
    x, y = read.x, read.y
    box = territory_box(place)
    kinds = _kinds(x, y, (*FRANCE, *box))
    other = _other_projection(x, y, kinds, place)
    kinds = kinds.mask(other != "", "other_projection")
    lon, lat = _degrees(x, y, kinds)
    good = kinds.index[np.isfinite(lon) & np.isfinite(lat)]
    placed = _spared(good, lon, lat, box) if spare_far else good
    points = points_in(lon[placed], lat[placed], WGS84, place.crs)
    fate = all_stored(raw).mask(~raw.columns.index.isin(good), SET_ASIDE)
    notes = _told(raw, layer, read, kinds, other)
    metres = kinds.index[kinds == "projected_coordinates"]
    notes += _round_trip(raw, layer, (lon[metres], lat[metres]), (x[metres], y[metres]))
    return Located(points, fate, notes)


def _spared(rows: pd.Index, lon: pd.Series, lat: pd.Series, box: tuple[Bounds, ...]) -> pd.Index:
    """Rows in the box of the territory when too many are outside; a point weighs two hundred bytes."""
    inside = rows[_in(lon[rows], lat[rows], box[0])] if box else rows
    return inside if len(rows) - len(inside) > MANY_FAR else rows


def _told(
    raw: RawTable, layer: str, read: Spelled, kinds: pd.Series, other: pd.Series
) -> tuple[Problem, ...]:
    """One line per row whose coordinates were not plain degrees, with what was read."""
    listed = read.converted | kinds.isin(list(KINDS))
    first, second = (texts[listed].astype(object) for texts in (read.first, read.second))
    shown = (first + " ; " + second).str.strip(" ;")
    notes: tuple[Problem, ...] = row_problems(
        raw, layer, "degrees_minutes", Outcome.FIXED, values=shown[read.converted[listed]], column=read.header
    )
    for kind, outcome in KINDS.items():
        odd = kinds[listed] == kind
        values = other[listed] if kind == "other_projection" else shown
        notes += row_problems(raw, layer, kind, outcome, values=values[odd], column=read.header)
    return notes


def _round_trip(raw: RawTable, layer: str, degrees: Pair, metres: Pair) -> tuple[Problem, ...]:
    """Widest gap between the metres read and the same places brought back from degrees."""
    lon, lat = degrees
    if lon.empty:
        return ()
    back = points_in(lon.round(DECIMALS), lat.round(DECIMALS), WGS84, LAMBERT)
    x, y = metres
    swapped = _in(y, x, LAMBERT_93)
    gap = np.hypot(back.x - x.mask(swapped, y), back.y - y.mask(swapped, x)).max()
    return (
        problem(raw, layer, "round_trip", Outcome.INFORMATION, value=f"{gap * 100:.1f} cm".replace(".", ",")),
    )


def _from_geometry(raw: RawTable, layer: str, place: Place) -> Located:
    gate = check_geometry(raw, layer, "any")
    check_place(raw.file, gate.geometry, territory_box(place))
    metres = moved(gate.geometry, place.crs)
    is_point = metres.geom_type == "Point"
    points = metres.where(is_point, metres.representative_point())
    fate = all_stored(raw).mask(raw.columns.index.isin(gate.refused.index), SET_ASIDE)
    shapes = row_problems(
        raw, layer, "centre_of_shape", Outcome.INFORMATION, values=metres.geom_type[~is_point]
    )
    return Located(gpd.GeoSeries(points, crs=metres.crs), fate, (*gate.problems, *shapes))


def _kinds(x: pd.Series, y: pd.Series, boxes: tuple[Bounds, ...]) -> pd.Series:
    kinds = pd.Series("outside_france", index=x.index, dtype=object)
    for swap, degrees, metres in (
        (True, "swapped_axes", "projected_coordinates"),
        (False, "degrees", "projected_coordinates"),
    ):
        a, b = (y, x) if swap else (x, y)
        kinds = kinds.mask(_in(a, b, LAMBERT_93), metres)
        for box in boxes:
            kinds = kinds.mask(_in(a, b, box), degrees)
    missing = x.isna() | y.isna() | ((x == 0) & (y == 0))
    return kinds.mask(missing, "missing_coordinates")


def _other_projection(x: pd.Series, y: pd.Series, kinds: pd.Series, place: Place) -> pd.Series:
    """System in which rows that are elsewhere fall in the territory, to propose it; never used unsaid."""
    found = pd.Series("", index=x.index, dtype=object)
    boxes = territory_box(place)
    large = (x.abs() > 1000) & (y.abs() > 1000) & kinds.isin(["outside_france", "projected_coordinates"])
    rows = x.index[large]
    if not boxes or rows.empty:
        return found
    for crs in (LAMBERT, place.crs, *OTHER_METRES):
        lon, lat = moved_columns(x[rows], y[rows], crs, WGS84)
        here = rows[_in(lon, lat, boxes[0])]
        found.loc[here] = "" if crs == LAMBERT else crs
        rows = rows.difference(here, sort=False)
        if rows.empty:
            break
    return found


def _in(x: pd.Series, y: pd.Series, box: Bounds) -> pd.Series:
    return x.between(box[0], box[2]) & y.between(box[1], box[3])


def _degrees(x: pd.Series, y: pd.Series, kinds: pd.Series) -> tuple[pd.Series, pd.Series]:
    swap = (kinds == "swapped_axes") | ((kinds == "projected_coordinates") & _in(y, x, LAMBERT_93))
    lon, lat = x.mask(swap, y), y.mask(swap, x)
    lost = kinds.isin(LOST)
    metres = kinds.index[kinds == "projected_coordinates"]
    if len(metres):
        back = points_in(lon[metres], lat[metres], LAMBERT, WGS84)
        lon, lat = lon.astype(float), lat.astype(float)
        lon.loc[metres], lat.loc[metres] = back.x, back.y
    return lon.mask(lost), lat.mask(lost)


def territory_box(place: Place) -> tuple[Bounds, ...]:
    """Envelope of the communes, else of the roads, in degrees with a margin of one degree.

    For territories that are fictitious or, in trials, abroad.
    """
    known = place.edges if place.communes.empty else place.communes
    if known is None or known.empty:
        return ()
    west, south, east, north = to_degrees(known).total_bounds
    margin = TERRITORY_MARGIN_DEG
    return ((west - margin, south - margin, east + margin, north + margin),)


def near(points: gpd.GeoSeries, place: Place, margin_m: float = MARGIN_M) -> pd.Series:
    """Whether each point lies in the envelope of the communes widened by the margin (metres)."""
    if place.communes.empty:
        return pd.Series(data=True, index=points.index)
    west, south, east, north = place.communes.total_bounds
    inside_x = (points.x >= west - margin_m) & (points.x <= east + margin_m)
    return inside_x & (points.y >= south - margin_m) & (points.y <= north + margin_m)


def commune_of(points: gpd.GeoSeries, place: Place) -> pd.DataFrame:
    """``code_insee`` and ``commune`` of the commune that holds each point; empty outside."""
    found = pd.DataFrame({"code_insee": "", "commune": ""}, index=points.index, dtype=object)
    rows, hits = place.communes.sindex.query(points.to_numpy(), predicate="intersects")
    codes = pd.Series(place.communes.index[hits], index=points.index[rows])
    codes = codes[~codes.index.duplicated()]
    found.loc[codes.index, "code_insee"] = codes
    found.loc[codes.index, "commune"] = place.communes["name"].loc[codes].to_numpy()
    return found


def outside(raw: RawTable, layer: str, points: gpd.GeoSeries, place: Place) -> tuple[Problem, ...]:
    """One line per point beyond the margin, with its distance to the communes."""
    far = picked(points, points.index[~near(points, place)])
    if far.empty:
        return ()
    distance = far.distance(place.communes.union_all())
    return tuple(
        problem(
            raw,
            layer,
            "outside_territory",
            Outcome.INFORMATION,
            row=row,
            value=f"{metres / 1000:.0f} km",
        )
        for row, metres in distance.items()
    )


def kept_rows(fate: pd.Series) -> pd.Index:
    """Rows that are stored."""
    return fate.index[fate == STORED]
