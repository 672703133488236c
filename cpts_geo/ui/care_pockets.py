"""View *Isolated pockets* of *Accès aux soins*: who is there, what is left, what is missing."""

import streamlit as st

from cpts_geo.answers.pockets import PocketReport, describe_pockets
from cpts_geo.render import map_results, pockets_view
from cpts_geo.study import Study
from cpts_geo.ui import cache, widgets
from cpts_geo.wording import labels, pages, pockets


def show(study: Study) -> None:
    """Figures, numbered map and table."""
    report: PocketReport = cache.answer(
        study.spec, ("pockets",), lambda asked, baseline: describe_pockets(asked, baseline=baseline)
    )
    st.header(pockets.TITLE)
    widgets.cards(pockets_view.pockets_figures(study, report))
    if not report.pockets:
        st.info(pockets.NONE)
        return
    st.caption(pockets.NOTE.format(reading=labels.READING[study.spec.scenario.reading].lower()))
    mark = study.fingerprint
    ground, marks = (
        cache.layer((mark, "pockets", n), lambda n=n: pockets_view.pockets_layers(study, report)[n])  # type: ignore[misc]  # default of a lambda
        for n in range(2)
    )
    roads = cache.layer((mark, "roads"), lambda: map_results.roads_layer(study))
    layers = [*widgets.zone_layers(study), ground, roads, widgets.communes_layer(study.territory), marks]
    widgets.show_map(study.territory, layers, "map-pockets")
    if len(report.pockets) > pockets_view.NUMBERED:
        st.caption(pockets.NOT_ON_MAP.format(shown=pockets_view.NUMBERED))
    widgets.table(
        pockets_view.pockets_report_table(report),
        "poches",
        download=pockets_view.pockets_report_table(report, public=True),
    )
    said = pockets.HELIPADS_NOTE if report.helipads_known else pockets.HELIPADS_UNKNOWN
    st.caption(f"{said} {pages.HIDDEN_SMALL}")
