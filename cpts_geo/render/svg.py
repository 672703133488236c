"""The map of a study as SVG in millimetres, at exact scale, from shapely arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np

from cpts_geo.model.categories import Category
from cpts_geo.render import style
from cpts_geo.render.numbering import numbered_sites, numbered_structures
from cpts_geo.render.style import MAIN_ROADS, road_class, structure_symbol
from cpts_geo.render.svg_base import boundaries, ground, helpers_only, roads
from cpts_geo.render.svg_frame import MARGIN_MM, Floats, Grid, MapFrame, make_grid
from cpts_geo.render.svg_hazard import (
    Layer,
    edge_state,
    legend_keys,
    perimeters,
    scenario_zones,
    traffic,
    water,
)
from cpts_geo.render.svg_labels import FONT
from cpts_geo.render.svg_margin import (
    furniture_boxes,
    grid_lines,
    grid_names,
    inset_outline,
    north_arrow,
    scale_bar,
    stamp,
)
from cpts_geo.render.svg_pockets import draw_pockets, pocket_ground
from cpts_geo.render.svg_symbols import (
    Drawn,
    draw_markers,
    draw_places,
    draw_road_numbers,
    site_markers,
    structure_markers,
)
from cpts_geo.study import Study
from cpts_geo.wording.legends import stamp_words

NOTHING: Final = Drawn((), np.empty((0, 4)))


@dataclass(frozen=True, eq=False)
class MapSheet:
    """A drawn map and what a page must say of it.

    Attributes
    ----------
    svg
        The map with its margin strip, ``width_mm`` × ``height_mm`` wide and high.
    legend
        Keys of the entries the legend needs: ``depth_…``, ``road_…``, ``cut``, ``category_…``…
    left_out
        Numbers of the places that found no room, to be said in words.
    boxes
        Boxes of symbols and labels in millimetres, shape (n, 4): none overlaps another.
    """

    svg: str
    width_mm: float
    height_mm: float
    legend: tuple[str, ...]
    left_out: tuple[str, ...]
    boxes: Floats


def draw_map(study: Study, frame: MapFrame, *, grid: Grid | None = None, focus: str = "") -> str:
    """SVG of the map; see ``draw_sheet``."""
    return draw_sheet(study, frame, grid=grid, focus=focus).svg


def draw_sheet(
    study: Study,
    frame: MapFrame,
    *,
    grid: Grid | None = None,
    focus: str = "",
    over: Sequence[str] = (),
    stamped: bool = True,
) -> MapSheet:
    """Map of a study.

    Parameters
    ----------
    study
        What to draw; geometry in the territory's legal CRS.
    frame
        Where on the ground, at which scale, on how much paper.
    grid
        Radio grid shared by the sheets of a territory; by default one over the frame.
    focus
        ``code_insee`` of the commune the map is about; the others are veiled.
    over
        SVG of a trip, drawn above everything else of the map; the places, which would hide it, are left out.
    stamped
        Whether the map bears the words « EXERCICE » and the like; not on a page that bears them whole.
    """
    squares = grid or make_grid(frame.bounds)
    base, classes = roads(study.network, frame)
    zones, edges = scenario_zones(study), edge_state(study)
    flood, closed, moving = water(zones, frame), perimeters(zones, frame), traffic(study, edges, frame)
    helped = helpers_only(study.network, frame)
    cut_off = Layer((), ()) if over else pocket_ground(study, frame)
    labels = _labels(study, edges, frame, places=not over)
    inside = [
        *ground(study.territory, frame),
        *flood.svg,
        *base,
        helped,
        *boundaries(study.territory, frame, focus),
        *closed.svg,
        *cut_off.svg,
        *moving.svg,
        grid_lines(squares, frame),
        inset_outline(frame),
        *(part for drawn in labels for part in drawn.svg),
        *over,
        stamp(_across(study) if stamped else "", frame),
        scale_bar(frame),
        north_arrow(frame),
    ]
    places = () if over else places_legend(study, frame)
    legend = (*places, *legend_keys([flood, closed, moving, cut_off, _roads_legend(classes, helped)]))
    left_out = tuple(number for drawn in labels for number in drawn.left_out)
    boxes = np.vstack([drawn.boxes for drawn in labels])
    width, height = frame.width_mm + 2 * MARGIN_MM, frame.height_mm + 2 * MARGIN_MM
    return MapSheet(
        svg_document(inside, grid_names(squares, frame), frame), width, height, legend, left_out, boxes
    )


def _across(study: Study) -> str:
    return stamp_words(fictitious=study.territory.fictitious, exercise=study.spec.scenario.exercise)


def _labels(study: Study, edges: gpd.GeoDataFrame, frame: MapFrame, *, places: bool) -> list[Drawn]:
    """Road numbers, place names and markers, in drawing order, none over another."""
    furniture = furniture_boxes(frame)
    structures = structure_markers(study, numbered_structures(study), frame) if places else []
    sites = site_markers(study, numbered_sites(study), frame) if places else []
    markers = draw_markers([*structures, *sites], frame, furniture)
    cut_off = draw_pockets(study, frame, np.vstack([furniture, markers.boxes])) if places else NOTHING
    taken = np.vstack([furniture, markers.boxes, cut_off.boxes])
    main = edges["highway"].map(road_class).isin(MAIN_ROADS) | (edges["factor"] == 0)
    numbers = draw_road_numbers(edges[main], frame, taken)
    names = draw_places(study, frame, np.vstack([taken, numbers.boxes]))
    return [numbers, names, cut_off, markers]


def _roads_legend(classes: Sequence[style.RoadClass], helped: str) -> Layer:
    kinds = tuple(f"road_{kind}" for kind in reversed(classes))
    return Layer((), (*kinds, "helpers_only") if helped else kinds)


def places_legend(study: Study, frame: MapFrame) -> tuple[str, ...]:
    """Legend keys of the structures and sites that a map shows."""
    structures = numbered_structures(study)
    inside = structures[frame.shows(structures)]
    kinds = {
        structure_symbol(category, urgences=bool(urgences))
        for category, urgences in zip(inside["category"], inside["urgences"], strict=True)
    }
    shown = [category for category in Category if style.CATEGORY_SYMBOLS[category] in kinds]
    shown.sort(key=lambda category: style.CATEGORY_SYMBOLS[category].order)
    sites = study.territory.sites
    here = sites.index[frame.shows(sites)]
    opened = [site in study.spec.open_sites for site in here]
    extra = [key for key, seen in (("site_open", any(opened)), ("site_closed", not all(opened))) if seen]
    return (*(f"category_{category}" for category in shown), *extra)


def svg_document(inside: Sequence[str], around: Sequence[str], frame: MapFrame) -> str:
    """Whole SVG: what is inside the map, clipped, and what stands in the strip around it."""
    width, height = frame.width_mm, frame.height_mm
    box = (-MARGIN_MM, -MARGIN_MM, width + 2 * MARGIN_MM, height + 2 * MARGIN_MM)
    area = f'width="{width:g}" height="{height:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{box[2]:g}mm" height="{box[3]:g}mm" '
        f'viewBox="{box[0]:g} {box[1]:g} {box[2]:g} {box[3]:g}" font-family="{FONT}">'
        f'<rect x="{box[0]:g}" y="{box[1]:g}" width="{box[2]:g}" height="{box[3]:g}" fill="{style.PAPER}"/>'
        f'<defs><clipPath id="map"><rect {area}/></clipPath></defs>'
        f'<g clip-path="url(#map)"><rect {area} fill="{style.GROUND}"/>{"".join(inside)}</g>'
        f'<rect {area} fill="none" stroke="{style.INK}" stroke-width=".3"/>{"".join(around)}</svg>'
    )
