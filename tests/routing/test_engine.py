import logging
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.routing import (
    arc_lists,
    completion,
    customise,
    engine,
    matrices,
    median_sums,
    order,
    paths,
    relax,
    shortest,
    sweeps,
    trial,
)
from cpts_geo.routing.choice import prepare_in
from cpts_geo.routing.graph import INFINITE_MS, Graph, weigh
from cpts_geo.routing.state import Customised, UpDown
from cpts_geo.routing.topology import Topology, load_topology, save_topology, topology_file
from towns import Town, graph_of, grid_town, towns

Array = npt.NDArray[Any]


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    assert trial.warm_up()


def customised(town: Town, time_ms: Array | None = None) -> Customised:
    graph, xy = town
    topology = engine.prepare(graph, xy)
    assert topology is not None
    return engine.customise(topology, graph, graph.time_ms if time_ms is None else time_ms)


def as_networkx(graph: Graph) -> Any:
    oracle = nx.DiGraph()
    oracle.add_nodes_from(range(graph.size))
    for u, v, ms in zip(graph.tail.tolist(), graph.head.tolist(), graph.time_ms.tolist(), strict=True):
        if ms < oracle.get_edge_data(u, v, {"ms": INFINITE_MS})["ms"]:
            oracle.add_edge(u, v, ms=ms)
    return oracle


def all_times(graph: Graph) -> Array:
    found = dict(nx.all_pairs_dijkstra_path_length(as_networkx(graph), weight="ms"))
    return np.array(
        [[found[u].get(v, np.inf) for v in range(graph.size)] for u in range(graph.size)], dtype=np.float64
    )


def assert_is_path(state: Customised, ends: tuple[int, int], total: float, arcs: Array) -> None:
    graph, (source, target) = state.graph, ends
    if np.isinf(total) or source == target:
        assert len(arcs) == 0
        return
    assert state.time_ms[arcs].sum() == total
    assert [source, *graph.head[arcs]] == [*graph.tail[arcs], target]


@settings(max_examples=200, deadline=None)
@given(town=towns(), data=st.data())
def test_nearest_equals_scipy_and_networkx_with_its_labels(town: Town, data: st.DataObject) -> None:
    graph = town[0]
    facilities = data.draw(st.lists(st.integers(0, graph.size - 1), max_size=5))
    places = np.array(facilities, dtype=np.int64)

    times, labels = engine.nearest(customised(town), places)

    expected_times, expected_labels = shortest.nearest(weigh(graph, graph.time_ms), places)
    assert np.array_equal(times, expected_times)
    assert np.array_equal(labels, expected_labels)
    to_places = all_times(graph)[:, places]
    assert np.array_equal(times, to_places.min(axis=1, initial=np.inf))
    for node in np.flatnonzero(np.isfinite(times)):
        assert labels[node] == to_places[node].argmin()


@settings(max_examples=200, deadline=None)
@given(town=towns(fastest=0))
def test_matrices_and_paths_equal_networkx_even_with_times_of_zero(town: Town) -> None:
    graph, state, everyone = town[0], customised(town), np.arange(town[0].size)

    matrix = engine.many_to_many(state, everyone, everyone)

    assert np.array_equal(matrix, all_times(graph))
    assert np.array_equal(matrix, engine.to_each(state, everyone).T)
    for source in range(graph.size):
        for target in range(graph.size):
            total, arcs = engine.path_arcs(state, source, target)
            assert total == matrix[source, target]
            assert_is_path(state, (source, target), total, arcs)


@settings(max_examples=200, deadline=None)
@given(town=towns(fastest=0), data=st.data())
def test_any_part_of_a_matrix_equals_networkx(town: Town, data: st.DataObject) -> None:
    state, expected, everyone = customised(town), all_times(town[0]), np.arange(town[0].size)
    some = st.lists(st.integers(0, town[0].size - 1), min_size=1, max_size=6).map(np.array)
    sources, targets = data.draw(some), data.draw(some)

    assert np.array_equal(engine.many_to_many(state, sources, targets), expected[np.ix_(sources, targets)])
    assert np.array_equal(engine.many_to_many(state, sources[:1], everyone), expected[sources[:1]])
    assert np.array_equal(engine.to_each(state, targets[:1]), expected[:, targets[:1]].T)


def test_more_sources_than_share_a_sweep_equal_networkx_from_and_to_few_or_all_nodes() -> None:
    town = grid_town(12, 10)
    state, expected, everyone = customised(town), all_times(town[0]), np.arange(120)

    for targets in (everyone[:70], everyone[::2], everyone):
        for sources in (everyone[5:75], everyone[::3], everyone[:1]):
            found = engine.many_to_many(state, sources, targets)
            assert np.array_equal(found, expected[np.ix_(sources, targets)])


def test_any_number_of_sources_equals_scipy_on_the_times_asked_for_and_no_others() -> None:
    graph, xy = grid_town(12, 10)
    time_ms = np.where(graph.head % 12 == 7, INFINITE_MS, graph.time_ms).astype(np.int32)
    state, oracle = customised((graph, xy), time_ms), weigh(graph, time_ms)
    everyone, some = np.arange(graph.size), np.array([3, 117, 60, 3])
    expected = shortest.many_to_many(oracle, everyone, some)
    back = shortest.many_to_many(oracle, some, everyone)
    assert np.isinf(expected).any()

    for count in (*range(1, 18), *range(55, 75)):
        found = engine.many_to_many(state, everyone[:count], some)
        assert np.array_equal(found, expected[:count])
        assert np.array_equal(engine.many_to_many(state, some, everyone[:count]), back[:, :count])


def test_the_memory_of_a_state_that_is_held_is_not_written_in_again() -> None:
    graph, xy = grid_town(20, 20)
    topology, everyone = engine.prepare(graph, xy), np.arange(0, 400, 9)
    scenarios = [np.where(graph.tail % n == 0, 2, graph.time_ms).astype(np.int32) for n in range(2, 10)]
    places, held = set(), []

    for n, time_ms in enumerate(scenarios):
        state = engine.customise(topology, graph, time_ms)
        assert isinstance(state.state, UpDown)
        places.add(state.state.upward.ctypes.data)
        if n < 3:
            held.append(state.state.downward[10:20])  # a part of it is enough
            held.append(held[-1].copy())
        expected = shortest.many_to_many(weigh(graph, time_ms), everyone, everyone)
        assert np.array_equal(engine.many_to_many(state, everyone, everyone), expected)
        del state

    assert all(map(np.array_equal, held[::2], held[1::2]))
    assert 3 <= len(places) <= 5


def test_selections_kept_from_one_scenario_to_the_next_equal_scipy() -> None:
    graph, xy = grid_town(20, 20)
    topology, sources = engine.prepare(graph, xy), np.arange(0, 400, 11)
    for divisor in (7, 8, 9, 10, 11, 12, 7, 8):
        time_ms = np.where(graph.tail % divisor == 0, INFINITE_MS, graph.time_ms).astype(np.int32)
        targets = np.arange(divisor, 400, divisor)

        found = engine.many_to_many(engine.customise(topology, graph, time_ms), sources, targets)

        assert np.array_equal(found, shortest.many_to_many(weigh(graph, time_ms), sources, targets))


@settings(max_examples=100, deadline=None)
@given(town=towns(), data=st.data())
def test_a_scenario_on_the_same_topology_equals_scipy(town: Town, data: st.DataObject) -> None:
    graph, everyone = town[0], np.arange(town[0].size)
    changed = data.draw(st.lists(st.sampled_from([1, 5, 90, INFINITE_MS]), min_size=50, max_size=50))
    time_ms = np.array(changed, dtype=np.int32)[: len(graph.tail)]

    matrix = engine.many_to_many(customised(town, time_ms), everyone, everyone)

    assert np.array_equal(matrix, shortest.many_to_many(weigh(graph, time_ms), everyone, everyone))


@pytest.mark.parametrize("changed", [0.0, 0.1])
def test_a_grid_of_2000_nodes_equals_scipy_before_and_after_a_scenario(changed: float) -> None:
    town, rng = grid_town(50, 40), np.random.default_rng(1)
    graph, time_ms = town[0], town[0].time_ms.copy()
    hit = rng.random(len(time_ms)) < changed
    time_ms[hit] = np.where(rng.random(hit.sum()) < 0.5, INFINITE_MS, 3 * time_ms[hit])
    state, oracle = customised(town, time_ms), weigh(graph, time_ms)
    some, others = rng.integers(0, graph.size, 70), rng.integers(0, graph.size, 40)

    for found, expected in zip(engine.nearest(state, others), shortest.nearest(oracle, others), strict=True):
        assert np.array_equal(found, expected)
    assert np.array_equal(engine.to_each(state, others), shortest.to_each(oracle, others))
    for sources, targets in ((some, others), (others, some)):
        expected = shortest.many_to_many(oracle, sources, targets)
        assert np.array_equal(engine.many_to_many(state, sources, targets), expected)
    for source, target in zip(some, others, strict=False):
        total, arcs = engine.path_arcs(state, int(source), int(target))
        assert total == shortest.path_arcs(oracle, int(source), int(target))[0]
        assert_is_path(state, (int(source), int(target)), total, arcs)


def test_of_parallel_arcs_equally_fast_the_first_is_taken() -> None:
    town = graph_of(2, [(0, 1, 9), (0, 1, 5), (0, 1, 5)]), np.zeros((2, 2))

    assert engine.path_arcs(customised(town), 0, 1)[1].tolist() == [1]


def test_no_facility_reaches_nobody() -> None:
    times, labels = engine.nearest(customised(grid_town(3, 3)), np.array([], dtype=np.int64))

    assert np.isinf(times).all()
    assert (labels == -1).all()


def test_two_facilities_at_one_node_answer_to_the_first() -> None:
    _, labels = engine.nearest(customised((graph_of(3, [(0, 1, 5)]), np.zeros((3, 2)))), np.array([1, 1]))

    assert labels.tolist() == [0, 0, -1]


def test_a_single_node_reaches_itself() -> None:
    state = customised((graph_of(1, [(0, 0, 3)]), np.zeros((1, 2))))

    assert engine.nearest(state, np.array([0]))[0].tolist() == [0]
    total, arcs = engine.path_arcs(state, 0, 0)
    assert (total, len(arcs)) == (0, 0)


def test_an_empty_graph_has_no_topology_and_still_answers() -> None:
    graph = graph_of(0, [])

    assert engine.prepare(graph, np.empty((0, 2))) is None
    state = engine.customise(None, graph, graph.time_ms)
    assert engine.many_to_many(state, np.array([], int), np.array([], int)).shape == (0, 0)


@pytest.mark.parametrize("use_kernels", [True, False])
def test_a_trip_of_298_hours_is_none(use_kernels: bool) -> None:  # noqa: FBT001 - a parameter
    half = INFINITE_MS // 2
    graph, xy = graph_of(4, [(0, 1, half), (1, 2, half), (2, 3, 1)]), np.eye(4)[:, :2]
    state = engine.customise(engine.prepare(graph, xy) if use_kernels else None, graph, graph.time_ms)

    assert engine.many_to_many(state, np.array([0]), np.arange(4))[0].tolist() == [0, half, 2 * half, np.inf]
    assert engine.to_each(state, np.array([3]))[0].tolist() == [np.inf, half + 1, 1, 0]
    assert [column[0] for column in engine.nearest(state, np.array([3]))] == [np.inf, -1]
    assert engine.path_arcs(state, 0, 2)[1].tolist() == [0, 1]
    assert engine.path_arcs(state, 0, 3)[0] == np.inf


def test_a_tree_as_high_as_the_network_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    size = 6000  # one road; inner nodes contracted from one end to the other: each detour holds the previous
    road = graph_of(size, [(u, u + 1, 2) for u in range(size - 1)])
    rank = np.r_[size - 2, np.arange(size - 2), size - 1].astype(np.int32)
    monkeypatch.setattr(completion, "elimination_order", lambda *_: rank)
    topology = completion.build_topology(road, np.zeros((size, 2)))
    state = engine.customise(topology, road, road.time_ms)

    total, arcs = engine.path_arcs(state, 0, size - 1)

    assert topology.height == size
    assert total == 2 * (size - 1)
    assert np.array_equal(arcs, np.arange(size - 1))


def test_a_dense_part_is_contracted_whole() -> None:
    size = 90
    arcs = [(u, v, 1 + (u * v) % 50) for u in range(size) for v in range(size)]
    town, everyone = (graph_of(size, arcs), np.zeros((size, 2))), np.arange(size)

    found = engine.many_to_many(customised(town), everyone, everyone)

    assert np.array_equal(found, shortest.many_to_many(weigh(town[0], town[0].time_ms), everyone, everyone))


def test_threads_may_ask_at_once() -> None:
    state, places = customised(grid_town(30, 30)), np.arange(0, 900, 40)
    expected = engine.many_to_many(state, places, places)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: engine.many_to_many(state, places, places), range(40)))

    assert all(np.array_equal(one, expected) for one in found)


def compiled_forms() -> dict[str, int]:
    modules = (arc_lists, completion, customise, matrices, median_sums, order, paths, relax, sweeps)
    found = [value for module in modules for value in vars(module).values() if hasattr(value, "signatures")]
    return {kernel.__name__: len(kernel.signatures) for kernel in found}


def test_warm_up_compiles_all_that_is_used() -> None:
    assert trial.warm_up()
    ready = compiled_forms()

    state = customised(grid_town(20, 20))
    engine.nearest(state, np.array([3], dtype=np.int32))
    engine.many_to_many(state, np.arange(50), np.arange(3))
    engine.many_to_many(state, np.arange(3), np.arange(0, 400, 50))
    engine.to_each(state, np.array([3]))
    engine.path_arcs(state, 0, 399)
    slower = np.where(np.arange(len(state.time_ms)) == 5, INFINITE_MS, state.time_ms).astype(np.int32)
    slower.flags.writeable = False
    near = engine.customise(state.topology, state.graph, slower, near=state)
    engine.nearest(near, np.array([3], dtype=np.int32))
    engine.nearest(near, np.array([3]), np.array([False]))

    assert len(ready) > 25
    assert compiled_forms() == ready


@pytest.mark.parametrize("arcs", [[(0, 1, 5), (1, 0, 5)], [(0, 1, 5)], []])
def test_a_single_road_compiles_nothing_more(arcs: list[tuple[int, int, int]]) -> None:
    assert trial.warm_up()
    ready = compiled_forms()

    state, ends = customised((graph_of(2, arcs), np.eye(2))), np.arange(2)
    for _ in range(3):
        engine.nearest(state, ends[:1])
        state.found.clear()
    engine.many_to_many(state, ends, ends)
    engine.to_each(state, ends[:1])
    engine.path_arcs(state, 0, 1)

    assert compiled_forms() == ready


def test_a_saved_topology_answers_the_same(tmp_path: Path) -> None:
    (graph, xy), places = grid_town(20, 20), np.arange(0, 400, 9)
    made = prepare_in(tmp_path, graph, xy, searches=1)
    read = prepare_in(tmp_path, graph, xy, searches=1)

    assert made is not None
    assert read is not None
    assert read.rank.base is not None  # a view of the file
    first, second = (engine.customise(t, graph, graph.time_ms) for t in (made, read))
    assert np.array_equal(
        engine.many_to_many(first, places, places), engine.many_to_many(second, places, places)
    )
    assert engine.path_arcs(first, 0, 399)[1].tolist() == engine.path_arcs(second, 0, 399)[1].tolist()


def saved(folder: Path) -> tuple[Path, Graph]:
    graph, xy = grid_town(5, 5)
    topology = engine.prepare(graph, xy)
    assert isinstance(topology, Topology)
    file = topology_file(folder, graph)
    save_topology(topology, file)
    return file, graph


@pytest.mark.parametrize("keep", [0, 40, 200, 900])
def test_a_cut_file_is_refused(tmp_path: Path, keep: int) -> None:
    file, graph = saved(tmp_path)
    file.write_bytes(file.read_bytes()[:keep])

    assert load_topology(file, graph) is None


@pytest.mark.parametrize("place", [130, 200, -5])
def test_a_file_with_one_wrong_byte_is_refused(tmp_path: Path, place: int) -> None:
    file, graph = saved(tmp_path)
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)

    assert load_topology(file, graph) is None


def test_the_topology_of_another_network_is_refused(tmp_path: Path) -> None:
    file, graph = saved(tmp_path)
    other = Graph(graph.size, graph.head, graph.tail, graph.edge, graph.time_ms)

    assert load_topology(file, other) is None


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    assert prepare_in(tmp_path / "absent", *grid_town(5, 5), searches=1) is not None


@pytest.mark.parametrize("node", [-1, 9])
def test_a_node_outside_the_graph_is_an_error(node: int) -> None:
    with pytest.raises(IndexError):
        engine.nearest(customised(grid_town(3, 3)), np.array([node]))


def test_times_of_another_graph_are_an_error() -> None:
    (graph, xy), (other, _) = grid_town(3, 3), grid_town(4, 4)

    with pytest.raises(ValueError, match="per arc"):
        engine.customise(engine.prepare(graph, xy), graph, other.time_ms)
    with pytest.raises(ValueError, match="another graph"):
        engine.customise(engine.prepare(graph, xy), other, other.time_ms)


def test_scipy_answers_until_the_kernels_are_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    town = graph, xy = grid_town(12, 12)
    places, compiled_state = np.arange(0, 144, 10), customised(town)
    monkeypatch.setattr(engine, "_warm", threading.Event())

    state = engine.customise(engine.prepare(graph, xy), graph, graph.time_ms)

    assert not isinstance(state.state, UpDown)
    assert isinstance(compiled_state.state, UpDown)
    assert trial.agree(compiled_state, engine.customise(None, graph, graph.time_ms))
    assert np.array_equal(engine.to_each(state, places), engine.to_each(compiled_state, places))


def test_wrong_kernels_are_not_used(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engine, "_warm", threading.Event())
    monkeypatch.setattr(trial, "agree", lambda *_: False)

    assert not trial.warm_up()
    assert not engine.warm()
    assert caplog.records[-1].levelno == logging.WARNING


def test_without_numba_scipy_answers() -> None:
    program = """
import sys
sys.modules["numba"] = None
import numpy as np
from cpts_geo.routing import engine, trial
graph, xy = trial.small_town()
assert not trial.warm_up() and engine.prepare(graph, xy) is None
print(engine.path_arcs(engine.customise(None, graph, graph.time_ms), 0, 35)[0])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    town = trial.small_town()
    assert float(done.stdout) == engine.path_arcs(customised(town), 0, 35)[0]
