"""Who loses what: the town drawn on paper, and sums that add up."""

import dataclasses

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
import toy
from cpts_geo.access.losses import ANY_TIME, LOST
from cpts_geo.answers.losses import Losses, find_losses
from cpts_geo.answers.states import STATES
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import READINGS, Reading, Scenario
from cpts_geo.routing.graph import degraded_ms
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_baseline, run_study
from frames import values

TOWN = toy.inputs(
    douteuse=toy.zones("flood", toy.around("A1"), low=0.0, high=1.0),
    profonde=toy.zones("flood", toy.around("A1"), low=1.0, high=2.0),
)
TOWN.territory.demand["pop_75p"] = [10.0 if name != "D4" else np.nan for name in toy.NAMES]
NORMAL = run_baseline(StudySpec(), TOWN)
BLOCKS = sorted({str(road) for road in road_labels(toy.network().edges)})


def study_of(*closed: str, water: str = "") -> Study:
    hazards = (*((Closure(roads=closed),) if closed else ()), *((Flood(water),) if water else ()))
    return run_study(StudySpec(scenario=Scenario("essai", hazards)), inputs=TOWN, baseline=NORMAL)


def losses_of(*closed: str, water: str = "") -> Losses:
    return find_losses(study_of(*closed, water=water), baseline=NORMAL)


def test_the_left_bank_loses_the_hospital_and_its_old_people_are_told() -> None:
    lost = losses_of("D14").by_age["lost_median"].to_dict()

    bands = ("under_75", "75p", "unknown")
    assert [lost[("hopital", ANY_TIME, band)] for band in bands] == [720, 80, 0]


def test_a_trip_that_passes_the_threshold_is_lost_for_that_threshold_only() -> None:
    closed = Scenario("essai", (Closure(roads=("C3-D3",)),))  # two minutes more for the left bank
    study = run_study(StudySpec(scenario=closed, thresholds_min=(4,)), inputs=TOWN)
    lost = find_losses(study).by_commune.loc["hopital"]["lost_median"]

    assert lost.to_dict() == {
        (4.0, "99001"): 600,  # all but A1, already five minutes away, and B3, now four
        (4.0, "99002"): 0,
        (ANY_TIME, "99001"): 0,
        (ANY_TIME, "99002"): 0,
    }


def test_a_flooded_home_is_said_with_what_it_loses() -> None:
    found = losses_of(water="profonde")

    assert values(found.homes, "E1", "residents", "hit_median") == [60.0, True]
    assert values(found.homes, "E2", "hit_pessimistic") == [False]
    assert values(found.home_minutes, ("E1", "pharmacie"), "reference", "median") == [2.0, np.inf]


def test_an_uncertain_depth_gives_a_band_to_the_home() -> None:
    minutes = losses_of(water="douteuse").home_minutes

    assert values(minutes, ("E1", "hopital")) == [5.0, 5.0, np.inf, np.inf]


def test_a_home_is_not_its_own_care() -> None:
    assert "ehpad" not in losses_of("D14").home_minutes.index.get_level_values("category")


def test_squares_hold_their_people() -> None:
    found = losses_of("D14")

    people = found.by_square.xs(("hopital", ANY_TIME), level=[0, 1])["people"]
    assert people.sum() == 1600
    points = TOWN.territory.demand.geometry
    assert sum(found.squares.contains(p).any() or found.squares.touches(p).any() for p in points) == 16


def test_a_territory_where_nobody_is_known_to_live_has_no_loss() -> None:
    empty = dataclasses.replace(TOWN.territory, demand=TOWN.territory.demand.iloc[:0])
    found = find_losses(run_study(StudySpec(), inputs=Inputs(empty, TOWN.network)))

    assert found.by_age.empty
    assert found.by_commune.empty
    assert found.homes.index.tolist() == ["E1", "E2"]


@settings(max_examples=8, deadline=None)
@given(closed=st.lists(st.sampled_from(BLOCKS), unique=True, max_size=8))
def test_totals_are_the_sum_of_their_parts(closed: list[str]) -> None:
    study = study_of(*closed)
    found = find_losses(study, baseline=NORMAL)
    keys = ["category", "threshold_min"]
    sums = [
        part.groupby(keys, sort=False).sum() for part in (found.by_age, found.by_commune, found.by_square)
    ]

    assert sums[0].equals(sums[1])
    assert sums[1].equals(sums[2])
    finite = sums[0].drop(index=ANY_TIME, level="threshold_min")
    assert (finite[list(STATES)] == study.outcomes.comparison.coverage[list(STATES)]).all().all()
    isolated = study.outcomes.comparison.categories["newly_isolated_median"]
    assert sums[0].xs(ANY_TIME, level="threshold_min")["lost_median"].equals(isolated.astype(np.int64))
    for reading, lost in zip(READINGS, LOST, strict=True):
        assert (sums[0]["reference"] - sums[0][reading.value] == sums[0][lost]).all()


@settings(max_examples=6, deadline=None)
@given(closed=st.lists(st.sampled_from(BLOCKS), unique=True, max_size=8))
def test_minutes_of_a_home_equal_networkx(closed: list[str]) -> None:
    study = study_of(*closed)
    minutes = find_losses(study, baseline=NORMAL).home_minutes["median"]
    factor = study.outcomes.readings[Reading.MEDIAN].edges["factor"].to_numpy()
    homes = {"E1": toy.number("A1"), "E2": toy.number("D4")}
    times = oracle.times(NORMAL.graph, degraded_ms(NORMAL.graph, factor), list(homes.values())) / 60_000
    pharmacies = [toy.number("A3"), toy.number("D1")]
    expected = {home: row[pharmacies].min() for home, row in zip(homes, times, strict=True)}

    assert minutes.xs("pharmacie", level="category").to_dict() == expected
