"""Layers of the map of the page *Données*: a file to import under a CRS, a point to look at."""

from dataclasses import replace

import geopandas as gpd

from cpts_geo.render import style
from cpts_geo.render.map_layers import MapLayer, Style, area, disc, line, make_layer
from cpts_geo.wording import data_page as words


def preview_layer(shapes: gpd.GeoDataFrame) -> MapLayer:
    """A file as one CRS places it."""
    kinds = set(shapes.geom_type)
    look: Style = area(style.DANGER, style.DANGER, opacity=0.3)
    if kinds <= {"Point", "MultiPoint"}:
        look = disc(style.DANGER, 4)
    elif kinds <= {"LineString", "MultiLineString"}:
        look = line(style.DANGER, 2)
    return replace(make_layer(shapes.assign(look=0), [(words.PREVIEW, look)]), rank=0)
