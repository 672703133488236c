"""Section *Modifications*: conflicts with a new import, local changes in force, journal and undo."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st

from cpts_geo.model.changes import Conflict, JournalLine
from cpts_geo.model.errors import CptsGeoError
from cpts_geo.model.territory import Territory
from cpts_geo.render import data_tables
from cpts_geo.render.escape import markdown_text
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.local import resolve, undo
from cpts_geo.ui import cache, person, widgets
from cpts_geo.wording import data_page as words
from cpts_geo.wording import errors

_SAID: Final = "changes-said"


def show(folder: Path) -> None:
    """What people changed, and what an import now says otherwise."""
    if st.session_state.pop(_SAID, False):
        st.success(words.SAVED)
    if not person.name():
        st.caption(words.PERSON_FIRST)
    territory = cache.territory(folder)
    names = data_tables.names(territory)
    st.header(words.CONFLICTS)
    if territory.conflicts:
        _conflicts(folder, territory.conflicts, names)
    else:
        st.markdown(words.NO_CONFLICT)
    st.header(words.LOCAL_CHANGES)
    _changes(territory, names)
    with open_workspace(folder) as workspace:
        lines = workspace.journal()
    if lines:
        st.header(words.JOURNAL)
        widgets.table(data_tables.journal(lines), "journal")
        _undo(folder, lines)


def _conflicts(folder: Path, found: Sequence[Conflict], names: dict[str, str]) -> None:
    widgets.table(data_tables.conflicts(found, names), "conflits")
    for number, conflict in enumerate(found):
        said, mine, theirs = st.columns([6, 3, 3], vertical_alignment="center")
        said.markdown(markdown_text(data_tables.conflict_line(conflict, names)))
        key = f"{conflict.layer}-{conflict.feature_id}-{conflict.column}-{number}"
        off = not person.name()
        if mine.button(words.KEEP_MINE, key=f"mine-{key}", disabled=off, width="stretch"):
            _settle(folder, conflict, keep_local=True)
        if theirs.button(words.TAKE_THEIRS, key=f"theirs-{key}", disabled=off, width="stretch"):
            _settle(folder, conflict, keep_local=False)


def _settle(folder: Path, conflict: Conflict, *, keep_local: bool) -> None:
    try:
        resolve(folder, conflict, keep_local=keep_local, by=person.signed())
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    _saved()


def _saved() -> None:
    st.session_state[_SAID] = True
    st.rerun()


def _changes(territory: Territory, names: dict[str, str]) -> None:
    if not territory.changes:
        st.markdown(words.NO_CHANGE)
        return
    widgets.table(data_tables.changes(territory.changes, names), "modifications")


def _undo(folder: Path, lines: Sequence[JournalLine]) -> None:
    undoable = [line for line in reversed(lines) if line.layer]
    if not undoable:
        return
    line = st.selectbox(
        words.UNDO_LINE, undoable, format_func=data_tables.journal_line, key=f"undo-{len(lines)}"
    )
    if st.button(words.UNDO, icon=":material/undo:", disabled=not person.name()):
        try:
            undo(folder, line.n, person.signed())
        except CptsGeoError as error:
            st.error(markdown_text(errors.explain(error)))
            return
        _saved()
