"""Roads closed and opened one after the other: whatever a state is repaired from, its answers are whole."""

import gc
import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banned import BANS, Bans, graph_of
from cpts_geo.routing import recent as recents
from cpts_geo.routing import repair, trial
from cpts_geo.routing.engine import customise, nearest, prepare
from cpts_geo.routing.graph import INFINITE_MS, Graph
from cpts_geo.routing.recent import Recent
from cpts_geo.routing.state import Customised
from towns import Array, grid_town

PLACES = np.arange(0, 3000, 211)
WAYS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=24)


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    assert trial.warm_up()


def calm_of(graph: Graph, places: Array, *, kernels: bool = True) -> Customised:
    topology = prepare(graph, np.zeros((graph.junctions, 2))) if kernels else None
    calm = customise(topology, graph, graph.time_ms)
    nearest(calm, places)
    return calm


def is_whole(roads: Customised, places: Array, standing: Array | None = None) -> bool:
    whole = nearest(customise(None, roads.graph, roads.time_ms), places, standing)
    return all(map(np.array_equal, nearest(roads, places, standing), whole))


@settings(max_examples=150, deadline=None)
@given(ways=WAYS, bans=BANS, data=st.data())
@pytest.mark.parametrize("kernels", [True, False])
def test_any_chain_of_toggles_equals_a_fresh_solve(
    kernels: bool,  # noqa: FBT001 - a parameter
    ways: list[tuple[int, int]],
    bans: Bans,
    data: st.DataObject,
) -> None:
    graph = graph_of(ways, bans, 8, [1 + n % 5 for n in range(len(ways))])
    junction, edge = st.integers(0, 7), st.integers(0, len(ways) - 1)
    places = np.array(data.draw(st.lists(junction, min_size=1, max_size=3)))
    recent = Recent(calm_of(graph, places, kernels=kernels))
    factor = np.ones(len(ways))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repair, "MOST", 2.0)  # repair whatever changes
        patch.setattr(recents, "MOST", 2)
        for _ in range(8):
            for toggled in data.draw(st.lists(edge, max_size=2)):
                factor[toggled] = 1 - factor[toggled]
            standing = np.array([data.draw(st.booleans()) for _ in places])
            now = np.where(factor[graph.edge] > 0, graph.time_ms, INFINITE_MS).astype(np.int32)

            roads = recent.state(now)

            assert np.array_equal(roads.time_ms, now)
            assert is_whole(roads, places, standing)
            assert is_whole(roads, places)
            recent.keep(roads)
            assert is_whole(recent.state(now), places, standing)


def flood() -> tuple[Recent, Array]:
    """A town under a flood too wide to be repaired from normal times."""
    graph, xy = grid_town(60, 50)
    recent = Recent(calm_of(graph, PLACES))
    wet = np.where(xy[graph.head, 0] < 4000, INFINITE_MS, graph.time_ms).astype(np.int32)
    roads = recent.state(wet)
    nearest(roads, PLACES)
    recent.keep(roads)
    assert "state" in vars(roads)  # solved whole
    return recent, wet


def and_closed(wet: Array, *arcs: int) -> Array:
    closed = wet.copy()
    closed[list(arcs)] = INFINITE_MS
    return closed


def test_one_more_road_on_a_flood_is_repaired_from_the_flood() -> None:
    recent, wet = flood()
    dry = np.flatnonzero(wet < INFINITE_MS)

    roads = recent.state(and_closed(wet, dry[5]))

    assert is_whole(roads, PLACES)
    assert "state" not in vars(roads)  # nothing was solved again


def test_the_same_roads_are_the_same_state() -> None:
    recent, wet = flood()

    assert recent.state(wet.copy()) is recent.state(wet)
    assert recent.state(recent.calm.time_ms.copy()) is recent.calm


def test_few_states_are_kept_and_they_hold_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    recent, wet = flood()
    dry = np.flatnonzero(wet < INFINITE_MS)
    made = []
    for count in range(2 * recents.MOST):
        roads = recent.state(and_closed(wet, *dry[: count + 1]))
        assert is_whole(roads, PLACES)
        recent.keep(roads)
        made.append(weakref.ref(roads))
        del roads
    gc.collect()

    assert sum(one() is not None for one in made) == 0  # what is kept is near normal times
    kept = recent._kept
    assert len(kept) == recents.MOST
    assert all(one.near is recent.calm for one in kept)

    monkeypatch.setattr(recents, "MOST_BYTES", 1)
    recent.keep(kept[0])
    assert len(recent._kept) == 1
