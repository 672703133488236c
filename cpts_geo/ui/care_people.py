"""View *Frail people* of *Accès aux soins*: who loses a care, by age, commune, square and EHPAD."""

import streamlit as st

from cpts_geo.access.ages import UNKNOWN
from cpts_geo.answers.losses import Losses, find_losses
from cpts_geo.model.categories import Category
from cpts_geo.render import losses_view, map_layers, map_results
from cpts_geo.study import Study
from cpts_geo.ui import cache, seen, widgets
from cpts_geo.wording import pages, people


def show(study: Study) -> None:
    """Figures, map and tables of one category and one threshold."""
    found: Losses = cache.answer(
        study.spec, ("losses",), lambda asked, baseline: find_losses(asked, baseline=baseline)
    )
    st.header(people.TITLE)
    choose, limit = st.columns(2)
    category = widgets.choose_care(choose, study, "people-category")
    limit_min = limit.selectbox(
        people.THRESHOLD, losses_view.limits(study), format_func=people.limit, key="people-limit"
    )
    widgets.cards(losses_view.losses_figures(study, found, category, limit_min))
    st.caption(f"{people.NOTE.format(losers=people.losers(limit_min))} {pages.HIDDEN_SMALL}")
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _map(study, found, category, limit_min)
    with right:
        _ages(found, category, limit_min)
    _homes(study, found, category)
    _places(study, found, category, limit_min)


def _map(study: Study, found: Losses, category: Category, limit_min: float) -> None:
    mark, structures = study.fingerprint, study.territory.structures
    causes = study.outcomes.readings[study.spec.scenario.reading].structures_by
    layers = [
        cache.layer(
            (mark, "squares", category, limit_min),
            lambda: losses_view.squares_layer(study, found, category, limit_min),
        ),
        cache.layer((mark, "roads"), lambda: map_results.roads_layer(study)),
        widgets.communes_layer(study.territory),
        cache.layer(
            (mark, "structures", category, "ehpad"),
            lambda: map_layers.structures_layer(structures, (category, Category.EHPAD), causes),
        ),
    ]
    seen.show_map(study, layers, "map-people")
    st.caption(people.SQUARES_NOTE)


def _ages(found: Losses, category: Category, limit_min: float) -> None:
    st.subheader(people.AGES)
    known = found.ages.drop(columns=UNKNOWN).to_numpy().any()
    st.caption(people.AGES_NOTE if known else people.AGES_UNKNOWN)
    widgets.table(
        losses_view.ages_table(found, category, limit_min),
        f"ages_{category}",
        download=losses_view.ages_table(found, category, limit_min, public=True),
    )


def _homes(study: Study, found: Losses, category: Category) -> None:
    st.header(people.HOMES)
    if found.homes.empty:
        st.info(people.NO_HOME)
        return
    itself = f" {people.HOMES_THERE}" if category is Category.EHPAD else ""
    st.caption(f"{people.HOMES_NOTE}{itself}")
    widgets.table(losses_view.homes_table(study, found, category), f"ehpad_{category}")


def _places(study: Study, found: Losses, category: Category, limit_min: float) -> None:
    st.header(pages.BY_COMMUNE)
    widgets.table(
        losses_view.losses_by_commune(study, found, category, limit_min),
        f"pertes_communes_{category}",
        download=losses_view.losses_by_commune(study, found, category, limit_min, public=True),
    )
    with st.expander(people.SQUARES):
        widgets.table(
            losses_view.squares_table(study, found, category, limit_min),
            f"pertes_carres_{category}",
            download=losses_view.squares_table(study, found, category, limit_min, public=True),
        )
