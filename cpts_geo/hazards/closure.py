"""Closure: roads closed by an order or by hand, as a drawn zone, a drawn line, or by number or name."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.hazards.overlay import layer_of
from cpts_geo.model.layers import EXPIRED, SITE_ORDERS, VALID_FROM, VALID_UNTIL
from cpts_geo.model.moments import holds, just_after, moment
from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import Reading, Zones
from cpts_geo.model.vehicles import Vehicle

LINE_TOLERANCE_M: Final = 15.0  # a line drawn along a road is within a carriageway of it (assumption)
ORDERED: Final = ("closure", "perimeter", *SITE_ORDERS)  # kinds that hold for as long as an order says
LINE_SHARE: Final = 0.5  # of the edge's length; a road merely crossed by such a line stays open


@dataclass(frozen=True)
class Closure:
    """Closed roads; places inside stay open, people may be unable to leave.

    Attributes
    ----------
    layer
        Hazard layer whose ``closure`` zones close every edge they touch. A line closes the edges it
        follows over at least half their length; one that follows none is a barrier and closes those it
        crosses. Empty: no layer.
    roads
        Numbers or names of roads closed over their whole length in the territory.
    """

    name: ClassVar[str] = "closure"
    banded: ClassVar[bool] = False  # the same in every reading
    layer: str = ""
    roads: tuple[str, ...] = ()

    def speed_factor(
        self, edges: gpd.GeoDataFrame, zones: Zones, vehicle: Vehicle, reading: Reading
    ) -> pd.Series:
        """0 on closed edges, 1 elsewhere; bridges close too."""
        del vehicle, reading
        names = {road.casefold() for road in self.roads}
        by_name = edges["ref"].str.casefold().isin(names) | edges["name"].str.casefold().isin(names)
        by_label = road_labels(edges).str.casefold().isin(names)
        closed = by_name | by_label if names else pd.Series(data=False, index=edges.index)
        if self.layer:
            closed = closed | _touched(edges, layer_of(zones, self.layer, "closure"))
        return 1.0 - closed.astype(float)

    def hits(self, places: gpd.GeoDataFrame, zones: Zones, reading: Reading) -> pd.Series:
        """Never: a closed road does not close a place."""
        del zones, reading
        return pd.Series(data=False, index=places.index)


def in_force(zones: gpd.GeoDataFrame, at: str) -> gpd.GeoDataFrame:
    """Zones whose orders out of their validity at an ISO time are ``expired``; as they are without."""
    if not at or not {VALID_FROM, VALID_UNTIL} & set(zones.columns):
        return zones
    begins, ends = (
        zones[name].fillna("") if name in zones else pd.Series("", index=zones.index)
        for name in (VALID_FROM, VALID_UNTIL)
    )
    valid = pd.Series([holds(b, e, at) for b, e in zip(begins, ends, strict=True)], index=zones.index)
    return zones.assign(kind=zones["kind"].mask(zones["kind"].isin(ORDERED) & ~valid, EXPIRED))


def ever_in_force(zones: gpd.GeoDataFrame, moments: Sequence[str]) -> gpd.GeoDataFrame:
    """Zones whose orders hold at none of these ISO times are ``expired``."""
    frames = [in_force(zones, at) for at in moments]
    if any(frame is zones for frame in frames):
        return zones
    over = np.all([frame["kind"].to_numpy() == EXPIRED for frame in frames], axis=0)
    return zones.assign(kind=zones["kind"].mask(over, EXPIRED))


def order_changes(zones: gpd.GeoDataFrame) -> list[dt.datetime]:
    """Local moments when an order begins to hold, and the first minutes when one does not hold any more."""
    ordered = zones[zones["kind"].isin(ORDERED)]
    begins, ends = (
        ordered.get(name, pd.Series(dtype=object)).dropna().astype(str) for name in (VALID_FROM, VALID_UNTIL)
    )
    return [at for at in (*map(moment, begins), *map(just_after, ends)) if at]


def timed_zones(layers: Zones) -> dict[str, gpd.GeoDataFrame]:
    """Layers in which some order begins or ends at a known time."""
    return {name: zones for name, zones in layers.items() if _has_validity(zones)}


def out_of_force(zones: gpd.GeoDataFrame, at: str) -> list[str]:
    """Identifiers of the orders that are over, or not begun, at an ISO time."""
    return zones.index[in_force(zones, at)["kind"] == EXPIRED].astype(str).tolist()


def _has_validity(zones: gpd.GeoDataFrame) -> bool:
    closed = zones[zones["kind"].isin(ORDERED)]
    return any(
        bool(closed[name].fillna("").ne("").any()) for name in (VALID_FROM, VALID_UNTIL) if name in zones
    )


def _touched(edges: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> pd.Series:
    shapes = edges.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    dimension = shapely.get_dimensions(zones.geometry.to_numpy())
    closed = np.zeros(len(edges), dtype=bool)
    closed[tree.query(zones.geometry.to_numpy()[dimension == 2], predicate="intersects")[1]] = True
    lines = shapely.get_parts(shapely.line_merge(zones.geometry.to_numpy()[dimension == 1]))
    line, edge = _followed(shapes, tree, lines)
    barriers = np.delete(lines, np.unique(line))
    closed[edge] = True
    closed[tree.query(barriers, predicate="intersects")[1]] = True
    return pd.Series(closed, index=edges.index)


def _followed(
    shapes: npt.NDArray[np.object_], tree: shapely.STRtree, lines: npt.NDArray[np.object_]
) -> npt.NDArray[np.intp]:
    """Positions (line, edge) of the edges that a line follows over at least half their length."""
    corridors = shapely.buffer(lines, LINE_TOLERANCE_M, cap_style="flat")
    line, edge = tree.query(corridors, predicate="intersects")
    inside = shapely.length(shapely.intersection(shapes[edge], corridors[line]))
    return np.stack([line, edge])[:, inside >= LINE_SHARE * shapely.length(shapes[edge])]
