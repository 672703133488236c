"""OpenStreetMap extracts in every container: roads, forbidden turns, and what the background needs."""

from collections import Counter
from pathlib import Path
from types import MappingProxyType

from cpts_geo.model.errors import DataError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.osm_background import Themes, collect_background, helipads_table, to_frames
from cpts_geo.sources.osm_open import (
    SUFFIXES,
    extract_date,
    ordered_by_type,
    readable,
    refuse_disguised,
    well_named,
)
from cpts_geo.sources.osm_pieces import cut_ways
from cpts_geo.sources.osm_scan import refuse_partial
from cpts_geo.sources.osm_turns import Restriction, collect_restrictions, to_bans
from cpts_geo.sources.osm_ways import EVERYWHERE, Box, Ways, collect_ways
from cpts_geo.sources.road_form import RoadRead, complete_roads, counted, problem

NOTED = (
    "not_in_service",
    "closed_to_all",
    "degenerate",
    "ferry",
    "already_read",
    "outside_margin",
    "far_nodes",
    "missing_nodes",
    "closed_to_cars",
    "emergency_only",
    "default_speed",
    "unread_speed",
)


def detect(path: Path) -> bool:
    """Whether the name is that of an OpenStreetMap extract."""
    return path.name.lower().endswith(SUFFIXES)


def read_osm(*paths: Path, crs: str, near: Box = EVERYWHERE, inside: Box = EVERYWHERE) -> RoadRead:
    """Roads, forbidden turns and background of one or several extracts, read as one.

    Ways are cut where they share a node, so that pieces meet at their ends only: a bridge is not
    joined to the road below. Speed is the limit where a tag gives one (``osm_tags.speed_kmh``), else
    the default of the class; both are counted in the problems. A ford or a barrier on a node becomes
    a short piece of its own. Parts of a way whose nodes the extract does not locate are left out. A
    way that two files share is read once.

    Parameters
    ----------
    near
        Roads and background that touch this box are kept, the others counted (``outside_margin``).
    inside
        Buildings are kept in this box only.

    Raises
    ------
    UnreadableFileError
        ``empty_file``, ``not_accepted_html``, ``truncated_file``, ``xml_entities``, ``not_osm``,
        ``osm_value`` or what ``refuse_partial`` raises.
    DataError
        ``no_roads`` when there are none; ``no_road_in_territory`` when all are outside the box.
    """
    ways, themes, dates = Ways(), Themes(near, inside), []
    restrictions: list[Restriction] = []
    strange = 0
    for path in paths:
        refuse_disguised(path)
        refuse_partial(path)
        with well_named(path) as own, ordered_by_type(own) as ordered, readable(path):
            collect_ways(ordered, ways, near)
            found, more = collect_restrictions(ordered)
            collect_background(ordered, themes)
            dates.append(extract_date(own))
        restrictions, strange = restrictions + found, strange + more
    name = ", ".join(path.name for path in paths)
    _refuse_none(ways, inside, name)
    bans, unhandled, outside = to_bans(restrictions, ways, crs)
    ways.counts.update(turns_not_handled=unhandled + strange, turns_outside=outside)
    oldest = min((date for date in dates if date), default="")
    return RoadRead(
        complete_roads(cut_ways(ways, crs), crs, name),
        ways.counts["read"],
        _problems(name, ways.counts, oldest),
        bans,
        oldest,
        MappingProxyType(to_frames(themes, crs)),
        helipads=(helipads_table(themes, name),) if themes.helipads else (),
    )


def _refuse_none(ways: Ways, inside: Box, name: str) -> None:
    if ways.facts:
        return
    if ways.counts["outside_margin"]:
        boxes = [" ".join(f"{value:.3f}" for value in box) for box in (ways.box, inside)]
        raise DataError("no_road_in_territory", file=name, value=boxes[0], expected=boxes[1])
    raise DataError("no_roads", file=name)


def _problems(file: str, counts: Counter[str], date: str) -> tuple[Problem, ...]:
    noted = (*NOTED, "turns_not_handled", "turns_outside")
    facts = [p for kind in noted for p in counted(file, kind, counts[kind], Outcome.INFORMATION)]
    if date:
        facts.append(problem(file, "extract_date", date, Outcome.INFORMATION))
    return tuple(facts)
