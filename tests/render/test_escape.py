"""No text of a file can become code in a map."""

from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.render.escape import map_text, plain_text


@given(st.text())
def test_nothing_dangerous_survives(text: str) -> None:
    assert not set(map_text(text)) & set("<>`${}\\\"'")


@given(st.text())
def test_texts_stay_on_one_line_and_short(text: str) -> None:
    shown = plain_text(text, 50)
    assert len(shown) <= 50
    assert all(c >= " " for c in shown)


def test_ordinary_french_is_untouched() -> None:
    assert plain_text("Maison de santé des Îles – Œuvre n° 3") == "Maison de santé des Îles – Œuvre n° 3"


def test_template_literals_and_markup_become_entities() -> None:
    assert map_text("${alert(1)}<img onerror=`x`>") == (
        "&#36;&#123;alert(1)&#125;&lt;img onerror=&#96;x&#96;&gt;"
    )


def test_direction_overrides_are_dropped() -> None:
    assert plain_text("EHPAD\u202egnp.exe") == "EHPADgnp.exe"


def test_nothing_is_shown_for_nothing() -> None:
    assert plain_text(None) == ""
