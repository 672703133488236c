"""Every format: named in French, deterministic, complete; the package lists what it holds."""

import hashlib
import io
import json
import xml.etree.ElementTree as ET
import zipfile

import pytest

import exported
from cpts_geo.cli.parser import FORMATS
from cpts_geo.render import EXPORTERS, kml
from cpts_geo.wording import files

KML = "{http://www.opengis.net/kml/2.2}"


def test_every_format_is_named_and_offered_by_the_command() -> None:
    assert set(EXPORTERS) <= set(FORMATS)
    assert {exporter.label for exporter in EXPORTERS.values()} == set(files.EXPORTER)


@pytest.mark.parametrize("name", ["geojson", "gpkg", "kml", "csv", "xlsx", "pdf"])
def test_the_same_study_gives_the_same_bytes(name: str) -> None:
    first = EXPORTERS[name].write(exported.study())
    exported.study.cache_clear()
    assert first == EXPORTERS[name].write(exported.study())


def test_kml_holds_one_placemark_per_feature_and_no_markup_from_a_name() -> None:
    from cpts_geo.render.themes import themes

    root = ET.fromstring(kml.write(exported.study()))  # noqa: S314 our own text
    marks = root.findall(f".//{KML}Placemark")
    assert len(marks) == sum(len(frame) for frame in themes(exported.study()).values())
    names = [mark.findtext(f"{KML}name") for mark in marks]
    assert exported.HOSTILE in names
    assert not root.findall(f".//{KML}script")


def test_kml_places_a_structure_where_it_is() -> None:
    root = ET.fromstring(kml.write(exported.study()))  # noqa: S314 our own text
    mark = next(m for m in root.iter(f"{KML}Placemark") if m.findtext(f"{KML}name") == "Hôpital du Pont")
    lon, lat = map(float, (mark.findtext(f"{KML}Point/{KML}coordinates") or "").split(","))
    assert (round(lon, 1), round(lat, 1)) == (-0.8, 45.5)


@pytest.fixture(scope="module")
def package() -> bytes:
    return EXPORTERS["prefecture"].write(exported.study())


def test_the_manifest_lists_each_file_with_its_hash(package: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        listed = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
        found = {
            n: hashlib.sha256(archive.read(n)).hexdigest() for n in archive.namelist() if n != "manifest.json"
        }
    assert listed == found
    assert manifest["status"] == "TERRITOIRE FICTIF — EXERCICE"
    assert manifest["date"] == exported.DATE


def test_the_package_holds_layers_tables_plans_and_the_study(package: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = set(archive.namelist())
        assert archive.read("plans/territoire_a4.pdf").startswith(b"%PDF")
        assert archive.read("study.toml").decode() == exported.study().spec.to_toml()
    expected = {
        "territoire.gpkg",
        "geojson/acces_coupes_l.geojson",
        "tableaux/communes.csv",
        "dictionnaire.csv",
    }
    assert expected <= names


def test_the_package_is_the_same_twice(package: bytes) -> None:
    assert EXPORTERS["prefecture"].write(exported.study()) == package
