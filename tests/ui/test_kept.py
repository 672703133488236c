"""Choices outlive the pages that show them."""

import ast

import pytest
from streamlit.testing.v1 import AppTest

from cpts_geo.ui import kept
from paths import ROOT

TWO_PAGES = """
import streamlit as st
from cpts_geo.ui.kept import keep_choices
keep_choices()
if st.checkbox("page"):
    st.selectbox("choix", ["a", "b"], key="{key}")
"""


@pytest.mark.parametrize(
    ("key", "found"),
    [("route-from-kind", "b"), ("compare-4", "b"), ("index-state", "a"), ("route-vehicle", "a")],
)
def test_a_choice_is_found_again_unless_it_follows_the_scenario(key: str, found: str) -> None:
    app = AppTest.from_string(TWO_PAGES.format(key=key)).run()
    app.checkbox[0].check().run()
    app.selectbox[0].select("b").run()
    app.checkbox[0].uncheck().run()
    app.checkbox[0].check().run()
    assert app.selectbox[0].value == found


@pytest.mark.parametrize("key", ["compare-print", "compare-download", "route-sheet", "isochrone-forget"])
def test_buttons_are_never_held(key: str) -> None:
    assert not kept.CHOSEN.fullmatch(key)


def test_no_list_keeps_the_english_words_of_its_widget() -> None:
    """« Select all », « Choose options » and « You can only select up to 4 options » are Streamlit's own."""
    for path in sorted((ROOT / "cpts_geo" / "ui").glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "multiselect":
                given = {keyword.arg for keyword in call.keywords}
                assert {"placeholder", "select_all"} <= given, f"{path.name}:{call.lineno}"
                assert "max_selections" not in given, f"{path.name}:{call.lineno}"
