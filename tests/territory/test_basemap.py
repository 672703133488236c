from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from cpts_geo.model.layers import COMMUNES
from cpts_geo.territory.basemap import build_basemap, drawn_roads, write_theme
from cpts_geo.territory.build import build_network, write_network
from cpts_geo.territory.folder import write_layer, write_settings

L93 = "EPSG:2154"
X, Y = 400_000, 6_540_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_settings(tmp_path, {"name": "Essai", "identifier": "essai", "crs": L93})
    return tmp_path


def add_communes(folder: Path) -> None:
    squares = [shapely.box(X, Y, X + 4000, Y + 4000), shapely.box(X + 4000, Y, X + 8000, Y + 4000)]
    facts = {
        "code_insee": ["17001", "17002"],
        "name": ["Grandville", "Petiville"],
        "population": [9000.0, np.nan],
    }
    write_layer(folder, COMMUNES, gpd.GeoDataFrame(facts, geometry=squares, crs=L93))


def roads() -> gpd.GeoDataFrame:
    lines = [shapely.LineString([(X + 1000 * i, Y + 500), (X + 1000 * i + 1000, Y + 500)]) for i in range(4)]
    facts = {
        "highway": ["primary", "primary", "motorway_link", "path"],
        "name": "",
        "ref": ["N11", "N11", "A837", ""],
    }
    return gpd.GeoDataFrame(facts, geometry=lines, crs=L93)


def tiles(folder: Path, theme: str) -> gpd.GeoDataFrame:
    frame = pyogrio.read_dataframe(folder / "basemap" / f"{theme}.pmtiles")
    assert frame.crs == "EPSG:3857"  # how GDAL shows tiles
    return gpd.GeoDataFrame(frame.to_crs(L93))


def test_a_territory_without_roads_has_boundaries_and_names(folder: Path) -> None:
    add_communes(folder)
    assert build_basemap(folder) == ["places", "communes"]
    names = tiles(folder, "places").set_index("name")
    assert names["k"].to_dict() == {"Grandville": "town", "Petiville": "village"}
    assert names.geometry["Grandville"].distance(shapely.Point(X + 2000, Y + 2000)) < 5


def test_an_empty_territory_has_no_background(folder: Path) -> None:
    assert build_basemap(folder) == []
    assert list((folder / "basemap").iterdir()) == []


def test_roads_are_drawn_once_by_class_and_number(folder: Path) -> None:
    drawn = drawn_roads(build_network(roads()).edges)
    assert drawn[["k", "ref"]].to_numpy().tolist() == [
        ["autoroute", "A837"],
        ["chemin", ""],
        ["nationale", "N11"],
    ]
    assert drawn.length.tolist() == pytest.approx([1000, 1000, 2000])
    write_network(folder, build_network(roads()))
    assert build_basemap(folder) == ["roads"]
    assert set(tiles(folder, "roads")["k"]) == {"autoroute", "nationale", "chemin"}


def test_two_roads_between_the_same_places_are_both_drawn() -> None:
    arc = shapely.LineString([(X, Y), (X + 50, Y + 50), (X + 100, Y)])
    chord = shapely.LineString([(X, Y), (X + 100, Y)])
    both = gpd.GeoDataFrame({"highway": "tertiary"}, index=[0, 1], geometry=[arc, chord], crs=L93)
    assert drawn_roads(build_network(both).edges).length.sum() == pytest.approx(arc.length + chord.length)


def test_themes_of_their_own_come_before_names_of_communes(folder: Path) -> None:
    add_communes(folder)
    point = gpd.GeoDataFrame(
        {"k": ["hamlet"], "name": ["Le Moulin"]}, geometry=[shapely.Point(X, Y)], crs=L93
    )
    write_theme(folder, "places", point)
    build_basemap(folder)
    assert tiles(folder, "places")["name"].tolist() == ["Le Moulin"]


def test_the_same_folder_gives_the_same_bytes_and_leaves_nothing_behind(folder: Path) -> None:
    add_communes(folder)
    write_network(folder, build_network(roads()))
    written = [f"{theme}.pmtiles" for theme in build_basemap(folder)]
    first = {path.name: path.read_bytes() for path in (folder / "basemap").iterdir()}
    assert sorted(first) == sorted(written)
    build_basemap(folder)
    assert {path.name: path.read_bytes() for path in (folder / "basemap").iterdir()} == first


def test_tiles_of_a_theme_that_is_gone_are_removed(folder: Path) -> None:
    add_communes(folder)
    build_basemap(folder)
    (folder / "communes" / "communes.geojson").unlink()
    build_basemap(folder)
    assert list((folder / "basemap").iterdir()) == []
