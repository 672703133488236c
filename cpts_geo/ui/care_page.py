"""Page *Accès aux soins*: minutes and people, before and after, by category, commune and structure."""

from collections.abc import Callable
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from cpts_geo.model.categories import Category
from cpts_geo.render import choices, map_layers, map_results, off_road, screen_tables
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study
from cpts_geo.ui import (
    cache,
    care_ambulance,
    care_evolution,
    care_index,
    care_isochrones,
    care_people,
    care_pockets,
    care_recourse,
    care_reopen,
    care_uncertainty,
    care_vital,
    care_why,
    charts,
    hours,
    seen,
    state,
    widgets,
)
from cpts_geo.ui.kept import keep_choices
from cpts_geo.wording import cautions, pages


def show() -> None:
    """One row of views above, the chosen one below."""
    widgets.header(pages.CARE_PAGE, cache.inputs(state.current().folder).territory, by_hour=True)
    hours.control("care")
    study = cache.study(hours.of_page(state.current()))
    if not choices.known_care(study):
        _categories(study)
        st.info(cautions.NO_CARE)
        return
    view = st.segmented_control(
        pages.VIEW,
        list(VIEWS),
        default="care",
        format_func=pages.CARE_VIEW.__getitem__,
        required=True,
        label_visibility="collapsed",
        key="care-view",
    )
    VIEWS[view](study)


def _care(study: Study) -> None:
    _categories(study)
    _one_category(study)


def _categories(study: Study) -> None:
    st.header(pages.BY_CATEGORY)
    shown = cache.made((study.fingerprint, "care table"), lambda: screen_tables.care_table(study))
    widgets.table(shown, "synthese", download=partial(cache.public_table, study.spec, "synthese"))
    st.caption(f"{pages.EMPTY_MEANS} {pages.HIDDEN_SMALL}")
    widgets.unknown_care(study)
    _off_road(study)


def _off_road(study: Study) -> None:
    """What no road of the network is near: said, and listed."""
    for sentence in off_road.off_road_said(study):
        st.caption(sentence)
        with st.expander(cautions.OFF_ROAD_LIST):
            widgets.table(off_road.off_road_table(study), "hors_reseau")


@st.fragment
def _one_category(study: Study) -> None:
    keep_choices("care-category")
    choose, measure, scale = st.columns([4, 4, 4])
    category = widgets.choose_care(choose, study, "care-category")
    shown = widgets.one_of(measure, pages.SHOW, pages.MEASURE, "minutes")
    by = widgets.one_of(scale, pages.MAP_SCALE, pages.SCALE, "communes")
    left, right = st.columns([6, 5], gap="medium")
    with left:
        seen.show_map(study, _layers(study, category, lost=shown == "lost", by=by), "map-care")
    with right:
        st.subheader(pages.BY_THRESHOLD)
        mark = (study.fingerprint, category)
        coverage = cache.made((*mark, "coverage"), lambda: screen_tables.coverage_table(study, category))
        chart = cache.made((*mark, "chart"), lambda: charts.coverage_chart(study, category))
        st.vega_lite_chart(chart, width="stretch", theme=None)
        public = partial(_public, study.spec, "couverture", category)
        widgets.table(coverage, f"couverture_{category}", download=public)
    _details(study, category)


def _details(study: Study, category: Category) -> None:
    mark = (study.fingerprint, category)
    st.header(pages.BY_COMMUNE)
    widgets.table(
        cache.made((*mark, "communes table"), lambda: screen_tables.communes_table(study, category)),
        f"communes_{category}",
        download=partial(_public, study.spec, "communes", category),
    )
    st.header(pages.BY_STRUCTURE)
    widgets.table(
        cache.made((*mark, "places table"), lambda: screen_tables.structure_results_table(study, category)),
        f"structures_{category}",
        download=partial(_public_structures, study.spec, category),
    )


def _public(spec: StudySpec, name: str, category: Category) -> pd.DataFrame:
    return screen_tables.of_category(cache.public_table(spec, name), category)


def _public_structures(spec: StudySpec, category: Category) -> pd.DataFrame:
    table = cache.public_table(spec, "structures")
    members = screen_tables.members_of(cache.inputs(spec.folder).territory, category)
    return table[table["structure_id"].isin(members.index)]


def _layers(study: Study, category: Category, *, lost: bool, by: str) -> list[MapLayer]:
    mark, territory = study.fingerprint, study.territory
    coloured = cache.layer(
        (mark, by, category, lost), lambda: map_results.minutes_layer(study, category, lost=lost, by=by)
    )
    causes = study.outcomes.readings[study.spec.scenario.reading].structures_by
    return [
        coloured,
        cache.layer((mark, "roads"), lambda: map_results.roads_layer(study)),
        widgets.communes_layer(territory),
        cache.layer(
            (mark, "structures", category),
            lambda: map_layers.structures_layer(territory.structures, (category,), causes),
        ),
    ]


VIEWS: Final[dict[str, Callable[[Study], None]]] = {
    "care": _care,
    "people": care_people.show,
    "pockets": care_pockets.show,
    "recourse": care_recourse.show,
    "ambulance": care_ambulance.show,
    "index": care_index.show,
    "isochrones": care_isochrones.show,
    "why": care_why.show,
    "reopen": care_reopen.show,
    "evolution": care_evolution.show,
    "uncertainty": care_uncertainty.show,
    "vital": care_vital.show,
}
