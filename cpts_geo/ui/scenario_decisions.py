"""Expander *Decisions received* of the page *Scénario*: understand, confirm or refuse, take back."""

from datetime import datetime
from typing import Final

import geopandas as gpd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cpts_geo.model.errors import CptsGeoError
from cpts_geo.model.layers import SITE_ID, SITE_OPEN
from cpts_geo.render import data_tables, decisions_table, map_layers, map_results
from cpts_geo.render.choices import chosen_layers
from cpts_geo.render.escape import markdown_text
from cpts_geo.study import Study
from cpts_geo.territory.decisions import Received, look_at
from cpts_geo.territory.importer import import_files
from cpts_geo.territory.recognise import Options
from cpts_geo.ui import cache, person, state, uploads, widgets
from cpts_geo.wording import decisions as words
from cpts_geo.wording import errors, pages

_ROUND: Final = "decisions-round"
_LOOKED: Final = "decisions-looked"
_SAID: Final = "decisions-said"


def show(study: Study) -> None:
    """What is in force, then a file: nothing is applied before a person agrees."""
    said = st.session_state.pop(_SAID, "")
    with st.expander(words.TITLE, expanded=bool(said)):
        if said:
            st.success(markdown_text(said))
        _in_force(study)
        sent = st.file_uploader(words.DROP, key=f"decisions-{st.session_state.get(_ROUND, 0)}")
        st.caption(words.HELP)
        if sent is None:
            st.session_state.pop(_LOOKED, None)
            return
        received = _looked(sent)
        if received is not None:
            _understood(study, received)
            _answer(study, sent, received)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _looked(sent: UploadedFile) -> Received | None:
    last = st.session_state.get(_LOOKED)
    if last is None or last[0] != sent.file_id:
        try:
            with st.spinner(words.READING), uploads.on_disk([sent]) as (path,):
                found: Received | CptsGeoError = look_at(state.territory_folder(), path, today=_now())
        except CptsGeoError as error:
            found = error
        last = st.session_state[_LOOKED] = (sent.file_id, found)
    if isinstance(last[1], CptsGeoError):
        st.error(markdown_text(errors.explain(last[1])))
        return None
    received: Received = last[1]
    return received


def _understood(study: Study, received: Received) -> None:
    st.markdown(f"**{words.UNDERSTOOD}**")
    _alarm(study, received.frame)
    widgets.table(decisions_table.rows_table(study, received.frame, at=_now()), "decisions")
    if received.problems:
        st.markdown(f"**{words.NOT_APPLIED}**")
        widgets.table(data_tables.told(received.problems), "decisions_a_verifier")
    _preview(study, received)


def _alarm(study: Study, frame: gpd.GeoDataFrame) -> None:
    drowned = decisions_table.alarming(study, frame)
    if drowned:
        st.error(markdown_text(words.ordered_under_water(drowned)))


def _preview(study: Study, received: Received) -> None:
    frame = received.frame
    opened = frame.loc[frame["kind"] == SITE_OPEN, SITE_ID].tolist()
    causes = study.outcomes.readings[study.spec.scenario.reading].sites_by
    sites = decisions_table.ordered_sites(study, frame)
    layers = [
        widgets.communes_layer(study.territory),
        *widgets.zone_layers(study),
        map_results.zone_layer(frame),
    ]
    if len(sites):
        layers.append(map_layers.sites_layer(sites, opened, causes.reindex(sites.index, fill_value=0)))
    widgets.show_map(study.territory, layers, "map-decisions")


def _answer(study: Study, sent: UploadedFile, received: Received) -> None:
    st.caption(words.NOTHING_YET)
    if received.layer in study.territory.zones:
        st.warning(words.CURRENT_LAYER)
    if not person.name():
        st.info(words.SIGN)
    yes, no = st.columns(2)
    if yes.button(
        words.APPLY,
        type="primary",
        icon=":material/gavel:",
        disabled=not person.name(),
        key="decisions-apply",
    ):
        _apply(sent, received)
    if no.button(words.REFUSE, key="decisions-refuse"):
        _leave()


def _apply(sent: UploadedFile, received: Received) -> None:
    folder = state.territory_folder()
    try:
        with uploads.on_disk([sent]) as paths:
            import_files(folder, paths, Options())
        territory = cache.inputs(state.current().folder).territory
        used = chosen_layers(state.current(), territory)
        state.set_scenario(territory, layers=list(dict.fromkeys([*used, received.layer])))
    except CptsGeoError as error:
        st.error(markdown_text(errors.explain(error)))
        return
    st.session_state[_SAID] = words.applied(received.layer, len(received.frame))
    state.renew()
    _leave()


def _leave() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_LOOKED, None)
    st.rerun(scope="app")


def _in_force(study: Study) -> None:
    """Layers of decisions of the scenario, each with its way back."""
    zones = study.zones
    used = [name for name in chosen_layers(study.spec, study.territory) if _is_decisions(study, name)]
    for name in used:
        title, button = st.columns([8, 2], vertical_alignment="center")
        title.markdown(f"**{words.IN_FORCE}** : {markdown_text(name)}")
        if button.button(pages.REMOVE, key=f"decisions-remove-{name}"):
            others = [other for other in chosen_layers(study.spec, study.territory) if other != name]
            state.set_scenario(study.territory, layers=others)
            state.renew()
            st.rerun(scope="app")
        _alarm(study, zones[name])
        widgets.table(
            decisions_table.rows_table(study, zones[name], at=study.spec.date or _now()), f"decisions_{name}"
        )


def _is_decisions(study: Study, name: str) -> bool:
    return SITE_ID in study.territory.zones[name]  # only a file of decisions writes this column
