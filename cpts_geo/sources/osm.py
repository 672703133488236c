"""OpenStreetMap extracts (.osm, .osm.gz, .osm.bz2, .osm.pbf): roads, and what the background needs."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import osmium

from cpts_geo.model.errors import DataError, UnreadableFileError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.osm_background import read_background
from cpts_geo.sources.osm_pieces import BARRIER, FORD, LocatedWay, Lonlat, cut_ways, located_parts
from cpts_geo.sources.osm_tags import Way, is_road, read_way, stops_cars
from cpts_geo.sources.road_form import RoadRead, complete_roads, counted, problem
from cpts_geo.sources.signature import signature

SUFFIXES: Final = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
KINDS: Final = ("osm", "pbf", "gz", "bz2")


@dataclass
class _Found:
    lines: list[LocatedWay] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def detect(path: Path) -> bool:
    """Whether the name is that of an OpenStreetMap extract."""
    return path.name.lower().endswith(SUFFIXES)


def read_osm(path: Path, *, crs: str) -> RoadRead:
    """Roads and background of an OpenStreetMap extract.

    Ways are cut where they share a node, so that pieces meet at their ends only: a bridge is not
    joined to the road below. Speed is the limit where a tag gives one (``osm_tags.speed_kmh``), else
    the default of the class; both are counted in the problems. A ford or a barrier on a node becomes
    a short piece of its own. Parts of a way whose nodes the extract does not locate are left out.

    Raises
    ------
    UnreadableFileError
        ``empty_file``, ``not_accepted_html``, ``truncated_file``, ``xml_entities`` or ``not_osm``.
    DataError
        ``no_roads`` when the extract has none.
    """
    _refuse_disguised(path)
    with _sorted_by_type(path) as ordered, _readable(path):
        found = _ways(ordered)
        background = read_background(ordered, crs)
        date = _extract_date(path)
    if not found.lines:
        raise DataError("no_roads", file=path.name)
    roads = cut_ways(found.lines, found.marks, crs)
    facts = _problems(path.name, found.counts, date)
    return RoadRead(complete_roads(roads, crs, path.name), found.counts["read"], facts, background)


def _refuse_disguised(path: Path) -> None:
    kind = signature(path)
    if kind not in KINDS:
        known = "not_accepted_html" if kind == "html" else "not_osm"
        raise UnreadableFileError(known, file=path.name, value=kind, expected=", ".join(SUFFIXES))


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn what libosmium says into our errors."""
    try:
        yield
    except RuntimeError as error:
        text = str(error)
        cut = (
            "unexpected EOF",
            "unclosed",
            "no element found",
            "bzip2 error",
            "gzip error",
            "XML parsing error",
        )
        kind = "truncated_file" if any(sign in text for sign in cut) else "not_osm"
        kind = "xml_entities" if "entities" in text else kind
        raise UnreadableFileError(kind, file=path.name, value=text[:60], expected="OSM") from error


@contextmanager
def _sorted_by_type(path: Path) -> Iterator[Path]:
    """The file itself, or a sorted copy: areas and locations need nodes, then ways, each by number."""
    with _readable(path):
        if path.name.lower().endswith(".pbf") or _is_sorted(path):
            yield path
            return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "sorted.osm.pbf"
        with _readable(path):
            merge = osmium.MergeInputReader()
            merge.add_file(str(path))
            with osmium.SimpleWriter(str(copy)) as writer:
                merge.apply(writer)
        yield copy


def _is_sorted(path: Path) -> bool:
    last = (0, -1)
    rank = {"n": 0, "w": 1, "r": 2}
    for thing in osmium.FileProcessor(str(path)):
        here = (rank[thing.type_str()], thing.id)
        if here <= last:
            return False
        last = here
    return True


def _extract_date(path: Path) -> str:
    header = osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING).header()
    return str(header.get("osmosis_replication_timestamp") or header.get("timestamp") or "")[:10]


def _ways(path: Path) -> _Found:
    found = _Found()
    entities = osmium.osm.NODE | osmium.osm.WAY
    wanted = osmium.filter.KeyFilter("highway", "ford", "barrier")
    for thing in osmium.FileProcessor(str(path), entities).with_locations().with_filter(wanted):
        tags = dict(thing.tags)
        if thing.is_way():
            _take_way(thing, tags, found)
        elif tags.get("ford", "no") != "no" or tags.get("highway") == FORD:
            found.marks[thing.id] = FORD
        elif stops_cars(tags):
            found.marks[thing.id] = BARRIER
    return found


def _take_way(way: Any, tags: dict[str, str], found: _Found) -> None:
    if "highway" not in tags:
        return
    found.counts["read"] += 1
    facts = read_way(tags)
    points = [(n.ref, (n.location.lon, n.location.lat) if n.location.valid() else None) for n in way.nodes]
    parts = located_parts(points)
    reason = _reason_aside(tags, facts, parts)
    if reason:
        found.counts[reason] += 1
        return
    found.counts["closed_to_cars"] += not facts.car
    found.counts["default_speed"] += facts.car and facts.speed_kmh is None
    found.counts["unread_speed"] += facts.speed_kmh is None and "maxspeed" in tags
    found.counts["missing_nodes"] += any(lonlat is None for _, lonlat in points)
    for part in parts:
        refs, lonlat = zip(*part, strict=True)
        found.lines.append(LocatedWay(way.id, refs, lonlat, facts))


def _reason_aside(tags: dict[str, str], facts: Way, parts: list[list[tuple[int, Lonlat]]]) -> str:
    if not is_road(tags):
        return "not_in_service"
    if not (facts.car or facts.foot):
        return "closed_to_all"
    return "" if parts else "degenerate"


def _problems(file: str, counts: Counter[str], date: str) -> tuple[Problem, ...]:
    aside = ("not_in_service", "closed_to_all", "degenerate")
    noted = ("missing_nodes", "closed_to_cars", "default_speed", "unread_speed")
    facts = [p for kind in aside for p in counted(file, kind, counts[kind], Outcome.SET_ASIDE)]
    facts += [p for kind in noted for p in counted(file, kind, counts[kind], Outcome.INFORMATION)]
    if date:
        facts.append(problem(file, "extract_date", date, Outcome.INFORMATION))
    return tuple(facts)
