"""Turn restrictions of OpenStreetMap: relations ``type=restriction`` with one node as via."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import osmium

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.sources.osm_ways import Ways
from cpts_geo.sources.road_form import Ban

EXEMPT: Final = {
    "emergency": frozenset({VehicleName.AMBULANCE, VehicleName.HIGH_CLEARANCE}),
    "motorcar": frozenset({VehicleName.CAR}),
    "motor_vehicle": frozenset(set(VehicleName) - {VehicleName.PEDESTRIAN}),
}
KEYS: Final = ("restriction:motorcar", "restriction:motor_vehicle", "restriction")
HOURS: Final = ("restriction:conditional", "day_on", "hour_on")


@dataclass(frozen=True)
class Restriction:
    """One relation as read: numbers of its members, in the file's own words."""

    from_ways: tuple[int, ...]
    via_nodes: tuple[int, ...]
    via_ways: tuple[int, ...]
    to_ways: tuple[int, ...]
    kind: Literal["no", "only"]
    exempt: frozenset[VehicleName]


def collect_restrictions(path: Path) -> tuple[list[Restriction], int]:
    """Restrictions for cars of a file, and the number of those that a map cannot hold.

    Not held: those of some hours only, and those whose words are unknown. Those for other vehicles
    (``restriction:hgv``) are not counted.
    """
    found, strange = [], 0
    wanted = osmium.filter.TagFilter(("type", "restriction"))
    for relation in osmium.FileProcessor(str(path), osmium.osm.RELATION).with_filter(wanted):
        tags = dict(relation.tags)
        if not any(key in tags for key in (*KEYS, *HOURS)):
            continue
        read = None if any(key in tags for key in HOURS) else _restriction(relation, tags)
        strange += read is None
        found += [read] if read else []
    return found, strange


def _restriction(relation: Any, tags: Mapping[str, str]) -> Restriction | None:
    word = next(tags[key] for key in KEYS if key in tags)
    if not word.startswith(("no_", "only_")):
        return None
    members = [(member.role, member.type, member.ref) for member in relation.members]

    def numbers(role: str, kind: str) -> tuple[int, ...]:
        return tuple(ref for r, t, ref in members if (r, t) == (role, kind))

    exempt = frozenset(
        vehicle for name in tags.get("except", "").split(";") for vehicle in EXEMPT.get(name.strip(), ())
    )
    return Restriction(
        numbers("from", "w"),
        numbers("via", "n"),
        numbers("via", "w"),
        numbers("to", "w"),
        "no" if word.startswith("no_") else "only",
        exempt,
    )


def to_bans(restrictions: list[Restriction], ways: Ways, crs: str) -> tuple[tuple[Ban, ...], int, int]:
    """Bans in the common form, the number not handled (via a way, incomplete) and that outside.

    A restriction is outside when its node is on no road that was kept.
    """
    simple = [
        r for r in restrictions if len(r.via_nodes) == 1 and not r.via_ways and r.from_ways and r.to_ways
    ]
    ref = np.asarray(ways.ref, dtype=np.int64)
    wanted = np.array([r.via_nodes[0] for r in simple], dtype=np.int64)
    order = np.argsort(ref, kind="stable")
    at = np.searchsorted(ref, wanted, sorter=order)
    position = order[np.minimum(at, len(ref) - 1)]
    known = [r for r, i, node in zip(simple, position, wanted, strict=True) if ref[i] == node]
    places = [(ways.lon[i], ways.lat[i]) for i, node in zip(position, wanted, strict=True) if ref[i] == node]
    xy = transform_points(places, WGS84, crs) if places else []
    bans = tuple(
        Ban(str(start), str(end), via, r.kind, r.exempt)
        for r, via in zip(known, xy, strict=True)
        for start in r.from_ways
        for end in r.to_ways
    )
    return bans, len(restrictions) - len(simple), len(simple) - len(known)
