"""View *Uncertainty* of *Accès aux soins*, and its one line on *Scénario*."""

import time
from typing import Final

import streamlit as st

from cpts_geo.answers.uncertainty import Uncertainty, study_uncertainty
from cpts_geo.render.escape import markdown_text
from cpts_geo.render.uncertainty_view import grid_note, headline, numbers_table, turning_sentences
from cpts_geo.study import Study
from cpts_geo.ui import cache, widgets
from cpts_geo.wording import uncertainty

KEY: Final = ("uncertainty",)
FAILED: Final = "uncertainty-failed"
CALM_S: Final = 1.0


def show(study: Study) -> None:
    """The band of each number, then the conclusions that change inside it."""
    found = _found(study)
    st.header(uncertainty.TITLE)
    st.markdown(markdown_text(headline(found)))
    sentences = turning_sentences(found)
    if sentences:  # else the first line has said so
        st.subheader(uncertainty.CONCLUSIONS)
    for sentence in sentences:
        st.markdown(f"- {markdown_text(sentence)}")
    st.subheader(uncertainty.NUMBERS)
    widgets.table(numbers_table(found), "incertitude", download=numbers_table(found, public=True))
    st.caption(grid_note(found))


def line(study: Study) -> None:
    """The one line, of the study on the page; what is not known yet waits for a moment without clicks."""
    if not study.spec.scenario.hazards:
        return
    if cache.answered(study.spec, KEY):
        st.caption(markdown_text(f"{headline(_found(study))} {uncertainty.SEE}"))
    elif st.session_state.get(FAILED) != study.fingerprint:
        st.caption(uncertainty.LATER)
        _later(study, time.monotonic())


@st.fragment(run_every=CALM_S)
def _later(study: Study, drawn: float) -> None:
    """Compute when the page has been left alone, then write the line; never twice after an error."""
    if time.monotonic() - drawn < 0.9 * CALM_S:  # being drawn, or a tick of the page before a click
        return
    try:
        _found(study)
    except Exception:
        st.session_state[FAILED] = study.fingerprint
        raise
    st.rerun(scope="app")  # ends the ticks too: the page then has its line


def _found(study: Study) -> Uncertainty:
    return cache.answer(study.spec, KEY, lambda asked, baseline: study_uncertainty(asked, baseline=baseline))
