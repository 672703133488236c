"""The demonstration territory as it is shipped."""

import numpy as np
import pytest

import oracle
from cpts_geo.hazards import Flood
from cpts_geo.model.layers import POPULATION
from cpts_geo.model.scenario import Scenario
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.routing.graph import build_graph, degraded_ms, weigh
from cpts_geo.routing.shortest import many_to_many
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, read_inputs, run_study
from paths import DEMO

FLOODS = ("crue_01for", "crue_02moy", "crue_04fai")


@pytest.fixture(scope="module")
def demo() -> Inputs:
    return read_inputs(DEMO)


@pytest.fixture(scope="module")
def studies(demo: Inputs) -> list[Study]:
    return [run_study(StudySpec(scenario=Scenario(name, (Flood(name),))), inputs=demo) for name in FLOODS]


def test_rarer_floods_never_lose_less(studies: list[Study]) -> None:
    lost = [study.outcomes.comparison.categories.filter(like="newly_isolated") for study in studies]

    assert (lost[0] <= lost[1]).all(axis=None)
    assert (lost[1] <= lost[2]).all(axis=None)
    assert (lost[0] < lost[2]).all(axis=None)


def test_people_are_conserved(studies: list[Study]) -> None:
    for study in studies:
        total = study.territory.demand[POPULATION].sum()
        assert total == study.territory.communes[POPULATION].sum() == 75_000
        minutes = study.outcomes.baseline.minutes
        lost = study.outcomes.comparison.categories["newly_isolated_median"]
        by_commune = study.outcomes.comparison.communes.groupby("category")["newly_isolated"].sum()
        assert by_commune.to_dict() == lost.to_dict()
        assert np.isfinite(minutes).all(axis=None)  # nobody is cut off before the flood


@pytest.mark.parametrize("layer", ["", *FLOODS])
def test_travel_times_equal_networkx_on_the_same_integers(demo: Inputs, layer: str) -> None:
    car = VEHICLES[VehicleName.CAR]
    graph = build_graph(demo.network, car)
    scenario = Scenario("essai", (Flood(layer),) if layer else ())
    factor = scenario.speed_factor(demo.network.edges, demo.territory.zones, car)
    time_ms = degraded_ms(graph, factor.to_numpy())
    some = np.arange(0, graph.size, 500)

    matrix = many_to_many(weigh(graph, time_ms), some, np.arange(graph.size))

    assert np.array_equal(matrix, oracle.times(graph, time_ms, some.tolist()))
