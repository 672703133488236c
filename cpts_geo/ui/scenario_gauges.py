"""Expander *Which scenario to look at* of the page *Scénario*: the table of levels and what it says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from cpts_geo.answers.gauges import Pointed, scenario_at_colour, scenario_at_level
from cpts_geo.model.errors import CptsGeoError
from cpts_geo.model.territory import Territory
from cpts_geo.render.choices import vigilances
from cpts_geo.render.escape import markdown_text
from cpts_geo.territory.gauges import GaugeRule, add_rule, delete_rule, list_rules
from cpts_geo.territory.local import undo
from cpts_geo.territory.scenarios import list_scenarios
from cpts_geo.ui import person, state
from cpts_geo.wording import errors
from cpts_geo.wording import library as words

_DELETED = "gauges-deleted"


def show(territory: Territory) -> None:
    """What the vigilance imported and a level typed point at, then the table."""
    with st.expander(words.GAUGES):
        st.caption(words.GAUGES_NOTE)
        folder = state.territory_folder()
        names = {saved.key: saved.name for saved in list_scenarios(folder)}
        rules = list_rules(folder)
        _read(territory, rules, names)
        _table(folder, rules, names)
        if names:
            _add(folder, territory, names)
        else:
            st.markdown(words.NEED_SCENARIO)
        if not person.name():
            st.caption(words.PERSON_FIRST)


def _read(territory: Territory, rules: tuple[GaugeRule, ...], names: dict[str, str]) -> None:
    for station, colour in vigilances(territory).items():
        if any(rule.station == station for rule in rules):
            _answer(words.at_colour(station, colour), scenario_at_colour(rules, station, colour), names)
    stations = list(dict.fromkeys(rule.station for rule in rules if rule.level_m is not None))
    if not stations:
        return
    left, right = st.columns(2)
    station = left.selectbox(words.STATION, stations, key="gauges-station")
    level = right.number_input(words.READ, value=None, step=0.05, format="%.2f", key="gauges-read")
    if level is not None:
        _answer(words.at_level(station, level), scenario_at_level(rules, station, level), names)


def _answer(read: str, found: Pointed, names: dict[str, str]) -> None:
    if found.rule is not None:
        name = names.get(found.rule.scenario, words.GONE)
        st.info(markdown_text(words.look_at(read, name, _line(found.rule, names))))
    elif found.highest is not None:
        st.error(markdown_text(words.above(read, _line(found.highest, names))))
    else:
        st.warning(markdown_text(words.no_line(read)))


def _line(rule: GaugeRule, names: dict[str, str]) -> str:
    return words.line(rule.station, rule.level_m, rule.colour, names.get(rule.scenario, words.GONE))


def _table(folder: Path, rules: tuple[GaugeRule, ...], names: dict[str, str]) -> None:
    deleted = st.session_state.get(_DELETED)
    if deleted and st.button(words.UNDO, icon=":material/undo:", key="gauges-undo"):
        del st.session_state[_DELETED]
        _done(lambda: undo(folder, deleted, person.signed()))
    if not rules:
        st.markdown(words.NO_RULE)
        return
    lines = [_line(rule, names) for rule in rules]
    st.markdown("\n".join(f"- {markdown_text(line)}" for line in lines))
    chosen = st.selectbox(
        words.LINE, range(len(rules)), format_func=lines.__getitem__, key=f"gauges-line-{len(rules)}"
    )
    if st.button(words.REMOVE, icon=":material/delete:", disabled=not person.name(), key="gauges-remove"):
        _done(lambda: _delete(folder, rules[chosen]))


def _delete(folder: Path, rule: GaugeRule) -> None:
    st.session_state[_DELETED] = delete_rule(folder, rule, by=person.signed())


def _add(folder: Path, territory: Territory, names: dict[str, str]) -> None:
    with st.form("gauges-add"):
        known = ", ".join(vigilances(territory))
        station = st.text_input(words.STATION, placeholder=known, max_chars=80)
        level = st.number_input(words.LEVEL, value=None, step=0.05, format="%.2f")
        colour = st.selectbox(words.COLOUR, list(words.COLOURS), format_func=words.COLOURS.__getitem__)
        scenario = st.selectbox(words.SCENARIO, list(names), format_func=names.__getitem__)
        if st.form_submit_button(words.ADD, disabled=not person.name()):
            by = person.signed()
            _done(lambda: add_rule(folder, station, scenario, level_m=level, colour=colour, by=by))


def _done(act: Callable[[], Any]) -> None:
    try:
        act()
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    st.rerun(scope="app")
