"""What lies under everything: ground, water, woods, buildings, railways, roads, commune boundaries."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.layers import EMERGENCY
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.territory import Territory
from cpts_geo.render import style
from cpts_geo.render.style import ROAD_STYLES, RoadClass, road_class
from cpts_geo.render.svg_frame import Geometries, MapFrame, area_path, line_path

BUILDINGS_MAX_SCALE: Final = 30_000
HELPERS_MM: Final = 0.4
WAY_MM: Final = 1.3
NORMAL_WAY_MM: Final = 0.45
NORMAL_WAY_DASH: Final = ' stroke-dasharray="1.2 .9"'
HELPERS_DASH: Final = ' stroke-dasharray=".5 .5"'
_RIVER_MM: Final = 0.45
_STREAM_MM: Final = 0.15
_EMPTY: Final = np.empty(0, dtype=object)


def filled(data: str, colour: str, extra: str = "") -> str:
    """SVG of a filled path, nothing when there is no path."""
    return f'<path d="{data}" fill="{colour}" fill-rule="evenodd"{extra}/>' if data else ""


def stroked(data: str, colour: str, width_mm: float, *, extra: str = "", cap: str = "round") -> str:
    """SVG of a line, nothing when there is no path."""
    if not data:
        return ""
    joins = f'stroke-linecap="{cap}" stroke-linejoin="round"'
    return f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="{width_mm:.2f}" {joins}{extra}/>'


def ground(territory: Territory, frame: MapFrame) -> list[str]:
    """Land use, buildings, water and railways, in drawing order."""
    landuse = theme(territory, "landuse")
    kinds = [(kind, colour) for kind, colour in style.LANDUSE.items() if kind in set(landuse["k"])]
    rail = line_path(shapes(theme(territory, "rail")), frame)
    return [
        *(filled(area_path(shapes(landuse[landuse["k"] == kind]), frame), c) for kind, c in kinds),
        *_buildings(territory, frame),
        *_water(territory, frame),
        stroked(rail, style.RAIL, 0.25),
        stroked(rail, style.PAPER, 0.13, extra=' stroke-dasharray=".9 .9"'),
    ]


def _buildings(territory: Territory, frame: MapFrame) -> list[str]:
    if frame.scale > BUILDINGS_MAX_SCALE:
        return []
    return [filled(area_path(shapes(theme(territory, "buildings")), frame), style.BUILDING)]


def _water(territory: Territory, frame: MapFrame) -> list[str]:
    lines = theme(territory, "waterline")
    rivers = lines["k"].isin(["river", "canal"])
    return [
        filled(area_path(shapes(theme(territory, "water")), frame), style.WATER),
        stroked(line_path(shapes(lines[rivers]), frame), style.WATERLINE, _RIVER_MM),
        stroked(line_path(shapes(lines[~rivers]), frame), style.WATERLINE, _STREAM_MM),
    ]


def theme(territory: Territory, name: str) -> gpd.GeoDataFrame:
    """A theme of the basemap with its class column ``k``, empty when the folder has none."""
    empty = gpd.GeoDataFrame({"k": []}, geometry=gpd.GeoSeries([], crs=territory.crs))
    return territory.basemap.get(name, empty)


def shapes(frame: pd.DataFrame | gpd.GeoSeries) -> Geometries:
    """Geometries of a frame as an array, without the missing ones."""
    column = frame["geometry"] if isinstance(frame, pd.DataFrame) else frame
    found = np.asarray(column.to_numpy(), dtype=object)
    return found[~(shapely.is_missing(found) | shapely.is_empty(found))] if len(found) else _EMPTY


def one_way_each(edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Edges without the return direction of the same stretch of road."""
    ends = edges[["u", "v"]].to_numpy()
    key = edges[["length_m"]].round(1).assign(a=np.minimum(*ends.T), b=np.maximum(*ends.T))
    return edges[~key.duplicated()]


def roads(network: RoadNetwork, frame: MapFrame) -> tuple[list[str], tuple[RoadClass, ...]]:
    """SVG of the roads, casings first, and the classes that appear."""
    edges = one_way_each(network.edges)
    classes = edges["highway"].map(road_class)
    data = {
        kind: line_path(shapes(edges[classes == kind]), frame)
        for kind in RoadClass
        if frame.scale <= ROAD_STYLES[kind].max_scale
    }
    drawn = {kind: path for kind, path in data.items() if path}
    casings = [
        stroked(path, ROAD_STYLES[kind].casing, ROAD_STYLES[kind].width_mm + style.CASING_MM)
        for kind, path in drawn.items()
        if ROAD_STYLES[kind].casing
    ]
    fills = [stroked(p, ROAD_STYLES[k].colour, ROAD_STYLES[k].width_mm) for k, p in drawn.items()]
    return [*casings, *fills], tuple(drawn)


def helpers_only(network: RoadNetwork, frame: MapFrame) -> str:
    """SVG of the roads that only emergency vehicles may take, nothing when none is on the map."""
    edges = network.edges
    if EMERGENCY not in edges:
        return ""
    kept = one_way_each(edges[edges[EMERGENCY].astype(bool) & ~edges["car"].astype(bool)])
    return stroked(
        line_path(shapes(kept), frame), style.RESTRICTED, HELPERS_MM, extra=HELPERS_DASH, cap="butt"
    )


def boundaries(territory: Territory, frame: MapFrame, focus: str = "") -> list[str]:
    """White veil over what is not the subject, and the outlines of the communes, ``focus`` thicker."""
    communes = territory.communes
    subject = communes.loc[[focus]] if focus else communes
    inside = shapely.union_all(shapes(subject)) if len(subject) else shapely.Polygon()
    veil = shapely.difference(shapely.box(*frame.bounds), inside)
    outlines = shapely.boundary(shapes(communes))
    edge = shapely.boundary(np.asarray([inside], dtype=object))
    return [
        filled(area_path(np.asarray([veil], dtype=object), frame), style.PAPER, ' fill-opacity=".45"'),
        stroked(
            line_path(outlines, frame), style.COMMUNE_LINE, 0.22, extra=' stroke-dasharray="1.6 .7 .3 .7"'
        ),
        stroked(line_path(edge, frame), style.COMMUNE_LINE, 0.5, extra=' stroke-opacity=".75"'),
    ]
