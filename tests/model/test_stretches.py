"""A stretch keeps its name when the network is built again, and says when it is gone."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.model.network import road_labels
from cpts_geo.model.stretches import edge_keys, find_edges, stretch_between_junctions

EDGES = toy.network().edges
BRIDGE = EDGES[EDGES["ref"] == "D14"]


def test_both_directions_share_one_key() -> None:
    assert len(BRIDGE) == 2
    assert len(edge_keys(BRIDGE)) == 1


@settings(deadline=None, max_examples=20)
@given(st.permutations(range(len(EDGES))), st.sets(st.sampled_from(range(len(EDGES))), max_size=5))
def test_keys_name_the_same_roads_after_rows_are_shuffled(order: list[int], chosen: set[int]) -> None:
    keys = edge_keys(EDGES.iloc[sorted(chosen)])
    shuffled = EDGES.iloc[order].reset_index(drop=True)
    found, missing = find_edges(shuffled, keys)
    assert missing == ()
    assert edge_keys(shuffled.iloc[found]) == keys


def test_a_key_whose_road_is_gone_or_moved_is_told() -> None:
    key = edge_keys(BRIDGE)[0]
    moved = EDGES.set_geometry(EDGES.geometry.translate(xoff=5))
    assert find_edges(EDGES[EDGES["ref"] != "D14"], [key])[1] == (key,)
    assert find_edges(moved, [key])[1] == (key,)
    assert find_edges(EDGES, ["D14", "1,2", "a,b/c", key + "0000"])[1] == ("D14", "1,2", "a,b/c")


def test_a_road_of_another_length_with_the_same_middle_is_another_road() -> None:
    place, _, length = edge_keys(BRIDGE)[0].partition("/")
    assert find_edges(EDGES, [f"{place}/{float(length) + 2}"])[0].size == 0


def line(*names: str, labels: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Edges both ways along nodes called by letters."""
    pairs = [(ord(name[0]), ord(name[1])) for name in names]
    ends = np.array([end for a, b in pairs for end in ((a, b), (b, a))])
    return ends, np.full(len(ends), 100.0), np.array([label for label in labels for _ in "ab"], dtype=object)


def test_a_stretch_runs_to_the_next_junction_and_no_further() -> None:
    ends, metres, labels = line("ab", "bc", "cd", "cx", labels="1111")
    assert stretch_between_junctions(ends, metres, labels, 0).tolist() == [0, 1, 2, 3]


def test_a_stretch_stops_where_the_road_takes_another_name() -> None:
    ends, metres, labels = line("ab", "bc", "cd", labels="112")
    assert stretch_between_junctions(ends, metres, labels, 2).tolist() == [0, 1, 2, 3]


def test_a_ring_without_junction_is_walked_once() -> None:
    ends, metres, labels = line("ab", "bc", "ca", labels="111")
    assert len(stretch_between_junctions(ends, metres, labels, 4)) == 6


def test_the_other_arm_of_a_forked_road_is_not_taken() -> None:
    ends, metres, labels = line("ab", "ab", labels="11")
    metres[2:] = 150  # the longer way round
    assert stretch_between_junctions(ends, metres, labels, 0).tolist() == [0, 1]


def test_the_toy_bridge_is_a_stretch_of_its_own() -> None:
    labels = road_labels(EDGES).to_numpy()
    ends, metres = EDGES[["u", "v"]].to_numpy(), EDGES["length_m"].to_numpy(float)
    start = int(np.flatnonzero(labels == "D14")[0])
    assert len(stretch_between_junctions(ends, metres, labels, start)) == 2
