"""What a session holds: one study spec, changed by the controls and by nothing else."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import shapely
import streamlit as st
from shapely.geometry import shape

from cpts_geo.hazards import Perimeter
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.scenario import REFERENCE, Hazard, Reading, Scenario
from cpts_geo.model.territory import Territory
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.render.choices import chosen_layers, closed_roads, layer_label
from cpts_geo.render.hand_marks import titled
from cpts_geo.scene import own_hazards, recompose
from cpts_geo.sources.raw import normalise
from cpts_geo.spec import Drawing, StudySpec
from cpts_geo.territory.scenarios import SavedScenario
from cpts_geo.wording import evolution, exports, labels, pages

FOLDER_VARIABLE: Final = "CPTS_GEO_FOLDER"
DECIMALS: Final = 7
NAMED: Final = 40  # characters of a scenario kept in the name of a file
_SPEC: Final = "spec"
_SEEN: Final = "drawings_seen"
_DATED: Final = "dated"
_REVISION: Final = "revision"


def territory_folder() -> Path:
    """Folder of the open territory: the one given to the server, else ``data``."""
    return Path(os.environ.get(FOLDER_VARIABLE, "data"))


def current() -> StudySpec:
    """Spec of this session; the reference when nothing was chosen yet."""
    return st.session_state.setdefault(_SPEC, StudySpec(folder=str(territory_folder())))  # type: ignore[no-any-return]


def keep(spec: StudySpec) -> None:
    """Make a spec that of the session; a changed study is a new one, so its date goes."""
    st.session_state[_SPEC] = replace(spec, date="")


def dated() -> StudySpec:
    """Spec of this session with its date: the saved one's, else the minute it was first printed or saved.

    Every file of a study carries the same date, so the saved study gives the same bytes elsewhere.
    """
    spec = current()
    if spec.date:
        return spec
    if st.session_state.get(_DATED, (None, ""))[0] != spec:
        st.session_state[_DATED] = (spec, datetime.now().astimezone().strftime("%Y-%m-%dT%H:%M"))
    return replace(spec, date=st.session_state[_DATED][1])


def study_mark(spec: StudySpec, hour: str = "") -> str:
    """What the name of a file says of a study: « crue_extreme_pessimiste »; the usual is not said.

    ``hour``: mark of the hour that the page shows, see ``ui.hours.file_mark``.
    """
    scenario = spec.scenario
    parts = [
        normalise(exports.in_file_name(scenario.name))[:NAMED],
        hour,
        "" if scenario.reading is Reading.MEDIAN else labels.READING[scenario.reading],
        "" if spec.vehicle is VehicleName.CAR else normalise(labels.VEHICLE[spec.vehicle]),
        exports.EXERCISE_MARK if scenario.exercise else "",
    ]
    return "_".join(filter(None, parts))


def file_name(stem: str, extension: str, hour: str = "") -> str:
    """Name of a document of this session's study, which two scenarios, readings or minutes never share.

    « plan_a4_crue_extreme_2026-11-27_05h31.pdf »; ``hour`` as in ``study_mark``.
    """
    spec = dated()
    minute = spec.date.replace("T", "_").replace(":", "h")
    return f"{'_'.join(filter(None, (stem, study_mark(spec, hour), minute)))}{extension}"


def load(spec: StudySpec) -> None:
    """Replace the session's spec by a saved one, date included; every control takes its value."""
    st.session_state[_SPEC] = spec
    renew()


def read_study(content: bytes) -> StudySpec:
    """Spec of an uploaded ``study.toml``.

    Raises
    ------
    ScenarioError
        When it is not a study.
    """
    try:
        return StudySpec.from_toml(content.decode("utf-8-sig"), territory_folder())
    except UnicodeDecodeError as error:
        raise ScenarioError("bad_spec") from error


def saved_spec(saved: SavedScenario) -> StudySpec:
    """Spec of a scenario of the library, under the name it has there."""
    spec = StudySpec.from_toml(saved.toml, territory_folder())
    return replace(spec, scenario=replace(spec.scenario, name=saved.name))


def revision() -> int:
    """Changes when a saved study is loaded; part of the key of every control."""
    return int(st.session_state.setdefault(_REVISION, 0))


def key(name: str) -> str:
    """Key of a control."""
    return f"{name}-{revision()}"


def said(control: str, otherwise: Any) -> Any:
    """Value of a control; ``otherwise`` when a hurried click did not let it appear."""
    return st.session_state.get(key(control), otherwise)


def set_scenario(territory: Territory, **changes: Any) -> None:
    """Change ``layers``, ``roads``, ``reading``, ``exercise``, ``drawings``, ``own`` hazards, or ``marked``.

    ``marked`` is the scenario after a click: its hazards and reopened stretches are those to start from.
    """
    spec = current()
    marked: Scenario = changes.get("marked", spec.scenario)
    layers = changes.get("layers", chosen_layers(spec, territory))
    roads = changes.get("roads", closed_roads(spec))
    drawings = changes.get("drawings", spec.drawings)
    hazards = recompose(
        marked.hazards,
        territory.zones,
        layers=layers,
        drawings=drawings,
        roads=roads,
        own=changes.get("own"),
    )
    name = _title(territory, layers, drawings, tuple(roads), own=own_hazards(hazards), marked=titled(marked))
    scenario = replace(
        marked,
        name=evolution.title(name, len(spec.steps)) if spec.steps else name,
        hazards=hazards,
        reading=changes.get("reading", spec.scenario.reading),
        exercise=changes.get("exercise", spec.scenario.exercise),
    )
    keep(replace(spec, scenario=scenario, drawings=tuple(drawings)))


def set_inside(factor: float) -> None:
    """Change how people drive inside every closed perimeter."""
    spec = current()
    hazards = tuple(
        replace(h, inside=factor) if isinstance(h, Perimeter) else h for h in spec.scenario.hazards
    )
    keep(replace(spec, scenario=replace(spec.scenario, hazards=hazards)))


def renew() -> None:
    """Make every control take its value from the spec again."""
    st.session_state[_REVISION] = revision() + 1


def _title(
    territory: Territory,
    layers: list[str],
    drawings: tuple[Drawing, ...],
    roads: tuple[str, ...],
    *,
    own: tuple[Hazard, ...],
    marked: list[str],
) -> str:
    names = [*(layer_label(territory, name) for name in layers), *labels.hazards_said(own)]
    made = [pages.scenario_title(names, len(drawings), roads), *marked]
    return " + ".join(filter(None, made)) or REFERENCE.name


def take_drawings(territory: Territory, features: list[Mapping[str, Any]], kind: str) -> None:
    """Add the shapes the map has just sent; a shape already taken is not taken again."""
    seen: set[str] = st.session_state.setdefault(_SEEN, set())
    taken = list(current().drawings)
    for feature in features:
        wkt = _wkt(feature)
        if wkt and wkt not in seen:
            seen.add(wkt)
            taken.append(Drawing(layer=_free_name(taken), kind=kind, wkt=wkt))
    if len(taken) > len(current().drawings):
        set_scenario(territory, drawings=tuple(taken))


def _wkt(feature: Mapping[str, Any]) -> str:
    drawn = shape(feature["geometry"])
    return shapely.to_wkt(drawn, rounding_precision=DECIMALS) if drawn.geom_type == "Polygon" else ""


def _free_name(drawings: list[Drawing]) -> str:
    used = {drawing.layer for drawing in drawings}
    return next(name for n in range(1, len(used) + 2) if (name := f"dessin_{n}") not in used)


def remove_drawing(territory: Territory, layer: str) -> None:
    """Take one drawing away."""
    set_scenario(territory, drawings=tuple(d for d in current().drawings if d.layer != layer))
