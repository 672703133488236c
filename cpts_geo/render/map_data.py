"""Layers of the map of the page *Données*: a file to import under a CRS, a point to look at."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import geopandas as gpd
import shapely

from cpts_geo.model.changes import LonLat
from cpts_geo.model.crs import WGS84, reproject
from cpts_geo.model.findings import Finding, Severity
from cpts_geo.render import style
from cpts_geo.render.map_layers import MapLayer, Style, area, disc, line, make_layer
from cpts_geo.wording import data_page as words
from cpts_geo.wording import findings, proposals

# Size as well as colour tells the rank: colour is never alone.
LOOKS: Final[dict[Severity, Style]] = {
    Severity.BLOCKING: disc(style.DANGER, 9),
    Severity.LOOK: disc(style.SLOWED, 7),
    Severity.INFORMATION: disc(style.STRIPE, 5),
}


def preview_layer(shapes: gpd.GeoDataFrame) -> MapLayer:
    """A file as one CRS places it."""
    kinds = set(shapes.geom_type)
    look: Style = area(style.DANGER, style.DANGER, opacity=0.3)
    if kinds <= {"Point", "MultiPoint"}:
        look = disc(style.DANGER, 4)
    elif kinds <= {"LineString", "MultiLineString"}:
        look = line(style.DANGER, 2)
    return replace(make_layer(shapes.assign(look=0), [(words.PREVIEW, look)]), rank=0)


def proposed_layer(lonlat: LonLat, crs: str) -> MapLayer:
    """The place that an address was found at."""
    point = gpd.GeoDataFrame({"look": [0]}, geometry=[shapely.Point(lonlat)], crs=WGS84)
    return replace(make_layer(reproject(point, crs), [(proposals.PLACE, disc(style.DANGER, 9))]), rank=0)


def findings_layers(found: Sequence[Finding], chosen: Finding, crs: str) -> list[MapLayer]:
    """Findings that have a place, by severity, and the chosen one ringed."""
    placed = [finding for finding in found if finding.lonlat is not None]
    layers = []
    if placed:
        ranks = list(Severity)
        points = [shapely.Point(finding.lonlat) for finding in placed if finding.lonlat]
        frame = gpd.GeoDataFrame(
            {
                "look": [ranks.index(finding.severity) for finding in placed],
                "title": [finding.name or findings.SEVERITY[finding.severity] for finding in placed],
                "lines": [[findings.what((finding,))] for finding in placed],
            },
            geometry=points,
            crs=WGS84,
        )
        looks = [(findings.SEVERITY[rank], LOOKS[rank]) for rank in ranks]
        layers.append(replace(make_layer(reproject(frame, crs), looks), rank=0))
    if chosen.lonlat is not None:
        ring = gpd.GeoDataFrame({"look": [0]}, geometry=[shapely.Point(chosen.lonlat)], crs=WGS84)
        look = disc(style.PAPER, 13, opacity=0.0, outline=style.DANGER) | {"width": 3}
        layers.append(make_layer(reproject(ring, crs), [(words.FINDING_PLACE, look)]))
    return layers
