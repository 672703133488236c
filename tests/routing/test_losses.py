"""Times without a group of arcs, against NetworkX on the graph without them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
from banned import BANS, Bans, graph_of
from cpts_geo.routing.engine import customise
from cpts_geo.routing.graph import INFINITE_MS, Graph
from cpts_geo.routing.losses import MOST_COPIES, nearest_ways, times_without

SIZE = 8
ARC = st.tuples(
    st.integers(0, SIZE - 1),
    st.integers(0, SIZE - 1),
    st.sampled_from([1, 2, 3, INFINITE_MS]),
    st.integers(-1, 4),  # group
)


def nearest_by_networkx(graph: Graph, time_ms: np.ndarray, facilities: list[int]) -> np.ndarray:
    every = oracle.times(graph, time_ms.astype(np.int32), list(range(graph.size)))
    ends = [node for node, junction in enumerate(graph.junction.tolist()) if junction in facilities]
    return np.asarray(every[:, ends].min(axis=1), dtype=float)


@settings(max_examples=300, deadline=None)
@given(
    arcs=st.lists(ARC, min_size=1, max_size=24),
    facilities=st.lists(st.integers(0, SIZE - 1), min_size=1, max_size=3),
    people=st.lists(st.integers(0, 2), min_size=SIZE, max_size=SIZE),
    bans=BANS,
    most=st.sampled_from([1, 5, MOST_COPIES]),
)
def test_every_loss_equals_a_whole_search(
    arcs: list[tuple[int, int, int, int]], facilities: list[int], people: list[int], bans: Bans, most: int
) -> None:
    graph = graph_of([(u, v) for u, v, *_ in arcs], bans, SIZE, [ms for *_, ms, _ in arcs])
    time_ms, group = graph.time_ms, np.array([one for *_, one in arcs])[graph.edge]
    roads = customise(None, graph, time_ms)
    ways = nearest_ways(roads, np.array(facilities))
    before = nearest_by_networkx(graph, time_ms, facilities)
    assert np.array_equal(ways.time_ms, before)

    after = {k: before.copy() for k in range(5)}
    weight = np.r_[people, np.zeros(graph.size - SIZE, dtype=np.int64)]
    for part in times_without(roads, ways, group=group, weight=weight, most=most):
        for one, node, ms in zip(*(column.tolist() for column in part), strict=True):
            after[one][node] = ms

    lived_in = weight > 0
    for one, found in after.items():
        lost = np.where(group == one, INFINITE_MS, time_ms)
        assert np.array_equal(found[lived_in], nearest_by_networkx(graph, lost, facilities)[lived_in])
