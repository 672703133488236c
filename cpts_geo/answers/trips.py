"""Single trips and matrices of minutes under a spec's scenario."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.access.route import compare_ways, find_way
from cpts_geo.access.state import minutes_table
from cpts_geo.answers.trip_doubts import doubts_along, flooded_ends
from cpts_geo.hazards import Flood
from cpts_geo.hazards.effects import edge_effects
from cpts_geo.model.crs import WGS84, reproject
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.layers import EMERGENCY
from cpts_geo.model.results import Route, TravelTimes
from cpts_geo.model.scenario import Zones
from cpts_geo.model.vehicles import VEHICLES
from cpts_geo.routing.choice import prepare_in
from cpts_geo.routing.engine import customise
from cpts_geo.routing.graph import Graph, build_graph, degraded_ms
from cpts_geo.routing.snap import snap, snap_candidates
from cpts_geo.scene import study_zones
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, read_inputs


def find_route(
    spec: StudySpec,
    origin: tuple[float, float],
    destination: tuple[float, float],
    *,
    inputs: Inputs | None = None,
) -> Route:
    """Normal and degraded way between two points, for the spec's vehicle and reading.

    Parameters
    ----------
    origin, destination
        Longitude, latitude in WGS84.

    Raises
    ------
    ScenarioError
        ``too_far_from_road`` when an end is beyond the snapping limit; ``value`` is the distance.
    """
    inputs = inputs or read_inputs(spec.folder)
    network, graph = inputs.network, build_graph(inputs.network, VEHICLES[spec.vehicle])
    nodes = snapped_ends(spec, (origin, destination), inputs, graph)
    zones, vehicle = study_zones(spec, inputs.territory), VEHICLES[spec.vehicle]
    damages = edge_effects(spec.scenario, network.edges, zones, vehicle)
    damage = damages[spec.scenario.reading]
    source, target = (int(node) for node in nodes["node"])
    topology = prepare_in(spec.folder, graph, network.xy, searches=2)
    slowed = degraded_ms(graph, damage["factor"].to_numpy())
    calm, rough = (customise(topology, graph, times) for times in (graph.time_ms, slowed))
    normal, degraded = find_way(calm, source, target), find_way(rough, source, target)
    edges = network.edges
    if VEHICLES[spec.vehicle].on_foot:  # whom a road for emergency vehicles only does not concern
        edges = edges.drop(columns=[EMERGENCY], errors="ignore")
    route = compare_ways(edges, damage, normal, degraded, tuple(nodes["distance_m"]))
    ends = _points((origin, destination), inputs.territory.crs)
    water, wet = _water_at(ends, spec, zones), damage["depth_m"].notna()
    return replace(
        route,
        doubts=doubts_along(degraded, edges, damages, spec.scenario, zones),
        flooded_ends=flooded_ends(ends, (source, target), network, rough, depth_m=water, wet=wet),
    )


def _water_at(points: gpd.GeoDataFrame, spec: StudySpec, zones: Zones) -> pd.Series:
    """Deepest water of the spec's reading at each point, NaN = dry."""
    deepest, reading = pd.Series(np.nan, index=points.index), spec.scenario.reading
    for hazard in spec.scenario.hazards:
        if isinstance(hazard, Flood):
            found = hazard.depths_m(points, zones, (reading,))[reading]
            deepest = deepest.combine(found, np.fmax)
    return deepest


def snapped_ends(
    spec: StudySpec, ends: Sequence[tuple[float, float]], inputs: Inputs, graph: Graph
) -> pd.DataFrame:
    """Node of each end of a trip and its distance.

    Raises
    ------
    ScenarioError
        ``too_far_from_road``.
    """
    points, candidates = _points(ends, inputs.territory.crs), snap_candidates(inputs.network, graph)
    nodes = snap(points, inputs.network, candidates, spec.snap_limit_m).points
    for end, node, distance in zip(ends, nodes["node"], nodes["distance_m"], strict=True):
        if node < 0:
            raise ScenarioError(
                "too_far_from_road",
                value=f"{end[0]:.5f},{end[1]:.5f}",
                expected=f"{distance:.0f} m > {spec.snap_limit_m:.0f} m",
            )
    return nodes


def _edges_of(spec: StudySpec, inputs: Inputs) -> pd.DataFrame:
    """State of the edges in the spec's own reading."""
    zones, vehicle = study_zones(spec, inputs.territory), VEHICLES[spec.vehicle]
    reading = spec.scenario.reading
    return edge_effects(spec.scenario, inputs.network.edges, zones, vehicle, (reading,))[reading]


def _points(lonlat: Sequence[tuple[float, float]], crs: str) -> gpd.GeoDataFrame:
    return reproject(gpd.GeoDataFrame(geometry=[shapely.Point(p) for p in lonlat], crs=WGS84), crs)


def travel_times(
    spec: StudySpec,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    *,
    inputs: Inputs | None = None,
) -> TravelTimes:
    """Minutes from each origin to each destination in the spec's scenario and reading.

    Parameters
    ----------
    origins, destinations
        Point frames in any CRS; their index holds the identifiers.

    Raises
    ------
    CrsError
        When a frame has no CRS.
    """
    inputs = inputs or read_inputs(spec.folder)
    network, crs = inputs.network, inputs.territory.crs
    graph = build_graph(network, VEHICLES[spec.vehicle])
    candidates = snap_candidates(network, graph)
    start, end = (
        snap(reproject(frame, crs), network, candidates, spec.snap_limit_m)
        for frame in (origins, destinations)
    )
    damage = _edges_of(spec, inputs)
    slowed = degraded_ms(graph, damage["factor"].to_numpy())
    fewest = min(len(origins), len(destinations))
    topology = prepare_in(spec.folder, graph, network.xy, searches=fewest)
    return TravelTimes(minutes_table(customise(topology, graph, slowed), start, end), start, end)
