"""Expander *In time* of the page *Scénario*: a hydrograph and its layers become the steps of the scenario."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from cpts_geo.answers.steps import LevelLayer, hydrograph_steps, without_steps
from cpts_geo.model.errors import CptsGeoError
from cpts_geo.model.scenario import REFERENCE
from cpts_geo.model.territory import Territory
from cpts_geo.render import choices
from cpts_geo.render.escape import markdown_text
from cpts_geo.render.evolution_table import steps_table
from cpts_geo.spec import StudySpec
from cpts_geo.ui import state
from cpts_geo.wording import errors
from cpts_geo.wording import evolution as words


def show(territory: Territory) -> None:
    """Steps in force, the two tables, apply and remove."""
    spec = state.current()
    if spec.steps:
        st.info(words.still(len(spec.steps)))
    with st.expander(words.EDITOR):
        floods = choices.flood_layers(territory)
        if spec.steps:
            st.dataframe(steps_table(spec, territory), hide_index=True)
            if st.button(words.REMOVE, icon=":material/delete:", key="steps-remove"):
                state.keep(_still(spec))
                st.rerun(scope="app")
        if not floods:
            return
        st.caption(words.EDITOR_NOTE)
        points, rule = st.columns(2)
        with points:
            hydrograph = _hydrograph()
        with rule:
            layers = _rule(territory, floods)
        if st.button(words.APPLY, icon=":material/timeline:", key="steps-apply"):
            _apply(territory, hydrograph, layers)


def _still(spec: StudySpec) -> StudySpec:
    base = without_steps(spec)
    name = words.untitled(base.scenario.name) if base.scenario.hazards else REFERENCE.name
    return replace(base, scenario=replace(base.scenario, name=name))


def _hydrograph() -> pd.DataFrame:
    empty = pd.DataFrame(
        {words.HYDROGRAPH_HOUR: pd.Series(dtype=float), words.HYDROGRAPH_LEVEL: pd.Series(dtype=float)}
    )
    st.markdown(words.HYDROGRAPH)
    return st.data_editor(empty, num_rows="dynamic", hide_index=True, key=state.key("hydrograph"))


def _rule(territory: Territory, floods: list[str]) -> pd.DataFrame:
    named = [words.NO_WATER_LAYER, *(choices.short_label(territory, name) for name in floods)]
    start = pd.DataFrame(
        {words.RULE_LAYER: named, words.RULE_LEVEL: pd.Series([None] * len(named), dtype=float)}
    )
    st.markdown(words.RULE)
    return st.data_editor(start, disabled=[words.RULE_LAYER], hide_index=True, key=state.key("rule")).assign(
        layer=["", *floods]
    )


def _apply(territory: Territory, hydrograph: pd.DataFrame, layers: pd.DataFrame) -> None:
    known = layers.dropna(subset=[words.RULE_LEVEL])
    if hydrograph.empty or hydrograph.isna().any(axis=None) or known.empty:
        st.warning(words.HALF_TYPED)
        return
    rule = [
        LevelLayer(float(level), str(layer))
        for level, layer in zip(known[words.RULE_LEVEL], known["layer"], strict=True)
    ]
    points = [
        (float(hour), float(level))
        for hour, level in hydrograph.sort_values(words.HYDROGRAPH_HOUR).to_numpy()
    ]
    try:
        steps = hydrograph_steps(points, rule, territory.zones)
        spec = without_steps(state.current())
        state.keep(
            replace(
                spec,
                steps=steps,
                scenario=replace(spec.scenario, name=words.title(spec.scenario.name, len(steps))),
            )
        )
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    st.rerun(scope="app")
