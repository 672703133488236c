"""Controls of the hazards that read no layer: kind of crisis, snow, storm, traffic, missing care."""

from dataclasses import replace
from typing import Any, Final, TypeVar

import streamlit as st

from cpts_geo.hazards import Perimeter, Storm, Supply, Traffic, Winter
from cpts_geo.hazards.templates import TEMPLATES
from cpts_geo.model.categories import STORED_CATEGORIES
from cpts_geo.model.layers import ALTITUDE_M
from cpts_geo.model.scenario import Hazard
from cpts_geo.model.territory import Territory
from cpts_geo.render.choices import structure_names
from cpts_geo.scene import has_woods, own_hazards
from cpts_geo.ui import cache, state
from cpts_geo.ui.scenario_click import SUPPLY_KEY
from cpts_geo.wording import assumptions, crisis, labels, numbers, pages
from cpts_geo.wording import hazard_controls as words

CRISIS: Final = "crisis"
SHARES: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
H = TypeVar("H", Winter, Storm, Traffic, Supply)


def show(territory: Territory) -> None:
    """Everything in one panel, then what the scenario takes for true."""
    scenario = state.current().scenario
    with st.expander(words.TITLE, expanded=bool(own_hazards(scenario.hazards))):
        _crisis(territory)
        _winter(territory)
        _storm(territory)
        _traffic(territory)
        _supply(territory)
        _inside()
    said = assumptions.assumptions(scenario)
    if said:
        st.caption(f"{assumptions.TITLE} :\n\n" + "\n".join(f"- {sentence}" for sentence in said))


def _crisis(territory: Territory) -> None:
    by_key = {template.key: template for template in TEMPLATES}
    chosen = st.selectbox(
        crisis.TITLE,
        ["", *by_key],
        format_func=lambda key: crisis.KIND[key] if key else crisis.NONE,
        help=crisis.HELP,
        key=CRISIS,
        on_change=_fill,
        args=(territory,),
    )
    if chosen:
        st.markdown(f"{crisis.MEANING[chosen]} {crisis.to_do(by_key[chosen])}")
        st.caption(crisis.orsan(by_key[chosen]))


def _fill(territory: Territory) -> None:
    """Put the hazards of the chosen kind in the controls; what is drawn or closed stays."""
    found = [template for template in TEMPLATES if template.key == st.session_state[CRISIS]]
    if found:
        state.set_scenario(territory, own=found[0].hazards)
        if found[0].draw:
            st.session_state["draw-kind"] = found[0].draw[0]
        state.renew()


def _winter(territory: Territory) -> None:
    snow = _first(Winter)
    if _toggle(words.SNOW, "winter", territory, on=snow is not None):
        edges = cache.inputs(state.current().folder).network.edges
        known = ALTITUDE_M in edges and bool(edges[ALTITUDE_M].notna().any())
        if not known:
            st.caption(words.NO_ALTITUDE)
        st.number_input(
            words.SNOW_ALTITUDE,
            min_value=0,
            max_value=4800,
            step=50,
            value=int(snow.from_altitude_m if snow else 0),
            disabled=not known,
            **_keyed("winter-altitude", territory),
        )


def _storm(territory: Territory) -> None:
    storm = _first(Storm)
    if _toggle(words.STORM, "storm", territory, on=storm is not None):
        if not has_woods(territory):
            st.caption(words.NO_WOODS)
        st.number_input(
            words.STORM_BRIDGE,
            min_value=10,
            max_value=10_000,
            step=50,
            value=int(storm.bridge_m if storm else Storm().bridge_m),
            **_keyed("storm-bridge", territory),
        )


def _traffic(territory: Territory) -> None:
    slow = _first(Traffic)
    if _toggle(words.TRAFFIC, "traffic", territory, on=slow is not None):
        _share(words.TRAFFIC_SHARE, "traffic-share", slow.factor if slow else 0.5, territory)
        st.multiselect(
            words.TRAFFIC_ROADS,
            list(assumptions.CLASS),
            default=[name for name in (slow.classes if slow else ()) if name in assumptions.CLASS],
            format_func=assumptions.CLASS.__getitem__,
            placeholder=pages.CHOOSE,
            select_all=False,
            **_keyed("traffic-roads", territory),
        )


def _supply(territory: Territory) -> None:
    less = _first(Supply) or Supply()
    names = structure_names(territory)
    st.multiselect(
        words.SUPPLY_CLOSED,
        list(names),
        default=[name for name in less.closed if name in names],
        format_func=names.__getitem__,
        placeholder=pages.CHOOSE,
        select_all=False,
        **_keyed(SUPPLY_KEY, territory),
    )
    st.multiselect(
        words.SUPPLY_REDUCED,
        [category.value for category in STORED_CATEGORIES],
        default=list(less.categories),
        format_func={c.value: name for c, name in labels.CATEGORY_PLURAL.items()}.__getitem__,
        placeholder=pages.CHOOSE,
        select_all=False,
        **_keyed("supply-reduced", territory),
    )
    if less.categories or less.reduced:
        _share(words.SUPPLY_SHARE, "supply-share", less.capacity, territory)


def _inside() -> None:
    shut = [h for h in state.current().scenario.hazards if isinstance(h, Perimeter)]
    if shut:
        st.segmented_control(
            words.INSIDE,
            list(words.INSIDE_CHOICE),
            default=1.0 if shut[0].inside > 0 else 0.0,
            format_func=words.INSIDE_CHOICE.__getitem__,
            key=state.key("inside"),
            on_change=_change_inside,
            required=True,
        )


def _change_inside() -> None:
    chosen = state.said("inside", None)
    if chosen is not None:
        state.set_inside(float(chosen))


def _toggle(label: str, name: str, territory: Territory, *, on: bool) -> bool:
    return bool(st.toggle(label, value=on, **_keyed(name, territory)))


def _share(label: str, name: str, value: float, territory: Territory) -> None:
    shares = sorted({*SHARES, value})
    st.select_slider(label, shares, value=value, format_func=numbers.percent, **_keyed(name, territory))


def _keyed(name: str, territory: Territory) -> dict[str, Any]:
    return {"key": state.key(name), "on_change": _change, "args": (territory,)}


def _change(territory: Territory) -> None:
    """Hazards as the controls say them; a parameter without a control keeps its value."""
    own = own_hazards(state.current().scenario.hazards)
    first = {type(hazard): hazard for hazard in reversed(own)}
    later = [hazard for hazard in own if hazard is not first[type(hazard)]]
    made = [_winter_said(), _storm_said(territory), _traffic_said(), _supply_said()]
    state.set_scenario(territory, own=(*(hazard for hazard in made if hazard is not None), *later))


def _winter_said() -> Hazard | None:
    if not _on("winter"):
        return None
    return replace(_first(Winter) or Winter(), from_altitude_m=float(_said("winter-altitude", 0)))


def _storm_said(territory: Territory) -> Hazard | None:
    if not _on("storm"):
        return None
    storm = _first(Storm) or Storm(woods=has_woods(territory))
    return replace(storm, bridge_m=float(_said("storm-bridge", storm.bridge_m)))


def _traffic_said() -> Hazard | None:
    if not _on("traffic"):
        return None
    slow = _first(Traffic) or Traffic()
    factor, classes = _said("traffic-share", slow.factor), _said("traffic-roads", slow.classes)
    return replace(slow, factor=float(factor), classes=tuple(classes))


def _supply_said() -> Hazard | None:
    less = _first(Supply) or Supply()
    less = replace(
        less,
        closed=tuple(_said(SUPPLY_KEY, less.closed)),
        categories=tuple(_said("supply-reduced", less.categories)),
        capacity=float(_said("supply-share", less.capacity)),
    )
    return less if less.closed or less.reduced or less.categories else None


def _on(name: str) -> bool:
    return bool(_said(name, None))


def _said(name: str, otherwise: Any) -> Any:
    return st.session_state.get(state.key(name), otherwise)


def _first(kind: type[H]) -> H | None:
    """The hazard of a kind that the controls show; a study may hold several."""
    return next((h for h in own_hazards(state.current().scenario.hazards) if isinstance(h, kind)), None)
