"""Page *Itinéraire*: from here to there, in normal times and under the scenario."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Final

import streamlit as st

from cpts_geo.model.results import Route, Span
from cpts_geo.model.territory import Territory
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.render import figures, map_results, route_tables
from cpts_geo.render.escape import markdown_text
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study
from cpts_geo.ui import cache, route_departure, state, widgets
from cpts_geo.ui.kept import keep_choices
from cpts_geo.wording import cautions, labels, pages, routes

MAP_KEY: Final = "map-route"
ENDS: Final[dict[str, str]] = {"from": pages.FROM, "to": pages.TO}
POINT: Final = "point"
SHEET: Final = "route-sheet-made"
Point = tuple[float, float]


@st.fragment
def show() -> None:
    """Choose both ends, read minutes per vehicle, steps, avoided roads, see both routes."""
    keep_choices("route-")
    spec = state.current()
    study = cache.study(spec)
    widgets.header(pages.ROUTE_PAGE, study.territory)
    left, right = st.columns([4, 8], gap="medium")
    with left:
        ends = {end: _end(end, label, study.territory) for end, label in ENDS.items()}
        vehicle = widgets.vehicle_box(spec.vehicle, "route-vehicle")
        start, finish = ends["from"], ends["to"]
        route = cache.route(spec, (start, finish), vehicle) if start and finish else None
        spans = cache.trip_spans(spec, (start, finish)) if start and finish else {}
        _verdict(route, spans.get(vehicle))
    with right:
        widgets.show_map(
            study.territory,
            _layers(study, route, ends),
            MAP_KEY,
            returned=["last_clicked"],
            on_change=_take_click,
        )
    if start and finish and route and isfinite(route.minutes_reference):
        route_departure.show(study, (start, finish), vehicle)
        _answers(study, (start, finish), route, spans)
        _printed((start, finish), vehicle)


def _end(end: str, label: str, territory: Territory) -> Point | None:
    with st.container(border=True):
        kinds = [kind for kind in pages.PLACE_KIND if kind == POINT or cache.places(territory, kind)]
        kind = st.selectbox(label, kinds, format_func=pages.PLACE_KIND.__getitem__, key=f"route-{end}-kind")
        if kind == POINT:
            clicked: Point | None = st.session_state.get(f"route-{end}-point")
            st.session_state[f"route-{end}-name"] = routes.place_name(clicked) if clicked else ""
            st.caption(pages.point(clicked))
            return clicked
        offered = cache.places(territory, kind)
        chosen: int | None = st.selectbox(
            pages.PLACE,
            range(len(offered)),
            index=None,
            format_func=lambda position: offered[position].label,
            placeholder=pages.CHOOSE,
            label_visibility="collapsed",
            key=f"route-{end}-{kind}-{territory.fingerprint[:8]}",
        )
        if chosen is None:
            return None
        st.session_state[f"route-{end}-name"] = offered[chosen].label
        return offered[chosen].lonlat


def _take_click() -> None:
    clicked = (st.session_state.get(MAP_KEY) or {}).get("last_clicked")
    waiting = [end for end in ENDS if st.session_state.get(f"route-{end}-kind") == POINT]
    if not clicked or not waiting:
        return
    empty = [end for end in waiting if f"route-{end}-point" not in st.session_state]
    target = empty[0] if empty else waiting[-1]
    st.session_state[f"route-{target}-point"] = (round(clicked["lng"], 6), round(clicked["lat"], 6))


def _verdict(route: Route | None, span: Span | None) -> None:
    if route is None or span is None:
        st.info(pages.NOT_CHOSEN)
        return
    widgets.cards(figures.route_figures(route, span))
    scenario = labels.scenario_name(state.current().scenario.name)
    kind, sentence = routes.verdict(route, span, scenario)
    {"good": st.success, "doubtful": st.warning, "bad": st.error}[kind](sentence)
    for end in route.flooded_ends:
        st.error(markdown_text(routes.flooded_end(end)))
    st.caption(routes.crow_fly(route.snap_m))
    widgets.road_cautions_of(state.current().folder)


def _answers(
    study: Study, ends: tuple[Point, Point], route: Route, spans: Mapping[VehicleName, Span]
) -> None:
    steps, avoided = st.columns([7, 5], gap="medium")
    passes = isfinite(route.minutes_scenario)
    with steps:
        if passes:
            st.header(pages.STEPS)
            widgets.table(route_tables.steps_table(route), "feuille_de_route")
            st.header(routes.DOUBTS)
            if route.doubts:
                widgets.table(route_tables.doubts_table(route), "points_a_verifier")
            else:
                st.markdown(routes.NO_DOUBT)
        else:
            _avoided(route, routes.CUT_BY)
    with avoided:
        if passes:
            _avoided(route, pages.AVOIDED)
        st.header(pages.PER_VEHICLE)
        widgets.table(route_tables.vehicles_table(_ways(study.spec, ends), spans), "par_vehicule")
        st.caption(cautions.SPAN_NOTE)


def _avoided(route: Route, title: str) -> None:
    st.header(title)
    if route.avoided:
        widgets.table(route_tables.avoided_table(route), "routes_evitees")
    else:
        st.markdown(pages.NONE_AVOIDED)


def _ways(spec: StudySpec, ends: tuple[Point, Point]) -> dict[VehicleName, Route]:
    return {vehicle: cache.route(spec, ends, vehicle) for vehicle in VehicleName}


def _printed(ends: tuple[Point, Point], vehicle: VehicleName) -> None:
    """The sheet is drawn when asked only, and downloaded from the button that takes its place."""
    spec = replace(state.dated(), vehicle=vehicle)
    names = [str(st.session_state.get(f"route-{end}-name", "")) for end in ENDS]
    key = (spec.fingerprint, *ends)
    if st.button(routes.SHEET, icon=":material/print:", key="route-sheet"):
        st.session_state[SHEET] = (key, _sheet(spec, ends, names))
    made, content = st.session_state.get(SHEET, (None, b""))
    if made == key:
        st.download_button(
            pages.DOWNLOAD,
            data=content,
            file_name=state.file_name(routes.SHEET_FILE, ".pdf"),
            mime="application/pdf",
            icon=":material/download:",
            on_click="ignore",
        )


def _sheet(spec: StudySpec, ends: tuple[Point, Point], names: Sequence[str]) -> bytes:
    from cpts_geo.render import pdf

    route = cache.route(spec, ends, spec.vehicle)
    named = ((names[0], ends[0]), (names[1], ends[1]))
    ways, spans = _ways(spec, ends), cache.trip_spans(spec, ends)
    return pdf.route_sheet(cache.study(spec), route, named, ways=ways, spans=spans)


def _layers(study: Study, route: Route | None, ends: dict[str, Point | None]) -> list[MapLayer]:
    territory, mark = study.territory, study.fingerprint
    layers = [
        widgets.communes_layer(territory),
        *widgets.restricted_layers(study),
        *widgets.zone_layers(study),
        cache.layer((mark, "roads"), lambda: map_results.roads_layer(study)),
    ]
    if route is not None:
        layers.append(map_results.route_layer(route))
    chosen = [(position, ends[end]) for position, end in enumerate(ENDS)]
    return [*layers, map_results.ends_layer([(position, at) for position, at in chosen if at], territory.crs)]
