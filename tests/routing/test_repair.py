"""Repairing nearest facilities equals solving them whole, times and labels, whatever changed."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.routing import engine, repair
from cpts_geo.routing.graph import INFINITE_MS
from cpts_geo.routing.repair import Solved, repaired, solved
from towns import Array, Town, grid_town, towns

TIMES = st.sampled_from([1, 2, 3, 9, INFINITE_MS // 2, INFINITE_MS])


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    assert engine.warm_up()


def start(town: Town, places: Array) -> Solved:
    graph, xy = town
    topology = engine.prepare(graph, xy)
    return solved(engine.customise(topology, graph, graph.time_ms), topology, places)


def assert_whole(found: Solved, time_ms: Array) -> None:
    roads = engine.customise(None, found.graph, time_ms)
    for one, other in zip((found.times, found.labels), engine.nearest(roads, found.facilities), strict=True):
        assert np.array_equal(one, other)


@settings(max_examples=300, deadline=None)
@given(town=towns(), data=st.data())
@pytest.mark.parametrize("most", [0.3, 1.0])
def test_one_change_after_another_equals_a_full_solve(town: Town, most: float, data: st.DataObject) -> None:
    count, size = len(town[0].tail), town[0].size
    places = np.array(data.draw(st.lists(st.integers(0, size - 1), max_size=4)), dtype=np.int64)
    state = start(town, places)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repair, "MOST", most)
        for _ in range(3):
            time_ms = state.time_ms.copy()
            for arc in data.draw(st.lists(st.integers(0, count - 1), max_size=6)) if count else []:
                time_ms[arc] = data.draw(TIMES)
            state = repaired(state, time_ms)
            assert_whole(state, time_ms)


def test_a_polygon_on_a_grid_is_repaired_there_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    town = grid_town(60, 50)
    before = start(town, np.arange(0, 3000, 211))
    wet = (town[1][town[0].head] < 900).all(axis=1)
    time_ms = np.where(wet, INFINITE_MS, town[0].time_ms).astype(np.int32)
    monkeypatch.setattr(repair, "customise", None)  # a full solve would fail

    after = repaired(before, time_ms)
    back = repaired(after, town[0].time_ms)

    assert wet.any()
    assert (after.key != before.key).any()
    assert np.array_equal(back.key, before.key)
    monkeypatch.undo()
    assert_whole(after, time_ms)


def test_without_kernels_the_whole_is_solved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    town = grid_town(10, 10)
    time_ms = np.where(np.arange(len(town[0].tail)) % 7, town[0].time_ms, INFINITE_MS).astype(np.int32)
    monkeypatch.setattr(engine, "_warm", threading.Event())

    before = solved(engine.customise(None, town[0], town[0].time_ms), None, np.array([5, 50]))

    assert_whole(repaired(before, time_ms), time_ms)
