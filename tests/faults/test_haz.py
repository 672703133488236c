"""HAZ: files of zones with a fault, given to the importer; the promises of RELIABILITY 5 after each."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

import cpts_geo
from cpts_geo.model.layers import ZONES
from cpts_geo.sources import rasters, safe_raster, safe_read
from cpts_geo.sources.safe_read import run_worker
from cpts_geo.territory.folder import read_layer
from faulting import Said, brought
from making import CRS, SOUTH, WEST, text
from memory import ran
from rasters_made import write_tiff

# Kilometres from the corner of the territory to a position in WGS84.
Ring = list[tuple[float, float]]
SQUARE: Ring = [(1, 1), (2, 1), (2, 2), (1, 2), (1, 1)]


def lonlat(ring: Ring) -> list[list[float]]:
    xy = np.array(ring) * 1000 + [WEST, SOUTH]
    there = gpd.GeoSeries(shapely.points(xy), crs=CRS).to_crs("EPSG:4326")
    return [[float(x), float(y)] for x, y in zip(there.x, there.y, strict=True)]


def polygon(ring: Ring) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [lonlat(ring)]}


def collection(path: Path, *geometries: object, **properties: object) -> Path:
    rows = [{"type": "Feature", "properties": properties, "geometry": g} for g in geometries]
    return text(path, json.dumps({"type": "FeatureCollection", "features": rows}))


def zones(folder: Path, name: str = "crue") -> gpd.GeoDataFrame:
    return read_layer(folder, ZONES, CRS, name)


def kept(said: Said) -> tuple[int, int]:
    assert said.report is not None, said.refusal
    return said.report.rows_stored, said.report.rows_set_aside


def flood(folder: Path, path: Path, **options: object) -> Said:
    return brought(folder, path, kind="hazard", name="crue", **options)


def shapefile(folder: Path, count: int = 1, stem: str = "zones", *, prj: bool = True) -> list[Path]:
    shapes = [shapely.box(WEST + 10 * i, SOUTH, WEST + 10 * i + 5, SOUTH + 5) for i in range(count)]
    frame = gpd.GeoDataFrame({"nom": [str(i) for i in range(count)]}, geometry=shapes, crs=CRS)
    folder.mkdir(exist_ok=True)
    frame.to_file(folder / f"{stem}.shp")
    if not prj:
        (folder / f"{stem}.prj").unlink()
    return sorted(p for p in folder.iterdir() if p.suffix in {".shp", ".shx", ".dbf", ".prj"})


def zipped(path: Path, parts: list[Path], root: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            archive.write(part, part.relative_to(root))
    return path


def test_haz_01_a_bow_tie_keeps_both_halves_and_says_where_it_crosses(folder: Path, tmp_path: Path) -> None:
    bow = collection(tmp_path / "crue.geojson", polygon([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)]))
    said = flood(folder, bow)
    assert zones(folder).area.sum() == pytest.approx(2e6, rel=1e-3)
    assert "entité n° 1 : contour qui se croise, réparé" in said.text
    assert not shapely.from_wkb(zones(folder)["original_wkb"].iloc[0]).is_valid  # kept as it was read
    assert "croisement en −" in said.text


def test_haz_02_the_overlap_of_two_parts_stays_flooded(folder: Path, tmp_path: Path) -> None:
    parts = [[lonlat([(a, a), (b, a), (b, b), (a, b), (a, a)])] for a, b in ((0, 2), (1, 3))]
    flood(folder, collection(tmp_path / "a.geojson", {"type": "MultiPolygon", "coordinates": parts}))
    assert zones(folder).area.sum() == pytest.approx(7e6, rel=1e-3)


def test_haz_04_one_open_ring_is_closed_and_the_others_are_untouched(folder: Path, tmp_path: Path) -> None:
    shapes = [polygon(SQUARE[:-1] if i == 16 else SQUARE) for i in range(40)]
    said = flood(folder, collection(tmp_path / "a.geojson", *shapes))
    assert kept(said) == (40, 0)
    assert said.text.count("refermé") == 1
    assert "entité n° 17 : contour non fermé" in said.text


DEGENERATE: dict[str, tuple[object, str]] = {
    "HAZ-05": (polygon([(1, 1), (2, 2), (1, 1)]), "moins de trois positions"),
    "HAZ-08": (
        {"type": "Polygon", "coordinates": [[[float("nan"), 48.5], *lonlat(SQUARE)]]},
        "n’est pas un nombre",
    ),
    "HAZ-09": ({"type": "Polygon", "coordinates": [[[1e30, 48.5], *lonlat(SQUARE)]]}, "coordonnée infinie"),
    "HAZ-11": ({"type": "Polygon", "coordinates": [[[2, 5, 48, 5]] * 4]}, "4 valeurs lues"),
    "HAZ-12": ({"type": "Polygon", "coordinates": [[["2.5", "48.5"]] * 4]}, "comme du texte"),
    "HAZ-27": (None, "aucune géométrie"),
    "HAZ-13 among others": (
        {"type": "Polygon", "coordinates": [[[179, 0], [-179, 0], [-179, 1], [179, 0]]]},
        "hors de France",
    ),
}


@pytest.mark.parametrize("case", DEGENERATE)
def test_one_bad_feature_among_forty_is_set_aside_with_its_number(
    folder: Path, tmp_path: Path, case: str
) -> None:
    bad, words = DEGENERATE[case]
    shapes = [bad if i == 16 else polygon(SQUARE) for i in range(40)]
    said = flood(folder, collection(tmp_path / "a.geojson", *shapes))
    assert kept(said) == (39, 1)
    assert f"entité n° 17 : {words}" in said.text or ("entité n° 17 : " in said.text and words in said.text)
    assert np.isfinite(zones(folder).total_bounds).all()
    assert not zones(folder).is_empty.any()
    aside = (folder / "set_aside" / "a.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in aside] == ["row", "17"]


def test_haz_09_a_number_too_large_for_json_is_set_aside(folder: Path, tmp_path: Path) -> None:
    good = json.dumps(polygon(SQUARE))
    features = [
        f'{{"type":"Feature","properties":{{}},"geometry":{g}}}'
        for g in (good, good.replace("[[[", "[[[1e400,2],["))
    ]
    path = text(tmp_path / "a.geojson", f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}')
    assert kept(flood(folder, path)) == (1, 1)


def test_haz_10_the_third_dimension_is_dropped(folder: Path, tmp_path: Path) -> None:
    ring = [[*p, 100.0] for p in lonlat(SQUARE)]
    flood(folder, collection(tmp_path / "a.geojson", {"type": "Polygon", "coordinates": [ring]}))
    assert not zones(folder).has_z.any()
    assert str(zones(folder).crs) == CRS


def test_haz_13_a_zone_across_the_antimeridian_is_not_in_france(folder: Path, tmp_path: Path) -> None:
    ring = [[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]]
    said = flood(folder, collection(tmp_path / "a.geojson", {"type": "Polygon", "coordinates": [ring]}))
    assert "hors de France" in said.refusal


def star(points: int) -> Ring:
    turns = np.arange(points + 1) * (points // 2) * 2 * np.pi / points
    return [(2 + float(np.cos(t)), 2 + float(np.sin(t))) for t in turns]


@pytest.mark.parametrize("points", [1001, 2001])
def test_haz_14_a_star_bomb_is_refused_by_its_crossings(folder: Path, tmp_path: Path, points: int) -> None:
    said = flood(folder, collection(tmp_path / "a.geojson", polygon(star(points))))
    assert "entité n° 1 : cette forme se croise elle-même un trop grand nombre de fois" in said.refusal


def test_haz_15_a_million_vertices_are_refused_by_a_stated_limit(folder: Path, tmp_path: Path) -> None:
    turns = np.linspace(0, 2 * np.pi, 1_000_001)
    ring = np.column_stack([-0.9 + 0.01 * np.cos(turns), 45.6 + 0.01 * np.sin(turns)]).round(7).tolist()
    file = collection(tmp_path / "a.geojson", {"type": "Polygon", "coordinates": [ring]})
    assert "trop de sommets : 1000001, au plus 1000000" in flood(folder, file).refusal
    assert ran("import", folder, file, "--as", "hazard").child_peak < 1_000_000_000


def test_haz_16_an_old_crs_member_is_obeyed_and_told(folder: Path, tmp_path: Path) -> None:
    ring = [[WEST + 1000 * x, SOUTH + 1000 * y] for x, y in SQUARE]
    rows = [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    path = text(
        tmp_path / "a.geojson", json.dumps({"type": "FeatureCollection", "crs": crs, "features": rows})
    )
    said = flood(folder, path)
    assert zones(folder).total_bounds[0] == pytest.approx(WEST + 1000, abs=0.01)
    assert "lu et converti : urn:ogc:def:crs:EPSG::2154" in said.text


def test_haz_17_an_unknown_crs_is_never_taken_for_degrees(folder: Path, tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "EPSG:999999"}}
    rows = [{"type": "Feature", "properties": {}, "geometry": polygon(SQUARE)}]
    path = text(
        tmp_path / "a.geojson", json.dumps({"type": "FeatureCollection", "crs": crs, "features": rows})
    )
    assert "système de coordonnées est inconnu. Valeur lue : EPSG:999999" in flood(folder, path).refusal


def test_haz_18_without_prj_the_plausible_systems_are_tried_on_the_territory(
    folder: Path, tmp_path: Path
) -> None:
    path = zipped(tmp_path / "a.zip", shapefile(tmp_path / "s", prj=False), tmp_path)
    said = flood(folder, path)
    assert "attendu : EPSG:2154 (100 %)" in said.refusal
    assert kept(flood(folder, path, crs="EPSG:2154")) == (1, 0)


def test_haz_20_a_shapefile_cut_in_its_zip_counts_what_is_missing(folder: Path, tmp_path: Path) -> None:
    parts = shapefile(tmp_path / "s", 2000)
    shp = next(p for p in parts if p.suffix == ".shp")
    content = shp.read_bytes()
    shp.write_bytes(content[: 100 + 999 * (len(content) - 100) // 2000])
    said = flood(folder, zipped(tmp_path / "a.zip", parts, tmp_path))
    assert "1001 géométries manquantes sur 2000" in said.refusal


def test_haz_21_a_missing_index_is_rebuilt_and_told(folder: Path, tmp_path: Path) -> None:
    parts = [p for p in shapefile(tmp_path / "s", 3) if p.suffix != ".shx"]
    said = flood(folder, zipped(tmp_path / "a.zip", parts, tmp_path))
    assert kept(said) == (3, 0)
    assert "index .shx absent" in said.text


def test_haz_22_of_two_shapefiles_one_must_be_chosen(folder: Path, tmp_path: Path) -> None:
    parts = shapefile(tmp_path / "a", stem="ok") + shapefile(tmp_path / "b", 2, stem="ok2")
    path = zipped(tmp_path / "deux.zip", parts, tmp_path)
    assert "--map layer=NOM, parmi : ok, ok2" in flood(folder, path).refusal
    assert kept(flood(folder, path, mapping={"layer": "ok2"})) == (2, 0)


def test_haz_24_nothing_does_not_replace_the_active_hazard(folder: Path, tmp_path: Path) -> None:
    flood(folder, collection(tmp_path / "a.geojson", polygon(SQUARE)))
    said = flood(folder, collection(tmp_path / "vide.geojson"))
    assert "aucune zone" in said.refusal
    assert len(zones(folder)) == 1


def test_haz_25_depths_written_as_text_follow_a_known_mapping(folder: Path, tmp_path: Path) -> None:
    texts = ["0,5 m", "0.5-1", "H3", "> 1 m", ""]
    rows = [{"type": "Feature", "properties": {"hauteur": t}, "geometry": polygon(SQUARE)} for t in texts]
    path = text(tmp_path / "a.geojson", json.dumps({"type": "FeatureCollection", "features": rows}))
    said = flood(folder, path)
    assert kept(said) == (4, 1)
    assert "entité n° 3 : classe de hauteur d’eau inconnue. Valeur lue : H3" in said.text
    bounds = zones(folder)[["depth_min_m", "depth_max_m"]].to_numpy()
    assert bounds[:3].tolist() == [[0.5, 0.5], [0.5, 1.0], [1.0, np.inf]]
    assert np.isnan(bounds[3]).all()


@pytest.mark.parametrize(
    "make", [lambda p: write_tiff(p, np.ones((4, 4), "f4")), lambda p: p.write_bytes(b"II*\0" + b"\1" * 60)]
)
def test_haz_28_a_grid_is_not_opened_without_being_told_what_it_holds(
    folder: Path, tmp_path: Path, make: Callable[[Path], object]
) -> None:
    make(tmp_path / "hauteurs.tif")
    said = brought(folder, tmp_path / "hauteurs.tif")
    assert "QGIS" in said.refusal


def test_haz_28_a_broken_grid_is_refused_with_the_same_advice(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "hauteurs.tif").write_bytes(b"II*\0" + b"\1" * 60)
    assert "Polygoniser" in flood(folder, tmp_path / "hauteurs.tif").refusal


def test_haz_28_a_grid_is_decoded_in_the_reading_process_only(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The decoder fails when called here; the reading process, started with limits, has its own."""

    def forbidden(*_: object) -> None:
        pytest.fail("a grid was decoded in the process of the app")

    for name in ("read", "tiff", "ascii_grid", "tags_of"):
        monkeypatch.setattr(safe_raster, name, forbidden)
    asked: list[str] = []

    def watched(path: Path, kind: str, out: Path, **options: Any) -> dict[str, Any]:
        asked.append(kind)
        return run_worker(path, kind, out, **options)

    monkeypatch.setattr(rasters, "run_worker", watched)
    path = write_tiff(tmp_path / "grille.tif", np.full((40, 40), 1.2, "f4"), (WEST + 500, SOUTH + 2000), 25.0)
    assert flood(folder, path).report is not None
    assert brought(folder, path, kind="relief").report is not None
    assert asked == ["raster", "raster"]


def test_haz_28_no_module_of_the_app_imports_the_decoder_of_grids() -> None:
    code = Path(cpts_geo.__file__).parent
    importing = re.compile(r"^\s*(?:from|import)\b.*\bsafe_raster\b", re.MULTILINE)
    assert [p.name for p in sorted(code.rglob("*.py")) if importing.search(p.read_text("utf-8"))] == []


def test_haz_28_a_grid_that_needs_more_than_the_limits_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_read, "MEMORY_MB", 256)
    path = write_tiff(tmp_path / "grille.tif", np.zeros((4000, 4000), "u1"), (WEST, SOUTH + 5000), 1.0)
    refusal = brought(folder, path, kind="relief").refusal
    assert "À faire" in refusal


def test_haz_32_a_zone_of_tomorrow_is_a_forecast_apart_from_what_was_observed(
    folder: Path, tmp_path: Path
) -> None:
    times = [("2100-01-01T06:00", "2026-11-25T10:00", ""), ("2020-01-01", "", "observé")]
    rows = [
        {
            "type": "Feature",
            "properties": {"debut": a, "emission": b, "nature": c},
            "geometry": polygon(SQUARE),
        }
        for a, b, c in times
    ]
    path = text(tmp_path / "a.geojson", json.dumps({"type": "FeatureCollection", "features": rows}))
    said = flood(folder, path)
    assert said.report is not None
    assert said.report.layer == "hazards/crue_forecast, hazards/crue_observed"
    assert "étiquetées « prévision » : 1" in said.text
    assert zones(folder, "crue_forecast")["issued"].tolist() == ["2026-11-25T10:00:00"]


@pytest.mark.parametrize(("shape", "words"), [("LineString", "digues"), ("Polygon", "emprise")])
def test_shapes_that_do_not_say_what_they_are_are_refused_with_what_to_do(
    folder: Path, tmp_path: Path, shape: str, words: str
) -> None:
    positions = lonlat(SQUARE)
    drawn = {"type": shape, "coordinates": positions if shape == "LineString" else [positions]}
    said = brought(folder, collection(tmp_path / "a.geojson", drawn, etat="bon"))
    assert "rien ne dit ce que sont ces" in said.refusal
    assert "Valeur lue : etat" in said.refusal
    assert words in said.refusal
