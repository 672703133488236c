"""Isochrones as tables, map and files that leave the house."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import toy
from cpts_geo.answers.isochrones import isochrones
from cpts_geo.hazards import Closure
from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.render.disclosure import hidden_cells
from cpts_geo.render.isochrone_files import public_people, write_isochrones
from cpts_geo.render.isochrone_view import (
    ages_table,
    bands_layer,
    bands_table,
    centres_layer,
    communes_table,
    reach_figures,
)
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_study

STUDY = run_study(StudySpec(scenario=Scenario("pont", (Closure(roads=("D14",)),))), inputs=toy.inputs())
FOUND = isochrones(STUDY, Category.HOPITAL, (1, 2.5))


def test_figures_count_everybody_up_to_each_limit_before_and_under_the_scenario() -> None:
    one, two = reach_figures(FOUND, Reading.MEDIAN)

    assert (one.label, one.value) == ("À 1\u202fmin ou moins", "400\u00a0habitants")
    assert (two.label, two.value) == ("À 2,5\u202fmin ou moins", "700\u00a0habitants")
    assert two.note.startswith("avant : 800")
    assert two.alarming


def test_tables_have_every_band_and_the_unreachable() -> None:
    table = bands_table(FOUND)

    assert table["Temps de trajet"].tolist() == [
        "Jusqu’à 1\u202fmin",
        "1 à 2,5\u202fmin",
        "Plus de 2,5\u202fmin",
        "Non accessible",
    ]
    assert table["Normal"].tolist() == [400, 400, 800, 0]
    assert table["Médiane"].tolist() == [400, 300, 100, 800]
    left = communes_table(FOUND, "median").set_index("Commune").T["Rive-Gauche"]
    assert left.tolist() == [0, 0, 0, 800]
    assert ages_table(FOUND, "median").columns.tolist() == ["Temps de trajet", "Habitants"]


def test_the_map_shows_the_bands_that_have_an_area_and_the_centres() -> None:
    bands = json.loads(bands_layer(FOUND, "median").data)["features"]
    centres = json.loads(centres_layer(STUDY, FOUND, "median").data)["features"]

    assert [feature["properties"]["t"] for feature in bands] == ["Jusqu’à 1\u202fmin", "1 à 2,5\u202fmin"]
    assert [feature["properties"]["s"] for feature in centres] == [0]


def test_geojson_says_its_centres_limits_and_warning() -> None:
    content = json.loads(write_isochrones(STUDY, FOUND, "geojson"))
    areas = [f for f in content["features"] if f["properties"]["theme"] == "isochrones_s"]

    assert content["metadata"]["limits_min"] == "1, 2.5"
    assert content["metadata"]["centres"] == "Hôpital du Pont"
    assert "à confirmer sur place" in content["metadata"]["warning"]
    assert len(areas) == 8  # two bands, four states
    assert areas[0]["id"] == "isochrones_s/reference_1"
    assert areas[0]["properties"]["population"] == 400


def test_geopackage_is_in_the_legal_projection_and_kml_has_a_placemark_per_band(tmp_path: Path) -> None:
    file = tmp_path / "isochrones.gpkg"
    file.write_bytes(write_isochrones(STUDY, FOUND, "gpkg"))
    bands = gpd.read_file(file, layer="isochrones_s")
    root = ET.fromstring(write_isochrones(STUDY, FOUND, "kml"))  # noqa: S314 our own text

    assert bands.crs == toy.CRS
    assert len(bands) == 8
    assert len(root.findall(".//{*}Placemark")) == 9


@pytest.mark.parametrize("form", ["geojson", "gpkg", "kml", "csv"])
def test_files_are_the_same_byte_for_byte(form: str) -> None:
    assert write_isochrones(STUDY, FOUND, form) == write_isochrones(STUDY, FOUND, form)


def test_a_small_count_and_the_one_that_would_give_it_away_are_hidden() -> None:
    counts = pd.DataFrame({"a": [5, 300, 40], "b": [100, 200, 300]}, index=["x", "y", "z"])
    hidden = hidden_cells(counts)

    assert hidden.loc["x", "a"]
    assert (hidden.sum() != 1).all()
    assert (hidden.sum(axis=1) != 1).all()


def test_files_hide_ten_people() -> None:
    few = FOUND.people.assign(population=FOUND.people["population"].replace(100, 10))
    changed = replace(FOUND, people=few)

    shown = public_people(changed)["population"].dropna()
    assert not shown.between(1, 10).any()
