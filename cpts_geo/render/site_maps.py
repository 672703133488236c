"""The two maps of the sheet of a site: situation at 1:25 000, access at 1:5 000, the site in the middle."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from cpts_geo.model.layers import PLAN_ROLES, SITE_ID
from cpts_geo.render import style
from cpts_geo.render.numbering import numbered_sites, numbered_structures
from cpts_geo.render.site_ground import (
    CROWDED_SCALE,
    DOORS,
    drawings,
    in_frame,
    limit_signs,
    one_way_arrows,
    street_names,
    wide_roads,
)
from cpts_geo.render.style import MAIN_ROADS, road_class
from cpts_geo.render.svg import MapSheet, places_legend, svg_document
from cpts_geo.render.svg_base import boundaries, ground, helpers_only, roads
from cpts_geo.render.svg_frame import MARGIN_MM, Floats, Grid, MapFrame
from cpts_geo.render.svg_hazard import (
    Layer,
    edge_state,
    legend_keys,
    perimeters,
    scenario_zones,
    traffic,
    water,
)
from cpts_geo.render.svg_labels import Text
from cpts_geo.render.svg_margin import furniture_boxes, grid_lines, grid_names, north_arrow, scale_bar
from cpts_geo.render.svg_symbols import (
    draw_markers,
    draw_places,
    draw_road_numbers,
    site_markers,
    structure_markers,
)
from cpts_geo.study import Study

SITUATION_SCALE: Final = 25_000
ACCESS_SCALE: Final = 5_000
GROUND_SCALES: Final = (500, 750, 1_000, 1_500, 2_000)
EDGE_MM: Final = 3.0
# Where the middle of a drawing may go when a door would be hidden, in shares of the room left.
SHIFTS: Final = ((0, 0), (0, -1), (-1, 0), (1, 0), (0, 1), (-1, -1), (1, -1), (1, 1), (-1, 1))
RING_MM: Final = 3.4
POINT_MM: Final = 0.9


@dataclass(frozen=True, eq=False)
class Atlas:
    """What the maps of all the sites of a study share.

    Attributes
    ----------
    study
        What is drawn.
    grid
        Radio grid of the territory.
    edges, zones
        State of the roads and zones of the scenario.
    sites, structures
        Numbered places.
    """

    study: Study
    grid: Grid
    edges: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    structures: gpd.GeoDataFrame


def atlas_of(study: Study, grid: Grid) -> Atlas:
    """Atlas of a study."""
    places = numbered_sites(study), numbered_structures(study)
    return Atlas(study, grid, edge_state(study), scenario_zones(study), *places)


def situation_map(atlas: Atlas, site: str, size_mm: tuple[float, float]) -> MapSheet:
    """Map of the surroundings: roads, water, cuts, structures and other sites; the site ringed."""
    study, edges = atlas.study, atlas.edges
    frame = _frame(study, site, SITUATION_SCALE, size_mm)
    base, classes = roads(study.network, frame)
    layers, helped = _scenario(atlas, frame), helpers_only(study.network, frame)
    ring, ring_box = _target(_spot(study, site, frame), str(atlas.sites["number"][site]))
    taken = np.vstack([furniture_boxes(frame), ring_box])
    others = site_markers(study, atlas.sites.drop(index=site), frame)
    markers = draw_markers([*structure_markers(study, atlas.structures, frame), *others], frame, taken)
    main = edges["highway"].map(road_class).isin(MAIN_ROADS) | (edges["factor"] == 0)
    numbers = draw_road_numbers(edges[main], frame, np.vstack([taken, markers.boxes]))
    names = draw_places(study, frame, np.vstack([taken, markers.boxes, numbers.boxes]))
    inside = [
        *ground(study.territory, frame),
        *layers[0].svg,
        *base,
        helped,
        *boundaries(study.territory, frame, ""),
        *layers[1].svg,
        *layers[2].svg,
        grid_lines(atlas.grid, frame),
        *(part for drawn in (numbers, names, markers) for part in drawn.svg),
        ring,
        scale_bar(frame),
        north_arrow(frame),
    ]
    other = places_legend(study, frame)
    other = other if others else tuple(key for key in other if not key.startswith("site_"))
    keys = ("site_mark", *other, *legend_keys(layers), *(f"road_{kind}" for kind in reversed(classes)))
    boxes = np.vstack([ring_box, markers.boxes, numbers.boxes, names.boxes])
    return _sheet(frame, atlas.grid, inside, keys, boxes)


def _scenario(atlas: Atlas, frame: MapFrame) -> tuple[Layer, Layer, Layer]:
    """Water, perimeters and traffic."""
    moving = traffic(atlas.study, atlas.edges, frame)
    return water(atlas.zones, frame), perimeters(atlas.zones, frame), moving


def access_map(atlas: Atlas, site: str, size_mm: tuple[float, float]) -> MapSheet:
    """Map of the approach: streets at their width with names, one-way arrows, what is drawn of the site."""
    return _large_scale(atlas, site, _frame(atlas.study, site, ACCESS_SCALE, size_mm))


def ground_map(atlas: Atlas, site: str, size_mm: tuple[float, float]) -> tuple[MapSheet, int] | None:
    """Map of what is drawn of the site, at the largest round scale that shows it; none when nothing is."""
    plans = _plans(atlas.study, site)
    if not len(plans):
        return None
    frame = _ground_frame(plans, np.array([site_xy(atlas.study, site)]), size_mm)
    return _large_scale(atlas, site, frame), frame.scale


def _ground_frame(plans: gpd.GeoDataFrame, spot: Floats, size_mm: tuple[float, float]) -> MapFrame:
    """Frame of what is drawn and of the site, no door under the scale bar or the north arrow if possible."""
    doors = np.vstack([spot, shapely.get_coordinates(np.asarray(plans.geometry[plans["role"].isin(DOORS)]))])
    low, high = np.minimum(plans.total_bounds[:2], spot[0]), np.maximum(plans.total_bounds[2:], spot[0])
    size = np.array(size_mm) - 2 * MARGIN_MM
    for scale in GROUND_SCALES:
        slack = (size - 2 * EDGE_MM) * scale / 1000 - (high - low)
        if (slack >= 0).all():
            for shift in SHIFTS:
                x, y = (low + high) / 2 + np.array(shift) * slack / 2
                frame = MapFrame(float(x), float(y), scale, float(size[0]), float(size[1]))
                if not _covered(frame.to_mm(doors), furniture_boxes(frame)):
                    return frame
    x, y = (low + high) / 2
    return MapFrame(float(x), float(y), ACCESS_SCALE, float(size[0]), float(size[1]))


def _covered(points: Floats, boxes: Floats) -> bool:
    """Whether a point is under one of the boxes, or too near of it."""
    low, high = boxes[None, :, :2] - POINT_MM - 1, boxes[None, :, 2:] + POINT_MM + 1
    return bool(((points[:, None, :] > low) & (points[:, None, :] < high)).all(axis=2).any())


def _large_scale(atlas: Atlas, site: str, frame: MapFrame) -> MapSheet:
    study, layers = atlas.study, _scenario(atlas, frame)
    plans, near = _plans(study, site), in_frame(atlas.edges, frame)
    number = str(atlas.sites["number"][site])
    target, target_box = _target(_spot(study, site, frame), number, ringed=not len(plans))
    drawn, points, boxes = drawings(plans, frame)
    taken = np.vstack([furniture_boxes(frame), target_box, boxes])
    names, name_boxes = street_names(near, frame, taken)
    helped = helpers_only(study.network, frame)
    arrows, signs = one_way_arrows(study.network.edges, frame), limit_signs(near, frame)
    inside = [
        *ground(study.territory, frame),
        *layers[0].svg,
        *wide_roads(near, frame),
        helped,
        *layers[1].svg,
        *layers[2].svg,
        *arrows,
        *drawn,
        grid_lines(atlas.grid, frame),
        *names,
        *signs,
        *points,
        target,
        scale_bar(frame),
        north_arrow(frame),
    ]
    hidden = DOORS[2:] if frame.scale >= CROWDED_SCALE else ()
    shown = [role for role in PLAN_ROLES if role not in hidden and (plans["role"] == role).any()]
    roles = [f"plan_{role}" for role in shown]
    keys = ("site_mark", *roles, *legend_keys(layers), *(("one_way_road",) if arrows else ()))
    keys = (*keys, *(("helpers_only",) if helped else ()))
    return _sheet(frame, atlas.grid, inside, keys, np.vstack([target_box, boxes, name_boxes]))


def _plans(study: Study, site: str) -> gpd.GeoDataFrame:
    plans = study.territory.plans
    return gpd.GeoDataFrame(plans[plans[SITE_ID] == site])


def _frame(study: Study, site: str, scale: int, size_mm: tuple[float, float]) -> MapFrame:
    x, y = site_xy(study, site)
    return MapFrame(x, y, scale, size_mm[0] - 2 * MARGIN_MM, size_mm[1] - 2 * MARGIN_MM)


def _sheet(
    frame: MapFrame, grid: Grid, inside: list[str], legend: tuple[str, ...], boxes: Floats
) -> MapSheet:
    width, height = frame.width_mm + 2 * MARGIN_MM, frame.height_mm + 2 * MARGIN_MM
    svg = svg_document(inside, grid_names(grid, frame), frame)
    return MapSheet(svg, width, height, tuple(dict.fromkeys(legend)), (), boxes)


def site_xy(study: Study, site: str) -> tuple[float, float]:
    """Ground coordinates of a site."""
    x, y = shapely.get_coordinates(np.asarray(study.territory.sites.geometry.loc[[site]]))[0]
    return float(x), float(y)


def _spot(study: Study, site: str, frame: MapFrame) -> Floats:
    """Where the site is on the map, millimetres, shape (1, 2)."""
    return frame.to_mm(np.array([site_xy(study, site)]))


def _target(spot: Floats, number: str, *, ringed: bool = True) -> tuple[str, Floats]:
    """A target around the site and its number, which nothing may cover; a mere point over its drawing."""
    x, y = (float(value) for value in spot[0])
    reach, text = RING_MM if ringed else POINT_MM, Text(number, 2.8, "bold")
    at = y - reach - 1.0
    rings = "".join(
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{reach}" fill="none" stroke="{ink}" stroke-width="{wide}"/>'
        for ink, wide in ((style.PAPER, 1.5), (style.INK, 0.7))
    )
    middle = f'<circle cx="{x:.2f}" cy="{y:.2f}" r=".9" fill="{style.INK}" stroke="#fff" stroke-width=".3"/>'
    boxes = [[x - reach, y - reach, x + reach, y + reach], text.box(x, at)]
    return (rings if ringed else "") + middle + text.draw(x, at), np.array(boxes)
