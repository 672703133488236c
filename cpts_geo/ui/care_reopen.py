"""View *What to reopen first* of *Accès aux soins*: which closed stretches give people back their care."""

from collections.abc import Sequence

import streamlit as st

from cpts_geo.answers.reopen import Promise, ReopeningPlan
from cpts_geo.render.reopening_table import reopening_table
from cpts_geo.study import Study
from cpts_geo.ui import cache, widgets
from cpts_geo.wording import labels, reopening

PAIRS_SHOWN = 20


def show(study: Study) -> None:
    """Single stretches, then pairs."""
    plan = cache.reopening_plan(study.spec)
    st.header(reopening.TITLE)
    if not plan.stretches:
        st.info(reopening.NO_STRETCH)
        return
    st.caption(reopening.NOTE.format(reading=labels.READING[study.spec.scenario.reading].lower()))
    if plan.singles:
        _reopening(plan, plan.singles, "rouvrir")
    else:
        st.info(reopening.NOTHING)
    if plan.pairs:
        st.subheader(reopening.PAIRS)
        st.caption(reopening.PAIRS_NOTE)
        _reopening(plan, plan.pairs[:PAIRS_SHOWN], "rouvrir_ensemble")
    st.caption(reopening.ages_unknown(plan.ages_unknown, nobody=not plan.ages_known))
    st.caption(reopening.looked_at(plan.stretches, plan.untried))


def _reopening(plan: ReopeningPlan, promises: Sequence[Promise], name: str) -> None:
    shown, public = (
        reopening_table(promises, ages_known=plan.ages_known, public=public) for public in (False, True)
    )
    widgets.table(shown, name, download=public)
