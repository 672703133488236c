"""The local index as the page shows it."""

import json

import toy
from cpts_geo.answers.competition import local_index
from cpts_geo.hazards import Closure
from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import Scenario
from cpts_geo.render.competition_view import index_figures, index_layer, index_table
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_study

STUDY = run_study(StudySpec(scenario=Scenario("pont", (Closure(roads=("D14",)),))), inputs=toy.inputs())
FOUND = local_index(STUDY, Category.HOPITAL)


def test_rates_are_for_ten_thousand_inhabitants_least_served_first() -> None:
    table = index_table(FOUND)

    assert table["Commune"].tolist() == ["Rive-Gauche", "Rive-Droite"]
    assert table["Normal"].tolist() == [6.25, 6.25]  # one hospital, 1,600 people, all within 10 minutes
    assert table["Médiane"].tolist() == [0, 12.5]


def test_figures_say_who_has_nothing_left() -> None:
    mean, halved, without = index_figures(STUDY, FOUND)

    assert (mean.value, mean.note) == ("6,2", "hôpitaux pour 10\u202f000\u00a0habitants")
    assert (halved.value, without.value) == ("800", "800")
    assert without.alarming


def test_the_map_tells_a_commune_with_nothing_from_one_with_little() -> None:
    features = json.loads(index_layer(STUDY, FOUND, "median").data)["features"]

    assert [feature["properties"]["s"] for feature in features] == [4, 3]
