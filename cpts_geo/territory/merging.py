"""What people changed laid over an imported layer: a three-way merge, value by value.

For each value a person changed: the import still says what it said → the local value; the import now
says the same as the person → settled; otherwise the local value is used and the conflict is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.changes import Action, Cell, Change, Conflict, LonLat
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.layers import COMMUNES, GEOMETRY, POPULATION, LayerContract, conform

SAME_PLACE_DEG: Final = 5e-7  # 5 cm: files keep 7 decimals, and a projection there and back moves less


def merged(
    frame: gpd.GeoDataFrame, changes: Iterable[Change], contract: LayerContract
) -> tuple[gpd.GeoDataFrame, tuple[Conflict, ...]]:
    """The layer with the local changes, and what the import says otherwise.

    Parameters
    ----------
    frame
        Layer as imported, in the territory's CRS; honours its contract.
    changes
        Local changes of that layer, in any order.
    contract
        The layer's contract.
    """
    own = (change for change in changes if change.layer == contract.name)
    mine = sorted(own, key=lambda change: change.feature_id)  # the order they come in changes nothing
    if not mine:
        return frame, ()
    known = {str(key) for key in frame.index}
    gone = {c.feature_id for c in mine if c.action is Action.DELETE}
    laid = [c for c in mine if c.action is not Action.DELETE]
    over = [c for c in laid if c.feature_id in known]
    new = [c for c in laid if c.feature_id not in known and contract is not COMMUNES]
    conflicts = [x for change in over for x in conflicts_of(frame, change)]
    conflicts += [Conflict(c.layer, c.feature_id, "") for c in laid if _is_orphan(c, known)]
    edited = _moved(_edited(frame[~frame.index.isin(gone)], over), over)
    both = _with_rows(edited, new, contract)
    return _required(typed(conform(both, contract), contract), contract), tuple(conflicts)


def _is_orphan(change: Change, known: set[str]) -> bool:
    return change.action is Action.EDIT and change.feature_id not in known


def conflicts_of(frame: gpd.GeoDataFrame, change: Change) -> list[Conflict]:
    """Values of one row that the import changed otherwise than the person."""
    found = []
    for column, local in change.values.items():
        imported, base = cell(frame, change.feature_id, column), change.base.get(column)
        if said(local) == imported or said(base) == imported:
            continue
        found.append(Conflict(change.layer, change.feature_id, column, said(local), imported, said(base)))
    if change.lonlat is None or frame.geometry[change.feature_id].geom_type != "Point":
        return found
    place = lonlat_of(frame, change.feature_id)
    if same_place(change.lonlat, place) or same_place(change.base_lonlat, place):
        return found
    places = (change.lonlat, place, change.base_lonlat)
    return [*found, Conflict(change.layer, change.feature_id, GEOMETRY, *places)]


def said(value: object) -> Cell:
    """A value in its one form: ``None`` when nothing is said, whatever way it is not said."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if value is None or bool(pd.isna(value)):  # type: ignore[call-overload]
        return None
    return float(value) if isinstance(value, int | float | np.number) else str(value)


def cell(frame: gpd.GeoDataFrame, feature_id: str, column: str) -> Cell:
    """Value of a row, ``None`` when the layer does not say it."""
    return said(frame[column][feature_id]) if column in frame.columns else None


def cells(frame: gpd.GeoDataFrame, feature_id: str) -> dict[str, Cell]:
    """Every value of a row but its geometry."""
    return {str(c): cell(frame, feature_id, str(c)) for c in frame.columns if c != frame.geometry.name}


def lonlat_of(frame: gpd.GeoDataFrame, feature_id: str) -> LonLat:
    """Position of a point, WGS84 degrees with the decimals of the files."""
    x, y = shapely.get_coordinates(frame.geometry[feature_id])[0]
    lon, lat = transform_points([(x, y)], str(frame.crs), WGS84)[0]
    return round(lon, 7), round(lat, 7)


def same_place(one: LonLat | None, other: LonLat | None) -> bool:
    """Whether two positions are the same within what files keep."""
    if one is None or other is None:
        return one is other
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= SAME_PLACE_DEG


def _edited(frame: gpd.GeoDataFrame, changes: list[Change]) -> gpd.GeoDataFrame:
    """Copy with the local values in place of the imported ones."""
    columns: dict[str, dict[str, Cell]] = defaultdict(dict)
    for change in changes:
        for column, value in change.values.items():
            columns[column][change.feature_id] = value
    out = frame.copy()
    for column, local in columns.items():
        values = out[column].astype(object) if column in out else pd.Series(None, out.index, dtype=object)
        values.loc[list(local)] = list(local.values())
        out[column] = values
    return out


def _moved(frame: gpd.GeoDataFrame, changes: list[Change]) -> gpd.GeoDataFrame:
    places = {c.feature_id: c.lonlat for c in changes if c.lonlat}
    if not places:
        return frame
    shapes = frame.geometry.to_numpy().copy()
    shapes[frame.index.get_indexer(pd.Index(list(places)))] = _points(places, str(frame.crs))
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _points(places: Mapping[str, LonLat], crs: str) -> Any:
    return shapely.points(transform_points(list(places.values()), WGS84, crs))


def _with_rows(frame: gpd.GeoDataFrame, changes: list[Change], contract: LayerContract) -> gpd.GeoDataFrame:
    """The layer and the rows that only people know; the ones an import lost keep what it had said."""
    places = {c.feature_id: c.lonlat or c.base_lonlat for c in changes}
    placed = {key: place for key, place in places.items() if place}
    rows = [{**c.base, **c.values} for c in changes if c.feature_id in placed]
    if not rows:
        return frame
    index = pd.Index(list(placed), name=contract.index, dtype=object)
    columns = pd.DataFrame(rows, index=index)
    crs = str(frame.crs)
    added = conform(gpd.GeoDataFrame(columns, geometry=_points(placed, crs), crs=crs), contract)
    if frame.empty:
        return added
    named = {GEOMETRY, *contract.required, *(column for column, _ in contract.optional)}
    texts = [c for c in frame.columns if c not in named and frame[c].dtype.kind not in "fiub"]
    shared = {c: object for c in frame.columns if c in added and c != GEOMETRY}
    both = pd.concat([frame.astype(shared), added])
    both = both.assign(**{c: both[c].astype(object).fillna("") for c in texts}).infer_objects()
    both.index.name = contract.index
    return gpd.GeoDataFrame(both, geometry=GEOMETRY, crs=crs)


def typed(frame: gpd.GeoDataFrame, contract: LayerContract) -> gpd.GeoDataFrame:
    """Optional columns in the type of their default: GeoJSON and people leave text, numbers or nothing."""
    out = frame
    for column, default in contract.optional:
        if isinstance(default, str):
            out[column] = out[column].fillna("").astype(str)
        elif isinstance(default, bool):
            out[column] = out[column].fillna(default).astype(bool)
        else:
            out[column] = out[column].astype(float)
    return out


def _required(frame: gpd.GeoDataFrame, contract: LayerContract) -> gpd.GeoDataFrame:
    for column in contract.required:
        numbers = column == POPULATION
        frame[column] = frame[column].astype(float) if numbers else frame[column].fillna("").astype(str)
    return frame
