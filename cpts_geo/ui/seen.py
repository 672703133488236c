"""« Print what I see »: the button of a map, then the choice of paper and of file."""

import hashlib
from collections.abc import Callable, Sequence
from math import ceil, floor
from typing import Any, Final

import streamlit as st

from cpts_geo.model.errors import CptsGeoError
from cpts_geo.render import EXPORTERS
from cpts_geo.render.escape import markdown_text
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.study import Study
from cpts_geo.ui import hours, printed, state, widgets
from cpts_geo.wording import errors, pages
from cpts_geo.wording import sheet_seen as words

PAPERS: Final = ("a4", "a3")
MEDIA: Final = {"pdf": EXPORTERS["pdf"].media_type, "png": "image/png", "svg": "image/svg+xml"}
_DECIMALS: Final = 5  # about a metre, outwards


def show_map(
    study: Study,
    layers: Sequence[MapLayer],
    key: str,
    *,
    returned: Sequence[str] = (),
    on_change: Callable[[], None] | None = None,
    commune: str = "",
) -> None:
    """A map that can be printed as it is; see ``widgets.show_map``."""
    widgets.show_map(
        study.territory,
        layers,
        key,
        returned=(*returned, "seen"),
        on_change=on_change,
        commune=commune,
    )
    _panel(layers, key)


def _panel(layers: Sequence[MapLayer], key: str) -> None:
    name = hashlib.sha256(b"".join(layer.data for layer in layers)).hexdigest()
    asked = _asked(key, name)
    if asked is None:
        return
    from cpts_geo.render import pdf

    with st.container(border=True):
        title, close = st.columns([8, 2], vertical_alignment="center")
        title.markdown(f"**{words.PRINT}**")
        close.button(words.CLOSE, key=f"{key}-print-close", on_click=_close, args=(key,))
        paper, form = _choices(key)
        st.caption(words.explained(form, paper))
        what = ("seen", name, asked, paper, form)
        _offer(what, lambda study: pdf.seen_map(study, layers, asked, paper=paper, form=form), f"{key}-print")


def _choices(key: str) -> tuple[Any, Any]:
    left, right = st.columns(2)
    paper = left.segmented_control(
        pages.PAPER, PAPERS, default="a4", format_func=str.upper, required=True, key=f"{key}-print-paper"
    )
    form = widgets.one_of(right, words.FORM, words.FORMS, "pdf", f"{key}-print-form")
    return paper, form


def _offer(what: tuple[Any, ...], write: Callable[[Study], bytes], key: str) -> None:
    form = what[-1]
    try:
        content = printed.made(hours.of_page(state.dated()), what, write)
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    st.download_button(
        words.DOWNLOAD,
        data=content,
        file_name=state.file_name(words.FILE_NAME, f".{form}", hours.file_mark(state.current())),
        mime=MEDIA[form],
        key=f"{key}-download",
        type="primary",
        icon=":material/print:",
        on_click="ignore",
    )


def _asked(key: str, name: str) -> tuple[float, float, float, float] | None:
    """Extent asked for: the map sends it once; it holds until it is closed or the layers change."""
    slot = f"{key}-printing"
    sent = (st.session_state.get(key) or {}).get("seen")
    last = st.session_state.get(slot)
    if sent and (last is None or sent["at"] != last["at"]):
        last = st.session_state[slot] = {"at": sent["at"], "extent": _outwards(sent["extent"]), "of": name}
    return last["extent"] if last and last["of"] == name else None


def _close(key: str) -> None:
    st.session_state[f"{key}-printing"] = {**st.session_state[f"{key}-printing"], "extent": None}


def _outwards(extent: Sequence[float]) -> tuple[float, float, float, float]:
    step = 10**_DECIMALS
    west, south = (floor(value * step) / step for value in extent[:2])
    east, north = (ceil(value * step) / step for value in extent[2:])
    return west, south, east, north
