"""The command as a script sees it: JSON on standard output, one French line, exit codes."""

import csv
import io
import json
import math
import re
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

import exported
import toy
from cpts_geo.cli import main
from cpts_geo.cli.parser import COMMANDS, build_parser
from cpts_geo.model.crs import transform_points
from cpts_geo.model.layers import COMMUNES, DEMAND, EDGES, NODES, SITES, STRUCTURES, ZONES
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_study
from cpts_geo.territory.folder import write_layer, write_settings
from cpts_geo.wording.cli import COMMAND_HELP

CONTRACT_CATEGORIES = {
    *("hopital", "urgences", "ehpad", "msp", "centre_sante", "pharmacie"),
    *("laboratoire", "medecin", "infirmier", "dialyse", "pompiers", "mairie"),
}
ENGLISH = (
    "usage:",
    "options:\n  -h, --help  show",
    "positional arguments",
    "show this help",
    "error:",
    "Traceback",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The paper town on disk."""
    root = tmp_path_factory.mktemp("ville")
    made = exported.inputs()
    town = made.territory
    settings = {"name": town.name, "identifier": "toy", "crs": town.crs, "fictitious": True}
    write_settings(root, settings)
    layers = (
        (COMMUNES, town.communes),
        (STRUCTURES, town.structures),
        (SITES, town.sites),
        (DEMAND, town.demand),
    )
    for contract, frame in (*layers, (NODES, made.network.nodes), (EDGES, made.network.edges)):
        write_layer(root, contract, frame)
    write_layer(root, ZONES, exported.water(), "eau")
    return root


def lonlat(name: str) -> str:
    point = toy.at(name)
    lon, lat = transform_points([(point.x, point.y)], toy.CRS, "EPSG:4326")[0]
    return f"{lon:.7f},{lat:.7f}"


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    assert main([str(word) for word in words]) == 0
    out, err = capsys.readouterr()
    told = ("pont", "toutes ensemble")  # bridges left open, steps shown together
    assert not [line for line in err.splitlines() if not any(word in line for word in told)]
    return json.loads(out)


def refusal(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main([str(word) for word in words]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "À faire : " in err
    return err


@pytest.mark.parametrize("command", list(COMMANDS))
def test_each_command_has_help_in_french(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    text = capsys.readouterr().out
    assert text.startswith(f"Utilisation : cpts-geo {command} ")
    assert not [word for word in ENGLISH if word in text]
    assert COMMAND_HELP[command].short in build_parser().format_help()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "il manque : COMMANDE"),
        (["fly"], "« fly » n’est pas un choix possible"),
        (["demo", "x", "--seed", "abc"], "« abc » n’est pas une valeur possible"),
        (["demo", "x", "--size", "planet"], "« planet » n’est pas un choix possible"),
        (["study"], "il manque : DOSSIER"),
        (["study", "x", "--fast"], "argument non reconnu : --fast"),
        (["study", "x", "--out"], "--out : il manque une valeur"),
        (["import", "x", "y", "--map"], "--map : il manque au moins une valeur"),
        (["study", "x", "--json=1"], "--json : ne prend pas de valeur"),
    ],
)
def test_wrong_usage_is_code_2_and_one_french_message(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert said in err
    assert not [word for word in ENGLISH if word in err]


def test_study_answers_the_contract_and_nothing_else(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, "study", folder, "--hazard", "eau", "--json")
    assert found["scenario"]["name"] == "eau"
    assert found["categories"]["hopital"]["newly_isolated"]["median"] == 707
    assert set(found["categories"]) == CONTRACT_CATEGORIES


def test_study_minutes_are_told_to_the_thousandth(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "study", folder, "--json")["communes"]
    exact = run_study(StudySpec(str(folder))).outcomes.comparison.communes["minutes_reference"]
    assert [row["minutes_reference"] for row in found] == [
        round(value, 3) if math.isfinite(value) else None for value in exact
    ]


def test_one_cut_road_is_said_in_the_singular(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    x, y = toy.at("B3").x + 500, toy.at("B3").y
    across = gpd.GeoSeries([shapely.box(x - 1, y - 1, x + 1, y + 1)], crs=toy.CRS).to_crs("EPSG:4326")
    drawn = folder.parent / "pont.geojson"
    drawn.write_text(across.to_json(), encoding="utf-8")
    assert main(["study", str(folder), "--close", str(drawn)]) == 0
    assert " 1 route coupée ; " in capsys.readouterr().out


def test_study_without_json_says_one_line_with_its_band(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["study", str(folder), "--hazard", "eau"]) == 0
    out, _ = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert "EHPAD 300 (entre 100 et 300)" in out
    assert "à confirmer sur place" in out


def test_a_study_with_steps_answers_its_evolution_beside_the_contract(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "s.toml"
    spec.write_text('[[steps]]\nat = 0\n[[steps]]\nat = 2\nhazards = [{kind = "flood", layer = "eau"}]\n')
    found = answer(capsys, "study", folder, "--spec", spec, "--json")
    still = answer(capsys, "study", folder, "--hazard", "eau", "--json")

    evolution = found.pop("evolution")
    assert found["categories"] == still["categories"]  # without a time: all that is ever hit
    assert evolution["hours"] == [0, 2]
    lost = next(c for c in evolution["curves"] if c.get("category") == "hopital")
    assert lost["median"] == [0, still["categories"]["hopital"]["newly_isolated"]["median"]]
    assert all(road["cut"]["pessimistic"] == 2 for road in evolution["roads"])
    assert "evolution" not in still


def test_a_saved_study_replays_to_the_same_bytes(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec, first, second = tmp_path / "s.toml", tmp_path / "a", tmp_path / "b"
    words = ["--hazard", "eau", "--vehicle", "high_clearance", "--reading", "pessimistic"]
    answer(capsys, "study", folder, *words, "--out", first, "--save-spec", spec, "--json")
    answer(capsys, "study", folder, "--spec", spec, "--out", second, "--json")
    names = sorted(p.relative_to(first) for p in first.rglob("*") if p.is_file())
    assert {str(n) for n in names} >= {
        "study.toml",
        "study.json",
        "geojson/territoire_s.geojson",
        "tableaux/communes.csv",
    }
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names)


def test_closures_of_a_file_are_added_to_the_scenario(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pont.geojson"
    bridge = gpd.GeoDataFrame(geometry=[toy.between("B3", "C3")], crs=toy.CRS).to_crs(4326)
    path.write_text(bridge.to_json(), encoding="utf-8")
    found = answer(capsys, "study", folder, "--close", path, "--json")
    assert found["scenario"]["roads_cut"] == ["D14"]
    assert found["categories"]["hopital"]["newly_isolated"]["median"] == 707
    both = answer(capsys, "study", folder, "--hazard", "eau", "--close", path, "--json")
    assert {"D14", "B3-B4"} <= set(both["scenario"]["roads_cut"])


def test_closures_that_touch_no_road_are_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ailleurs.geojson"
    shape = gpd.GeoDataFrame(geometry=[shapely.box(2.30, 48.80, 2.31, 48.81)], crs=4326)
    path.write_text(shape.to_json(), encoding="utf-8")
    assert "ne touchent aucune route" in refusal(capsys, "study", folder, "--close", path)


def test_an_unknown_layer_is_told_with_the_known_ones(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal(capsys, "study", folder, "--hazard", "neige")
    assert "Valeur lue : neige." in said
    assert "choisissez parmi : eau." in said


@pytest.mark.parametrize(
    "text",
    [
        "name = ",
        "reading = 'rosy'",
        "colour = 1",
        "date = 'demain'",
        "hazards = ['x']",
        "thresholds_min = ['x']",
    ],
)
def test_a_bad_study_file_is_told_in_french(
    text: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.toml"
    path.write_text(text, encoding="utf-8")
    said = refusal(capsys, "study", folder, "--spec", path)
    assert not re.search("expected|valid|Invalid", said)
    assert re.search("étude|date", said)


def test_a_folder_that_is_no_territory_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, "study", tmp_path / "rien").startswith("Dossier rien : ")


def test_what_cannot_be_written_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fichier").write_text("")
    refusal(capsys, "study", folder, "--out", tmp_path / "fichier" / "sous")


def write_points(path: Path, **names: str) -> Path:
    rows = "".join(f"{key},{lonlat(name)}\n" for key, name in names.items())
    path.write_text("id,lon,lat\n" + rows, encoding="utf-8")
    return path


def test_times_are_a_table_with_empty_for_unreachable(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    origins, out = write_points(tmp_path / "from.csv", ouest="A2", est="D2"), tmp_path / "t.csv"
    words = ["times", str(folder), "--from", str(origins), "--to", "structures", "--out", str(out)]
    assert main([*words, "--hazard", "eau"]) == 0
    assert "écrits dans" in capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert list(rows[0]) == ["from_id", "to_id", "minutes"]
    found = {(row["from_id"], row["to_id"]): row["minutes"] for row in rows}
    assert len(found) == 10
    assert (found["est", "H"], found["ouest", "H"]) == ("1.000000", "")


def test_points_far_from_any_road_are_listed_on_standard_error(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    origins = tmp_path / "from.csv"
    origins.write_text(f"id,lon,lat\nici,{lonlat('A1')}\nloin,2.0,48.0\n", encoding="utf-8")
    out = tmp_path / "t.csv"
    assert main(["times", str(folder), "--from", str(origins), "--to", "sites", "--out", str(out)]) == 0
    assert "sans temps calculé : loin." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,lon,lat\na,-0.9,95\n", "ligne 2, colonne lat"),
        ("id,lon,lat\na,x,45\n", "ligne 2, colonne lon"),
        ("id,lon,lat\na,1,45\na,1,45\n", "deux fois"),
        ("id,x\na,1\n", "colonne lon"),
        ("", "vide"),
        ("<html><body>404</body></html>", "page web"),
    ],
)
def test_bad_points_are_told_with_their_line(
    text: str, said: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.csv"
    path.write_text(text, encoding="utf-8")
    assert said in refusal(
        capsys, "times", folder, "--from", path, "--to", "sites", "--out", tmp_path / "t.csv"
    )
    assert not (tmp_path / "t.csv").exists()


ROUTE_KEYS = ["minutes_reference", "minutes_scenario", "length_m", "steps", "avoided"]


def test_a_route_from_a_western_longitude_has_the_keys_of_the_contract(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lonlat("A3").startswith("-")
    found = answer(capsys, "route", folder, "--from", lonlat("A3"), "--to", "H", "--json")
    assert list(found) == [*ROUTE_KEYS, "doubts", "flooded_ends", "minutes_range"]
    assert found["minutes_range"] == {"low": 3.0, "high": 3.0}
    assert (found["minutes_reference"], found["minutes_scenario"], found["length_m"]) == (3.0, 3.0, 3000.0)
    assert [step["road"] for step in found["steps"]] == ["A3-B3", "D14", "C3-D3"]
    assert list(found["steps"][0]) == ["road", "length_m", "minutes", "note"]


STEPS = (
    'name = "marée"\n[[steps]]\nat = {first}\n[[steps]]\nat = {second}\n'
    'hazards = [{{kind = "closure", roads = ["D14"]}}]\n'
)


def test_a_route_through_a_scenario_in_time_says_its_last_departure(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A3 to the hospital takes 3 minutes, of which the D14, cut at 2 h, is left after 2."""
    spec = tmp_path / "s.toml"
    spec.write_text(STEPS.format(first=0, second=2), encoding="utf-8")
    words = ["route", str(folder), "--from", lonlat("A3"), "--to", "H", "--spec", str(spec)]
    found = answer(capsys, *words, "--json")
    leaving = found.pop("last_departure")

    assert list(found) == [*ROUTE_KEYS, "doubts", "flooded_ends", "minutes_range"]
    assert leaving["first"] is None
    assert leaving["pessimistic"]["state"] == "until"
    assert leaving["pessimistic"]["hour"] == 1.966  # 2 h less 2 minutes, never rounded up
    assert leaving["pessimistic"]["periods"][0] == [0.0, 1.966]

    assert main(words) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1].replace("\u202f", " ") == (
        "Dernier départ praticable : 1 h 58 selon le scénario « marée », lecture pessimiste, "
        "à confirmer sur place."
    )


def test_a_dated_last_departure_is_a_minute_of_the_day(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "s.toml"
    spec.write_text(STEPS.format(first='"2026-11-26T22:30"', second='"2026-11-27T00:30"'), encoding="utf-8")
    found = answer(capsys, "route", folder, "--from", lonlat("A3"), "--to", "H", "--spec", spec, "--json")

    assert found["last_departure"]["pessimistic"]["time"] == "2026-11-27T00:28"


def test_an_impossible_route_is_null_and_says_what_was_avoided(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "r.geojson"
    words = ("route", folder, "--from", "99001", "--to", "99002", "--hazard", "eau", "--out", out, "--json")
    found = answer(capsys, *words)
    assert found["minutes_reference"] is not None
    assert found["minutes_scenario"] is None
    assert {"road", "reason", "depth_m", "causes"} == set(found["avoided"][0])
    layer = json.loads(out.read_text(encoding="utf-8"))
    assert [feature["id"] for feature in layer["features"]] == ["reference", "scenario"]
    assert layer["features"][1]["geometry"] is None


def test_a_route_is_said_practicable_and_never_safe(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["route", str(folder), "--from", "P2", "--to", "H", "--hazard", "eau"]) == 0
    said = capsys.readouterr().out
    assert "Praticable selon le scénario « eau », à confirmer sur place" in said
    assert "sûr " not in said


def test_an_unknown_place_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Valeur lue : Atlantide." in refusal(capsys, "route", folder, "--from", "Atlantide", "--to", "H")


def test_geojson_goes_to_a_folder_a_zip_or_a_single_file(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("dossier", "a.zip", "a.geojson"):
        assert main(["export", str(folder), "--format", "geojson", "--out", str(tmp_path / name)]) == 0
    assert capsys.readouterr().out.count("écrit dans") == 3
    assert (tmp_path / "dossier" / "structures_p.geojson").exists()
    assert (tmp_path / "a.zip").read_bytes().startswith(b"PK")
    assert json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["type"] == "FeatureCollection"


@pytest.mark.parametrize(
    ("name", "start"), [("gpkg", b"SQLite"), ("kml", b"<?xml"), ("csv", b"PK"), ("xlsx", b"PK")]
)
def test_each_format_writes_its_file(
    name: str, start: bytes, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "fichier"
    assert main(["export", str(folder), "--format", name, "--out", str(out)]) == 0
    assert out.read_bytes().startswith(start)
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize("sheet", ["territory", "communes", "commune", "site"])
def test_each_sheet_is_a_pdf(
    sheet: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "plan.pdf"
    words = [
        "--format",
        "pdf",
        "--sheet",
        sheet,
        "--code",
        "S1" if sheet == "site" else "99001",
        "--out",
        str(out),
    ]
    assert main(["export", str(folder), *words]) == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert "Plan PDF" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--sheet", "rounds"], "pas encore disponible"),
        (["--sheet", "site", "--code", "S9"], "aucun lieu du territoire n’a cet identifiant"),
        (["--sheet", "commune"], "aucune commune du territoire n’a ce code INSEE"),
        (["--sheet", "communes", "--paper", "a3"], "A4 seulement"),
    ],
)
def test_a_sheet_that_cannot_be_is_told(
    words: list[str], said: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refusal(capsys, "export", folder, "--format", "pdf", *words, "--out", tmp_path / "p.pdf")


def test_the_spec_of_the_library_and_of_the_command_are_the_same_value(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from cpts_geo import Flood, Scenario, StudySpec

    path = tmp_path / "s.toml"
    answer(capsys, "study", folder, "--hazard", "eau", "--save-spec", path, "--json")
    read = StudySpec.from_toml(path.read_text(encoding="utf-8"))
    assert read.date
    expected = StudySpec(scenario=Scenario("eau", (Flood("eau"),)), date=read.date)
    assert asdict(read) == asdict(expected)


REAL = Path(__file__).parents[2] / "shared" / "data" / "rochefort"
real_data = pytest.mark.skipif(not REAL.exists(), reason="the real data are not beside this checkout")


def content(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@real_data
def test_a_real_territory_is_imported_studied_and_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town = tmp_path / "rochefort"
    report = answer(
        capsys, "import", town, REAL / "COMMUNE.shp", "--as", "communes", "--name", "Rochefort", "--json"
    )
    assert (report["layer"], report["rows_read"], report["rows_stored"]) == ("communes", 15, 15)
    answer(capsys, "import", town, REAL / "routes.shp", "--as", "roads", "--json")
    answer(
        capsys, "import", town, REAL / "tempete_xynthia.shp", "--as", "hazard", "--name", "xynthia", "--json"
    )
    found = answer(capsys, "study", town, "--hazard", "xynthia", "--out", tmp_path / "out", "--json")
    assert found["network"]["components"] == 3
    assert "D733" in found["scenario"]["roads_cut"]
    assert len(found["communes"]) % 14 == 0
    layer = json.loads((tmp_path / "out" / "geojson" / "alea_s.geojson").read_text(encoding="utf-8"))
    assert len(layer["features"]) == 3


@pytest.mark.parametrize("text", ["<html><body>404</body></html>", "", '{"type": "FeatureCollection", "feat'])
def test_a_bad_file_leaves_the_territory_untouched(
    text: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, before = tmp_path / "zone.geojson", content(folder)
    path.write_text(text, encoding="utf-8")
    refusal(capsys, "import", folder, path, "--as", "hazard", "--name", "zone")
    assert content(folder) == before


def test_structures_come_back_from_our_own_export(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copie"
    shutil.copytree(folder, copy)
    assert main(["export", str(folder), "--format", "geojson", "--out", str(tmp_path / "g")]) == 0
    (copy / "structures" / "structures.geojson").unlink()
    capsys.readouterr()
    report = answer(
        capsys, "import", copy, tmp_path / "g" / "structures_p.geojson", "--as", "structures", "--json"
    )
    assert (report["rows_read"], report["rows_stored"]) == (5, 5)
    before, after = (gpd.read_file(root / "structures" / "structures.geojson") for root in (folder, copy))
    columns = ["structure_id", "name", "category", "capacity", "urgences"]
    before["name"] = before["name"].str.replace("\u202e", "")  # hidden characters stop at the import
    here, there = (f[columns].sort_values("structure_id", ignore_index=True) for f in (before, after))
    assert there.equals(here)


def test_a_wrong_mapping_is_told(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_points(tmp_path / "p.csv", a="A1")
    assert "--map cible=source" in refusal(capsys, "import", folder, path, "--as", "sites", "--map", "name")


def test_check_lists_problems_as_json_or_as_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "check", folder, "--json")
    assert list(found) == ["problems"]
    assert main(["check", str(folder)]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    ranks = [problem["severity"] for problem in found["problems"]]
    assert ranks == sorted(ranks, key=["blocking", "look", "information"].index)
    assert head.startswith(f"{ranks.count('blocking')} bloquant")
    assert 0 < len(lines) <= 21
    contract = {"file", "row", "column", "kind", "value", "outcome"}
    assert contract <= found["problems"][0].keys()


def test_network_builds_the_basemap(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copie"
    shutil.copytree(folder, copy)
    assert main(["network", str(copy)]) == 0
    assert "16 carrefours, 42 tronçons" in capsys.readouterr().out.replace("\u202f", " ")
    assert list((copy / "basemap").glob("*.pmtiles"))


def test_demo_writes_a_territory_that_a_study_opens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", str(tmp_path / "d"), "--size", "commune", "--seed", "3"]) == 0
    assert "fictif" in capsys.readouterr().out
    found = answer(capsys, "study", tmp_path / "d", "--json")
    assert found["fictitious"] is True
    assert found["population"] > 0


def test_app_serves_the_folder_it_was_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from cpts_geo.ui import server

    seen: list[tuple[Path, int]] = []
    monkeypatch.setattr(server, "serve", lambda folder, port: seen.append((folder, port)))
    assert main(["app", str(tmp_path), "--port", "8601"]) == 0
    assert seen == [(tmp_path, 8601)]


def test_nobody_loses_access_is_not_said_where_there_was_none(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copie"
    shutil.copytree(folder, copy)
    (copy / "structures" / "structures.geojson").unlink()
    assert main(["study", str(copy), "--hazard", "eau"]) == 0
    said = capsys.readouterr().out
    assert "accès non calculé" in said
    assert "personne" not in said
    assert main(["study", str(folder)]) == 0
    assert "sans structure connue : Maison de santé" in capsys.readouterr().out
