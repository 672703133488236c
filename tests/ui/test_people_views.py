"""The views about people open, move with their widgets and say their assumptions."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cpts_geo.wording import ambulance, people, pockets, recourse

Open = Callable[[str], AppTest]


def view(open_page: Open, name: str) -> AppTest:
    app = open_page("care_page")
    app.segmented_control(key="care-view").set_value(name).run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("people", people.TITLE),
        ("pockets", pockets.TITLE),
        ("recourse", recourse.TITLE),
        ("ambulance", ambulance.TITLE),
    ],
)
def test_each_view_opens_in_normal_times(open_page: Open, name: str, title: str) -> None:
    assert title in [header.value for header in view(open_page, name).header]


def test_ages_nobody_knows_are_said_to_be_unknown(open_page: Open) -> None:
    assert people.AGES_UNKNOWN in [caption.value for caption in view(open_page, "people").caption]


def test_no_fire_station_is_said_and_another_choice_works(open_page: Open) -> None:
    app = view(open_page, "ambulance")
    assert [info.value for info in app.info] == [ambulance.NO_BASE]

    app.segmented_control(key="ambulance-bases").set_value("urgences").run()

    assert not app.exception
    assert not app.info


def test_another_time_changes_the_recourses(open_page: Open) -> None:
    app = view(open_page, "recourse")

    app.selectbox(key="recourse-limit").set_value(float("inf")).run()

    assert not app.exception
    assert any(people.ANY_TIME in caption.value for caption in app.caption)
