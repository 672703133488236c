"""Why a care is lost and which roads are vital, as the page shows them."""

import dataclasses
import json

import toy
from cpts_geo.answers.vital import rank_vital_roads
from cpts_geo.answers.why import explain_loss
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.categories import Category
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.render.map_view import territory_bounds
from cpts_geo.render.vital_view import vital_layer, vital_table
from cpts_geo.render.why_view import cuts_table, steps_table, why_figures, why_layer
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_study

STUDY = run_study(StudySpec(scenario=Scenario("pont", (Closure(roads=("D14",)),))), inputs=toy.inputs())
WHY = explain_loss(STUDY, Category.HOPITAL, commune="99001")
VITAL = rank_vital_roads(STUDY)


def test_the_only_road_of_normal_times_is_named() -> None:
    lost, passages, ways, longer = why_figures(WHY, Reading.MEDIAN)

    assert (lost.value, lost.alarming) == ("800\u00a0habitants", True)
    assert (passages.value, passages.note) == ("1", "le plus petit nombre qui suffit à isoler")
    two = dataclasses.replace(WHY, passages=2)
    assert why_figures(two, Reading.MEDIAN)[1].note.endswith("isoler, sur 1 tronçon")  # that of the table
    assert (ways.value, ways.note, ways.alarming) == ("1\u00a0seule route", "par D14", True)
    assert longer.value == "0\u00a0habitant"


def test_what_cuts_says_in_which_readings_and_an_unknown_depth_is_empty() -> None:
    (row,) = cuts_table(STUDY, WHY).to_dict("records")

    assert (row["Route"], row["Longueur coupée (m)"], row["Coupée dans les lectures"]) == (
        "D14",
        1000,
        "les trois",
    )
    assert row["Hauteur d’eau (m)"] != row["Hauteur d’eau (m)"]  # NaN


def test_a_road_cut_at_the_top_of_its_class_only_is_said_so() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("D4"), low=0, high=0.9))
    study = run_study(StudySpec(scenario=Scenario("crue", (Flood("eau"),))), inputs=inputs)
    found = explain_loss(study, Category.PHARMACIE, commune="99002")

    assert set(cuts_table(study, found)["Coupée dans les lectures"]) == {"médiane, pessimiste"}
    assert found.lost == Band(0, 100, 100)


def test_a_public_table_of_steps_hides_ten_people() -> None:
    step = dataclasses.replace(WHY.steps[0], people=10, back=11)
    few = dataclasses.replace(WHY, steps=(step,))

    shown, public = (steps_table(few, public=hidden).iloc[0] for hidden in (False, True))

    assert (shown["Habitants qui en dépendent"], shown["Rendus après cette étape"]) == (10, 11)
    assert str(public["Habitants qui en dépendent"]) == "<NA>"
    assert public["Rendus après cette étape"] == 11


def test_the_map_shows_what_cuts_and_what_to_reopen() -> None:
    features = json.loads(why_layer(STUDY, WHY).data)["features"]

    assert [(f["properties"]["s"], f["properties"]["t"]) for f in features] == [(0, "D14"), (1, "D14")]


def test_a_map_may_open_on_one_commune() -> None:
    (south, west), (north, east) = territory_bounds(STUDY.territory, "99001")
    whole = territory_bounds(STUDY.territory)

    assert whole[0] == (south, west)
    assert east < whole[1][1]
    assert north <= whole[1][0]


def test_vital_roads_are_ranked_and_placed() -> None:
    table = vital_table(STUDY, VITAL)

    assert table["Rang"].tolist() == list(range(1, len(table) + 1))
    assert set(table["Commune"]) == {"Rive-Gauche", "Rive-Droite"}
    assert "D14" not in set(table["Route"])  # already cut
    assert "Perdraient un soin" not in table


def test_in_normal_times_there_is_no_band_and_small_counts_are_hidden() -> None:
    found = rank_vital_roads(STUDY, under_scenario=False)
    few = dataclasses.replace(found.roads[0], isolated=Band(7, 7, 7), by_category={"hopital": 7})
    table = vital_table(STUDY, dataclasses.replace(found, roads=(few,)), public=True)

    assert table["Perdraient un soin"].isna().all()
    assert table["Soins perdus (habitants)"].tolist() == ["Hôpitaux"]
    assert table["Ouvrage"].tolist() == ["pont"]


def test_the_map_of_vital_roads_tells_an_only_way() -> None:
    features = json.loads(vital_layer(STUDY, rank_vital_roads(STUDY, under_scenario=False)).data)["features"]

    assert features[0]["properties"]["t"] == "n°\u00a01 : D14"
    assert [f["properties"]["s"] for f in features] == [1] + [0] * (len(features) - 1)
