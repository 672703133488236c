"""The roads of an OpenStreetMap file in arrays: no object is kept for a node, however large the extract."""

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import osmium

from cpts_geo.sources.osm_tags import READ_KEYS, Way, is_road, read_way, stops_cars, stops_help

FORD: Final = "ford"
BARRIER: Final = "barrier"  # stops everyone but walkers
GATE: Final = "gate"  # stops cars, not emergency vehicles
# No road of France goes a hundred kilometres without a node: one of both is misplaced (assumption).
FAR_DEG: Final = 1.0
EVERYWHERE: Final = (-180.0, -90.0, 180.0, 90.0)

Box = tuple[float, float, float, float]  # west, south, east, north in degrees


@dataclass
class Ways:
    """Ways, or located parts of them, one after the other.

    Attributes
    ----------
    row, facts
        Number of the way and what its tags say, per part.
    size
        Number of nodes per part.
    ref, lon, lat
        Nodes of all parts.
    marks
        Node number to ``ford``, ``barrier`` or ``gate``.
    counts
        Ways by fate, ``read`` being all of them.
    seen
        Numbers of the ways read so far: a way that two extracts share is read once.
    box
        Envelope of every located road, kept or not.
    """

    row: "array[int]" = field(default_factory=lambda: array("q"))
    facts: list[Way] = field(default_factory=list)
    size: "array[int]" = field(default_factory=lambda: array("q"))
    ref: "array[int]" = field(default_factory=lambda: array("q"))
    lon: "array[float]" = field(default_factory=lambda: array("d"))
    lat: "array[float]" = field(default_factory=lambda: array("d"))
    marks: dict[int, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    seen: set[int] = field(default_factory=set)
    box: Box = (180.0, 90.0, -180.0, -90.0)


def collect_ways(path: Path, found: Ways, kept: Box = EVERYWHERE) -> None:
    """Add the roads of a sorted file that touch a box; the others are counted as ``outside_margin``."""
    entities = osmium.osm.NODE | osmium.osm.WAY
    wanted = osmium.filter.KeyFilter("highway", "ford", "barrier", "route")
    for thing in osmium.FileProcessor(str(path), entities).with_locations().with_filter(wanted):
        tags = dict(thing.tags)
        if thing.is_way():
            _take_way(thing, tags, found, kept)
        elif tags.get("ford", "no") != "no" or tags.get("highway") == FORD:
            found.marks[thing.id] = FORD
        elif stops_cars(tags):
            found.marks[thing.id] = BARRIER if stops_help(tags) else GATE


def _take_way(way: Any, tags: Mapping[str, str], found: Ways, kept: Box) -> None:
    ferry = tags.get("route") == "ferry"
    if "highway" not in tags and not ferry:
        return
    found.counts["read"] += 1
    if ferry:
        found.counts["ferry"] += 1
        return
    if way.id in found.seen:
        found.counts["already_read"] += 1
        return
    found.seen.add(way.id)
    facts = _facts(frozenset((key, value) for key, value in tags.items() if key in READ_KEYS))
    points = [(n.ref, n.location.lon, n.location.lat) if n.location.valid() else None for n in way.nodes]
    parts, jumps = located_parts(points)
    found.counts["far_nodes"] += jumps
    reason = _reason_aside(tags, facts, parts) or _reason_outside(parts, found, kept)
    if reason:
        found.counts[reason] += 1
        return
    found.counts["closed_to_cars"] += not facts.car
    found.counts["emergency_only"] += facts.emergency and not facts.car
    found.counts["default_speed"] += facts.car and facts.speed_kmh is None
    found.counts["unread_speed"] += facts.speed_kmh is None and "maxspeed" in tags
    found.counts["missing_nodes"] += None in points
    for part in parts:
        _add_part(found, way.id, facts, part)


@lru_cache(maxsize=100_000)
def _facts(tags: frozenset[tuple[str, str]]) -> Way:
    """What tags say, computed once: pieces of a street repeat them."""
    return read_way(dict(tags))


def _add_part(found: Ways, row: int, facts: Way, part: list[tuple[int, float, float]]) -> None:
    refs, lon, lat = zip(*part, strict=True)
    found.row.append(row)
    found.facts.append(facts)
    found.size.append(len(part))
    found.ref.extend(refs)
    found.lon.extend(lon)
    found.lat.extend(lat)


def located_parts(
    points: list[tuple[int, float, float] | None],
) -> tuple[list[list[tuple[int, float, float]]], bool]:
    """Runs of nodes that have a place, each with at least two different nodes; whether one was far away."""
    parts: list[list[tuple[int, float, float]]] = [[]]
    jumps = False
    for point in points:
        if point is None:
            parts.append([])
        elif parts[-1] and _far(parts[-1][-1], point):
            parts.append([point])
            jumps = True
        elif not parts[-1] or parts[-1][-1][0] != point[0]:
            parts[-1].append(point)
    return [part for part in parts if len(part) > 1], jumps


def _far(one: tuple[int, float, float], other: tuple[int, float, float]) -> bool:
    return abs(one[1] - other[1]) > FAR_DEG or abs(one[2] - other[2]) > FAR_DEG


def _reason_aside(tags: Mapping[str, str], facts: Way, parts: list[Any]) -> str:
    if not is_road(tags):
        return "not_in_service"
    if not (facts.emergency or facts.foot):
        return "closed_to_all"
    return "" if parts else "degenerate"


def _reason_outside(parts: list[list[tuple[int, float, float]]], found: Ways, kept: Box) -> str:
    _, lon, lat = zip(*(point for part in parts for point in part), strict=True)
    west, south, east, north = min(lon), min(lat), max(lon), max(lat)
    known = found.box
    found.box = (min(known[0], west), min(known[1], south), max(known[2], east), max(known[3], north))
    touches = west <= kept[2] and east >= kept[0] and south <= kept[3] and north >= kept[1]
    return "" if touches else "outside_margin"
