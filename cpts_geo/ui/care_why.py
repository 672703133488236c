"""View *Why* of *Accès aux soins*: what cuts a commune, a structure or a point, what to reopen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from cpts_geo.answers.detours import Detour
from cpts_geo.answers.why import Why, explain_loss
from cpts_geo.answers.why_structure import explain_structure
from cpts_geo.model.categories import Category
from cpts_geo.model.errors import CptsGeoError
from cpts_geo.model.layers import CATEGORY, CODE_INSEE, NAME
from cpts_geo.model.scenario import READINGS
from cpts_geo.render import choices, map_layers, map_results, route_tables, why_view
from cpts_geo.render.escape import markdown_text
from cpts_geo.study import Baseline, Study
from cpts_geo.ui import cache, seen, widgets
from cpts_geo.wording import errors, labels, pages, standing, why

MAP_KEY: Final = "map-why"
POINT: Final = "why-point"
Point = tuple[float, float]


@dataclass(frozen=True)
class _Asked:
    """What is asked: a key that names it, the care, who answers, and what the page says of the answer."""

    key: tuple[Any, ...]
    category: Category
    ask: Callable[[Study, Baseline], Why]
    said: Callable[[Why], list[str]]
    commune: str = ""
    spot: Point | None = None
    clicks: bool = False
    subject: str = standing.THIS_POINT


def show(study: Study) -> None:
    """Choose a commune, a structure or a point, and a kind of care, then read."""
    st.header(why.TITLE)
    kind = widgets.one_of(st, why.ABOUT, why.KINDS, "commune", "why-about")
    asked = {"commune": _commune, "structure": _structure, "point": _point}[kind](study)
    if asked is None:
        return
    try:
        found = cache.answer(study.spec, ("why", *asked.key), asked.ask)
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        if asked.clicks:
            _map(study, None, asked)
        return
    widgets.cards(why_view.why_figures(found, study.spec.scenario.reading))
    for sentence in [*asked.said(found), *_at_the_door(study, found, asked)]:
        st.markdown(markdown_text(sentence))
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _map(study, found, asked)
    with right:
        _cuts(study, found)
    _steps(study, found, "_".join(map(str, asked.key)))
    _detour(study, found)


def _commune(study: Study) -> _Asked:
    choose, which = st.columns(2)
    names = choices.commune_codes(study.territory)
    commune = choose.selectbox(
        why.COMMUNE,
        list(names),
        index=list(names).index(_worst(study)),
        format_func=names.__getitem__,
        key="why-commune",
    )
    category = widgets.choose_care(which, study, "why-category")
    return _Asked(
        (commune, category),
        category,
        lambda asked, baseline: explain_loss(asked, category, commune=commune, baseline=baseline),
        lambda found: _said(found, why.nothing_lost(names[commune])),
        commune=commune,
    )


def _worst(study: Study) -> str:
    """Commune of the people who lose most, care by care."""
    lost = study.outcomes.comparison.communes.groupby(CODE_INSEE)["newly_isolated"].sum()
    return str(lost.idxmax())


def _structure(study: Study) -> _Asked | None:
    choose, side = st.columns(2)
    known, kinds = choices.structure_names(study.territory), study.territory.structures[CATEGORY]
    names = {key: name for key, name in known.items() if kinds[key] in set(study.spec.categories)}
    if not names:
        st.info(why.NO_STRUCTURE)
        return None
    structure = choose.selectbox(
        why.STRUCTURE,
        list(names),
        index=list(names).index(_emptied(study, list(names))),
        format_func=names.__getitem__,
        key=f"why-structure-{study.territory.fingerprint[:8]}",
    )
    to = widgets.one_of(side, why.SIDE, why.SIDES, "to", "why-side")
    name, code = (str(study.territory.structures[field][structure]) for field in (NAME, CODE_INSEE))
    spot = choices.lonlat_of(study.territory.structures, structure)
    commune = code if code in study.territory.communes.index else ""
    if to == "to":
        category = Category(str(kinds[structure]))
        causes = {r: int(study.outcomes.readings[r].structures_by[structure]) for r in READINGS}
        shut = study.territory.structures["status"][structure] == "closed"
        state = why.usable(name, causes, study.spec.scenario.reading, shut=bool(shut))
        return _Asked(
            ("to", structure),
            category,
            lambda asked, baseline: explain_structure(asked, structure, baseline=baseline),
            lambda found: _said_of_structure(found, name, state),
            commune=commune,
            spot=spot,
        )
    category = widgets.choose_care(st, study, "why-category")
    return _Asked(
        ("from", structure, category),
        category,
        lambda asked, baseline: explain_structure(asked, structure, care=category, baseline=baseline),
        lambda found: _said(found, why.kept_here(name)),
        commune=commune,
        spot=spot,
        subject=standing.quoted(name),
    )


def _emptied(study: Study, known: list[str]) -> str:
    """Structure that loses most of the people for whom it was the nearest."""
    table = study.outcomes.comparison.structures.loc[known]
    return str((table["people_reference"] - table["people_scenario"]).idxmax())


def _point(study: Study) -> _Asked | None:
    category = widgets.choose_care(st, study, "why-category")
    point: Point | None = st.session_state.get(POINT)
    st.caption(why.CLICK_AGAIN if point else why.CLICK)
    asked = _Asked(
        (*(point or ()), category),
        category,
        lambda asked, baseline: explain_loss(asked, category, point=point, baseline=baseline),
        lambda found: _said(found, why.KEPT_AT_POINT),
        spot=point,
        clicks=True,
    )
    if point:
        return asked
    _map(study, None, asked)
    return None


def _take_click() -> None:
    clicked: dict[str, Any] | None = (st.session_state.get(MAP_KEY) or {}).get("last_clicked")
    if clicked:
        st.session_state[POINT] = (round(clicked["lng"], 6), round(clicked["lat"], 6))


def _said(found: Why, nothing: str) -> list[str]:
    said = [] if found.cut or not found.reached else [nothing]
    said.append(why.places(found.places_left, found.places_hit))
    if found.beyond_roads:
        said.append(why.beyond_roads(found.beyond_roads))
    if found.unreachable_before:
        said.append(why.unreachable_before(found.unreachable_before))
    return said


def _said_of_structure(found: Why, name: str, state: str) -> list[str]:
    said = [why.served(name, found.population), state]
    if found.beyond_roads:
        said.append(why.beyond_structure(found.beyond_roads))
    return said


def _at_the_door(study: Study, found: Why, asked: _Asked) -> list[str]:
    """What keeps people, or a place, from leaving at all."""
    own = study.spec.scenario.reading
    if found.population:
        return standing.of_people(found.standing, own)
    return standing.of_place(found.standing, asked.subject, own)


def _map(study: Study, found: Why | None, asked: _Asked) -> None:
    mark, structures = study.fingerprint, study.territory.structures
    causes = study.outcomes.readings[study.spec.scenario.reading].structures_by
    layers = [
        widgets.communes_layer(study.territory),
        *widgets.zone_layers(study),
        cache.layer((mark, "roads"), lambda: map_results.roads_layer(study)),
    ]
    if found is not None:
        layers.append(cache.layer((mark, "why", *asked.key), lambda: why_view.why_layer(study, found)))
    if found is not None and found.detour:
        layers.append(map_results.route_layer(found.detour.route))
    layers.append(
        cache.layer(
            (mark, "structures", asked.category),
            lambda: map_layers.structures_layer(structures, (asked.category,), causes),
        )
    )
    if asked.spot:
        layers.append(why_view.spot_layer(asked.spot, study.territory.crs))
    clicks = ["last_clicked"] if asked.clicks else []
    key = MAP_KEY if asked.clicks else f"{MAP_KEY}-{asked.commune or 'around'}"
    seen.show_map(
        study,
        layers,
        key,
        returned=clicks,
        on_change=_take_click if clicks else None,
        commune=asked.commune,
    )


def _cuts(study: Study, found: Why) -> None:
    st.subheader(why.CUTS)
    if not found.cuts:
        st.markdown(why.NO_CUT)
        return
    st.caption(why.CUTS_NOTE if found.steps else why.CUTS_FORMER)
    widgets.table(why_view.cuts_table(study, found), "ce_qui_coupe")
    st.caption(why.DEPTH_UNKNOWN)


def _steps(study: Study, found: Why, name: str) -> None:
    if not found.steps:
        return
    st.header(why.STEPS)
    st.caption(why.STEPS_NOTE.format(reading=labels.READING[study.spec.scenario.reading].lower()))
    if not found.proven:
        st.caption(why.STEPS_NOT_PROVEN)
    public = why_view.steps_table(found, public=True)
    widgets.table(why_view.steps_table(found), f"le_moins_a_rouvrir_{name}", download=public)
    st.caption(f"{why.DEPTH_UNKNOWN} {pages.HIDDEN_SMALL}")


def _detour(study: Study, found: Why) -> None:
    st.header(why.DETOUR)
    detour: Detour | None = found.detour
    if detour is None:
        st.markdown(why.NO_DETOUR if found.population else why.NO_TRIP)
        return
    route, own = detour.route, study.spec.scenario.reading.value
    each = [getattr(detour.minutes, reading.value) for reading in READINGS]
    now, ends = (min(each), getattr(detour.minutes, own), max(each)), (detour.place_before, detour.place_now)
    said = why.trip(route.minutes_reference, now, route.length_m, ends)
    people = why.still(getattr(detour.people, own), getattr(detour.longer, own)) if found.population else ""
    st.markdown(markdown_text(f"{people} {said}".strip()))
    steps, avoided = st.columns([7, 5], gap="medium")
    with steps:
        widgets.table(route_tables.steps_table(route), "detour")
    with avoided:
        if route.avoided:
            st.subheader(pages.AVOIDED)
            widgets.table(route_tables.avoided_table(route), "detour_evite")
    if found.population:
        st.caption(why.DETOUR_NOTE if getattr(detour.longer, own) else why.NO_LONGER)
    else:
        st.caption(why.TRIP_NOTE)
