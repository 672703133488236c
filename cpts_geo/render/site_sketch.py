"""The sketch of a site as SVG, to scale, with its dimensions: rooms, posts, seats and the ways of people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, ceil, degrees, floor, hypot, sqrt
from typing import Final

from cpts_geo.model.site_plan import Line, SitePlan, Zone
from cpts_geo.render import style
from cpts_geo.render.svg_base import stroked
from cpts_geo.render.svg_labels import FONT, Text
from cpts_geo.wording import site_opening as words

SCALES: Final = (100, 125, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000)
EDGE_MM: Final = (8.0, 7.5, 17.0, 9.0)  # left, top, right, bottom: doors and dimensions
STUB_MM: Final = 4.5  # how far a way is drawn outside the walls
TEXT_MM: Final = 2.1
SMALL_MM: Final = 1.75
SEAT_M: Final = 1.2
CHAIR_M: Final = 0.45
FILL: Final[dict[str, str]] = {
    "post": "#dfe6ee",
    "tent": "#dfe6ee",
    "waiting": "#fdf3d3",
    "reception": "#f6dfb8",
    "observation": "#dcefe3",
    "exit": "#c9e3d4",
    "departure": "#c9e3d4",
    "staff": "#ececec",
    "isolation": "#f6d9d9",
    "waste": "#d9d9d9",
    "car": "#fdf3d3",
}
# Where a name stands in its room, and in what share of it, so that ways do not cross it.
ASIDE_OF_WAYS: Final = {
    "waiting": (0.25, 0.5),
    "reception": (0.75, 0.5),
    "exit": (0.25, 0.5),
    "staff": (0.25, 0.5),
    "observation": (0.5, 1.0),
}
IN: Final = (style.ROUTE_SCENARIO, "")
OUT: Final = (style.REOPENED, ' stroke-dasharray="1.3 .6"')
ASIDE: Final = (style.DANGER, ' stroke-dasharray=".3 .7"')
STAFF: Final = ("#444444", ' stroke-dasharray=".8 .4"')
_HEAD: Final = "M-1 -.65L1 0L-1 .65z"


@dataclass(frozen=True)
class Sketch:
    """A drawn sketch: its SVG, its size in millimetres and its scale denominator."""

    svg: str
    width_mm: float
    height_mm: float
    scale: int


def draw_sketch(plan: SitePlan, width_mm: float, height_mm: float, seats: Mapping[str, int]) -> Sketch:
    """Sketch at the largest round scale that fits; ``seats`` by role of room."""
    scale = fitting_scale(plan, width_mm, height_mm)
    pen = _Pen(1000 / scale)
    left, top, right, bottom = EDGE_MM
    wide, high = plan.width_m * pen.mm + left + right, plan.depth_m * pen.mm + top + bottom
    shapes = [
        *(pen.zone(zone, seats.get(zone.role, 0)) for zone in plan.zones),
        pen.outline(plan),
        *pen.ways(plan, plan.incoming, IN),
        *pen.ways(plan, plan.outgoing, OUT),
        *pen.ways(plan, plan.aside, ASIDE),
        *pen.ways(plan, plan.staff, STAFF),
        *(pen.zone(zone, 0) for zone in plan.zones if zone.role in ("post", "tent")),
        *(pen.label(zone) for zone in plan.zones),
        *pen.doors(plan),
        *pen.dimensions(plan),
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.2f}mm" height="{high:.2f}mm" '
        f'viewBox="{-left} {-top} {wide:.2f} {high:.2f}" font-family="{FONT}">{"".join(shapes)}</svg>'
    )
    return Sketch(svg, wide, high, scale)


def fitting_scale(plan: SitePlan, width_mm: float, height_mm: float) -> int:
    """Largest round scale at which the sketch and its dimensions fit."""
    left, top, right, bottom = EDGE_MM
    needed = 1000 * max(plan.width_m / (width_mm - left - right), plan.depth_m / (height_mm - top - bottom))
    return next((scale for scale in SCALES if scale >= needed), ceil(needed / 500) * 500)


@dataclass(frozen=True)
class _Pen:
    """Draws metres of ground as millimetres of paper."""

    mm: float

    def zone(self, zone: Zone, seats: int) -> str:
        """A filled rectangle with its seats, as many as asked."""
        x, y, w, h = (v * self.mm for v in (zone.x, zone.y, zone.width, zone.depth))
        thick = 0.35 if zone.role in ("post", "tent", "car") else 0.2
        box = (
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{w:.2f}" height="{h:.2f}" fill="{FILL[zone.role]}" '
            f'stroke="{style.INK}" stroke-width="{thick}"/>'
        )
        return box + "".join(self.seat(px, py) for px, py in seat_places(zone, seats))

    def seat(self, x: float, y: float) -> str:
        """A chair, 0.45 m wide."""
        half, side = CHAIR_M / 2, CHAIR_M * self.mm
        return (
            f'<rect x="{(x - half) * self.mm:.2f}" y="{(y - half) * self.mm:.2f}" fill="#fff" '
            f'width="{side:.2f}" height="{side:.2f}" stroke="{style.INK}" stroke-width=".12"/>'
        )

    def label(self, zone: Zone) -> str:
        """Name and floor of a room, number of a post; nothing where there is no room for it."""
        x, y, w, h = (v * self.mm for v in (zone.x, zone.y, zone.width, zone.depth))
        if zone.number:
            size = min(3.2, 0.45 * h)
            return Text(str(zone.number), size, "bold").draw(x + w / 2, y + h / 2 + size * 0.36)
        if zone.role in ("car", "departure"):
            return ""
        share, room = ASIDE_OF_WAYS.get(zone.role, (0.5, 1.0))
        for name, size in words.zone_names(zone.role, zone.area_m2, sizes=(TEXT_MM, SMALL_MM)):
            text, middle = Text(name, size, "bold"), h / 2 + size * 0.36
            if text.width < room * w - 1 and size * 1.4 < h:
                down = min(middle, 3.1) if zone.role in ("waiting", "observation") else middle
                return text.draw(x + share * w, y + down)
        return ""

    def outline(self, plan: SitePlan) -> str:
        """Walls."""
        return (
            f'<rect x="0" y="0" width="{plan.width_m * self.mm:.2f}" height="{plan.depth_m * self.mm:.2f}" '
            f'fill="none" stroke="{style.INK}" stroke-width=".7"/>'
        )

    def ways(self, plan: SitePlan, lines: Iterable[Line], look: tuple[str, str]) -> list[str]:
        """Ways with an arrow head in the middle of their long parts."""
        (colour, dash), stub = look, STUB_MM / self.mm
        out = []
        for line in lines:
            points = [
                (_held(x, plan.width_m, stub) * self.mm, _held(y, plan.depth_m, stub) * self.mm)
                for x, y in line
            ]
            path = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
            out.append(stroked(path, colour, 0.5, extra=dash))
            out += [_head(one, other, colour) for one, other in pairwise(points) if _far(one, other)]
        return out

    def doors(self, plan: SitePlan) -> list[str]:
        """Words at the doors, outside the walls."""
        said = []
        into = plan.incoming[0][0]
        out = min(line[-1] for line in plan.outgoing if line[-1][0] > plan.width_m)
        right = plan.width_m * self.mm
        said.append(_upright(words.ENTRANCE, -1.6, into[1] * self.mm - 5.5))
        said.append(_upright(words.EXIT, right + 3.2, out[1] * self.mm - 5.5))
        for line in plan.staff:
            x = line[0][0] * self.mm
            said.append(Text(words.STAFF_DOOR, SMALL_MM, "bold").draw(x, -STUB_MM - 0.5, halo=False))
        return said

    def dimensions(self, plan: SitePlan) -> list[str]:
        """Lengths in metres: whole sides, rooms along the flow, one post, the corridor."""
        bottom, right = plan.depth_m * self.mm, plan.width_m * self.mm
        cuts = sorted({0.0, plan.width_m, *_cuts(plan)})
        parts = [self.level(a, b, bottom + 2.2) for a, b in pairwise(cuts)]
        rows = sorted({0.0, plan.depth_m, *_row_cuts(plan)})
        parts += [self.plumb(a, b, right + 6.5) for a, b in pairwise(rows)]
        return [*parts, self.level(0, plan.width_m, bottom + 6.2), self.plumb(0, plan.depth_m, right + 12.0)]

    def level(self, start: float, end: float, y: float) -> str:
        """A horizontal dimension line with its figure."""
        a, b = start * self.mm, end * self.mm
        text = Text(words.metres(end - start), SMALL_MM)
        line = f"M{a:.2f} {y:.2f}H{b:.2f}M{a:.2f} {y - 0.8:.2f}v1.6M{b:.2f} {y - 0.8:.2f}v1.6"
        said = text.draw((a + b) / 2, y + 2.0, halo=False) if text.width < b - a else ""
        return stroked(line, style.INK, 0.13) + said

    def plumb(self, start: float, end: float, x: float) -> str:
        """A vertical dimension line with its figure."""
        a, b = start * self.mm, end * self.mm
        line = f"M{x:.2f} {a:.2f}V{b:.2f}M{x - 0.8:.2f} {a:.2f}h1.6M{x - 0.8:.2f} {b:.2f}h1.6"
        text = Text(words.metres(end - start), SMALL_MM)
        said = _upright(text.content, x + 2.4, (a + b) / 2, "") if text.width < b - a else ""
        return stroked(line, style.INK, 0.13) + said


def _cuts(plan: SitePlan) -> list[float]:
    """Where rooms and posts begin and end along the flow."""
    kept = [z for z in plan.zones if z.role in ("waiting", "observation", "post", "tent", "departure", "car")]
    columns = [edge for zone in kept for edge in (zone.x, zone.x + zone.width)]
    return [round(edge, 3) for edge in columns]


def _row_cuts(plan: SitePlan) -> list[float]:
    """Where rooms and posts begin and end across the flow."""
    kept = [z for z in plan.zones if z.role in ("staff", "post", "tent")]
    return [round(edge, 3) for zone in kept for edge in (zone.y, zone.y + zone.depth)]


def seat_places(zone: Zone, count: int) -> list[tuple[float, float]]:
    """Middles of ``count`` chairs on a grid under the name of the room, closer when there are many."""
    if count < 1:
        return []
    top = min(1.6, zone.depth / 4)
    wide, deep = zone.width - 0.6, zone.depth - top - 0.4
    pitch = min(SEAT_M, sqrt(wide * deep / count))
    while floor(wide / pitch) * floor(deep / pitch) < count and pitch > 0.3:
        pitch *= 0.97
    columns = max(1, floor(wide / pitch))
    x0 = zone.x + (zone.width - (columns - 1) * pitch) / 2
    y0 = zone.y + top + pitch / 2
    return [(x0 + (k % columns) * pitch, y0 + (k // columns) * pitch) for k in range(count)]


def _held(value: float, most: float, stub: float) -> float:
    """A coordinate not farther than a stub outside the walls, so that large scales keep their margins."""
    return min(max(value, -stub), most + stub)


def _far(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return hypot(other[0] - one[0], other[1] - one[1]) > 4.0


def _head(one: tuple[float, float], other: tuple[float, float], colour: str) -> str:
    x, y = (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
    turn = degrees(atan2(other[1] - one[1], other[0] - one[0]))
    return (
        f'<path d="{_HEAD}" transform="translate({x:.2f} {y:.2f}) rotate({turn:.0f})" fill="{colour}" '
        f'stroke="#fff" stroke-width=".15"/>'
    )


def _upright(said: str, x: float, y: float, weight: str = "bold") -> str:
    """Text along a wall."""
    text = Text(said, SMALL_MM, weight)
    return f'<g transform="translate({x:.2f} {y:.2f}) rotate(-90)">{text.draw(0, 0, halo=False)}</g>'


WAYS: Final = {"in": IN, "out": OUT, "aside": ASIDE, "staff": STAFF}


def way_swatch(name: str) -> str:
    """Key of a kind of way."""
    colour, dash = WAYS[name]
    inside = stroked("M.4 2.3H7.6", colour, 0.5, extra=dash) + _head((3, 2.3), (5, 2.3), colour)
    size = 'width="8mm" height="4.6mm" viewBox="0 0 8 4.6"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'
