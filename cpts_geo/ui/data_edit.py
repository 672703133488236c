"""Section *Corriger ou ajouter*: one structure or site, its values and its place."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import streamlit as st

from cpts_geo.model.changes import Action, Cell, LonLat
from cpts_geo.model.errors import ConflictError, CptsGeoError
from cpts_geo.render import data_forms
from cpts_geo.render.data_forms import Form
from cpts_geo.render.escape import markdown_text
from cpts_geo.territory.local import Saved, add_row, delete_row, save_edit
from cpts_geo.ui import cache, person
from cpts_geo.wording import data_page as words
from cpts_geo.wording import errors, labels, problems

_SAID: Final = "edit-said"
_MET: Final = "edit-conflict"
_SEEN: Final = "edit-seen"
_ROUND: Final = "edit-round"


def show(folder: Path) -> None:
    """Choose a list and a row, change it, save it."""
    for level, text in st.session_state.pop(_SAID, ()):
        (st.success if level == "good" else st.warning)(markdown_text(text))
    if not person.name():
        st.caption(words.PERSON_FIRST)
    layer = st.radio(
        words.WHAT, list(words.EDITABLE), format_func=words.EDITABLE.__getitem__, horizontal=True
    )
    rows = data_forms.rows(cache.territory(folder), layer)
    chosen = st.selectbox(
        words.ROW, ["", *rows], format_func=lambda key: rows.get(key, words.NEW), key=f"edit-row-{layer}"
    )
    if _MET in st.session_state:
        _meanwhile(folder)
        return
    seen = _seen(folder, layer, chosen)
    typed = _fields(seen)
    if typed is not None:
        _save(folder, seen, *typed)
    if seen.feature_id and st.button(words.DELETE, icon=":material/delete:", disabled=not person.name()):
        _remove(folder, seen)


def _seen(folder: Path, layer: str, chosen: str) -> Form:
    """The row as it was when the person chose it: what is saved meanwhile must not slip under the form."""
    key = (str(folder), layer, chosen, st.session_state.get(_ROUND, 0))
    kept = st.session_state.get(_SEEN)
    if kept is None or kept[0] != key:
        kept = (key, data_forms.form(cache.territory(folder), layer, chosen))
        st.session_state[_SEEN] = kept
    found: Form = kept[1]
    return found


def _fields(seen: Form) -> tuple[Mapping[str, Cell], LonLat | None, str] | None:
    """The form; what was typed once « Enregistrer » is clicked."""
    version = f"{seen.layer}-{seen.feature_id}-{seen.version}-{st.session_state.get(_ROUND, 0)}"
    with st.form(f"edit-{version}"):
        name = st.text_input(words.NAME, value=seen.name, max_chars=120)
        left, middle, right = st.columns(3)
        category = left.selectbox(
            seen.kind_label,
            seen.kinds,
            index=seen.kinds.index(seen.kind) if seen.kind in seen.kinds else None,
            format_func=data_forms.word,
            placeholder=words.CHOOSE,
        )
        status = middle.selectbox(
            words.STATUS,
            seen.statuses,
            index=seen.statuses.index(seen.status) if seen.status in seen.statuses else None,
            format_func=labels.STATUS.__getitem__,
            placeholder=words.CHOOSE,
        )
        capacity = right.number_input(
            words.CAPACITY,
            value=seen.capacity,
            min_value=0.0,
            step=1.0,
            format="%.0f",
            placeholder=words.CAPACITY_HELP,
        )
        lon = left.number_input(words.LON, value=seen.lon, format="%.6f", step=0.0001)
        lat = middle.number_input(words.LAT, value=seen.lat, format="%.6f", step=0.0001)
        reason = st.text_input(words.REASON_NEEDED if seen.needs_reason else words.REASON, max_chars=200)
        off = not person.name()
        if not st.form_submit_button(words.SAVE, type="primary", disabled=off):
            return None
    typed = data_forms.changed(seen, name=name, kind=category, status=status, capacity=capacity)
    place = (lon, lat) if lon is not None and lat is not None and (lon, lat) != (seen.lon, seen.lat) else None
    return typed, place, reason


def _save(folder: Path, seen: Form, values: Mapping[str, Cell], lonlat: LonLat | None, reason: str) -> None:
    by = person.signed(reason)
    if seen.feature_id and not values and lonlat is None:
        st.warning(words.NOTHING_TYPED)
        return
    try:
        if not seen.feature_id:
            if lonlat is None:
                st.warning(words.PLACE_NEEDED)
                return
            saved = add_row(folder, seen.layer, values=values, lonlat=lonlat, by=by)
        else:
            saved = save_edit(
                folder, seen.layer, seen.feature_id, values=values, lonlat=lonlat, version=seen.version, by=by
            )
    except ConflictError as error:
        if error.kind != "changed_meanwhile":
            st.error(markdown_text(errors.explain(error)))
            return
        st.session_state[_MET] = (seen, values, lonlat, reason, error)
        st.rerun()
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    _told(saved)


def _told(saved: Saved | None) -> None:
    found = saved.problems if saved else ()
    st.session_state[_SAID] = (("good", words.SAVED), *(("bad", problems.sentence(p)) for p in found))
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.rerun()


def _meanwhile(folder: Path) -> None:
    """Someone saved the same row: both values, and the choice."""
    seen, values, lonlat, reason, error = st.session_state[_MET]
    now = error.current
    st.header(words.CONFLICT_TITLE)
    if now is not None:
        st.markdown(markdown_text(words.changed_meanwhile(now.author, now.time)))
    st.dataframe(data_forms.both(values, lonlat, now), hide_index=True)
    keep, drop = st.columns(2)
    gone = now is not None and now.action is Action.DELETE
    if keep.button(words.KEEP_TYPED, disabled=gone, width="stretch"):
        try:
            saved = save_edit(
                folder,
                seen.layer,
                seen.feature_id,
                values=values,
                lonlat=lonlat,
                version=now.version if now else 0,
                by=person.signed(reason),
            )
        except ConflictError as again:
            st.session_state[_MET] = (seen, values, lonlat, reason, again)
            st.rerun()
        del st.session_state[_MET]
        _told(saved)
    if drop.button(words.DROP_TYPED, width="stretch"):
        del st.session_state[_MET]
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        st.rerun()


def _remove(folder: Path, seen: Form) -> None:
    """Delete the row that was shown."""
    try:
        delete_row(folder, seen.layer, seen.feature_id, version=seen.version, by=person.signed())
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    _told(None)
