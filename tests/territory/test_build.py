import gzip
import json
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import networkx as nx
import numpy as np
import pyproj
import pytest
import shapely

from cpts_geo.model.errors import DataError, LayerError, UnreadableFileError
from cpts_geo.model.layers import COMMUNES
from cpts_geo.sources.osm import read_osm
from cpts_geo.sources.osm_tags import is_road, read_way
from cpts_geo.sources.road_form import DEFAULT_KMH
from cpts_geo.sources.safe_read import read_file
from cpts_geo.territory.build import build_network, import_roads, write_network
from cpts_geo.territory.folder import read_network, write_layer, write_settings
from cpts_geo.territory.parts import network_parts
from osm_text import osm_xml, write_osm

L93 = "EPSG:2154"
DATA = Path(__file__).parents[3] / "shared" / "data"
STREET = {"highway": "residential", "name": "Rue du Port"}
CROSS = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, 1), 5: (1, -1)}
needs_data = pytest.mark.skipif(not DATA.exists(), reason="real road files are not on this machine")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "territory"
    home.mkdir()
    write_settings(home, {"name": "Essai", "identifier": "essai", "crs": L93})
    return home


def add_commune(folder: Path, west: float, south: float) -> None:
    square = gpd.GeoSeries([shapely.box(west, south, west + 0.01, south + 0.01)], crs="EPSG:4326").to_crs(L93)
    frame = gpd.GeoDataFrame(
        {"code_insee": ["44001"], "name": ["Essai"], "population": [900.0]}, geometry=square
    )
    write_layer(folder, COMMUNES, frame)


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_extract_becomes_the_network_and_the_background_of_the_folder(
    folder: Path, tmp_path: Path
) -> None:
    ways = {10: ([1, 2, 3], STREET), 11: ([4, 2, 5], STREET), 12: ([1, 3], {"railway": "rail"})}
    read, stored, problems, *_ = import_roads(folder, write_osm(tmp_path, CROSS, ways), source_kind="osm")
    network = read_network(folder)
    assert (read, stored, len(network.nodes), len(network.edges)) == (2, 2, 5, 8)
    assert [problem.kind for problem in problems] == ["default_speed"]
    assert gpd.read_parquet(folder / "basemap" / "rail.parquet")["k"].tolist() == ["rail"]


def test_the_same_file_twice_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    path = write_osm(tmp_path, CROSS, {10: ([1, 2, 3], STREET), 11: ([4, 2, 5], STREET)})
    import_roads(folder, path, source_kind="osm")
    first = content(folder)
    import_roads(folder, path, source_kind="osm")
    assert content(folder) == first


def test_roads_far_from_the_communes_are_left_out_and_counted(folder: Path, tmp_path: Path) -> None:
    add_commune(folder, -2.005, 46.995)
    nodes = {**CROSS, 6: (600, 0), 7: (601, 0)}  # 0.6 degree of longitude: 45 km
    path = write_osm(tmp_path, nodes, {10: ([1, 2], STREET), 11: ([6, 7], STREET)})
    read, stored, problems, *_ = import_roads(folder, path, source_kind="osm")
    assert (read, stored) == (2, 1)
    assert ("outside_margin", "1") in {(problem.kind, problem.value) for problem in problems}


def test_an_extract_of_another_region_is_refused_with_both_boxes_and_nothing_changes(
    folder: Path, tmp_path: Path
) -> None:
    path = write_osm(tmp_path, CROSS, {10: ([1, 2], STREET)})
    import_roads(folder, path, source_kind="osm")
    add_commune(folder, 3.5, 43.5)
    before = content(folder)
    with pytest.raises(DataError) as refusal:
        import_roads(folder, path, source_kind="osm")
    assert (refusal.value.kind, refusal.value.file) == ("no_road_in_territory", "drawn.osm")
    assert refusal.value.value == "-2.000 47.000 -1.999 47.000"
    assert refusal.value.expected.startswith("3.500 43.500")
    assert content(folder) == before


def test_a_truncated_file_leaves_the_network_that_was_there(folder: Path, tmp_path: Path) -> None:
    path = write_osm(tmp_path, CROSS, {10: ([1, 2], STREET)})
    import_roads(folder, path, source_kind="osm")
    before = content(folder)
    path.write_text(path.read_text()[:-30])
    with pytest.raises(UnreadableFileError):
        import_roads(folder, path, source_kind="osm")
    assert content(folder) == before


def test_a_network_that_breaks_its_contract_is_not_written_by_half(folder: Path, tmp_path: Path) -> None:
    import_roads(folder, write_osm(tmp_path, CROSS, {10: ([1, 2], STREET)}), source_kind="osm")
    before, network = content(folder), read_network(folder)
    broken = type(network)(network.nodes.iloc[:0], network.edges.drop(columns="bridge"))
    with pytest.raises(LayerError):
        write_network(folder, broken)
    assert content(folder) == before


def test_a_road_without_length_is_counted(folder: Path, tmp_path: Path) -> None:
    lines = [
        shapely.LineString([(400_000, 6_500_000), (400_000, 6_500_000)]),
        shapely.LineString([(400_000, 6_500_000), (400_050, 6_500_000)]),
    ]
    gpd.GeoDataFrame({"highway": ["tertiary"] * 2}, geometry=lines, crs=L93).to_file(tmp_path / "voies.gpkg")
    read, stored, problems, *_ = import_roads(folder, tmp_path / "voies.gpkg", source_kind="roads")
    kinds = {problem.kind for problem in problems}
    assert (read, stored) == (2, 1)
    assert kinds & {"zero_length", "not_a_line"}


def test_a_geopackage_of_the_current_bd_topo_is_imported(folder: Path, tmp_path: Path) -> None:
    lines = [shapely.LineString([(400_000, y, 5), (400_100, y, 6)]) for y in (6_500_000, 6_500_100)]
    facts = {
        "nature": "Route à 1 chaussée",
        "importance": "4",
        "sens_de_circulation": ["Double sens", "Sens inverse"],
        "vitesse_moyenne_vl": [36, 36],
        "position_par_rapport_au_sol": ["0", "1"],
        "urbain": [True, False],
        "cpx_numero": "D14",
    }
    path = tmp_path / "troncon_de_route.gpkg"
    gpd.GeoDataFrame(facts, geometry=lines, crs=L93).to_file(path)
    read, stored, *_ = import_roads(folder, path, source_kind="bdtopo")
    edges = read_network(folder).edges
    assert (read, stored, len(edges)) == (2, 2, 3)
    assert edges["time_s"].tolist() == pytest.approx([15, 15, 10])  # five seconds more in town
    assert edges["bridge"].tolist() == [False, False, True]


def test_two_banks_without_their_bridge_are_two_parts(folder: Path, tmp_path: Path) -> None:
    bank = {i: (i % 10, 3 * (i // 10)) for i in range(20)}
    ways = {row: (list(range(10 * row, 10 * row + 10)), {**STREET, "maxspeed": "50"}) for row in (0, 1)}
    names = {
        n: ([i, i + 1], {**STREET, "name": str(i), "maxspeed": "50"})
        for n, i in enumerate([*range(9), *range(10, 19)], start=50)
    }
    _, _, problems, *_ = import_roads(folder, write_osm(tmp_path, bank, names), source_kind="osm")
    assert [(p.kind, p.row, p.value) for p in problems] == [
        ("network_parts", 1, "10 ; 0.7 km"),
        ("network_parts", 2, "10 ; 0.7 km"),
    ]
    bridge = {99: ([0, 10], {**STREET, "bridge": "yes", "maxspeed": "50"})}
    _, _, problems, *_ = import_roads(
        folder, write_osm(tmp_path, bank, {**ways, **bridge}), source_kind="osm"
    )
    assert problems == ()


@needs_data
def test_rochefort_keeps_its_viaducts_apart_and_says_its_parts(folder: Path) -> None:
    path = DATA / "rochefort" / "routes.shp"
    read, stored, problems, *_ = import_roads(folder, path, source_kind="bdtopo")
    once = read_network(folder).edges.drop_duplicates("road_id")
    raw = read_file(path)
    length = gpd.GeoSeries(raw.geometry).length
    viaducts = length[raw.columns["POS_SOL"] == "1"]
    assert (read, stored) == (1059, 1059)
    assert once["length_m"].sum() == pytest.approx(length.sum())
    # Not a metre of approach became a viaduct, nor the reverse.
    assert once["length_m"][once["bridge"]].sum() == pytest.approx(viaducts.sum())
    parts = [problem.value for problem in problems if problem.kind == "network_parts"]
    assert [value.split(" ; ")[1] for value in parts[:3]] == ["66.6 km", "24.4 km", "12.1 km"]


@needs_data
def test_the_parts_of_rochefort_are_those_of_networkx(folder: Path) -> None:
    import_roads(folder, DATA / "rochefort" / "routes.shp", source_kind="bdtopo")
    network = read_network(folder)
    graph = nx.Graph(list(zip(network.edges["u"], network.edges["v"], strict=True)))
    expected = sorted((len(part) for part in nx.connected_components(graph)), reverse=True)
    assert network_parts(network)["nodes"].tolist() == expected


def plain_graph(path: Path, crs: str) -> Any:
    """Every couple of consecutive nodes of the XML file as an edge: no noding, no merging, no cutting."""
    root = ET.fromstring(gzip.decompress(path.read_bytes()))  # noqa: S314 our own trusted sample
    move = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    places = {
        node.get("id"): move.transform(float(node.get("lon", "")), float(node.get("lat", "")))
        for node in root.iter("node")
    }
    graph = nx.MultiDiGraph()
    for way in root.iter("way"):
        tags = {str(tag.get("k")): str(tag.get("v")) for tag in way.iter("tag")}
        facts = read_way(tags)
        if not is_road(tags) or not facts.car:
            continue
        kmh = facts.speed_kmh or DEFAULT_KMH[facts.highway]
        xy = [places[nd.get("ref")] for nd in way.iter("nd")]
        for a, b in pairwise(xy):
            seconds = float(np.hypot(b[0] - a[0], b[1] - a[1])) / kmh * 3.6
            if facts.oneway != "backward":
                graph.add_edge(a, b, s=seconds)
            if facts.oneway != "forward":
                graph.add_edge(b, a, s=seconds)
    return graph


@needs_data
def test_times_on_a_real_island_are_those_of_its_raw_nodes() -> None:
    crs = "EPSG:5490"
    path = DATA / "osm" / "saint_barthelemy.osm.gz"
    plain, network = plain_graph(path, crs), build_network(read_osm(path, crs=crs).roads)
    built = nx.MultiDiGraph()
    driven = network.edges[network.edges["car"]]
    for u, v, seconds in zip(driven["u"], driven["v"], driven["time_s"], strict=True):
        built.add_edge(u, v, s=seconds)
    key = {tuple(np.round(xy, 1)): xy for xy in plain}
    places = network.nodes.geometry.get_coordinates().round(1).apply(tuple, axis=1)
    known = {node: key[place] for node, place in places.items() if place in key and node in built}
    for node in list(known)[::60]:
        expected = nx.single_source_dijkstra_path_length(plain, known[node], weight="s")
        found = nx.single_source_dijkstra_path_length(built, node, weight="s")
        assert {n: found[n] for n in known if n in found} == {
            n: pytest.approx(expected[xy], abs=0.02) for n, xy in known.items() if xy in expected
        }
    assert len(known) > 500


def bd_topo(path: Path, *rows: tuple[str, float, float]) -> Path:
    """Segments of a département: key, beginning and end along one line."""
    lines = [shapely.LineString([(400_000 + a, 6_500_000), (400_000 + b, 6_500_000)]) for _, a, b in rows]
    facts = {
        "cleabs": [key for key, _, _ in rows],
        "nature": "Route à 1 chaussée",
        "importance": "4",
        "sens_de_circulation": "Double sens",
        "vitesse_moyenne_vl": 36,
    }
    gpd.GeoDataFrame(facts, geometry=lines, crs=L93).to_file(path, layer="troncon_de_route")
    return path


def test_two_departements_are_one_network_and_what_they_share_is_read_once(
    folder: Path, tmp_path: Path
) -> None:
    west = bd_topo(tmp_path / "D17.gpkg", ("A", 0, 100), ("B", 100, 150))
    east = bd_topo(tmp_path / "D79.gpkg", ("B", 100, 200), ("C", 200, 300))  # B whole on this side
    got = import_roads(folder, [west, east], source_kind="bdtopo")
    assert (got.rows_read, got.rows_stored, got.rows_excluded) == (4, 3, 1)
    assert {p.kind: p.value for p in got.problems} == {"already_read": "1"}
    assert read_network(folder).edges["length_m"].sum() == pytest.approx(2 * 300)


def test_two_extracts_meet_at_the_nodes_they_share(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.osm").write_text(osm_xml(CROSS, {10: ([1, 2, 3], STREET)}))
    (tmp_path / "b.osm").write_text(osm_xml(CROSS, {10: ([1, 2, 3], STREET), 11: ([2, 4], STREET)}))
    got = import_roads(folder, [tmp_path / "a.osm", tmp_path / "b.osm"], source_kind="osm")
    assert (got.rows_read, got.rows_stored, got.rows_excluded) == (3, 2, 1)
    assert (
        len(read_network(folder).nodes) == 4
    )  # the way of the second file leaves the first one at its middle


def test_an_answer_of_overpass_is_an_extract(folder: Path, tmp_path: Path) -> None:
    nodes = [
        {"type": "node", "id": i, "lon": -2 + x / 1000, "lat": 47 + y / 1000} for i, (x, y) in CROSS.items()
    ]
    way = {"type": "way", "id": 10, "nodes": [1, 2, 3], "tags": STREET}
    alone = {
        "type": "way",
        "id": 11,
        "nodes": [2, 9],
        "geometry": [{"lat": 47.0, "lon": -1.999}, {"lat": 47.001, "lon": -1.999}],
        "tags": STREET,
    }
    answer = {
        "version": 0.6,
        "osm3s": {"timestamp_osm_base": "2022-12-18T12:03:39Z"},
        "elements": [way, alone, *nodes],
    }
    (tmp_path / "reponse.json").write_text(json.dumps(answer))
    got = import_roads(folder, tmp_path / "reponse.json", source_kind="osm")
    assert (got.rows_read, got.rows_stored, got.vintage) == (2, 2, "2022-12-18")
    assert len(read_network(folder).nodes) == 4
    (tmp_path / "coupee.json").write_text(json.dumps(answer)[:-20])
    with pytest.raises(UnreadableFileError, match="truncated_file"):
        import_roads(folder, tmp_path / "coupee.json", source_kind="osm")
