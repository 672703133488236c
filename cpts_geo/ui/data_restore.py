"""A workspace that cannot be opened: its last copy, what would be lost, one button."""

from pathlib import Path
from typing import Final

import streamlit as st

from cpts_geo.model.errors import CptsGeoError, StoreError
from cpts_geo.render import data_tables, screen
from cpts_geo.render.escape import markdown_text
from cpts_geo.store.backups import Backup, backups
from cpts_geo.store.recovery import lost_lines, restore_last
from cpts_geo.ui import person, widgets
from cpts_geo.wording import data_page, errors
from cpts_geo.wording import proposals as words

_SAID: Final = "restore-said"


def said() -> None:
    """What was just done."""
    if text := st.session_state.pop(_SAID, ""):
        st.success(text)


def show(folder: Path, error: StoreError) -> None:
    """What is wrong, the copy, what it does not hold, and the button."""
    st.html(screen.page_css())
    st.title(data_page.PAGE)
    st.error(markdown_text(errors.explain(error)))
    copy = next(iter(backups(folder)), None)
    if copy is None:
        return
    st.header(words.RESTORE_TITLE)
    st.markdown(words.copy_of(copy.day, copy.lines))
    _lost(folder, copy)
    st.caption(words.RESTORE_HELP)
    person.ask()
    if not person.name():
        st.caption(data_page.PERSON_FIRST)
    if st.button(words.restore_button(copy.day), type="primary", disabled=not person.name()):
        _restore(folder)


def _lost(folder: Path, copy: Backup) -> None:
    lost = lost_lines(folder, copy)
    if lost:
        st.markdown(f"**{words.LOST}**")
        widgets.table(data_tables.journal(lost), "modifications_perdues")
    else:
        st.markdown(words.LOST_UNKNOWN if lost is None else words.NOTHING_LOST)


def _restore(folder: Path) -> None:
    try:
        copy = restore_last(folder, person.signed())
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    st.session_state[_SAID] = words.restored(copy.day)
    st.rerun()
