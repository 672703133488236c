"""Where posts, waiting, observation and exit go in a hall: a sketch in metres, people going forward only.

The hall is a rectangle; x goes from the entrance to the exit, y from the side of the staff downwards. Rows of
posts lie between corridors that serve in turn to go in (open towards the waiting room only) and to go out
(open towards the observation only): those who wait never meet those who have finished.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil, sqrt
from typing import Final

from cpts_geo.model.site_plan import Line, SitePlan, Zone

MOST_SURFACE_M2: Final = 20_000


@dataclass(frozen=True)
class Ratios:
    """Sizes of the sketch, metres; all of them are assumptions to adjust, but the two with a source.

    Attributes
    ----------
    post_m
        Side of a post, screen, table and wheelchair included.
    waiting_m2, observation_m2
        Floor of a seat with its passage.
    desk_m2, posts_per_desk
        Floor of a reception desk, and posts it feeds.
    corridors_m
        Width of corridors, wanted then least: 1.40 m for a path open to all (FACTS 4.4).
    strip_m
        Depth of the staff rooms.
    exit_m, zone_m
        Depth of the exit, least width of a room.
    shape
        Length over width of a hall whose sides nobody gave.
    """

    post_m: float = 3.0
    waiting_m2: float = 1.5
    observation_m2: float = 2.0
    desk_m2: float = 6.0
    posts_per_desk: int = 4
    corridors_m: tuple[float, float] = (1.8, 1.4)
    strip_m: float = 3.0
    exit_m: float = 2.4
    zone_m: float = 2.4
    shape: float = 1.5


@dataclass(frozen=True)
class HallAsk:
    """What a hall must hold.

    Attributes
    ----------
    surface_m2
        Useful floor.
    posts, waiting, observation
        Posts of care and seats.
    """

    surface_m2: float
    posts: int
    waiting: int
    observation: int

    def with_posts(self, posts: int) -> "HallAsk":
        """The same hall with fewer posts, and the seats they need."""
        share = posts / self.posts
        return replace(
            self,
            posts=posts,
            waiting=ceil(self.waiting * share),
            observation=ceil(self.observation * share),
        )


@dataclass(frozen=True)
class _Frame:
    """Sizes once chosen: hall, rows and columns of posts, widths of the rooms on both sides."""

    width: float
    depth: float
    rows: int
    columns: int
    corridor: float
    lane: float
    arrival: float
    departure: float


def hall_plan(ask: HallAsk, ratios: Ratios = Ratios()) -> SitePlan | None:
    """Sketch of a hall, ``None`` when its surface is too small."""
    frame = _frame(ask, ratios)
    return None if frame is None else _drawn(ask, frame, ratios)


def most_posts(ask: HallAsk, ratios: Ratios = Ratios()) -> int:
    """The most posts, up to those asked, that the hall holds with the seats they need."""
    fitting = (n for n in range(ask.posts, 0, -1) if _frame(ask.with_posts(n), ratios))
    return next(fitting, 0)


def needed_surface(ask: HallAsk, ratios: Ratios = Ratios()) -> int:
    """Least whole square metres that hold everything asked."""
    sizes = range(1, MOST_SURFACE_M2)
    return next((m2 for m2 in sizes if _frame(replace(ask, surface_m2=float(m2)), ratios)), MOST_SURFACE_M2)


def _frame(ask: HallAsk, ratios: Ratios) -> _Frame | None:
    """Largest passages first, then the number of rows that leaves most room on both sides."""
    width, depth = sqrt(ask.surface_m2 * ratios.shape), sqrt(ask.surface_m2 / ratios.shape)
    for lane in ratios.corridors_m:
        found = list(_frames(ask, ratios, width=width, depth=depth, lane=lane))
        if found:
            return max(found, key=lambda frame: (frame.arrival + frame.departure, -frame.rows))
    return None


def _frames(ask: HallAsk, ratios: Ratios, *, width: float, depth: float, lane: float) -> Iterator[_Frame]:
    main = depth - ratios.strip_m
    if ask.posts < 1 or main <= ratios.exit_m:
        return
    arrival, departure = _rooms(ask, main, ratios)
    for rows in (1, *range(2, ask.posts + 1, 2)):
        columns = ceil(ask.posts / rows)
        corridor = (main - rows * ratios.post_m) / (rows + 1)
        slack = width - columns * ratios.post_m - 2 * lane - arrival - departure
        if corridor >= lane and slack >= 0:
            share = arrival / (arrival + departure)
            more = slack * share, slack * (1 - share)
            yield _Frame(width, depth, rows, columns, corridor, lane, arrival + more[0], departure + more[1])


def _rooms(ask: HallAsk, main: float, ratios: Ratios) -> tuple[float, float]:
    """Least widths of reception with waiting room, and of observation with exit."""
    desks, waiting = reception_m2(ask.posts, ratios), ask.waiting * ratios.waiting_m2
    watched = ask.observation * ratios.observation_m2
    arrival = max(ratios.zone_m, (desks + waiting) / main, waiting / (main - ratios.zone_m))
    return arrival, max(ratios.zone_m, watched / (main - ratios.exit_m))


def reception_m2(posts: int, ratios: Ratios = Ratios()) -> float:
    """Floor of the reception desks."""
    return ceil(posts / ratios.posts_per_desk) * ratios.desk_m2


def _drawn(ask: HallAsk, frame: _Frame, ratios: Ratios) -> SitePlan:
    posts = _posts(ask, frame, ratios)
    zones = (*_staff_rooms(frame, ratios), *_arrival(ask, frame, ratios), *posts, *_departure(frame, ratios))
    rooms = {zone.role: zone for zone in zones if not zone.number}
    isolation, reception, staff = rooms["isolation"], rooms["reception"], rooms["staff"]
    door = (isolation.centre[0], reception.centre[1])
    return SitePlan(
        frame.width,
        frame.depth,
        zones,
        _incoming(frame, posts, rooms, ratios),
        _outgoing(frame, posts, rooms, ratios),
        aside=((door, isolation.centre),),
        staff=(((staff.centre[0], -1.5), staff.centre),),
        corridor_m=min(frame.corridor, frame.lane),
    )


def _staff_rooms(frame: _Frame, ratios: Ratios) -> tuple[Zone, ...]:
    side, deep = min(ratios.strip_m, frame.width / 4), ratios.strip_m
    return (
        Zone("isolation", 0, 0, side, deep),
        Zone("staff", side, 0, frame.width - 2 * side, deep),
        Zone("waste", frame.width - side, 0, side, deep),
    )


def _arrival(ask: HallAsk, frame: _Frame, ratios: Ratios) -> tuple[Zone, ...]:
    top, wide = ratios.strip_m, frame.arrival
    deep = max(ratios.zone_m, reception_m2(ask.posts, ratios) / wide)
    left = frame.depth - top - deep
    return Zone("reception", 0, top, wide, deep), Zone("waiting", 0, top + deep, wide, left)


def _departure(frame: _Frame, ratios: Ratios) -> tuple[Zone, ...]:
    x, top = frame.width - frame.departure, ratios.strip_m
    bottom = frame.depth - ratios.exit_m
    return (
        Zone("observation", x, top, frame.departure, bottom - top),
        Zone("exit", x, bottom, frame.departure, ratios.exit_m),
    )


def _posts(ask: HallAsk, frame: _Frame, ratios: Ratios) -> tuple[Zone, ...]:
    x0, side = frame.arrival + frame.lane, ratios.post_m
    step = side + frame.corridor
    return tuple(
        Zone(
            "post",
            x0 + (k // frame.rows) * side,
            ratios.strip_m + frame.corridor + (k % frame.rows) * step,
            side,
            side,
            number=k + 1,
        )
        for k in range(ask.posts)
    )


def _corridor_y(frame: _Frame, ratios: Ratios, rank: int) -> float:
    """Middle of the corridor above row ``rank``."""
    return ratios.strip_m + frame.corridor / 2 + rank * (ratios.post_m + frame.corridor)


def _sides(row: int) -> tuple[int, int]:
    """Corridors by which people go in and out of a row: odd ones go in, even ones go out."""
    return (row, row + 1) if row % 2 else (row + 1, row)


def _incoming(
    frame: _Frame, posts: tuple[Zone, ...], rooms: dict[str, Zone], ratios: Ratios
) -> tuple[Line, ...]:
    """Door, reception, waiting room, then each corridor that goes in and each post on it."""
    x = frame.arrival + frame.lane / 2
    reception, waiting = rooms["reception"].centre, rooms["waiting"].centre
    trunk = ((-1.5, reception[1]), reception, waiting, (x, waiting[1]))
    lines: list[Line] = [trunk]
    for rank in range(1, frame.rows + 1, 2):
        y = _corridor_y(frame, ratios, rank)
        served = [p for p in posts if _sides((p.number - 1) % frame.rows)[0] == rank]
        lines += _branch((x, waiting[1]), y, served)
    return tuple(lines)


def _branch(start: tuple[float, float], y: float, served: list[Zone]) -> list[Line]:
    """From a lane along a corridor to the far post, and from the corridor into each post."""
    far = max(zone.centre[0] for zone in served)
    into: list[Line] = [((zone.centre[0], y), zone.centre) for zone in served]
    return [(start, (start[0], y), (far, y)), *into]


def _outgoing(
    frame: _Frame, posts: tuple[Zone, ...], rooms: dict[str, Zone], ratios: Ratios
) -> tuple[Line, ...]:
    """Each post, the corridors that go out, the observation, the exit."""
    x = frame.width - frame.departure - frame.lane / 2
    watched, leaving = rooms["observation"].centre, rooms["exit"].centre
    lines: list[Line] = []
    for rank in range(0, frame.rows + 1, 2):
        y = _corridor_y(frame, ratios, rank)
        served = [p for p in posts if _sides((p.number - 1) % frame.rows)[1] == rank]
        if served:
            first = min(zone.centre[0] for zone in served)
            lines += [(zone.centre, (zone.centre[0], y)) for zone in served]
            lines.append(((first, y), (x, y), (x, watched[1])))
    end = (frame.width + 1.5, leaving[1])
    return (*lines, ((x, watched[1]), watched, leaving, end))
