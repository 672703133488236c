import bz2
import gzip
from pathlib import Path

import pytest

from cpts_geo.model.errors import DataError, UnreadableFileError
from cpts_geo.model.problems import Problem
from cpts_geo.sources.osmnx_graph import listed, read_osmnx

L93 = "EPSG:2154"
DATA = Path(__file__).parents[3] / "shared" / "data" / "nantes"
KEYS = ("x", "y", "osmid", "highway", "name", "ref", "maxspeed", "geometry", "bridge", "oneway")
PLACES = {"1": (-1.55, 47.2), "2": (-1.54, 47.2), "3": (-1.54, 47.21)}
STREET = {"osmid": "7", "highway": "residential", "name": "Rue du Port", "maxspeed": "30"}

Edge = tuple[str, str, dict[str, str]]


def graphml(*edges: Edge) -> bytes:
    keys = "".join(f'<key id="{key}" for="edge" attr.name="{key}" attr.type="string"/>' for key in KEYS)
    nodes = "".join(
        f'<node id="{i}"><data key="y">{y}</data><data key="x">{x}</data></node>'
        for i, (x, y) in PLACES.items()
    )
    rows = "".join(
        f'<edge source="{u}" target="{v}" id="0">'
        + "".join(f'<data key="{key}">{value}</data>' for key, value in values.items())
        + "</edge>"
        for u, v, values in edges
    )
    space = "http://graphml.graphdrawing.org/xmlns"
    graph = f'<graph edgedefault="directed">{nodes}{rows}</graph>'
    return f'<graphml xmlns="{space}">{keys}{graph}</graphml>'.encode()


def saved(folder: Path, *edges: Edge) -> Path:
    path = folder / "town.graphml.bz2"
    path.write_bytes(bz2.compress(graphml(*edges)))
    return path


def kinds(problems: tuple[Problem, ...]) -> dict[str, str]:
    return {problem.kind: problem.value for problem in problems}


def test_both_directions_of_a_street_are_one_row_a_lone_direction_is_one_way(tmp_path: Path) -> None:
    path = saved(tmp_path, ("1", "2", STREET), ("2", "1", STREET), ("2", "3", {**STREET, "osmid": "8"}))
    roads = read_osmnx(path, crs=L93).roads
    assert roads["oneway"].tolist() == ["both", "forward"]
    assert (roads["name"] == "Rue du Port").all()


def test_two_streets_between_the_same_nodes_stay_two(tmp_path: Path) -> None:
    detour = {**STREET, "osmid": "9", "geometry": "LINESTRING (-1.54 47.2, -1.545 47.21, -1.55 47.2)"}
    roads = read_osmnx(saved(tmp_path, ("1", "2", STREET), ("2", "1", detour)), crs=L93).roads
    assert roads["oneway"].tolist() == ["forward", "forward"]
    assert roads.length.iloc[1] > roads.length.iloc[0]


def test_a_list_gives_its_lowest_speed_and_its_first_name(tmp_path: Path) -> None:
    lists = {
        "osmid": "[1, 2]",
        "highway": "['secondary', 'tertiary']",
        "name": "['A', 'B']",
        "maxspeed": "['50', '30']",
    }
    road = read_osmnx(saved(tmp_path, ("1", "2", lists)), crs=L93).roads.iloc[0]
    assert (road["highway"], road["name"], road["speed_kmh"]) == ("secondary", "A", 30)
    assert listed("['30', '50']") == ["30", "50"]
    assert listed("[not a list") == ["[not a list"]


def test_a_bridge_merged_with_its_approaches_is_said(tmp_path: Path) -> None:
    merged = {**STREET, "osmid": "[1, 2]", "bridge": "['yes', 'viaduct']"}
    read = read_osmnx(saved(tmp_path, ("1", "2", merged), ("2", "3", {**STREET, "bridge": "yes"})), crs=L93)
    assert read.roads["bridge"].all()
    assert kinds(read.problems) == {"bridge_extent_unknown": "1"}


def test_an_edge_without_geometry_is_straight_and_without_speed_has_its_default(tmp_path: Path) -> None:
    read = read_osmnx(saved(tmp_path, ("2", "3", {"osmid": "1", "highway": "tertiary"})), crs=L93)
    assert read.roads.length.item() == pytest.approx(1112, abs=3)  # 0.01 degree of latitude
    assert read.roads["speed_kmh"].item() == 40
    assert kinds(read.problems) == {"default_speed": "1"}


def test_plain_and_compressed_graphs_read_the_same(tmp_path: Path) -> None:
    content = graphml(("1", "2", STREET))
    (tmp_path / "a.graphml").write_bytes(content)
    (tmp_path / "a.graphml.gz").write_bytes(gzip.compress(content))
    first = read_osmnx(tmp_path / "a.graphml", crs=L93).roads
    assert read_osmnx(tmp_path / "a.graphml.gz", crs=L93).roads.equals(first)
    assert read_osmnx(saved(tmp_path, ("1", "2", STREET)), crs=L93).roads.equals(first)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("e.graphml", b"", "empty_file"),
        ("h.graphml", b"<html><body>Connexion</body></html>", "not_accepted_html"),
        ("t.graphml", graphml(("1", "2", STREET))[:-30], "truncated_file"),
        ("t.graphml.bz2", bz2.compress(graphml(("1", "2", STREET)))[:-20], "truncated_file"),
        ("x.graphml.bz2", bz2.compress(b'<!DOCTYPE a [<!ENTITY b "c">]><graphml/>'), "xml_entities"),
        ("n.graphml.bz2", bz2.compress(b"un, deux, trois"), "not_graphml"),
    ],
)
def test_a_bad_file_is_refused_by_name(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFileError) as refusal:
        read_osmnx(tmp_path / name, crs=L93)
    assert (refusal.value.kind, refusal.value.file) == (kind, name)


def test_a_graph_without_edges_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no_roads"):
        read_osmnx(saved(tmp_path), crs=L93)


@pytest.mark.skipif(not DATA.exists(), reason="the graphs of Nantes are not on this machine")
def test_the_drive_graph_of_nantes_keeps_every_edge() -> None:
    read = read_osmnx(DATA / "SGdrive_Nantes.graphml.bz2", crs=L93)
    both = (read.roads["oneway"] == "both").sum()
    closed = int(kinds(read.problems)["closed_to_all"])
    assert read.rows_read == len(read.roads) + closed
    assert 14404 - 2 * closed <= len(read.roads) + both <= 14404
