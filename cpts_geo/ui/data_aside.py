"""Section *Mis de côté*: rows set aside, corrected in place and read again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from cpts_geo.model.errors import CptsGeoError
from cpts_geo.render import data_tables
from cpts_geo.render.escape import markdown_text
from cpts_geo.territory.aside import AsideTable, aside_tables, retry
from cpts_geo.ui import data_proposals, person, widgets
from cpts_geo.wording import data_page as words
from cpts_geo.wording import errors

_SAID: Final = "aside-said"


def show(folder: Path) -> None:
    """One file at a time: its rows, their cause, their correction."""
    for level, text in st.session_state.pop(_SAID, ()):
        (st.success if level == "good" else st.warning)(markdown_text(text))
    data_proposals.show(folder)
    tables = [table for table in aside_tables(folder) if table.rows]
    if not tables:
        st.markdown(words.NOTHING_ASIDE)
        return
    by_file = {table.file: table for table in tables}
    file = st.selectbox(
        words.ASIDE_FILE,
        list(by_file),
        format_func=lambda name: f"{name} : {words.lines(len(by_file[name].rows))}",
        key="aside-file",
    )
    table = by_file.get(file or "", tables[0])
    frame = data_tables.aside(table)
    fixed = data_tables.aside_fixed()
    st.caption(words.ASIDE_HELP if table.editable else words.ASIDE_FIXED)
    editor = f"aside-{table.file}-{st.session_state.get('aside-round', 0)}"
    st.data_editor(
        frame,
        hide_index=True,
        width="stretch",
        disabled=fixed if table.editable else True,
        column_config={fixed[0]: st.column_config.NumberColumn(format="%d", pinned=True)},
        key=editor,
    )
    widgets.csv_button(frame, f"mis_de_cote_{table.path.stem}")
    if table.editable and st.button(words.RETRY, type="primary", disabled=not person.name()):
        _retry(folder, table, _typed(table, frame, st.session_state[editor]))
    if table.editable and not person.name():
        st.caption(words.PERSON_FIRST)


def _typed(table: AsideTable, frame: pd.DataFrame, edited: Mapping[str, Any]) -> dict[int, dict[str, str]]:
    """Line of the file to the cells that were changed."""
    changed = edited["edited_rows"]
    lines = {int(n): table.rows[int(n)].row for n in changed if int(n) < len(frame)}
    return {
        line: data_tables.aside_cells({k: "" if v is None else str(v) for k, v in changed[n].items()})
        for n, line in lines.items()
    }


def _retry(folder: Path, table: AsideTable, rows: Mapping[int, Mapping[str, str]]) -> None:
    if not rows:
        st.warning(words.NOT_CHANGED)
        return
    try:
        done = retry(folder, table.file, rows, person.signed())
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    good = [("good", words.rows_saved(len(done.saved)))] if done.saved else []
    bad = [("bad", said) for row in done.left for said in data_tables.causes(row)]
    st.session_state[_SAID] = (*good, *bad)
    st.session_state["aside-round"] = st.session_state.get("aside-round", 0) + 1
    st.rerun()
