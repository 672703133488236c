"""Answers about people on the estuary of the Charente under Xynthia, against NetworkX and their own sums."""

import numpy as np
import pytest

import oracle
from cpts_geo.access.losses import ANY_TIME
from cpts_geo.answers.losses import find_losses
from cpts_geo.answers.pockets import describe_pockets
from cpts_geo.answers.recourse import find_recourse
from cpts_geo.hazards import Flood
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import POPULATION
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.routing.graph import degraded_ms
from cpts_geo.spec import StudySpec
from cpts_geo.study import Baseline, Inputs, Study, run_baseline, run_study
from paths import needs_real_data

pytestmark = needs_real_data
SPEC = StudySpec(scenario=Scenario("Xynthia", (Flood("xynthia"),)), categories=(Category.EHPAD,))


@pytest.fixture(scope="module")
def baseline(rochefort: Inputs) -> Baseline:
    return run_baseline(SPEC, rochefort)


@pytest.fixture(scope="module")
def study(rochefort: Inputs, baseline: Baseline) -> Study:
    return run_study(SPEC, inputs=rochefort, baseline=baseline)


def test_ages_of_communes_spread_along_their_roads_are_unknown(study: Study, baseline: Baseline) -> None:
    found = find_losses(study, baseline=baseline)

    assert set(found.by_age.index.get_level_values("band")) == {"unknown"}
    assert found.ages["unknown"].sum() == 53_145
    assert found.homes["residents"].sum() > 0


def test_people_of_the_pockets_are_those_newly_isolated(study: Study, baseline: Baseline) -> None:
    report = describe_pockets(study, baseline=baseline)
    row = study.outcomes.comparison.categories.loc["ehpad"]

    assert report.people.median == row["newly_isolated_median"]
    assert sum(pocket.people.median for pocket in report.pockets) == report.people.median
    assert report.people.optimistic == row["newly_isolated_optimistic"]


def test_the_second_home_equals_networkx(study: Study, baseline: Baseline) -> None:
    ranked = find_recourse(study, baseline=baseline).ranked["ehpad"]["median"]
    result = study.outcomes.readings[Reading.MEDIAN]
    times_ms = degraded_ms(baseline.graph, result.edges["factor"].to_numpy())
    place, home = baseline.located.structures.points["node"], baseline.located.demand.points["node"]
    usable = (place >= 0) & ~result.structures_hit & (study.territory.structures["status"] != "closed")
    usable &= study.territory.structures["category"] == "ehpad"
    some = np.flatnonzero(home.to_numpy() >= 0)[::60]
    each = oracle.times(baseline.graph, times_ms, home.to_numpy()[some].tolist())[:, place[usable]] / 60_000

    assert np.array_equal(ranked.minutes.to_numpy()[some, :2], np.sort(each, axis=1)[:, :2])


def test_nobody_is_lost_between_having_one_place_and_none(study: Study, baseline: Baseline) -> None:
    found = find_recourse(study, baseline=baseline)
    table = found.by_category(ANY_TIME)

    reached = np.isfinite(study.outcomes.readings[Reading.MEDIAN].access.minutes["ehpad"])
    people = study.territory.demand[POPULATION]
    assert table["none_median"].to_dict() == {"ehpad": people[~reached].sum()}
