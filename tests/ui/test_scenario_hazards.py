"""Kinds of crisis and hazards without a layer, from the panel of the page *Scénario*."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cpts_geo.hazards import Closure, Flood, Perimeter, Storm, Supply, Traffic, Winter
from cpts_geo.hazards.templates import TEMPLATES
from cpts_geo.model.scenario import Scenario
from cpts_geo.spec import Drawing, StudySpec
from cpts_geo.wording import crisis
from cpts_geo.wording import hazard_controls as words

Open = Callable[[str], AppTest]


def hazards(app: AppTest) -> tuple[Any, ...]:
    scenario: Scenario = app.session_state["spec"].scenario
    return scenario.hazards


def named(widgets: Any, label: str) -> Any:
    return next(widget for widget in widgets if widget.label == label)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.key)
def test_a_kind_of_crisis_fills_the_scenario_and_says_what_is_left(open_page: Open, template: Any) -> None:
    app = open_page("scenario_page")
    named(app.selectbox, crisis.TITLE).set_value(template.key).run()

    assert not app.exception
    assert hazards(app) == template.hazards
    said = " ".join(block.value for block in (*app.markdown, *app.caption))
    assert crisis.MEANING[template.key] in said
    banner = " ".join(str(block.proto.body) for block in app.get("html"))
    assert words.BY_ASSUMPTION in banner  # never « aucun aléa »
    assert crisis.to_do(template) in said
    assert "capacité" in said or "vitesse" in said  # its figures are shown as assumptions


def test_every_kind_of_crisis_has_its_words() -> None:
    assert [t.key for t in TEMPLATES] == list(crisis.KIND) == list(crisis.MEANING)
    assert len(TEMPLATES) == 5


def test_each_switch_adds_its_hazard_and_takes_it_away(open_page: Open) -> None:
    app = open_page("scenario_page")
    for label, kind in ((words.SNOW, Winter), (words.STORM, Storm), (words.TRAFFIC, Traffic)):
        named(app.toggle, label).set_value(True).run()
        assert kind in {type(h) for h in hazards(app)}
        assert not app.exception
    named(app.number_input, words.STORM_BRIDGE).set_value(900).run()
    assert Storm(woods=False, bridge_m=900.0) in hazards(app)
    for label in (words.SNOW, words.STORM, words.TRAFFIC):
        named(app.toggle, label).set_value(False).run()
    assert hazards(app) == ()


def test_closing_a_structure_shows_it_among_the_places_hit(open_page: Open) -> None:
    app = open_page("scenario_page")
    named(app.multiselect, words.SUPPLY_CLOSED).set_value(["H"]).run()

    assert hazards(app) == (Supply(closed=("H",)),)
    assert not app.exception


STUDY = StudySpec(
    scenario=Scenario(
        "repris",
        (
            Flood("crue_02moy", law="factor"),
            Perimeter("dessin_1", inside=0.0),
            Closure(roads=("D14",)),
            Winter(first=0.1),
            Supply(closed=("P1",)),
            Supply(reduced=("H",), capacity=0.3),
        ),
    ),
    drawings=(Drawing("dessin_1", "perimeter", "POLYGON ((0 46, 0.1 46, 0.1 46.1, 0 46))"),),
)


def test_a_study_brought_back_keeps_what_the_controls_do_not_show(open_page: Open) -> None:
    app = open_page("scenario_page")
    folder = app.session_state["spec"].folder
    app.session_state["spec"] = StudySpec.from_toml(STUDY.to_toml(), folder)
    app.session_state["revision"] = 1  # as ``state.load`` does
    app.run()
    assert set(hazards(app)) == set(STUDY.scenario.hazards)

    named(app.toggle, words.STORM).set_value(True).run()
    assert set(hazards(app)) == {*STUDY.scenario.hazards, Storm(woods=False)}

    named(app.toggle, words.STORM).set_value(False).run()
    named(app.multiselect, "Fermer une route (numéro ou nom)").set_value([]).run()
    assert set(hazards(app)) == {*STUDY.scenario.hazards} - {Closure(roads=("D14",))}
