"""The hour of a scenario in time: one slider, kept from page to page, named wherever a figure stands."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cpts_geo.hazards import Flood
from cpts_geo.model.scenario import Scenario, Step
from cpts_geo.spec import StudySpec
from cpts_geo.ui import hours

Open = Callable[[str], AppTest]
STEPS = (Step(6.0), Step(9.0, (Flood("crue_04fai"),)), Step(30.5))


def opened(open_page: Open, page: str) -> AppTest:
    app = open_page(page)
    folder = app.session_state["spec"].folder
    app.session_state["spec"] = StudySpec(folder=folder, scenario=Scenario("marée, 3 étapes"), steps=STEPS)
    return app.run()


def texts(app: AppTest) -> str:
    blocks = [*app.caption, *app.markdown, *app.info, *app.warning]
    return "\n".join([block.value for block in blocks] + [block.proto.body for block in app.get("html")])


def slide(app: AppTest, position: int) -> AppTest:
    slider = next(slider for slider in app.select_slider if slider.label == "Heure")
    return slider.set_value(position).run()


@pytest.mark.parametrize("page", ["scenario_page", "care_page"])
def test_the_worst_of_the_episode_is_first_and_says_so(open_page: Open, page: str) -> None:
    app = opened(open_page, page)

    assert not app.exception
    assert "marée, 3 étapes, le pire de l’épisode" in texts(app)
    assert "comme touché en même temps" in texts(app)


@pytest.mark.parametrize("page", ["scenario_page", "care_page"])
def test_an_hour_is_named_in_the_banner_and_above_the_figures(open_page: Open, page: str) -> None:
    app = slide(opened(open_page, page), 1)

    assert not app.exception
    assert "marée, à J 09:00" in texts(app)
    assert "Chiffres et carte : J 09:00, jusqu’à J+1 06:30." in texts(app)
    assert "le pire de l’épisode" not in texts(app)
    assert app.session_state["spec"].steps == STEPS


def test_figures_are_those_of_the_hour(open_page: Open) -> None:
    app = opened(open_page, "scenario_page")
    worst = cards(app)
    dry = cards(slide(app, 0))
    wet = cards(slide(app, 1))

    assert dry != wet == worst


def cards(app: AppTest) -> str:
    return next(str(block.proto.body) for block in app.get("html") if "cpts-cards" in block.proto.body)


def test_the_hour_stays_when_a_road_is_closed_and_goes_with_the_steps(open_page: Open) -> None:
    app = slide(opened(open_page, "scenario_page"), 1)
    app.multiselect(key="roads-0").set_value(["D14"]).run()
    assert "D14 fermée, à J 09:00" in texts(app)
    assert app.session_state["spec"].scenario.name.endswith("D14 fermée, 3 étapes")

    next(button for button in app.button if button.label == "Retirer les étapes").click().run()
    assert not [slider for slider in app.select_slider if slider.label == "Heure"]


def test_files_of_an_hour_are_named_after_it(open_page: Open, downloads: dict[str, bytes]) -> None:
    app = opened(open_page, "care_page")
    assert "synthese_maree_3_etapes_pire_de_l_episode.csv" in downloads
    slide(app, 1)

    assert "synthese_maree_3_etapes_etape_2.csv" in downloads


def test_a_page_that_follows_no_hour_shows_the_whole_episode(open_page: Open) -> None:
    app = opened(open_page, "route_page")

    assert "le pire de l’épisode" in texts(app)
    assert hours.WORST == -1
