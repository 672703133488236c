"""View *Vital roads* of *Accès aux soins*: the roads whose loss would hurt care most."""

import streamlit as st

from cpts_geo.answers.vital import VitalRoads, rank_vital_roads
from cpts_geo.render import map_results, vital_view
from cpts_geo.study import Study
from cpts_geo.ui import cache, seen, widgets
from cpts_geo.wording import pages, vital


def show(study: Study) -> None:
    """Before or under the scenario: map and table."""
    st.header(vital.TITLE)
    now = st.segmented_control(
        vital.WHEN,
        list(vital.STATE),
        default=True,
        format_func=vital.STATE.__getitem__,
        required=True,
        key="vital-state",
    )
    found = cache.answer(
        study.spec,
        ("vital", bool(now)),
        lambda asked, baseline: rank_vital_roads(asked, under_scenario=bool(now), baseline=baseline),
    )
    if not found.roads:
        st.info(vital.NOTHING)
        return
    _map(study, found)
    public = vital_view.vital_table(study, found, public=True)
    widgets.table(vital_view.vital_table(study, found), "routes_vitales", download=public)
    thresholds = ", ".join(map(str, study.spec.thresholds_min))
    st.caption(vital.NOTE.format(thresholds=thresholds))
    st.caption(f"{vital.looked_at(found.stretches, found.harmful, found.only_ways)} {pages.HIDDEN_SMALL}")


def _map(study: Study, found: VitalRoads) -> None:
    mark = study.fingerprint
    layers = [widgets.communes_layer(study.territory)]
    if found.under_scenario:
        layers += [
            *widgets.zone_layers(study),
            cache.layer((mark, "roads"), lambda: map_results.roads_layer(study)),
        ]
    key = (mark, "vital", found.under_scenario)
    seen.show_map(
        study,
        [*layers, cache.layer(key, lambda: vital_view.vital_layer(study, found))],
        "map-vital",
    )
