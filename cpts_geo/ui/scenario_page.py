"""Page *Scénario*: choose the flood, draw, close roads, and see who is cut from what."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import READINGS
from cpts_geo.model.territory import Territory
from cpts_geo.render import choices, figures, map_layers, scenario_layers, screen_tables
from cpts_geo.study import Study
from cpts_geo.ui import (
    cache,
    care_uncertainty,
    hours,
    scenario_click,
    scenario_decisions,
    scenario_gauges,
    scenario_hazards,
    scenario_library,
    scenario_steps,
    seen,
    state,
    widgets,
)
from cpts_geo.wording import cautions, hazard_controls, labels, pages
from cpts_geo.wording import hours as hour_words

MAP_KEY = "map-scenario"


def show() -> None:
    """Controls on the left, map on the right, figures above, cut roads below.

    No fragment: that of the line of uncertainty, inside it, may reach the browser without what surrounds it,
    which Streamlit 1.67 answers with a blank page.
    """
    territory = cache.inputs(state.current().folder).territory
    widgets.header(pages.SCENARIO_PAGE, territory, by_hour=True)
    hours.control("scenario")
    above = st.container()
    left, right = st.columns([3, 8], gap="medium")
    with left:
        _hazard_controls(territory)
        _drawing_controls(territory)
        scenario_click.controls(territory)
        scenario_hazards.show(territory)
    study = cache.study(hours.of_page(state.current()))
    with above:
        widgets.cards(cache.made((study.fingerprint, "figures"), lambda: figures.scenario_figures(study)))
        widgets.unknown_care(study)
        widgets.road_cautions_of(study.spec.folder)
        scenario_library.banner(territory)
        if ended := choices.closures_not_applied(study):
            st.caption(cautions.closures_not_applied(ended))
        doubt = st.container()
    with right:
        _map(study, territory)
    scenario_decisions.show(study)
    _cut_roads(study)
    scenario_steps.show(territory)
    scenario_gauges.show(territory)
    scenario_library.show(territory)
    _study_file()
    with doubt:
        care_uncertainty.line(study)


def _map(study: Study, territory: Territory) -> None:
    """The map above the two choices of what it shows."""
    chart = st.container()
    one, two = st.columns(2)
    category = _isolated_control(one, study)
    shown = _structures_control(two, territory)
    with chart:
        layers = scenario_layers.scenario_layers(study, isolated=category, shown=shown, keep=cache.layer)
        seen.show_map(study, layers, MAP_KEY, returned=["last_clicked", "all_drawings"], on_change=_take_map)


def _hazard_controls(territory: Territory) -> None:
    _layer_controls(territory)
    _reading_controls()


def _layer_controls(territory: Territory) -> None:
    floods, others = choices.flood_layers(territory), choices.other_layers(territory)
    used = choices.chosen_layers(state.current(), territory)
    if state.current().steps:
        st.caption(hour_words.FLOOD_OF_STEPS)
    elif floods:
        st.select_slider(
            pages.FLOOD,
            ["", *floods],
            value=next((name for name in used if name in floods), ""),
            format_func=lambda name: choices.short_label(territory, name) if name else pages.NO_FLOOD,
            key=state.key("flood"),
            on_change=_change_hazards,
        )
    else:
        st.info(cautions.NO_FLOOD_LAYER)
    if others:
        st.multiselect(
            pages.OTHER_HAZARDS,
            others,
            default=[name for name in used if name in others],
            format_func=lambda name: choices.layer_label(territory, name),
            placeholder=pages.CHOOSE,
            select_all=False,
            key=state.key("others"),
            on_change=_change_hazards,
        )


def _reading_controls() -> None:
    spec = state.current()
    st.segmented_control(
        pages.DEPTH_READING,
        READINGS,
        default=spec.scenario.reading,
        format_func=labels.READING.__getitem__,
        help=pages.reading_help(),
        key=state.key("reading"),
        on_change=_change_hazards,
        required=True,
    )
    widgets.vehicle_box(spec.vehicle, state.key("vehicle"), _change_vehicle)
    st.multiselect(
        pages.CLOSE_ROADS,
        cache.road_names(spec.folder),
        default=list(choices.closed_roads(spec)),
        placeholder=pages.CHOOSE,
        select_all=False,
        key=state.key("roads"),
        on_change=_change_hazards,
    )
    st.toggle(
        pages.EXERCISE, value=spec.scenario.exercise, key=state.key("exercise"), on_change=_change_hazards
    )


def _change_hazards() -> None:
    """Take every control; one that a hurried click did not let appear keeps what the scenario says."""
    spec = state.current()
    territory = cache.inputs(spec.folder).territory
    floods, used = choices.flood_layers(territory), choices.chosen_layers(spec, territory)
    wet = [name for name in used if name in floods]
    flood = wet if spec.steps else [state.said("flood", next(iter(wet), ""))]
    others = state.said("others", [name for name in used if name in choices.other_layers(territory)])
    state.set_scenario(
        territory,
        layers=[name for name in (*flood, *others) if name],
        roads=tuple(state.said("roads", choices.closed_roads(spec))),
        reading=state.said("reading", spec.scenario.reading),
        exercise=state.said("exercise", spec.scenario.exercise),
    )


def _change_vehicle() -> None:
    state.keep(replace(state.current(), vehicle=state.said("vehicle", state.current().vehicle)))


def _drawing_controls(territory: Territory) -> None:
    st.session_state.setdefault("draw-kind", "flood")
    st.segmented_control(
        pages.DRAW_CHOICE,
        list(hazard_controls.DRAW_KIND),
        format_func=hazard_controls.DRAW_KIND.__getitem__,
        help=pages.DRAW_HELP,
        key="draw-kind",
        required=True,
    )
    for number, drawing in enumerate(state.current().drawings, start=1):
        name, button = st.columns([3, 2], vertical_alignment="center")
        name.markdown(pages.drawing(drawing.kind, number))
        button.button(
            pages.REMOVE,
            key=f"remove-{drawing.layer}",
            on_click=state.remove_drawing,
            args=(territory, drawing.layer),
        )


def _take_map() -> None:
    sent = st.session_state.get(MAP_KEY) or {}
    territory = cache.inputs(state.current().folder).territory
    state.take_drawings(territory, sent.get("all_drawings") or [], st.session_state.get("draw-kind", "flood"))
    scenario_click.take(territory, sent.get("last_clicked"))


def _isolated_control(place: DeltaGenerator, study: Study) -> Category | None:
    known = choices.known_care(study)
    if not known:
        return None
    return place.selectbox(
        pages.ISOLATED_OF, known, format_func=labels.CATEGORY_PLURAL.__getitem__, key="isolated-of"
    )


def _structures_control(place: DeltaGenerator, territory: Territory) -> tuple[Category, ...]:
    chosen = place.multiselect(
        pages.SHOWN_STRUCTURES,
        map_layers.all_categories(territory.structures),
        default=list(scenario_layers.first_shown(territory)),
        format_func=labels.CATEGORY_PLURAL.__getitem__,
        placeholder=pages.CHOOSE,
        select_all=False,
        key=scenario_click.STRUCTURES_KEY,
    )
    return tuple(chosen)


def _cut_roads(study: Study) -> None:
    st.header(pages.CUT_ROADS)
    roads = cache.made((study.fingerprint, "cut roads"), lambda: screen_tables.cut_roads_table(study))
    if roads.empty:
        st.markdown(pages.NO_CUT_ROAD)
    else:
        widgets.table(roads, "routes_coupees")
        st.caption(cautions.DEPTH_UNKNOWN_MEANS)


def _study_file() -> None:
    with st.expander(pages.STUDY_FILE):
        st.download_button(
            pages.SAVE_STUDY,
            data=state.dated().to_toml(),
            file_name="study.toml",
            mime="application/toml",
            icon=":material/save:",
            on_click="ignore",
        )
        sent = st.file_uploader(
            pages.LOAD_STUDY, type=["toml"], key=state.key("study-file"), max_upload_size=1
        )
        if sent is not None:
            spec = state.read_study(sent.getvalue())
            cache.study(spec)  # refuses a study that names what this territory does not have
            state.load(spec)
            st.rerun(scope="app")
