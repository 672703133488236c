"""The library, the steps and the gauges of the page *Scénario*, and the page *Comparer*."""

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.changes import Signed
from cpts_geo.model.scenario import Scenario, Step
from cpts_geo.spec import StudySpec
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.gauges import add_rule
from cpts_geo.territory.local import save_edit
from cpts_geo.territory.scenarios import list_scenarios

Open = Callable[[str], AppTest]
ANNE = Signed("Anne", "2026-11-23T14:05:00+01:00")


def texts(app: AppTest) -> str:
    blocks = (*app.markdown, *app.info, *app.warning, *app.error, *app.success, *app.caption)
    return " ".join(str(block.value) for block in blocks).replace("\\", "")


def cells(app: AppTest) -> str:
    return " ".join(str(value) for frame in app.dataframe for value in frame.value.to_numpy().ravel())


def button(app: AppTest, label: str) -> None:
    next(b for b in app.button if b.label == label).click()
    app.run()
    assert not app.exception


def introduced(open_page: Open) -> AppTest:
    app = open_page("scenario_page")
    app.select_slider[0].set_value("crue_04fai").run()
    app.text_input(key="person-field").set_value("Anne").run()
    return app


def save(app: AppTest, name: str) -> None:
    app.text_input(key="library-name").set_value(name).run()
    button(app, "Enregistrer le scénario en cours")


def test_scn_18_the_same_name_twice_is_offered_with_a_date(open_page: Open, own: Path) -> None:
    app = introduced(open_page)
    save(app, "Crue 2026")
    save(app, "Crue 2026")
    assert "s’appelle déjà ainsi" in texts(app)
    assert len(list_scenarios(own)) == 1

    offered = next(b.label for b in app.button if b.label.startswith("Enregistrer sous"))
    button(app, offered)

    assert len({one.name for one in list_scenarios(own)}) == 2


def test_a_scenario_is_renamed_deleted_brought_back_and_reopened(open_page: Open, own: Path) -> None:
    app = introduced(open_page)
    save(app, "Crue")
    (saved,) = list_scenarios(own)
    app.text_input(key=f"library-rename-{saved.key}").set_value("Grande crue").run()
    button(app, "Renommer")
    button(app, "Supprimer")
    assert list_scenarios(own) == ()
    button(app, "Annuler la suppression")
    assert [one.name for one in list_scenarios(own)] == ["Grande crue"]

    app.select_slider[0].set_value("").run()
    button(app, "Ouvrir")

    spec = app.session_state["spec"]
    assert spec.scenario == Scenario("Grande crue", (Flood("crue_04fai"),))


def test_scn_06_data_changed_since_is_said_old_figures_stay_and_one_click_recomputes(
    open_page: Open, own: Path
) -> None:
    app = introduced(open_page)
    save(app, "Crue")
    (before,) = list_scenarios(own)
    assert "données ont changé" not in texts(app)
    save_edit(own, "structures", "P2", values={"status": "closed"}, version=0, by=ANNE)

    app.run()
    assert f"Calculé sur la version {before.computed.data} du" in texts(app)
    assert "Isolés de : Hôpital" in cells(app)
    button(app, "Recalculer sur les données d’aujourd’hui")

    assert "données ont changé" not in texts(app)
    (after,) = list_scenarios(own)
    assert after.computed.data != before.computed.data
    with open_workspace(own) as workspace:
        assert before.computed.data in workspace.journal()[-1].before


def test_a_level_between_two_lines_points_at_the_higher_scenario(open_page: Open, own: Path) -> None:
    app = introduced(open_page)
    save(app, "Petite crue")
    save(app, "Grande crue")
    keys = {one.name: one.key for one in list_scenarios(own)}
    add_rule(own, "Pont", keys["Petite crue"], level_m=3.0, by=ANNE)
    add_rule(own, "Pont", keys["Grande crue"], level_m=4.5, by=ANNE)

    app.run()
    app.number_input(key="gauges-read").set_value(3.1).run()
    assert "regardez le scénario « Grande crue »" in texts(app)
    app.number_input(key="gauges-read").set_value(4.6).run()
    assert "au-dessus de tout ce qui est connu" in texts(app)


def test_steps_show_their_hours_and_can_be_taken_away(open_page: Open, own: Path) -> None:
    del own
    app = open_page("scenario_page")
    rising = StudySpec(
        folder=app.session_state["spec"].folder, steps=(Step(0.0), Step(3.0, (Flood("crue_04fai"),)))
    )
    app.session_state["spec"] = rising
    app.run()
    assert "Scénario en 2 étapes" in texts(app)
    assert "3\u202fh\u202f00" in cells(app)

    button(app, "Retirer les étapes")

    assert app.session_state["spec"].steps == ()
    assert app.session_state["spec"].scenario.hazards == ()


def test_the_view_in_time_has_a_curve_and_hours(open_page: Open) -> None:
    app = open_page("care_page")
    steps = (Step(0.0), Step(3.0, (Flood("crue_04fai"),)), Step(9.0))
    app.session_state["spec"] = StudySpec(folder=app.session_state["spec"].folder, steps=steps)
    app.session_state["care-view"] = "evolution"
    app.run()

    assert not app.exception
    assert app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")
    assert "9\u202fh\u202f00" in cells(app)


def test_the_view_in_time_says_when_there_are_no_steps(open_page: Open) -> None:
    app = open_page("care_page")
    app.session_state["care-view"] = "evolution"
    app.run()

    assert "image fixe" in texts(app)


def test_a_trip_says_its_last_departure_in_the_pessimistic_reading(open_page: Open) -> None:
    app = open_page("route_page")
    steps = (Step(0.0), Step(3.0, (Closure(roads=("D14",)),)))
    app.session_state["spec"] = StudySpec(folder=app.session_state["spec"].folder, steps=steps)
    app.run()
    places = [box for box in app.selectbox if any("EHPAD" in option for option in box.options)]
    for box, wanted in zip(places, ("des Saules", "Hôpital du Pont"), strict=True):
        box.set_value(next(k for k, option in enumerate(box.options) if wanted in option)).run()

    assert "Dernier départ praticable : 2\u202fh\u202f56" in texts(app)  # four minutes to be past the bridge
    assert "à confirmer sur place" in texts(app)


def test_comparing_needs_two_scenarios(open_page: Open, own: Path) -> None:
    del own
    app = open_page("compare_page")

    assert not app.exception
    assert "Choisissez au moins deux scénarios" in texts(app)
    assert "bibliothèque est vide" in texts(app)


def test_a_saved_scenario_is_compared_with_the_current_one(open_page: Open, own: Path) -> None:
    save(introduced(open_page), "Grande crue")
    assert len(list_scenarios(own)) == 1

    app = open_page("compare_page")

    assert not app.exception
    assert "le scénario B isole" in texts(app)
    assert "A : situation normale" in texts(app)
    assert "B : Grande crue" in texts(app)
