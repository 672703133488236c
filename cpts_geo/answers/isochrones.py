"""Isochrones of a study: where and how many people are within so many minutes of chosen places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.access.isochrone import (
    Floats,
    Ground,
    Ints,
    RoadSamples,
    Shapes,
    band_of,
    cell_size,
    ground_bands,
    lay_ground,
    outlines,
    sample_minutes,
    sample_roads,
)
from cpts_geo.access.state import Located
from cpts_geo.access.travel import MS_PER_MINUTE
from cpts_geo.answers.centres import Centres, place_centres
from cpts_geo.answers.standing import Standing, find_doors, find_standing
from cpts_geo.answers.states import REFERENCE, roads_by_state
from cpts_geo.hazards.ground import closed_ground
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.layers import CODE_INSEE, NAME, POPULATION
from cpts_geo.model.scenario import Reading
from cpts_geo.model.vehicles import VEHICLES
from cpts_geo.routing.engine import from_each, nearest
from cpts_geo.routing.snap import snap_candidates
from cpts_geo.routing.state import Customised
from cpts_geo.study import Baseline, Inputs, Study, run_baseline

LIMITS_MIN: Final = (10, 20, 30)  # FACTS 9.3
AGES: Final = ("pop_65_79", "pop_75p", "pop_80p")
TOGETHER: Final = 32  # centres searched at once


@dataclass(frozen=True, eq=False)
class Isochrones:
    """Bands of minutes around centres, in normal times and under the scenario in each reading.

    Attributes
    ----------
    limits_min
        Upper bounds of the bands, inclusive, increasing.
    outward
        From the centres to people; else from people to the centres.
    centres
        Points with ``name`` and, per state, whether each was usable.
    bands
        One row per state and band: ``state``, ``from_min``, ``to_min``, ``population``, area. Areas of a
        state do not overlap, never cover water or ground that stops the vehicle, and stop at the communes.
    people
        One row per state, commune and band: ``state``, ``code_insee``, ``name``, ``band`` (rank of the
        limit; then beyond the last; then unreachable), ``population`` and the age bands that the data
        give. Counted from the minutes of each place where people live, never from the areas.
    agreement
        Index state: people whose place is in the area of their own band (``same``), on closed ground
        (``on_closed_ground``, never covered by an area), and all (``population``).
    doors
        What closes every road at a centre, by the index of ``centres``; only centres where something does.
    """

    limits_min: tuple[float, ...]
    outward: bool
    centres: gpd.GeoDataFrame
    bands: gpd.GeoDataFrame
    people: pd.DataFrame
    agreement: pd.DataFrame
    doors: Mapping[object, Standing]


def isochrones(
    study: Study,
    centres: Centres,
    limits_min: Sequence[float] = LIMITS_MIN,
    *,
    outward: bool = False,
    baseline: Baseline | None = None,
) -> Isochrones:
    """Bands of minutes around several centres together: each place belongs to its nearest one.

    Parameters
    ----------
    centres
        A category, identifiers of structures or sites, or positions (longitude, latitude) in WGS84. A
        structure or site that the scenario hits is no centre in that reading.
    limits_min
        Any limits in minutes.
    outward
        From the centres to people, for care that comes; by default people go to the centres.
    baseline
        Already run for the same spec; run here otherwise.

    Raises
    ------
    ScenarioError
        ``unknown_place``, ``no_centre``, ``bad_limits``, or ``too_far_from_road``.
    """
    limits = tuple(sorted({float(limit) for limit in limits_min}))
    if not limits or not all(0 < limit < np.inf for limit in limits):
        raise ScenarioError("bad_limits", value=", ".join(str(limit) for limit in limits_min))
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    chosen = place_centres(study, baseline, centres)
    paper = _paper(study, baseline)
    found = {
        state: _state(study, _State(state, roads, baseline.located), paper, chosen, (limits, outward))
        for state, roads in roads_by_state(study, baseline).items()
    }
    frame = gpd.GeoDataFrame(
        pd.concat([one.bands for one in found.values()], ignore_index=True), crs=study.territory.crs
    )
    people = pd.concat([one.people for one in found.values()], ignore_index=True)
    agreement = pd.DataFrame({state: one.agreement for state, one in found.items()}).T
    doors = _doors(study, baseline, chosen)
    return Isochrones(limits, outward, chosen.drop(columns="node"), frame, people, agreement, doors)


def _doors(study: Study, baseline: Baseline, chosen: gpd.GeoDataFrame) -> dict[object, Standing]:
    doors, on = find_doors(study, baseline), chosen[(chosen["node"] >= 0).to_numpy()]
    node = on["node"].to_numpy(np.int64)
    away = np.hypot(*(np.c_[on.geometry.x, on.geometry.y] - study.network.xy[node]).T)
    nobody = np.zeros(1, dtype=np.int64)
    return {
        on.index[row]: find_standing(study, baseline.graph, doors, node[[row]], nobody, float(away[row]))
        for row in np.flatnonzero(doors.any_shut(node)).tolist()
    }


@dataclass(frozen=True, eq=False)
class _Paper:
    """What every state is drawn on."""

    samples: RoadSamples
    ground: Ground
    area: shapely.Geometry


@dataclass(frozen=True, eq=False)
class _State:
    name: str
    roads: Customised
    located: Located


@dataclass(frozen=True, eq=False)
class _Drawn:
    bands: pd.DataFrame
    people: pd.DataFrame
    agreement: Mapping[str, float]


def _paper(study: Study, baseline: Baseline) -> _Paper:
    network, graph = study.network, baseline.graph
    communes = study.territory.communes
    area = communes.union_all() if len(communes) else shapely.box(*network.nodes.total_bounds)
    cell_m = cell_size(area.bounds)
    samples = sample_roads(network, graph, snap_candidates(network, graph), cell_m)
    return _Paper(samples, lay_ground(area.bounds, samples, cell_m, study.spec.snap_limit_m), area)


def _state(
    study: Study,
    state: _State,
    paper: _Paper,
    chosen: gpd.GeoDataFrame,
    asked: tuple[tuple[float, ...], bool],
) -> _Drawn:
    """One state: areas, people, and how far they agree."""
    limits, outward = asked
    roads, node = state.roads, chosen["node"].to_numpy()
    standing = chosen[state.name].to_numpy(bool)[node >= 0]
    at_node = _node_minutes(roads, node[node >= 0], standing, outward=outward)
    home = state.located.demand.points["node"].to_numpy()
    at_home = roads.graph.at_junctions(at_node) if outward else at_node
    band = band_of(np.where(home >= 0, at_home[home], np.inf), limits)
    people = _people(study, band).assign(state=state.name)
    minutes = sample_minutes(paper.samples, roads.graph, roads.time_ms, at_node, outward=outward)
    shut = _closed(study, state.name)
    shapes = _areas(paper, ground_bands(paper.ground, minutes, limits), len(limits), shut)
    totals = people.groupby("band")[POPULATION].sum().reindex(range(len(limits)), fill_value=0)
    bands = {
        "state": state.name,
        "from_min": [0.0, *limits[:-1]],
        "to_min": limits,
        POPULATION: totals.to_numpy(),
        "geometry": shapes,
    }
    return _Drawn(pd.DataFrame(bands), people, _agreement(study.territory.demand, band, shapes, shut))


def _node_minutes(
    roads: Customised, centres: Ints, standing: npt.NDArray[np.bool_], *, outward: bool
) -> Floats:
    """Minutes between every node and its nearest centre that stands."""
    if not outward:
        return nearest(roads, centres, standing)[0] / MS_PER_MINUTE
    found, centres = np.full(roads.graph.size, np.inf), centres[standing]
    for start in range(0, len(centres), TOGETHER):
        some = np.unique(centres[start : start + TOGETHER])
        found = np.minimum(found, from_each(roads, some).min(axis=0))
    return found / MS_PER_MINUTE


def _closed(study: Study, state: str) -> shapely.Geometry:
    if state == REFERENCE:
        return shapely.MultiPolygon()
    vehicle = VEHICLES[study.spec.vehicle]
    return closed_ground(study.spec.scenario, study.zones, vehicle, Reading(state))


def _areas(paper: _Paper, band: Ints, count: int, shut: shapely.Geometry) -> Shapes:
    """Bands cut to the communes and out of closed ground: what is left of shapes without overlap has none."""
    land = shapely.difference(paper.area, shut)
    shapely.prepare(land)
    found: Shapes = shapely.intersection(np.array(outlines(paper.ground, band, count), dtype=object), land)
    return np.array([_surfaces(shape) for shape in found], dtype=object)


def _surfaces(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Surfaces of a shape; the points and lines where outlines only touch are dropped."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon(list(parts[shapely.get_dimensions(parts) == 2]))


def _people(study: Study, band: Ints) -> pd.DataFrame:
    """People of each commune by band; an age that some inhabited place does not give is not known there."""
    demand, communes = study.territory.demand, study.territory.communes
    living = demand[demand[POPULATION] > 0]
    known = [name for name in AGES if living[name].notna().any()]
    values = living[[CODE_INSEE, POPULATION, *known]].assign(band=band[(demand[POPULATION] > 0).to_numpy()])
    keys = [CODE_INSEE, "band"]
    grouped = pd.DataFrame(values).groupby(keys, sort=True)
    table = grouped[[POPULATION, *known]].sum(min_count=1)
    unknown = pd.DataFrame(values)[known].isna().groupby([values[k] for k in keys]).any()
    table[known] = table[known].mask(unknown)
    flat = table.reset_index()
    return flat.assign(**{NAME: communes[NAME].reindex(flat[CODE_INSEE]).fillna("").to_numpy()})


def _agreement(
    demand: gpd.GeoDataFrame, band: Ints, shapes: Shapes, shut: shapely.Geometry
) -> dict[str, float]:
    points, people = demand.geometry.to_numpy(), demand[POPULATION].to_numpy(float)
    drawn = np.full(len(points), len(shapes))
    point, area = shapely.STRtree(shapes).query(points, predicate="intersects")
    drawn[point] = area
    shapely.prepare(shut)
    under = shapely.intersects(shut, points)
    return {
        "same": float(people @ (drawn == np.minimum(band, len(shapes)))),
        "on_closed_ground": float(people @ under),
        POPULATION: float(people.sum()),
    }
