"""The commands ``times`` and ``route``."""

import csv
import io
import re
from argparse import Namespace
from datetime import datetime, timedelta
from math import ceil, floor, isfinite
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.answers.departure import Departures, Leaving, last_departure
from cpts_geo.answers.spans import trip_spans
from cpts_geo.answers.trips import find_route, travel_times
from cpts_geo.cli.options import study_spec
from cpts_geo.cli.output import say, say_json, warn, write_file
from cpts_geo.cli.points import find_place, read_points
from cpts_geo.model.results import Avoided, Route, Snapping, Span, TravelTimes
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.render import hand_marks
from cpts_geo.render.geojson import feature_collection, plain_value
from cpts_geo.render.road_cautions import of_roads
from cpts_geo.render.tables import csv_safe
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, read_inputs
from cpts_geo.wording import answers, evolution, files, labels, routes

TIMES_HEADER: Final = ("from_id", "to_id", "minutes")
WHOLE_NUMBER: Final = re.compile(r"-?\d+")


def times(arguments: Namespace) -> None:
    """Write minutes from each point to each point; warn of points too far from any road."""
    inputs = read_inputs(arguments.folder)
    spec = study_spec(arguments, inputs)
    ends = [read_points(text, inputs.territory) for text in (arguments.origins, arguments.destinations)]
    found = travel_times(spec, ends[0], ends[1], inputs=inputs)
    write_file(Path(arguments.out), times_csv(found))
    _caution(inputs, spec)
    missed = dict.fromkeys([*_unsnapped(found.origins), *_unsnapped(found.destinations)])
    if missed:
        warn(answers.unsnapped_points(list(missed), spec.snap_limit_m))
    unreachable = int(np.isinf(found.minutes.to_numpy()).sum())
    say(answers.times_written(found.minutes.size, unreachable, arguments.out))


def _caution(inputs: Inputs, spec: StudySpec) -> None:
    marked = hand_marks.sentences(spec.scenario, inputs.network)
    for caution in (*marked, *of_roads(inputs.territory, spec.date[:10])):
        warn(caution)


def times_csv(found: TravelTimes) -> bytes:
    """``from_id,to_id,minutes``, minutes to the millisecond, empty = unreachable."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(TIMES_HEADER)
    columns = [_identifier(name) for name in found.minutes.columns]
    for origin, row in zip(found.minutes.index, found.minutes.to_numpy(), strict=True):
        start = _identifier(origin)
        writer.writerows(
            (start, end, f"{value:.6f}" if np.isfinite(value) else "")
            for end, value in zip(columns, row, strict=True)
        )
    return buffer.getvalue().encode()


def _identifier(value: object) -> str:
    """Identifier as it was, so that tables join; one that a spreadsheet would run is made inert."""
    text = str(value)
    return text if WHOLE_NUMBER.fullmatch(text) else csv_safe(text)


def _unsnapped(snapping: Snapping) -> list[str]:
    points = snapping.points
    return [str(point) for point in points.index[points["node"] < 0]]


def route(arguments: Namespace) -> None:
    """Compare the normal and the degraded way between two places; when to leave if the scenario has steps."""
    inputs = read_inputs(arguments.folder)
    spec = study_spec(arguments, inputs)
    origin = find_place(arguments.origin, inputs.territory)
    destination = find_place(arguments.destination, inputs.territory)
    found = find_route(spec, origin, destination, inputs=inputs)
    ends, asked = (origin, destination), (spec.vehicle,)
    span = trip_spans(spec, ends, vehicles=asked, inputs=inputs)[spec.vehicle]
    leaving = last_departure(spec, origin, destination, inputs=inputs) if spec.steps else None
    cautions = [
        *hand_marks.sentences(spec.scenario, inputs.network),
        *of_roads(inputs.territory, spec.date[:10]),
    ]
    if arguments.out:
        about = {
            "scenario": spec.scenario.name,
            "warning": files.WARNING,
            "cautions": " ".join(cautions) or None,
            "date": spec.date,
        }
        write_file(Path(arguments.out), feature_collection(route_layer(found, spec), about))
    for caution in (*cautions, *(routes.flooded_end(end) for end in found.flooded_ends)):
        warn(caution)
    if arguments.json:
        told = {**route_object(found), "minutes_range": span_object(span)}
        say_json(told | ({"last_departure": departure_object(leaving)} if leaving else {}))
        return
    say(answers.route_line(found, span, spec.scenario.name))
    if leaving:
        say(evolution.departure(leaving, labels.scenario_name(spec.scenario.name)))


def departure_object(found: Departures) -> dict[str, Any]:
    """When one may leave, by reading: to act by the pessimistic one.

    ``state``: ``until``, ``always``, ``not_before`` or ``never``; ``hour`` of the last departure (of the
    first one for ``not_before``), null when there is none; ``time`` the same as a local ISO minute when steps
    are dated; ``periods``: hours between which one may leave, null = until further notice. An hour not to be
    passed is rounded down, one to wait for is rounded up.
    """
    return {"first": found.first or None, **{r.value: _leaving(found, r) for r in READINGS}}


def _leaving(found: Departures, reading: Reading) -> dict[str, Any]:
    state, when = found.leaving(reading)
    periods = found.periods[reading]
    hour = _up(when) if state is Leaving.NOT_BEFORE else _down(when)
    return {
        "state": state.value,
        "hour": hour,
        "time": None if hour is None else _time(found, when, up=state is Leaving.NOT_BEFORE),
        "periods": [[_up(period.begins), _down(period.ends)] for period in periods],
    }


def _down(hour: float) -> float | None:
    return floor(hour * 1000 + 1e-6) / 1000 if isfinite(hour) else None


def _up(hour: float) -> float:
    return ceil(hour * 1000 - 1e-6) / 1000


def _time(found: Departures, hour: float, *, up: bool) -> str | None:
    if not found.first:
        return None
    since = timedelta(minutes=ceil(hour * 60 - 1e-6) if up else floor(hour * 60 + 1e-6))
    return (datetime.fromisoformat(found.first) + since).isoformat(timespec="minutes")


def route_object(found: Route) -> dict[str, Any]:
    """The contract's object: metres and minutes with three decimals, null = unreachable.

    Beside the contract's keys: ``doubts`` (points to check, in the order of the way) and ``flooded_ends``
    (ends under water, nearest dry road); in ``avoided``, ``causes`` (all that closes the road).
    """
    return {
        "minutes_reference": _rounded(found.minutes_reference),
        "minutes_scenario": _rounded(found.minutes_scenario),
        "length_m": _rounded(found.length_m),
        "steps": [
            {
                "road": step.road,
                "length_m": _rounded(step.length_m),
                "minutes": _rounded(step.minutes),
                "note": ", ".join(step.notes),
            }
            for step in found.steps
        ],
        "avoided": [_avoided(avoid) for avoid in found.avoided],
        "doubts": [
            {
                "kind": doubt.kind,
                "road": doubt.road,
                "from_m": _rounded(doubt.from_m),
                "length_m": _rounded(doubt.length_m),
                "depth_m": _rounded(doubt.depth_m),
                "lonlat": doubt.lonlat,
            }
            for doubt in found.doubts
        ],
        "flooded_ends": [
            {
                "end": end.end,
                "depth_m": _rounded(end.depth_m),
                "dry_m": _rounded(end.dry_m),
                "dry_road": end.dry_road,
                "dry_lonlat": end.dry_lonlat,
                "minutes": _rounded(end.minutes),
            }
            for end in found.flooded_ends
        ],
    }


def _avoided(avoid: Avoided) -> dict[str, Any]:
    return {
        "road": avoid.road,
        "reason": avoid.reason,
        "depth_m": _rounded(avoid.depth_m),
        "causes": list(avoid.causes),
    }


def span_object(span: Span) -> dict[str, Any]:
    """Lowest and highest minutes over readings and wading depths, null = unreachable."""
    return {"low": _rounded(span.low), "high": _rounded(span.high)}


def _rounded(value: float | None) -> Any:
    plain = plain_value(value)
    return round(plain, 3) if isinstance(plain, float) else plain


def route_layer(found: Route, spec: StudySpec) -> gpd.GeoDataFrame:
    """Two lines, ``reference`` and ``scenario``; none where there is no way."""
    geometry = pd.concat([found.geometry_reference, found.geometry_scenario], ignore_index=True)
    frame = gpd.GeoDataFrame(
        {
            "minutes": [found.minutes_reference, found.minutes_scenario],
            "vehicle": spec.vehicle.value,
            "reading": spec.scenario.reading.value,
            "warning": files.WARNING,
        },
        geometry=geometry.to_numpy(),
        crs=found.geometry_scenario.crs,
    )
    return frame.set_index(pd.Index(["reference", "scenario"], name="route"))
