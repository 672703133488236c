"""A small still map of a study, light enough for several to stand side by side in the same frame."""

from cpts_geo.model.territory import Territory
from cpts_geo.render import style
from cpts_geo.render.svg_base import boundaries
from cpts_geo.render.svg_frame import MapFrame, fit_frame
from cpts_geo.render.svg_hazard import edge_state, legend_keys, perimeters, scenario_zones, traffic, water
from cpts_geo.study import Study

WIDTH_MM, HEIGHT_MM = 90.0, 80.0


def small_frame(territory: Territory) -> MapFrame:
    """The frame that every scenario of a territory shares."""
    layers = (territory.communes, territory.demand, territory.structures)
    shown = next((layer for layer in layers if len(layer)), territory.communes)
    xmin, ymin, xmax, ymax = (float(value) for value in shown.total_bounds)
    return fit_frame((xmin, ymin, xmax, ymax), WIDTH_MM, HEIGHT_MM, 2.0)


def small_map(study: Study, frame: MapFrame) -> str:
    """SVG: water, closed perimeters, limits of communes, cut and slowed roads."""
    return small_sheet(study, frame)[0]


def small_sheet(study: Study, frame: MapFrame) -> tuple[str, tuple[str, ...]]:
    """The small map, and the keys of the legend entries it needs."""
    zones = scenario_zones(study)
    flood, shut = water(zones, frame), perimeters(zones, frame)
    moving = traffic(study, edge_state(study), frame)
    inside = [*flood.svg, *shut.svg, *boundaries(study.territory, frame, ""), *moving.svg]
    area = f'width="{frame.width_mm:g}" height="{frame.height_mm:g}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width_mm:g} {frame.height_mm:g}">'
        f'<rect {area} fill="{style.GROUND}"/>{"".join(inside)}'
        f'<rect {area} fill="none" stroke="{style.INK}" stroke-width=".3"/></svg>'
    )
    return svg, legend_keys([flood, shut, moving])
