"""Every promise of the demonstration territory, checked on the committed ``data`` folder."""

import re
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from cpts_geo.demo.names import luhn_key
from cpts_geo.model.crs import to_degrees
from cpts_geo.model.layers import COMMUNES, DEMAND, EDGES, SITES, STRUCTURES, ZONES, conform
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.territory import Territory
from cpts_geo.spec import StudySpec
from cpts_geo.territory.folder import read_network, read_territory

DATA: Final = Path(__file__).parents[2] / "data"
FLOODS: Final = ("crue_01for", "crue_02moy", "crue_04fai")
CLASSES: Final = {(0.0, 0.5), (0.5, 1.0), (1.0, 1.5), (1.5, 2.0), (2.0, 3.0), (3.0, 4.0), (4.0, np.inf)}
EXACT: Final = {"hopital": 2, "ehpad": 9, "msp": 4, "centre_sante": 2, "ssiad": 2, "had": 1, "dialyse": 1}
BIGGEST_MB: Final = 8.0


@pytest.fixture(scope="module")
def demo() -> Territory:
    return read_territory(DATA)


@pytest.fixture(scope="module")
def roads() -> RoadNetwork:
    return read_network(DATA)


def strong_parts(edges: gpd.GeoDataFrame, count: int) -> np.ndarray:
    links = sparse.coo_array((np.ones(len(edges)), (edges["u"], edges["v"])), (count, count))
    return np.asarray(csgraph.connected_components(links, directed=True, connection="strong")[1])


def structures_of_bridges(edges: gpd.GeoDataFrame) -> int:
    """Bridges as built: adjoining bridge edges are one."""
    bridges = edges[edges["bridge"]]
    _, number = np.unique(bridges[["u", "v"]].to_numpy(), return_inverse=True)
    ends = number.reshape(-1, 2)
    links = sparse.coo_array((np.ones(len(ends)), ends.T), (number.max() + 1,) * 2)
    return int(csgraph.connected_components(links, directed=False)[0])


def test_it_says_that_it_is_fictitious(demo: Territory) -> None:
    assert demo.fictitious
    assert demo.name == "Val-d'Ambre (territoire fictif)"
    assert demo.crs == "EPSG:2154"


def test_it_lies_at_sea(demo: Territory) -> None:
    # Between the coasts of Brittany (47.2), Spain (43.5) and Charente (-1.6), no land (FACTS: none either).
    west, south, east, north = to_degrees(demo.communes).total_bounds
    assert -4.2 < west < east < -3.0
    assert 45.2 < south < north < 46.0


def test_the_folder_is_small_enough_to_be_committed() -> None:
    total = sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file())
    assert total < BIGGEST_MB * 1e6


def test_every_layer_honours_its_contract(demo: Territory, roads: RoadNetwork) -> None:
    layers = {COMMUNES: demo.communes, STRUCTURES: demo.structures, SITES: demo.sites, DEMAND: demo.demand}
    for contract, frame in {**layers, EDGES: roads.edges}.items():
        assert list(conform(frame, contract).columns) == list(frame.columns)
    for zones in demo.zones.values():
        assert len(conform(zones, ZONES)) > 0


def test_population_is_exact_and_conserved(demo: Territory) -> None:
    communes, cells = demo.communes, demo.demand.groupby("code_insee")
    assert len(communes) == 32
    assert communes["population"].sum() == 75_000
    assert (cells["population"].sum() == communes["population"]).all()
    assert (cells["pop_75p"].sum() == communes["pop_75p"]).all()
    bands = communes[["pop_0_14", "pop_15_59", "pop_60_74", "pop_75p"]].sum(axis=1)
    assert (bands == communes["population"]).all()


def test_people_live_in_their_commune_and_old_people_are_people(demo: Territory) -> None:
    shapes = np.asarray(demo.communes.geometry.loc[demo.demand["code_insee"]])
    away = shapely.distance(shapes, demo.demand.geometry.to_numpy())
    assert away.max() < 150  # a cell belongs to the commune of its centre, limits are smoothed afterwards
    assert (demo.demand["population"] > 0).all()
    assert (demo.demand["pop_75p"] <= demo.demand["population"]).all()


def test_cells_are_centres_of_a_200_m_lattice(demo: Territory) -> None:
    xy = shapely.get_coordinates(demo.demand.geometry.to_numpy())
    assert (np.abs(xy % 200 - 100) < 1e-6).all()


def test_communes_tile(demo: Territory) -> None:
    shapes = demo.communes.geometry
    assert shapes.is_valid.all()
    assert shapes.area.sum() == pytest.approx(shapes.union_all().area, rel=1e-7)
    assert len(shapely.get_rings(shapely.buffer(shapes.union_all(), 0.1))) == 1


def test_commune_codes_are_reserved_and_names_differ(demo: Territory) -> None:
    assert demo.communes.index.str.fullmatch(r"99[7-9]\d\d").all()
    assert demo.communes["name"].is_unique


def test_structures_are_as_promised(demo: Territory) -> None:
    count = demo.structures["category"].value_counts()
    assert {category: count[category] for category in EXACT} == EXACT
    assert count["mairie"] == len(demo.communes)
    assert (count[["pharmacie", "medecin", "infirmier"]] >= 15).all()
    assert (count[["laboratoire", "pompiers"]] >= 5).all()
    assert demo.structures["urgences"].sum() == 1
    with_places = demo.structures["category"].isin(["hopital", "ehpad", "ssiad", "had", "msp"])
    assert (demo.structures.loc[with_places, "capacity"] > 0).all()


def test_finess_like_numbers_fail_the_real_check(demo: Territory) -> None:
    numbers = demo.structures["finess"][demo.structures["finess"] != ""]
    assert len(numbers) > 40
    assert all(re.fullmatch(r"99\d{7}", number) for number in numbers)
    assert all(luhn_key(number[:8]) != int(number[8]) for number in numbers)


def test_drawings_of_sites_keep_off_the_roads_and_hold_their_cars(
    demo: Territory, roads: RoadNetwork
) -> None:
    plans = demo.plans
    assert plans["site_id"].isin(demo.sites.index).all()
    assert plans["site_id"].nunique() >= 35
    kept = plans[plans["role"].isin(["footprint", "parking", "queue", "drive_lane"])]
    tree = shapely.STRtree(roads.edges.geometry.to_numpy())
    assert not len(tree.query(np.asarray(kept.geometry), predicate="dwithin", distance=5)[0])
    queues = plans[plans["role"] == "queue"].set_index("site_id").geometry.length
    assert (queues >= 7 * demo.sites["queue_cars"].loc[queues.index]).all()


def test_sites_have_their_sheet(demo: Territory) -> None:
    sites = demo.sites
    assert len(sites) == 40
    assert set(sites["kind"]) == {"gym", "hall", "car_park", "school"}
    computed = sites["posts"] * 60 / sites["minutes_per_act"] * sites["opening_h"] * sites["occupancy"]
    assert (sites["capacity_per_day"] <= computed.round()).all()
    assert (sites["parking_pmr"] >= 0.02 * sites["parking"]).all()
    assert sites["substitute"].isin(sites.index).all()
    assert sites["backing_hospital"].isin(demo.structures.index).all()


def test_some_structures_stand_in_the_flood_and_the_hospital_does_not(demo: Territory) -> None:
    wet = demo.structures[demo.structures.intersects(demo.zones["crue_04fai"].union_all())]
    assert {"ehpad", "pharmacie", "msp"} <= set(wet["category"])
    assert not wet["urgences"].any()


def test_the_network_has_the_promised_size_and_works(roads: RoadNetwork) -> None:
    edges = roads.edges
    assert 10_500 <= len(edges) <= 13_500
    assert 6 <= structures_of_bridges(edges) <= 10
    assert edges["tunnel"].sum() == 2  # one tunnel, two directions
    assert 3 <= edges["ford"].sum() / 2 <= 6
    assert (edges["junction"] == "roundabout").sum() >= 12
    assert edges["oneway"].sum() > 200
    assert 0 < (~edges["car"]).sum() < 60


def test_edges_run_from_u_to_v_are_short_and_timed(roads: RoadNetwork) -> None:
    edges, ends = roads.edges, shapely.get_coordinates(roads.nodes.geometry.to_numpy())
    lines = edges.geometry.to_numpy()
    start, end = (shapely.get_coordinates(shapely.get_point(lines, k)) for k in (0, -1))
    assert np.abs(start - ends[edges["u"]]).max() < 0.02
    assert np.abs(end - ends[edges["v"]]).max() < 0.02
    assert edges["length_m"].max() <= 300
    assert np.allclose(edges["length_m"], edges.geometry.length, atol=0.01)
    assert np.allclose(edges["time_s"], edges["length_m"] / edges["speed_kmh"] * 3.6)


def test_both_directions_have_one_row_each(roads: RoadNetwork) -> None:
    two_way = roads.edges[~roads.edges["oneway"]]
    there = two_way.groupby(["u", "v"])["length_m"].sum()
    back = two_way.groupby(["v", "u"])["length_m"].sum()
    assert there.sort_index().index.equals(back.sort_index().index)
    assert np.allclose(there.sort_index(), back.sort_index())


def test_cars_can_drive_from_everywhere_to_everywhere(roads: RoadNetwork) -> None:
    cars = roads.edges[roads.edges["car"]]
    part = strong_parts(cars, len(roads.nodes))
    assert len(np.unique(part[np.unique(cars[["u", "v"]])])) == 1


def test_speeds_follow_the_class_of_road(roads: RoadNetwork) -> None:
    fastest = roads.edges.groupby("highway")["speed_kmh"].max()
    assert fastest["motorway"] == 130
    assert fastest["primary"] == fastest["secondary"] == 80
    assert fastest["residential"] <= 50
    assert {"D14", "N87", "A99"} <= set(roads.edges["ref"])


def test_main_roads_only_stop_at_the_edge_of_the_map(roads: RoadNetwork) -> None:
    main = roads.edges[roads.edges["highway"] == "primary"]
    ends = pd.concat([main["u"], main["v"]]).value_counts()
    ring = set(roads.edges.loc[roads.edges["junction"] == "roundabout", "u"])
    loose = [node for node in ends.index[ends == 2] if node not in ring]
    west, south, east, north = roads.nodes.total_bounds
    inner = shapely.box(west + 1_500, south + 1_500, east - 1_500, north - 1_500)
    assert not roads.nodes.loc[loose].within(inner).any()


def test_only_bridges_cross_the_river(demo: Territory, roads: RoadNetwork) -> None:
    line = demo.basemap["waterline"]
    river = line[line["name"] == "l'Ambre"].union_all()
    crossing = roads.edges[roads.edges.crosses(river)]
    assert crossing["bridge"].all()
    assert len(crossing) >= 12


@pytest.mark.parametrize("name", FLOODS)
def test_flood_zones_are_valid_classes_of_covadis_that_do_not_overlap(demo: Territory, name: str) -> None:
    zones = demo.zones[name]
    assert zones.is_valid.all()
    assert set(zip(zones["depth_min_m"], zones["depth_max_m"], strict=True)) <= CLASSES
    assert zones.area.sum() == pytest.approx(zones.union_all().area, rel=1e-5)
    assert set(zones["occurrence"]) == {{"1": "01For", "2": "02Moy", "4": "04Fai"}[name[6]]}


@pytest.mark.parametrize(("small", "large"), [FLOODS[:2], FLOODS[1:]])
@pytest.mark.parametrize("depth", [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0])
def test_a_rarer_flood_covers_a_frequent_one_at_every_depth(
    demo: Territory, small: str, large: str, depth: float
) -> None:
    inner, outer = (demo.zones[name] for name in (small, large))
    inside = inner[inner["depth_min_m"] >= depth].union_all()
    around = outer[outer["depth_min_m"] >= depth].union_all()
    assert shapely.difference(inside, around).area < 10.0  # m2, of tens of km2: vertices are rounded to 1 cm
    assert shapely.difference(inside, shapely.buffer(around, 0.05)).is_empty
    assert around.area > inside.area


def test_the_raw_covadis_files_hold_the_same_zones(demo: Territory) -> None:
    files = sorted((DATA / "source_covadis").glob("*.zip"))
    assert len(files) == 3
    for file, name in zip(files, FLOODS, strict=True):
        raw = gpd.read_file(file)
        assert (raw["HT_MAX"].isna() == (raw["HT_MIN"] == 4)).all()
        assert raw.area.sum() == pytest.approx(demo.zones[name].area.sum(), rel=1e-6)


def test_the_extreme_flood_cuts_the_town_and_the_frequent_one_hardly_anything(
    demo: Territory, roads: RoadNetwork
) -> None:
    lost = [_people_cut_off(demo, roads, name) for name in FLOODS]
    assert lost == sorted(lost)
    assert lost[0] < 1_500
    assert lost[2] > 6_000


def _people_cut_off(demo: Territory, roads: RoadNetwork, name: str) -> float:
    """People whose nearest junction cannot drive to the emergency department and back."""
    edges, nodes = roads.edges, shapely.STRtree(roads.nodes.geometry.to_numpy())
    deep = demo.zones[name][lambda zones: zones["depth_max_m"] > 0.5].union_all()
    open_ = edges[edges["car"] & (edges["bridge"] | ~edges.intersects(deep))]
    part = strong_parts(open_, len(roads.nodes))
    hospital = nodes.nearest(demo.structures.loc[demo.structures["urgences"]].geometry.to_numpy())
    home = nodes.nearest(demo.demand.geometry.to_numpy())
    return float(demo.demand["population"].to_numpy()[part[home] != part[hospital][0]].sum())


def test_snow_slows_the_heights_and_closes_the_highest(demo: Territory) -> None:
    snow = demo.zones["neige"]
    assert set(snow["speed_factor"]) == {0.0, 0.5}
    assert set(snow["kind"]) == {"slowdown"}
    assert snow.area.sum() == pytest.approx(snow.union_all().area, rel=1e-5)


def test_scenarios_are_ready_and_name_layers_that_exist(demo: Territory) -> None:
    files = sorted((DATA / "scenarios").glob("*.toml"))
    assert [file.stem for file in files] == [
        "crue_extreme",
        "crue_frequente",
        "crue_moyenne",
        "fermeture",
        "neige",
    ]
    for file in files:
        spec = StudySpec.from_toml(file.read_text(encoding="utf-8"), DATA)
        assert spec.to_toml() == file.read_text(encoding="utf-8")
        assert all(hazard.layer in demo.zones for hazard in pd.Series(spec.scenario.hazards))
