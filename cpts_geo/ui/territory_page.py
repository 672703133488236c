"""Page *Territoire*: what is known before any scenario."""

from functools import partial

import streamlit as st

from cpts_geo.model.categories import Category
from cpts_geo.model.layers import POPULATION
from cpts_geo.model.territory import Territory
from cpts_geo.render import choices, figures, map_layers, map_results, road_cautions, screen_tables
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.study import Study
from cpts_geo.ui import cache, state, widgets
from cpts_geo.wording import cautions, columns, labels, pages


def show() -> None:
    """Map, headline figures, structures, network facts, sources, problems of the data."""
    spec = state.current()
    territory = cache.inputs(spec.folder).territory
    widgets.header(pages.TERRITORY_PAGE, territory)
    mark = territory.fingerprint
    widgets.cards(cache.made((mark, "figures"), lambda: figures.territory_figures(territory)))
    widgets.road_cautions_of(spec.folder)
    _map(territory)
    st.caption(pages.MAP_TABLE_NOTE)
    st.header(pages.ALL_STRUCTURES)
    known = cache.made((mark, "structures table"), lambda: screen_tables.structures_table(territory))
    widgets.table(known, "structures", height=420)
    st.header(pages.NETWORK)
    _network(cache.study(spec))
    st.header(pages.PROBLEMS)
    _problems(territory)
    st.header(pages.SOURCES)
    widgets.table(screen_tables.sources_table(territory.sources), "sources")


@st.fragment
def _map(territory: Territory) -> None:
    present = map_layers.all_categories(territory.structures)
    shown = st.pills(
        pages.MAP_LAYERS,
        [*present, *_other_layers(territory)],
        selection_mode="multi",
        default=present,
        format_func=lambda item: labels.CATEGORY_PLURAL.get(item, item),
        key=state.key("territory-layers"),
    )
    left, right = st.columns([4, 8], gap="medium")
    with left:
        counted = (territory.fingerprint, "categories table")
        widgets.table(cache.made(counted, lambda: screen_tables.categories_table(territory)), "capacites")
    with right:
        widgets.show_map(territory, _layers(territory, shown), "map-territory")


def _other_layers(territory: Territory) -> list[str]:
    """What may be shown beside the structures."""
    sites = [pages.SITES] if len(territory.sites) else []
    return [*sites, pages.PREVENTION_PLANS] if choices.planning_layers(territory) else sites


def _layers(territory: Territory, shown: list[Category | str]) -> list[MapLayer]:
    mark = territory.fingerprint
    chosen = tuple(item for item in shown if isinstance(item, Category))
    made = [
        widgets.communes_layer(territory),
        cache.layer(
            (mark, "structures", *chosen), lambda: map_layers.structures_layer(territory.structures, chosen)
        ),
    ]
    if pages.SITES in shown:
        made.append(cache.layer((mark, "sites"), lambda: map_layers.sites_layer(territory.sites, ())))
    if pages.PREVENTION_PLANS in shown:
        names = choices.planning_layers(territory)
        made += [
            cache.layer((mark, "plan", name), partial(map_results.zone_layer, territory.zones[name]))
            for name in names
        ]
    return made


def _network(study: Study) -> None:
    facts = study.outcomes.facts
    people = float(study.territory.demand[POPULATION].sum())
    for sentence in pages.network_facts(facts, study.spec.snap_limit_m, people):
        st.markdown(sentence)
    mark = (study.territory.fingerprint, "helped only")
    count, length_m = cache.made(mark, lambda: road_cautions.helped_only(study.network))
    if count:
        st.markdown(cautions.helped_only(count, length_m))


def _problems(territory: Territory) -> None:
    if not territory.problems:
        st.markdown(pages.NO_PROBLEM)
        return
    st.markdown(pages.problem_count(len(territory.problems)))
    from cpts_geo.wording import problems

    sentences = [problems.sentence(problem) for problem in territory.problems]
    whole = screen_tables.problems_table(territory.problems, sentences)
    said = [columns.HEADER[name] for name in ("problem", "outcome_label")]
    widgets.table(whole[said], "problemes", download=whole)
