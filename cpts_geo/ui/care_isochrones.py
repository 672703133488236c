"""View *Isochrones* of *Accès aux soins*: who is within so many minutes of chosen places, and where."""

from functools import partial
from typing import Any, Final

import streamlit as st

from cpts_geo.answers.centres import Centres
from cpts_geo.answers.isochrones import LIMITS_MIN, Isochrones, isochrones
from cpts_geo.answers.states import STATES
from cpts_geo.model.errors import CptsGeoError
from cpts_geo.model.layers import POPULATION
from cpts_geo.render import choices, isochrone_view, map_results
from cpts_geo.render.escape import markdown_text
from cpts_geo.render.isochrone_files import MEDIA_TYPE, write_isochrones
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.study import Study
from cpts_geo.ui import cache, hours, seen, state, widgets
from cpts_geo.wording import errors, pages
from cpts_geo.wording import isochrones as words

MAP_KEY: Final = "map-isochrones"
POINTS: Final = "isochrone-points"


def show(study: Study) -> None:
    """Choices, then figures, map, tables and files."""
    st.header(words.TITLE)
    kind, centres = _centres(study)
    written, outward, shown = _options(study)
    if not centres:
        if kind == "points":  # what to do is said beside the choice
            _map(study, None, shown, kind)
        else:
            st.info(words.CHOOSE_FIRST)
        return
    try:
        found = _found(study, centres, written, outward=outward)
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    widgets.cards(isochrone_view.reach_figures(found, study.spec.scenario.reading))
    for sentence in isochrone_view.centres_said(study, found):
        st.markdown(markdown_text(sentence))
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _map(study, found, shown, kind)
    with right:
        _tables(found, shown)
    _communes(found, shown)
    agreement = found.agreement.T[shown]
    people = float(agreement[POPULATION]) or 1.0
    told = words.agreement(float(agreement["same"]) / people, float(agreement["on_closed_ground"]) / people)
    st.caption(f"{words.NOTE} {told}")
    _files(study, found)


def _found(study: Study, centres: Centres, written: str, *, outward: bool) -> Isochrones:
    limits = isochrone_view.read_limits(written)
    return cache.answer(
        study.spec,
        ("isochrones", centres, limits, outward),
        lambda asked, baseline: isochrones(asked, centres, limits, outward=outward, baseline=baseline),
    )


def _centres(study: Study) -> tuple[str, Centres]:
    choose, which = st.columns([4, 8])
    kind = choose.selectbox(
        words.AROUND, list(words.KIND), format_func=words.KIND.__getitem__, key="isochrone-kind"
    )
    with which:
        if kind == "category":
            return kind, widgets.choose_care(st, study, "isochrone-category")
        if kind == "places":
            names = choices.named_places(study.territory)
            return kind, tuple(
                st.multiselect(
                    words.PLACES,
                    list(names),
                    format_func=names.__getitem__,
                    placeholder=pages.CHOOSE,
                    select_all=False,
                    key=state.key("isochrone-places"),
                )
            )
        st.caption(words.CLICK)
        st.button(words.FORGET, on_click=_forget, key="isochrone-forget")
    return kind, tuple(st.session_state.get(POINTS, ()))


def _options(study: Study) -> tuple[str, bool, str]:
    """Limits, direction and the state on the map."""
    one, two, three = st.columns([3, 5, 4])
    written = one.text_input(
        words.LIMITS,
        " ".join(map(str, LIMITS_MIN)),
        help=words.LIMITS_HELP,
        max_chars=40,
        key="isochrone-limits",
    )
    outward = two.segmented_control(
        words.WAY,
        list(words.WAYS),
        default=False,
        format_func=words.WAYS.__getitem__,
        required=True,
        key="isochrone-way",
    )
    shown = three.selectbox(
        words.STATE,
        STATES,
        index=STATES.index(study.spec.scenario.reading.value),
        format_func=words.STATES.__getitem__,
        key="isochrone-state",
    )
    return written or "", bool(outward), shown


def _forget() -> None:
    st.session_state.pop(POINTS, None)


def _take_click() -> None:
    clicked: dict[str, Any] | None = (st.session_state.get(MAP_KEY) or {}).get("last_clicked")
    if clicked and st.session_state.get("isochrone-kind") == "points":
        at = (round(clicked["lng"], 6), round(clicked["lat"], 6))
        st.session_state[POINTS] = tuple(dict.fromkeys((*st.session_state.get(POINTS, ()), at)))


def _map(study: Study, found: Isochrones | None, shown: str, kind: str) -> None:
    layers: list[MapLayer] = []
    if found is not None:
        layers = [isochrone_view.bands_layer(found, shown)]
    if shown != STATES[0]:
        layers.append(cache.layer((study.fingerprint, "roads"), lambda: map_results.roads_layer(study)))
    layers.append(widgets.communes_layer(study.territory))
    if found is not None:
        layers.append(isochrone_view.centres_layer(study, found, shown))
    clicks = ["last_clicked"] if kind == "points" else []
    seen.show_map(study, layers, MAP_KEY, returned=clicks, on_change=_take_click if clicks else None)


def _tables(found: Isochrones, shown: str) -> None:
    st.subheader(words.BY_BAND)
    public = isochrone_view.bands_table(found, public=True)
    widgets.table(isochrone_view.bands_table(found), "isochrones", download=public)
    ages = isochrone_view.ages_table(found, shown)
    if len(ages.columns) > 2:
        st.subheader(words.BY_AGE.format(state=words.STATES[shown].lower()))
        st.dataframe(ages, hide_index=True, width="stretch", column_config=widgets.number_formats(ages))


def _communes(found: Isochrones, shown: str) -> None:
    st.subheader(f"{pages.BY_COMMUNE}, {words.STATES[shown].lower()}")
    table = isochrone_view.communes_table(found, shown)
    st.dataframe(table, hide_index=True, width="stretch", column_config=widgets.number_formats(table))


def _files(study: Study, found: Isochrones) -> None:
    st.subheader(words.FILES)
    st.caption(pages.HIDDEN_SMALL)
    for column, form in zip(st.columns(len(words.FILE)), words.FILE, strict=True):
        column.download_button(
            words.FILE[form],
            data=partial(write_isochrones, study, found, form),
            file_name=state.file_name(words.FILE_STEM, f".{form}", hours.file_mark(state.current())),
            mime=MEDIA_TYPE[form],
            icon=":material/download:",
            on_click="ignore",
            key=f"isochrone-file-{form}",
        )
