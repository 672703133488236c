"""Reopenings, causes, vital roads and orders of communes where turns are forbidden: studies run again."""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from banned import TOY_BANS, toy_turns, toy_with
from cpts_geo.access.comparison import newly_isolated
from cpts_geo.answers.commune_roads import rank_commune_roads
from cpts_geo.answers.reopen import plan_reopenings
from cpts_geo.answers.vital import rank_vital_roads
from cpts_geo.answers.why import explain_loss
from cpts_geo.hazards import Closure
from cpts_geo.model.categories import Category
from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.study import Baseline, Inputs, Study, run_baseline, run_study

BLOCKS = sorted({str(road) for road in road_labels(toy.network().edges)})
CLOSED = st.lists(st.sampled_from(BLOCKS), unique=True, max_size=7)
CARE = st.sampled_from([Category.HOPITAL, Category.PHARMACIE])
LEFT, RIGHT = "99001", "99002"


@dataclass
class Town:
    """The toy town with forbidden turns, and every study asked of it."""

    turns: set[tuple[int, int]]
    inputs: Inputs = field(init=False)
    normal: Baseline = field(init=False)
    known: dict[frozenset[str], Study] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inputs = toy_with(self.turns)
        self.normal = run_baseline(StudySpec(), self.inputs)

    def study(self, closed: set[str]) -> Study:
        key = frozenset(closed)
        if key not in self.known:
            hazards = (Closure(roads=tuple(sorted(closed))),) if closed else ()
            spec = StudySpec(scenario=Scenario("coupures", hazards))
            self.known[key] = run_study(spec, inputs=self.inputs, baseline=self.normal)
        return self.known[key]

    def minutes(self, closed: set[str]) -> npt.NDArray[np.float64]:
        return self.study(closed).outcomes.readings[Reading.MEDIAN].access.minutes.to_numpy()

    def isolated(self, closed: set[str]) -> npt.NDArray[np.bool_]:
        """Home × care newly lost."""
        outcomes = self.study(closed).outcomes
        return newly_isolated(outcomes.baseline.minutes, outcomes.readings[Reading.MEDIAN].access.minutes)

    def lost(self, closed: set[str], care: Category, commune: str) -> int:
        column = self.normal.normal.access.minutes.columns.get_loc(care.value)
        here = (self.inputs.territory.demand["code_insee"] == commune).to_numpy()
        return 100 * int(self.isolated(closed)[here, column].sum())


@settings(max_examples=25, deadline=None)
@given(turns=TOY_BANS, closed=CLOSED)
def test_the_promised_people_come_back_exactly(turns: set[tuple[int, int]], closed: list[str]) -> None:
    town, shut = Town(turns), set(closed)
    plan = plan_reopenings(town.study(shut), baseline=town.normal)
    promised = {tuple(sorted(s.road for s in p.stretches)): p for p in (*plan.singles, *plan.pairs)}
    before = town.isolated(shut)
    back = {
        chosen: before & ~town.isolated(shut - set(chosen))
        for count in (1, 2)
        for chosen in combinations(sorted(shut), count)
    }

    for chosen, gained in back.items():
        people, apart = gained.any(axis=1).sum(), [back[(one,)] for one in chosen]
        more = people > sum(one.any(axis=1).sum() for one in apart)
        more |= (gained.sum(axis=0) > sum(one.sum(axis=0) for one in apart)).any()
        if people and (len(chosen) == 1 or more):
            assert promised.pop(chosen).people.median == 100 * people
    assert not promised


@settings(max_examples=15, deadline=None)
@given(turns=TOY_BANS, closed=CLOSED, tried=st.sets(st.sampled_from(BLOCKS), min_size=1, max_size=4))
def test_the_loss_of_a_road_is_counted_exactly(
    turns: set[tuple[int, int]], closed: list[str], tried: set[str]
) -> None:
    town, shut = Town(turns), set(closed)
    ranking = rank_vital_roads(town.study(shut), baseline=town.normal, count=99)
    found = {road.road: road for road in ranking.roads}
    before = town.minutes(shut)

    for road in tried - shut:
        after = town.minutes(shut | {road})
        gone = np.isfinite(before) & np.isinf(after)
        with np.errstate(invalid="ignore"):
            added = np.where(np.isfinite(after), after - before, 0)
        if road in found:
            assert found[road].isolated.median == 100 * gone.any(axis=1).sum()
            assert found[road].minutes.median == 100 * added.sum()
            assert found[road].slowed.median == 100 * (added > 0).any(axis=1).sum()
        else:
            assert not gone.any()
            assert not added.any()


@settings(max_examples=30, deadline=None)
@given(turns=TOY_BANS, closed=CLOSED, care=CARE, commune=st.sampled_from([LEFT, RIGHT]))
def test_steps_and_cuts_do_what_they_say(
    turns: set[tuple[int, int]], closed: list[str], care: Category, commune: str
) -> None:
    town, shut = Town(turns), set(closed)
    found = explain_loss(town.study(shut), care, commune=commune, baseline=town.normal)
    lost = town.lost(shut, care, commune)

    assert found.lost.median == lost
    opened: set[str] = set()
    for step in found.steps:
        opened.add(step.stretch.road)
        assert step.back == lost - town.lost(shut - opened, care, commune)
    assert town.lost(shut - opened, care, commune) == found.beyond_roads == 0
    for one in opened:
        assert town.lost(shut - (opened - {one}), care, commune) > 0
    cuts = {cut.road for cut in found.cuts}
    assert bool(cuts) == found.cut
    assert len(cuts) == found.passages
    assert town.lost(cuts, care, commune) >= lost
    for smaller in combinations(sorted(shut), max(found.passages - 1, 0)):
        assert found.passages == 0 or isolates_less(town, set(smaller), found.lost.median, care, commune)


def isolates_less(town: Town, closed: set[str], people: float, care: Category, commune: str) -> bool:
    return town.lost(closed, care, commune) < people


@settings(max_examples=10, deadline=None)
@given(turns=TOY_BANS, closed=CLOSED)
def test_a_commune_is_told_the_roads_that_it_alone_needs(
    turns: set[tuple[int, int]], closed: list[str]
) -> None:
    town, shut = Town(turns), set(closed)
    orders = rank_commune_roads(town.study(shut), [LEFT, RIGHT], count=99, baseline=town.normal)
    before = town.isolated(shut)

    for code, order in orders.items():
        here = (town.inputs.territory.demand["code_insee"] == code).to_numpy()
        back = {r.stretch.road: r.people.median for r in order.reopen}
        kept = {r.stretch.road: r.people.median for r in order.protect}
        for road in BLOCKS:
            other = town.isolated(shut ^ {road})
            gained, lost = before & ~other, other & ~before
            assert back.get(road, 0) == 100 * gained[here].any(axis=1).sum()
            assert kept.get(road, 0) == 100 * lost[here].any(axis=1).sum()


def test_a_turn_forbidden_on_the_bridge_makes_its_neighbour_vital() -> None:
    """From A3 one may not go straight on to the bridge at B3: one turns round at B2 or B4."""
    edges = toy.network().edges
    ends = list(zip(edges["u"], edges["v"], strict=True))
    a3, b3, c3 = (toy.number(name) for name in ("A3", "B3", "C3"))
    straight = (ends.index((a3, b3)), ends.index((b3, c3)))
    assert straight in toy_turns()

    free, banned = Town(set()), Town({straight})

    a3_hospital = [town.normal.normal.access.minutes.loc["A3", "hopital"] for town in (free, banned)]
    assert a3_hospital == [3, 5]
