"""View *Ambulances* of *Accès aux soins*: base, patient, emergency department."""

import streamlit as st

from cpts_geo.answers.ambulance import EMERGENCY_MIN, AmbulanceTimes, Bases, find_ambulance_times
from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import READINGS
from cpts_geo.render import ambulance_view, map_layers, map_results
from cpts_geo.study import Study
from cpts_geo.ui import cache, seen, widgets
from cpts_geo.wording import ambulance, numbers, pages

MOST_MIN = 240


def show(study: Study) -> None:
    """Choices, figures, map and tables."""
    st.header(ambulance.TITLE)
    bases, scene, limit = _choices()
    found: AmbulanceTimes = cache.answer(
        study.spec,
        ("ambulance", bases, scene),
        lambda asked, _: find_ambulance_times(asked, bases=bases, on_scene_min=scene),
    )
    if not found.hospitals_known or not found.bases_known:
        st.info(ambulance.NO_BASE if found.hospitals_known else ambulance.NO_HOSPITAL)
        return
    widgets.cards(ambulance_view.ambulance_figures(study, found, limit))
    st.caption(
        f"{ambulance.NOTE.format(scene=numbers.minutes(scene))} "
        f"{ambulance.BASES_NOTE.format(known=ambulance.bases_known(found.bases_known))}"
    )
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _map(study, found)
    with right:
        st.subheader(ambulance.BY_TIME)
        widgets.table(
            ambulance_view.times_table(study, found),
            "ambulances",
            download=ambulance_view.times_table(study, found, public=True),
        )
    st.header(ambulance.BY_COMMUNE)
    widgets.table(
        ambulance_view.ambulance_communes(study, found, limit),
        "ambulances_communes",
        download=ambulance_view.ambulance_communes(study, found, limit, public=True),
    )
    st.caption(f"{ambulance.MEDIAN_NOTE} {pages.EMPTY_MEANS} {pages.HIDDEN_SMALL}")


def _choices() -> tuple[Bases, float, float]:
    which, spent, within = st.columns([5, 3, 3])
    bases = which.segmented_control(
        ambulance.BASES,
        list(Bases),
        default=Bases.FIRE,
        format_func=ambulance.BASE.__getitem__,
        required=True,
        key="ambulance-bases",
    )
    scene = spent.number_input(
        ambulance.ON_SCENE, 0, MOST_MIN, 0, 1, help=ambulance.ON_SCENE_HELP, key="ambulance-scene"
    )
    limit = within.number_input(
        ambulance.THRESHOLD, 1, MOST_MIN, int(EMERGENCY_MIN), 5, key="ambulance-limit"
    )
    return Bases(bases), float(scene), float(limit)


def _map(study: Study, found: AmbulanceTimes) -> None:
    mark, structures = study.fingerprint, study.territory.structures
    own = study.spec.scenario.reading
    causes = study.outcomes.readings[own].structures_by
    total = {r: found.legs[r.value]["total_min"] for r in READINGS}
    layers = [
        cache.layer(
            (mark, "ambulance", found.bases, found.on_scene_min),
            lambda: map_results.homes_layer(study, total, lost=False),
        ),
        cache.layer((mark, "roads"), lambda: map_results.roads_layer(study)),
        widgets.communes_layer(study.territory),
        cache.layer(
            (mark, "structures", "ambulance"),
            lambda: map_layers.structures_layer(structures, (Category.URGENCES, Category.POMPIERS), causes),
        ),
    ]
    seen.show_map(study, layers, "map-ambulance")
