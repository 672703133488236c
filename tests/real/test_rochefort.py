"""The storm Xynthia over the estuary of the Charente, from the files a coordinator would have."""

import numpy as np
import pytest

import oracle
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import POPULATION
from cpts_geo.model.scenario import READINGS, Reading, Scenario
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.routing.graph import build_graph, degraded_ms, weigh
from cpts_geo.routing.shortest import many_to_many
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_study
from paths import needs_real_data

pytestmark = needs_real_data
XYNTHIA = Scenario("Xynthia", (Flood("xynthia"),))
CAR = VEHICLES[VehicleName.CAR]


@pytest.fixture(scope="module")
def study(rochefort: Inputs) -> Study:
    return run_study(StudySpec(scenario=XYNTHIA, categories=(Category.EHPAD,)), inputs=rochefort)


def test_fourteen_communes_keep_their_people_and_their_accents(rochefort: Inputs) -> None:
    communes = rochefort.territory.communes

    assert len(communes) == 14
    assert communes.loc["17484", POPULATION] == 1788  # Port-des-Barques, in two parts in the source
    assert communes.loc["17237", "name"] == "Moëze"
    assert (
        rochefort.territory.demand[POPULATION].sum() == communes[POPULATION].sum() == 53_145
    )  # column POPULATION, each commune once


def test_the_network_is_told_to_be_in_three_parts_before_any_flood(study: Study) -> None:
    facts = study.outcomes.facts

    assert facts.components == 3
    assert facts.islets == 3
    kinds = [problem.kind for problem in study.territory.problems]
    assert kinds.count("network_parts") == 3


def test_viaducts_stay_open_over_the_water(study: Study, rochefort: Inputs) -> None:
    edges, water = rochefort.network.edges, rochefort.territory.zones["xynthia"].union_all()
    viaducts = edges["bridge"] & edges.intersects(water)

    assert viaducts.sum() > 10
    for reading in READINGS:
        assert (study.outcomes.readings[reading].edges.loc[viaducts, "factor"] == 1).all()


def test_the_closed_edges_are_exactly_those_that_touch_the_water(study: Study, rochefort: Inputs) -> None:
    edges, water = rochefort.network.edges, rochefort.territory.zones["xynthia"].union_all()

    factor = study.outcomes.readings[Reading.MEDIAN].edges["factor"]

    assert ((factor == 0) == (edges.intersects(water) & ~edges["bridge"])).all()


def test_what_the_clipping_cut_is_not_blamed_on_the_storm(study: Study) -> None:
    before = study.outcomes.baseline.minutes["ehpad"]
    after = study.outcomes.readings[Reading.MEDIAN].access.minutes["ehpad"]
    people = study.territory.demand[POPULATION]
    row = study.outcomes.comparison.categories.loc["ehpad"]

    assert row["unreachable_reference"] == people[np.isinf(before)].sum()
    assert row["newly_isolated_median"] == people[np.isfinite(before) & np.isinf(after)].sum() > 0


def test_the_band_of_an_extent_without_depth_is_not_of_width_zero(study: Study) -> None:
    row = study.outcomes.comparison.categories.loc["ehpad"]

    low, middle, high = (row[f"newly_isolated_{reading.value}"] for reading in READINGS)

    assert low <= middle <= high
    assert low < high


@pytest.mark.parametrize(
    "scenario", [Scenario("reference"), XYNTHIA, Scenario("D", (Closure(roads=("D733",)),))]
)
def test_travel_times_equal_networkx_on_the_same_integers(rochefort: Inputs, scenario: Scenario) -> None:
    graph = build_graph(rochefort.network, CAR)
    factor = scenario.speed_factor(rochefort.network.edges, rochefort.territory.zones, CAR)
    time_ms = degraded_ms(graph, factor.to_numpy())
    some = np.arange(0, graph.size, 25)

    matrix = many_to_many(weigh(graph, time_ms), some, np.arange(graph.size))

    assert np.array_equal(matrix, oracle.times(graph, time_ms, some.tolist()))
