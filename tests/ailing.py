"""The town on paper with one thing wrong at a time, and the repairs of the doctor applied to its frames."""

import dataclasses
from collections.abc import Mapping

import geopandas as gpd
import shapely

import toy
from cpts_geo.model.changes import Action
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.findings import Finding, Repair
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.territory import Territory
from cpts_geo.territory.doctor import Case, examine

TODAY = "2026-11-26"


def case(network: RoadNetwork | None = None, today: str = "", **layers: object) -> Case:
    """The town, with these layers instead of its own."""
    inputs = toy.inputs()
    territory = dataclasses.replace(inputs.territory, **layers)  # type: ignore[arg-type]
    return Case(territory, network or inputs.network, today)


def found(patient: Case, kind: str) -> list[Finding]:
    return [finding for finding in examine(patient) if finding.kind == kind]


def structures(**cells: tuple[str, object]) -> gpd.GeoDataFrame:
    """Structures of the town with cells changed: ``column=(row, value)``."""
    return changed(toy.inputs().territory.structures, cells)


def sites(**cells: tuple[str, object]) -> gpd.GeoDataFrame:
    return changed(toy.inputs().territory.sites, cells)


def changed(frame: gpd.GeoDataFrame, cells: Mapping[str, tuple[str, object]]) -> gpd.GeoDataFrame:
    out = frame.copy()
    for column, (row, value) in cells.items():
        if column not in out:
            out[column] = ""
        values = out[column].tolist()
        values[out.index.tolist().index(row)] = value
        out[column] = gpd.GeoSeries(values, out.index, crs=out.crs) if column == "geometry" else values
    return out


def repaired(territory: Territory, repair: Repair) -> Territory:
    """The territory after one click, done with nothing of ours but the facts of the repair."""
    frame: gpd.GeoDataFrame = getattr(territory, repair.layer).copy()
    assert repair.feature_id in frame.index
    if repair.action is Action.DELETE:
        return dataclasses.replace(territory, **{repair.layer: frame.drop(repair.feature_id)})  # type: ignore[arg-type]
    cells: dict[str, tuple[str, object]] = {c: (repair.feature_id, v) for c, v in repair.values.items()}
    if repair.lonlat:
        point = shapely.Point(transform_points([repair.lonlat], WGS84, territory.crs)[0])
        cells["geometry"] = (repair.feature_id, point)
    fresh = changed(frame, cells)
    for column in ("capacity",):
        fresh[column] = fresh[column].astype(float)
    return dataclasses.replace(territory, **{repair.layer: fresh})  # type: ignore[arg-type]
