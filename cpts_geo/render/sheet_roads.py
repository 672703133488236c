"""Rows of cut roads for the printed tables: main roads by name, small ones together."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.render.escape import plain_text
from cpts_geo.render.sheet_places import Row
from cpts_geo.render.style import MINOR_CLASSES, RoadClass, road_class
from cpts_geo.render.svg_base import one_way_each
from cpts_geo.render.svg_frame import Grid
from cpts_geo.study import Study
from cpts_geo.wording import labels
from cpts_geo.wording import sheet_tables as table_words

GATHERED: Final = (*MINOR_CLASSES, RoadClass.LOCALE)
MAX_SQUARES: Final = 6
_RANKS: Final = {kind: rank for rank, kind in enumerate(reversed(RoadClass))}


def closed_edges(study: Study) -> gpd.GeoDataFrame:
    """Edges closed in at least one reading, one direction each.

    Added columns: ``road`` (number or name), ``class``, ``closed_<reading>``, ``depth_m`` in the
    study's own reading (NaN unless known), ``cut_by`` in all readings together (``model.causes``).
    """
    readings = study.outcomes.readings
    closed = pd.DataFrame({f"closed_{r.value}": readings[r].edges["factor"] == 0 for r in READINGS})
    depth = readings[study.spec.scenario.reading].edges["depth_m"]
    causes = np.bitwise_or.reduce([readings[r].edges["cut_by"].to_numpy() for r in READINGS])
    edges = study.network.edges.join(closed).assign(depth_m=depth.where(depth < float("inf")), cut_by=causes)
    cut = edges[closed.any(axis=1).to_numpy()]
    ordered = cut.sort_values(list(closed.columns), ascending=False, kind="stable")
    once = one_way_each(ordered).sort_index()
    return once.assign(road=road_labels(once), **{"class": once["highway"].map(road_class)})


def road_rows(study: Study, edges: gpd.GeoDataFrame, grid: Grid, *, gather_minor: bool) -> list[Row]:
    """One row per road under a heading per certainty; most important class first, then longest.

    Unnamed roads of a class go together; with ``gather_minor`` small named ones too.
    """
    named = edges["road"] != ""
    if gather_minor:
        named &= (edges["ref"] != "") | ~edges["class"].isin(GATHERED)
    kinds = edges["class"].map(str)
    groups = edges.groupby(edges["road"].where(named, "\0" + kinds), sort=True)
    rows = [_row(study, str(key).partition("\0")[0], part, grid) for key, part in groups]
    rows.sort(key=lambda row: row["order"])
    headed: list[Row] = []
    for rank, title in enumerate(table_words.ROAD_READINGS):
        members = [row for row in rows if row["certainty"] == rank]
        headed += [{"group": title, "key": "maybe_cut" if rank else "cut"}, *members] if members else []
    return headed


def _row(study: Study, road: str, part: pd.DataFrame, grid: Grid) -> Row:
    own = study.spec.scenario.reading
    kind = min((RoadClass(str(value)) for value in part["class"].unique()), key=lambda value: _RANKS[value])
    lengths = {r: float(part["length_m"][part[f"closed_{r.value}"]].sum()) for r in READINGS}
    closed = {r: lengths[r] > 0 for r in READINGS}
    cells = [
        _name(road, part, kind),
        table_words.length_band(lengths[Reading.OPTIMISTIC], lengths[own], lengths[Reading.PESSIMISTIC]),
        table_words.water_or_closure(
            int(np.bitwise_or.reduce(part["cut_by"].to_numpy())), float(part["depth_m"].max())
        ),
        squares_of(part, grid),
    ]
    return {
        "cells": [plain_text(cell) for cell in cells],
        "cut": closed[own],
        "certainty": table_words.road_reading(closed),
        "order": (_RANKS[kind], road == "", -lengths[Reading.PESSIMISTIC], road),
        "key": "cut",
    }


def _name(road: str, part: pd.DataFrame, kind: RoadClass) -> str:
    if road:
        named = [name for name in part["name"].unique() if name and name != road]
        return f"{road} ({named[0]})" if len(named) == 1 else road
    count = int(part["road"][part["road"] != ""].nunique())
    unnamed = (part["road"] == "").any()
    return (
        table_words.minor_roads(kind.value, count, unnamed=bool(unnamed))
        if kind in GATHERED
        else labels.UNNAMED_ROAD
    )


def squares_of(part: pd.DataFrame, grid: Grid, most: int = MAX_SQUARES) -> str:
    """Squares of the radio grid that some edges are in, a dash when they are off the grid."""
    middles = shapely.get_coordinates(
        shapely.line_interpolate_point(part["geometry"].to_numpy(), 0.5, normalized=True)
    )
    names = dict.fromkeys(grid.square(x, y) for x, y in middles)
    found = sorted((name for name in names if name), key=lambda name: (len(name), name))
    more = "…" if len(found) > most else ""
    return ", ".join(found[:most]) + more or table_words.NONE


def near(edges: gpd.GeoDataFrame, area: shapely.Geometry, distance_m: float) -> gpd.GeoDataFrame:
    """Edges within ``distance_m`` of an area (``<=``)."""
    return edges[shapely.dwithin(edges.geometry.to_numpy(), area, distance_m)]
