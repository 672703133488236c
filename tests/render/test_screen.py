"""What the pages say of doubtful and unknown things."""

from dataclasses import replace

import pandas as pd
import pytest
import shapely

import paper_town
import toy
from cpts_geo.answers.spans import site_spans
from cpts_geo.hazards import Flood
from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import REFERENCE, Scenario
from cpts_geo.render import choices, figures, screen, screen_tables, sheet_places
from cpts_geo.render.tables import tables
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_study
from cpts_geo.wording import cautions, columns, labels, numbers, pages, sheet_tables, sheets

WITHOUT = Category.DIALYSE


def study(spec: StudySpec) -> Study:
    return run_study(spec, inputs=paper_town.town())


@pytest.fixture(scope="module")
def flooded() -> Study:
    spec = paper_town.spec()
    return study(replace(spec, categories=tuple(dict.fromkeys((*spec.categories, WITHOUT)))))


def test_care_without_a_known_place_has_dashes_not_zeros(flooded: Study) -> None:
    table = screen_tables.care_table(flooded).set_index(columns.HEADER["category_label"])
    row = table.loc[labels.CATEGORY_PLURAL[WITHOUT]]
    assert row[columns.HEADER["places"]] == 0
    assert row.drop(columns.HEADER["places"]).isna().all()
    assert WITHOUT not in choices.known_care(flooded)


def test_headline_cards_count_only_care_with_a_known_place(flooded: Study) -> None:
    said = " ".join(figure.label for figure in figures.scenario_figures(flooded))
    assert labels.CATEGORY[WITHOUT].lower() not in said


def test_a_place_is_dry_only_according_to_the_scenario_and_inside_the_communes() -> None:
    assert columns.dry(flooded=True, inside=True) == "hors d’eau"
    assert columns.HEADER["water"].endswith("selon le scénario")
    assert "non connu" in columns.dry(flooded=True, inside=False)


def test_without_a_flood_no_site_is_called_dry() -> None:
    calm = study(replace(paper_town.spec(), scenario=REFERENCE))
    water: pd.Series = screen_tables.sites_table(calm, site_spans(calm))[columns.HEADER["water"]]
    assert set(water) == {"aucune eau dans ce scénario"}


def test_sites_under_water_keep_their_reading(flooded: Study) -> None:
    hits = flooded.outcomes.comparison.sites
    wet = hits[[f"hit_{reading}" for reading in ("optimistic", "median", "pessimistic")]].any(axis=1)
    said = screen_tables.sites_table(flooded, site_spans(flooded))[columns.HEADER["water"]]
    assert (said.str.startswith("sous l’eau") == wet).all()


def test_a_site_that_no_road_comes_near_is_not_computed_and_never_out_of_reach() -> None:
    """« 0 % can come » and « 0 inhabitants » would be read as results."""
    town, far = paper_town.town(), paper_town.sites().index[0]
    sites = town.territory.sites
    moved = sites.set_geometry(sites.geometry.mask(sites.index == far, shapely.Point(0, 0)))
    inputs = Inputs(replace(town.territory, sites=moved), town.network)
    found = run_study(replace(paper_town.spec(), open_sites=(far,)), inputs=inputs)
    row = screen_tables.sites_table(found, site_spans(found)).loc[far]
    assert row[[columns.HEADER["minutes_reference"], columns.HEADER["reachable_percent"]]].isna().all()
    assert row[columns.HEADER["minutes_span"]] == row[columns.HEADER["reachable_span"]] == cautions.OFF_ROADS
    assert screen_tables.open_off_roads(found) == [sites["name"][far]]
    assert (
        tables(found)["lieux"].set_index("site_id").loc[far, ["reachable_share", "minutes_low"]].isna().all()
    )
    assert sheet_places.site_minutes(found, far) == cautions.OFF_ROADS


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (12.0, 12.2, "dans les trois lectures"),
        (12.0, 25.0, "entre 12\u202fmin et 25\u202fmin selon la lecture"),
        (12.0, float("inf"), "12\u202fmin ou non accessible selon la lecture"),
    ],
)
def test_the_band_of_a_route_says_when_a_reading_has_no_way(least: float, most: float, said: str) -> None:
    assert cautions.minutes_band(most, least) == said


def test_layers_have_french_names() -> None:
    assert columns.layer_name("basemap/water") == "Fond de carte : plans d’eau"
    assert columns.layer_name("structures/ehpad_2025") == "Structures : ehpad 2025"
    assert columns.layer_name("hazards/xynthia") == "Aléa : xynthia"
    assert columns.layer_name("communes") == "Communes"


def test_files_count_nothing_for_care_without_a_known_place(flooded: Study) -> None:
    out = tables(flooded)
    of = {name: out[name][out[name]["category"] == WITHOUT.value] for name in ("communes", "couverture")}
    assert len(of["communes"])
    assert of["communes"]["newly_isolated"].isna().all()
    assert not of["communes"]["moins_de_11"].any()
    assert of["couverture"]["median"].isna().all()
    summary = out["synthese"].set_index("category").loc[WITHOUT.value]
    assert summary["places"] == 0
    assert pd.isna(summary["newly_isolated_median"])


def test_the_plan_says_who_had_no_access_before() -> None:
    assert sheet_tables.already(0) == ""
    assert "jusqu’à 17\u202f216\u00a0habitants" in sheet_tables.already(17216)


def test_without_water_nobody_is_counted_in_the_water() -> None:
    calm = study(replace(paper_town.spec(), scenario=REFERENCE))
    said = {figure.label: figure for figure in figures.scenario_figures(calm)}
    for label in (pages.PEOPLE_HIT, pages.STRUCTURES_WET):
        assert (said[label].value, said[label].note) == ("–", "aucune eau dans ce scénario")


def test_paper_names_a_layer_as_a_person_would() -> None:
    named = {"network": "routes", "basemap/water": "fond de carte (plans d’eau)", "hazards/a_b": "aléa (a b)"}
    assert {layer: sheets.layer_words(layer) for layer in named} == named


def test_tables_of_care_give_the_band_of_what_the_readings_change() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.between("C3", "D3"), low=0.1, high=0.5))
    study = run_study(StudySpec(scenario=Scenario("crue", (Flood("eau"),))), inputs=inputs)
    care = screen_tables.care_table(study).set_index("Catégorie").T["Hôpitaux"]
    commune = screen_tables.communes_table(study, "hopital").set_index("Nom").T["Rive-Gauche"]
    pharmacy = screen_tables.structure_results_table(study, Category.PHARMACIE)

    assert care["Minutes pendant"] == "3,0 (2,5 à 3,0)"  # round by C2 or C4 when closed
    assert commune[["Minutes, optimiste", "Minutes, pessimiste"]].tolist() == [3.5, 5]
    assert commune["Fourchette (min)"] == "0,5 à 2,0"
    assert [str(name) for name in pharmacy.columns[-4:]] == [
        "Rattachés avant",
        "Rattachés, optimiste",
        "Rattachés, médiane",
        "Rattachés, pessimiste",
    ]


def test_a_band_of_counts_or_minutes_is_said_only_when_readings_differ() -> None:
    assert numbers.minutes_band(12, 12, 12) == "12\u202fmin"
    assert numbers.minutes_band(12, 12, float("inf")) == "12\u202fmin (12\u202fmin à non accessible)"


def test_a_figure_can_be_cut_before_its_unit_on_a_narrow_screen() -> None:
    shown = screen.cards([screen.Figure("À 20 min", numbers.people(55_785))])
    assert "55\u202f785 habitants" in shown
