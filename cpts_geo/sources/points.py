"""Where the rows of a table are: coordinates checked against France and the territory."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.crs import WGS84, points_in, to_degrees
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.geometry_gate import FRANCE, LAMBERT_93, Bounds, check_geometry, check_place
from cpts_geo.sources.harvest import MARGIN_M, SET_ASIDE, STORED, Place, all_stored
from cpts_geo.sources.raw import RawTable, moved, picked, problem, row_problems

LONGITUDES: Final = (
    "lon", "longitude", "long", "lng", "x", "long_coor1", "coordinates_longitude", "coord_x",
    "equip_long", "x_long",
    "c_long_coor1", "longitude_wgs84", "lambert_x", "coordx", "coordxet", "x_wgs84",
)  # fmt: skip
LATITUDES: Final = (
    "lat", "latitude", "y", "lat_coor1", "coordinates_latitude", "coord_y", "equip_lat", "y_lat",
    "c_lat_coor1", "latitude_wgs84", "lambert_y", "coordy", "coordyet", "y_wgs84",
)  # fmt: skip
PAIRS: Final = ("geo_point_2d", "geo_point", "coordonnees", "coordinates", "geopoint")
Pair = tuple[pd.Series, pd.Series]
TERRITORY_MARGIN_DEG: Final = 1.0
MANY_FAR: Final = 200  # a list with more rows than that elsewhere is a national one
LAMBERT: Final = "EPSG:2154"
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
    if raw.geometry is not None:
        return True
    return raw.header(PAIRS) is not None or None not in (raw.header(LONGITUDES), raw.header(LATITUDES))


def locate(raw: RawTable, layer: str, place: Place, *, spare_far: bool = False) -> Located:
    """Point of each row, in the territory's CRS.

    In a table, swapped columns and Lambert-93 metres under any header are put right and listed (their
    ranges never meet those of degrees in France); ``0, 0`` and empty cells are missing coordinates.
    With ``spare_far``, more than ``MANY_FAR`` rows of a table far from the territory get no point: their
    fate is ``stored`` without one, and their reader leaves them out.

    Raises
    ------
    CrsError
        When the geometry of a vector file contradicts its CRS.
    """
    if raw.geometry is not None:
        return _from_geometry(raw, layer, place)
    x, y = _columns(raw)
    box = territory_box(place)
    kinds = _kinds(x, y, (*FRANCE, *box))
    lon, lat = _degrees(x, y, kinds)
    good = kinds.index[np.isfinite(lon) & np.isfinite(lat)]
    placed = _spared(good, lon, lat, box) if spare_far else good
    points = points_in(lon[placed], lat[placed], WGS84, place.crs)
    fate = all_stored(raw).mask(~raw.columns.index.isin(good), SET_ASIDE)
    notes: tuple[Problem, ...] = ()
    for kind in ("swapped_axes", "projected_coordinates", "missing_coordinates", "outside_france"):
        outcome = Outcome.SET_ASIDE if kind in {"missing_coordinates", "outside_france"} else Outcome.FIXED
        header = raw.header(LONGITUDES) or ""
        odd = kinds == kind
        pairs = zip(x[odd], y[odd], strict=True)
        shown = pd.Series([_shown(a, b) for a, b in pairs], index=x.index[odd], dtype=object)
        notes += row_problems(raw, layer, kind, outcome, values=shown, column=header)
    metres = kinds.index[kinds == "projected_coordinates"]
    notes += _round_trip(raw, layer, (lon[metres], lat[metres]), (x[metres], y[metres]))
    return Located(points, fate, notes)


def _spared(rows: pd.Index, lon: pd.Series, lat: pd.Series, box: tuple[Bounds, ...]) -> pd.Index:
    """Rows in the box of the territory when too many are outside; a point weighs two hundred bytes."""
    inside = rows[_in(lon[rows], lat[rows], box[0])] if box else rows
    return inside if len(rows) - len(inside) > MANY_FAR else rows


def _shown(x: float, y: float) -> str:
    """The two values as read, nothing when there is none."""
    return "" if np.isnan(x) and np.isnan(y) else f"{x:.15g} ; {y:.15g}".replace("nan", "")


def _round_trip(raw: RawTable, layer: str, degrees: Pair, metres: Pair) -> tuple[Problem, ...]:
    """Widest gap between the metres read and the same places brought back from degrees."""
    lon, lat = degrees
    if lon.empty:
        return ()
    back = points_in(lon.round(DECIMALS), lat.round(DECIMALS), WGS84, LAMBERT)
    x, y = metres
    swapped = _in(y, x, LAMBERT_93)
    gap = np.hypot(back.x - x.mask(swapped, y), back.y - y.mask(swapped, x)).max()
    return (problem(raw, layer, "round_trip", Outcome.INFORMATION, value=f"{gap * 100:.1f} cm"),)


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


def _columns(raw: RawTable) -> tuple[pd.Series, pd.Series]:
    if raw.header(LONGITUDES) is None and raw.header(PAIRS) is not None:
        texts = raw.text(PAIRS).astype(object)
        texts = texts.where(
            texts.str.contains(";"), texts.str.replace(",", ";", n=1)
        )  # « 46,2 ; 5,2 » or « 46.2, 5.2 »
        parts = texts.str.split(";", n=1, expand=True).reindex(columns=[0, 1]).fillna("")
        pair = RawTable(raw.file, parts.set_axis(["lat", "lon"], axis=1))
        return pair.number(("lon",)), pair.number(("lat",))
    return raw.number(LONGITUDES), raw.number(LATITUDES)


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


def _in(x: pd.Series, y: pd.Series, box: Bounds) -> pd.Series:
    return x.between(box[0], box[2]) & y.between(box[1], box[3])


def _degrees(x: pd.Series, y: pd.Series, kinds: pd.Series) -> tuple[pd.Series, pd.Series]:
    swap = (kinds == "swapped_axes") | ((kinds == "projected_coordinates") & _in(y, x, LAMBERT_93))
    lon, lat = x.mask(swap, y), y.mask(swap, x)
    lost = kinds.isin(["missing_coordinates", "outside_france"])
    metres = kinds.index[kinds == "projected_coordinates"]
    if len(metres):
        back = points_in(lon[metres], lat[metres], LAMBERT, WGS84)
        lon, lat = lon.astype(float), lat.astype(float)
        lon.loc[metres], lat.loc[metres] = back.x, back.y
    return lon.mask(lost), lat.mask(lost)


def territory_box(place: Place) -> tuple[Bounds, ...]:
    """Envelope of the communes in degrees with a margin of one degree, for fictitious territories too."""
    if place.communes.empty:
        return ()
    west, south, east, north = to_degrees(place.communes).total_bounds
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
