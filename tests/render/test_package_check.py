"""A package is read again: a sound one passes, and each way of spoiling it is named."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import paper_folder
from cpts_geo import Flood, Scenario, StudySpec, run_study
from cpts_geo.render import package, profile
from cpts_geo.render.archive import deterministic_zip
from cpts_geo.render.package_check import check_package
from cpts_geo.render.themes import themes
from cpts_geo.wording.problems import sentence
from faulting import shown
from paths import ROOT

Spoil = Callable[[dict[str, bytes]], None]
STRUCTURES = "geojson/structures_p.geojson"
COMMUNES = "geojson/territoire_s.geojson"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = paper_folder.write(tmp_path_factory.mktemp("paquet") / "ville")
    scenario = Scenario("crue", (Flood("crue_04fai"),), exercise=True)
    spec = StudySpec(folder=str(folder), scenario=scenario, date="2026-11-26T14:05", author="CPTS de papier")
    return package.write(run_study(spec))


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def spoiled(content: bytes, spoil: Spoil, *, resealed: bool = True) -> bytes:
    """The package after a change; resealed = with the hashes of what it now holds, as a forger would."""
    files = opened(content)
    spoil(files)
    if resealed:
        manifest = json.loads(files.pop(package.MANIFEST))
        manifest["files"] = package.hashes(files)
        files[package.MANIFEST] = json.dumps(manifest).encode()
    return deterministic_zip(files)


def changed(name: str, change: Callable[[dict[str, Any]], None]) -> Spoil:
    def spoil(files: dict[str, bytes]) -> None:
        read = json.loads(files[name])
        change(read)
        files[name] = json.dumps(read, allow_nan=True).encode()

    return spoil


def first(read: dict[str, Any]) -> dict[str, Any]:
    return next(feature for feature in read["features"] if feature["geometry"])


def kinds(content: bytes) -> set[str]:
    return {problem.kind for problem in check_package(content)}


def test_our_own_package_is_sound(content: bytes) -> None:
    assert [sentence(problem) for problem in check_package(content)] == []


def _without(name: str) -> Spoil:
    return lambda files: files.__delitem__(name)


def _turn(read: dict[str, Any]) -> None:
    geometry = first(read)["geometry"]
    rings = geometry["coordinates"] if geometry["type"] == "Polygon" else geometry["coordinates"][0]
    rings[0].reverse()


def _bow_tie(read: dict[str, Any]) -> None:
    first(read)["geometry"] = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


SPOILED: dict[str, tuple[Spoil, bool]] = {
    "package_missing_file": (_without(STRUCTURES), False),
    "package_changed_file": (changed(STRUCTURES, lambda read: read["features"].pop()), False),
    "package_extra_file": (lambda files: files.__setitem__("note.txt", b"x"), False),
    "package_bases_differ": (changed(STRUCTURES, lambda read: read["features"].pop()), True),
    "package_not_json": (
        changed(STRUCTURES, lambda read: first(read)["properties"].update(capacity=float("nan"))),
        True,
    ),
    "package_off_profile": (changed(STRUCTURES, lambda read: read.update(crs={"type": "name"})), True),
    "package_other_study": (
        changed(STRUCTURES, lambda read: read["metadata"].update(fingerprint="another")),
        True,
    ),
    "package_repeated_id": (
        changed(STRUCTURES, lambda read: read["features"].append(read["features"][0])),
        True,
    ),
    "package_small_count": (
        changed(STRUCTURES, lambda read: first(read)["properties"].update(people_reference=7)),
        True,
    ),
    "package_too_precise": (
        changed(STRUCTURES, lambda read: first(read)["geometry"].update(coordinates=[-1.123456789, 46.0])),
        True,
    ),
    "package_ring_order": (changed(COMMUNES, _turn), True),
    "package_invalid_shape": (changed(COMMUNES, _bow_tie), True),
    "package_personal": (
        changed(STRUCTURES, lambda read: first(read)["properties"].update(phone="06 12 34 56 78")),
        True,
    ),
    "package_no_bom": (
        lambda files: files.__setitem__("tableaux/lieux.csv", files["tableaux/lieux.csv"][3:]),
        True,
    ),
    "package_formula": (
        lambda files: files.__setitem__("tableaux/lieux.csv", files["tableaux/lieux.csv"] + b"=1+1;x\r\n"),
        True,
    ),
    "package_figures_differ": (
        changed(STRUCTURES, lambda read: first(read)["properties"].update(people_reference=888)),
        True,
    ),
    "package_bad_base": (lambda files: files.__setitem__(package.GPKG_NAME, b"not a base at all"), True),
}


@pytest.mark.parametrize("kind", SPOILED)
def test_a_spoiled_package_is_refused_with_its_reason(content: bytes, kind: str) -> None:
    spoil, resealed = SPOILED[kind]
    found = check_package(spoiled(content, spoil, resealed=resealed))
    assert kind in {problem.kind for problem in found}
    assert all(sentence(problem).startswith("Fichier ") for problem in found)


def test_a_figure_shown_in_the_tables_and_not_elsewhere_is_refused(content: bytes) -> None:
    def spoil(files: dict[str, bytes]) -> None:
        lines = files["tableaux/poches.csv"].decode("utf-8-sig").splitlines(keepends=True)
        cells = lines[1].split(";")
        cells[1] = "7"
        files["tableaux/poches.csv"] = ("\ufeff" + "".join([lines[0], ";".join(cells), *lines[2:]])).encode()

    assert {"package_figures_differ"} <= kinds(spoiled(content, spoil))


def test_the_package_is_whole(content: bytes) -> None:
    names = set(opened(content))
    assert {
        "territoire.kml",
        "tableaux/classeur.xlsx",
        "geojson/poches_s.geojson",
        "metadonnees.xml",
    } <= names
    manifest = json.loads(opened(content)[package.MANIFEST])
    assert {"program", "format", "status", "date", "author", "sources", "fingerprint"} <= manifest.keys()


@pytest.mark.parametrize("column", ["mobile", "owner", "hopital_secret"])
def test_a_column_that_the_profile_does_not_name_is_refused(content: bytes, column: str) -> None:
    added = changed(COMMUNES, lambda read: first(read)["properties"].update({column: "x"}))
    assert "package_off_profile" in kinds(spoiled(content, added))


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (b"", "package_unreadable"),
        (b"PK\x03\x04 broken", "package_unreadable"),
        (deterministic_zip({"a.txt": b"x"}), "package_without_manifest"),
        (deterministic_zip({package.MANIFEST: b"[1]"}), "package_other_version"),
        (deterministic_zip({package.MANIFEST: b'{"format": 99}'}), "package_other_version"),
    ],
)
def test_what_is_no_package_is_said_so(given: bytes, kind: str) -> None:
    assert kinds(given) == {kind}


def test_every_theme_is_in_the_profile_and_the_published_schema_is_this_one(content: bytes) -> None:
    files = opened(content)
    themes = {name[8:-8] for name in files if name.startswith("geojson/") and name.endswith(".geojson")}
    assert themes <= profile.FIELDS.keys()
    assert files[profile.NAME] == profile.text() == (ROOT / "docs" / profile.NAME).read_bytes()


def test_the_command_says_sound_or_lists_and_fails(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound, broken = tmp_path / "sain.zip", tmp_path / "casse.zip"
    sound.write_bytes(content)
    broken.write_bytes(spoiled(content, *[SPOILED["package_missing_file"][0]], resealed=False))
    code, out, _ = shown(capsys, "check", str(sound))
    assert (code, out.startswith("Dossier sain")) == (0, True)
    code, out, said = shown(capsys, "check", str(broken), "--json")
    assert code == 1
    assert [problem["kind"] for problem in json.loads(out)["problems"]] == ["package_missing_file"]
    assert "casse.zip" in said


def test_a_mobile_telephone_of_a_practice_does_not_leave(tmp_path: Path) -> None:
    folder = paper_folder.write(tmp_path / "ville")
    study = run_study(StudySpec(folder=str(folder)))
    phones = ["05 46 00 00 00", *["06 12 34 56 78"] * (len(study.territory.structures) - 1)]
    layer = study.territory.structures.assign(phone=phones)
    leaving = themes(replace(study, territory=replace(study.territory, structures=layer)))["structures_p"]
    assert set(leaving["phone"]) == {"", "05 46 00 00 00"}
