"""Every road file of the shared data, by the command a user types, on a territory that fits."""

import bz2
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cpts_geo.cli import main
from cpts_geo.model.crs import METROPOLE
from cpts_geo.territory.folder import read_network, read_settings, write_settings
from paths import REAL, needs_real_data

pytestmark = needs_real_data
OSM = REAL / "osm"
CACHE = OSM / "overpass_cache_saint_germain"


def run(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    """Object that ``cpts-geo import … --json`` prints."""
    capsys.readouterr()
    assert not main(["import", *map(str, words), "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["rows_read"] == found["rows_stored"] + found["rows_set_aside"] + found["rows_excluded"]
    return found


def said(found: Mapping[str, Any]) -> dict[str, str]:
    return {problem["kind"]: problem["value"] for problem in found["problems"]}


def rectangle(folder: Path, code: str, west: float, south: float, east: float, north: float) -> Path:
    """A commune where the shared data have none; population 1,000."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    feature = {
        "type": "Feature",
        "properties": {"code": code, "nom": "Essai", "population": 1000},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = folder / "commune.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def bare(folder: Path, crs: str) -> Path:
    """A territory without communes: what a place outside France has to be."""
    folder.mkdir()
    write_settings(folder, {"name": "Essai", "identifier": "essai", "crs": crs})
    return folder


# file, rows about roads, what must be said of it
ABROAD = [
    ("krems.osm.gz", "EPSG:32633", 838, {"turns_read": "9", "turns_outside": "1", "emergency_only": "12"}),
    ("north-bayreuth.osm.gz", "EPSG:32632", 2056, {"turns_read": "51", "turns_outside": "3"}),
    ("andorra.osm.pbf", METROPOLE, 1615, {"extract_date": "2013-05-28", "old_extract": "2013-05-28"}),
    ("one_way_dead_end.osm.pbf", "EPSG:32617", 68, {}),
    ("rouen.osm.gz", METROPOLE, 515, {"turns_read": "2", "turns_outside": "3"}),
    ("overpass_pont_de_veyle.osm.gz", METROPOLE, 272, {}),
]


@pytest.mark.parametrize(("name", "crs", "rows", "facts"), ABROAD)
def test_a_folder_without_communes_takes_the_roads_of_any_place(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    name: str,
    crs: str,
    rows: int,
    facts: Mapping[str, str],
) -> None:
    found = run(capsys, bare(tmp_path / "t", crs), OSM / name)
    assert (found["source"], found["rows_read"]) == ("roads_osm", rows)
    assert found["rows_stored"] > 0.9 * rows
    assert facts.items() <= said(found).items()


@pytest.mark.parametrize("end", ["pbf", "bz2", "gz"])
def test_saint_barthelemy_is_in_the_system_of_the_antilles(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, end: str
) -> None:
    folder = tmp_path / "t"
    run(capsys, folder, rectangle(tmp_path, "97701", -62.90, 17.87, -62.78, 17.97))
    found = run(capsys, folder, OSM / f"saint_barthelemy.osm.{end}")
    assert read_settings(folder)["crs"] == "EPSG:5490"
    assert (found["rows_stored"], said(found)["default_speed"]) == (515, "506")
    assert said(found)["short_margin"].startswith("west 0.0 km")


def test_redon_is_a_square_cut_in_the_middle_of_the_town(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "t"
    contours = REAL / "contours" / "communes-35-ille-et-vilaine.geojson"
    run(capsys, folder, contours, "--communes", "35236")
    found = run(capsys, folder, OSM / "redon.osm")
    assert found["rows_read"] == 370
    assert said(found)["missing_nodes"] == "36"
    assert "short_margin" in said(found)


def test_recorded_answers_of_overpass_are_one_extract(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answers = [path for path in sorted(CACHE.glob("*.json")) if b"osm3s" in path.read_bytes()[:400]]
    assert len(answers) == 6
    alone = run(capsys, bare(tmp_path / "one", METROPOLE), answers[0])
    assert (alone["source"], said(alone)["extract_date"]) == ("roads_osm", "2022-12-22")
    together = run(capsys, bare(tmp_path / "all", METROPOLE), *answers)
    assert together["rows_read"] > alone["rows_read"]
    left_out = ("already_read", "closed_to_all", "not_in_service", "degenerate", "outside_margin")
    told = [int(said(together).get(kind, 0)) for kind in left_out]
    assert sum(told) == together["rows_excluded"] > told[0] > 0
    assert together["rows_set_aside"] == 0


def test_a_geocoding_answer_beside_them_is_not_roads(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    place = next(path for path in sorted(CACHE.glob("*.json")) if b"place_id" in path.read_bytes()[:400])
    assert main(["import", str(bare(tmp_path / "t", METROPOLE)), str(place)])
    assert place.name in capsys.readouterr().err


@pytest.mark.parametrize(("name", "rows"), [("SGdrive_Nantes", 14404), ("SGwalk_Nantes", 54336)])
def test_graphs_of_nantes(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, rows: int) -> None:
    folder = tmp_path / "t"
    contours = REAL / "contours" / "communes-44-loire-atlantique.geojson"
    run(capsys, folder, contours, "--communes", "44109")
    packed = REAL / "nantes" / f"{name}.graphml.bz2"
    found = run(capsys, folder, packed)
    assert found["source"] == "roads_graphml"
    plain = tmp_path / f"{name}.graphml"
    plain.write_bytes(bz2.decompress(packed.read_bytes()))
    assert run(capsys, folder, plain)["rows_stored"] == found["rows_stored"]
    assert plain.read_bytes().count(b"<edge ") == rows


def test_rochefort_in_one_command_then_its_water(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder, source = tmp_path / "t", REAL / "rochefort"
    found = run(capsys, folder, source / "COMMUNE.shp", source / "routes.shp")
    facts = said(found)
    assert facts["limited_roads"] == "13"  # 11 heights and 2 weights
    assert facts["short_margin"].count(" km") == 4  # the file stops at the boundary of the communes
    people = [int(p["value"]) for p in found["problems"] if p["kind"] == "part_population"]
    assert (len(people) >= 3, sum(people)) == (True, 53_145)
    for water in ("COURS_D_EAU.shp", "SURFACE_HYDROGRAPHIQUE.shp"):
        assert run(capsys, folder, source / water)["kind"] == "background"
    assert not read_network(folder).edges["emergency"].ne(read_network(folder).edges["car"]).any()


def test_a_mapping_does_not_hide_that_a_file_is_bd_topo(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder, source = tmp_path / "t", REAL / "rochefort"
    run(capsys, folder, source / "COMMUNE.shp")
    for part in source.glob("routes.*"):
        shutil.copy(part, tmp_path / f"voies{part.suffix}")
    words = ["--as", "roads", "--map", "speed_kmh=VIT_MOY_VL", "name=NOM_1_G"]
    found = run(capsys, folder, tmp_path / "voies.shp", *words)
    assert (found["source"], found["rows_stored"]) == ("roads_bdtopo", 1059)


def test_two_kinds_of_roads_are_not_mixed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder, source = tmp_path / "t", REAL / "rochefort"
    run(capsys, folder, source / "COMMUNE.shp")
    assert main(["import", str(folder), str(source / "routes.shp"), str(OSM / "rouen.osm.gz")])
    assert "sources différentes" in capsys.readouterr().err
    assert not (folder / "network").exists()
