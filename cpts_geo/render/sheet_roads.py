"""Rows of cut roads for the printed tables: main roads by name, small ones together."""

from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.render.escape import plain_text
from cpts_geo.render.sheet_places import Row
from cpts_geo.render.style import RoadClass, road_class
from cpts_geo.render.svg_base import one_way_each
from cpts_geo.render.svg_frame import Grid
from cpts_geo.study import Study
from cpts_geo.wording import labels, numbers
from cpts_geo.wording import sheets as words

MINOR: Final = (RoadClass.DESSERTE, RoadClass.CHEMIN)
MAX_SQUARES: Final = 6
_RANKS: Final = {kind: rank for rank, kind in enumerate(reversed(RoadClass))}


def closed_edges(study: Study) -> gpd.GeoDataFrame:
    """Edges closed in at least one reading, one direction each.

    Added columns: ``road`` (number or name), ``class``, ``closed_<reading>``, ``depth_m`` in the
    study's own reading (NaN unless known).
    """
    readings = study.outcomes.readings
    closed = pd.DataFrame({f"closed_{r.value}": readings[r].edges["factor"] == 0 for r in READINGS})
    depth = readings[study.spec.scenario.reading].edges["depth_m"]
    edges = study.network.edges.join(closed).assign(depth_m=depth.where(depth < float("inf")))
    cut = edges[closed.any(axis=1).to_numpy()]
    ordered = cut.sort_values(list(closed.columns), ascending=False, kind="stable")
    once = one_way_each(ordered).sort_index()
    return once.assign(road=road_labels(once), **{"class": once["highway"].map(road_class)})


def road_rows(study: Study, edges: gpd.GeoDataFrame, grid: Grid, *, gather_minor: bool) -> list[Row]:
    """One row per road, most important class first, longest first; unnamed roads of a class together."""
    groups = edges.assign(line=edges["road"].where(_is_named(edges, gather_minor=gather_minor), ""))
    rows = [
        (_RANKS[kind], str(road) == "", -float(part["length_m"].sum()), str(road), part, RoadClass(kind))
        for (kind, road), part in groups.groupby(["class", "line"], sort=True)
    ]
    rows.sort(key=lambda row: row[:4])
    return [_row(study, road, part, kind, grid) for *_, road, part, kind in rows]


def _is_named(edges: gpd.GeoDataFrame, *, gather_minor: bool) -> pd.Series:
    named = edges["road"] != ""
    return named & ~edges["class"].isin(MINOR) if gather_minor else named


def _row(study: Study, road: str, part: gpd.GeoDataFrame, kind: RoadClass, grid: Grid) -> Row:
    own = study.spec.scenario.reading
    lengths = {r: float(part["length_m"][part[f"closed_{r.value}"]].sum()) for r in READINGS}
    closed = {r: lengths[r] > 0 for r in READINGS}
    low, high = lengths[Reading.OPTIMISTIC], lengths[Reading.PESSIMISTIC]
    cells = [
        _name(road, part, kind),
        words.length_band(low, lengths[own], high),
        numbers.depth(part["depth_m"].max()) if part["depth_m"].notna().any() else words.UNKNOWN_DEPTH,
        _squares(part, grid),
        words.road_reading(closed),
    ]
    return {"cells": [plain_text(cell) for cell in cells], "hit": closed[own], "roads": part["road"].nunique()}


def _name(road: str, part: gpd.GeoDataFrame, kind: RoadClass) -> str:
    if road:
        named = [name for name in part["name"].unique() if name and name != road]
        return f"{road} ({named[0]})" if len(named) == 1 else road
    count = int(part["road"][part["road"] != ""].nunique())
    unnamed = (part["road"] == "").any()
    return words.minor_roads(kind.value, count, unnamed=bool(unnamed)) if kind in MINOR else labels.UNNAMED_ROAD


def _squares(part: gpd.GeoDataFrame, grid: Grid) -> str:
    middles = shapely.get_coordinates(shapely.line_interpolate_point(part.geometry.to_numpy(), 0.5, normalized=True))
    names = dict.fromkeys(grid.square(x, y) for x, y in middles)
    found = sorted((name for name in names if name), key=lambda name: (len(name), name))
    more = "…" if len(found) > MAX_SQUARES else ""
    return ", ".join(found[:MAX_SQUARES]) + more or words.NONE


def near(edges: gpd.GeoDataFrame, area: shapely.Geometry, distance_m: float) -> gpd.GeoDataFrame:
    """Edges within ``distance_m`` of an area (``<=``)."""
    return edges[shapely.dwithin(edges.geometry.to_numpy(), area, distance_m)]
