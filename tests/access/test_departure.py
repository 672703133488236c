"""Until when one may leave, against every departure and every way tried by hand."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from banned import BANS, Bans, graph_of
from cpts_geo.access.departure import FOREVER, Window, departure_windows
from cpts_geo.routing.graph import INFINITE_MS

Arc = tuple[int, int, tuple[int, ...]]  # tail, head, time in each step; CLOSED
CLOSED = INFINITE_MS
STARTS = (0, 10, 20)
NO_BANS: Bans = frozenset()
HORIZON = 40  # every trip of the toys begun at 20 is over or impossible: the last step is still


def windows(
    arcs: Sequence[Arc], source: int = 0, target: int = 1, bans: Bans = NO_BANS
) -> tuple[Window, ...]:
    graph = graph_of([arc[:2] for arc in arcs], bans, 5)
    times = np.array([arc[2] for arc in arcs], dtype=np.int64).reshape(len(arcs), len(STARTS)).T
    starts = np.array(STARTS, dtype=np.int64)
    return departure_windows(graph, times[:, graph.edge], starts, source, target)


def step_at(moment: int) -> int:
    return max(n for n, start in enumerate(STARTS) if start <= moment)


def left(arc: Arc, departure: int, enter: int) -> int | None:
    """When an arc entered at a moment is left, millisecond by millisecond; ``None`` when it may not be."""
    steps = [step_at(departure)]
    slowest = arc[2][steps[0]]
    moment = enter
    while True:
        now = step_at(moment)  # the step of the millisecond about to be spent
        slowest = max(slowest, *arc[2][steps[0] : now + 1])
        if slowest >= CLOSED:
            return None
        moment += 1
        if moment - enter >= slowest:
            return moment


def arrives(arcs: Sequence[Arc], bans: Bans, departure: int, source: int, target: int) -> bool:
    """Walk every way that takes no arc twice."""
    stack: list[tuple[int, int, tuple[int, ...]]] = [(source, departure, ())]
    while stack:
        node, moment, taken = stack.pop()
        if node == target:
            return True
        for n, arc in enumerate(arcs):
            if arc[0] == node and n not in taken and (*taken[-1:], n) not in bans:
                end = left(arc, departure, moment)
                if end is not None:
                    stack.append((arc[1], end, (*taken, n)))
    return False


times = st.one_of(st.integers(1, 12), st.just(CLOSED))
random_arcs = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.tuples(times, times, times)), max_size=8
)


@settings(max_examples=300, deadline=None)
@given(arcs=random_arcs, bans=BANS)
def test_a_departure_is_in_a_window_if_and_only_if_some_way_arrives(arcs: Sequence[Arc], bans: Bans) -> None:
    found = windows(arcs, bans=bans)

    for moment in range(HORIZON):
        inside = any(window.begins <= moment <= window.ends for window in found)
        assert inside == arrives(arcs, bans, moment, 0, 1), moment


@settings(max_examples=100, deadline=None)
@given(arcs=random_arcs, worse=st.lists(times, min_size=27, max_size=27))
def test_slower_or_closed_roads_never_leave_more_time(arcs: Sequence[Arc], worse: list[int]) -> None:
    hurt = [
        (a, b, (max(t[0], worse[n]), max(t[1], worse[n + 9]), max(t[2], worse[n + 18])))
        for n, (a, b, t) in enumerate(arcs)
    ]
    before, after = windows(arcs), windows(hurt)

    for moment in range(HORIZON):
        if any(w.begins <= moment <= w.ends for w in after):
            assert any(w.begins <= moment <= w.ends for w in before)


def test_one_must_have_left_the_road_when_it_closes() -> None:
    assert windows([(0, 1, (4, CLOSED, CLOSED))]) == (Window(0, 6),)


def test_a_road_that_comes_back_opens_a_second_window() -> None:
    assert windows([(0, 1, (4, CLOSED, 4))]) == (Window(0, 6), Window(20, FOREVER))


def test_nobody_counts_on_water_going_down_on_the_way() -> None:
    """The second road opens at 10; who leaves at 8 would be there at 12, and is not told to."""
    arcs: list[Arc] = [(0, 2, (4, 4, 4)), (2, 1, (CLOSED, 1, 1))]

    assert windows(arcs) == (Window(10, FOREVER),)


def test_a_road_slowed_while_it_is_taken_counts_at_its_slowest() -> None:
    """Entered at 13, it would be left at 16 at its first speed, at 21 at the second; it closes at 20."""
    assert windows([(0, 1, (3, 8, CLOSED))]) == (Window(0, 12),)


def test_a_road_never_cut_may_be_taken_until_further_notice() -> None:
    assert windows([(0, 1, (3, 3, 3))]) == (Window(0, FOREVER),)


def test_no_way_at_all_has_no_window() -> None:
    assert windows([(1, 0, (3, 3, 3))]) == ()
    assert windows([(0, 1, (3, CLOSED, CLOSED))], source=3, target=3) == (Window(0, FOREVER),)


def test_a_road_that_one_may_not_leave_again_still_leads_there() -> None:
    arcs: list[Arc] = [(0, 1, (3, 3, 3)), (1, 2, (3, 3, 3))]

    assert windows(arcs, bans=frozenset({(0, 1)})) == (Window(0, FOREVER),)
