"""What OpenStreetMap tags say about a way: who may use it, in which direction, how fast."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cpts_geo.sources.road_form import BACKWARD, BOTH, DEFAULT_KMH, FORWARD

Tags = Mapping[str, str]

CAR_CLASSES: Final = frozenset(DEFAULT_KMH) - {"track"}
FOOT_CLASSES: Final = frozenset(
    {"track", "footway", "path", "pedestrian", "steps", "cycleway", "bridleway", "corridor", "ford"}
)
NO_FOOT_CLASSES: Final = frozenset({"motorway", "motorway_link"})
# Not for everyone: closed, because nobody at the gate can be assumed; customers and destination are open.
CLOSED: Final = frozenset(
    {"no", "private", "agricultural", "forestry", "delivery", "permit", "residents", "emergency", "military"}
    | {"psv", "bus", "use_sidepath"}
)
OPEN: Final = frozenset({"yes", "designated", "permissive", "official", "destination", "customers"})
# Closed to the public but not to those who come to help: a gate is opened for them (assumption), a lane
# of buses is driven on; what belongs to the army is not.
HELPED: Final = CLOSED - {"military"}
CAR_KEYS: Final = ("motorcar", "motor_vehicle", "vehicle", "access")  # most specific first
STILL_OPEN: Final = frozenset({"no", "widening", "minor"})  # works that leave a road open: OSRM car profile
GONE: Final = ("disused", "abandoned", "razed", "demolished")
YES: Final = frozenset({"yes", "true", "1"})
# Barrier nodes that no car passes unless they say so.
CAR_BARRIERS: Final = frozenset(
    {"bollard", "block", "jersey_barrier", "cycle_barrier", "log", "debris", "chain", "motorcycle_barrier"}
    | {
        "full-height_turnstile",
        "turnstile",
        "kissing_gate",
        "stile",
        "planter",
        "wall",
        "fence",
        "barrier_board",
    }
)
OPENED_BOLLARDS: Final = frozenset({"removable", "rising", "foldable", "remote"})
GATES: Final = frozenset({"gate", "lift_gate", "swing_gate", "sliding_gate", "hampshire_gate"})

# Every tag that this module reads.
READ_KEYS: Final = frozenset(
    {"highway", "name", "ref", "oneway", "oneway:motorcar", "oneway:motor_vehicle", "junction", "bridge"}
    | {"tunnel", "covered", "layer", "ford", "tracktype", "foot", "motorroad", "emergency"}
    | {"maxspeed", "maxspeed:forward", "maxspeed:backward", "maxspeed:type", "source:maxspeed"}
    | {"zone:maxspeed", "maxweight", "maxheight", *CAR_KEYS}
)

KMH_PER_MPH: Final = 1.609344
FASTEST_KMH: Final = 150.0
# Implicit limits. France: Code de la route R413-2 and R413-3; « none »: no motorway above 130 in France.
ZONES: Final[Mapping[str, float]] = {
    "urban": 50.0,
    "rural": 80.0,
    "nationalroad": 80.0,
    "trunk": 110.0,
    "motorway": 130.0,
    "living_street": 20.0,
    "none": 130.0,
    "walk": 5.0,
}
COUNTRY: Final = re.compile(r"^[a-z]{2}:")
ZONE: Final = re.compile(r"^(?:zone)?:?(\d{1,3})$")
LIMIT: Final = re.compile(r"^(\d{1,3}(?:\.\d+)?)\s*([a-z]+)?$")
NUMBER: Final = re.compile(r"^(\d{1,3}(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?$")


@dataclass(frozen=True)
class Way:
    """What the tags of one way say; see ``road_form`` for the columns."""

    highway: str
    name: str
    ref: str
    oneway: str
    speed_kmh: float | None
    car: bool
    emergency: bool
    foot: bool
    bridge: bool
    tunnel: bool
    ford: bool
    max_weight_t: float
    max_height_m: float


def is_road(tags: Tags) -> bool:
    """Whether the way is a road or path in service (proposed, construction, abandoned are not)."""
    if tags.get("construction", "no") not in STILL_OPEN or any(tags.get(key) in YES for key in GONE):
        return False
    return tags.get("highway", "") in CAR_CLASSES | FOOT_CLASSES


def read_way(tags: Tags) -> Way:
    """Facts of a road; ``speed_kmh`` is none when no limit could be read."""
    highway = tags.get("highway", "")
    reversible = tags.get("oneway") == "reversible"  # changes with the hour: no car is sent there
    return Way(
        highway=highway,
        name=tags.get("name", ""),
        ref=tags.get("ref", "").split(";")[0].replace(" ", ""),
        oneway=oneway(tags),
        speed_kmh=speed_kmh(tags),
        car=car_allowed(tags) and not reversible,
        emergency=emergency_allowed(tags) and not reversible,
        foot=foot_allowed(tags),
        bridge=tags.get("bridge", "no") != "no",
        tunnel=is_tunnel(tags),
        ford=highway == "ford" or tags.get("ford", "no") != "no",
        max_weight_t=limit(tags.get("maxweight", ""), "t"),
        max_height_m=limit(tags.get("maxheight", ""), "m"),
    )


def oneway(tags: Tags) -> str:
    """Direction open to cars: both, forward or backward in the order of the way's nodes."""
    value = tags.get("oneway:motorcar", tags.get("oneway:motor_vehicle", tags.get("oneway", "")))
    if value in {"-1", "reverse"}:
        return BACKWARD
    if value in {"no", "false", "0"}:
        return BOTH
    implied = tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") == "motorway"
    return FORWARD if value in YES or implied else BOTH


def car_allowed(tags: Tags) -> bool:
    """Whether any car may drive; tracks only where a tag opens them or where they are surfaced (grade1)."""
    said = next((tags[key] for key in CAR_KEYS if key in tags), "")
    if said in CLOSED:
        return False
    highway = tags.get("highway", "")
    if highway in CAR_CLASSES:
        return True
    explicit = tags.get("motorcar", tags.get("motor_vehicle", "")) in OPEN
    return highway in {"track", "ford", "pedestrian"} and (
        explicit or (highway == "track" and tags.get("tracktype") == "grade1")
    )


def emergency_allowed(tags: Tags) -> bool:
    """Whether an ambulance or a fire engine may drive where the public may perhaps not.

    ``emergency=yes`` opens any way but steps, ``emergency=no`` closes; else every road for cars that is
    private, reserved or forbidden to traffic stays open to them.
    """
    said = tags.get("emergency", "")
    highway = tags.get("highway", "")
    if said in OPEN:
        return highway != "steps"
    if car_allowed(tags):
        return True
    closed = next((tags[key] for key in CAR_KEYS if key in tags), "")
    return said != "no" and highway in CAR_CLASSES and closed in HELPED


def foot_allowed(tags: Tags) -> bool:
    """Whether anyone may walk."""
    said = tags.get("foot", tags.get("access", ""))
    if said in CLOSED:
        return False
    motor_road = tags.get("highway") in NO_FOOT_CLASSES or tags.get("motorroad") == "yes"
    return tags.get("foot") in OPEN or not motor_road


def is_tunnel(tags: Tags) -> bool:
    """Under the ground: a passage through a building is not, a covered way below level 0 is."""
    if tags.get("tunnel", "no") not in {"no", "building_passage"}:
        return True
    return tags.get("covered", "no") != "no" and tags.get("layer", "").startswith("-")


def limit(text: str, unit: str) -> float:
    """Limit of weight or height in ``t`` or ``m``; NaN when there is none or another unit is used."""
    found = LIMIT.match(text.strip().lower().replace(",", "."))
    return float(found.group(1)) if found and found.group(2) in {None, unit} else float("nan")


def stops_help(tags: Tags) -> bool:
    """Whether a barrier on a node stops emergency vehicles too: a gate or a removable bollard does not."""
    said = tags.get("emergency", "")
    removable = tags.get("barrier") == "bollard" and tags.get("bollard") in OPENED_BOLLARDS
    return stops_cars(tags) and tags.get("barrier") not in GATES and not removable and said not in OPEN


def stops_cars(tags: Tags) -> bool:
    """Whether a node of a way (barrier) stops cars."""
    barrier = tags.get("barrier", "")
    said = next((tags[key] for key in CAR_KEYS if key in tags), "")
    if barrier in CAR_BARRIERS:
        return said not in OPEN
    return barrier in GATES and said in CLOSED


def speed_kmh(tags: Tags) -> float | None:
    """Speed limit in km/h, none when no tag can be understood.

    The lowest of both directions and of all values of a list: « 50;70 » is 50. « none » is 130,
    « walk » is 5; zones: urban 50, rural 80, motorway 130, ``zone30`` 30, ``zone20`` 20. Below 1 and
    above 150 km/h are not believed.
    """
    directions = [tags[key] for key in ("maxspeed:forward", "maxspeed:backward") if key in tags]
    implicit = [tags[k] for k in ("maxspeed:type", "source:maxspeed", "zone:maxspeed") if k in tags]
    for values in ([tags["maxspeed"]] if "maxspeed" in tags else directions, implicit):
        known = [kmh for value in values for text in re.split(r"[;|,]", value) if (kmh := parse_kmh(text))]
        if known:
            return min(known)
    return None


def parse_kmh(text: str) -> float | None:
    """One value of ``maxspeed`` in km/h, none when it makes no sense."""
    value = COUNTRY.sub("", text.strip().lower())
    if value in ZONES:
        return ZONES[value]
    zone = ZONE.match(value)
    number = NUMBER.match(zone.group(1) if zone else value)
    if number is None:
        return None
    kmh = float(number.group(1)) * (KMH_PER_MPH if number.group(2) == "mph" else 1.0)
    return kmh if 1.0 <= kmh <= FASTEST_KMH else None
