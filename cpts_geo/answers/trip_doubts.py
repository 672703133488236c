"""What a trip must be told with: points to check along it, ends under water and their nearest dry road."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.access.doubts import NEAR_UNKNOWN_M, find_doubts
from cpts_geo.access.route import Way
from cpts_geo.access.travel import MS_PER_MINUTE
from cpts_geo.hazards import Flood, Winter
from cpts_geo.hazards.overlay import is_unknown, layer_of
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.network import RoadNetwork, road_labels
from cpts_geo.model.results import Doubt, FloodedEnd
from cpts_geo.model.scenario import Reading, Scenario, Zones
from cpts_geo.model.stretches import find_edges
from cpts_geo.routing.engine import many_to_many, to_each
from cpts_geo.routing.state import Customised

Damages = Mapping[Reading, pd.DataFrame]


def doubts_along(
    way: Way, edges: gpd.GeoDataFrame, damages: Damages, scenario: Scenario, zones: Zones
) -> tuple[Doubt, ...]:
    """Doubts of the degraded way of a trip."""
    part = edges.iloc[way.edges]
    marked = find_edges(edges, (key for mark in scenario.reopened for key in mark.edges))[0]
    return find_doubts(
        part,
        damages[scenario.reading].iloc[way.edges],
        damages[Reading.PESSIMISTIC].iloc[way.edges],
        near_unknown=_near_unknown(part, scenario, zones),
        no_altitude=_no_altitude(part, scenario),
        seen=np.isin(way.edges, marked),
    )


def _near_unknown(part: gpd.GeoDataFrame, scenario: Scenario, zones: Zones) -> npt.NDArray[np.bool_]:
    near = np.zeros(len(part), dtype=bool)
    tree = shapely.STRtree(part.geometry.to_numpy())
    for hazard in scenario.hazards:
        if isinstance(hazard, Flood):
            water = layer_of(zones, hazard.layer, "flood")
            drawn = water[is_unknown(water)].geometry.to_numpy()
            near[tree.query(drawn, predicate="dwithin", distance=NEAR_UNKNOWN_M)[1]] = True
    return near


def _no_altitude(part: gpd.GeoDataFrame, scenario: Scenario) -> npt.NDArray[np.bool_]:
    snows = [hazard for hazard in scenario.hazards if isinstance(hazard, Winter)]
    unknown = np.zeros(len(part), dtype=bool)
    for snow in snows:
        unknown |= snow.unknown_altitude(part)
    return unknown


def flooded_ends(
    ends: gpd.GeoDataFrame,
    nodes: tuple[int, int],
    network: RoadNetwork,
    roads: Customised,
    *,
    depth_m: pd.Series,
    wet: pd.Series,
) -> tuple[FloodedEnd, ...]:
    """Ends of a trip under water.

    Parameters
    ----------
    ends
        The two points, in the CRS of the network.
    nodes
        Their nodes.
    roads
        Roads under the scenario.
    depth_m
        Water at each end, NaN = dry.
    wet
        Whether each edge has water.
    """
    found = []
    spots = list(zip(ends.geometry.x, ends.geometry.y, strict=True))
    for rank, end in enumerate(("from", "to")):
        depth = float(depth_m.iloc[rank])
        if depth > 0:
            other = np.array([nodes[1 - rank]])
            everywhere = np.arange(roads.graph.junctions)
            left = (
                to_each(roads, other)[0][everywhere]
                if end == "from"
                else many_to_many(roads, other, everywhere)[0]
            )
            found.append(_end(end, depth, spots[rank], network, left=left, dry=_dry(roads, wet)))
    return tuple(found)


def _dry(roads: Customised, wet: pd.Series) -> npt.NDArray[np.bool_]:
    """Junctions that an open dry road touches."""
    graph, junction = roads.graph, roads.graph.junction
    usable = roads.is_open & ~wet.to_numpy(bool)[graph.edge]
    touched = np.zeros(graph.junctions, dtype=bool)
    touched[junction[graph.tail[usable]]] = touched[junction[graph.head[usable]]] = True
    return touched


def _end(
    end: str,
    depth: float,
    spot: tuple[float, float],
    network: RoadNetwork,
    *,
    left: npt.NDArray[np.float64],
    dry: npt.NDArray[np.bool_],
) -> FloodedEnd:
    known = depth if np.isfinite(depth) else None
    joined = dry & np.isfinite(left)
    allowed = np.flatnonzero(joined if joined.any() else dry)
    if not len(allowed):
        return FloodedEnd(end, known, np.inf, "", None, np.inf)
    distance = np.hypot(*(network.xy[allowed] - spot).T)
    nearest = int(allowed[np.argmin(distance)])
    x, y = network.xy[nearest]
    touching = network.edges[(network.edges[["u", "v"]] == network.nodes.index[nearest]).any(axis=1)]
    names = road_labels(touching)
    return FloodedEnd(
        end,
        known,
        float(distance.min()),
        str(names.max()),  # a name rather than none
        transform_points([(float(x), float(y))], str(network.edges.crs), WGS84)[0],
        float(left[nearest] / MS_PER_MINUTE),
    )
