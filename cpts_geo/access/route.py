"""A trip: normal and degraded way, step by step, and the roads avoided with the reason."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.access.travel import MS_PER_MINUTE
from cpts_geo.model.causes import WATER, bit, named
from cpts_geo.model.layers import EMERGENCY
from cpts_geo.model.network import road_labels
from cpts_geo.model.results import Avoided, Route, RouteStep
from cpts_geo.routing.engine import fastest_arcs
from cpts_geo.routing.state import Customised


@dataclass(frozen=True, eq=False)
class Way:
    """One path: minutes (``inf`` = none), edge positions and minutes along each."""

    minutes: float
    edges: npt.NDArray[np.int64]
    edge_minutes: npt.NDArray[np.float64]


def find_way(roads: Customised, source: int, target: int) -> Way:
    """Fastest path between two nodes."""
    total, arcs = fastest_arcs(roads, source, target)
    edges = roads.graph.edge[arcs].astype(np.int64)
    return Way(total / MS_PER_MINUTE, edges, roads.time_ms[arcs] / MS_PER_MINUTE)


def compare_ways(
    edges: gpd.GeoDataFrame, damage: pd.DataFrame, normal: Way, degraded: Way, snap_m: tuple[float, float]
) -> Route:
    """Route of a trip from its two ways.

    Parameters
    ----------
    edges
        Reference edges.
    damage
        Index ``edge_id``: ``factor`` and ``depth_m`` in the study's reading.
    normal, degraded
        Ways on the reference and on the degraded network.
    snap_m
        Crow-fly distance from each end to its node.
    """
    return Route(
        minutes_reference=normal.minutes,
        minutes_scenario=degraded.minutes,
        length_m=float(edges["length_m"].to_numpy()[degraded.edges].sum()),
        steps=_steps(edges, damage, degraded),
        avoided=_avoided(edges, damage, normal, degraded),
        geometry_reference=_line(edges, normal),
        geometry_scenario=_line(edges, degraded),
        snap_m=snap_m,
    )


def _line(edges: gpd.GeoDataFrame, way: Way) -> gpd.GeoSeries:
    merged = shapely.line_merge(shapely.union_all(edges.geometry.to_numpy()[way.edges]))
    return gpd.GeoSeries([merged if len(way.edges) else shapely.LineString()], crs=edges.crs)


def _steps(edges: gpd.GeoDataFrame, damage: pd.DataFrame, way: Way) -> tuple[RouteStep, ...]:
    labels = road_labels(edges).to_numpy()[way.edges]
    if not len(labels):
        return ()
    starts = np.flatnonzero(np.r_[True, labels[1:] != labels[:-1]])
    bounds = zip(starts, [*starts[1:], len(labels)], strict=True)
    return tuple(_step(edges, damage, way, slice(int(a), int(b)), str(labels[a])) for a, b in bounds)


def _step(edges: gpd.GeoDataFrame, damage: pd.DataFrame, way: Way, part: slice, road: str) -> RouteStep:
    rows, state = edges.iloc[way.edges[part]], damage.iloc[way.edges[part]]
    notes = {
        "bridge_over_water": bool((rows["bridge"] & state["depth_m"].notna()).any()),
        "slowed": bool((state["factor"] < 1).any()),
        "tunnel": bool(rows["tunnel"].any()),
        "ford": bool(rows["ford"].any()),
        "restricted": bool((~rows["car"].astype(bool) & rows.get(EMERGENCY, rows["car"])).any()),
    }
    return RouteStep(
        road=road,
        length_m=float(rows["length_m"].sum()),
        minutes=float(way.edge_minutes[part].sum()),
        notes=tuple(note for note, present in notes.items() if present),
    )


def _avoided(
    edges: gpd.GeoDataFrame, damage: pd.DataFrame, normal: Way, degraded: Way
) -> tuple[Avoided, ...]:
    left = np.setdiff1d(normal.edges, degraded.edges)
    over = edges["bridge"].to_numpy(bool)[left]  # water under a bridge never closes it: something else does
    worsened = damage.iloc[left].assign(road=road_labels(edges).to_numpy()[left])
    worsened["depth_m"] = worsened["depth_m"].mask(over)
    worsened = worsened[worsened["factor"] < 1]
    return tuple(
        _avoided_road(str(road), rows.sort_values("factor", kind="stable"))
        for road, rows in worsened.groupby("road", sort=True)
    )


def _avoided_road(road: str, rows: pd.DataFrame) -> Avoided:
    """The worst of its stretches; all that closes any of them."""
    wet = rows[rows["cut_by"] & bit(WATER) > 0]
    depth = float((wet if len(wet) else rows)["depth_m"].iloc[0])
    known = depth if np.isfinite(depth) else None
    if rows["factor"].iloc[0] > 0:
        return Avoided(road, "slowed", known)
    causes = named(int(np.bitwise_or.reduce(rows["cut_by"].to_numpy())))
    if WATER not in causes:
        return Avoided(road, "closed", known, causes)
    return Avoided(road, "flooded_unknown_depth" if known is None else "flooded", known, causes)
