"""View *Single recourses* of *Accès aux soins*: second and third nearest places, what if one closes."""

import streamlit as st

from cpts_geo.answers.recourse import Recourse, find_recourse
from cpts_geo.model.categories import Category
from cpts_geo.render import map_layers, map_results, recourse_view
from cpts_geo.render.losses_view import limits
from cpts_geo.study import Study
from cpts_geo.ui import cache, seen, widgets
from cpts_geo.wording import pages, people, recourse

DEFAULT_MIN = 30.0


def show(study: Study) -> None:
    """Figures, map and tables of one category within a time."""
    found: Recourse = cache.answer(
        study.spec, ("recourse",), lambda asked, baseline: find_recourse(asked, baseline=baseline)
    )
    st.header(recourse.TITLE)
    choose, limit = st.columns(2)
    category = widgets.choose_care(choose, study, "recourse-category")
    offered = limits(study)
    within_min = limit.selectbox(
        people.THRESHOLD,
        offered,
        index=offered.index(DEFAULT_MIN) if DEFAULT_MIN in offered else 0,
        format_func=people.limit,
        key="recourse-limit",
    )
    widgets.cards(recourse_view.recourse_figures(study, found, category, within_min))
    st.caption(f"{recourse.NOTE.format(limit=people.limit(within_min))} {pages.HIDDEN_SMALL}")
    _map(study, found, category, within_min)
    _tables(study, found, category, within_min)


def _map(study: Study, found: Recourse, category: Category, within_min: float) -> None:
    mark, structures = study.fingerprint, study.territory.structures
    result = study.outcomes.readings[study.spec.scenario.reading]
    ranked = found.ranked[category.value][study.spec.scenario.reading.value]
    layers = [
        cache.layer(
            (mark, "recourse", category, within_min),
            lambda: recourse_view.recourse_layer(study, ranked, within_min),
        ),
        cache.layer((mark, "roads"), lambda: map_results.roads_layer(study)),
        widgets.communes_layer(study.territory),
        cache.layer(
            (mark, "structures", category),
            lambda: map_layers.structures_layer(structures, (category,), result.structures_by),
        ),
    ]
    seen.show_map(study, layers, "map-recourse")


def _tables(study: Study, found: Recourse, category: Category, within_min: float) -> None:
    st.header(recourse.BY_STRUCTURE)
    st.caption(recourse.BY_STRUCTURE_NOTE.format(limit=people.limit(within_min)))
    widgets.table(
        recourse_view.closing_table(study, found, category, within_min),
        f"si_ferme_{category}",
        download=recourse_view.closing_table(study, found, category, within_min, public=True),
    )
    st.header(pages.BY_COMMUNE)
    widgets.table(
        recourse_view.communes_table(study, found, category, within_min),
        f"recours_communes_{category}",
        download=recourse_view.communes_table(study, found, category, within_min, public=True),
    )
    st.header(recourse.BY_CARE)
    widgets.table(
        recourse_view.recourse_table(study, found, within_min),
        "recours",
        download=recourse_view.recourse_table(study, found, within_min, public=True),
    )
    st.caption(recourse.MARGIN_EMPTY)
