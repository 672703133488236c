"""Repairing nearest facilities equals solving them whole, times and labels, whatever changed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.routing import engine, repair, trial
from cpts_geo.routing.arc_lists import changed_arcs
from cpts_geo.routing.engine import customise, nearest
from cpts_geo.routing.graph import INFINITE_MS, Graph
from cpts_geo.routing.links import Links, Room
from cpts_geo.routing.relax import BUCKETS, LABEL_BITS, WIDTH_BITS
from cpts_geo.routing.state import Customised
from cpts_geo.routing.turns import forbid
from towns import Array, Town, grid_town, towns

TURN = BUCKETS << WIDTH_BITS >> LABEL_BITS  # milliseconds: 4.7 hours
TIMES = st.sampled_from([0, 1, 2, 3, 9, 4095, 4096, TURN - 1, TURN, 3 * TURN, INFINITE_MS // 2, INFINITE_MS])


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    assert trial.warm_up()


@st.composite
def towns_with_bans(draw: st.DrawFn) -> Graph:
    """Multigraphs with closed, free, parallel and looping arcs, where some turns are forbidden."""
    graph = draw(towns(fastest=0))[0]
    count = len(graph.tail)
    arc = st.integers(0, max(count - 1, 0))
    turns = draw(st.lists(st.tuples(arc, arc), max_size=12)) if count else []
    entering, leaving = np.array(turns, dtype=np.int64).reshape(-1, 2).T
    return forbid(graph, entering, leaving)


def ready(graph: Graph, xy: Array | None = None) -> Customised:
    place = np.zeros((graph.junctions, 2)) if xy is None else xy
    return customise(engine.prepare(graph, place), graph, graph.time_ms)


def by_networkx(graph: Graph, time_ms: Array, places: Array, standing: Array) -> tuple[Array, Array]:
    roads: Any = nx.DiGraph()
    roads.add_nodes_from(range(graph.size))
    for u, v, ms in zip(graph.tail.tolist(), graph.head.tolist(), time_ms.tolist(), strict=True):
        if ms < roads.get_edge_data(v, u, {"ms": INFINITE_MS})["ms"]:
            roads.add_edge(v, u, ms=ms)
    times, labels = np.full(graph.size, np.inf), np.full(graph.size, -1)
    for label in np.flatnonzero(standing)[::-1]:
        ends = graph.arrivals(places[label : label + 1])[0]
        found = nx.multi_source_dijkstra_path_length(roads, set(ends.tolist()), weight="ms")
        for node, ms in found.items():
            if ms < INFINITE_MS and ms <= times[node]:
                times[node], labels[node] = ms, label
    return times, labels


def assert_whole(roads: Customised, places: Array, standing: Array | None = None) -> None:
    whole = customise(None, roads.graph, roads.time_ms)
    for found, expected in zip(
        nearest(roads, places, standing), nearest(whole, places, standing), strict=True
    ):
        assert found.tobytes() == expected.tobytes()
        assert found.dtype == expected.dtype


@settings(max_examples=300, deadline=None)
@given(graph=towns_with_bans(), data=st.data())
@pytest.mark.parametrize("most", [0.3, 4.0])
def test_one_change_after_another_equals_scipy_and_networkx(
    graph: Graph, most: float, data: st.DataObject
) -> None:
    arc, junction = st.integers(0, max(len(graph.tail) - 1, 0)), st.integers(0, graph.junctions - 1)
    places = np.array(data.draw(st.lists(junction, min_size=1, max_size=4)), dtype=np.int64)
    roads = ready(graph)
    nearest(roads, places)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repair, "MOST", most)
        for _ in range(3):
            time_ms = roads.time_ms.copy()
            for changed in data.draw(st.lists(arc, max_size=6)) if len(time_ms) else []:
                time_ms[changed] = data.draw(TIMES)
            standing = np.array([data.draw(st.booleans()) for _ in places])

            roads = customise(roads.topology, graph, time_ms, near=roads)

            assert_whole(roads, places, standing)
            expected = by_networkx(graph, time_ms, places, standing)
            assert all(map(np.array_equal, nearest(roads, places, standing), expected))
            assert most < 2 or "state" not in vars(roads)  # repaired: nothing was solved again


@settings(max_examples=100, deadline=None)
@given(graph=towns_with_bans(), data=st.data())
def test_states_near_the_same_one_are_asked_in_any_order(graph: Graph, data: st.DataObject) -> None:
    arc, junction = st.integers(0, max(len(graph.tail) - 1, 0)), st.integers(0, graph.junctions - 1)
    questions = [np.array(data.draw(st.lists(junction, min_size=1, max_size=4))) for _ in range(2)]
    calm = ready(graph)
    for places in questions:
        nearest(calm, places)
    states = []
    for _ in range(3):
        time_ms = graph.time_ms.copy()
        for changed in data.draw(st.lists(arc, max_size=6)) if len(time_ms) else []:
            time_ms[changed] = data.draw(TIMES)
        states.append(customise(calm.topology, graph, time_ms, near=calm))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repair, "MOST", 4.0)
        for turn in data.draw(st.permutations([(state, places) for state in states for places in questions])):
            assert_whole(*turn)

            standing = np.array([data.draw(st.booleans()) for _ in turn[1]])
            assert_whole(*turn, standing)
    assert not any("state" in vars(state) for state in states)


@given(before=st.lists(st.integers(0, 2), max_size=300), data=st.data())
def test_changed_arcs_are_those_whose_times_differ(before: list[int], data: st.DataObject) -> None:
    now = data.draw(st.permutations(before)) if data.draw(st.booleans()) else list(before)
    one, other = np.array(before, dtype=np.int32), np.array(now, dtype=np.int32)

    assert changed_arcs(one, other)[0].tolist() == [e for e, ms in enumerate(before) if ms != now[e]]


def flooded(town: Town, share: float) -> Array:
    """Times where the roads of the west are slow, and closed at the very west."""
    graph, xy = town
    wet, deep = (xy[graph.head, 0] < part * xy[:, 0].max() for part in (share, share / 2))
    return np.where(deep, INFINITE_MS, np.where(wet, 3 * graph.time_ms, graph.time_ms)).astype(np.int32)


def test_water_is_repaired_there_and_back_and_a_wide_flood_solved_again() -> None:
    town, places = grid_town(60, 50), np.arange(0, 3000, 211)
    dry = ready(*town)
    before = nearest(dry, places)

    wet = customise(dry.topology, town[0], flooded(town, 0.03), near=dry)
    back = customise(dry.topology, town[0], town[0].time_ms.copy(), near=wet)
    wide = customise(dry.topology, town[0], flooded(town, 0.9), near=dry)

    for roads in (wet, back, wide):
        assert_whole(roads, places)
    assert (nearest(wet, places)[0] != before[0]).any()
    assert all(map(np.array_equal, nearest(back, places), before))
    assert ["state" in vars(roads) for roads in (wet, back, wide)] == [False, False, True]


def test_a_facility_closes_and_opens_again_without_solving_all() -> None:
    town, places = grid_town(60, 50), np.arange(0, 3000, 101)
    dry, standing = ready(*town), np.arange(30) != 7
    before = nearest(dry, places)
    wet = customise(dry.topology, town[0], flooded(town, 0.05), near=dry)

    assert_whole(wet, places, standing)
    assert_whole(wet, places)

    assert "state" not in vars(wet)
    assert all(map(np.array_equal, nearest(dry, places), before))


def test_what_no_road_changed_is_not_customised_again() -> None:
    town = grid_town(10, 10)
    dry = ready(*town)

    same = customise(dry.topology, town[0], town[0].time_ms.copy(), near=dry)

    assert same.state is dry.state


def test_threads_repair_from_the_same_answer_at_once() -> None:
    town, places = grid_town(60, 50), np.arange(0, 3000, 211)
    dry = ready(*town)
    nearest(dry, places)
    floods = [flooded(town, share) for share in (0.01, 0.02, 0.03, 0.04)] * 8

    with ThreadPoolExecutor(8) as pool:
        wet = [customise(dry.topology, town[0], time_ms, near=dry) for time_ms in floods]
        list(pool.map(lambda roads: nearest(roads, places), wet))

    for roads in (*wet[:4], dry):
        assert_whole(roads, places)
    assert all(
        np.array_equal(nearest(a, places), nearest(b, places)) for a, b in zip(wet, wet[4:], strict=False)
    )


def test_answers_kept_are_few_and_nobody_writes_in_them() -> None:
    town = grid_town(10, 10)
    dry = ready(*town)

    times, labels = [nearest(dry, np.array([place])) for place in range(50)][-1]

    assert len(dry.found) == engine.KEPT
    assert not times.flags.writeable
    assert not labels.flags.writeable


def test_what_is_held_of_an_answer_never_changes_and_what_nobody_holds_is_used_again() -> None:
    town, places = grid_town(60, 50), np.arange(0, 3000, 211)
    dry = ready(*town)
    normal = [found.copy() for found in nearest(dry, places)]
    floods = [flooded(town, share) for share in (0.01, 0.02, 0.03, 0.04)]
    held: list[tuple[Array, Array]] = []
    copies, memory = [], set()

    for time_ms in floods * 3:
        found = nearest(customise(dry.topology, town[0], time_ms, near=dry), places)
        memory.add(found[0].ctypes.data)
        if len(held) < 6:
            held.append((found[0][100:200][::3], found[1][-50:]))
            copies.append([part.copy() for part in held[-1]])

    for parts, expected in zip(held, copies, strict=True):
        assert all(map(np.array_equal, parts, expected))
    assert all(map(np.array_equal, nearest(dry, places), normal))
    assert 6 <= len(memory) < 12


def test_a_repair_that_finds_no_room_is_given_up_and_harms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    town, places = grid_town(60, 50), np.arange(0, 3000, 211)
    dry, new = ready(*town), Links._new
    nearest(dry, places)

    def short(links: Links) -> Room:
        room = new(links)
        heads, near, after = room.queue
        room.queue = heads, near[:30], after[:30]
        return room

    monkeypatch.setattr(Links, "_new", short)
    wet = [customise(dry.topology, town[0], flooded(town, 0.03), near=dry) for _ in range(2)]
    assert_whole(wet[0], places)
    dry.links._idle.clear()
    monkeypatch.undo()

    assert_whole(wet[1], places)
    assert ["state" in vars(roads) for roads in wet] == [True, False]


def test_without_kernels_the_whole_is_solved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    town, places = grid_town(10, 10), np.array([5, 50])
    monkeypatch.setattr(engine, "_warm", threading.Event())
    dry = ready(*town)
    nearest(dry, places)

    wet = customise(None, town[0], flooded(town, 0.3), near=dry)

    assert dry.topology is None
    assert_whole(wet, places, np.array([False, True]))


def test_a_state_of_other_roads_is_an_error() -> None:
    one, other = grid_town(3, 3), grid_town(3, 3)
    dry = ready(*one)

    with pytest.raises(ValueError, match="another graph"):
        customise(dry.topology, other[0], other[0].time_ms, near=dry)
