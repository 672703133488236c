"""Base, patient, hospital: two directed ways, checked against NetworkX."""

import dataclasses
import itertools
import json
import math
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
import toy
from cpts_geo.answers.ambulance import AmbulanceTimes, Bases, find_ambulance_times
from cpts_geo.answers.states import STATES
from cpts_geo.hazards import Closure, Flood, Supply
from cpts_geo.model.layers import EDGES, STRUCTURES, conform
from cpts_geo.model.network import RoadNetwork, road_labels
from cpts_geo.model.scenario import READINGS, Scenario
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.render.ambulance_view import ambulance_communes
from cpts_geo.render.map_results import homes_layer
from cpts_geo.routing.graph import build_graph, degraded_ms
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, run_baseline, run_study
from cpts_geo.wording import ambulance
from frames import values

BLOCKS = sorted({str(road) for road in road_labels(toy.network().edges)})


def with_fire_station(inputs: Inputs, *places: str) -> Inputs:
    station = gpd.GeoDataFrame(
        {"structure_id": [f"F{n}" for n, _ in enumerate(places)], "name": "Caserne", "category": "pompiers"},
        geometry=[toy.at(place) for place in places],
        crs=toy.CRS,
    )
    structures = pd.concat([inputs.territory.structures, conform(station, STRUCTURES)])
    structures.index.name = "structure_id"
    return Inputs(dataclasses.replace(inputs.territory, structures=structures), inputs.network)


def one_way(inputs: Inputs, *removed: tuple[str, str]) -> Inputs:
    """The town where some streets go one way only."""
    edges = inputs.network.edges
    gone = [(toy.number(a), toy.number(b)) for a, b in removed]
    kept = [(u, v) not in gone for u, v in zip(edges["u"], edges["v"], strict=True)]
    return Inputs(inputs.territory, RoadNetwork(inputs.network.nodes, conform(edges[kept], EDGES)))


TOWN = with_fire_station(toy.inputs(), "A1")


def normal(inputs: Inputs, **options: Any) -> AmbulanceTimes:
    return find_ambulance_times(run_study(StudySpec(), inputs=inputs), **options)


def times_of(*closed: str, inputs: Inputs = TOWN, **options: Any) -> AmbulanceTimes:
    spec = StudySpec(scenario=Scenario("coupures", (Closure(roads=closed),) if closed else ()))
    return find_ambulance_times(run_study(spec, inputs=inputs), **options)


def test_the_fire_engine_comes_then_drives_to_the_hospital() -> None:
    legs = times_of().legs["reference"]  # base at A1, hospital at D3

    assert values(legs, "A4", "arrival_min", "transport_min", "total_min") == [3.0, 4.0, 7.0]
    assert values(legs, "A4", "base", "hospital") == ["F0", "H"]


def test_minutes_with_the_patient_are_added_once() -> None:
    legs = times_of(on_scene_min=12.5).legs

    assert [legs[state].loc["A4", "total_min"] for state in STATES] == [19.5] * 4


def test_each_leg_takes_its_own_direction() -> None:
    """One street, B3 to A3 only: the way out of A3 is not the way in."""
    inputs = one_way(TOWN, ("A3", "B3"))
    legs = times_of(inputs=inputs).legs["reference"]

    assert legs.loc["A3", "arrival_min"] == 2.0
    assert legs.loc["A3", "transport_min"] == 5.0  # A3 A2 B2 B3 C3 D3
    assert times_of().legs["reference"].loc["A3", "transport_min"] == 3.0


def test_the_bridge_cut_leaves_nobody_with_both_legs() -> None:
    found = times_of("D14")

    assert found.legs["median"].loc["A4", "arrival_min"] == 3.0
    assert np.isinf(found.legs["median"]["total_min"]).all()
    assert found.within(30).to_dict() == {"reference": 1600} | dict.fromkeys(STATES[1:], 0)
    assert found.lost(30).tolist() == [1600] * 3
    assert found.by_commune(30)["lost_median"].tolist() == [800, 800]


def test_thirty_minutes_are_inside_and_the_rest_is_not() -> None:
    assert times_of(on_scene_min=23).within(30)["reference"] == 1600 - 100 * beyond(7)


def beyond(minutes: float) -> int:
    return int((times_of().legs["reference"]["total_min"] > minutes).sum())


def test_a_smur_is_supposed_at_each_emergency_department() -> None:
    found = normal(TOWN, bases=Bases.EMERGENCY)

    assert (found.bases_known, found.hospitals_known) == (1, 1)
    assert values(found.legs["reference"], "A4", "arrival_min", "total_min") == [4.0, 8.0]


def test_the_best_of_both_kinds_of_bases_is_taken() -> None:
    legs = normal(TOWN, bases=Bases.BOTH).legs["reference"]

    assert legs.loc[["A1", "D4"], "base"].tolist() == ["F0", "H"]


def test_without_any_base_nothing_is_said_to_be_reached() -> None:
    found = normal(toy.inputs())

    assert found.bases_known == 0
    assert np.isinf(found.legs["reference"]["total_min"]).all()


def test_a_flooded_base_sends_nobody() -> None:
    inputs = with_fire_station(
        toy.inputs(eau=toy.zones("flood", toy.around("A1"), low=1, high=2)), "A1", "B2"
    )
    spec = StudySpec(scenario=Scenario("crue", (Flood("eau"),)))

    legs = find_ambulance_times(run_study(spec, inputs=inputs)).legs["median"]

    assert set(legs["base"]) == {"F1", ""}


def test_the_ambulance_does_not_depend_on_the_vehicle_of_the_study() -> None:
    on_foot = find_ambulance_times(run_study(StudySpec(vehicle=VehicleName.PEDESTRIAN), inputs=TOWN))

    assert on_foot.legs["reference"].equals(times_of().legs["reference"])


@settings(max_examples=8, deadline=None)
@given(
    closed=st.lists(st.sampled_from(BLOCKS), unique=True, max_size=6),
    ways=st.lists(st.sampled_from([("A3", "B3"), ("C3", "D3"), ("B1", "A1"), ("D4", "D3")]), unique=True),
)
def test_both_legs_equal_networkx(closed: list[str], ways: list[tuple[str, str]]) -> None:
    inputs = with_fire_station(one_way(toy.inputs(), *ways), "A1", "D4")
    legs = times_of(*closed, inputs=inputs).legs["median"]
    graph = build_graph(inputs.network, VEHICLES[VehicleName.AMBULANCE])
    factor = ~road_labels(inputs.network.edges).isin(closed).to_numpy()
    each = oracle.times(graph, degraded_ms(graph, factor.astype(float)), list(range(16))) / 60_000
    located = run_baseline(StudySpec(vehicle=VehicleName.AMBULANCE), inputs).located
    home, place = located.demand.points["node"].to_numpy(), located.structures.points["node"]

    arrival = np.minimum(each[place["F0"], home], each[place["F1"], home])

    assert legs["total_min"].tolist() == (arrival + each[home, place["H"]]).tolist()


STREETS = [(a, b) for a, b in itertools.combinations(toy.NAMES, 2) if toy.at(a).distance(toy.at(b)) == 1000]


def fastest(minutes: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Minutes between all junctions by Floyd and Warshall, from the streets that are left."""
    best = {(a, b): 0.0 if a == b else minutes.get((a, b), math.inf) for a in toy.NAMES for b in toy.NAMES}
    for via, a, b in itertools.product(toy.NAMES, repeat=3):
        best[a, b] = min(best[a, b], best[a, via] + best[via, b])
    return best


@settings(max_examples=15, deadline=None)
@given(
    one_ways=st.dictionaries(st.sampled_from(STREETS), st.booleans(), max_size=10),
    closed=st.sets(st.sampled_from(BLOCKS), max_size=5),
    shut=st.sets(st.sampled_from(["F0", "F1", "H", "H2"]), max_size=3),
    scene=st.integers(20, 29),
)
def test_two_legs_equal_brute_force(
    one_ways: dict[tuple[str, str], bool], closed: set[str], shut: set[str], scene: int
) -> None:
    """Base, patient, hospital on one-way streets and closures, with bases and hospitals out of use."""
    inputs = with_fire_station(
        one_way(toy.inputs(), *((b, a) if back else (a, b) for (a, b), back in one_ways.items())), "A1", "D4"
    )
    second = inputs.territory.structures.loc[["H"]].rename(index={"H": "H2"})
    structures = pd.concat([inputs.territory.structures, second.set_geometry([toy.at("B2")], crs=toy.CRS)])
    structures.index.name = "structure_id"
    inputs = Inputs(dataclasses.replace(inputs.territory, structures=structures), inputs.network)
    hazards = (Closure(roads=tuple(sorted(closed))), Supply(closed=tuple(sorted(shut))))
    study = run_study(StudySpec(scenario=Scenario("crise", hazards)), inputs=inputs)
    found = find_ambulance_times(study, on_scene_min=scene)

    edges = inputs.network.edges
    left = {
        (toy.NAMES[u], toy.NAMES[v]): 1.0
        for u, v, road in zip(edges["u"], edges["v"], road_labels(edges), strict=True)
        if road not in closed
    }
    best = fastest(left)
    located = run_baseline(StudySpec(vehicle=VehicleName.AMBULANCE), inputs).located
    door = {str(name): toy.NAMES[node] for name, node in located.structures.points["node"].items()}
    homes = {str(name): toy.NAMES[node] for name, node in located.demand.points["node"].items()}
    bases = [door[name] for name in ("F0", "F1") if name not in shut]
    hospitals = [door[name] for name in ("H", "H2") if name not in shut]
    inside = 0
    for key, row in found.legs["median"].iterrows():
        patient = homes[str(key)]
        arrival = min((best[base, patient] for base in bases), default=math.inf)
        transport = min((best[patient, place] for place in hospitals), default=math.inf)
        assert (row["arrival_min"], row["transport_min"]) == (arrival, transport)
        assert row["total_min"] == arrival + scene + transport
        assert (row["base"] == "", row["hospital"] == "") == (math.isinf(arrival), math.isinf(transport))
        inside += 100 if arrival + scene + transport <= 30 else 0
    assert found.within()["median"] == inside


def test_who_cannot_be_reached_is_said_not_accessible_and_never_given_minutes() -> None:
    study = run_study(StudySpec(scenario=Scenario("pont", (Closure(roads=("D14",)),))), inputs=TOWN)
    found = find_ambulance_times(study)

    table = ambulance_communes(study, found, 30)
    titles = [ambulance.HEADER[f"minutes_{reading}"] for reading in READINGS]
    assert table[titles].isna().all(axis=None)
    totals = {reading: found.legs[reading.value]["total_min"] for reading in READINGS}
    marks = json.loads(homes_layer(study, totals, lost=False).data)["features"]
    assert {mark["properties"]["t"] for mark in marks} == {"non accessible"}
