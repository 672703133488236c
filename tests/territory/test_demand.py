import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.model.layers import COMMUNES, conform
from cpts_geo.model.network import RoadNetwork
from cpts_geo.territory.demand import CELL_M, spread_population
from making import communes_frame


def roads(*lines: tuple[list[tuple[float, float]], str], car: bool = True) -> RoadNetwork:
    """Each road in both directions, as the network has them."""
    shapes = [shapely.LineString(line) for line, _ in lines]
    both = [shape for shape in shapes for _ in range(2)]
    edges = gpd.GeoDataFrame(
        {
            "u": [n for i in range(len(lines)) for n in (2 * i, 2 * i + 1)],
            "v": [n for i in range(len(lines)) for n in (2 * i + 1, 2 * i)],
            "length_m": [shape.length for shape in both],
            "highway": [highway for _, highway in lines for _ in range(2)],
            "car": car,
        },
        geometry=both,
        crs="EPSG:2154",
    )
    return RoadNetwork(gpd.GeoDataFrame(geometry=[], crs="EPSG:2154"), edges)


def communes(*people: float | None) -> gpd.GeoDataFrame:
    return conform(communes_frame(people).rename(columns={"nom": "name"}), COMMUNES)


def test_two_cells_share_people_by_length_of_road() -> None:
    network = roads(([(400_000, 6_500_100), (400_300, 6_500_100)], "tertiary"))
    demand = spread_population(communes(300.0), network)
    assert demand["population"].tolist() == [200, 100]
    assert demand["origin"].unique().tolist() == ["road_spread"]


def test_a_road_driven_both_ways_counts_once() -> None:
    one_way = roads(
        ([(400_000, 6_500_100), (400_200, 6_500_100)], "tertiary"),
        ([(400_200, 6_500_100), (400_400, 6_500_100)], "tertiary"),
    )
    single = RoadNetwork(one_way.nodes, one_way.edges.iloc[[0, 1, 2]])
    assert spread_population(communes(100.0), single)["population"].tolist() == [50, 50]


def test_nobody_lives_on_a_motorway_or_a_path_closed_to_cars() -> None:
    line = [(400_000.0, 6_500_100.0), (400_400.0, 6_500_100.0)]
    for network in (roads((line, "motorway")), roads((line, "trunk_link")), roads((line, "path"), car=False)):
        demand = spread_population(communes(10.0), network)
        assert demand[["population", "origin"]].to_numpy().tolist() == [[10, "point"]]


def test_an_unknown_population_gives_no_point() -> None:
    demand = spread_population(
        communes(None, 0.0), roads(([(400_000, 6_500_100), (401_000, 6_500_100)], "tertiary"))
    )
    assert len(demand) == 0


def test_points_stand_on_a_road_of_their_commune() -> None:
    frame = communes(1000.0, 500.0)
    network = roads(([(400_000, 6_500_950), (409_900, 6_503_100)], "secondary"))
    demand = spread_population(frame, network)
    line = network.edges.geometry.iloc[0]
    assert demand.distance(line).max() < 0.01
    assert demand.within(
        gpd.GeoSeries(frame.geometry.loc[demand["code_insee"]].to_list(), index=demand.index, crs=frame.crs)
    ).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 50_000), st.integers(0, 50_000), st.integers(0, 2**16))
def test_people_are_conserved_commune_by_commune(first: int, second: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    ends = rng.uniform(0, 10_000, (12, 2, 2)) * [1, 0.5] + [400_000, 6_500_000]
    network = roads(*((list(map(tuple, line)), "tertiary") for line in ends))
    demand = spread_population(communes(float(first), float(second)), network)
    totals = demand.groupby("code_insee")["population"].sum()
    assert totals.reindex(["17001", "17002"], fill_value=0).tolist() == [first, second]
    assert (demand["population"] > 0).all()


def test_the_same_roads_give_the_same_points() -> None:
    network = roads(([(400_000, 6_500_950), (404_000, 6_503_100)], "secondary"))
    first, second = (spread_population(communes(999.0), network) for _ in range(2))
    assert first.equals(second)
    assert first.index.is_unique
    assert pytest.approx(200.0) == CELL_M
