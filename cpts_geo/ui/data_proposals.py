"""Positions proposed from the address of structures set aside: seen on the map, then taken or not."""

from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from cpts_geo.model.errors import CptsGeoError
from cpts_geo.render import data_tables, map_data
from cpts_geo.render.escape import markdown_text
from cpts_geo.territory.geocode import Proposal, accept, read_proposals, reject
from cpts_geo.ui import cache, person, widgets
from cpts_geo.wording import data_page, errors, numbers
from cpts_geo.wording import proposals as words

_SAID: Final = "proposals-said"


def show(folder: Path) -> None:
    """One proposal at a time; nothing when none waits."""
    for level, text in st.session_state.pop(_SAID, ()):
        (st.success if level == "good" else st.warning)(markdown_text(text))
    waiting = read_proposals(folder)
    if not waiting:
        return
    st.header(words.TITLE)
    st.caption(words.HELP)
    by_row = {f"{p.file}/{p.row}": p for p in waiting}
    chosen = st.selectbox(
        words.CHOSEN,
        list(by_row),
        format_func=lambda key: words.label(by_row[key].name, by_row[key].label),
        key="proposal-chosen",
    )
    proposal = by_row.get(chosen or "", waiting[0])
    _settle(folder, proposal)
    left, right = st.columns(2, gap="medium")
    with left:
        widgets.table(_table(waiting), "positions_proposees")
    with right:
        territory = cache.territory(folder)
        layers = [widgets.communes_layer(territory), map_data.proposed_layer(proposal.lonlat, territory.crs)]
        widgets.show_map(territory, layers, "map-proposals")
    st.header(data_page.ASIDE)


def _table(waiting: tuple[Proposal, ...]) -> pd.DataFrame:
    rows = [(p.name, p.address, p.label, numbers.percent(p.score), words.TRUST[p.trust]) for p in waiting]
    return pd.DataFrame(rows, columns=list(words.HEADERS))


def _settle(folder: Path, proposal: Proposal) -> None:
    off = not person.name()
    if off:
        st.caption(data_page.PERSON_FIRST)
    yes, no, _ = st.columns(3)
    if yes.button(words.ACCEPT, type="primary", icon=":material/location_on:", disabled=off, width="stretch"):
        _accept(folder, proposal)
    if no.button(words.REJECT, disabled=off, width="stretch"):
        reject(folder, (proposal,))
        st.session_state[_SAID] = (("good", words.REJECTED),)
        st.rerun()


def _accept(folder: Path, proposal: Proposal) -> None:
    try:
        done = accept(folder, (proposal,), person.signed(proposal.label))
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    good = [("good", data_page.rows_saved(len(done.saved)))] if done.saved else []
    bad = [("bad", said) for row in done.left for said in data_tables.causes(row)]
    st.session_state[_SAID] = (*good, *bad)
    st.rerun()
