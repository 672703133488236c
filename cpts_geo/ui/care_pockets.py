"""View *Isolated pockets* of *Accès aux soins*: who is there, what is left, what is missing."""

import streamlit as st

from cpts_geo.answers.pockets import PocketReport, describe_pockets
from cpts_geo.model.categories import Category
from cpts_geo.render import choices, map_results, pockets_view
from cpts_geo.study import Study
from cpts_geo.ui import cache, seen, widgets
from cpts_geo.wording import labels, pages, pockets


def show(study: Study) -> None:
    """Figures, numbered map and table."""
    st.header(pockets.TITLE)
    chosen = _care(study)
    if not chosen:
        st.info(pockets.NOTHING_CHOSEN)
        return
    report: PocketReport = cache.answer(
        study.spec,
        ("pockets", chosen),
        lambda asked, baseline: describe_pockets(asked, categories=chosen, baseline=baseline),
    )
    widgets.cards(pockets_view.pockets_figures(study, report))
    if not report.pockets:
        st.info(pockets.NONE)
        return
    st.caption(pockets.NOTE.format(reading=labels.READING[study.spec.scenario.reading].lower()))
    _map(study, report, chosen)
    if len(report.pockets) > pockets_view.NUMBERED:
        st.caption(pockets.NOT_ON_MAP.format(shown=pockets_view.NUMBERED))
    widgets.table(
        pockets_view.pockets_report_table(report),
        "poches",
        download=pockets_view.pockets_report_table(report, public=True),
    )
    said = pockets.HELIPADS_NOTE if report.helipads_known else pockets.HELIPADS_UNKNOWN
    st.caption(f"{said} {pages.HIDDEN_SMALL}")


def _care(study: Study) -> tuple[Category, ...]:
    """Care whose loss makes a pocket; what is lost everywhere is told and left out unless asked."""
    known, given = choices.known_care(study), pockets_view.still_given(study)
    chosen = st.multiselect(
        pockets.CARE,
        known,
        default=given,
        format_func=labels.CATEGORY_PLURAL.__getitem__,
        placeholder=pages.CHOOSE,
        select_all=False,
        key=f"pockets-care-{study.fingerprint[:12]}",
    )
    gone = [labels.CATEGORY_PLURAL[category] for category in known if category not in given]
    if gone:
        st.caption(pockets.lost_everywhere(", ".join(gone)))
    return tuple(chosen)


def _map(study: Study, report: PocketReport, chosen: tuple[Category, ...]) -> None:
    mark = study.fingerprint
    ground = cache.layer((mark, "pockets", chosen), lambda: pockets_view.ground_layer(study, report))
    marks = cache.layer((mark, "pocket-numbers", chosen), lambda: pockets_view.numbers_layer(study, report))
    roads = cache.layer((mark, "roads"), lambda: map_results.roads_layer(study))
    layers = [*widgets.zone_layers(study), ground, roads, widgets.communes_layer(study.territory), marks]
    seen.show_map(study, layers, "map-pockets")
