"""Forbidden turns: a crossroads drawn on paper, from OpenStreetMap and from BD TOPO."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from cpts_geo.model.network import RoadNetwork
from cpts_geo.territory.build import import_roads
from cpts_geo.territory.folder import read_network, write_settings
from osm_text import osm_xml

L93 = "EPSG:2154"
# Four streets meet at 2:   1 - 2 - 3 west to east, 4 north, 5 south.
CROSS = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, 1), 5: (1, -1)}
STREETS = {
    n: ([a, b], {"highway": "residential", "name": str(n), "maxspeed": "50"})
    for n, (a, b) in enumerate([(1, 2), (2, 3), (4, 2), (2, 5)], start=11)
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "territory"
    home.mkdir()
    write_settings(home, {"name": "Essai", "identifier": "essai", "crs": L93})
    return home


def relation(*members: tuple[str, str, int], **tags: str) -> str:
    inside = "".join(f'<member type="{t}" ref="{ref}" role="{role}"/>' for role, t, ref in members)
    said = "".join(f'<tag k="{k}" v="{v}"/>' for k, v in {"type": "restriction", **tags}.items())
    return f'<relation id="7" version="1">{inside}{said}</relation>'


def turn(start: int, end: int, via: int = 2) -> tuple[tuple[str, str, int], ...]:
    return ("from", "way", start), ("via", "node", via), ("to", "way", end)


def imported(folder: Path, text: str) -> tuple[RoadNetwork, dict[str, str]]:
    path = folder.parent / "drawn.osm"
    path.write_text(osm_xml(CROSS, STREETS).replace("</osm>", f"{text}</osm>"), encoding="utf-8")
    problems = import_roads(folder, path, source_kind="osm").problems
    return read_network(folder), {p.kind: p.value for p in problems}


def named(network: RoadNetwork) -> set[tuple[str, str]]:
    """Forbidden turns as pairs of street names."""
    name = network.edges["name"]
    turns = network.turns
    assert (network.edges["v"][turns["from_edge"]].to_numpy() == turns["via_node"]).all()
    assert (network.edges["u"][turns["to_edge"]].to_numpy() == turns["via_node"]).all()
    return {(name[a], name[b]) for a, b in zip(turns["from_edge"], turns["to_edge"], strict=True)}


def test_no_left_turn_is_one_row_for_every_vehicle(folder: Path) -> None:
    network, said = imported(folder, relation(*turn(11, 13), restriction="no_left_turn"))
    assert named(network) == {("11", "13")}
    assert network.turns["vehicles"].tolist() == ["car ; ambulance ; high_clearance"]
    assert said == {"turns_read": "1"}


def test_only_straight_on_is_every_other_exit(folder: Path) -> None:
    network, _ = imported(folder, relation(*turn(11, 12), restriction="only_straight_on"))
    assert named(network) == {("11", "11"), ("11", "13"), ("11", "14")}


def test_an_exception_for_help_leaves_cars_only(folder: Path) -> None:
    tags = {"restriction": "no_u_turn", "except": "psv;emergency"}
    network, _ = imported(folder, relation(*turn(11, 11), **tags))
    assert named(network) == {("11", "11")}
    assert network.turns["vehicles"].tolist() == ["car"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            relation(("from", "way", 11), ("via", "way", 12), ("to", "way", 13), restriction="no_u_turn"),
            {"turns_not_handled": "1"},
        ),
        (
            relation(*turn(11, 13), **{"restriction:conditional": "no_left_turn @ (8:00-9:00)"}),
            {"turns_not_handled": "1"},
        ),
        (relation(*turn(11, 13, via=99), restriction="no_left_turn"), {"turns_outside": "1"}),
        (relation(*turn(11, 99), restriction="no_left_turn"), {"turns_outside": "1"}),
        (relation(*turn(11, 13), **{"restriction:hgv": "no_left_turn"}), {}),
    ],
)
def test_what_is_not_placed_is_counted(folder: Path, text: str, said: dict[str, str]) -> None:
    network, problems = imported(folder, text)
    assert (len(network.turns), problems) == (0, said)


def test_a_network_without_bans_removes_those_of_the_one_before(folder: Path) -> None:
    imported(folder, relation(*turn(11, 13), restriction="no_left_turn"))
    network, _ = imported(folder, "")
    assert network.turns.empty
    assert not (folder / "network" / "turns.parquet").exists()


@pytest.mark.parametrize("point", [True, False])
def test_bd_topo_bans_are_in_the_same_geopackage(folder: Path, tmp_path: Path, *, point: bool) -> None:
    centre, ends = (400_000, 6_500_000), {"W": (-100, 0), "E": (100, 0), "N": (0, 100), "S": (0, -100)}
    lines = [shapely.LineString([centre, (centre[0] + x, centre[1] + y)]) for x, y in ends.values()]
    facts = {
        "cleabs": list(ends),
        "nom_collaboratif_gauche": list(ends),
        "nature": "Route à 1 chaussée",
        "importance": "4",
        "sens_de_circulation": "Double sens",
        "vitesse_moyenne_vl": 50,
    }
    path = tmp_path / "BDT_D17.gpkg"
    gpd.GeoDataFrame(facts, geometry=lines, crs=L93).to_file(path, layer="troncon_de_route")
    bans = {
        "cleabs": ["NC1"],
        "lien_vers_troncon_entree": ["W"],
        "liens_vers_troncon_sortie": ["N/S/ailleurs"],
    }
    shape = gpd.GeoSeries.from_wkt(["POINT (400000 6500000)" if point else "POINT EMPTY"])
    gpd.GeoDataFrame(bans, geometry=shape, crs=L93).to_file(path, layer="non_communication")
    gpd.GeoDataFrame({"nature": ["Lac"]}, geometry=[shapely.Point(0, 0)], crs=L93).to_file(path, layer="eau")

    problems = import_roads(folder, path, source_kind="bdtopo").problems

    assert named(read_network(folder)) == {("W", "N"), ("W", "S")}
    assert {p.kind: p.value for p in problems} == {"turns_read": "2", "turns_outside": "1"}
