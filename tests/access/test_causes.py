"""What cuts and the least to reopen, against every set of closed roads tried one by one."""

from collections.abc import Collection, Iterator
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banned import BANS, Bans, Ways, array, graph_of, reaches
from cpts_geo.access import easiest
from cpts_geo.access.causes import (
    DEEPEST_M,
    difficulty_of,
    independent_ways,
    least_to_reopen,
    pieces_taken,
    reaching,
    what_cuts,
)
from cpts_geo.access.easiest import Closed
from cpts_geo.routing.graph import INFINITE_MS

SIZE = 6
ROAD = st.tuples(
    st.integers(0, SIZE - 1),
    st.integers(0, SIZE - 1),
    st.booleans(),  # both ways
    st.booleans(),  # closed
    st.integers(1, 4),  # difficulty
)
ROADS = st.lists(ROAD, min_size=1, max_size=8)
SOME = st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=2)
Road = tuple[int, int, bool, bool, int]
NO_BANS: Bans = frozenset()


def ways_of(roads: list[Road]) -> tuple[Ways, list[int]]:
    """Ways, and the road that each one is a direction of."""
    both = [(k, way) for k, (u, v, two, *_) in enumerate(roads) for way in ((u, v), (v, u))[: 1 + two]]
    return [way for _, way in both], [k for k, _ in both]


def state_of(roads: list[Road], bans: Bans = NO_BANS) -> Closed:
    ways, road = ways_of(roads)
    graph = graph_of(ways, bans, SIZE)
    piece = np.array(road, dtype=np.int64)[graph.edge]
    shut = np.array([roads[k][3] for k in piece.tolist()], dtype=bool)
    hard = np.array([road[4] for road in roads], dtype=np.int64)
    time_ms = np.where(shut, INFINITE_MS, graph.time_ms).astype(np.int32)
    return Closed(graph, time_ms, piece, hard, hard / 10)


def served(
    roads: list[Road], open_roads: Collection[int], homes: set[int], places: set[int], bans: Bans = NO_BANS
) -> dict[int, bool]:
    """By a search road by road: which homes reach a place by these roads."""
    ways, road = ways_of(roads)
    used = [way for way, k in enumerate(road) if k in open_roads]
    return {home: reaches(ways, bans, used, home, places) for home in homes}


def subsets(items: list[int]) -> Iterator[tuple[int, ...]]:
    return (chosen for count in range(len(items) + 1) for chosen in combinations(items, count))


@settings(max_examples=500, deadline=None)
@given(roads=ROADS, home=st.integers(0, SIZE - 1), places=SOME, bans=BANS)
def test_no_easier_set_of_roads_gives_one_home_its_care_back(
    roads: list[Road], home: int, places: set[int], bans: Bans
) -> None:
    dry = {k for k, road in enumerate(roads) if not road[3]}
    wet = [k for k, road in enumerate(roads) if road[3]]
    enough = [s for s in subsets(wet) if served(roads, dry | set(s), {home}, places, bans)[home]]

    found = least_to_reopen(state_of(roads, bans), np.array([home]), array(places))

    if found is None:
        assert not enough
    else:
        chosen = tuple(found.pieces.tolist())
        assert found.proven
        assert chosen in enough
        assert sum(roads[k][4] for k in chosen) == min(sum(roads[k][4] for k in s) for s in enough)
        assert not any(set(s) < set(chosen) for s in enough)


@settings(max_examples=300, deadline=None)
@given(roads=ROADS, homes=SOME, places=SOME, bans=BANS)
def test_several_homes_all_come_back_and_no_road_is_left_over(
    roads: list[Road], homes: set[int], places: set[int], bans: Bans
) -> None:
    dry, closed = {k for k, road in enumerate(roads) if not road[3]}, state_of(roads, bans)

    found = least_to_reopen(closed, array(homes), array(places))

    if found is None:
        assert not all(served(roads, set(range(len(roads))), homes, places, bans).values())
        return
    opened = set(found.pieces.tolist())
    assert all(served(roads, dry | opened, homes, places, bans).values())
    for road in opened:
        assert not all(served(roads, (dry | opened) - {road}, homes, places, bans).values())
    taken = pieces_taken(closed, found.pieces, array(homes), array(places))
    for home, row in zip(sorted(homes), taken, strict=True):
        assert served(roads, dry | set(found.pieces[row].tolist()), {home}, places, bans)[home]


@settings(max_examples=300, deadline=None)
@given(roads=ROADS, homes=SOME, places=SOME, bans=BANS)
def test_what_cuts_isolates_by_itself_and_nothing_smaller_does(
    roads: list[Road], homes: set[int], places: set[int], bans: Bans
) -> None:
    closed = state_of(roads, bans)
    wet = [k for k, road in enumerate(roads) if road[3]]

    def isolated(lost: Collection[int]) -> bool:
        return not any(served(roads, set(range(len(roads))) - set(lost), homes, places, bans).values())

    found = what_cuts(closed, array(homes), array(places))
    enough = [lost for lost in subsets(wet) if isolated(lost)]

    if found is None:
        assert not enough
        return
    lost = closed.piece[found].tolist()
    fewest = min(len(one) for one in enough)
    assert isolated(lost)
    assert len(lost) == len(set(lost)) == fewest
    assert sum(roads[k][4] for k in lost) == max(
        sum(roads[k][4] for k in one) for one in enough if len(one) == fewest
    )


@settings(max_examples=200, deadline=None)
@given(roads=ROADS, places=SOME, reopened=st.sets(st.integers(0, 7)), bans=BANS)
def test_who_reaches_care_again_equals_a_search_road_by_road(
    roads: list[Road], places: set[int], reopened: set[int], bans: Bans
) -> None:
    dry = {k for k, road in enumerate(roads) if not road[3]}
    wanted = served(roads, dry | (reopened & set(range(len(roads)))), set(range(SIZE)), places, bans)

    found = reaching(state_of(roads, bans), array(reopened), array(places))

    assert found[:SIZE].tolist() == list(wanted.values())


# 0 -- 1 -- 2, care at 3 south of 1: whoever comes from 0 may not turn there, and turns round at 2.
PAST_AND_BACK: list[Road] = [
    (0, 1, True, False, 1),
    (1, 2, True, True, 3),
    (1, 3, True, False, 1),
    (0, 3, True, True, 4),
]
NO_TURN = frozenset({(0, 4)})  # positions of ways: 0 to 1, then 1 to 3


def test_a_road_taken_there_and_back_is_reopened_once() -> None:
    found = least_to_reopen(state_of(PAST_AND_BACK, NO_TURN), np.array([0]), np.array([3]))

    assert found is not None
    assert (found.pieces.tolist(), found.proven) == ([1], True)  # 3, not twice 3, which 4 would beat


def test_what_was_not_tried_is_not_called_the_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(easiest, "MOST_TRIED", 0)

    found = least_to_reopen(state_of(PAST_AND_BACK, NO_TURN), np.array([0]), np.array([3]))

    assert found is not None
    assert (found.pieces.tolist(), found.proven) == ([3], False)


def test_of_two_equal_ways_the_shortest_trip_is_reopened() -> None:
    roads: list[Road] = [(0, 1, True, True, 2), (1, 5, True, False, 1), (0, 5, True, True, 2)]

    found = least_to_reopen(state_of(roads), np.array([0]), np.array([5]))

    assert found is not None
    assert found.pieces.tolist() == [2]


def test_a_dead_end_has_one_way_and_a_ring_has_two() -> None:
    ring: list[Road] = [(0, 1, True, False, 1), (1, 2, True, False, 1), (2, 0, True, False, 1)]
    dead_end: list[Road] = [*ring, (2, 3, True, False, 1)]

    assert ways_between(ring, 0, 1) == 2
    assert ways_between(dead_end, 3, 1) == 1
    assert ways_between(ring, 0, 0) is None


def ways_between(roads: list[Road], home: int, place: int) -> int | None:
    closed = state_of(roads)
    found = independent_ways(closed.graph, closed.piece, np.array([home]), np.array([place]))
    return None if found is None else len(found)


@pytest.mark.parametrize("depth", [np.nan, np.inf, DEEPEST_M, 9.0])
def test_nothing_is_easier_for_being_unknown(depth: float) -> None:
    metres, counted = difficulty_of(np.array([100.0]), np.array([depth]))

    assert metres.tolist() == [900]
    assert counted.tolist() == [DEEPEST_M]


def test_deeper_or_longer_is_harder_and_nothing_is_free() -> None:
    metres, _ = difficulty_of(np.array([100.0, 200.0, 100.0, 0.0]), np.array([0.5, 0.5, 1.0, 0.0]))

    assert metres.tolist() == [200, 400, 300, 1]
