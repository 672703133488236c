"""View *Why* of *Accès aux soins*: what cuts a commune from a care, the least to reopen, the detour."""

import streamlit as st

from cpts_geo.answers.detours import Detour
from cpts_geo.answers.why import Why, explain_loss
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CODE_INSEE
from cpts_geo.render import choices, map_layers, map_results, route_tables, why_view
from cpts_geo.render.escape import markdown_text
from cpts_geo.study import Study
from cpts_geo.ui import cache, seen, widgets
from cpts_geo.wording import labels, pages, why


def show(study: Study) -> None:
    """Choose a commune and a kind of care, then read."""
    st.header(why.TITLE)
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
    found = cache.answer(
        study.spec,
        ("why", commune, category),
        lambda asked, baseline: explain_loss(asked, category, commune=commune, baseline=baseline),
    )
    widgets.cards(why_view.why_figures(found, study.spec.scenario.reading))
    for sentence in _said(found, names[commune]):
        st.markdown(markdown_text(sentence))
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _map(study, found, commune, category)
    with right:
        _cuts(study, found)
    _steps(study, found, commune)
    _detour(found.detour)


def _worst(study: Study) -> str:
    """Commune of the people who lose most, care by care."""
    lost = study.outcomes.comparison.communes.groupby(CODE_INSEE)["newly_isolated"].sum()
    return str(lost.idxmax())


def _said(found: Why, commune: str) -> list[str]:
    said = [] if found.cut else [why.nothing_lost(commune)]
    said.append(why.places(found.places_left, found.places_hit))
    if found.beyond_roads:
        said.append(why.beyond_roads(found.beyond_roads))
    if found.unreachable_before:
        said.append(why.unreachable_before(found.unreachable_before))
    return said


def _map(study: Study, found: Why, commune: str, category: Category) -> None:
    mark, structures = study.fingerprint, study.territory.structures
    hit = study.outcomes.readings[study.spec.scenario.reading].structures_hit
    layers = [
        widgets.communes_layer(study.territory),
        *widgets.zone_layers(study),
        cache.layer((mark, "roads"), lambda: map_results.roads_layer(study)),
        cache.layer((mark, "why", commune, category), lambda: why_view.why_layer(study, found)),
    ]
    if found.detour:
        layers.append(map_results.route_layer(found.detour.route))
    layers.append(
        cache.layer(
            (mark, "structures", category),
            lambda: map_layers.structures_layer(structures, (category,), hit),
        )
    )
    seen.show_map(study, layers, f"map-why-{commune}", commune=commune)


def _cuts(study: Study, found: Why) -> None:
    st.subheader(why.CUTS)
    if not found.cuts:
        st.markdown(why.NO_CUT)
        return
    st.caption(why.CUTS_NOTE if found.steps else why.CUTS_FORMER)
    widgets.table(why_view.cuts_table(study, found), "ce_qui_coupe")
    st.caption(why.DEPTH_UNKNOWN)


def _steps(study: Study, found: Why, commune: str) -> None:
    if not found.steps:
        return
    st.header(why.STEPS)
    st.caption(why.STEPS_NOTE.format(reading=labels.READING[study.spec.scenario.reading].lower()))
    public = why_view.steps_table(found, public=True)
    widgets.table(why_view.steps_table(found), f"le_moins_a_rouvrir_{commune}", download=public)
    st.caption(f"{why.DEPTH_UNKNOWN} {pages.HIDDEN_SMALL}")


def _detour(detour: Detour | None) -> None:
    st.header(why.DETOUR)
    if detour is None:
        st.markdown(why.NO_DETOUR)
        return
    route, ends = detour.route, (detour.place_before, detour.place_now)
    said = why.trip(route.minutes_reference, route.minutes_scenario, route.length_m, ends)
    st.markdown(markdown_text(f"{why.still(detour.people, detour.longer)} {said}"))
    steps, avoided = st.columns([7, 5], gap="medium")
    with steps:
        widgets.table(route_tables.steps_table(route), "detour")
    with avoided:
        if route.avoided:
            st.subheader(pages.AVOIDED)
            widgets.table(route_tables.avoided_table(route), "detour_evite")
    st.caption(why.DETOUR_NOTE if detour.longer else why.NO_LONGER)
