"""Tables of the answers about people: what leaves the house hides small counts, the map tells the truth."""

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest

import toy
from cpts_geo.access.losses import ANY_TIME
from cpts_geo.answers.ambulance import Bases, find_ambulance_times
from cpts_geo.answers.losses import find_losses
from cpts_geo.answers.pockets import describe_pockets
from cpts_geo.answers.recourse import find_recourse
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import Scenario
from cpts_geo.render import ambulance_view, losses_view, pockets_view, recourse_view
from cpts_geo.render.losses_view import public_ages
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_study
from cpts_geo.wording import people, pockets
from frames import values


def study_of(*closed: str, few: int = 0) -> Study:
    """The town under closures; ``few`` people at A4 instead of a hundred, ages known everywhere."""
    inputs = toy.inputs()
    demand = inputs.territory.demand.assign(pop_75p=10.0)
    if few:
        demand.loc["A4", "population"] = few
    territory = dataclasses.replace(inputs.territory, demand=demand)
    spec = StudySpec(scenario=Scenario("essai", (Closure(roads=closed),) if closed else ()))
    return run_study(spec, inputs=Inputs(territory, inputs.network))


CUT = study_of("D14")
ALONE = study_of("A3-A4", "A4-B4", few=7)  # seven people cut from everything
H = Category.HOPITAL


def columns(table: pd.DataFrame, start: str) -> pd.DataFrame:
    return table[[name for name in table if str(name).startswith(start)]]


def test_the_age_table_gives_the_losers_of_each_band() -> None:
    table = losses_view.ages_table(find_losses(CUT), H, ANY_TIME)

    assert table.iloc[:, 0].tolist() == ["Moins de 75 ans", "75 ans et plus"]
    assert table["Perdent, médiane"].tolist() == [720, 80]


def test_public_losses_hide_seven_people_and_a_companion() -> None:
    found = find_losses(ALONE)

    shown = losses_view.losses_by_commune(ALONE, found, H, ANY_TIME)
    public = losses_view.losses_by_commune(ALONE, found, H, ANY_TIME, public=True)

    assert shown["Perdent, médiane"].tolist() == [7, 0]
    assert public["Perdent, médiane"].isna().tolist()[0]
    assert 7 not in public.select_dtypes("number").fillna(0).to_numpy()


@pytest.mark.parametrize("public", [False, True])
def test_squares_that_lose_nobody_are_not_listed(public: bool) -> None:  # noqa: FBT001 a parameter
    table = losses_view.squares_table(CUT, find_losses(CUT), H, ANY_TIME, public=public)

    assert 0 not in table["Perdent, médiane"].fillna(1).tolist()


@pytest.mark.parametrize("category", [Category.HOPITAL, Category.EHPAD])
def test_a_territory_without_ehpad_lists_none(category: Category) -> None:
    inputs = toy.inputs()
    others = inputs.territory.structures.query("category != 'ehpad'")
    bare = dataclasses.replace(inputs, territory=dataclasses.replace(inputs.territory, structures=others))
    study = run_study(StudySpec(), inputs=bare)

    table = losses_view.homes_table(study, find_losses(study), category)

    assert table.empty
    assert list(table) == list(people.HOME_HEADER.values())


def test_a_home_that_loses_everything_says_so() -> None:
    lonely = study_of("A1-A2", "A1-B1")
    table = losses_view.homes_table(lonely, find_losses(lonely), Category.PHARMACIE)

    assert table.loc[0, "EHPAD"] == "EHPAD des Saules"
    assert table.loc[0, "Soins perdus"] == people.all_lost(3)
    assert table.loc[1, "Soins perdus"] == people.NOTHING_LOST
    assert np.isnan(float(str(table.loc[0, "Minutes, médiane"])))


def test_care_that_nobody_told_of_is_not_said_to_have_been_out_of_reach() -> None:
    inputs = toy.inputs()
    homes = inputs.territory.structures.query("category == 'ehpad'")
    study = run_study(
        StudySpec(), inputs=Inputs(dataclasses.replace(inputs.territory, structures=homes), inputs.network)
    )
    table = losses_view.homes_table(study, find_losses(study), Category.EHPAD)

    assert set(table["Soins perdus"]) == {people.NO_OTHER_CARE}


def test_figures_of_losses_carry_their_band() -> None:
    figures = losses_view.losses_figures(CUT, find_losses(CUT), H, ANY_TIME)

    assert [figure.value for figure in figures] == ["800", "80", "0", "1"]
    assert figures[1].label == "Dont 75 ans et plus"
    assert all(figure.note for figure in figures)


def test_a_square_on_the_map_says_how_many_lose() -> None:
    layer = losses_view.squares_layer(CUT, find_losses(CUT), H, ANY_TIME)
    titles = [feature["properties"]["t"] for feature in json.loads(layer.data)["features"]]

    assert sum(int(title.split("\u00a0")[0]) for title in titles) == 800


def test_the_files_give_the_losers_by_age_and_hide_the_few() -> None:
    table = public_ages(CUT).set_index(["category", "band"])
    few = public_ages(ALONE)

    assert values(table, ("hopital", "75p"), "people", "lost_median", "median") == [160, 80, 80]
    assert few.loc[few["category"] == "hopital", "lost_median"].isna().tolist() == [False, True]


def test_a_pocket_is_numbered_on_the_map_as_in_the_table() -> None:
    report = describe_pockets(CUT)
    table = pockets_view.pockets_report_table(report)
    layer = pockets_view.numbers_layer(CUT, report)

    assert table["N°"].tolist() == [1]
    assert table["Où"].tolist() == ["Rive-Gauche"]
    assert table["Hélicoptère, aire de poser"].tolist() == [pockets.NOT_SAID]
    assert json.loads(layer.data)["features"][0]["properties"]["t"].startswith("1. Rive-Gauche")


def test_a_public_pocket_hides_seven_people_and_how_old_they_are() -> None:
    report = describe_pockets(ALONE)

    shown = pockets_view.pockets_report_table(report)
    public = pockets_view.pockets_report_table(report, public=True)

    assert shown["Habitants, médiane"].tolist() == [7]
    assert public["Habitants, médiane"].isna().all()
    assert public["Dont fragiles, médiane"].isna().all()


def test_the_frail_and_the_places_of_a_pocket_have_three_columns() -> None:
    table = pockets_view.pockets_report_table(describe_pockets(CUT))

    assert columns(table, "Dont fragiles").to_numpy().tolist() == [[80, 80, 80]]
    assert columns(table, "Places d’EHPAD").to_numpy().tolist() == [[60, 60, 60]]


def test_few_frail_people_of_a_large_pocket_are_hidden_alone() -> None:
    inputs = toy.inputs()
    inputs.territory.demand["pop_75p"] = 1.0
    spec = StudySpec(scenario=Scenario("essai", (Closure(roads=("D14",)),)))
    public = pockets_view.pockets_report_table(describe_pockets(run_study(spec, inputs=inputs)), public=True)

    assert public["Habitants, médiane"].tolist() == [800]
    assert columns(public, "Dont fragiles").isna().all(axis=None)


def test_figures_of_pockets_carry_the_band_of_the_frail_and_of_the_places() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("A1"), low=0, high=1))
    inputs.territory.demand["pop_75p"] = 20.0
    study = run_study(StudySpec(scenario=Scenario("essai", (Flood("eau"),))), inputs=inputs)

    shown = {f.label: (f.value, f.note) for f in pockets_view.pockets_figures(study, describe_pockets(study))}
    assert shown["Dont 75 ans et plus"] == ("20", "entre 0 et 20 selon la lecture")
    assert shown[pockets.HOMES] == ("60", "entre 0 et 60 selon la lecture, places déclarées")


def test_care_lost_everywhere_is_no_isolation_by_default() -> None:
    inputs = toy.inputs()
    closed = inputs.territory.structures.copy()
    closed.loc["H", "status"] = "closed"
    territory = dataclasses.replace(inputs.territory, structures=closed)
    study = run_study(StudySpec(), inputs=Inputs(territory, inputs.network))

    assert Category.PHARMACIE in pockets_view.still_given(study)
    assert describe_pockets(study, categories=pockets_view.still_given(study)).pockets == ()


def test_recourse_tables_and_what_they_hide() -> None:
    found = find_recourse(ALONE)

    closing = recourse_view.closing_table(ALONE, found, Category.PHARMACIE, ANY_TIME)
    communes = recourse_view.communes_table(ALONE, found, Category.PHARMACIE, ANY_TIME)
    public = recourse_view.communes_table(ALONE, found, Category.PHARMACIE, ANY_TIME, public=True)

    margin = recourse_view.recourse_figures(CUT, find_recourse(CUT), Category.PHARMACIE, ANY_TIME)[-1]
    assert margin.value == "pas de deuxième"
    assert margin.note == "dans les trois lectures, avant : 3\u202fmin"  # the normal minutes have no readings
    assert closing["Structure"].tolist() == ["Pharmacie de l'Île", "Pharmacie Neuve"]
    assert communes["Aucun, médiane"].max() == 7
    assert 7 not in public.select_dtypes("number").fillna(0).to_numpy()


def test_the_map_of_recourses_counts_places_within_the_time() -> None:
    ranked = find_recourse(CUT).ranked["pharmacie"]["median"]
    layer = recourse_view.recourse_layer(CUT, ranked, ANY_TIME)

    assert {feature["properties"]["t"] for feature in json.loads(layer.data)["features"]} == {"Une seule"}


def test_ambulance_tables_and_figures() -> None:
    found = find_ambulance_times(CUT, bases=Bases.EMERGENCY)

    figures = ambulance_view.ambulance_figures(CUT, found, 30)
    table = ambulance_view.ambulance_communes(CUT, found, 30)

    assert [figure.value for figure in figures] == ["1\u202f600", "800", "800", "800"]
    assert figures[-1].label == "Venue ou transport impossible"  # one leg is enough to be counted
    assert table["Commune"].tolist() == ["Rive-Gauche", "Rive-Droite"]
    assert table.iloc[:, -1].isna().tolist() == [True, False]  # nobody can be fetched on the left bank
    assert ambulance_view.times_table(CUT, found)["Médiane"].max() == 800
