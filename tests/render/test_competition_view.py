"""The local index as the page shows it."""

import dataclasses
import json

import toy
from cpts_geo.answers.competition import local_index
from cpts_geo.hazards import Closure
from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import Scenario
from cpts_geo.render.competition_view import index_figures, index_layer, index_table
from cpts_geo.render.screen_tables import categories_table
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, run_study
from cpts_geo.wording import competition

STUDY = run_study(StudySpec(scenario=Scenario("pont", (Closure(roads=("D14",)),))), inputs=toy.inputs())
FOUND = local_index(STUDY, Category.HOPITAL)


def test_rates_are_for_ten_thousand_inhabitants_least_served_first() -> None:
    table = index_table(FOUND)

    assert table["Commune"].tolist() == ["Rive-Gauche", "Rive-Droite"]
    assert table["Normal"].tolist() == [6.25, 6.25]  # one hospital, 1,600 people, all within 10 minutes
    assert table["Médiane"].tolist() == [0, 12.5]


def test_a_single_structure_and_places_are_said_in_french() -> None:
    places = dataclasses.replace(FOUND, unit="places", structures=9)
    assert competition.counted(places) == "Offre : places déclarées par les 9 structures."
    alone = dataclasses.replace(FOUND, unit="beds", structures=1)
    assert competition.counted(alone) == "Offre : lits déclarés par la seule structure."


def test_beds_of_a_hospital_are_not_those_of_its_emergency_department() -> None:
    inputs = toy.inputs()
    sized = inputs.territory.structures.assign(capacity_unit="beds")
    territory = dataclasses.replace(inputs.territory, structures=sized)
    study = run_study(StudySpec(), inputs=Inputs(territory, inputs.network))
    rows = categories_table(territory).set_index("Catégorie")

    assert local_index(study, Category.HOPITAL).unit == "beds"
    assert "ne donnent pas leur capacité" in competition.counted(local_index(study, Category.URGENCES))
    assert rows["Capacité"].isna()[["Hôpitaux", "Services d’urgences"]].tolist() == [False, True]


def test_figures_say_who_has_nothing_left() -> None:
    mean, halved, without = index_figures(STUDY, FOUND)

    assert (mean.value, mean.note) == ("6,2", "hôpitaux pour 10\u202f000\u00a0habitants")
    assert (halved.value, without.value) == ("800", "800")
    assert without.alarming


def test_the_map_tells_a_commune_with_nothing_from_one_with_little() -> None:
    features = json.loads(index_layer(STUDY, FOUND, "median").data)["features"]

    assert [feature["properties"]["s"] for feature in features] == [4, 3]
