"""Clicks on the map of *Scénario* and the list that takes them back, on the town of ``toy``."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import toy
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.spec import StudySpec
from cpts_geo.ui.scenario_click import reach_m

CLICKED = """
import streamlit as st
from cpts_geo.ui import cache, person, scenario_click, scenario_page, state
if click := st.session_state.pop("click", None):
    scenario_click.take(cache.inputs(state.current().folder).territory, click)
scenario_page.show()
"""


@pytest.fixture
def page(open_page: Callable[[str], AppTest]) -> AppTest:
    del open_page  # it points the server at the town
    return AppTest.from_string(CLICKED, default_timeout=60).run()


def click(app: AppTest, start: str, end: str, *, at: int, aside_m: float = 5) -> AppTest:
    a, b = toy.at(start), toy.at(end)
    ((lon, lat),) = transform_points([((a.x + b.x) / 2 + aside_m, (a.y + b.y) / 2 + aside_m)], toy.CRS, WGS84)
    app.session_state["click"] = {"lng": lon, "lat": lat, "zoom": 15, "at": at}
    return app.run()


def spec_of(app: AppTest) -> StudySpec:
    spec: StudySpec = app.session_state["spec"]
    return spec


def banner(app: AppTest) -> str:
    return " ".join(str(block.proto.body) for block in app.get("html"))


def plain(text: str) -> str:
    return text.replace("\\", "").replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\xa0", " ")


def said(app: AppTest) -> str:
    return plain(" ".join(str(element.value) for kind in (app.info, app.warning) for element in kind))


def remove(app: AppTest) -> Any:
    return next(button for button in app.button if button.label == "Retirer")


def test_a_click_closes_the_bridge_and_the_list_takes_it_back(page: AppTest) -> None:
    click(page, "B3", "C3", at=1)
    assert "1 tronçon fermé à la main" in banner(page)
    assert "D14 (1,0 km)" in said(page)
    assert "D14" in page.dataframe[0].value["Route"].tolist()
    remove(page).click().run()
    assert spec_of(page).scenario.hazards == ()
    assert "situation normale" in banner(page)


def test_the_same_click_sent_again_changes_nothing_and_another_one_takes_it_back(page: AppTest) -> None:
    click(page, "B3", "C3", at=1)
    click(page, "B3", "C3", at=1)
    assert len(spec_of(page).scenario.hazards) == 1
    click(page, "B3", "C3", at=2)
    assert spec_of(page).scenario.hazards == ()


def test_a_flooded_road_is_opened_by_someone_who_gives_a_name_and_said_everywhere(page: AppTest) -> None:
    page.select_slider[0].set_value("crue_04fai").run()
    wet = next(r for r in page.dataframe[0].value["Route"] if "-" in r)
    start, end = wet.split("-")
    click(page, start, end, at=1)
    assert spec_of(page).scenario.reopened == ()
    assert "écrivez d’abord votre nom" in said(page)
    page.text_input[0].set_value("A. Martin").run()
    click(page, start, end, at=2)
    (mark,) = spec_of(page).scenario.reopened
    assert (mark.road, mark.by) == (wet, "A. Martin")
    assert "1 tronçon rouvert à la main" in banner(page)
    assert f"{wet}, vu ouvert par A. Martin" in said(page)


def test_a_click_on_nothing_says_so(page: AppTest) -> None:
    click(page, "A1", "B2", at=1)
    assert "Aucune route à cet endroit" in said(page)
    assert spec_of(page).scenario.hazards == ()


def test_clicks_do_nothing_when_asked_to_change_nothing(page: AppTest) -> None:
    mode: Any = next(group for group in page.get("button_group") if group.key == "click-mode")
    mode.set_value("none").run()
    click(page, "B3", "C3", at=1)
    assert spec_of(page).scenario.hazards == ()


def test_changing_the_flood_keeps_what_was_marked(page: AppTest) -> None:
    click(page, "B3", "C3", at=1)
    page.select_slider[0].set_value("crue_02moy").run()
    assert [hazard.name for hazard in spec_of(page).scenario.hazards] == ["flood", "closed_by_hand"]


def test_a_mark_whose_road_is_gone_is_said_and_can_be_removed(page: AppTest) -> None:
    text = '[[hazards]]\nkind = "closed_by_hand"\nedges = ["2.0,46.0/10.0"]\nroad = "D99"\n'
    page.session_state["spec"] = StudySpec.from_toml(text, spec_of(page).folder)
    page.run()
    assert "D99" in said(page)
    assert "introuvable dans les routes" in said(page)
    remove(page).click().run()
    assert spec_of(page).scenario.hazards == ()


def test_the_closer_the_look_the_nearer_the_road_must_be() -> None:
    assert reach_m(46, 18) == pytest.approx(5, abs=0.1)
    assert reach_m(46, 14) == pytest.approx(79.6, abs=0.1)  # 12 pixels
    assert reach_m(46, 8) == 400


def click_at(app: AppTest, node: str, *, at: int) -> AppTest:
    ((lon, lat),) = transform_points([(toy.at(node).x, toy.at(node).y)], toy.CRS, WGS84)
    app.session_state["click"] = {"lng": lon, "lat": lat, "zoom": 15, "at": at}
    return app.run()


def test_a_click_on_a_structure_closes_it_and_the_list_opens_it(page: AppTest) -> None:
    click_at(page, "D3", at=1)
    assert [hazard.name for hazard in spec_of(page).scenario.hazards] == ["supply"]
    assert "offre de soins réduite" in banner(page)
    assert "Hôpital du Pont : fermé à la main" in said(page)
    assert "1 600" in plain(banner(page))  # everyone loses the hospital
    remove(page).click().run()
    assert spec_of(page).scenario.hazards == ()


def test_a_click_on_a_candidate_site_opens_it_then_closes_it(page: AppTest) -> None:
    click_at(page, "A2", at=1)
    assert spec_of(page).open_sites == ("S1",)
    click_at(page, "A2", at=2)
    assert spec_of(page).open_sites == ()


def test_a_click_does_not_open_a_structure_that_is_under_water(page: AppTest) -> None:
    drawn = 'layer = "dessin_1"\n[[drawings]]\nlayer = "dessin_1"\nkind = "flood"\n'
    text = f'[[hazards]]\nkind = "flood"\n{drawn}'
    ((x, y),) = transform_points([(toy.at("D3").x, toy.at("D3").y)], toy.CRS, WGS84)
    box = ", ".join(
        f"{x + dx} {y + dy}" for dx, dy in ((-1e-3, -1e-3), (1e-3, -1e-3), (0, 1e-3), (-1e-3, -1e-3))
    )
    page.session_state["spec"] = StudySpec.from_toml(
        f'{text}wkt = "POLYGON (({box}))"\n', spec_of(page).folder
    )
    page.run()
    before = spec_of(page)
    click_at(page, "D3", at=1)
    assert spec_of(page).scenario.hazards == before.scenario.hazards
    assert "Un clic ne le rouvre pas" in said(page)
