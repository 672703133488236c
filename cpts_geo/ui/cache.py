"""What is computed once and shared by the sessions, keyed by fingerprints and frozen specs."""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import geopandas as gpd
import pandas as pd
import streamlit as st

from cpts_geo.answers.reopen import ReopeningPlan, plan_reopenings
from cpts_geo.answers.spans import trip_spans as trip_spans_of
from cpts_geo.answers.trips import find_route
from cpts_geo.hazards.closure import out_of_force, timed_zones
from cpts_geo.model.contacts import contacts_mark
from cpts_geo.model.findings import Finding
from cpts_geo.model.results import Route, Span
from cpts_geo.model.scenario import Reading
from cpts_geo.model.territory import Territory
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.render import choices
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.render.scenario_cautions import scenario_cautions as say_cautions
from cpts_geo.render.tables import tables as public_tables
from cpts_geo.routing import engine
from cpts_geo.scene import not_open, with_orders
from cpts_geo.spec import StudySpec
from cpts_geo.store.workspace import WORKSPACE_FILE
from cpts_geo.study import Baseline, Inputs, Study, read_inputs, run_baseline, run_study
from cpts_geo.territory.doctor import check_folder
from cpts_geo.territory.folder import read_territory
from cpts_geo.ui.queue import DESK, queued
from cpts_geo.wording import data_page, pages

T = TypeVar("T")
STUDIES_BYTES: Final = 200_000_000  # of all studies that are kept
FEWEST, MOST = 8, 60  # studies: those of a few people at work, or one per session
_SEEN: Final = (".toml", ".geojson", ".parquet", WORKSPACE_FILE)


def folder_state(folder: str | Path) -> str:
    """Digest of the name, size and date of every file of a folder: another one after an import or an edit.

    The workspace is never opened here: its date is enough, and reading it would break its locks.
    """
    found = (os.path.join(top, name) for top, _, names in os.walk(folder) for name in names)  # noqa: PTH118 - asked at each click
    kept = sorted(path for path in found if path.endswith(_SEEN))
    seen = [(path, stat.st_mtime_ns, stat.st_size) for path in kept for stat in [os.stat(path)]]  # noqa: PTH116
    return hashlib.sha256(repr(seen).encode("utf-8", "surrogateescape")).hexdigest()


def inputs(folder: str) -> Inputs:
    """Territory and network of a folder, read again when a file changed."""
    key = (folder, folder_state(folder))
    found: Inputs = DESK.at_hand(("inputs", key), lambda: _inputs(*key), keep=2)
    return found


@st.cache_resource(max_entries=2, show_spinner=pages.OPENING)
def _inputs(folder: str, state: str) -> Inputs:
    return read_inputs(folder, territory=_territory(folder, state))


def territory(folder: str | Path) -> Territory:
    """Territory of a folder that may have no roads yet, read again when a file changed."""
    return _territory(str(folder), folder_state(folder))


@st.cache_resource(max_entries=2, show_spinner=pages.OPENING)
def _territory(folder: str, state: str) -> Territory:
    del state
    return read_territory(folder)


def findings(folder: str | Path) -> tuple[Finding, ...]:
    """What the data doctor finds in a folder, looked for again when a file changed or a day passed."""
    today = datetime.now().astimezone().date().isoformat()
    return _findings(str(folder), folder_state(folder), today)


@st.cache_resource(max_entries=3, show_spinner=data_page.CHECKING)
def _findings(folder: str, state: str, today: str) -> tuple[Finding, ...]:
    del state
    return check_folder(folder, today=today)


def study(spec: StudySpec) -> Study:
    """The study of a spec, as things are now when it has no date: a closure that has ended closes nothing."""
    return _study(*_as_of_now(spec))


def _as_of_now(spec: StudySpec) -> tuple[tuple[str, ...], StudySpec]:
    """What the study of a spec depends on, and the spec at this minute where something has dates.

    The moment is no part of the key, what it rules out is: a key that lasts.
    """
    territory = inputs(spec.folder).territory
    prints = _prints(spec, territory)
    if spec.date:
        return prints, spec
    timed = made((territory.fingerprint, "timed"), lambda: timed_zones(territory.zones))
    places = _dated(territory)
    if not timed and places.empty:
        return prints, spec
    now = datetime.now().astimezone().isoformat(timespec="minutes")
    ended = (f"{name}/{zone}" for name, frame in timed.items() for zone in out_of_force(frame, now))
    return (*prints, *ended, *_shut(places, now)), replace(spec, date=now)


def _shut(structures: gpd.GeoDataFrame, at: str) -> tuple[str, ...]:
    """Structures that their own dates close at a moment."""
    shut = not_open(structures, at)
    return tuple(shut.index[shut].astype(str))


def _dated(territory: Territory) -> gpd.GeoDataFrame:
    """Structures that have a day of opening or of closing."""

    def find() -> gpd.GeoDataFrame:
        places = territory.structures
        return places[(places[["opens", "closes"]].fillna("") != "").any(axis=1)]

    return made((territory.fingerprint, "dated"), find)


def _studies_kept(study: Study) -> int:
    """As many as sessions, each on a scenario of its own, where the territory is small enough."""
    readings = study.outcomes.readings.values()
    frames = ((r.access.minutes, r.access.place, r.edges, r.site_minutes) for r in readings)
    size = sum(int(frame.memory_usage().sum()) for parts in frames for frame in parts)
    return min(max(STUDIES_BYTES // max(size, 1), FEWEST), MOST)


@queued(_studies_kept)
def _study(prints: tuple[str, ...], _spec: StudySpec) -> Study:
    del prints  # only the key: two hazards of the same layer look alike to Streamlit
    return run_study(_spec, inputs=inputs(_spec.folder), baseline=_baseline_of(_spec))


def public_table(spec: StudySpec, name: str) -> pd.DataFrame:
    """A table of the study of a spec as it may leave the house."""
    asked = study(spec)
    found: Mapping[str, pd.DataFrame] = DESK.at_hand(
        ("tables", asked.fingerprint), lambda: public_tables(asked), keep=12
    )
    return found[name]


def scenario_cautions(study: Study) -> list[str]:
    """Sentences beside the results of a study."""
    return made((study.fingerprint, "cautions"), lambda: say_cautions(study))


def reopening_plan(spec: StudySpec) -> ReopeningPlan:
    """What to reopen first under a spec."""
    return _reopening_plan(*_as_of_now(spec))


@queued(20)
def _reopening_plan(prints: tuple[str, ...], _spec: StudySpec) -> ReopeningPlan:
    del prints
    return plan_reopenings(study(_spec), baseline=_baseline_of(_spec))


def answer(spec: StudySpec, key: tuple[Any, ...], ask: Callable[[Study, Baseline], T]) -> T:
    """Answer to a question asked of the study of a spec; ``key`` names the question and its options."""
    prints, now = _as_of_now(spec)
    found: T = _answer(prints, key, now, ask)
    return found


@queued(36)
def _answer(
    prints: tuple[str, ...], key: tuple[Any, ...], _spec: StudySpec, _ask: Callable[[Study, Baseline], Any]
) -> Any:
    del prints, key
    return _ask(study(_spec), _baseline_of(_spec))


def answered(spec: StudySpec, key: tuple[Any, ...]) -> bool:
    """Whether ``answer`` needs no computation."""
    return DESK.keeps((_answer.__qualname__, (_as_of_now(spec)[0], key)))


def _prints(spec: StudySpec, territory: Territory) -> tuple[str, str, str]:
    """What a study depends on; contacts change none of its figures but are printed with it."""
    return spec.fingerprint, territory.fingerprint, contacts_mark(territory.contacts)


def _baseline_of(spec: StudySpec) -> Baseline:
    territory = inputs(spec.folder).territory
    normal = replace(
        StudySpec(),
        folder=spec.folder,
        vehicle=spec.vehicle,
        categories=spec.categories,
        snap_limit_m=spec.snap_limit_m,
        open_sites=with_orders(spec, territory).open_sites,
    )
    shut = _shut(_dated(territory), spec.date)
    kernels = str(engine.warm())  # once they are loaded, the roads are made ready for them
    return _baseline((*_prints(normal, territory), *shut, kernels), replace(normal, date=spec.date))


@queued(12)
def _baseline(prints: tuple[str, ...], _spec: StudySpec) -> Baseline:
    del prints
    return run_baseline(_spec, inputs(_spec.folder))


def route(
    spec: StudySpec, ends: tuple[tuple[float, float], tuple[float, float]], vehicle: VehicleName
) -> Route:
    """Way between two points for a vehicle."""
    asked = replace(spec, vehicle=vehicle)
    prints, now = _as_of_now(asked)
    return _route(prints, ends, now)


@queued(80)
def _route(
    prints: tuple[str, ...], ends: tuple[tuple[float, float], tuple[float, float]], _spec: StudySpec
) -> Route:
    del prints
    return find_route(_spec, *ends, inputs=inputs(_spec.folder))


def trip_spans(
    spec: StudySpec, ends: tuple[tuple[float, float], tuple[float, float]]
) -> dict[VehicleName, Span]:
    """Lowest and highest minutes of a trip for every vehicle."""
    asked = replace(spec, vehicle=VehicleName.CAR, scenario=replace(spec.scenario, reading=Reading.MEDIAN))
    prints, now = _as_of_now(asked)
    return _trip_spans(prints, ends, now)


@queued(40)
def _trip_spans(
    prints: tuple[str, ...], ends: tuple[tuple[float, float], tuple[float, float]], _spec: StudySpec
) -> dict[VehicleName, Span]:
    del prints
    return trip_spans_of(_spec, ends, inputs=inputs(_spec.folder))


def layer(key: tuple[Any, ...], make: Callable[[], MapLayer]) -> MapLayer:
    """A map layer, built once per key; the key starts with a fingerprint."""
    found: MapLayer = DESK.at_hand(("layer", key), make, keep=240)
    return found


def made(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What a page shows, built once per key; the key starts with a fingerprint, then says what it is."""
    found: T = DESK.at_hand(("made", key), make, keep=600)
    return found


def places(territory: Territory, kind: str) -> list[choices.Place]:
    """Places of a kind that can be an end of a route."""
    finders = {
        "structure": choices.structure_places,
        "site": choices.site_places,
        "commune": choices.commune_places,
    }
    return made((territory.fingerprint, "places", kind), lambda: finders[kind](territory))


def road_names(folder: str) -> list[str]:
    """Numbers and names of the roads."""
    found = inputs(folder)
    return made((found.territory.fingerprint, "roads"), lambda: choices.road_names(found.network))
