"""The line of uncertainty of *Scénario*: after the answer, never of another study."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cpts_geo.answers.uncertainty import study_uncertainty
from cpts_geo.render.escape import markdown_text
from cpts_geo.render.uncertainty_view import headline
from cpts_geo.study import run_study
from cpts_geo.ui import care_uncertainty
from cpts_geo.wording import uncertainty

PAGE = """
import streamlit as st
from cpts_geo.ui import cache, care_uncertainty, scenario_page, state
scenario_page.show()
if st.session_state.pop("left alone", False):
    care_uncertainty._later.__wrapped__(cache.study(state.current()), 0.0)
"""


@pytest.fixture
def page(open_page: Callable[[str], AppTest]) -> AppTest:
    del open_page  # it points the server at the town
    return AppTest.from_string(PAGE, default_timeout=60).run()


def lines(app: AppTest) -> list[str]:
    said = (uncertainty.LATER, markdown_text(uncertainty.SEE))
    return [caption.value for caption in app.caption if caption.value.endswith(said)]


def expected(app: AppTest) -> str:
    found = study_uncertainty(run_study(app.session_state["spec"]))
    return markdown_text(f"{headline(found)} {uncertainty.SEE}")


def test_the_answer_comes_before_the_line_and_the_line_is_of_the_study_shown(page: AppTest) -> None:
    assert not lines(page)
    shown = []
    for flood in ("crue_04fai", "crue_02moy"):
        page.select_slider[0].set_value(flood).run()
        assert lines(page) == [uncertainty.LATER]
        page.session_state["left alone"] = True
        page.run()
        assert lines(page.run()) == [expected(page)]
        shown += lines(page)
    assert shown[0] != shown[1]


def test_a_line_that_failed_is_not_asked_again(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def broken(*args: object, **kwargs: object) -> None:
        asked.append((args, kwargs))
        raise ArithmeticError

    monkeypatch.setattr(care_uncertainty, "study_uncertainty", broken)
    page.select_slider[0].set_value("crue_04fai").run()
    page.session_state["left alone"] = True
    page.run()
    assert len(asked) == 1
    assert not lines(page.run())
