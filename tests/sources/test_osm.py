import bz2
import gzip
from pathlib import Path

import pytest

from cpts_geo.model.errors import DataError, UnreadableFileError
from cpts_geo.model.problems import Problem
from cpts_geo.sources.osm import read_osm
from osm_text import osm_xml, write_osm

L93 = "EPSG:2154"
DATA = Path(__file__).parents[3] / "shared" / "data" / "osm"
STREET = {"highway": "residential", "name": "Rue du Port"}
CROSS = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, 1), 5: (1, -1)}

needs_data = pytest.mark.skipif(not DATA.exists(), reason="real extracts are not on this machine")


def value_of(problems: tuple[Problem, ...], kind: str) -> str:
    return next((p.value for p in problems if p.kind == kind), "")


def test_a_shared_node_cuts_both_ways_a_mere_crossing_cuts_none(tmp_path: Path) -> None:
    ways = {10: ([1, 2, 3], STREET), 11: ([4, 2, 5], STREET)}
    assert len(read_osm(write_osm(tmp_path, CROSS, ways), crs=L93).roads) == 4
    bridge = {10: ([1, 3], STREET), 11: ([4, 5], {**STREET, "bridge": "yes"})}
    roads = read_osm(write_osm(tmp_path, CROSS, bridge), crs=L93).roads
    assert sorted(roads["bridge"]) == [False, True]


def test_pieces_are_lines_in_metres_with_the_facts_of_their_way(tmp_path: Path) -> None:
    tags = {
        "highway": "secondary",
        "name": "Grande Rue",
        "ref": "D 14;D 20",
        "maxspeed": "80",
        "tunnel": "yes",
    }
    read = read_osm(write_osm(tmp_path, CROSS, {10: ([4, 5], tags)}), crs=L93)
    piece = read.roads.iloc[0]
    assert (piece["name"], piece["ref"], piece["speed_kmh"]) == ("Grande Rue", "D14", 80)
    assert (piece["tunnel"], piece["bridge"], piece["ford"], read.rows_read) == (True, False, False, 1)
    assert read.roads.crs == L93
    assert piece["geometry"].length == pytest.approx(222.3, abs=0.5)  # 0.002 degrees of latitude


def test_a_ford_on_a_node_is_ten_metres_of_ford(tmp_path: Path) -> None:
    path = write_osm(tmp_path, CROSS, {10: ([1, 2, 3], STREET)}, node_tags={2: {"ford": "yes"}})
    roads = read_osm(path, crs=L93).roads
    assert roads["ford"].tolist() == [False, True, False]
    assert roads.length[roads["ford"]].item() == pytest.approx(10, abs=0.01)


def test_a_bollard_stops_cars_but_not_walkers_and_a_gate_stops_nobody(tmp_path: Path) -> None:
    ways = {10: ([1, 2, 3], STREET)}
    path = write_osm(tmp_path, CROSS, ways, node_tags={2: {"barrier": "bollard"}})
    roads = read_osm(path, crs=L93).roads
    assert roads["car"].tolist() == [True, False, True]
    assert roads["foot"].all()
    path = write_osm(tmp_path, CROSS, ways, node_tags={2: {"barrier": "gate"}})
    assert read_osm(path, crs=L93).roads["car"].all()


def test_ways_cut_by_the_extract_keep_their_located_parts_and_are_counted(tmp_path: Path) -> None:
    ways = {10: ([1, 2, 99, 98, 4, 5, 97, 3], STREET), 11: ([96, 1], STREET)}
    read = read_osm(write_osm(tmp_path, CROSS, ways), crs=L93)
    assert len(read.roads) == 2
    assert value_of(read.problems, "missing_nodes") == "1"
    assert value_of(read.problems, "degenerate") == "1"


def test_roads_that_do_not_exist_yet_or_any_more_are_set_aside_and_counted(tmp_path: Path) -> None:
    gone = ("proposed", "construction", "abandoned", "razed")
    ways = {n: ([1, 2], {"highway": highway}) for n, highway in enumerate(gone, start=10)}
    read = read_osm(write_osm(tmp_path, CROSS, {**ways, 20: ([2, 3], STREET)}), crs=L93)
    assert (read.rows_read, len(read.roads)) == (5, 1)
    assert value_of(read.problems, "not_in_service") == "4"


def test_speeds_nobody_wrote_or_could_read_are_counted(tmp_path: Path) -> None:
    ways = {
        10: ([1, 2], STREET),
        11: ([2, 3], {**STREET, "maxspeed": "-5"}),
        12: ([2, 4], {**STREET, "maxspeed": "30"}),
    }
    read = read_osm(write_osm(tmp_path, CROSS, ways), crs=L93)
    assert value_of(read.problems, "default_speed") == "2"
    assert value_of(read.problems, "unread_speed") == "1"
    assert sorted(read.roads["speed_kmh"]) == [25, 25, 30]


def test_a_file_with_its_ways_before_its_nodes_reads_the_same(tmp_path: Path) -> None:
    ways = {10: ([1, 2, 3], STREET), 11: ([4, 2, 5], STREET)}
    path = write_osm(tmp_path, CROSS, ways)
    expected = read_osm(path, crs=L93).roads
    text = osm_xml(CROSS, ways)
    first, last = text.index("<node"), text.index("<way")
    path.write_text(text[:first] + text[last : text.index("</osm>")] + text[first:last] + "</osm>")
    assert read_osm(path, crs=L93).roads.equals(expected)


def test_water_and_places_of_the_extract_serve_the_background(tmp_path: Path) -> None:
    ways = {10: ([1, 2], STREET), 11: ([1, 3, 4, 1], {"natural": "water", "name": "Étang"})}
    path = write_osm(tmp_path, CROSS, ways, node_tags={5: {"place": "village", "name": "Bourg"}})
    background = read_osm(path, crs=L93).basemap
    assert background["places"][["k", "name"]].to_numpy().tolist() == [["village", "Bourg"]]
    assert background["water"].geometry.area.item() == pytest.approx(152 * 111.2 / 2, rel=0.01)  # a triangle


def test_an_extract_without_roads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no_roads"):
        read_osm(write_osm(tmp_path, CROSS, {10: ([1, 2], {"waterway": "river"})}), crs=L93)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("e.osm.pbf", b"", "empty_file"),
        ("h.osm.pbf", b"<!DOCTYPE html><html><body>Connexion</body></html>", "not_accepted_html"),
        ("a.osm.pbf", b"\x7f\xff\xff\xff" + b"abc" * 99, "not_osm"),
        ("t.osm", osm_xml(CROSS, {10: ([1, 2], STREET)})[:-40].encode(), "truncated_file"),
        ("t.osm.gz", gzip.compress(osm_xml(CROSS, {10: ([1, 2], STREET)}).encode())[:-30], "truncated_file"),
        ("t.osm.bz2", bz2.compress(osm_xml(CROSS, {10: ([1, 2], STREET)}).encode())[:-30], "truncated_file"),
        (
            "b.osm",
            b'<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "b">]><osm version="0.6"/>',
            "xml_entities",
        ),
    ],
)
def test_a_bad_file_is_refused_by_name(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFileError) as refusal:
        read_osm(tmp_path / name, crs=L93)
    assert (refusal.value.kind, refusal.value.file) == (kind, name)


@needs_data
def test_half_a_pbf_is_an_incomplete_file(tmp_path: Path) -> None:
    whole = (DATA / "andorra.osm.pbf").read_bytes()
    (tmp_path / "half.osm.pbf").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableFileError, match="truncated_file"):
        read_osm(tmp_path / "half.osm.pbf", crs=L93)


@needs_data
def test_every_container_of_the_same_extract_gives_the_same_roads() -> None:
    reads = [read_osm(DATA / f"saint_barthelemy.osm.{end}", crs="EPSG:5490") for end in ("pbf", "bz2", "gz")]
    assert [read.rows_read for read in reads] == [515, 515, 515]
    assert reads[0].roads.equals(reads[1].roads)
    assert reads[0].roads.equals(reads[2].roads)


@needs_data
def test_a_shuffled_extract_of_redon_is_read_with_its_areas() -> None:
    read = read_osm(DATA / "redon.osm", crs=L93)
    assert (read.rows_read, value_of(read.problems, "missing_nodes")) == (370, "36")
    left_out = {"not_in_service", "closed_to_all", "degenerate", "ferry"}
    count = sum(int(problem.value) for problem in read.problems if problem.kind in left_out)
    assert read.rows_read == read.roads["source_row"].nunique() + count
    assert {"buildings", "landuse", "rail", "water", "waterline"} <= set(read.basemap)
