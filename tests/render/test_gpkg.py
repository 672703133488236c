"""GeoPackage read back by GDAL and by SQLite."""

import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

import exported
from cpts_geo.render import gpkg
from cpts_geo.render.themes import themes

VALIDATOR = "import osgeo_utils.samples.validate_gpkg"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "out.gpkg"
    path.write_bytes(gpkg.write(exported.study()))
    return path


def test_each_theme_is_a_layer_in_the_legal_projection(package: Path) -> None:
    layers = {str(name): str(kind) for name, kind in pyogrio.list_layers(package)}
    for theme, frame in themes(exported.study()).items():
        about = pyogrio.read_info(package, layer=theme)
        assert about["crs"] == "EPSG:2154"
        assert about["features"] == len(frame)
        assert layers[theme].endswith({"s": "Polygon", "l": "LineString", "p": "Point"}[theme[-1]])


def test_identifiers_and_places_come_back(package: Path) -> None:
    read = gpd.read_file(package, layer="structures_p").set_index("structure_id")
    here = themes(exported.study())["structures_p"]
    assert list(read.index) == list(here.index)
    assert read.geometry.geom_equals(here.geometry).all()
    assert list(read["name"]) == list(here["name"])


def test_unreachable_is_null_and_not_a_huge_number(package: Path) -> None:
    with sqlite3.connect(package) as base:
        rows = base.execute(
            "select hopital_minutes_scenario from territoire_s order by code_insee"
        ).fetchall()
    base.close()
    assert rows == [(None,), (1.0,)]


def test_the_package_says_where_it_comes_from(package: Path) -> None:
    table = pyogrio.read_dataframe(package, layer="metadonnees").set_index("key")["value"]
    assert table["fingerprint"] == exported.study().fingerprint
    assert table["status"] == "TERRITOIRE FICTIF — EXERCICE"


def test_same_study_same_bytes_and_no_clock(package: Path) -> None:
    assert gpkg.write(exported.study()) == package.read_bytes()
    with sqlite3.connect(package) as base:
        moments = {moment for (moment,) in base.execute("select last_change from gpkg_contents")}
    base.close()
    assert moments == {"2026-11-23T13:05:00.000Z"}


def test_the_validator_of_gdal_finds_nothing_to_say(package: Path) -> None:
    python = "/usr/bin/python3"
    if not Path(python).exists() or subprocess.run([python, "-c", VALIDATOR], check=False).returncode:
        pytest.skip("no GDAL with its validator on this machine")
    done = subprocess.run([python, "-m", VALIDATOR.split()[1], package], check=False, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.skipif(not shutil.which("ogrinfo"), reason="no GDAL on this machine")
def test_ogrinfo_opens_every_layer_without_a_warning(package: Path) -> None:
    done = subprocess.run(["ogrinfo", "-al", "-so", package], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    for theme, frame in themes(exported.study()).items():
        about = done.stdout.split(f"Layer name: {theme}\n")[1].split("Layer name:")[0]
        assert f"Feature Count: {len(frame)}\n" in about


def test_sqlite_finds_the_package_whole(package: Path) -> None:
    with sqlite3.connect(package) as base:
        assert base.execute("pragma integrity_check").fetchone() == ("ok",)
        assert base.execute("pragma application_id").fetchone() == (0x47504B47,)
    base.close()


@pytest.mark.parametrize(("zone", "date"), [("UTC", "2026-01-01T08:00"), ("Asia/Tokyo", "2026-01-01T08:00")])
def test_the_zone_of_the_machine_changes_nothing(
    zone: str, date: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    assert gpkg._moment(date) == "2026-01-01T08:00:00.000Z"
    monkeypatch.undo()
    time.tzset()
