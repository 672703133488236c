"""Which hour of a scenario in time the pages that follow it show: the whole episode together, or one step."""

import hashlib
from dataclasses import replace
from typing import Final

import streamlit as st

from cpts_geo.answers.steps import step_specs
from cpts_geo.scene import with_dated_steps
from cpts_geo.spec import StudySpec
from cpts_geo.ui import cache, state
from cpts_geo.wording import hours as words

WORST: Final = -1
_SHOWN: Final = "hour-shown"
_FOLLOWS: Final = "hour-follows"


def follow(*, by_hour: bool) -> None:
    """Say whether the page being drawn shows the chosen hour; the others show the whole episode."""
    st.session_state[_FOLLOWS] = by_hour


def of_page(spec: StudySpec) -> StudySpec:
    """What the page shows of a spec: itself, or its chosen step under a name that says the hour."""
    stepped = _stepped(spec)
    position = _position(stepped) if st.session_state.get(_FOLLOWS) else WORST
    if position == WORST:
        return spec
    still = step_specs(stepped)[position]
    name = words.at(spec.scenario.name, _moments(stepped)[position])
    return replace(still, scenario=replace(still.scenario, name=name))


def file_mark(spec: StudySpec) -> str:
    """What the name of a file made on the page says of the hour; empty without steps."""
    if not spec.steps or not st.session_state.get(_FOLLOWS):
        return ""
    position = _position(_stepped(spec))
    return words.WORST_MARK if position == WORST else words.file_mark(position)


def control(page: str) -> None:
    """The slider, when the scenario has steps; what is chosen stays from page to page."""
    spec = _stepped(state.current())
    if not spec.steps:
        return
    moments, position = _moments(spec), _position(spec)
    mark = hashlib.sha256(repr([step.at for step in spec.steps]).encode()).hexdigest()[:8]
    key = state.key(f"hour-{page}-{mark}")
    st.select_slider(
        words.HOUR,
        [WORST, *range(len(moments))],
        value=position,
        format_func=lambda chosen: words.WORST if chosen == WORST else moments[chosen],
        key=key,
        on_change=_keep,
        args=(key,),
    )
    if position == WORST:
        st.caption(words.worst(len(moments)))
    else:
        until = moments[position + 1] if position + 1 < len(moments) else ""
        st.caption(words.period(moments[position], until))


def _keep(key: str) -> None:
    if key in st.session_state:
        st.session_state[_SHOWN] = (_stepped(state.current()).steps, st.session_state[key])


def _stepped(spec: StudySpec) -> StudySpec:
    """The spec with a step wherever an order that it reads, or a structure, has a date."""
    if not spec.steps:
        return spec
    territory = cache.inputs(spec.folder).territory
    key = (territory.fingerprint, "dated-steps", spec.fingerprint)
    return cache.made(key, lambda: with_dated_steps(spec, territory))


def _position(spec: StudySpec) -> int:
    """Chosen step; one chosen for other steps says nothing of these."""
    steps, position = st.session_state.get(_SHOWN, ((), WORST))
    return int(position) if spec.steps and steps == spec.steps else WORST


def _moments(spec: StudySpec) -> list[str]:
    return words.moments([step.at for step in spec.steps])
