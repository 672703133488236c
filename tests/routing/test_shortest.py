import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.model.layers import EDGES, NODES, conform
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.routing.graph import INFINITE_MS, Graph, build_graph, degraded_ms, weigh
from cpts_geo.routing.shortest import many_to_many, nearest, path_arcs, to_each
from oracle import as_networkx

SIZE = 12


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Random directed multigraphs with parallel arcs, self-loops and closed arcs."""
    node = st.integers(0, SIZE - 1)
    time = st.one_of(st.integers(1, 40), st.just(INFINITE_MS))
    arcs = draw(st.lists(st.tuples(node, node, time), min_size=1, max_size=50))
    tail, head, ms = (np.array(column, dtype=np.int32) for column in zip(*arcs, strict=True))
    return Graph(SIZE, tail, head, np.arange(len(arcs), dtype=np.int32), ms)


@settings(max_examples=150, deadline=None)
@given(graph=graphs(), facilities=st.lists(st.integers(0, SIZE - 1), max_size=5))
def test_nearest_equals_networkx_and_ties_go_to_the_lowest(graph: Graph, facilities: list[int]) -> None:
    times, labels = nearest(weigh(graph, graph.time_ms), np.array(facilities, dtype=np.int64))

    oracle = as_networkx(graph, graph.time_ms).reverse()
    lengths = [nx.single_source_dijkstra_path_length(oracle, f, weight="ms") for f in facilities]
    for node in range(SIZE):
        found = [length.get(node, np.inf) for length in lengths]
        best = min(found, default=np.inf)
        assert times[node] == best
        assert labels[node] == (found.index(best) if np.isfinite(best) else -1)


@settings(max_examples=100, deadline=None)
@given(graph=graphs())
def test_matrices_and_paths_equal_networkx(graph: Graph) -> None:
    weighted, everyone = weigh(graph, graph.time_ms), np.arange(SIZE)

    matrix = many_to_many(weighted, everyone, everyone)

    assert np.array_equal(matrix, to_each(weighted, everyone).T)
    lengths = dict(nx.all_pairs_dijkstra_path_length(as_networkx(graph, graph.time_ms), weight="ms"))
    for u in range(SIZE):
        for v in range(SIZE):
            total, arcs = path_arcs(weighted, u, v)
            assert matrix[u, v] == total == lengths[u].get(v, np.inf)
            if np.isfinite(total):
                assert graph.time_ms[arcs].sum() == total
                assert [*graph.head[arcs]][:-1] == [*graph.tail[arcs]][1:]


@settings(max_examples=100, deadline=None)
@given(graph=graphs(), factors=st.lists(st.floats(0, 1), min_size=50, max_size=50))
def test_degrading_never_shortens_a_trip(graph: Graph, factors: list[float]) -> None:
    factor = np.array(factors)[: len(graph.tail)]
    slower = degraded_ms(graph, factor)
    slower = np.where(graph.time_ms == INFINITE_MS, INFINITE_MS, slower).astype(np.int32)
    everyone = np.arange(SIZE)

    before = many_to_many(weigh(graph, graph.time_ms), everyone, everyone)
    after = many_to_many(weigh(graph, slower), everyone, everyone)

    assert (after >= before).all()


def test_parallel_roads_are_not_added_up() -> None:
    graph = Graph(2, *(np.array(a, dtype=np.int32) for a in ([0, 0], [1, 1], [0, 1], [10, 7])))

    assert many_to_many(weigh(graph, graph.time_ms), np.array([0]), np.array([1]))[0, 0] == 7


def one_way_street() -> RoadNetwork:
    nodes = gpd.GeoDataFrame(
        {"node_id": [5, 9]}, geometry=gpd.points_from_xy([0, 900], [0, 0]), crs="EPSG:2154"
    )
    row = {"edge_id": [3], "u": [5], "v": [9], "length_m": 900.0, "speed_kmh": 36.0, "time_s": 90.0}
    flags = {"highway": "residential", "name": "", "bridge": False, "tunnel": False, "ford": False}
    line = [shapely.LineString([(0, 0), (900, 0)])]
    edges = gpd.GeoDataFrame(pd.DataFrame({**row, **flags}), geometry=line, crs="EPSG:2154")
    return RoadNetwork(conform(nodes, NODES), conform(edges, EDGES))


def test_cars_respect_one_way_streets_and_pedestrians_do_not() -> None:
    network = one_way_street()
    both = np.array([0, 1])

    car, foot = (
        many_to_many(weigh(g, g.time_ms), both, both)
        for g in (build_graph(network, VEHICLES[name]) for name in (VehicleName.CAR, VehicleName.PEDESTRIAN))
    )

    assert car.tolist() == [[0, 90_000], [np.inf, 0]]
    assert foot.tolist() == [[0, 810_000], [810_000, 0]]  # 900 m at 4 km/h
