"""View *Uncertainty* of *Accès aux soins*, and its one line on *Scénario*."""

import streamlit as st

from cpts_geo.answers.uncertainty import Uncertainty, study_uncertainty
from cpts_geo.render.escape import markdown_text
from cpts_geo.render.uncertainty_view import grid_note, headline, numbers_table, turning_sentences
from cpts_geo.study import Study
from cpts_geo.ui import cache, widgets
from cpts_geo.wording import uncertainty


def show(study: Study) -> None:
    """The band of each number, then the conclusions that change inside it."""
    found = _found(study)
    st.header(uncertainty.TITLE)
    st.markdown(markdown_text(headline(found)))
    st.subheader(uncertainty.CONCLUSIONS)
    sentences = turning_sentences(found)
    for sentence in sentences:
        st.markdown(f"- {markdown_text(sentence)}")
    if not sentences:
        st.markdown(uncertainty.NO_TURNING)
    st.subheader(uncertainty.NUMBERS)
    widgets.table(numbers_table(found), "incertitude", download=numbers_table(found, public=True))
    st.caption(grid_note(found))


def line(study: Study) -> None:
    """The one line."""
    if study.spec.scenario.hazards:
        st.caption(markdown_text(f"{headline(_found(study))} {uncertainty.SEE}"))


def _found(study: Study) -> Uncertainty:
    return cache.answer(
        study.spec, ("uncertainty",), lambda asked, baseline: study_uncertainty(asked, baseline=baseline)
    )
