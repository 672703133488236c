"""Section *Importer*: drop files, read what they were taken for, then write."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cpts_geo.model.changes import ColumnMapping
from cpts_geo.model.errors import CptsGeoError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.render import data_tables
from cpts_geo.render.escape import markdown_text
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.importer import import_files
from cpts_geo.territory.report import ImportReport
from cpts_geo.ui import data_mapping, person, uploads, widgets
from cpts_geo.wording import data_page as words
from cpts_geo.wording import errors

POSITIONS: Final = ("swapped_axes", "projected_coordinates")
_ROUND: Final = "import-round"
_TRIED: Final = "import-tried"
_ANSWERS: Final = "import-answers"
_DONE: Final = "import-done"


@dataclass(frozen=True)
class Tried:
    """What an import of these files would do, or why it cannot be done."""

    key: tuple[Any, ...]
    reports: tuple[ImportReport, ...] = ()
    error: CptsGeoError | None = None


def show(folder: Path) -> None:
    """Drop, understand, confirm, import."""
    for said in st.session_state.pop(_DONE, ()):
        st.success(markdown_text(said))
    files = st.file_uploader(
        words.DROP, accept_multiple_files=True, key=f"import-files-{st.session_state.get(_ROUND, 0)}"
    )
    st.caption(words.DROP_HELP)
    if not files:
        st.session_state.pop(_TRIED, None)
        return
    batch = tuple(file.file_id for file in files)
    said = st.session_state.get(_ANSWERS)
    answers = said if said and said.batch == batch else data_mapping.Answers(batch)
    tried = _tried(folder, files, answers)
    if tried.error:
        asked = tried.error.kind in data_mapping.ASKED
        said = errors.explain(tried.error)
        st.error(markdown_text(words.say_below(said) if asked else said))
    else:
        _understood(folder, files, answers, tried.reports)
    _precise(folder, files, answers, tried)


def _tried(folder: Path, files: Sequence[UploadedFile], answers: data_mapping.Answers) -> Tried:
    key = (str(folder), answers.batch, repr(answers.options))
    last: Tried | None = st.session_state.get(_TRIED)
    if last is None or last.key != key:
        with st.spinner(words.READING), uploads.on_disk(files) as paths:
            try:
                last = Tried(key, tuple(import_files(folder, paths, answers.options, dry_run=True)))
            except CptsGeoError as error:
                last = Tried(key, error=error)
        st.session_state[_TRIED] = last
    return last


def _understood(
    folder: Path,
    files: Sequence[UploadedFile],
    answers: data_mapping.Answers,
    reports: tuple[ImportReport, ...],
) -> None:
    st.header(words.FOUND)
    for number, report in enumerate(reports):
        st.markdown(f"**{markdown_text(report.file)}** — {markdown_text(words.recognised(report))}")
        st.dataframe(data_tables.counts(report), hide_index=True, width="content")
        if report.problems:
            st.markdown(words.QUIRKS)
            widgets.table(data_tables.told(report.problems), f"import_{number + 1}")
    st.caption(words.NOTHING_WRITTEN)
    moved = [p for r in reports for p in r.problems if p.kind in POSITIONS and p.outcome is Outcome.FIXED]
    if _confirmed(moved) and st.button(words.DO_IMPORT, type="primary", icon=":material/upload_file:"):
        _import(folder, files, answers)


def _confirmed(moved: Sequence[Problem]) -> bool:
    if not moved:
        return True
    st.markdown(f"**{words.CONFIRM_TITLE}**")
    widgets.table(data_tables.told(moved), "positions")
    return st.checkbox(words.CONFIRM, key="import-confirm")


def _import(folder: Path, files: Sequence[UploadedFile], answers: data_mapping.Answers) -> None:
    with st.spinner(words.IMPORTING), uploads.on_disk(files) as paths:
        try:
            reports = import_files(folder, paths, answers.options)
            _remember(folder, answers)
        except CptsGeoError as error:
            st.error(markdown_text(errors.explain(error)))
            return
    st.session_state[_DONE] = tuple(f"{words.DONE} {words.done(report)}" for report in reports)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_TRIED, None)
    st.rerun()


def _remember(folder: Path, answers: data_mapping.Answers) -> None:
    options = answers.options
    if not (answers.signature and options.kind and person.name()):
        return
    kept = {target: header for target, header in options.mapping.items() if target != "layer"}
    with open_workspace(folder, write=True) as workspace:
        mapping = ColumnMapping(answers.signature, options.kind, kept, options.crs or "")
        workspace.remember(mapping, person.signed())


def _precise(
    folder: Path, files: Sequence[UploadedFile], answers: data_mapping.Answers, tried: Tried
) -> None:
    asked = tried.error is not None and tried.error.kind in data_mapping.ASKED
    if not st.toggle(words.MORE, value=asked, key=f"import-more-{asked}"):
        return
    chosen = data_mapping.ask(folder, files, answers, tried.error)
    if chosen is not None:
        st.session_state[_ANSWERS] = chosen
        st.rerun()
