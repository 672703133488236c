"""Styles for QGIS, one per theme: the colours and symbols of our own maps, in QGIS's own language (QML)."""

import base64
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cpts_geo.model.categories import Category
from cpts_geo.model.layers import NAME
from cpts_geo.render import style
from cpts_geo.render.style import CATEGORY_SYMBOLS, SITE_SYMBOL, SYMBOL_REACH, Symbol, symbol_fragment
from cpts_geo.wording import files, legends

SCALE: Final = 1.4  # of symbols: a GIS is read on a screen, further than our paper
VERSION: Final = "3.22"
DOCTYPE: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
Element = ET.Element
Options = dict[str, str]


@dataclass(frozen=True)
class Rule:
    """What QGIS draws for the features that a condition chooses.

    Attributes
    ----------
    label
        In the legend.
    condition
        QGIS expression; empty = all features.
    kind
        ``marker``, ``line`` or ``fill``.
    layer
        Class of the QGIS symbol layer.
    options
        Its options.
    """

    label: str
    condition: str
    kind: str
    layer: str
    options: tuple[tuple[str, str], ...]


def qml(theme: str, reading: str) -> str:
    """Style of a theme, places hit in ``reading`` outlined in red.

    Raises
    ------
    KeyError
        When the theme is none of ours.
    """
    rules, label = _rules(theme, reading), LABELLED.get(theme)
    root = ET.Element(
        "qgis", version=VERSION, styleCategories="Symbology|Labeling", labelsEnabled=str(int(bool(label)))
    )
    renderer = ET.SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0")
    tree = ET.SubElement(renderer, "rules", key="rules")
    symbols = ET.SubElement(renderer, "symbols")
    for number, rule in enumerate(rules):
        condition = {"filter": rule.condition} if rule.condition else {}
        about = {"key": f"r{number}", "symbol": str(number), "label": rule.label, **condition}
        ET.SubElement(tree, "rule", about)
        _symbol(symbols, str(number), rule)
    if label:
        _labels(root, label)
    ET.indent(root, space=" ")
    return f"{DOCTYPE}\n{ET.tostring(root, encoding='unicode')}\n"


def _rules(theme: str, reading: str) -> Sequence[Rule]:
    if theme in files.FALLBACK_THEME:
        return (_fill(files.FALLBACK_THEME[theme], "", style.COMMUNE_LINE, width=0.2),)
    made = {
        "territoire_s": (_fill(theme, "", style.COMMUNE_LINE, width=0.5),),
        "structures_p": (_hit(reading), *(_place(category) for category in CATEGORY_SYMBOLS)),
        "sites_p": (
            _hit(reading),
            _marker(legends.LEGEND_ENTRY["site_open"], '"open"', SITE_SYMBOL),
            _marker(
                legends.LEGEND_ENTRY["site_closed"], 'NOT coalesce("open", false)', SITE_SYMBOL, filled=False
            ),
        ),
        "acces_coupes_l": (_line(theme, style.DANGER, 0.9, "3;1.5"),),
        "acces_incertains_l": (_line(theme, style.DANGER, 0.6, "1;1.5"),),
        "routes_ralenties_l": (_line(theme, style.SLOWED, 0.7, ""),),
        "alea_s": (*_depths(), *_zones()),
        "alea_l": (_line(theme, style.DANGER, 0.9, "3;1.5"),),
        "poches_s": (_fill(theme, "", style.ISOLATED, width=0.6, pattern="f_diagonal"),),
        "sites_emprise_s": (_fill(theme, "", style.INK, width=0.4),),
        "flux_l": (_line(theme, style.INK, 0.5, "2;1"),),
        "sites_reperes_p": (_marker(files.THEME[theme], "", SITE_SYMBOL, filled=False),),
        "zonage_ppr_s": (_fill(theme, "", style.PLANNING, pattern="b_diagonal"),),
    }
    return made[theme]


LABELLED: Final[dict[str, str]] = {"territoire_s": NAME, "sites_p": NAME, "sites_reperes_p": "role"}


def _place(category: Category) -> Rule:
    condition = f"\"category\" = '{category.value}'"
    if category is Category.URGENCES:
        condition = f'"category" = \'{Category.HOPITAL.value}\' AND "urgences"'
    if category is Category.HOPITAL:
        condition += ' AND NOT coalesce("urgences", false)'
    return _marker(legends.legend_entry(f"category_{category.value}"), condition, CATEGORY_SYMBOLS[category])


def _marker(label: str, condition: str, symbol: Symbol, *, filled: bool = True) -> Rule:
    reach = SYMBOL_REACH + 0.3
    box = f"{-reach:g} {-reach:g} {2 * reach:g} {2 * reach:g}"
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" font-family="sans-serif">{{}}</svg>'
    picture = drawn.format(symbol_fragment(symbol, filled=filled)).encode()
    options = {"name": f"base64:{base64.b64encode(picture).decode()}", **_size(2 * reach * SCALE)}
    return _rule(label, condition, ("marker", "SvgMarker"), options)


def _hit(reading: str) -> Rule:
    ring = {"name": "circle", "color": "255,255,255,0", "outline_color": _rgba(style.DANGER)}
    options = {
        **ring,
        "outline_width": "0.8",
        "outline_width_unit": "MM",
        **_size(2.6 * SYMBOL_REACH * SCALE),
    }
    return _rule(legends.LEGEND_ENTRY["hit"], f'"hit_{reading}"', ("marker", "SimpleMarker"), options)


def _size(millimetres: float) -> Options:
    return {"size": f"{millimetres:.2f}", "size_unit": "MM"}


def _line(theme: str, colour: str, width: float, dashes: str) -> Rule:
    options = {"line_color": _rgba(colour), "line_width": f"{width:g}", "line_width_unit": "MM"}
    dashed = {"use_custom_dash": "1", "customdash": dashes, "customdash_unit": "MM"} if dashes else {}
    return _rule(files.THEME[theme], "", ("line", "SimpleLine"), {**options, **dashed})


def _fill(theme: str, condition: str, outline: str, *, width: float = 0.3, pattern: str = "no") -> Rule:
    options = {"color": _rgba(outline), "style": pattern, "outline_color": _rgba(outline)}
    widths = {"outline_width": f"{width:g}", "outline_width_unit": "MM"}
    return _rule(files.THEME.get(theme, theme), condition, ("fill", "SimpleFill"), {**options, **widths})


def _depths() -> list[Rule]:
    """Depth classes by the deepest water a zone may hold; no bound at all = unknown, hatched."""
    water, deepest = "\"kind\" = 'flood'", '"depth_max_m"'
    bounds, lower = [], ""
    for depth in style.DEPTH_STYLES[:-1]:
        bounds.append((depth, f"{water} AND {lower}{deepest} <= {depth.upper_m:g}"))
        lower = f"{deepest} > {depth.upper_m:g} AND "
    open_class = f'({deepest} IS NULL AND "depth_min_m" IS NOT NULL)'
    bounds.append((style.DEPTH_STYLES[-1], f"{water} AND ({lower.removesuffix(' AND ')} OR {open_class})"))
    bounds.append((style.UNKNOWN_DEPTH, f'{water} AND {deepest} IS NULL AND "depth_min_m" IS NULL'))
    return [_depth(depth, condition) for depth, condition in bounds]


def _depth(depth: style.DepthStyle, condition: str) -> Rule:
    options = {
        "color": _rgba(depth.colour, style.DEPTH_OPACITY),
        "style": "f_diagonal" if depth is style.UNKNOWN_DEPTH else "solid",
        "outline_style": "no",  # zones of one depth touch: their outlines would hide the water
    }
    return _rule(legends.LEGEND_ENTRY[f"depth_{depth.key}"], condition, ("fill", "SimpleFill"), options)


def _zones() -> list[Rule]:
    closed = _fill(
        legends.LEGEND_ENTRY["perimeter"],
        "\"kind\" IN ('closure', 'perimeter')",
        style.CLOSURE_LINE,
        width=0.8,
    )
    slow = _fill(
        legends.LEGEND_ENTRY["slow_zone"], "\"kind\" = 'slowdown'", style.SLOWDOWN_LINE, pattern="b_diagonal"
    )
    return [closed, slow]


def _rule(label: str, condition: str, what: tuple[str, str], options: Options) -> Rule:
    return Rule(label, condition, *what, tuple(options.items()))


def _rgba(colour: str, opacity: float = 1.0) -> str:
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"


def _symbol(parent: Element, name: str, rule: Rule) -> None:
    symbol = ET.SubElement(
        parent, "symbol", type=rule.kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    layer = ET.SubElement(symbol, "layer", {"class": rule.layer, "enabled": "1", "locked": "0", "pass": "0"})
    options = ET.SubElement(layer, "Option", type="Map")
    for key, value in rule.options:
        ET.SubElement(options, "Option", name=key, value=value, type="QString")


def _labels(root: Element, field: str) -> None:
    settings = ET.SubElement(ET.SubElement(root, "labeling", type="simple"), "settings")
    look = {"fieldName": field, "fontSize": "8", "textColor": _rgba(style.INK), "isExpression": "0"}
    text = ET.SubElement(settings, "text-style", look)
    halo = {
        "bufferDraw": "1",
        "bufferSize": "0.8",
        "bufferSizeUnits": "MM",
        "bufferColor": _rgba(style.PAPER),
    }
    ET.SubElement(text, "text-buffer", halo)
    ET.SubElement(settings, "placement", placement="0", dist="1", distUnits="MM")
