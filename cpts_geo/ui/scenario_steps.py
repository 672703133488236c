"""Expander *In time* of the page *Scénario*: levels of a river and their layers become the steps."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cpts_geo.answers.hydrograph import rule_of_station, with_hydrograph
from cpts_geo.answers.steps import LevelLayer, without_steps
from cpts_geo.model.errors import CptsGeoError
from cpts_geo.model.scenario import REFERENCE
from cpts_geo.model.territory import Territory
from cpts_geo.render import choices
from cpts_geo.render.escape import markdown_text
from cpts_geo.render.evolution_table import choices_table, levels_read, steps_table
from cpts_geo.sources.hydrograph import Datum, Hydrograph, read_hydrograph
from cpts_geo.spec import StudySpec
from cpts_geo.territory.gauges import list_rules
from cpts_geo.ui import state, uploads
from cpts_geo.wording import errors
from cpts_geo.wording import evolution as words
from cpts_geo.wording import hydrograph as file_words

_CHOSEN = "steps-chosen"


def show(territory: Territory) -> None:
    """Steps in force, the levels, their layers, apply and remove."""
    spec = state.current()
    with st.expander(words.EDITOR):
        floods = choices.flood_layers(territory)
        if spec.steps:
            _in_force(spec, territory)
        if not floods:
            return
        st.caption(words.EDITOR_NOTE)
        points, rule = st.columns(2)
        with points:
            levels = _levels(territory)
        with rule:
            layers, zero = _rule(territory, floods)
        if st.button(words.APPLY, icon=":material/timeline:", key="steps-apply"):
            _apply(territory, levels, layers, zero)


def _in_force(spec: StudySpec, territory: Territory) -> None:
    st.dataframe(steps_table(spec, territory), hide_index=True)
    steps, table = st.session_state.get(_CHOSEN, ((), None))
    if table is not None and steps == spec.steps:
        st.markdown(file_words.CHOICES)
        st.dataframe(table, hide_index=True)
        st.caption(file_words.CHOICES_NOTE)
    if st.button(words.REMOVE, icon=":material/delete:", key="steps-remove"):
        state.keep(_still(spec))
        st.rerun(scope="app")


def _still(spec: StudySpec) -> StudySpec:
    base = without_steps(spec)
    name = words.untitled(base.scenario.name) if base.scenario.hazards else REFERENCE.name
    return replace(base, scenario=replace(base.scenario, name=name))


def _levels(territory: Territory) -> Hydrograph | None:
    """Levels of a file, else of the table; ``None`` while neither is whole."""
    sent = st.file_uploader(
        file_words.FILE, type=["csv", "txt", "xlsx", "json"], key=state.key("hydrograph-file")
    )
    gaps = st.checkbox(file_words.GAPS, key=state.key("hydrograph-gaps"))
    if sent is not None:
        return _read(sent, territory, gaps_known=gaps)
    typed = _hydrograph()
    if typed.empty or typed.isna().any(axis=None):
        return None
    rows = typed.sort_values(words.HYDROGRAPH_HOUR).to_numpy()
    return Hydrograph("", "", Datum.GAUGE, tuple((float(hour), float(level)) for hour, level in rows))


def _read(sent: UploadedFile, territory: Territory, *, gaps_known: bool) -> Hydrograph | None:
    try:
        with uploads.on_disk([sent]) as (path,):
            found = read_hydrograph(path, crs=territory.crs, gaps_known=gaps_known)
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return None
    st.info(markdown_text(levels_read(found)))
    return found


def _hydrograph() -> pd.DataFrame:
    empty = pd.DataFrame(
        {words.HYDROGRAPH_HOUR: pd.Series(dtype=float), words.HYDROGRAPH_LEVEL: pd.Series(dtype=float)}
    )
    st.markdown(words.HYDROGRAPH)
    return st.data_editor(empty, num_rows="dynamic", hide_index=True, key=state.key("hydrograph"))


def _rule(territory: Territory, floods: list[str]) -> tuple[str | tuple[LevelLayer, ...], float | None]:
    """A station of the table of the territory, or layers typed here; altitude of the zero of the gauge."""
    rules = list_rules(state.territory_folder())
    stations = list(dict.fromkeys(rule.station for rule in rules if rule.level_m is not None))
    chosen = ""
    if stations:
        chosen = st.selectbox(
            file_words.SOURCE,
            ["", *stations],
            format_func=lambda name: file_words.station_table(name) if name else file_words.OWN_TABLE,
            key=state.key("hydrograph-rule"),
        )
    zero = st.number_input(
        file_words.ZERO, value=None, step=0.01, format="%.2f", key=state.key("hydrograph-zero")
    )
    return chosen or _typed_rule(territory, floods), zero


def _typed_rule(territory: Territory, floods: list[str]) -> tuple[LevelLayer, ...]:
    named = [words.NO_WATER_LAYER, *(choices.short_label(territory, name) for name in floods)]
    start = pd.DataFrame(
        {words.RULE_LAYER: named, words.RULE_LEVEL: pd.Series([None] * len(named), dtype=float)}
    )
    st.markdown(words.RULE)
    typed = st.data_editor(start, disabled=[words.RULE_LAYER], hide_index=True, key=state.key("rule"))
    rows = zip(typed[words.RULE_LEVEL], ["", *floods], strict=True)
    return tuple(LevelLayer(float(level), layer) for level, layer in rows if pd.notna(level))


def _apply(
    territory: Territory,
    levels: Hydrograph | None,
    rule: str | Sequence[LevelLayer],
    zero_m: float | None,
) -> None:
    if levels is None or not rule:
        st.warning(words.HALF_TYPED)
        return
    try:
        lines = rule_of_station(state.territory_folder(), rule) if isinstance(rule, str) else rule
        told = levels.counted_from(Datum.GAUGE, zero_m)
        spec, chosen = with_hydrograph(state.current(), told, lines, territory.zones)
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    st.session_state[_CHOSEN] = (spec.steps, choices_table(chosen, territory))
    name = words.title(spec.scenario.name, len(spec.steps))
    state.keep(replace(spec, scenario=replace(spec.scenario, name=name)))
    st.rerun(scope="app")
