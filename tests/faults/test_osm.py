"""OSM: extracts with a fault, given to the importer; the promises of RELIABILITY 5 after each."""

import bz2
import datetime as dt
import gzip
import json
import resource
import shutil
from collections.abc import Mapping
from pathlib import Path

import osmium
import pytest
from osmium.osm import mutable

from cpts_geo.answers.trips import find_route
from cpts_geo.hazards import Flood
from cpts_geo.model.scenario import Scenario
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.routing.graph import build_graph
from cpts_geo.sources.osm_tags import parse_kmh
from cpts_geo.spec import Drawing, StudySpec
from cpts_geo.territory.folder import read_network, read_settings
from cpts_geo.territory.importer import import_file
from faulting import Said, brought
from making import fingerprint, text
from osm_text import STEP, osm_xml

STREET = {"highway": "residential", "maxspeed": "30"}
# A main street of ten junctions, 47° N 2° W, and what hangs on it.
NODES = {i: (i, 0) for i in range(10)} | {20 + i: (i, 5) for i in range(10)}
MAIN = {100: (list(range(10)), STREET)}
Ways = Mapping[int, tuple[list[int], Mapping[str, str]]]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory of one commune around the drawing, with a first network."""
    home = tmp_path_factory.mktemp("base")
    ring = [[-2.02, 46.98], [-1.97, 46.98], [-1.97, 47.02], [-2.02, 47.02], [-2.02, 46.98]]
    facts = {"code": "44001", "nom": "Essai", "population": 900}
    feature = {"type": "Feature", "properties": facts, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    collection = {"type": "FeatureCollection", "features": [feature]}
    communes = text(home / "communes.geojson", json.dumps(collection))
    first = text(home / "avant.osm", osm_xml(NODES, MAIN))
    import_file(home / "territoire", [communes, first])
    return home / "territoire"


@pytest.fixture
def folder(base: Path, tmp_path: Path) -> Path:
    return shutil.copytree(base, tmp_path / "home" / "territoire")


def drawn(folder: Path, ways: Ways, **more: object) -> Said:
    path = text(folder.parent.parent / "extrait.osm", osm_xml(NODES, {**MAIN, **ways}, **more))  # type: ignore[arg-type]
    return brought(folder, path)


def facts(said: Said) -> dict[str, str]:
    assert said.report is not None, said.refusal
    return {problem.kind: problem.value for problem in said.report.problems}


def pbf(path: Path, nodes: int, *, stamp: str = "") -> Path:
    """A valid extract of one long road; big enough for several blocks."""
    header = osmium.io.Header()
    if stamp:
        header.set("osmosis_replication_timestamp", stamp)
    with osmium.SimpleWriter(str(path), header=header) as writer:
        for i in range(1, nodes + 1):
            place = (-2 + i * 1e-6, 47 + (i * 7919 % 1000) * 1e-6)
            writer.add_node(mutable.Node(id=i, location=place, version=1))
        for i in range(1, nodes):
            writer.add_way(mutable.Way(id=i, nodes=[i, i + 1], tags=STREET, version=1))
    return path


def test_osm_01_half_an_extract_is_incomplete_and_the_network_of_before_stays(
    folder: Path, tmp_path: Path
) -> None:
    whole = pbf(tmp_path / "entier.osm.pbf", 40_000).read_bytes()
    half = tmp_path / "moitie.osm.pbf"
    half.write_bytes(whole[: len(whole) // 2])
    before = fingerprint(folder / "network")
    said = brought(folder, half)
    assert "incomplet" in said.refusal
    assert fingerprint(folder / "network") == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),  # OSM-02
        (b"<!DOCTYPE html><html><body>Connectez-vous</body></html>", "page web"),  # OSM-03
    ],
)
def test_osm_02_03_what_is_no_extract_is_named(
    folder: Path, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "extrait.osm.pbf"
    path.write_bytes(content)
    assert words in brought(folder, path).refusal


def test_osm_04_an_absurd_length_costs_no_memory(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "extrait.osm.pbf"
    path.write_bytes(b"\x7f\xff\xff\xff" + b"\n\tOSMHeader" * 30)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    said = brought(folder, path)
    assert said.report is None
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kilobytes


def test_osm_06_entities_are_forbidden(folder: Path, tmp_path: Path) -> None:
    bomb = '<!DOCTYPE osm [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]>'
    path = text(tmp_path / "extrait.osm", osm_xml(NODES, MAIN).replace("<osm", f"{bomb}<osm", 1))
    assert "entités XML" in brought(folder, path).refusal


def test_osm_07_another_region_is_refused_with_both_boxes(folder: Path, tmp_path: Path) -> None:
    far = {i: (x + 5000, y - 3000) for i, (x, y) in NODES.items()}  # five degrees east, three south
    said = brought(folder, text(tmp_path / "herault.osm", osm_xml(far, MAIN)))
    assert "0 km de route dans le territoire" in said.refusal
    assert "3.000 44.000" in said.refusal
    assert "-2.020 46.980" in said.refusal


def test_osm_08_ways_cut_by_the_edge_keep_what_is_located(folder: Path) -> None:
    said = drawn(folder, {101: ([5, 25, 999, 998], STREET)})
    assert facts(said)["missing_nodes"] == "1"
    assert len(read_network(folder).edges) > 2


def test_osm_09_two_banks_are_told_with_their_people_and_no_way_joins_them(folder: Path) -> None:
    said = drawn(folder, {101: (list(range(20, 30)), STREET)})
    assert said.report is not None
    people = {p.row: int(p.value) for p in said.report.problems if p.kind == "part_population"}
    assert sorted(people) == [1, 2]
    assert sum(people.values()) == 900
    assert "habitants" in said.text
    ends = [(-2 + 2 * STEP, 47.0), (-2 + 2 * STEP, 47 + 5 * STEP)]
    assert find_route(StudySpec(folder=str(folder)), *ends).minutes_scenario == float("inf")


@pytest.mark.parametrize(
    ("written", "kmh"),
    [("FR:urban", 50), ("50 mph", 80.467), ("none", 130), ("walk", 5), ("-5", None), ("50;70", None)],
)
def test_osm_11_every_spelling_of_a_speed_has_its_rule(folder: Path, written: str, kmh: float | None) -> None:
    said = drawn(folder, {101: ([5, 25], {"highway": "residential", "name": "Ici", "maxspeed": written})})
    here = read_network(folder).edges.query("name == 'Ici'")
    expected = {"50;70": 50.0, "-5": 25.0}.get(written, kmh)  # the lowest of a list; the class's own
    assert here["speed_kmh"].tolist() == pytest.approx([expected] * len(here), abs=0.01)
    assert facts(said).get("unread_speed") == ("1" if written == "-5" else None)
    assert facts(said).get("default_speed") == ("1" if written == "-5" else None)
    assert parse_kmh(written) == (pytest.approx(kmh, abs=0.01) if kmh else None)


def test_osm_12_a_viaduct_over_the_flood_stays_open_and_is_marked(folder: Path) -> None:
    over = {"highway": "primary", "maxspeed": "80", "bridge": "yes", "layer": "1"}
    drawn(folder, {101: ([5, 25], over), 102: (list(range(20, 30)), STREET)})
    low, high = 47 + 2 * STEP, 47 + 3 * STEP
    water = f"POLYGON ((-2.01 {low}, -1.98 {low}, -1.98 {high}, -2.01 {high}, -2.01 {low}))"
    spec = StudySpec(str(folder), Scenario("Crue", (Flood("d"),)), drawings=(Drawing("d", "flood", water),))
    ends = [(-2 + 2 * STEP, 47.0), (-2 + 2 * STEP, 47 + 5 * STEP)]
    found = find_route(spec, *ends)
    assert found.minutes_scenario == found.minutes_reference < float("inf")
    assert any("bridge_over_water" in step.notes for step in found.steps)


def test_osm_15_degenerate_ways_are_dropped_and_counted(folder: Path) -> None:
    said = drawn(folder, {101: ([5], STREET), 102: ([6, 6], STREET)})
    assert said.report is not None
    assert facts(said)["degenerate"] == "2"
    assert (said.report.rows_read, said.report.rows_stored, said.report.rows_excluded) == (3, 1, 2)


def test_osm_17_an_old_extract_is_dated_in_the_provenance_and_said(folder: Path, tmp_path: Path) -> None:
    path = pbf(tmp_path / "ancien.osm.pbf", 50, stamp="2019-03-02T20:00:00Z")
    said = brought(folder, path)
    assert "02/03/2019" in said.text
    assert facts(said)["old_extract"] == "2019-03-02"
    assert read_settings(folder)["sources"]["network"]["vintage"] == "2019-03-02"
    today = dt.datetime.now().astimezone().date().isoformat()
    fresh = pbf(tmp_path / "frais.osm.pbf", 50, stamp=f"{today}T01:00:00Z")
    assert "old_extract" not in facts(brought(folder, fresh))


@pytest.mark.parametrize(
    ("tags", "car", "help_"),
    [
        ({"access": "no"}, False, True),
        ({"motor_vehicle": "private"}, False, True),
        ({"access": "no", "emergency": "yes"}, False, True),
        ({"access": "private", "emergency": "no"}, False, False),
        ({"access": "military"}, False, False),
        ({}, True, True),
    ],
)
def test_osm_19_private_and_forbidden_ways_are_kept_for_help_only(
    folder: Path, tags: dict[str, str], *, car: bool, help_: bool
) -> None:
    said = drawn(folder, {101: ([5, 25], {**STREET, **tags, "foot": "yes"})})
    network = read_network(folder)
    # The side street is the only road north of the main street.
    tip = network.nodes.geometry.y.idxmax()
    open_to = {
        name: bool((build_graph(network, VEHICLES[name]).head == network.nodes.index.get_loc(tip)).any())
        for name in (VehicleName.CAR, VehicleName.AMBULANCE, VehicleName.HIGH_CLEARANCE)
    }
    assert open_to == {"car": car, "ambulance": help_, "high_clearance": help_}
    assert ("emergency_only" in facts(said)) == (help_ and not car)


def test_osm_19_a_gate_is_opened_for_help_and_a_block_is_not(folder: Path) -> None:
    side: Ways = {101: ([5, 25, 26], STREET)}
    gate = {"barrier": "gate", "access": "private"}
    for barrier, expected in ((gate, True), ({"barrier": "block"}, False)):
        drawn(folder, side, node_tags={25: barrier})
        edges = read_network(folder).edges
        short = edges[~edges["car"]]
        assert len(short) > 0
        assert (short["emergency"] == expected).all()


STREETS = osm_xml(NODES, MAIN)
SIDE = '<way id="101" version="1"><nd ref="5"/><nd ref="25"/><tag k="highway" v="residential"/></way></osm>'


@pytest.mark.parametrize("name", ["a.osm", "a.osm.gz", "a.osm.bz2", "a.osm.pbf"])
def test_the_container_is_told_by_the_content_and_not_by_the_name(
    folder: Path, tmp_path: Path, name: str
) -> None:
    whole = pbf(tmp_path / "b.osm.pbf", 50).read_bytes()
    for content in (
        STREETS.encode(),
        gzip.compress(STREETS.encode()),
        bz2.compress(STREETS.encode()),
        whole,
    ):
        path = tmp_path / name
        path.write_bytes(content)
        said = brought(folder, path)
        assert said.report is not None, said.refusal
        assert said.report.rows_stored > 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (STREETS.replace("<osm ", "<osmChange ").replace("</osm>", "</osmChange>"), "modifications"),
        (STREETS.replace("</osm>", "<remark>runtime error: Query timed out</remark></osm>"), "interrompu"),
        (STREETS.replace("</osm>", SIDE.replace("<way ", '<way action="delete" ')), "supprimés"),
        (STREETS.replace('lon="-2.0000000"', 'lon="1e9"', 1), "1e9"),
        (STREETS.replace('lon="-2.0000000"', 'lon="nan"', 1), "nan"),
        (STREETS.replace('id="3"', f'id="{2**70}"', 1), str(2**70)),
        (STREETS.replace('v="30"', f'v="{"x" * 5000}"'), "ne se lit pas"),
        (osm_xml(NODES, {}), "aucune route"),
        (osm_xml(NODES, {1: ([0, 1], {"building": "yes"})}), "aucune route"),
    ],
)
def test_what_is_not_the_roads_of_today_is_refused_with_its_reason(
    folder: Path, tmp_path: Path, content: str, words: str
) -> None:
    for path in (text(tmp_path / "extrait.osm", content), tmp_path / "extrait.osm.gz"):
        if path.suffix == ".gz":
            path.write_bytes(gzip.compress(content.encode()))
        assert words in brought(folder, path).refusal


def test_an_answer_of_overpass_that_ran_out_of_time_is_refused(folder: Path, tmp_path: Path) -> None:
    elements = [{"type": "node", "id": 1, "lat": 47.0, "lon": -2.0}]
    answer = {"generator": "Overpass API", "elements": elements, "remark": "runtime error: Query timed out"}
    path = text(tmp_path / "reponse.json", json.dumps(answer))
    assert "Overpass a interrompu" in brought(folder, path).refusal


def test_a_history_file_is_refused(folder: Path, tmp_path: Path) -> None:
    header = osmium.io.Header()
    header.has_multiple_object_versions = True
    path = tmp_path / "historique.osm.pbf"
    with osmium.SimpleWriter(str(path), header=header) as writer:
        writer.add_node(mutable.Node(id=1, location=(-2, 47), version=1, visible=True))
    assert "historique" in brought(folder, path).refusal


def test_a_compressed_bomb_is_refused_before_it_is_read(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "extrait.osm.gz"
    with gzip.open(path, "wb") as stream:
        stream.write(b'<?xml version="1.0"?><osm version="0.6">')
        for _ in range(110):
            stream.write(b" " * 1_000_000)
    assert "démesurée" in brought(folder, path).refusal


def test_a_deleted_road_is_not_brought_back(folder: Path, tmp_path: Path) -> None:
    """Of two versions of a road the last counts, be it « visible=false » with or without its nodes."""
    gone = SIDE.replace('version="1"', 'version="2" visible="false"')
    for content in (
        STREETS.replace("</osm>", gone),
        STREETS.replace("</osm>", SIDE.replace("</osm>", "") + gone),
    ):
        said = brought(folder, text(tmp_path / "extrait.osm", content))
        assert said.report is not None, said.refusal
        assert (said.report.rows_read, said.report.rows_stored) == (1, 1)


def test_numbers_below_zero_of_an_editor_are_read_like_others(folder: Path, tmp_path: Path) -> None:
    nodes = {-1 - number: place for number, place in NODES.items()}
    ways = {-100: ([-1 - number for number in range(10)], STREET)}
    said = brought(folder, text(tmp_path / "josm.osm", osm_xml(nodes, ways)))
    assert said.report is not None, said.refusal
    assert (said.report.rows_stored, len(read_network(folder).edges)) == (1, 6)


def test_a_node_at_the_other_end_of_the_world_does_not_stretch_the_network(folder: Path) -> None:
    far = {60: (181_900, 0), 61: (-177_900, 0)}  # both sides of the antimeridian
    ways = {**MAIN, 1: ([0, 60], STREET), 2: ([60, 61], STREET), 3: ([5, 25, 60], STREET)}
    said = brought(folder, text(folder.parent.parent / "extrait.osm", osm_xml({**NODES, **far}, ways)))
    assert said.report is not None, said.refusal
    assert facts(said)["far_nodes"] == "3"
    assert said.report.rows_stored == 2
    assert read_network(folder).edges["length_m"].sum() < 5_000


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"highway": "construction", "construction": "primary"}, "not_in_service"),
        ({"highway": "proposed"}, "not_in_service"),
        ({**STREET, "construction": "yes"}, "not_in_service"),
        ({**STREET, "disused": "yes"}, "not_in_service"),
        ({**STREET, "access": "no", "foot": "no", "emergency": "no"}, "closed_to_all"),
        ({"route": "ferry", "motor_vehicle": "yes"}, "ferry"),
    ],
)
def test_what_is_no_road_to_drive_today_is_left_out_and_is_nobody_s_to_repair(
    folder: Path, tags: dict[str, str], kind: str
) -> None:
    said = drawn(folder, {101: ([5, 25], tags)})
    assert said.report is not None, said.refusal
    assert facts(said)[kind] == "1"
    assert (said.report.rows_set_aside, said.report.rows_excluded) == (0, 1)
    assert "non retenu" in said.text
    assert "Mis de côté" not in said.text


@pytest.mark.parametrize(
    ("tags", "directions"),
    [
        ({"oneway": "yes"}, "forth"),
        ({"oneway": "-1"}, "back"),
        ({"junction": "roundabout"}, "forth"),
        ({"junction": "roundabout", "oneway": "-1"}, "back"),
        ({"oneway": "no"}, "both"),
        ({"oneway": "reversible"}, "none"),
        ({"oneway": "alternating"}, "both"),
        ({"highway": "motorway"}, "forth"),
    ],
)
def test_every_spelling_of_a_direction_opens_the_road_the_right_way(
    folder: Path, tags: dict[str, str], directions: str
) -> None:
    drawn(folder, {101: ([5, 25], {**STREET, **tags, "name": "Ici"})})
    here = read_network(folder).edges.query("name == 'Ici' and car")
    heights = read_network(folder).nodes.geometry.y
    climbs = set((heights[here["v"]].to_numpy() > heights[here["u"]].to_numpy()).tolist())
    assert climbs == {"forth": {True}, "back": {False}, "both": {True, False}, "none": set()}[directions]
