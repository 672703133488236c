"""Page *Comparer*: two to four scenarios of the library, or the current one, side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from cpts_geo.answers.compare import MOST, compare_studies
from cpts_geo.model.errors import CptsGeoError
from cpts_geo.render import compare_table as tables
from cpts_geo.render import figures
from cpts_geo.render.escape import markdown_text
from cpts_geo.render.small_map import small_frame, small_map
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study
from cpts_geo.territory.gauges import list_rules
from cpts_geo.territory.scenarios import list_scenarios
from cpts_geo.ui import cache, printed, state, widgets
from cpts_geo.wording import cautions, errors, library, pages, sheet_compare
from cpts_geo.wording import compare as words

CURRENT: Final = ""
PRINTED: Final = "compare-printed"


def show() -> None:
    """Choose, then sentences, figures, maps, communes."""
    territory = cache.inputs(state.current().folder).territory
    widgets.header(words.PAGE, territory)
    studies = _studies(_chosen())
    if len(studies) < 2:
        st.info(words.TOO_FEW)
        return
    if len({study.spec.vehicle for study in studies}) > 1:
        st.warning(words.VEHICLES_DIFFER)
    side = compare_studies(studies)
    st.header(words.SITUATION)
    care = figures.headline_care(studies[0])
    if not care:
        st.info(cautions.NO_CARE)
    for line in tables.sentences(side, tuple(care)):
        st.markdown(f"- {markdown_text(line)}")
    st.header(words.FIGURES)
    widgets.table(tables.figures_table(side), "comparaison", download=tables.public_figures(side))
    _maps(studies, side.names)
    _print(studies)
    st.header(words.BY_COMMUNE)
    if side.communes.empty:
        st.markdown(words.NO_LOSS)
        return
    widgets.table(
        tables.communes_table(side, territory),
        "comparaison_communes",
        download=tables.communes_table(side, territory, public=True),
    )


def _chosen() -> list[StudySpec]:
    """Specs of the scenarios ticked, their names those of the library."""
    folder = state.territory_folder()
    library = {saved.key: saved for saved in list_scenarios(folder)}
    if not library:
        st.info(words.EMPTY_LIBRARY)
    named = {CURRENT: words.CURRENT, **{key: saved.name for key, saved in library.items()}}
    keys = st.multiselect(
        words.CHOOSE,
        list(named),
        default=list(named)[:2],
        format_func=named.__getitem__,
        placeholder=pages.CHOOSE,
        select_all=False,
        key=f"compare-{len(named)}",
    )
    if len(keys) > MOST:
        st.warning(words.TOO_MANY)
    return [state.current() if key == CURRENT else state.saved_spec(library[key]) for key in keys[:MOST]]


def _studies(specs: Sequence[StudySpec]) -> list[Study]:
    """Studies of the specs; one that today's data cannot compute is told and left out."""
    found = []
    for spec in specs:
        try:
            found.append(cache.study(spec))
        except CptsGeoError as error:
            st.error(markdown_text(words.CANNOT_OPEN.format(name=spec.scenario.name)))
            st.error(markdown_text(errors.explain(error)))
    return found


def _print(studies: Sequence[Study]) -> None:
    """One sheet of the whole comparison, made when asked; the studies carry the date they are printed at."""
    from cpts_geo.render import pdf

    prints = tuple(study.fingerprint for study in studies)
    if st.button(sheet_compare.PREPARE, icon=":material/print:", key="compare-print"):
        st.session_state[PRINTED] = prints
    if st.session_state.get(PRINTED) != prints:
        return
    rules = tuple(_gauges())
    st.download_button(
        sheet_compare.PRINT,
        data=printed.together(
            _dated(studies), ("compare", *rules), lambda all_of: pdf.comparison_sheet(all_of, gauges=rules)
        ),
        file_name=sheet_compare.FILE_NAME,
        mime="application/pdf",
        key="compare-download",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
    )


def _dated(studies: Sequence[Study]) -> list[StudySpec]:
    """Specs with the date of the session's own: what is printed together is printed at one moment."""
    now = state.dated().date
    return [study.spec if study.spec.date else replace(study.spec, date=now) for study in studies]


def _gauges() -> Iterator[tuple[str, str, str]]:
    folder = state.territory_folder()
    names = {saved.key: saved.name for saved in list_scenarios(folder)}
    for rule in list_rules(folder):
        yield rule.station, library.upto(rule.level_m, rule.colour), names.get(rule.scenario, library.GONE)


def _maps(studies: Sequence[Study], names: Sequence[str]) -> None:
    st.header(words.MAPS)
    st.caption(words.MAPS_NOTE)
    frame = small_frame(studies[0].territory)
    columns = st.columns(len(studies) if len(studies) < MOST else 2)
    for position, (study, name) in enumerate(zip(studies, names, strict=True)):
        with columns[position % len(columns)]:
            st.markdown(f"**{markdown_text(words.titled(position, name))}**")
            st.image(small_map(study, frame), width="stretch")
