"""Swatches of the legend: the same drawing code as the map, one small SVG per entry."""

from typing import Final

from cpts_geo.model.categories import Category
from cpts_geo.render import style, svg_pockets
from cpts_geo.render.site_ground import AREAS, LETTER, LINES, door
from cpts_geo.render.style import CATEGORY_SYMBOLS, DEPTH_STYLES, SITE_SYMBOL, UNKNOWN_DEPTH, symbol_fragment
from cpts_geo.render.svg_base import (
    HELPERS_DASH,
    HELPERS_MM,
    NORMAL_WAY_DASH,
    NORMAL_WAY_MM,
    WAY_MM,
    filled,
    stroked,
)
from cpts_geo.render.svg_hazard import CUT_MM, HATCH_MM, SHUT_DASH, SLOWED_MM, WET_DASH
from cpts_geo.render.svg_labels import FONT

WIDTH_MM: Final = 8.0
HEIGHT_MM: Final = 4.6
_LEAST_ROAD_MM: Final = 0.35  # a thinner white road would vanish on a screen
_LINE: Final = "M.4 2.3H7.6"
_BOX: Final = "M.4 .6H7.6V4H.4z"
_DEPTHS: Final = {f"depth_{depth.key}": depth for depth in (*DEPTH_STYLES, UNKNOWN_DEPTH)}


def swatch(key: str) -> str:
    """SVG, ``WIDTH_MM`` × ``HEIGHT_MM``, of a legend entry.

    Raises
    ------
    KeyError
        When the key is none of ours.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_MM}mm" height="{HEIGHT_MM}mm" '
        f'viewBox="0 0 {WIDTH_MM} {HEIGHT_MM}" font-family="{FONT}">{_inside(key)}</svg>'
    )


def _inside(key: str) -> str:
    if key.startswith("category_"):
        return _centred(symbol_fragment(CATEGORY_SYMBOLS[Category(key.removeprefix("category_"))]))
    if key.startswith("road_"):
        return _road(style.ROAD_STYLES[style.RoadClass(key.removeprefix("road_"))])
    if key in _DEPTHS:
        return _depth(_DEPTHS[key])
    return _OTHERS[key]


def _centred(fragment: str) -> str:
    return f'<g transform="translate(4 2.3)">{fragment}</g>'


def _road(look: style.RoadStyle) -> str:
    width = max(look.width_mm, _LEAST_ROAD_MM) if look.casing else look.width_mm
    casing = stroked(_LINE, look.casing, width + 2 * style.CASING_MM, cap="butt") if look.casing else ""
    return casing + stroked(_LINE, look.colour, width, cap="butt")


def _depth(depth: style.DepthStyle) -> str:
    step = HATCH_MM[depth.key]
    if depth is UNKNOWN_DEPTH:
        lines = "".join(f"M{0.4 + k * step:.2f} 4l3.4-3.4" for k in range(4))
    else:
        rows = [0.6 + k * step for k in range(1, 8) if k * step < 3.4]
        lines = "".join(f"M.4 {y:.2f}H7.6" for y in rows)
    return (
        filled(_BOX, depth.colour, f' fill-opacity="{style.DEPTH_OPACITY}"')
        + stroked(lines, style.FLOOD_LINE, 0.13, extra=' stroke-opacity=".55"', cap="butt")
        + stroked(_BOX, style.FLOOD_LINE, 0.28)
    )


_CUT: Final = f' stroke-dasharray="{WET_DASH}"'
_COMMUNE: Final = ' stroke-dasharray="1.6 .7 .3 .7"'
_OTHERS: Final[dict[str, str]] = {
    "site_open": _centred(symbol_fragment(SITE_SYMBOL)),
    "site_closed": _centred(symbol_fragment(SITE_SYMBOL, filled=False)),
    "hit": _centred(symbol_fragment(SITE_SYMBOL, hit=True, filled=False)),
    "perimeter": filled(_BOX, style.CLOSURE_LINE, ' fill-opacity=".10"')
    + stroked(_BOX, style.CLOSURE_LINE, 0.4, extra=' stroke-dasharray="2.4 .8"'),
    "no_entry": filled(_BOX, style.CLOSURE_LINE, ' fill-opacity=".10"')
    + stroked(_BOX, style.CLOSURE_LINE, 0.4),
    "slow_zone": filled(_BOX, style.SLOWDOWN_LINE, ' fill-opacity=".10"')
    + stroked(_BOX, style.SLOWDOWN_LINE, 0.4, extra=' stroke-dasharray="2.4 .8"'),
    "cut": stroked(_LINE, style.DANGER, CUT_MM, extra=_CUT, cap="butt"),
    "shut": stroked(_LINE, style.DANGER, CUT_MM, extra=f' stroke-dasharray="{SHUT_DASH}"', cap="butt"),
    "cut_and_shut": stroked(_LINE, style.DANGER, CUT_MM, cap="butt"),
    "maybe_cut": stroked(_LINE, style.DANGER, SLOWED_MM, extra=' stroke-dasharray=".15 1.1"'),
    "slowed": stroked(_LINE, style.SLOWED, SLOWED_MM, cap="butt"),
    "bridge": stroked(_LINE, style.BRIDGE, 1.7, cap="butt")
    + stroked(_LINE, style.PAPER, 1.2, cap="butt")
    + stroked(_LINE, style.ROAD_STYLES[style.RoadClass.SECONDAIRE].colour, 0.5, cap="butt"),
    "pocket": stroked(
        "M.5 .6l3.4 3.4M2.1 .6l3.4 3.4M3.7 .6l3.4 3.4M5.3 .6l2.3 2.3M.4 2l2 2", style.ISOLATED, 0.13
    )
    + stroked(_BOX, style.ISOLATED, svg_pockets.LINE_MM, extra=svg_pockets.DASH),
    "helpers_only": stroked(_LINE, style.RESTRICTED, HELPERS_MM, extra=HELPERS_DASH, cap="butt"),
    "commune": stroked(_LINE, style.COMMUNE_LINE, 0.3, extra=_COMMUNE, cap="butt"),
    "way_scenario": stroked(_LINE, style.ROUTE_SCENARIO, WAY_MM),
    "way_normal": stroked(_LINE, style.ROUTE_REFERENCE, NORMAL_WAY_MM, extra=NORMAL_WAY_DASH),
    "site_mark": '<circle cx="4" cy="2.3" r="1.7" fill="none" stroke="#111111" stroke-width=".6"/>'
    '<circle cx="4" cy="2.3" r=".7" fill="#111111"/>',
    "one_way_road": '<path d="M2.6 1.5L5.6 2.3L2.6 3.1L3.2 2.3z" fill="#111111"/>',
    **{f"plan_{role}": door(role, 4, 2.3) for role in LETTER},
    **{f"plan_{role}": stroked(_LINE, c, w, extra=d, cap="butt") for role, (c, w, d) in LINES.items()},
    **{
        f"plan_{role}": filled(_BOX, colour) + stroked(_BOX, style.INK, 0.3, extra=dash)
        for role, (colour, dash) in AREAS.items()
    },
    "grid": stroked("M1 .6H7V4H1z", style.INK, 0.13, extra=' stroke-opacity=".6"'),
}
OTHER_KEYS: Final = tuple(_OTHERS)
