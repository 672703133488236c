"""Times of a file of water levels: read, made local, and refused when they are not one order of time."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isfinite
from statistics import median
from typing import Final

from cpts_geo.model.errors import LayerError
from cpts_geo.sources.raw import parse_number
from cpts_geo.sources.times import iso_time

# Local time of each legal projection (IANA names).
TIME_ZONES: Final = {
    "EPSG:5490": "America/Martinique",
    "EPSG:2972": "America/Cayenne",
    "EPSG:2975": "Indian/Reunion",
    "EPSG:4471": "Indian/Mayotte",
    "EPSG:10674": "Indian/Mayotte",
}
GAP_TIMES: Final = 4.0  # assumption: a hole is longer than four times the usual interval
_CLOCK: Final = re.compile(r"(?:[jJ]\s*(?:\+\s*(\d{1,2}))?\s+)?(\d{1,3})\s*[:hH]\s*(\d{2})?")


@dataclass(frozen=True)
class Line:
    """A line of the file: its number, the column of its time, that time understood and as read, its level."""

    row: int
    column: str
    at: float | dt.datetime
    read: str
    level_m: float


def read_moment(file: str, row: int, column: str, read: str) -> float | dt.datetime:
    """A number of hours, « 06:00 » or « J+1 06:00 » as hours, else a date and an hour."""
    hours = parse_number(read)
    if isfinite(hours):
        return hours
    clock = _CLOCK.fullmatch(read)
    if clock:
        day, hour, minute = (int(part or 0) for part in clock.groups())
        return 24 * day + hour + minute / 60
    said = iso_time(read)
    if not said or len(said) == len("2026-11-26"):
        raise LayerError("hydrograph_bad_time", file, row=row, column=column, value=read)
    return dt.datetime.fromisoformat(said)


def sort_key(at: float | dt.datetime) -> float:
    """Number that grows with time."""
    if isinstance(at, dt.datetime):
        return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).timestamp()
    return at


def local_times(lines: Sequence[Line], file: str, crs: str) -> list[Line]:
    """Times with an offset as local times of a legal projection.

    Raises
    ------
    LayerError
        ``hydrograph_mixed_times`` when a file tells time in two ways, ``hydrograph_clock_change`` when the
        clocks go back and one local hour would come twice.
    """
    kinds = [
        (isinstance(line.at, dt.datetime), getattr(line.at, "tzinfo", None) is not None) for line in lines
    ]
    odd = next((line for line, kind in zip(lines, kinds, strict=True) if kind != kinds[0]), None)
    if odd is not None:
        raise LayerError("hydrograph_mixed_times", file, row=odd.row, column=odd.column, value=odd.read)
    zone = zoneinfo.ZoneInfo(TIME_ZONES.get(crs, "Europe/Paris"))
    local = [
        replace(line, at=line.at.astimezone(zone).replace(tzinfo=None))
        if isinstance(line.at, dt.datetime) and line.at.tzinfo
        else line
        for line in lines
    ]
    for (before, after), (was, now) in zip(pairwise(lines), pairwise(local), strict=True):
        if sort_key(before.at) < sort_key(after.at) and sort_key(was.at) >= sort_key(now.at):
            raise LayerError(
                "hydrograph_clock_change", file, row=after.row, column=after.column, value=after.read
            )
    return local


def check_order(lines: Sequence[Line], file: str, *, gaps_known: bool) -> None:
    """Refuse what is out of order, told twice, or has a hole.

    Raises
    ------
    LayerError
        ``hydrograph_twice``, ``hydrograph_backwards``, ``hydrograph_gap``.
    """
    for before, after in pairwise(lines):
        if sort_key(after.at) == sort_key(before.at):
            raise LayerError("hydrograph_twice", file, row=after.row, column=after.column, value=after.read)
        if sort_key(after.at) < sort_key(before.at):
            facts = {"column": after.column, "value": after.read, "expected": before.read}
            raise LayerError("hydrograph_backwards", file, after.row, **facts)
    spans = [_hours(after.at) - _hours(before.at) for before, after in pairwise(lines)]
    if gaps_known or len(spans) < 2:
        return
    usual = median(spans)
    for span, (before, after) in zip(spans, pairwise(lines), strict=True):
        if span > GAP_TIMES * usual:
            hole = f"{before.read} – {after.read}"
            raise LayerError("hydrograph_gap", file, after.row, after.column, f"{span:g} h", hole)


def _hours(at: float | dt.datetime) -> float:
    return sort_key(at) / 3600 if isinstance(at, dt.datetime) else at


def told(at: float | dt.datetime) -> float | str:
    """Time as a step of a scenario says it."""
    return at.isoformat(timespec="seconds" if at.second else "minutes") if isinstance(at, dt.datetime) else at
