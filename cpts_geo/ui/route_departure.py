"""Last departure of a trip, on the page *Itinéraire*, when the scenario has steps."""

from dataclasses import replace

import streamlit as st

from cpts_geo.model.vehicles import VehicleName
from cpts_geo.render.escape import markdown_text
from cpts_geo.render.evolution_table import periods_table
from cpts_geo.study import Study
from cpts_geo.ui import cache_answers, widgets
from cpts_geo.wording import evolution as words
from cpts_geo.wording import labels


def show(study: Study, ends: cache_answers.Ends, vehicle: VehicleName) -> None:
    """The sentence to act by, then the three readings."""
    if not study.spec.steps:
        return
    found = cache_answers.departures(replace(study.spec, vehicle=vehicle), ends)
    st.header(words.DEPARTURE)
    said = words.departure(found, labels.scenario_name(study.spec.scenario.name))
    st.warning(markdown_text(said))
    widgets.table(periods_table(found), "dernier_depart")
    st.caption(words.DEPARTURE_NOTE)
