"""Page *Lieux*: tick the open sites, see who can reach them."""

from dataclasses import replace
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from cpts_geo.answers.spans import site_spans
from cpts_geo.hazards.orders import ordered_sites
from cpts_geo.model.layers import NAME
from cpts_geo.model.vehicles import VEHICLES, wadings
from cpts_geo.render import figures, map_layers, map_results, screen_tables
from cpts_geo.render.escape import markdown_text
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.study import Study
from cpts_geo.ui import cache, seen, state, widgets
from cpts_geo.wording import cautions, columns, decisions, pages

NARROW: Final = 70
WIDTHS: Final = {NAME: 152, "water": 130, "minutes_span": 115}  # so that minutes are seen without scrolling


@st.fragment
def show() -> None:
    """Table of candidate sites with a box to tick, people within reach, map."""
    study = cache.study(state.current())
    widgets.header(pages.SITES_PAGE, study.territory)
    if study.territory.sites.empty:
        st.info(pages.NO_SITE)
        return
    above = st.container()
    left, right = st.columns([7, 5], gap="medium")
    with left:
        _tick(study)
    study = cache.study(state.current())
    with above:
        _coverage(study)
    with right:
        seen.show_map(study, _layers(study), "map-sites")
    if len(screen_tables.open_off_roads(study)) < len(study.spec.open_sites):
        st.header(pages.BY_THRESHOLD)
        widgets.table(screen_tables.site_coverage_table(study), "couverture_lieux")


def _tick(study: Study) -> None:
    st.header(pages.OPEN_SITES)
    shown = screen_tables.sites_table(study, _spans(study))
    ordered = ordered_sites(study.spec.scenario, study.zones)
    box, editor = columns.HEADER["open"], state.key(f"sites-{study.fingerprint[:12]}")
    st.data_editor(
        shown,
        hide_index=True,
        placeholder=pages.EMPTY,
        width="stretch",
        height=widgets.MAP_HEIGHT - 60,
        disabled=[str(name) for name in shown if name != box],
        column_config={
            **widgets.number_formats(shown),
            box: st.column_config.CheckboxColumn(box, pinned=True, width=NARROW),
            **{columns.HEADER[name]: _column(columns.HEADER[name], width) for name, width in WIDTHS.items()},
        },
        key=editor,
        on_change=_take_ticks,
        args=(editor, dict(zip(shown.index.astype(str), shown[box].astype(bool), strict=True)), set(ordered)),
    )
    if ordered:
        names = study.territory.sites[NAME].reindex(sorted(ordered)).dropna().astype(str).tolist()
        st.caption(markdown_text(decisions.held(names)))
    st.caption(f"{pages.EMPTY_MEANS} {cautions.span_note(wadings(VEHICLES[study.spec.vehicle]))}")
    widgets.csv_button(partial(cache.public_table, study.spec, "lieux"), "lieux")


def _column(title: str, width: int) -> Any:
    return st.column_config.TextColumn(title, width=width)


def _spans(study: Study) -> pd.DataFrame:
    """Spans of every site: which of them are ticked changes none."""
    asked = replace(study.spec, open_sites=())
    return cache.answer(asked, ("site spans",), lambda asked, baseline: site_spans(asked, baseline=baseline))


def _take_ticks(editor: str, ticked: dict[str, bool], ordered: set[str]) -> None:
    """Keep what the person ticked; a site that an order opens or closes is the order's, not theirs.

    Kept by the session with the editor of each scenario it has seen: it holds no study.
    """
    sites = list(ticked)
    box = columns.HEADER["open"]
    changes = st.session_state[editor]["edited_rows"].items()
    now = ticked | {sites[int(row)]: change[box] for row, change in changes if box in change}
    held = [site for site in state.current().open_sites if site in ordered]
    chosen = [site for site in sites if now[site] and site not in ordered]
    state.keep(replace(state.current(), open_sites=(*chosen, *held)))


def _coverage(study: Study) -> None:
    st.header(pages.SITE_COVERAGE)
    if not study.spec.open_sites:
        st.markdown(pages.NO_OPEN_SITE)
        return
    apart = screen_tables.open_off_roads(study)
    if apart:
        st.warning(markdown_text(cautions.sites_off_roads(apart, study.spec.snap_limit_m)))
    if len(apart) < len(study.spec.open_sites):
        widgets.cards(figures.site_figures(study))


def _layers(study: Study) -> list[MapLayer]:
    territory, mark = study.territory, study.fingerprint
    causes = study.outcomes.readings[study.spec.scenario.reading].sites_by
    return [
        widgets.communes_layer(territory),
        *widgets.zone_layers(study),
        cache.layer((mark, "roads"), lambda: map_results.roads_layer(study)),
        cache.layer(
            (mark, "sites"), lambda: map_layers.sites_layer(territory.sites, study.spec.open_sites, causes)
        ),
    ]
