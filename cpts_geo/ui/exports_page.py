"""Page *Plans et exports*: prepare and download what is printed and what is sent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Literal

import streamlit as st

from cpts_geo.render import EXPORTERS, choices
from cpts_geo.study import Study
from cpts_geo.ui import cache, state, widgets
from cpts_geo.wording import files, pages

PDF: Final = "application/pdf"
PAPERS: Final[list[Literal["a4", "a3"]]] = ["a4", "a3"]
DATA_FORMATS: Final = ("prefecture", "geojson", "gpkg", "xlsx", "csv", "kml")


def show() -> None:
    """Printed plans, then data files, then the study itself."""
    study = cache.study(state.current())
    widgets.header(pages.EXPORTS_PAGE, study.territory)
    st.text_input(pages.AUTHOR, value=study.spec.author, key=state.key("author"), on_change=_change_author)
    st.caption(pages.EXPORT_NOTE)
    plans, data = st.columns(2, gap="large")
    with plans:
        st.header(pages.PLANS)
        _plans(study)
    with data:
        st.header(pages.FILES)
        for name in DATA_FORMATS:
            _data_file(name)
        st.download_button(
            pages.SAVE_STUDY,
            data=state.dated().to_toml(),
            file_name="study.toml",
            mime="application/toml",
            icon=":material/save:",
            on_click="ignore",
        )


def _change_author() -> None:
    state.keep(replace(state.current(), author=st.session_state[state.key("author")].strip()))


def _plans(study: Study) -> None:
    from cpts_geo.render import pdf

    paper = st.segmented_control(
        pages.PAPER, PAPERS, default="a4", format_func=str.upper, required=True, key="paper"
    )
    _offer(pages.TERRITORY_PLAN, f"plan_{paper}.pdf", PDF, lambda s: pdf.territory_plan(s, paper=paper))
    codes = choices.commune_codes(study.territory)
    code = st.selectbox(pages.COMMUNE, list(codes), format_func=codes.__getitem__, key="sheet-commune")
    if code is not None:
        _offer(pages.COMMUNE_SHEET, f"fiche_{code}.pdf", PDF, lambda s: pdf.commune_sheet(s, code))
        _offer(pages.BOOKLET, "carnet_communes.pdf", PDF, pdf.commune_booklet)


def _data_file(name: str) -> None:
    exporter = EXPORTERS[name]
    label = files.EXPORTER[exporter.label]
    _offer(label, f"{name}{exporter.extension}", exporter.media_type, exporter.write)


@st.fragment
def _offer(label: str, file_name: str, mime: str, write: Callable[[Study], bytes]) -> None:
    """A button that prepares a file, then one that downloads it."""
    said, button, ready = st.columns([6, 3, 4], vertical_alignment="center")
    said.markdown(f"**{label}**")
    spec = state.dated()
    slot = f"file-{file_name}"
    if button.button(pages.PREPARE, key=f"prepare-{file_name}", width="stretch"):
        with st.spinner(pages.PREPARING):
            st.session_state[slot] = (spec, write(cache.study(spec)))
    made_for, content = st.session_state.get(slot, (None, b""))
    if made_for == spec:
        ready.download_button(
            pages.DOWNLOAD,
            data=content,
            file_name=file_name,
            mime=mime,
            key=f"download-{file_name}",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
        )
