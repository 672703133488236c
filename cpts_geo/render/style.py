"""Colours, shapes, widths and order shared by the screen and by paper.

Colours follow the palette of Okabe and Ito (Color universal design, 2008) and sequential blues for depth.
Nothing relies on colour alone: every category has its own outline or letter,
cut roads are dashed, unknown depth is hatched. Lengths are millimetres on paper.
"""

from dataclasses import dataclass
from enum import StrEnum
from html import escape
from math import cos, inf, isnan, pi, sin
from typing import Final

from cpts_geo.model.categories import Category

INK: Final = "#111111"
PAPER: Final = "#ffffff"
BAND: Final = "#1f3a5f"  # title bands and table headers; 11.4:1 against white
STRIPE: Final = "#eef2f6"
DANGER: Final = "#b10026"  # hit structures, cut roads; 7.3:1 against white
SLOWED: Final = "#d55e00"
RESTRICTED: Final = "#5b5b5b"  # roads for emergency vehicles only; 6.8:1 against white
REOPENED: Final = "#00724f"  # seen open despite the water; 6:1 against white
BRIDGE: Final = "#111111"
COMMUNE_LINE: Final = "#6a3d7c"

_BLUE, _SKY, _GREEN, _YELLOW = "#0072b2", "#56b4e9", "#009e73", "#f0e442"
_ORANGE, _VERMILION, _PURPLE, _GREY = "#e69f00", "#d55e00", "#cc79a7", "#999999"


@dataclass(frozen=True)
class Symbol:
    """How one kind of place is drawn.

    Attributes
    ----------
    colour
        Fill, ``#rrggbb``.
    path
        SVG path around 0,0 in millimetres, y downwards, inside a square of ± ``SYMBOL_REACH``.
    letter
        Text at the middle; empty when the shape says enough.
    ink
        Colour of the letter, readable on ``colour``.
    order
        Rank in legends and drawing; the smallest is the most important.
    letter_y
        Baseline of the letter, millimetres.
    """

    colour: str
    path: str
    letter: str
    ink: str
    order: int
    letter_y: float = 0.72


def _polygon(count: int, radius: float, turn: float = -90.0, inner: float = 0.0) -> str:
    """Regular polygon, or star when ``inner`` (radius of its hollow corners) is given."""
    steps = count * 2 if inner else count
    radii = [inner if inner and k % 2 else radius for k in range(steps)]
    angles = [turn * pi / 180 + 2 * pi * k / steps for k in range(steps)]
    corners = [f"{r * cos(a):.2f} {r * sin(a):.2f}" for r, a in zip(radii, angles, strict=True)]
    return "M" + "L".join(corners) + "z"


SYMBOL_REACH: Final = 2.1
_CROSS: Final = "M-.65-1.8h1.3v1.15h1.15v1.3h-1.15v1.15h-1.3v-1.15h-1.15v-1.3h1.15z"
_HOUSE: Final = "M0-2.05L1.75-.6V1.65H-1.75V-.6z"
_CIRCLE: Final = "M-1.6 0a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0 -3.2 0z"
_SQUARE: Final = "M-1.6-1.6h3.2v3.2h-3.2z"
_FLASK: Final = "M-.6-1.9h1.2v1.1l1.4 2.5h-4l1.4-2.5z"
_DROP: Final = "M0-2.1C.5-1.2 1.6-.3 1.6.6A1.6 1.55 0 0 1 -1.6.6C-1.6-.3 -.5-1.2 0-2.1z"
_SHIELD: Final = "M-1.6-1.7h3.2v1.7c0 1-.8 1.6-1.6 2c-.8-.4-1.6-1-1.6-2z"
_FLAG: Final = "M-1.5-2h3.2l-.8 1l.8 1h-2.6v2h-.6z"
_TRIANGLE_DOWN: Final = "M-2.05-1.65h4.1l-2.05 3.7z"
_LOZENGE: Final = "M-2-.9h4v1.8h-4z"
_ARCH: Final = "M-1.9 1.3v-1a1.9 1.7 0 0 1 3.8 0v1z"

CATEGORY_SYMBOLS: Final[dict[Category, Symbol]] = {
    Category.URGENCES: Symbol(_VERMILION, _polygon(8, 1.95, 22.5), "U", INK, 0),
    Category.HOPITAL: Symbol(_BLUE, _SQUARE, "H", PAPER, 1),
    Category.EHPAD: Symbol(_PURPLE, _HOUSE, "E", INK, 2, 1.05),
    Category.MSP: Symbol(_GREEN, _polygon(4, 2.05), "S", INK, 3),
    Category.CENTRE_SANTE: Symbol(_GREEN, _polygon(6, 1.9, 0), "C", INK, 4),
    Category.MEDECIN: Symbol(_SKY, _CIRCLE, "M", INK, 5),
    Category.INFIRMIER: Symbol(_SKY, _TRIANGLE_DOWN, "I", INK, 6, 0.4),
    Category.PHARMACIE: Symbol(_GREEN, _CROSS, "", INK, 7),
    Category.LABORATOIRE: Symbol(_YELLOW, _FLASK, "L", INK, 8, 1.35),
    Category.DIALYSE: Symbol(_SKY, _DROP, "D", INK, 9, 1.25),
    Category.SSIAD: Symbol(_PURPLE, _LOZENGE, "SD", INK, 10, 0.62),
    Category.HAD: Symbol(_BLUE, _ARCH, "HD", PAPER, 11, 0.9),
    Category.POMPIERS: Symbol(_VERMILION, _SHIELD, "P", INK, 12, 0.6),
    Category.MAIRIE: Symbol(_YELLOW, _FLAG, "", INK, 13),
}
SITE_SYMBOL: Final = Symbol(_ORANGE, _polygon(3, 2.1), "", INK, 14)
NUMBER_SYMBOL: Final = Symbol(PAPER, _CIRCLE, "", INK, 0)  # a number on the map, its letter
SITE_CLOSED_FILL: Final = PAPER  # a site that is not open is drawn hollow


def structure_symbol(category: str, *, urgences: bool = False) -> Symbol:
    """Symbol of a structure row; a hospital with an emergency department takes that of ``URGENCES``."""
    kind = Category(category)
    return CATEGORY_SYMBOLS[Category.URGENCES if urgences and kind is Category.HOPITAL else kind]


def symbol_fragment(symbol: Symbol, *, hit: bool = False, filled: bool = True) -> str:
    """SVG of a symbol around 0,0 in millimetres; hit: thick red outline; not filled: hollow."""
    fill = symbol.colour if filled else SITE_CLOSED_FILL
    stroke, width = (DANGER, 0.55) if hit else (INK, 0.2)
    ink = symbol.ink if filled else INK
    size = 1.5 if len(symbol.letter) > 1 else 2.05
    letter = (
        f'<text y="{symbol.letter_y:g}" font-size="{size}" font-weight="bold" text-anchor="middle" '
        f'fill="{ink}">{escape(symbol.letter)}</text>'
        if symbol.letter
        else ""
    )
    outline = f'fill="{fill}" stroke="{stroke}" stroke-width="{width}" stroke-linejoin="round"'
    return f'<path d="{symbol.path}" {outline}/>{letter}'


class RoadClass(StrEnum):
    """Classes in which roads are drawn, least important first: the order of drawing."""

    CHEMIN = "chemin"
    DESSERTE = "desserte"
    LOCALE = "locale"
    SECONDAIRE = "secondaire"
    PRINCIPALE = "principale"
    AUTOROUTE = "autoroute"


@dataclass(frozen=True)
class RoadStyle:
    """Width of the road in millimetres on paper, its colour, and its casing (none when empty)."""

    width_mm: float
    colour: str
    casing: str
    max_scale: float = inf
    """Scale denominator beyond which the class is not drawn: too dense to be read."""


ROAD_STYLES: Final[dict[RoadClass, RoadStyle]] = {
    RoadClass.CHEMIN: RoadStyle(0.1, "#b3a492", "", 60_000),
    RoadClass.DESSERTE: RoadStyle(0.14, "#ffffff", "#8c8c8c", 120_000),
    RoadClass.LOCALE: RoadStyle(0.24, "#ffffff", "#707070", 250_000),
    RoadClass.SECONDAIRE: RoadStyle(0.42, "#fff2b3", "#a38b2a"),
    RoadClass.PRINCIPALE: RoadStyle(0.6, "#ffd08a", "#a3651b"),
    RoadClass.AUTOROUTE: RoadStyle(0.8, "#f2a37a", "#8a3a17"),
}
CASING_MM: Final = 0.18  # added to the width of the road for its casing

_HIGHWAYS: Final[dict[RoadClass, tuple[str, ...]]] = {
    RoadClass.AUTOROUTE: ("motorway", "trunk"),
    RoadClass.PRINCIPALE: ("primary",),
    RoadClass.SECONDAIRE: ("secondary",),
    RoadClass.LOCALE: ("tertiary", "unclassified"),
    RoadClass.DESSERTE: ("residential", "living_street", "service", "road", "busway"),
    RoadClass.CHEMIN: (
        "track",
        "path",
        "footway",
        "cycleway",
        "bridleway",
        "steps",
        "pedestrian",
        "corridor",
    ),
}
HIGHWAY_CLASS: Final[dict[str, RoadClass]] = {
    highway: road_class for road_class, highways in _HIGHWAYS.items() for highway in highways
}
MINOR_CLASSES: Final = (RoadClass.DESSERTE, RoadClass.CHEMIN)
MAIN_ROADS: Final = (RoadClass.SECONDAIRE, RoadClass.PRINCIPALE, RoadClass.AUTOROUTE)


def road_class(highway: str) -> RoadClass:
    """Drawing class of an OSM ``highway``; slip roads follow their road, unknown ones are local."""
    return HIGHWAY_CLASS.get(highway.removesuffix("_link"), RoadClass.DESSERTE)


@dataclass(frozen=True)
class DepthStyle:
    """A class of water depth: ``key`` for wording, depths in metres up to ``upper_m`` inclusive, fill."""

    key: str
    upper_m: float
    colour: str


DEPTH_STYLES: Final = (
    DepthStyle("up_to_0_5", 0.5, "#c6dbef"),
    DepthStyle("up_to_1", 1.0, "#9ecae1"),
    DepthStyle("up_to_2", 2.0, "#4292c6"),
    DepthStyle("above_2", inf, "#2171b5"),
)
UNKNOWN_DEPTH: Final = DepthStyle("unknown", inf, "#6baed6")  # hatched
DEPTH_OPACITY: Final = 0.6
FLOOD_LINE: Final = "#08519c"
CLOSURE_LINE: Final = DANGER  # outline of a closed perimeter
SLOWDOWN_LINE: Final = SLOWED
PLANNING: Final = "#6a3d7c"  # zones of a plan of prevention: a rule, not water


def depth_style(depth_max_m: float) -> DepthStyle:
    """Class of a zone by the deepest water it may hold; ``inf`` (open class) is the deepest, NaN unknown."""
    if isnan(depth_max_m):
        return UNKNOWN_DEPTH
    return next(style for style in DEPTH_STYLES if depth_max_m <= style.upper_m)


GROUND: Final = "#fbfaf7"
WATER: Final = "#a9d3ea"
WATERLINE: Final = "#7fb5da"
SEA: Final = WATER
BUILDING: Final = "#c9bfb4"
RAIL: Final = "#777777"
LANDUSE: Final[dict[str, str]] = {
    "forest": "#d3e6c5",
    "wood": "#d3e6c5",
    "scrub": "#dfebd2",
    "heath": "#dfebd2",
    "park": "#e2f1d8",
    "grass": "#e9f2e0",
    "meadow": "#e9f2e0",
    "farmland": "#f6f3e6",
    "vineyard": "#efe9d8",
    "orchard": "#e2f1d8",
    "cemetery": "#dfead9",
    "wetland": "#dcebea",
    "marsh": "#dcebea",
    "residential": "#ebe7de",
    "urban": "#ebe7de",
    "industrial": "#e6e1ea",
    "commercial": "#e6e1ea",
    "beach": "#f5ecc9",
    "sand": "#f5ecc9",
}

# Screen layers of results. Minutes: sequential oranges (ColorBrewer YlOrBr), light to dark; never alone, the
# legend and the tooltip give the figure.
MINUTE_COLOURS: Final = ("#fff7bc", "#fee391", "#fec44f", "#fe9929", "#cc4c02", "#8c2d04")
BEYOND_COLOUR: Final = "#4d1a02"  # reachable, beyond the last threshold
UNREACHABLE_COLOUR: Final = "#111111"
UNCHANGED_COLOUR: Final = "#dddddd"
NEVER_COLOUR: Final = "#8c8c8c"  # out of reach before any crisis
ISOLATED: Final = "#7b1fa2"  # homes cut from a care they could reach
ROUTE_REFERENCE: Final = "#2b2b2b"
ROUTE_SCENARIO: Final = "#1b5fa7"
