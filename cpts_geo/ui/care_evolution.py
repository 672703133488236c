"""View *In time* of *Accès aux soins*: curves of the figures, hours of cut and return."""

import streamlit as st

from cpts_geo.render import evolution_table as tables
from cpts_geo.study import Study
from cpts_geo.ui import cache, cache_answers, charts, state, widgets
from cpts_geo.wording import evolution as words


def show(study: Study) -> None:
    """A curve, then communes, roads and structures: of the whole episode, whatever hour the page shows."""
    if state.current().steps:
        study = cache.study(state.current())
    st.header(words.TITLE)
    if not study.spec.steps:
        st.info(words.NO_STEPS)
        return
    found = cache_answers.evolution(study.spec)
    names = tables.curve_names(found)
    chosen = st.selectbox(words.CURVE, list(names), format_func=names.__getitem__, key="evolution-curve")
    data = tables.curve_data(found, chosen)
    chart = charts.evolution_chart(data, names[chosen], tables.first_moment(found))
    st.vega_lite_chart(chart, width="stretch", theme=None)
    st.caption(words.NOTE)
    if found.edges.empty and found.structures.empty:
        st.info(words.NOTHING)
        return
    st.subheader(words.COMMUNES)
    st.caption(words.COMMUNES_NOTE)
    widgets.table(
        tables.communes_table(found, study.territory),
        "soins_par_heure",
        download=tables.communes_table(found, study.territory, public=True),
    )
    st.subheader(words.ROADS)
    widgets.table(tables.roads_table(found), "routes_par_heure")
    st.subheader(words.STRUCTURES)
    st.caption(words.STRUCTURES_NOTE)
    widgets.table(tables.structures_table(found, study.territory), "structures_par_heure")
