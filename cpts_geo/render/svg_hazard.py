"""What the scenario does on the map: water, closed perimeters, cut and slowed roads, bridges left open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.causes import WATER, bit
from cpts_geo.render import style
from cpts_geo.render.style import (
    DEPTH_STYLES,
    MINOR_CLASSES,
    UNKNOWN_DEPTH,
    DepthStyle,
    depth_style,
    road_class,
)
from cpts_geo.render.svg_base import filled, one_way_each, shapes, stroked
from cpts_geo.render.svg_frame import Geometries, MapFrame, area_path, line_path, visible
from cpts_geo.study import Study

CUT_MM: Final = 0.75
MINOR_CUT_MM: Final = 0.4
MINOR_CUT_SCALE: Final = 60_000  # beyond it, cut streets are drawn thin: whole towns would turn red
FLOOD_TOLERANCE_MM: Final = 0.1  # a flood limit is never known to 10 m at 1:100 000
_SHORT_HATCH_MM: Final = 0.7
SLOWED_MM: Final = 0.6
WET_DASH: Final = "1.3 .7"
SHUT_DASH: Final = "2.2 .6 .4 .6"
HATCH_MM: Final = {"up_to_0_5": 2.6, "up_to_1": 1.8, "up_to_2": 1.2, "above_2": 0.8, "unknown": 1.3}


@dataclass(frozen=True)
class Layer:
    """A part of the map: its SVG, and the keys of the legend entries it needs."""

    svg: tuple[str, ...]
    legend: tuple[str, ...]


def scenario_zones(study: Study) -> gpd.GeoDataFrame:
    """Zones of the layers that the scenario's hazards use, each once."""
    names = dict.fromkeys(str(getattr(hazard, "layer", "")) for hazard in study.spec.scenario.hazards)
    frames = [study.zones[name] for name in names if name in study.zones]
    columns = ["kind", "depth_min_m", "depth_max_m", "geometry"]
    if not frames:
        return gpd.GeoDataFrame({c: [] for c in columns}, geometry="geometry", crs=study.territory.crs)
    return gpd.GeoDataFrame(pd.concat([frame[columns] for frame in frames]), crs=study.territory.crs)


def water(zones: gpd.GeoDataFrame, frame: MapFrame) -> Layer:
    """Flood zones by class of depth, hatched so that classes differ without colour, and their outline."""
    floods = zones[zones["kind"] == "flood"]
    keys = floods["depth_max_m"].astype(float).map(lambda depth: depth_style(depth).key)
    parts: list[str] = []
    drawn: list[str] = []
    for depth in (UNKNOWN_DEPTH, *DEPTH_STYLES):
        areas = visible(shapes(floods[keys == depth.key]), frame, FLOOD_TOLERANCE_MM)
        if len(areas):
            parts += _flooded(areas, depth, frame)
            drawn.append(f"depth_{depth.key}")
    outline = _outline(shapes(floods), frame)
    return Layer((*parts, stroked(outline, style.FLOOD_LINE, 0.28)), tuple(drawn))


def _flooded(areas: Geometries, depth: DepthStyle, frame: MapFrame) -> list[str]:
    """Filled, with lines: oblique when depth is unknown, level and closer as water is deeper."""
    hatch = hatching(areas, frame, HATCH_MM[depth.key], slope=int(depth is UNKNOWN_DEPTH))
    opacity = f' fill-opacity="{style.DEPTH_OPACITY}"'
    return [
        filled(area_path(areas, frame), depth.colour, opacity),
        stroked(line_path(hatch, frame), style.FLOOD_LINE, 0.13, extra=' stroke-opacity=".55"'),
    ]


def hatching(areas: Geometries, frame: MapFrame, step_mm: float, slope: int = 0) -> Geometries:
    """Lines over the areas every ``step_mm``: level, or going up (1) or down (-1) to the right."""
    xmin, ymin, xmax, ymax = frame.bounds
    step, rise = step_mm / frame.mm_per_m, slope * (ymax - ymin)
    if slope:
        starts = np.arange(np.floor((xmin - abs(rise)) / step) * step, xmax, step)
        low, high = (ymin, ymax) if slope > 0 else (ymax, ymin)
        ends = [[(x, low), (x + abs(rise), high)] for x in starts]
    else:
        ends = [[(xmin, y), (xmax, y)] for y in np.arange(np.floor(ymin / step) * step, ymax, step)]
    lines = shapely.multilinestrings([shapely.linestrings(ends)]) if ends else np.empty(0, dtype=object)
    parts = shapely.get_parts(shapely.intersection(lines[:, None], areas[None, :]).ravel())
    long_enough = shapely.length(parts) * frame.mm_per_m >= _SHORT_HATCH_MM
    return np.asarray(parts[long_enough], dtype=object)


def _outline(areas: Geometries, frame: MapFrame) -> str:
    """Line around the water without the edges of the sheet, which are not a limit of the flood."""
    if not len(areas):
        return ""
    shown = visible(areas, frame, FLOOD_TOLERANCE_MM)
    margin = 0.02 / frame.mm_per_m
    xmin, ymin, xmax, ymax = frame.bounds
    inner = shapely.box(xmin + margin, ymin + margin, xmax - margin, ymax - margin)
    rings = shapely.boundary(shapely.union_all(shapely.make_valid(shown)))
    return line_path(np.asarray([shapely.intersection(rings, inner)], dtype=object), frame)


def perimeters(zones: gpd.GeoDataFrame, frame: MapFrame) -> Layer:
    """Closed perimeters and zones of slow traffic, as outlines."""
    looks = {
        "closure": (style.CLOSURE_LINE, "perimeter", "2.4 .8"),
        "slowdown": (style.SLOWDOWN_LINE, "slow_zone", "2.4 .8"),
        "perimeter": (style.CLOSURE_LINE, "no_entry", "none"),
    }
    parts, keys = [], []
    for kind, (colour, key, dash) in looks.items():
        areas = shapes(zones[zones["kind"] == kind])
        surfaces = areas[shapely.get_dimensions(areas) == 2] if len(areas) else areas
        data = line_path(shapely.boundary(surfaces), frame) if len(surfaces) else ""
        if data:
            fill = filled(area_path(surfaces, frame), colour, ' fill-opacity=".10"')
            parts += [fill, stroked(data, colour, 0.4, extra=f' stroke-dasharray="{dash}"')]
            keys.append(key)
    return Layer(tuple(parts), tuple(keys))


def edge_state(study: Study) -> gpd.GeoDataFrame:
    """Edges, one direction each: ``factor``, ``cut_by``; ``closed_any``, ``closed_all`` over the readings."""
    readings = study.outcomes.readings
    factors = pd.DataFrame({r.value: result.edges["factor"] for r, result in readings.items()})
    closed = factors == 0
    own = readings[study.spec.scenario.reading].edges
    state = study.network.edges.assign(
        factor=own["factor"],
        cut_by=own["cut_by"],
        closed_any=closed.any(axis=1),
        closed_all=closed.all(axis=1),
    )
    # Both directions are kept apart when they differ: the worse one must not hide behind the other.
    return one_way_each(state.sort_values("factor", kind="stable")).sort_index()


def traffic(study: Study, edges: gpd.GeoDataFrame, frame: MapFrame) -> Layer:
    """Slowed roads, cut roads over them, and bridges that stay open over water."""
    wet, shut = (edges["cut_by"] & bits > 0 for bits in (bit(WATER), ~bit(WATER)))
    cut, maybe = edges["factor"] == 0, (edges["factor"] > 0) & edges["closed_any"]
    slowed = (edges["factor"] > 0) & (edges["factor"] < 1) & ~edges["closed_any"]
    open_bridges = bridges_over_water(study, edges[~cut])
    bridge = line_path(shapes(open_bridges), frame)
    layers = {
        "slowed": stroked(line_path(shapes(edges[slowed]), frame), style.SLOWED, SLOWED_MM),
        "maybe_cut": stroked(
            line_path(shapes(edges[maybe]), frame),
            style.DANGER,
            SLOWED_MM,
            extra=' stroke-dasharray=".15 1.1"',
        ),
        "cut": _cut(edges[cut & ~shut], frame, WET_DASH),
        "shut": _cut(edges[cut & shut & ~wet], frame, SHUT_DASH),
        "cut_and_shut": _cut(edges[cut & shut & wet], frame, ""),
        "bridge": stroked(bridge, style.BRIDGE, 1.7, cap="butt") + _deck(bridge),
    }
    return Layer(tuple(layers.values()), tuple(key for key, svg in layers.items() if svg))


def _cut(edges: gpd.GeoDataFrame, frame: MapFrame, dash: str) -> str:
    """Cut roads: their dashes on white; streets thinner on maps of a whole territory."""
    minor = edges["highway"].map(road_class).isin(MINOR_CLASSES) & (frame.scale > MINOR_CUT_SCALE)
    streets, main = line_path(shapes(edges[minor]), frame), line_path(shapes(edges[~minor]), frame)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        stroked(streets, style.DANGER, MINOR_CUT_MM, extra=dashes, cap="butt")
        + stroked(main, style.PAPER, CUT_MM + 0.35)
        + stroked(main, style.DANGER, CUT_MM, extra=dashes, cap="butt")
    )


def _deck(data: str) -> str:
    road = style.ROAD_STYLES[style.RoadClass.SECONDAIRE].colour
    return stroked(data, style.PAPER, 1.2) + stroked(data, road, 0.5)


def bridges_over_water(study: Study, edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Bridges among ``edges`` that stand over a flood zone of the scenario."""
    zones = scenario_zones(study)
    floods = shapes(zones[zones["kind"] == "flood"])
    bridges = edges[edges["bridge"].astype(bool)]
    if not len(floods) or not len(bridges):
        return bridges.iloc[:0]
    over = shapely.STRtree(bridges.geometry.to_numpy()).query(floods, predicate="intersects")[1]
    return bridges.iloc[np.unique(over)]


def legend_keys(layers: Sequence[Layer]) -> tuple[str, ...]:
    """Legend keys of several layers, each once, in order."""
    return tuple(dict.fromkeys(key for layer in layers for key in layer.legend))
