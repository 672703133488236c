from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.model.errors import DataError
from cpts_geo.model.layers import EDGES, NODES, conform
from cpts_geo.model.network import RoadNetwork
from cpts_geo.territory.build import build_network

L93 = "EPSG:2154"
Line = Sequence[tuple[float, float]]
Row = tuple[Line, Mapping[str, Any]]


def roads_of(*rows: Row) -> gpd.GeoDataFrame:
    facts = [{"highway": "residential", "speed_kmh": 36.0, **given_facts} for _, given_facts in rows]
    return gpd.GeoDataFrame(facts, geometry=[shapely.LineString(line) for line, _ in rows], crs=L93)


def pairs(network: RoadNetwork) -> set[tuple[tuple[float, float], tuple[float, float]]]:
    """Edges as pairs of coordinates."""
    xy = network.nodes.geometry.get_coordinates().round(3).apply(tuple, axis=1)
    return set(zip(xy[network.edges["u"]], xy[network.edges["v"]], strict=True))


def test_a_two_way_road_is_two_edges_and_a_one_way_road_one() -> None:
    network = build_network(roads_of(([(0, 0), (10, 0)], {}), ([(10, 0), (10, 10)], {"oneway": "backward"})))
    assert pairs(network) == {((0, 0), (10, 0)), ((10, 0), (0, 0)), ((10, 10), (10, 0))}
    assert network.edges["time_s"].tolist() == pytest.approx([1, 1, 1])  # 10 m at 36 km/h


def test_the_line_of_an_edge_runs_from_u_to_v() -> None:
    rows: list[Row] = [
        ([(0, 0), (400, 9), (700, 0)], {}),
        ([(700, 0), (700, 90)], {"oneway": "backward", "name": "x"}),
    ]
    network = build_network(roads_of(*rows))
    for end, position in (("u", 0), ("v", -1)):
        there = shapely.points(shapely.get_coordinates(network.nodes.geometry.to_numpy())[network.edges[end]])
        assert (
            shapely.distance(shapely.get_point(network.edges.geometry.to_numpy(), position), there).max() == 0
        )


def test_a_road_just_going_on_is_one_edge_and_a_bridge_never_melts_into_it() -> None:
    plain: list[Row] = [([(0, 0), (10, 0)], {}), ([(20, 0), (10, 0)], {}), ([(20, 0), (30, 0)], {})]
    assert len(build_network(roads_of(*plain)).edges) == 2
    for column in ("bridge", "tunnel", "ford"):
        marked: list[Row] = [plain[0], (plain[1][0], {column: True}), plain[2]]
        edges = build_network(roads_of(*marked)).edges
        assert (len(edges), edges["length_m"][edges[column]].tolist()) == (6, [10, 10])


@pytest.mark.parametrize(
    "other",
    [
        {"highway": "tertiary"},
        {"name": "Quai"},
        {"ref": "D14"},
        {"speed_kmh": 50.0},
        {"oneway": "forward"},
        {"car": False},
        {"foot": False},
    ],
)
def test_a_change_of_any_fact_keeps_the_node(other: dict[str, object]) -> None:
    assert len(build_network(roads_of(([(0, 0), (10, 0)], {}), ([(10, 0), (20, 0)], other))).nodes) == 3


def test_two_one_way_roads_that_meet_head_on_do_not_go_on_into_each_other() -> None:
    one_way: dict[str, object] = {"oneway": "forward"}
    network = build_network(roads_of(([(0, 0), (10, 0)], one_way), ([(20, 0), (10, 0)], one_way)))
    assert pairs(network) == {((0, 0), (10, 0)), ((20, 0), (10, 0))}


def test_ends_within_a_centimetre_meet_and_others_do_not() -> None:
    near = roads_of(([(0, 0), (10, 0)], {}), ([(10.004, 0.004), (10, 9)], {"name": "x"}))
    assert len(build_network(near).nodes) == 3
    far = roads_of(([(0, 0), (10, 0)], {}), ([(10.02, 0), (10, 9)], {"name": "x"}))
    assert len(build_network(far).nodes) == 4


def test_lines_that_cross_without_an_end_do_not_meet() -> None:
    network = build_network(roads_of(([(0, 0), (5, 0), (10, 0)], {}), ([(5, -5), (5, 0), (5, 5)], {})))
    assert (len(network.nodes), len(network.edges)) == (4, 4)


def test_a_long_road_is_cut_evenly() -> None:
    network = build_network(roads_of(([(0, 0), (700, 0)], {"penalty_s": 6.0})), split_m=300)
    assert network.edges["length_m"].tolist() == pytest.approx([700 / 3] * 6)
    assert network.edges["time_s"].tolist() == pytest.approx([70 / 3 + 2] * 6)


def test_penalties_of_joined_pieces_add_up() -> None:
    rows: list[Row] = [([(0, 0), (10, 0)], {"penalty_s": 5.0}), ([(10, 0), (30, 0)], {"penalty_s": 5.0})]
    assert build_network(roads_of(*rows)).edges["time_s"].tolist() == pytest.approx([13, 13])


def test_a_loop_is_cut_so_that_no_edge_joins_a_node_to_itself() -> None:
    loop: Line = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
    cases: list[list[Row]] = [
        [(loop, {})],
        [(loop, {}), ([(0, 0), (-9, 0)], {})],
        [(loop, {"oneway": "forward"})],
    ]
    for rows in cases:
        edges = build_network(roads_of(*rows)).edges
        assert (edges["u"] != edges["v"]).all()
        assert edges.drop_duplicates("road_id")["length_m"].sum() == pytest.approx(40 + 9 * (len(rows) - 1))


def test_parallel_roads_are_kept() -> None:
    rows: list[Row] = [
        ([(0, 0), (10, 0)], {"oneway": "forward"}),
        ([(0, 0), (5, 5), (10, 0)], {"oneway": "forward"}),
    ]
    assert build_network(roads_of(*rows)).edges[["u", "v"]].to_numpy().tolist() == [[0, 1], [0, 1]]


def test_a_road_closed_to_cars_is_walked_both_ways_at_four_kilometres_an_hour() -> None:
    edges = build_network(roads_of(([(0, 0), (100, 0)], {"car": False, "oneway": "forward"}))).edges
    assert (edges["car"].tolist(), edges["foot"].tolist()) == ([False, False], [True, True])
    assert edges["time_s"].tolist() == pytest.approx([90, 90])


def test_nothing_to_drive_or_walk_on_is_an_error() -> None:
    unusable: list[Row] = [([(0, 0), (0, 0)], {}), ([(0, 0), (9, 0)], {"car": False, "foot": False})]
    for row in unusable:
        with pytest.raises(DataError, match="no_roads"):
            build_network(roads_of(row))


def test_the_caller_keeps_its_frame() -> None:
    roads = roads_of(([(0, 0), (10, 0)], {"oneway": "backward"}))
    before = roads.copy()
    build_network(roads)
    assert roads.equals(before)


point = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda p: (p[0] * 100.0, p[1] * 100.0))
middle = st.tuples(st.integers(0, 300), st.integers(0, 300)).map(lambda p: (p[0] + 0.5, p[1] + 0.5))
facts = st.fixed_dictionaries(
    {
        "oneway": st.sampled_from(["both", "both", "forward", "backward"]),
        "bridge": st.sampled_from([False, False, True]),
        "name": st.sampled_from(["", "", "Quai"]),
        "speed_kmh": st.sampled_from([36.0, 72.0]),
        "penalty_s": st.sampled_from([0.0, 5.0]),
    }
)
road = st.builds(lambda a, m, b, f: ([a, m, b], f), point, middle, point, facts)


def naive_times(roads: gpd.GeoDataFrame) -> Any:
    """Every piece as it is, between its own ends."""
    graph = nx.MultiDiGraph()
    for line, oneway, kmh, penalty in zip(
        roads.geometry, roads["oneway"], roads["speed_kmh"], roads["penalty_s"], strict=True
    ):
        seconds = line.length / kmh * 3.6 + penalty
        u, v = line.coords[0], line.coords[-1]
        if oneway != "backward":
            graph.add_edge(u, v, s=seconds)
        if oneway != "forward":
            graph.add_edge(v, u, s=seconds)
    return graph


def built_times(network: RoadNetwork) -> Any:
    graph = nx.MultiDiGraph()
    xy = dict(
        zip(
            network.nodes.index,
            shapely.get_coordinates(network.nodes.geometry.to_numpy()).tolist(),
            strict=True,
        )
    )
    edges = network.edges
    for u, v, seconds in zip(edges["u"], edges["v"], edges["time_s"], strict=True):
        graph.add_edge(tuple(xy[u]), tuple(xy[v]), s=seconds)
    return graph


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(road, min_size=1, max_size=14))
def test_travel_times_between_junctions_are_those_of_the_pieces(
    rows: list[Row],
) -> None:
    roads = roads_of(*rows)
    naive, built = naive_times(roads), built_times(build_network(roads, split_m=60))
    junctions = set(naive) & set(built)
    for source in junctions:
        expected = nx.single_source_dijkstra_path_length(naive, source, weight="s")
        found = nx.single_source_dijkstra_path_length(built, source, weight="s")
        assert {j: pytest.approx(t) for j, t in expected.items() if j in junctions} == {
            j: t for j, t in found.items() if j in junctions
        }


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(road, min_size=1, max_size=14), seed=st.integers(0, 9))
def test_a_network_keeps_every_metre_and_forgets_the_order_of_the_file(rows: list[Row], seed: int) -> None:
    roads = roads_of(*rows)
    network = build_network(roads, split_m=60)
    once = network.edges.drop_duplicates("road_id")
    assert once["length_m"].sum() == pytest.approx(roads.length.sum())
    assert once["length_m"][once["bridge"]].sum() == pytest.approx(roads.length[roads["bridge"]].sum())
    assert network.edges["length_m"].max() <= 60 + 1e-6
    assert (network.edges["time_s"] > 0).all()
    shuffled = roads.iloc[np.random.default_rng(seed).permutation(len(roads))]
    assert build_network(shuffled, split_m=60).edges.equals(network.edges)


def test_the_network_honours_the_contract_of_its_layers() -> None:
    network = build_network(roads_of(([(0, 0), (10, 0)], {"ref": "D14"})))
    assert conform(network.edges, EDGES)["ref"].tolist() == ["D14", "D14"]
    assert conform(network.nodes, NODES).index.tolist() == [0, 1]
    assert network.edges.crs == L93
