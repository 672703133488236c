"""A study: a spec computed on a territory. The only orchestration in the house."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.access import comparison as compare
from cpts_geo.access.isolation import pocket_labels, pockets
from cpts_geo.access.roads import cut_roads
from cpts_geo.access.state import Damage, Located, measure, trips_to_sites, usable_structures
from cpts_geo.hazards.effects import edge_effects, place_causes
from cpts_geo.hazards.overlaid import Overlaid
from cpts_geo.model.changes import Action
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.layers import MINUTES, POPULATION
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.network_facts import NetworkFacts
from cpts_geo.model.results import Band, Comparison, Outcomes, Pocket, ReadingResult
from cpts_geo.model.scenario import READINGS, REFERENCE, Reading, Scenario
from cpts_geo.model.territory import Territory
from cpts_geo.model.vehicles import VEHICLES
from cpts_geo.routing.choice import prepare_in
from cpts_geo.routing.engine import customise
from cpts_geo.routing.facts import network_facts
from cpts_geo.routing.graph import Graph, build_graph, degraded_ms
from cpts_geo.routing.recent import Recent
from cpts_geo.routing.snap import snap, snap_candidates
from cpts_geo.routing.state import Customised
from cpts_geo.routing.topology import Topology
from cpts_geo.scene import at_date, study_zones, with_orders
from cpts_geo.spec import StudySpec
from cpts_geo.territory.counted import counted, off_road
from cpts_geo.territory.demand import demand_problems, spread_population
from cpts_geo.territory.folder import read_network, read_territory
from cpts_geo.territory.laying import removed_sites

Zones = Mapping[str, gpd.GeoDataFrame]


@dataclass(frozen=True, eq=False)
class Inputs:
    """What a folder holds: the territory and its network, read once."""

    territory: Territory
    network: RoadNetwork


@dataclass(frozen=True, eq=False)
class Baseline:
    """The part of a study that no scenario changes: graph, snapping and normal access.

    Valid for every spec with the same folder, vehicle, categories, snapping limit and open sites.
    """

    graph: Graph
    topology: Topology | None
    recent: Recent
    overlaid: Overlaid
    located: Located
    counted: pd.Series
    facts: NetworkFacts
    normal: ReadingResult
    people: npt.NDArray[np.float64]

    @cached_property
    def site_trips(self) -> pd.DataFrame:
        """Trips to each site in normal times, made when asked: most answers never do."""
        return trips_to_sites(self.roads(self.normal.edges), self.located, self.people)

    def roads(self, edges: pd.DataFrame) -> Customised:
        """State of the roads for the ``factor`` of each edge."""
        return self.recent.state(degraded_ms(self.graph, edges["factor"].to_numpy()))


@dataclass(frozen=True, eq=False)
class _State:
    """One reading: the roads and what was measured on them."""

    roads: Customised
    result: ReadingResult


@dataclass(frozen=True, eq=False)
class Study:
    """Everything a renderer may need, nothing it must recompute.

    Attributes
    ----------
    spec, territory, network
        What was asked and on what.
    zones
        Hazard layers of the territory and the spec's drawings, by name.
    outcomes
        Results.
    fingerprint
        SHA-256 of the spec and of the territory's layers: printed at the foot of every page.
    """

    spec: StudySpec
    territory: Territory
    network: RoadNetwork
    zones: Zones
    outcomes: Outcomes
    fingerprint: str


def read_inputs(folder: str | Path, *, territory: Territory | None = None) -> Inputs:
    """Territory and network of a folder; people spread along roads when no layer says where they live.

    ``territory`` is what ``read_territory`` found there, read again without it.

    Raises
    ------
    DataError, LayerError, NetworkError
        When the folder is not a territory, a layer breaks its contract or there is no network.
    """
    territory, network = territory or read_territory(folder), read_network(folder)
    if not territory.demand.empty or territory.communes.empty:
        return Inputs(territory, network)
    demand = spread_population(territory.communes, network)
    said = demand_problems(demand, territory.communes, "")
    return Inputs(replace(territory, demand=demand, problems=(*territory.problems, *said)), network)


def run_study(spec: StudySpec, *, inputs: Inputs | None = None, baseline: Baseline | None = None) -> Study:
    """Compute a study.

    Parameters
    ----------
    spec
        What to compute.
    inputs, baseline
        Hops already done by the door for the same folder and spec; computed here otherwise.

    Raises
    ------
    DataError, NetworkError, ScenarioError
        When the folder cannot be read or the scenario names a layer or a site that does not exist.
    """
    inputs = _at_date(spec, inputs or read_inputs(spec.folder))
    spec, inputs = _without_removed(with_orders(spec, inputs.territory), inputs)
    zones = study_zones(spec, inputs.territory)
    _check_sites(spec, inputs.territory)
    baseline = baseline or run_baseline(spec, inputs)
    damages = damage_of(spec.scenario, inputs, zones, spec, overlaid=baseline.overlaid)
    states = _states(spec, baseline, damages)
    outcomes = Outcomes(
        facts=baseline.facts,
        baseline=baseline.normal.access,
        baseline_sites=baseline.normal.site_minutes,
        readings=MappingProxyType({reading: state.result for reading, state in states.items()}),
        comparison=_compare(spec, inputs.territory, baseline, states),
        pockets=_pockets(inputs.territory, baseline, states[spec.scenario.reading]),
        roads_cut=cut_roads(
            inputs.network.edges, {r: s.result.edges for r, s in states.items()}, spec.scenario.reading
        ),
    )
    for state in states.values():
        baseline.recent.keep(state.roads)
    fingerprint = hashlib.sha256(f"{inputs.territory.fingerprint}{spec.fingerprint}".encode()).hexdigest()
    return Study(spec, inputs.territory, inputs.network, zones, outcomes, fingerprint)


def _at_date(spec: StudySpec, inputs: Inputs) -> Inputs:
    """Inputs in which a structure that its dates close at the spec's date cannot be reached."""
    territory = at_date(inputs.territory, spec.date)
    return inputs if territory is inputs.territory else replace(inputs, territory=territory)


def _without_removed(spec: StudySpec, inputs: Inputs) -> tuple[StudySpec, Inputs]:
    """The study without the sites that a person deleted since, each told among the problems."""
    territory = inputs.territory
    told = removed_sites(territory, spec.open_sites)
    if not told:
        return spec, inputs
    gone = {c.feature_id for c in territory.changes if c.action is Action.DELETE} - {*territory.sites.index}
    kept = tuple(site for site in spec.open_sites if site not in gone)
    said = replace(territory, problems=(*territory.problems, *told))
    return replace(spec, open_sites=kept), replace(inputs, territory=said)


def _check_sites(spec: StudySpec, territory: Territory) -> None:
    for site in spec.open_sites:
        if site not in territory.sites.index:
            raise ScenarioError("unknown_site", value=site)


def run_baseline(spec: StudySpec, inputs: Inputs) -> Baseline:
    """Graph, snapping and normal access for a spec's vehicle, categories and sites."""
    inputs = _at_date(spec, inputs)
    territory, network = inputs.territory, inputs.network
    graph = build_graph(network, VEHICLES[spec.vehicle])
    located = _locate(spec, territory, network, graph)
    facts = network_facts(network, graph, located.demand, territory.demand)
    searches = 4 * (len(spec.categories) + len(territory.sites))  # normal and three readings
    topology = prepare_in(spec.folder, graph, network.xy, searches=searches)
    roads = customise(topology, graph, graph.time_ms)
    overlaid = Overlaid()
    untouched = damage_of(REFERENCE, inputs, {}, spec, overlaid=overlaid)[Reading.MEDIAN]
    return Baseline(
        graph=graph,
        topology=topology,
        recent=Recent(roads),
        overlaid=overlaid,
        located=located,
        counted=counted(territory, located.structures.points["node"]),
        facts=replace(facts, off_road=off_road(territory, located.structures)),
        normal=measure(roads, located, untouched, categories=spec.categories, open_sites=spec.open_sites),
        people=territory.demand[POPULATION].to_numpy(float),
    )


def _locate(spec: StudySpec, territory: Territory, network: RoadNetwork, graph: Graph) -> Located:
    candidates = snap_candidates(network, graph)
    layers = (territory.demand, territory.structures, territory.sites)
    demand, structures, sites = (snap(layer, network, candidates, spec.snap_limit_m) for layer in layers)
    return Located(demand, structures, sites, territory.structures, territory.sites)


def damage_of(
    scenario: Scenario,
    inputs: Inputs,
    zones: Zones,
    spec: StudySpec,
    *,
    overlaid: Overlaid | None = None,
) -> dict[Reading, Damage]:
    """What a scenario does to edges, structures, sites and people, in each reading."""
    territory, vehicle = inputs.territory, VEHICLES[spec.vehicle]
    edges = edge_effects(scenario, inputs.network.edges, zones, vehicle, overlaid=overlaid)
    layers = (territory.structures, territory.sites, territory.demand)
    structures, sites, people = (place_causes(scenario, one, zones, overlaid=overlaid) for one in layers)
    counts = {r: int(territory.demand.loc[hit > 0, POPULATION].sum()) for r, hit in people.items()}
    return {r: Damage(edges[r], structures[r], sites[r], counts[r]) for r in READINGS}


def _states(spec: StudySpec, baseline: Baseline, damages: Mapping[Reading, Damage]) -> dict[Reading, _State]:
    """What is measured in each reading; readings that close the same roads and places are measured once."""
    known: dict[tuple[bytes, ...], _State] = {}
    states = {}
    for reading, damage in damages.items():
        changed = (damage.edges["factor"], damage.structures_hit, damage.sites_hit)
        key = tuple(values.to_numpy().tobytes() for values in changed)
        if key not in known:
            known[key] = _state(spec, baseline, damage)
        own = replace(
            known[key].result,
            edges=damage.edges,
            structures_by=damage.structures_by,
            sites_by=damage.sites_by,
            people_hit=damage.people_hit,
        )
        states[reading] = replace(known[key], result=own)
    return states


def _state(spec: StudySpec, baseline: Baseline, damage: Damage) -> _State:
    roads, sites, categories = baseline.roads(damage.edges), spec.open_sites, spec.categories
    return _State(roads, measure(roads, baseline.located, damage, categories=categories, open_sites=sites))


def _compare(
    spec: StudySpec, territory: Territory, baseline: Baseline, states: Mapping[Reading, _State]
) -> Comparison:
    reading, demand = spec.scenario.reading, territory.demand
    results = {r: state.result for r, state in states.items()}
    before, places = baseline.normal, territory.structures[baseline.counted]
    minutes = {"reference": before.access.minutes, **{r.value: results[r].access.minutes for r in READINGS}}
    to_sites = {"reference": before.site_minutes, **{r.value: results[r].site_minutes for r in READINGS}}
    people, thresholds, far = demand[POPULATION], spec.thresholds_min, baseline.facts.off_road.index
    during = trips_to_sites(states[reading].roads, baseline.located, people.to_numpy(float))
    near_sites = compare.coverage(people, {k: v[[MINUTES]] for k, v in to_sites.items()}, thresholds)
    return Comparison(
        categories=compare.by_category(places, people, before.access, results, reading, off_road=far),
        coverage=compare.coverage(people, minutes, thresholds),
        communes=compare.by_commune(territory.communes, demand, before.access, results, reading),
        structures=compare.by_structure(territory.structures, people, before.access, results, reading),
        sites=compare.by_site(
            float(people.sum()),
            {"reference": baseline.site_trips, "scenario": during},
            {r: results[r].sites_by for r in READINGS},
            spec.open_sites,
            baseline.located.sites.points["node"].to_numpy() >= 0,
        ),
        site_coverage=near_sites.droplevel("category").iloc[: None if spec.open_sites else 0],
        people_hit=Band(*(results[r].people_hit for r in READINGS)),
    )


def _pockets(territory: Territory, baseline: Baseline, state: _State) -> tuple[Pocket, ...]:
    lost = (baseline.normal.access.minutes < np.inf) & (state.result.access.minutes == np.inf)
    label = pocket_labels(state.roads)
    places = usable_structures(baseline.located, state.result.structures_hit)
    return pockets(label, territory.demand, baseline.located.demand, places, lost=lost)
