"""Expander *Library* of the page *Scénario*: save under a name, reopen, rename, delete, recompute."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import streamlit as st

from cpts_geo.answers.headline import figures_text
from cpts_geo.model.errors import CptsGeoError, StoreError
from cpts_geo.model.territory import Territory
from cpts_geo.render.compare_table import saved_figures
from cpts_geo.render.escape import markdown_text
from cpts_geo.study import Study
from cpts_geo.territory.scenarios import (
    Computed,
    SavedScenario,
    data_version,
    delete_scenario,
    list_scenarios,
    record_figures,
    rename_scenario,
    restore_scenario,
    save_scenario,
)
from cpts_geo.ui import cache, person, state, widgets
from cpts_geo.wording import errors
from cpts_geo.wording import library as words

_SAID: Final = "library-said"
_TAKEN: Final = "library-taken"
_DELETED: Final = "library-deleted"
_OPENED: Final = "library-opened"


def banner(territory: Territory) -> None:
    """Say that the data changed since the scenario that was reopened was computed."""
    opened = st.session_state.get(_OPENED)
    saved = next((one for one in list_scenarios(_folder()) if one.key == opened), None)
    if saved is not None and state.saved_spec(saved).scenario == state.current().scenario:
        _outdated(saved, territory, "banner")


def show(territory: Territory) -> None:
    """The library, closed until it is asked for."""
    with st.expander(words.TITLE, expanded=_SAID in st.session_state or _TAKEN in st.session_state):
        if st.session_state.pop(_SAID, False):
            st.success(words.SAVED)
        if not person.name():
            st.caption(words.PERSON_FIRST)
        _save()
        _undo()
        library = list_scenarios(_folder())
        if not library:
            st.markdown(words.EMPTY)
            return
        labels = [words.dated(one.name, one.row.author, one.computed.at) for one in library]
        chosen = st.selectbox(
            words.CHOOSE,
            range(len(library)),
            format_func=labels.__getitem__,
            key=f"library-{len(library)}-{max(one.row.time for one in library)}",
        )
        _one(library[chosen], territory)


def _folder() -> Path:
    return state.territory_folder()


def _save() -> None:
    name = st.text_input(words.NAME, placeholder=words.NAME_HELP, max_chars=80, key="library-name")
    if st.button(words.SAVE, icon=":material/save:", disabled=not person.name(), key="library-save"):
        _keep(name)
    proposed = st.session_state.get(_TAKEN)
    if proposed:
        told, free = proposed
        st.warning(markdown_text(told))
        if st.button(words.save_as(free), disabled=not person.name(), key="library-save-as"):
            _keep(free)


def _keep(name: str) -> None:
    by = person.signed()
    st.session_state.pop(_TAKEN, None)
    try:
        computed = _computed(cache.study(state.current()))
        saved = save_scenario(_folder(), name, state.dated().to_toml(), computed, by=by)
    except StoreError as error:
        if error.kind != "scenario_name_taken":
            st.error(markdown_text(errors.explain(error)))
            return
        st.session_state[_TAKEN] = (errors.explain(error), error.expected)
    else:
        st.session_state[_SAID], st.session_state[_OPENED] = True, saved.key
    st.rerun(scope="app")


def _computed(study: Study) -> Computed:
    version = data_version(study.territory.fingerprint)
    return Computed(figures_text(study), version, person.signed().time[:16])


def _undo() -> None:
    deleted = st.session_state.get(_DELETED)
    if deleted and st.button(words.UNDO, icon=":material/undo:", key="library-undo"):
        del st.session_state[_DELETED]
        _done(lambda: restore_scenario(_folder(), deleted, by=person.signed()))


def _one(saved: SavedScenario, territory: Territory) -> None:
    st.caption(markdown_text(words.signed(saved.row.author, saved.row.time)))
    _outdated(saved, territory, "list")
    st.markdown(words.OLD_FIGURES)
    widgets.table(
        saved_figures(saved.computed.figures),
        f"scenario_{saved.key}",
        download=saved_figures(saved.computed.figures, public=True),
    )
    off = not person.name()
    first, second, third = st.columns(3)
    if first.button(words.OPEN, icon=":material/folder_open:", key="library-open"):
        _open(saved)
    second.download_button(
        words.DOWNLOAD,
        data=saved.toml,
        file_name="study.toml",
        mime="application/toml",
        on_click="ignore",
        key="library-download",
    )
    if third.button(words.DELETE, icon=":material/delete:", disabled=off, key="library-delete"):
        _done(lambda: _delete(saved))
    name = st.text_input(words.NEW_NAME, value=saved.name, max_chars=80, key=f"library-rename-{saved.key}")
    if st.button(words.RENAME, disabled=off or name == saved.name, key="library-rename"):
        _done(lambda: rename_scenario(_folder(), saved, name, by=person.signed()))


def _delete(saved: SavedScenario) -> None:
    st.session_state[_DELETED] = delete_scenario(_folder(), saved, by=person.signed())


def _outdated(saved: SavedScenario, territory: Territory, place: str) -> None:
    now = data_version(territory.fingerprint)
    if saved.computed.data == now:
        return
    st.warning(markdown_text(words.outdated(saved.computed.data, saved.computed.at, now)))
    if st.button(
        words.RECOMPUTE,
        icon=":material/refresh:",
        disabled=not person.name(),
        key=f"library-recompute-{place}",
    ):
        _done(lambda: _recompute(saved))


def _recompute(saved: SavedScenario) -> None:
    study = cache.study(state.saved_spec(saved))
    record_figures(_folder(), saved, _computed(study), by=person.signed())


def _open(saved: SavedScenario) -> None:
    try:
        spec = state.saved_spec(saved)
        cache.study(spec)  # refuses a study that names what this territory does not have any more
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    st.session_state[_OPENED] = saved.key
    state.load(spec)
    st.rerun(scope="app")


def _done(act: Callable[[], Any]) -> None:
    """Do it and run the page again, or say why not."""
    try:
        act()
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    st.rerun(scope="app")
