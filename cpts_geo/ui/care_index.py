"""View *Local index of access* of *Accès aux soins*: a supply shared among those who can reach it."""

import streamlit as st

from cpts_geo.answers.competition import LocalIndex, local_index
from cpts_geo.answers.states import STATES
from cpts_geo.model.categories import Category
from cpts_geo.render import map_layers, map_results
from cpts_geo.render.competition_view import index_figures, index_layer, index_table
from cpts_geo.study import Study
from cpts_geo.ui import cache, seen, widgets
from cpts_geo.wording import competition, pages


def show(study: Study) -> None:
    """Figures, map and table of one category."""
    st.header(competition.TITLE)
    choose, on_map = st.columns(2)
    category = widgets.choose_care(choose, study, "index-category")
    state = on_map.selectbox(
        competition.CHOOSE_STATE,
        STATES,
        index=STATES.index(study.spec.scenario.reading.value),
        format_func=competition.STATE.__getitem__,
        key="index-state",
    )
    found = cache.answer(
        study.spec,
        ("index", category),
        lambda asked, baseline: local_index(asked, category, baseline=baseline),
    )
    widgets.cards(index_figures(study, found))
    if not found.totals.T["used"].any():
        st.info(competition.NOBODY)
        return
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _map(study, found, category, state)
    with right:
        st.subheader(pages.BY_COMMUNE)
        st.caption(competition.unit(found).capitalize())
        widgets.table(index_table(found), f"indice_local_{category}")
    st.caption(f"{competition.NOTE} {competition.counted(found)} {competition.RISES}")
    normal = found.totals[STATES[0]]
    st.caption(competition.at_the_edge(float(normal["used_outside"] / normal["used"])))


def _map(study: Study, found: LocalIndex, category: Category, state: str) -> None:
    mark, structures = study.fingerprint, study.territory.structures
    causes = study.outcomes.readings[study.spec.scenario.reading].structures_by
    layers = [
        cache.layer((mark, "index", category, state), lambda: index_layer(study, found, state)),
        cache.layer((mark, "roads"), lambda: map_results.roads_layer(study)),
        widgets.communes_layer(study.territory),
        cache.layer(
            (mark, "structures", category),
            lambda: map_layers.structures_layer(structures, (category,), causes),
        ),
    ]
    seen.show_map(study, layers, "map-index")
