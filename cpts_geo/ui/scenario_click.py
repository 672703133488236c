"""Clicks on the map of *Scénario*: a road toggles, the list of what was marked by hand takes it back."""

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

import geopandas as gpd
import streamlit as st

from cpts_geo.answers.pointed import Mark, Pointed, Turn, marks, point_at, toggled, without
from cpts_geo.answers.pointed_place import closed_structures, place_at, place_toggled, structure_opened
from cpts_geo.hazards import ClosedByHand
from cpts_geo.model.layers import NAME
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.model.stretches import find_edges
from cpts_geo.model.territory import Territory
from cpts_geo.render import map_layers
from cpts_geo.render.escape import markdown_text
from cpts_geo.ui import cache, hours, person, state
from cpts_geo.wording import by_hand, pages

MODE_KEY: Final = "click-mode"
SAID: Final = "click-said"
TAKEN: Final = "click-taken"
STRUCTURES_KEY: Final = "scenario-structures"
SUPPLY_KEY: Final = "supply-closed"
REACH_PIXELS: Final = 12
REACH_LIMITS_M: Final = (5.0, 400.0)
METRES_PER_PIXEL: Final = 156_543.03  # of a web map at zoom 0, on the equator


def controls(territory: Territory) -> None:
    """What a click does, who does it, what the last one did, and what was marked, each with its way back."""
    st.segmented_control(
        by_hand.CLICK,
        list(by_hand.MODE),
        default="toggle",
        format_func=by_hand.MODE.__getitem__,
        help=by_hand.HELP,
        key=MODE_KEY,
        required=True,
    )
    person.ask()
    said = st.session_state.get(SAID, "")
    if said:
        st.info(markdown_text(said))
    made, places = marks(state.current().scenario), closed_structures(state.current().scenario)
    if made or places:
        st.markdown(f"**{by_hand.MARKED}**")
    for number, mark in enumerate(made):
        _row(_mark_words(mark), f"unmark-{number}-{mark.road}", partial(_remove, territory, mark))
    for place in places:
        known = territory.structures[NAME].get(place, place)
        _row(f"{known} – {by_hand.CLOSED}", f"unmark-{place}", partial(_open_place, territory, place))


def _row(words: str, key: str, undo: Callable[[], None]) -> None:
    name, button = st.columns([3, 2], vertical_alignment="center")
    name.markdown(markdown_text(words))
    button.button(pages.REMOVE, key=key, on_click=undo)


def _mark_words(mark: Mark) -> str:
    closed = isinstance(mark, ClosedByHand)
    edges = cache.inputs(state.current().folder).network.edges
    kept = not find_edges(edges, mark.edges)[1]
    facts = [by_hand.CLOSED if closed else by_hand.REOPENED, by_hand.signature(mark.by, mark.at)]
    told = [by_hand.road(mark.road), *filter(None, facts), *([] if kept else [by_hand.NOT_FOUND])]
    return " – ".join(told)


def _remove(territory: Territory, mark: Mark) -> None:
    st.session_state.pop(SAID, None)
    state.set_scenario(territory, marked=without(state.current().scenario, mark))


def _open_place(territory: Territory, place: str) -> None:
    st.session_state.pop(SAID, None)
    _set_structures(territory, structure_opened(state.current().scenario, place))


def _set_structures(territory: Territory, scenario: Scenario) -> None:
    """Keep the closed structures, in the list of the panel of hazards too."""
    state.set_scenario(territory, marked=scenario)
    listed = state.key(SUPPLY_KEY)
    if listed in st.session_state:
        st.session_state[listed] = list(closed_structures(scenario))


def take(territory: Territory, clicked: Mapping[str, Any] | None) -> None:
    """Toggle what a click that was not taken yet points at."""
    moment = (clicked or {}).get("at")
    if clicked is None or moment is None or moment == st.session_state.get(TAKEN):
        return
    st.session_state[TAKEN] = moment
    if st.session_state.get(MODE_KEY) != "toggle":
        return
    study = cache.study(hours.of_page(state.current()))
    place = (float(clicked["lng"]), float(clicked["lat"]))
    symbol = place_at(study, place, _shown(territory))
    if symbol is not None:
        spec = place_toggled(state.current(), symbol)
        state.keep(spec)
        _set_structures(territory, spec.scenario)
        st.session_state[SAID] = by_hand.place_done(symbol.turn, symbol.name, symbol.causes)
        return
    pointed = point_at(study, place, reach_m=reach_m(place[1], float(clicked.get("zoom", 15))))
    st.session_state[SAID] = _turned(territory, pointed) if pointed else by_hand.NOTHING_HERE


def _shown(territory: Territory) -> gpd.GeoDataFrame:
    """Structures that are on the map, the one on top first where several stand together."""
    chosen = st.session_state.get(STRUCTURES_KEY, ())
    return map_layers.shown_structures(territory.structures, chosen)


def _turned(territory: Territory, pointed: Pointed) -> str:
    scenario = state.current().scenario
    if pointed.turn is Turn.REOPEN and not person.name():
        return by_hand.sign_first(pointed.road, pointed.length_m)
    now = datetime.now().astimezone().strftime("%Y-%m-%dT%H:%M")
    state.set_scenario(territory, marked=toggled(scenario, pointed, by=person.name(), at=now))
    said = by_hand.done(pointed.turn, pointed.road, pointed.length_m, restricted=pointed.restricted)
    hidden = pointed.turn is Turn.REOPEN and scenario.reading is Reading.PESSIMISTIC
    return f"{said} {by_hand.PESSIMISTIC}" if hidden else said


def reach_m(latitude: float, zoom: float) -> float:
    """Metres on the ground within which a click finds a road: a few pixels, within limits."""
    metres = REACH_PIXELS * METRES_PER_PIXEL * math.cos(math.radians(latitude)) / 2**zoom
    return min(max(metres, REACH_LIMITS_M[0]), REACH_LIMITS_M[1])
