"""Facts of the printed route sheet: one page, the map of the trip and what to check on the way."""

from collections.abc import Mapping
from math import isfinite
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.results import Route, Span
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.render import style
from cpts_geo.render.escape import plain_text
from cpts_geo.render.route_tables import Rows, avoided_rows, doubt_rows, step_rows, vehicle_rows
from cpts_geo.render.sheet_places import legend_groups
from cpts_geo.render.sheets import Facts, common_facts, map_facts, table, territory_grid
from cpts_geo.render.svg import draw_sheet
from cpts_geo.render.svg_base import NORMAL_WAY_DASH, NORMAL_WAY_MM, WAY_MM, stroked
from cpts_geo.render.svg_frame import MARGIN_MM, MapFrame, fit_frame, line_path
from cpts_geo.study import Study
from cpts_geo.wording import labels, legends, pages, routes
from cpts_geo.wording import sheets as words

MAP_WIDTH_MM: Final = 116.0
MAP_HEIGHT_MM: Final = 112.0
LEAST_SPAN_M: Final = 1500.0  # a trip of two streets still shows where it is
ENDS_MM: Final = 1.6
Ends = tuple[tuple[str, tuple[float, float]], tuple[str, tuple[float, float]]]


def route_facts(
    study: Study,
    route: Route,
    ends: Ends,
    *,
    ways: Mapping[VehicleName, Route],
    spans: Mapping[VehicleName, Span],
) -> Facts:
    """Everything the route sheet says.

    Parameters
    ----------
    study
        Study of the scenario; its vehicle is the one of the route.
    ends
        Name and place in WGS84 of departure and arrival.
    ways
        Route of each vehicle, to compare.
    spans
        Span of the minutes of each of them: a way that another assumption denies is doubtful.
    """
    title = routes.title(*(plain_text(name, 60) for name, _ in ends))
    frame = _frame(study, route, ends)
    grid = territory_grid(study)
    over = _drawn(route, ends, study.territory.crs, frame)
    sheet = draw_sheet(study, frame, grid=grid, over=over, stamped=False)
    keys = (*_ways_drawn(route), *sheet.legend)
    scenario = labels.scenario_name(study.spec.scenario.name)
    kind, verdict = routes.verdict(route, spans[study.spec.vehicle], scenario)
    return common_facts(study, routes.KIND) | {
        "title": title,
        "format": words.paper_line("a4", frame.scale),
        "map": map_facts(sheet, routes.map_alt(study.territory.name, title)),
        "passes": isfinite(route.minutes_scenario),
        "legend": {"title": legends.LEGEND, "groups": legend_groups(keys, grid.size_m)},
        "verdict": {
            "text": plain_text(verdict, 300),
            "bad": kind == "bad",
            "summary": routes.summary(
                route.minutes_reference, route.minutes_scenario, route.length_m, spans[study.spec.vehicle]
            ),
            "ends": [plain_text(routes.flooded_end(end), 400) for end in route.flooded_ends],
        },
        "steps": _table(
            pages.STEPS, routes.STEP_HEAD, step_rows(route), pages.NO_ROUTE.format(scenario=scenario)
        ),
        "doubts": _table(routes.DOUBTS, routes.DOUBT_HEAD, doubt_rows(route), routes.NO_DOUBT),
        "avoided": _table(
            pages.AVOIDED if isfinite(route.minutes_scenario) else routes.CUT_BY,
            routes.AVOIDED_HEAD,
            avoided_rows(route),
            pages.NONE_AVOIDED,
        ),
        "vehicles": _table(pages.PER_VEHICLE, routes.VEHICLE_HEAD, vehicle_rows(ways, spans), ""),
    }


def _ways_drawn(route: Route) -> list[str]:
    """Entries of the legend for the ways that ``_drawn`` puts over the map."""
    ways = {"way_scenario": route.geometry_scenario, "way_normal": route.geometry_reference}
    return [key for key, shapes in ways.items() if not shapes.is_empty.all()]


def _table(title: str, head: tuple[str, ...], rows: Rows, empty: str) -> Facts:
    return table(
        title,
        head,
        [{"cells": [plain_text(cell, 90) for cell in row]} for row in rows],
        plain_text(empty, 300),
    )


def _frame(study: Study, route: Route, ends: Ends) -> MapFrame:
    spots = transform_points([lonlat for _, lonlat in ends], WGS84, study.territory.crs)
    lines = [shape for shape in (*route.geometry_reference, *route.geometry_scenario) if not shape.is_empty]
    xmin, ymin, xmax, ymax = shapely.total_bounds([*map(shapely.Point, spots), *lines])
    x, y = (xmin + xmax) / 2, (ymin + ymax) / 2
    half = np.maximum([(xmax - xmin) / 2, (ymax - ymin) / 2], LEAST_SPAN_M / 2)
    bounds = (float(x - half[0]), float(y - half[1]), float(x + half[0]), float(y + half[1]))
    return fit_frame(bounds, MAP_WIDTH_MM - 2 * MARGIN_MM, MAP_HEIGHT_MM - 2 * MARGIN_MM)


def _drawn(route: Route, ends: Ends, crs: str, frame: MapFrame) -> list[str]:
    """Both ways and their ends, over the map: letters tell the ends, dashes the normal way."""
    scenario, normal = (
        line_path(_shapes(series), frame) for series in (route.geometry_scenario, route.geometry_reference)
    )
    spots = frame.to_mm(np.array(transform_points([lonlat for _, lonlat in ends], WGS84, crs)))
    marks = [
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{ENDS_MM}" fill="{style.ROUTE_SCENARIO}" '
        f'stroke="{style.PAPER}" stroke-width=".4"/><text x="{x:.2f}" y="{y + 0.75:.2f}" font-size="2.1" '
        f'font-weight="bold" text-anchor="middle" fill="{style.PAPER}">{letter}</text>'
        for (x, y), letter in zip(spots, "AB", strict=True)
    ]
    ways = [
        *(
            stroked(scenario, colour, width)
            for colour, width in ((style.PAPER, 1.9), (style.ROUTE_SCENARIO, WAY_MM))
            if scenario
        ),
        stroked(normal, style.ROUTE_REFERENCE, NORMAL_WAY_MM, extra=NORMAL_WAY_DASH) if normal else "",
    ]
    return [*filter(None, ways), *marks]


def _shapes(series: gpd.GeoSeries) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    return np.asarray(pd.Series(series.to_numpy()), dtype=object)
