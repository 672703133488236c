"""Page *Données*: bring files in, treat what is wrong, see what was changed and where data come from."""

from pathlib import Path

import streamlit as st

from cpts_geo.model.errors import StoreError
from cpts_geo.render import data_tables, screen
from cpts_geo.render.escape import markdown_text
from cpts_geo.store.recovery import LIFTED
from cpts_geo.territory.folder import is_territory
from cpts_geo.ui import (
    cache,
    data_aside,
    data_changes,
    data_edit,
    data_findings,
    data_import,
    data_restore,
    person,
    state,
    widgets,
)
from cpts_geo.wording import data_page as words
from cpts_geo.wording import findings


def show() -> None:
    """One section at a time."""
    folder = state.territory_folder()
    if not is_territory(folder):
        st.html(screen.page_css())
        st.title(words.PAGE)
        st.info(words.NO_TERRITORY)
        person.ask()
        data_import.show(folder)
        return
    try:
        territory = cache.territory(folder)
    except StoreError as error:
        if error.kind not in LIFTED:
            raise
        data_restore.show(folder, error)
        return
    widgets.header(words.PAGE, territory)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with right:
        person.ask()
    with left:
        data_restore.said()
        section = st.segmented_control(
            words.SECTION, list(SECTIONS), default=words.IMPORT, required=True, key="data-section"
        )
    SECTIONS[section or words.IMPORT](folder)


def _sources(folder: Path) -> None:
    origins = cache.territory(folder).sources
    if not origins:
        st.markdown(words.NO_SOURCE)
        return
    for finding in data_tables.stale(cache.findings(folder)):
        st.warning(markdown_text(findings.line((finding,))))
    widgets.table(data_tables.sources(origins), "provenance")
    st.caption(words.FINGERPRINT_MEANS)


SECTIONS = {
    words.IMPORT: data_import.show,
    words.LOOK: data_findings.show,
    words.ASIDE: data_aside.show,
    words.CHANGES: data_changes.show,
    words.EDIT: data_edit.show,
    words.SOURCES: _sources,
}
