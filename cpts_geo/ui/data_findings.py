"""Section *À regarder*: what the data doctor found, on the map and in a table, repaired in one click."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st

from cpts_geo.model.errors import CptsGeoError
from cpts_geo.model.findings import Finding, Repair, Severity
from cpts_geo.render import data_tables, map_data
from cpts_geo.render.escape import markdown_text
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.geocode import read_proposals
from cpts_geo.territory.local import apply_repair
from cpts_geo.ui import cache, person, widgets
from cpts_geo.wording import answers, errors, findings, problems
from cpts_geo.wording import data_page as words

_SAID: Final = "findings-said"
MOST: Final = 1000  # shown at once; filters reach the others


def show(folder: Path) -> None:
    """Filters, map and table side by side, then one finding to settle."""
    for level, text in st.session_state.pop(_SAID, ()):
        (st.success if level == "good" else st.warning)(markdown_text(text))
    found = cache.findings(folder)
    st.markdown(findings.listed(found))
    if waiting := read_proposals(folder):
        st.markdown(answers.proposals_waiting(len(waiting)))
    shown = _filtered(found)
    if not shown:
        st.markdown(words.NOTHING_FOUND)
        return
    by_key = {finding.key: finding for finding in shown}
    key = st.selectbox(
        words.FINDING, list(by_key), format_func=lambda key: _label(by_key[key]), key="finding-chosen"
    )
    chosen = by_key.get(key or "", shown[0])
    _settle(folder, chosen)
    left, right = st.columns(2, gap="medium")
    with left:
        widgets.table(data_tables.findings(shown[:MOST]), "a_regarder", height=widgets.MAP_HEIGHT - 60)
    with right:
        _map(folder, shown, chosen)


def _filtered(found: Sequence[Finding]) -> list[Finding]:
    ranks = [rank for rank in Severity if any(f.severity is rank for f in found)]
    layers = sorted({data_tables.layer_word(finding.layer) for finding in found})
    left, middle, right = st.columns([3, 7, 3], vertical_alignment="bottom")
    severities = left.pills(
        words.SEVERITIES,
        ranks,
        selection_mode="multi",
        default=[rank for rank in ranks if rank is not Severity.INFORMATION] or ranks,
        format_func=findings.SEVERITY.__getitem__,
        key="finding-severity",
    )
    kept = middle.pills(
        words.LAYERS,
        layers,
        selection_mode="multi",
        default=layers,
        key="finding-layers",
    )
    seen = right.toggle(words.SHOW_SEEN, key="finding-seen")
    wanted = [f for f in found if f.severity in severities and (seen or not f.ticked)]
    return [f for f in wanted if data_tables.layer_word(f.layer) in kept]


def _label(finding: Finding) -> str:
    return f"{findings.SEVERITY[finding.severity]} : {findings.what((finding,))}"


def _settle(folder: Path, finding: Finding) -> None:
    """What is wrong, what one click would do, and the box « seen »."""
    st.markdown(markdown_text(findings.line((finding,))))
    if not person.name():
        st.caption(words.PERSON_FIRST)
    off = not person.name()
    reason = st.text_input(words.REASON, max_chars=200, key=f"why-{finding.key}")
    buttons = st.columns(max(3, len(finding.repairs) + 1))
    for number, (repair, column) in enumerate(zip(finding.repairs, buttons, strict=False)):
        label = f"{words.REPAIR} : {findings.REPAIRS[repair.kind]}"
        if column.button(
            label,
            key=f"repair-{number}",
            type="secondary" if number else "primary",
            disabled=off,
            width="stretch",
        ):
            _repair(folder, repair, reason)
    if not finding.repairs:
        buttons[1].caption(words.NO_REPAIR)
    said = words.UNSEEN if finding.ticked else words.SEEN
    last = len(finding.repairs) or 0
    if buttons[last].button(said, key="tick", disabled=off, width="stretch"):
        _tick(folder, finding, reason)


def _repair(folder: Path, repair: Repair, reason: str) -> None:
    try:
        saved = apply_repair(folder, repair, person.signed(reason))
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    told = tuple(("bad", problems.sentence(problem)) for problem in saved.problems)
    st.session_state[_SAID] = (("good", f"{words.SAVED} {words.UNDO_THERE}"), *told)
    st.rerun()


def _tick(folder: Path, finding: Finding, reason: str) -> None:
    try:
        with open_workspace(folder, write=True) as workspace:
            (workspace.untick if finding.ticked else workspace.tick)(finding.key, person.signed(reason))
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    st.session_state[_SAID] = (("good", words.SAVED),)
    st.rerun()


def _map(folder: Path, shown: Sequence[Finding], chosen: Finding) -> None:
    territory = cache.territory(folder)
    placed = map_data.findings_layers(shown, chosen, territory.crs)
    if chosen.lonlat is None:
        st.caption(words.NO_PLACE)
    widgets.show_map(territory, [widgets.communes_layer(territory), *placed], "map-findings")
