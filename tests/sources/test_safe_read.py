import json
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely

from cpts_geo.model.errors import CrsError, DataError, LayerError, UnreadableFileError
from cpts_geo.sources import safe_read
from cpts_geo.sources.safe_read import read_file, run_worker
from making import communes_frame, features, fingerprint, polygon, text

SQUARE = polygon((-1.0, 46.0), (-0.9, 46.0), (-0.9, 46.1), (-1.0, 46.1), (-1.0, 46.0))
VRT = """<OGRVRTDataSource><OGRVRTLayer name="x">
<SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"""
WFS = "<OGRWFSDataSource><URL>http://127.0.0.1:9/wfs</URL></OGRWFSDataSource>"
GDALG = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}'


def shapefile(folder: Path, name: str = "communes") -> Path:
    path = folder / f"{name}.shp"
    communes_frame((1000.0, 500.0, 20.0)).to_file(path)
    return path


def zipped(path: Path, *files: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    return path


def kind_of(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_file(path)
    return caught.value.kind


def test_shapefile_geopackage_geojson_and_zip_read_alike(tmp_path: Path) -> None:
    frame = communes_frame()
    frame.to_file(tmp_path / "c.shp")
    frame.to_file(tmp_path / "c.gpkg")
    frame.to_file(tmp_path / "c.geojson", driver="GeoJSON")
    parts = [
        p
        for p in tmp_path.iterdir()
        if p.stem == "c" and p.suffix in {".shp", ".shx", ".dbf", ".prj", ".cpg"}
    ]
    zipped(tmp_path / "c.zip", *parts)
    for suffix in ("shp", "gpkg", "geojson", "zip"):
        raw = read_file(tmp_path / f"c.{suffix}")
        assert raw.text(("nom",)).tolist() == ["Aulnaie", "Bourg-l'Étang"]
        assert raw.number(("population",)).tolist() == [1000.0, 500.0]
        assert raw.geometry is not None
        assert raw.geometry.geom_type.tolist() == ["Polygon", "Polygon"]


def test_reading_writes_nothing_beside_the_file_even_to_mend_an_index(tmp_path: Path) -> None:
    path = shapefile(tmp_path)
    path.with_suffix(".shx").unlink()
    before = fingerprint(tmp_path)
    assert len(read_file(path).columns) == 3
    assert fingerprint(tmp_path) == before


def test_a_dbf_in_utf8_without_cpg_is_read_as_utf8(tmp_path: Path) -> None:
    path = shapefile(tmp_path)
    path.with_suffix(".cpg").unlink()
    assert read_file(path).text(("nom",)).tolist()[1] == "Bourg-l'Étang"


def test_a_dbf_in_windows_encoding_without_cpg_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "c.shp"
    communes_frame().to_file(path, encoding="cp1252")
    path.with_suffix(".cpg").unlink()
    assert read_file(path).text(("nom",)).tolist()[1] == "Bourg-l'Étang"


def test_lambert_93_without_code_is_recognised(tmp_path: Path) -> None:
    path = shapefile(tmp_path)
    prj = path.with_suffix(".prj")
    prj.write_text(
        prj.read_text()
        .replace("RGF93_v1_Lambert-93", "RGF93 Lambert 93")
        .replace('AUTHORITY["EPSG","2154"]', "")
    )
    raw = read_file(path)
    assert raw.geometry is not None
    assert raw.geometry.crs == "EPSG:2154"


def test_a_shapefile_cut_inside_a_zip_is_refused(tmp_path: Path) -> None:
    path = shapefile(tmp_path)
    path.write_bytes(path.read_bytes()[:-40])
    parts = [p for p in tmp_path.iterdir() if p.suffix in {".shp", ".shx", ".dbf", ".prj"}]
    assert kind_of(zipped(tmp_path / "c.zip", *parts)) == "missing_shapes"


def test_an_index_that_forgets_features_is_refused_rather_than_believed(tmp_path: Path) -> None:
    path = shapefile(tmp_path)
    index = path.with_suffix(".shx")
    index.write_bytes(index.read_bytes()[:-8])
    with pytest.raises(UnreadableFileError) as caught:
        read_file(path)
    assert (caught.value.kind, caught.value.value, caught.value.expected) == ("shx_mismatch", "2", "3")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("vide.geojson", b"", "empty_file"),
        ("blanc.csv", b" \n\n", "empty_file"),
        ("page.geojson", b"<!DOCTYPE html><html><body>Connexion</body></html>", "not_accepted_html"),
        ("vrt.geojson", VRT.encode(), "not_accepted_xml"),
        ("wfs.geojson", WFS.encode(), "not_accepted_xml"),
        ("gdalg.geojson", GDALG.encode(), "not_geojson"),
        ("cut.geojson", b'{"type": "FeatureCollection", "features": [{"type": "Fea', "broken_json"),
        ("none.geojson", b'{"type": "FeatureCollection", "features": []}', "no_features"),
        ("deep.geojson", b"[" * 200_000, "too_deep"),
        ("cut.gpkg", b"SQLite format 3\0" + b"\x10\0" * 400, "unreadable"),
        ("cut.zip", b"PK\x03\x04" + b"\0" * 200, "broken_zip"),
        ("mnt.tif", b"II*\0" + b"\0" * 50, "raster_unsaid"),
        ("bomb.kml", b'<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "b">]><kml/>', "xml_entities"),
    ],
)
def test_disguised_and_broken_files_are_refused(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert kind_of(path) == kind


def test_a_workbook_is_read_under_its_own_name_only(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["code", "nom", "pop"], ["01004", "Ambérieu", 12.0], ["01005", None, None]):
        sheet.append(row)
    book.save(tmp_path / "liste.xlsx")
    raw = read_file(tmp_path / "liste.xlsx")
    assert raw.columns.to_numpy().tolist() == [["01004", "Ambérieu", "12"], ["01005", "", ""]]
    (tmp_path / "liste.xlsx").rename(tmp_path / "liste.csv")
    assert kind_of(tmp_path / "liste.csv") == "not_accepted_workbook"


def test_a_child_with_more_drivers_than_allowed_refuses_to_work(tmp_path: Path) -> None:
    path = shapefile(tmp_path)
    answer = run_worker(path, "shp", tmp_path / "out.arrow", skip="")
    assert answer["error"] == "drivers_not_limited"


@pytest.mark.skipif(sys.platform == "win32", reason="limits need the resource module")
def test_a_child_beyond_its_memory_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_read, "MEMORY_MB", 40)
    assert kind_of(features(tmp_path / "z.geojson", SQUARE)) in {"stopped", "too_heavy", "unreadable"}


@pytest.mark.parametrize("name", ["../evil.geojson", "/evil.geojson", "a\\b.geojson", "c:/x.geojson"])
def test_zip_members_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr(name, json.dumps(SQUARE))
    assert kind_of(tmp_path / "z.zip") == "zip_path"


def test_a_zip_bomb_is_refused_before_it_is_inflated(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("z.geojson", b"0" * 30_000_000)
    assert kind_of(tmp_path / "z.zip") == "zip_bomb"


def test_two_layers_need_a_choice(tmp_path: Path) -> None:
    for layer in ("a", "b"):
        communes_frame().to_file(tmp_path / "c.gpkg", layer=layer)
    with pytest.raises(LayerError) as caught:
        read_file(tmp_path / "c.gpkg")
    assert (caught.value.kind, caught.value.expected) == ("several_layers", "a, b")
    assert len(read_file(tmp_path / "c.gpkg", "b").columns) == 2


def test_one_bad_feature_does_not_take_the_others(tmp_path: Path) -> None:
    open_ring = polygon((-1.0, 46.0), (-0.9, 46.0), (-0.9, 46.1))
    two_points = polygon((-1.0, 46.0), (-0.9, 46.0), (-1.0, 46.0))
    commas = {"type": "Point", "coordinates": [2, 5, 48, 5]}
    texts = {"type": "Point", "coordinates": ["2.5", "48.5"]}
    nan = {"type": "Point", "coordinates": [float("nan"), 48.5]}
    raw = read_file(features(tmp_path / "z.geojson", SQUARE, open_ring, two_points, commas, texts, nan, None))
    said = {p.row: p.kind for p in raw.problems}
    assert said == {
        2: "ring_closed",
        3: "short_ring",
        4: "coordinate_count",
        5: "coordinate_text",
        6: "not_finite",
        7: "empty_geometry",
    }
    assert raw.geometry is not None
    assert raw.geometry.notna().tolist() == [True, True, False, False, False, False, False]


def test_height_is_dropped_and_the_crs_stays_two_dimensional(tmp_path: Path) -> None:
    raw = read_file(features(tmp_path / "z.geojson", {"type": "Point", "coordinates": [2, 48, 100]}))
    assert raw.geometry is not None
    assert raw.geometry.crs == "EPSG:4326"
    assert not raw.geometry.has_z.any()


def test_the_old_crs_member_is_obeyed_and_an_unknown_one_refused(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [400_000, 6_500_000]}
    raw = read_file(features(tmp_path / "a.geojson", point, crs="urn:ogc:def:crs:EPSG::2154"))
    assert raw.geometry is not None
    assert raw.geometry.crs == "EPSG:2154"
    with pytest.raises(CrsError):
        read_file(features(tmp_path / "b.geojson", point, crs="EPSG:999999"))


def test_a_text_file_named_geojson_is_judged_by_its_bytes(tmp_path: Path) -> None:
    raw = read_file(text(tmp_path / "t.geojson", "id;lon;lat\na;1;46\n"))
    assert raw.geometry is None
    assert list(raw.columns) == ["id", "lon", "lat"]


def test_geometry_survives_the_journey_to_the_byte(tmp_path: Path) -> None:
    shapes = [shapely.Point(x, y) for x, y in np.random.default_rng(7).uniform(0, 40, (50, 2))]
    gpd.GeoDataFrame({"n": range(50)}, geometry=shapes, crs="EPSG:4326").to_file(tmp_path / "p.gpkg")
    raw = read_file(tmp_path / "p.gpkg")
    assert raw.geometry is not None
    assert raw.geometry.geom_equals(gpd.GeoSeries(shapes, index=raw.geometry.index, crs="EPSG:4326")).all()
