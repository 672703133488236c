"""Layers of the map: frames turned into small GeoJSON files and the styles that draw them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.model.categories import STORED_CATEGORIES, Category
from cpts_geo.model.causes import WATER, bit
from cpts_geo.model.crs import to_degrees
from cpts_geo.model.layers import CAPACITY, CATEGORY, EMERGENCY, NAME, POPULATION
from cpts_geo.model.network import RoadNetwork
from cpts_geo.render import style
from cpts_geo.render.escape import plain_text
from cpts_geo.wording import labels, maps, numbers

GRID_DEGREES: Final = 1e-5  # about 1 m, enough on a screen
SIMPLIFY_M: Final = 2.0
HIT_EXAMPLE: Final = replace(style.CATEGORY_SYMBOLS[Category.MEDECIN], colour=style.PAPER, letter="")
STATES: Final = ("", maps.STRUCTURE_WET, maps.STRUCTURE_SHUT, maps.STRUCTURE_BOTH)
Style = dict[str, Any]


@dataclass(frozen=True)
class MapLayer:
    """Data of a layer and how to draw it.

    Attributes
    ----------
    data
        GeoJSON in degrees; properties ``s`` (position in ``styles``), ``t`` (title), ``d`` (lines),
        ``m`` (radius in metres).
    styles
        How each kind of feature is drawn.
    legend
        Label and style of each kind that at least one feature uses.
    rank
        Place in the legend: results first, structures, then the background.
    names
        Label of each style, also where the legend of the screen gathers several.
    """

    data: bytes
    styles: tuple[Style, ...]
    legend: tuple[tuple[str, Style], ...]
    rank: int = 0
    names: tuple[str, ...] = ()


def make_layer(frame: gpd.GeoDataFrame, looks: Sequence[tuple[str, Style]]) -> MapLayer:
    """Layer of a frame with columns ``look`` (position in ``looks``), ``title``, ``lines``, ``radius_m``.

    Parameters
    ----------
    frame
        In a projected CRS; only ``look`` is required.
    looks
        Legend label and style of each kind.
    """
    degrees = to_degrees(frame)
    shapes = shapely.set_precision(degrees.geometry.to_numpy(), GRID_DEGREES, mode="pointwise")
    texts = shapely.to_geojson(shapes)
    features = [
        f'{{"type":"Feature","geometry":{text},"properties":{_properties(row)}}}'
        for text, row, empty in zip(texts, _rows(frame), shapely.is_empty(shapes), strict=True)
        if not empty
    ]
    data = f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'
    return MapLayer(
        data.encode(),
        styles=tuple(look for _, look in looks),
        legend=tuple(looks[i] for i in sorted({int(look) for look in frame["look"]})),
        names=tuple(label for label, _ in looks),
    )


def _rows(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    known = [name for name in ("look", "title", "lines", "radius_m") if name in frame]
    return list(map(dict, pd.DataFrame(frame[known]).to_dict("records")))  # type: ignore[arg-type]  # str keys


def _properties(row: Mapping[str, Any]) -> str:
    words: dict[str, Any] = {"s": int(row["look"])}
    if row.get("title"):
        words["t"] = plain_text(row["title"], 120)
        words["d"] = [plain_text(line) for line in row.get("lines") or () if line]
    if "radius_m" in row:
        words["m"] = round(float(row["radius_m"]))
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def area(fill: str, line: str = "", *, opacity: float = 0.5, width: float = 1.0, dash: str = "") -> Style:
    """Style of polygons; no outline when ``line`` is empty."""
    outline = {"color": line or fill, "width": width if line else 0, "dash": dash}
    return {**outline, "fill": fill, "fillOpacity": opacity}


def line(colour: str, width: float, dash: str = "", opacity: float = 1.0) -> Style:
    """Style of lines; width and dash in pixels."""
    return {"color": colour, "width": width, "dash": dash, "opacity": opacity}


def disc(fill: str, radius: float, *, opacity: float = 0.85, outline: str = style.INK) -> Style:
    """Style of round points; radius in pixels."""
    return {"color": outline, "width": 0.6, "fill": fill, "fillOpacity": opacity, "radius": radius}


def symbol(shape: style.Symbol, *, hit: bool = False, filled: bool = True) -> Style:
    """Style of a symbol shared with paper; hit: thick red outline; not filled: hollow."""
    return {
        "path": shape.path,
        "letter": shape.letter,
        "letterY": shape.letter_y,
        "ink": shape.ink if filled else style.INK,
        "fill": shape.colour if filled else style.SITE_CLOSED_FILL,
        "color": style.DANGER if hit else style.INK,
        "width": 0.6 if hit else 0.2 if filled else 0.5,
        "halo": style.PAPER,
    }


def told(lines: Sequence[list[str]], index: pd.Index) -> pd.Series:
    """Lines under the title of each tooltip."""
    return pd.Series(list(lines), index=index, dtype=object)


def communes_layer(communes: gpd.GeoDataFrame) -> MapLayer:
    """Outlines of the communes; their name and population when pointed at."""
    frame = communes.set_geometry(communes.geometry.simplify(SIMPLIFY_M * 4)).assign(
        look=0,
        title=communes[NAME],
        lines=told([[numbers.people(p)] for p in communes[POPULATION]], communes.index),
    )
    outline = {**line(style.COMMUNE_LINE, 1.2, "6 4", 0.8), "fill": style.PAPER, "fillOpacity": 0.0}
    return replace(make_layer(frame, [(maps.LEGEND_COMMUNE, outline)]), rank=2)


def restricted_layer(network: RoadNetwork) -> MapLayer:
    """Roads for emergency vehicles only, grey dashes: private, reserved, forbidden to traffic."""
    edges = network.edges
    car = edges["car"].to_numpy(bool)
    own = edges.geometry.to_numpy()[~car & (edges[EMERGENCY].to_numpy(bool) if EMERGENCY in edges else car)]
    merged = shapely.line_merge(shapely.union_all(shapely.simplify(own, SIMPLIFY_M)))  # both directions once
    parts = [part for part in shapely.get_parts([merged]) if not part.is_empty]
    frame = gpd.GeoDataFrame(
        {"look": [0] * len(parts), "title": maps.RESTRICTED}, geometry=parts, crs=edges.crs
    )
    return replace(make_layer(frame, [(maps.RESTRICTED, line(style.RESTRICTED, 2, "4 4"))]), rank=2)


def structures_layer(
    structures: gpd.GeoDataFrame, shown: Sequence[Category], causes: pd.Series | None = None
) -> MapLayer:
    """Structures of the shown categories; those with ``causes`` have a red outline, hollow when closed."""
    kept, drawn_as = _shown(structures, shown)
    order = sorted(Category, key=lambda c: style.CATEGORY_SYMBOLS[c].order)
    stops = pd.Series(0, index=structures.index) if causes is None else causes.astype(int)
    states = _states(stops)
    looks = [len(STATES) * order.index(k) + s for k, s in zip(drawn_as, states, strict=True)]
    facts = [_structure_lines(row, c) for row, c in zip(_records(structures), stops, strict=True)]
    frame = structures.assign(look=looks, title=structures[NAME], lines=told(facts, structures.index))
    chosen = frame[kept].sort_values("look", ascending=False)
    layer = make_layer(chosen, [pair for c in order for pair in _structure_looks(c)])
    kinds = sorted({int(look) // len(STATES) for look in chosen["look"]})
    legend = [_structure_looks(order[kind])[0] for kind in kinds]
    present = {int(look) % len(STATES) for look in chosen["look"]} - {0}
    legend += [(STATES[state], _stopped(HIT_EXAMPLE, state)) for state in sorted(present)]
    return replace(layer, legend=tuple(legend), rank=1)


def shown_structures(structures: gpd.GeoDataFrame, shown: Sequence[Category]) -> gpd.GeoDataFrame:
    """Structures that ``structures_layer`` draws, the one on top first where several stand together."""
    kept, drawn_as = _shown(structures, shown)
    rank = np.array([style.CATEGORY_SYMBOLS[kind].order for kind in drawn_as], dtype=int)
    return structures.iloc[np.flatnonzero(kept)[np.argsort(rank[kept], kind="stable")]]


def _shown(
    structures: gpd.GeoDataFrame, shown: Sequence[Category]
) -> tuple[npt.NDArray[np.bool_], list[Category]]:
    """Which structures are drawn, and as what: a hospital with an emergency department is one."""
    kinds = [Category(value) for value in structures[CATEGORY]]
    drawn_as = [
        Category.URGENCES if urgences and kind is Category.HOPITAL else kind
        for kind, urgences in zip(kinds, structures["urgences"].to_numpy(bool), strict=True)
    ]
    kept = [kind in shown or drawn in shown for kind, drawn in zip(kinds, drawn_as, strict=True)]
    return np.array(kept, dtype=bool), drawn_as


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return list(map(dict, pd.DataFrame(frame.drop(columns="geometry")).to_dict("records")))  # type: ignore[arg-type]  # str keys


def _structure_looks(category: Category) -> list[tuple[str, Style]]:
    name, shape = labels.CATEGORY[category], style.CATEGORY_SYMBOLS[category]
    return [
        (maps.stopped(name, wet=bool(state & 1), shut=bool(state & 2)), _stopped(shape, state))
        for state in range(len(STATES))
    ]


def _states(causes: pd.Series) -> npt.NDArray[np.int64]:
    """Position in ``STATES``: 1 under water, 2 closed, 3 both."""
    stops, water = causes.to_numpy(np.int64), bit(WATER)
    state: npt.NDArray[np.int64] = (stops & water > 0) + 2 * (stops & ~water > 0)
    return state


def _stopped(shape: style.Symbol, state: int) -> Style:
    """Symbol of a state: red outline, hollow when closed, thicker when under water too."""
    look = symbol(shape, hit=state > 0, filled=state < 2)
    return {**look, "width": 1.0} if state == 3 else look


def _structure_lines(row: Mapping[str, Any], causes: int) -> list[str]:
    category = Category(row[CATEGORY])
    kind = labels.CATEGORY[Category.URGENCES] if row["urgences"] else labels.CATEGORY[category]
    size = maps.capacity(row[CAPACITY], row["capacity_unit"])
    doubt = maps.APPROXIMATE if row["geo_quality"] == "commune" else ""
    return [f"{kind}{size}", row["commune"], maps.why(causes), doubt]


def sites_layer(
    sites: gpd.GeoDataFrame, open_sites: Sequence[str], causes: pd.Series | None = None
) -> MapLayer:
    """Candidate sites: filled when open, hollow otherwise, red outline when under water or closed."""
    stops = pd.Series(0, index=sites.index) if causes is None else causes.astype(int)
    is_open = sites.index.isin(list(open_sites))
    looks = len(STATES) * (~is_open).astype(int) + _states(stops)
    facts = [
        [
            labels.SITE_KIND.get(row["kind"], row["kind"]),
            maps.site_capacity(row[CAPACITY]),
            row["commune"],
            maps.why(stop, feminine=False),
        ]
        for row, stop in zip(_records(sites), stops, strict=True)
    ]
    frame = sites.assign(look=looks, title=sites[NAME], lines=told(facts, sites.index))
    kinds = [
        (
            maps.stopped(name, wet=bool(state & 1), shut=bool(state & 2)),
            symbol(style.SITE_SYMBOL, hit=state > 0, filled=filled),
        )
        for name, filled in ((maps.SITE_OPEN, True), (maps.SITE_CANDIDATE, False))
        for state in range(len(STATES))
    ]
    return replace(make_layer(frame.sort_values("look", ascending=False), kinds), rank=1)


def all_categories(structures: gpd.GeoDataFrame) -> tuple[Category, ...]:
    """Categories present in the territory, in the order of the legend."""
    present = {Category(value) for value in structures[CATEGORY].unique()}
    if structures["urgences"].astype(bool).any():
        present.add(Category.URGENCES)
    known = [c for c in (Category.URGENCES, *STORED_CATEGORIES) if c in present]
    return tuple(sorted(known, key=lambda c: style.CATEGORY_SYMBOLS[c].order))
