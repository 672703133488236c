"""Facts of the back of a site sheet: capacity, sketch, staff, opening; blanks where nobody said."""

from dataclasses import dataclass
from math import ceil, isfinite, nan
from typing import Any, Final

import pandas as pd

from cpts_geo.access.drive_layout import (
    DriveAsk,
    DriveRatios,
    boxes_per_lane,
    drive_plan,
    lanes_that_fit,
    overflow,
)
from cpts_geo.access.site_capacity import (
    OBSERVATION_MIN,
    WAITING_MIN,
    Queue,
    Throughput,
    minutes_until_full,
    seats,
)
from cpts_geo.access.site_layout import HallAsk, Ratios, hall_plan, most_posts, needed_surface, reception_m2
from cpts_geo.model.site_plan import SitePlan
from cpts_geo.render.editions import STOCK
from cpts_geo.render.site_sketch import Sketch, draw_sketch, way_swatch
from cpts_geo.render.site_values import amount, positive, said
from cpts_geo.wording import numbers, site_fields, site_sheet
from cpts_geo.wording import site_opening as words

Facts = dict[str, Any]
SKETCH_MM: Final = (152.0, 96.0)
NO_PATIENTS: Final = frozenset({STOCK, "stockage", "pc"})
PER_RECEPTION, PER_PREPARATION, PER_WATCH = 4, 6, 15  # posts, posts, seats for one person (assumptions)


@dataclass(frozen=True)
class Opening:
    """What is known of the work of a site.

    Attributes
    ----------
    work
        Its throughput, ``None`` when a factor is missing.
    drive, receives
        Whether people stay in their cars; whether patients come at all.
    waiting, observation
        Seats that the arrivals need.
    """

    work: Throughput | None
    drive: bool
    receives: bool
    waiting: int
    observation: int


def opening_of(site: pd.Series) -> Opening:
    """Work of a site from its cells."""
    usages = set(said(site, "usage").split(";")) - {""}
    drive = "drive" in usages or (not usages and said(site, "kind") == "car_park")
    receives = not ({said(site, "kind")} & {STOCK}) and not (usages and usages <= NO_PATIENTS)
    posts, minutes = positive(site, "posts"), positive(site, "minutes_per_act")
    hours, occupancy = positive(site, "opening_h"), positive(site, "occupancy")
    known = receives and all(isfinite(v) for v in (posts, minutes, hours, occupancy)) and occupancy <= 1
    work = Throughput(int(posts), minutes, hours, occupancy) if known else None
    arrivals = work.arrivals_per_hour if work else 0.0
    watched = 0 if drive else seats(arrivals, OBSERVATION_MIN)
    return Opening(work, drive, receives, 0 if drive else seats(arrivals, WAITING_MIN), watched)


def capacity_facts(site: pd.Series, opening: Opening, lane_m: float) -> Facts:
    """Capacity as sums that can be checked, the seats they need, the queue."""
    work = opening.work
    if not opening.receives:
        return {"title": words.CAPACITY, "sums": [words.NO_PATIENT], "lines": [], "note": ""}
    factors = [positive(site, name) for name in ("posts", "minutes_per_act", "opening_h", "occupancy")]
    counted = work.counted_occupancy if work else factors[3]
    product = words.arithmetic(factors[0], 60 / factors[1], factors[2], counted)
    total = numbers.integer(work.planned_per_day) if work else words.BLANK
    done = numbers.integer(work.pessimistic_per_day) if work else words.BLANK
    lines = [*_seat_lines(site, opening), *_queue_lines(site, opening, lane_m)]
    if work and work.occupancy > work.counted_occupancy:
        lines.insert(0, words.capped(work.occupancy))
    listed = positive(site, "capacity_per_day")
    if isfinite(listed) and (work is None or abs(listed - work.planned_per_day) > 1):
        lines.insert(0, words.declared(listed))
    sums = [words.planned(product, total), words.pessimistic(total, done)]
    return {"title": words.CAPACITY, "sums": sums, "lines": lines, "note": words.PESSIMISTIC_NOTE}


def _seat_lines(site: pd.Series, opening: Opening) -> list[str]:
    work = opening.work
    if work is None or opening.drive:
        return []
    rate, room = work.arrivals_per_hour, opening.waiting
    told = amount(site, "waiting_seats"), amount(site, "observation_seats")
    held = told[0] if isfinite(told[0]) else float(room)
    return [
        words.seats_line(words.WAITING, rate, WAITING_MIN, room, told[0]),
        words.seats_line(words.OBSERVATION, rate, OBSERVATION_MIN, opening.observation, told[1]),
        words.full_line(words.WAITING_ROOM, minutes_until_full(held, work)),
    ]


def _queue_lines(site: pd.Series, opening: Opening, lane_m: float) -> list[str]:
    if not opening.drive:
        return []
    cars = positive(site, "queue_cars")
    if not isfinite(cars):
        return [words.QUEUE_UNKNOWN]
    queue = Queue(int(cars), lane_m if isfinite(lane_m) else 0.0)
    if not isfinite(lane_m):
        return [words.queue_untraced(queue.cars, *queue.needed_m)]
    lines = [site_sheet.queue_line(queue.cars, queue.needed_m, lane_m, queue.overflow)]
    if opening.work:
        lines.append(words.full_line(words.LANE, minutes_until_full(queue.holds, opening.work)))
    return lines


def sketch_facts(site: pd.Series, opening: Opening) -> Facts:
    """The sketch, what it needs and draws, and what does not fit."""
    surface, posts = positive(site, "surface_m2"), positive(site, "posts")
    blank: Facts = {"svg": "", "title": words.SKETCH, "warning": "", "text": words.NO_SKETCH}
    if not opening.receives:
        return blank | {"text": words.NO_PATIENT}
    if not isfinite(surface) or not isfinite(posts):
        return blank
    if opening.drive:
        return _drive_sketch(
            DriveAsk(surface, int(posts), int(max(0, _or(amount(site, "queue_cars"), 0)))), blank
        )
    waiting = int(_or(amount(site, "waiting_seats"), opening.waiting))
    watched = int(_or(amount(site, "observation_seats"), opening.observation))
    return _hall_sketch(HallAsk(surface, int(posts), waiting, watched), blank)


def _or(value: float, other: float) -> float:
    return value if isfinite(value) else other


def _hall_sketch(ask: HallAsk, blank: Facts) -> Facts:
    fit = most_posts(ask)
    warning = "" if fit == ask.posts else words.too_small(ask.posts, needed_surface(ask), ask.surface_m2, fit)
    if not fit:
        return blank | {"warning": warning, "text": ""}
    drawn = ask.with_posts(fit) if fit < ask.posts else ask
    plan = hall_plan(drawn)
    if plan is None:
        return blank
    counts = {"waiting": drawn.waiting, "observation": drawn.observation}
    rows = [
        ("posts", str(ask.posts), str(len(plan.of("post")))),
        *(
            (role, site_fields.square_metres(need), site_fields.square_metres(_area(plan, role)))
            for role, need in _needs(ask)
        ),
        ("corridor", words.metres(Ratios().corridors_m[1]), words.metres(plan.corridor_m)),
        (
            "surface",
            site_fields.square_metres(needed_surface(ask)),
            site_fields.square_metres(ask.surface_m2),
        ),
    ]
    return _shown(plan, counts, warning=warning, rows=rows)


def _needs(ask: HallAsk) -> tuple[tuple[str, float], ...]:
    return (
        ("reception", reception_m2(ask.posts)),
        ("waiting", Ratios().waiting_m2 * ask.waiting),
        ("observation", Ratios().observation_m2 * ask.observation),
    )


def _area(plan: SitePlan, role: str) -> float:
    return sum(zone.area_m2 for zone in plan.of(role))


def _drive_sketch(ask: DriveAsk, blank: Facts) -> Facts:
    plan = drive_plan(ask)
    fit, left_out = lanes_that_fit(ask), overflow(ask)
    warning = words.drive_too_small(left_out, ask.lanes, fit)
    if plan is None:
        return blank | {"warning": warning, "text": ""}
    rows = [
        ("lanes", str(ask.lanes), str(fit)),
        ("cars", str(ask.cars), str(len(plan.of("car")))),
        ("lane", words.metres(plan.width_m), words.metres((boxes_per_lane(ask) + 2) * DriveRatios().car_m)),
    ]
    return _shown(plan, {}, warning=warning, rows=rows)


def _shown(
    plan: SitePlan, counts: dict[str, int], *, warning: str, rows: list[tuple[str, str, str]]
) -> Facts:
    drive = bool(plan.of("tent"))
    sketch: Sketch = draw_sketch(plan, *SKETCH_MM, counts)
    acts = len(plan.of("post") or plan.of("tent"))
    return {
        "svg": sketch.svg,
        "width": sketch.width_mm,
        "height": sketch.height_mm,
        "alt": words.sketch_alt(acts, plan.width_m, plan.depth_m),
        "title": words.sketch_title(sketch.scale, drive=drive),
        "warning": warning,
        "text": words.RATIOS_DRIVE if drive else f"{words.SHAPE_NOTE} {words.RATIOS}",
        "head": list(words.ROOMS_HEAD),
        "rows": [{"cells": [words.ROOM[name], need, got]} for name, need, got in rows],
        "key": [
            {"svg": way_swatch(name), "label": label} for name, label in words.way_labels(drive=drive).items()
        ],
    }


def staff_facts(opening: Opening) -> Facts:
    """People needed: rules that are assumptions, counts when the posts are known, a blank to fill."""
    work = opening.work
    posts = work.posts if work else nan
    kept = _staff(posts, opening)
    rows = [[*words.STAFF_ROW[name], _count(number), words.BLANK] for name, number in kept.items()]
    total = sum(kept.values())
    rows.append([words.TOTAL, "", _count(total), words.BLANK])
    check = words.staff_check(work.planned_per_day / total) if work else ""
    return {
        "title": words.STAFF,
        "head": list(words.STAFF_HEAD),
        "rows": [{"cells": row} for row in rows] if opening.receives else [],
        "empty": words.NO_PATIENT,
        "check": check if opening.receives else "",
    }


def _staff(posts: float, opening: Opening) -> dict[str, float]:
    """People by function; NaN when the posts are not known."""
    people = {
        "care": posts,
        "reception": _up(posts / PER_RECEPTION),
        "preparation": _up(posts / PER_PREPARATION),
    }
    if opening.drive:
        people["lane"] = posts + 1
    else:
        people["watch"] = _up(opening.observation / PER_WATCH) if isfinite(posts) else nan
        people["flow"] = 2
    return people | {"doctor": 1, "coordination": 1}


def _up(value: float) -> float:
    return ceil(value) if isfinite(value) else nan


def _count(value: float) -> str:
    return str(int(value)) if isfinite(value) else words.BLANK


def timeline_facts(site: pd.Series) -> Facts:
    """Steps from the decision to the opening; the first depends on the notice that the owner asks for."""
    first = amount(site, "notice_h") + words.SETUP_H
    rows = [[words.before(first), *words.DECISION, words.BLANK]]
    rows += [[words.before(float(hours)), step, by, words.BLANK] for hours, step, by in words.STEPS]
    return {
        "title": words.TIMELINE,
        "head": list(words.TIMELINE_HEAD),
        "rows": [{"cells": row} for row in rows],
        "empty": "",
        "note": words.TIMELINE_NOTE,
    }
