"""The study spec: a value that says what to compute, equal by content, written as ``study.toml``."""

import hashlib
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import shapely
import tomli_w

from cpts_geo.hazards import HAZARDS
from cpts_geo.model.categories import Category
from cpts_geo.model.crs import WGS84, reproject
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.layers import ZONES, conform
from cpts_geo.model.scenario import REFERENCE, Reading, Reopened, Scenario, Step, step_hours
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.routing.snap import SNAP_LIMIT_M

THRESHOLDS_MIN: Final = (10, 15, 20, 30, 45, 60)  # FACTS 9.3
DEFAULT_CATEGORIES: Final = tuple(c for c in Category if c not in (Category.SSIAD, Category.HAD))


@dataclass(frozen=True)
class Drawing:
    """A polygon or line drawn by hand, which becomes the hazard layer ``layer``.

    Attributes
    ----------
    layer
        Name by which hazards refer to it.
    kind
        ``flood``, ``closure``, ``perimeter`` or ``slowdown``.
    wkt
        Geometry in WGS84 longitude, latitude, at most 7 decimals.
    depth_min_m, depth_max_m
        Depth class; ``None`` = unknown, which closes the road.
    """

    layer: str
    kind: str
    wkt: str
    depth_min_m: float | None = None
    depth_max_m: float | None = None


@dataclass(frozen=True)
class StudySpec:
    """What a study computes. Hashable; two equal specs on the same folder give the same bytes.

    Attributes
    ----------
    folder
        Territory folder; not written in ``study.toml``, so that a spec travels.
    scenario, vehicle, categories, thresholds_min
        What is asked.
    open_sites
        Identifiers of the sites ticked as open.
    drawings
        Hand-drawn zones.
    snap_limit_m
        Farthest crow-fly distance from a point to its road node, inclusive.
    date
        Local ISO date and minute at which the study was made, set by the door; the library never
        reads the clock.
    author
        Body that publishes, for paper and files.
    steps
        The scenario in time, earliest first. Whatever a step puts in force is part of ``scenario``, so that
        a figure or a map without a time shows all that is ever hit, together; a hazard of ``scenario`` that
        no step names holds throughout.
    """

    folder: str = ""
    scenario: Scenario = REFERENCE
    vehicle: VehicleName = VehicleName.CAR
    categories: tuple[Category, ...] = DEFAULT_CATEGORIES
    thresholds_min: tuple[int, ...] = THRESHOLDS_MIN
    open_sites: tuple[str, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    snap_limit_m: float = SNAP_LIMIT_M
    date: str = ""
    author: str = ""
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        step_hours(self.steps)  # refuses steps out of order
        known = self.scenario.hazards
        stepped = dict.fromkeys(hazard for step in self.steps for hazard in step.hazards)
        missing = tuple(hazard for hazard in stepped if hazard not in known)
        if missing:
            object.__setattr__(self, "scenario", replace(self.scenario, hazards=(*known, *missing)))

    def to_toml(self) -> str:
        """Text of ``study.toml``."""
        table: dict[str, Any] = {
            "name": self.scenario.name,
            "reading": self.scenario.reading.value,
            "exercise": self.scenario.exercise,
            "vehicle": self.vehicle.value,
            "categories": [category.value for category in self.categories],
            "thresholds_min": list(self.thresholds_min),
            "open_sites": list(self.open_sites),
            "snap_limit_m": float(self.snap_limit_m),
            "date": self.date,
            "author": self.author,
            "hazards": [_hazard_table(hazard) for hazard in self.scenario.hazards],
            "drawings": [_without_none(asdict(drawing)) for drawing in self.drawings],
        }
        if self.scenario.reopened:  # absent otherwise: a study made before keeps its fingerprint
            table["reopened"] = [_listed(asdict(mark)) for mark in self.scenario.reopened]
        if self.steps:
            table["steps"] = [_step_table(step) for step in self.steps]
        return tomli_w.dumps(table)

    @classmethod
    def from_toml(cls, text: str, folder: str | Path = "") -> "StudySpec":
        """Spec of a ``study.toml``.

        Raises
        ------
        ScenarioError
            ``bad_spec`` with the parser's words, ``unknown_field``, ``unknown_hazard`` or
            ``unsigned_reopening``.
        """
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ScenarioError("bad_spec", value=str(error)) from error
        known = {"name", "reading", "exercise", "hazards", "reopened", *(f.name for f in fields(cls))} - {
            "folder",
            "scenario",
        }
        for key in table.keys() - known:
            raise ScenarioError("unknown_field", column=key, expected=", ".join(sorted(known)))
        try:
            return cls(folder=str(folder), **_spec_fields(table))
        except (TypeError, ValueError) as error:
            if isinstance(error, ScenarioError):
                raise
            raise ScenarioError("bad_spec", value=str(error)) from error

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the spec's text."""
        return hashlib.sha256(self.to_toml().encode()).hexdigest()


def _hazard_table(hazard: Any) -> dict[str, Any]:
    return {"kind": hazard.name, **_listed(asdict(hazard))}


def _listed(table: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in table.items()}


def _step_table(step: Step) -> dict[str, Any]:
    at = step.at if isinstance(step.at, str) else float(step.at)
    return {"at": at, "hazards": [_hazard_table(hazard) for hazard in step.hazards]}


def _without_none(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value is not None}


def _spec_fields(table: dict[str, Any]) -> dict[str, Any]:
    scenario = Scenario(
        name=table.get("name", REFERENCE.name),
        hazards=tuple(_hazard(row) for row in table.get("hazards", [])),
        reading=Reading(table.get("reading", Reading.MEDIAN.value)),
        exercise=bool(table.get("exercise", False)),
        reopened=tuple(_reopened(row) for row in table.get("reopened", [])),
    )
    converters: dict[str, Any] = {
        "vehicle": VehicleName,
        "categories": lambda values: tuple(Category(value) for value in values),
        "thresholds_min": lambda values: tuple(int(value) for value in values),
        "open_sites": tuple,
        "snap_limit_m": float,
        "date": _iso_date,
        "author": str,
        "drawings": lambda rows: tuple(Drawing(**row) for row in rows),
        "steps": lambda rows: tuple(_step(row) for row in rows),
    }
    return {"scenario": scenario, **{k: convert(table[k]) for k, convert in converters.items() if k in table}}


def _reopened(row: dict[str, Any]) -> Reopened:
    """A stretch seen open; one that nobody signed opens nothing and is refused."""
    read: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
    mark = Reopened(**read)
    if not (mark.by.strip() and mark.at.strip()):
        raise ScenarioError("unsigned_reopening", column="reopened", value=mark.road)
    return replace(mark, at=_iso_date(mark.at))


def _iso_date(value: Any) -> str:
    text = str(value)
    try:
        datetime.fromisoformat(text or "1980-01-01")
    except ValueError as error:
        raise ScenarioError("bad_date", column="date", value=text) from error
    return text


def _step(row: Any) -> Step:
    if not isinstance(row, dict) or row.keys() - {"at", "hazards"} or "at" not in row:
        raise ScenarioError("bad_spec", column="steps")
    at = row["at"]
    if isinstance(at, datetime):  # TOML has times of its own
        at = at.isoformat()
    if isinstance(at, bool) or not isinstance(at, int | float | str):
        raise ScenarioError("bad_step", value=str(at))
    hazards = tuple(_hazard(hazard) for hazard in row.get("hazards", []))
    return Step(at if isinstance(at, str) else float(at), hazards)


def _hazard(row: Any) -> Any:
    if not isinstance(row, dict):
        raise ScenarioError("bad_spec", column="hazards")
    kind = row.get("kind", "")
    if kind not in HAZARDS:
        raise ScenarioError("unknown_hazard", value=str(kind), expected=", ".join(HAZARDS))
    numbers = {f.name for f in fields(HAZARDS[kind]) if f.type is float}
    arguments = {key: _argument(v, number=key in numbers) for key, v in row.items() if key != "kind"}
    return HAZARDS[kind](**arguments)


def _argument(value: Any, *, number: bool) -> Any:
    """Lists as tuples; a whole number where a number is asked, so that 600 and 600.0 are one spec."""
    if number and isinstance(value, int):
        return float(value)
    return tuple(value) if isinstance(value, list) else value


def drawing_zones(drawing: Drawing, crs: str) -> gpd.GeoDataFrame:
    """Hazard layer of one drawing, in ``crs``.

    Raises
    ------
    ScenarioError
        ``bad_drawing`` when the text is not a geometry.
    """
    try:
        shape = shapely.from_wkt(drawing.wkt)
    except shapely.errors.ShapelyError as error:
        raise ScenarioError("bad_drawing", column=drawing.layer, value=drawing.wkt[:60]) from error
    frame = gpd.GeoDataFrame(
        {
            "zone_id": [f"{drawing.layer}-1"],
            "kind": [drawing.kind],
            "depth_min_m": [float("nan") if drawing.depth_min_m is None else drawing.depth_min_m],
            "depth_max_m": [float("nan") if drawing.depth_max_m is None else drawing.depth_max_m],
        },
        geometry=[shapely.make_valid(shape, method="structure", keep_collapsed=False)],
        crs=WGS84,
    )
    return reproject(conform(frame, ZONES), crs)
