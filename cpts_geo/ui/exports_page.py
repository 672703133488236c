"""Page *Plans et exports*: what to print and what to send, by who will read it.

A new sheet is one ``_sheet`` line in the box of its readers, its words in ``wording.exports.DOCUMENT``.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cpts_geo.model.edition import Edition
from cpts_geo.render import EXPORTERS, choices
from cpts_geo.render.escape import markdown_text
from cpts_geo.study import Study
from cpts_geo.ui import cache, printed, state, widgets
from cpts_geo.wording import exports as words
from cpts_geo.wording import pages

PDF: Final = "application/pdf"
PAPERS: Final[list[Literal["a4", "a3"]]] = ["a4", "a3"]
FOR_ANALYSTS: Final = ("gpkg", "geojson", "xlsx", "csv", "kml")


def show() -> None:
    """Choices that hold for every document, then one box per kind of reader."""
    study = cache.study(state.current())
    widgets.header(pages.EXPORTS_PAGE, study.territory)
    edition, paper = _choices(study)
    left, right = st.columns(2, gap="large")
    with left:
        _for_mayors(study, edition)
        _for_crisis_cell(edition, paper)
    with right:
        _for_sites(study, edition)
        _for_authorities()
        _for_analysts()


def _choices(study: Study) -> tuple[Edition, Literal["a4", "a3"]]:
    who, what, size = st.columns([5, 4, 3], gap="medium")
    who.text_input(pages.AUTHOR, value=study.spec.author, key=state.key("author"), on_change=_change_author)
    edition: Edition = what.segmented_control(
        words.EDITION_CHOICE,
        list(Edition),
        default=Edition.PUBLIC,
        format_func=words.EDITION.__getitem__,
        required=True,
        help=words.EDITION_HELP,
        key="edition",
    )
    paper: Literal["a4", "a3"] = size.segmented_control(
        words.PLAN_PAPER, PAPERS, default="a4", format_func=str.upper, required=True, key="paper"
    )
    if edition is Edition.RESTRICTED:
        st.warning(words.RESTRICTED_WARNING)
    st.caption(pages.EXPORT_NOTE)
    return edition, paper


def _change_author() -> None:
    state.keep(replace(state.current(), author=state.said("author", state.current().author).strip()))


def _for_mayors(study: Study, edition: Edition) -> None:
    from cpts_geo.render import pdf

    codes = choices.commune_codes(study.territory)
    with _box("mayors"):
        if not codes:
            st.caption(words.NO_COMMUNE)
            return
        code = st.selectbox(pages.COMMUNE, list(codes), format_func=codes.__getitem__, key="sheet-commune")
        _sheet("commune", f"fiche_{code}", edition, lambda s: pdf.commune_sheet(s, code, edition=edition))
        _sheet("communes", "carnet_communes", edition, lambda s: pdf.commune_booklet(s, edition=edition))


def _for_sites(study: Study, edition: Edition) -> None:
    """Sheets of candidate sites; those of storage in the restricted edition only."""
    from cpts_geo.render import pdf

    sites = choices.sheet_sites(study.territory, edition)
    with _box("sites"):
        if not sites:
            st.caption(words.NO_SITE)
            return
        site = st.selectbox(words.SITE, list(sites), format_func=sites.__getitem__, key="sheet-site")
        _sheet("site", f"fiche_{site}", edition, lambda s: pdf.site_sheet(s, site, edition=edition))
        _sheet("site_book", "fiches_sites", edition, lambda s: pdf.site_sheets(s, edition=edition))


def _for_crisis_cell(edition: Edition, paper: Literal["a4", "a3"]) -> None:
    from cpts_geo.render import pdf

    with _box("cell"):
        _sheet(
            "territory",
            f"plan_{paper}",
            edition,
            lambda s: pdf.territory_plan(s, paper=paper, edition=edition),
        )
        _sheet(
            "scenario",
            f"scenario_{paper}",
            edition,
            lambda s: pdf.scenario_sheet(s, paper=paper, edition=edition),
        )
        _sheet("structures", "structures", edition, lambda s: pdf.structures_table(s, edition=edition))
        _sheet("sites", "registre_sites", edition, lambda s: pdf.sites_register(s, edition=edition))
        st.caption(words.ELSEWHERE)


def _for_authorities() -> None:
    with _box("authorities"):
        _file("prefecture")
        _study_file()


def _for_analysts() -> None:
    with _box("analysts"):
        for name in FOR_ANALYSTS:
            _file(name)


def _box(readers: str) -> DeltaGenerator:
    box = st.container(border=True)
    box.header(words.READERS[readers][0])
    box.caption(words.READERS[readers][1])
    return box


def _study_file() -> None:
    said, ready = st.columns([6, 6], vertical_alignment="center")
    _said(said, "study")
    ready.download_button(
        pages.SAVE_STUDY,
        data=state.dated().to_toml(),
        file_name="study.toml",
        mime="application/toml",
        icon=":material/save:",
        on_click="ignore",
        width="stretch",
    )


def _sheet(document: str, name: str, edition: Edition, write: Callable[[Study], bytes]) -> None:
    """A printed sheet; that of the restricted edition says so in its name."""
    suffix = words.RESTRICTED_SUFFIX if edition is Edition.RESTRICTED else ""
    _offer(document, (f"{name}{suffix}", ".pdf"), PDF, write)


def _file(name: str) -> None:
    exporter = EXPORTERS[name]
    _offer(name, (words.FILE_STEM[name], exporter.extension), exporter.media_type, exporter.write)


def _said(where: DeltaGenerator, document: str) -> None:
    title, purpose = words.DOCUMENT[document]
    where.markdown(f"**{markdown_text(title)}**  \n{markdown_text(purpose)}")


@st.fragment
def _offer(document: str, named: tuple[str, str], mime: str, write: Callable[[Study], bytes]) -> None:
    """What a document is for, a button that prepares it, then one that downloads it.

    ``named``: stem and extension of its file.
    """
    file_name = "".join(named)
    said, button, ready = st.columns([6, 3, 4], vertical_alignment="center")
    _said(said, document)
    spec = state.dated()
    slot = f"file-{file_name}"
    if button.button(pages.PREPARE, key=f"prepare-{file_name}", width="stretch"):
        st.session_state[slot] = (spec, printed.made(spec, (file_name,), write))
    made_for, content = st.session_state.get(slot, (None, b""))
    if made_for == spec:
        ready.download_button(
            pages.DOWNLOAD,
            data=content,
            file_name=state.file_name(*named),
            mime=mime,
            key=f"download-{file_name}",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
        )
