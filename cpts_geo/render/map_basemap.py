"""What surrounds the layers of a map: local scripts instead of distant ones, vector background, controls."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import folium
import folium.plugins
from folium.elements import JSCSSMixin
from folium.template import Template

from cpts_geo.render import style
from cpts_geo.wording import maps

VENDOR: Final = "../../vendor/"  # from the frame of the map component
STATIC: Final = "../../carte/"
LOCAL_SCRIPTS: Final[dict[str, str]] = {
    "leaflet": "leaflet/dist/leaflet.js",
    "leaflet_css": "leaflet/dist/leaflet.css",
    "leaflet_draw_js": "leaflet-draw/dist/leaflet.draw.js",
    "leaflet_draw_css": "leaflet-draw/dist/leaflet.draw.css",
    "leaflet_measure_js": "leaflet-measure/dist/leaflet-measure.fr.js",
    "leaflet_measure_css": "leaflet-measure/dist/leaflet-measure.css",
    "Control.Fullscreen.js": "leaflet.fullscreen/dist/Control.FullScreen.umd.js",
    "Control.FullScreen.css": "leaflet.fullscreen/dist/Control.FullScreen.css",
}
TILE_THEMES: Final[dict[str, int]] = {  # theme: deepest zoom written in its file
    "landuse": 14,
    "water": 14,
    "waterline": 14,
    "buildings": 15,
    "roads": 14,
    "rail": 14,
    "places": 14,
    "communes": 14,
}
# Label of a place: classes, size in pixels, weight, first zoom.
_PLACES: Final = (
    (("city", "town"), 14, 600, 8),
    (("village", "suburb"), 11, 500, 11),
    (("hamlet", "locality"), 10, 400, 13),
)
# Class of a road in the tiles: its look, first zoom and width in pixels at zoom 12; least important first.
_ROADS: Final = (
    ("chemin", style.RoadClass.CHEMIN, 14, 0.6),
    ("desserte", style.RoadClass.DESSERTE, 13, 0.9),
    ("locale", style.RoadClass.LOCALE, 12, 1.2),
    ("departementale", style.RoadClass.SECONDAIRE, 9, 2.0),
    ("nationale", style.RoadClass.PRINCIPALE, 8, 2.6),
    ("autoroute", style.RoadClass.AUTOROUTE, 7, 3.2),
)
_NUMBERED_ROADS: Final = ("departementale", "nationale", "autoroute")


@dataclass(frozen=True)
class MapView:
    """What a base map shows before any layer.

    Attributes
    ----------
    key
        Name under which the browser remembers the view, one per territory.
    bounds
        ``((south, west), (north, east))`` in degrees.
    tiles
        Address of each background file, by theme.
    attribution
        Producers of the background, already made inert by ``escape.map_text``.
    drawing
        Whether polygons can be drawn.
    clicks
        Whether a click is sent to the page.
    printing
        Whether a button sends what the map shows to the page.
    """

    key: str
    bounds: tuple[tuple[float, float], tuple[float, float]]
    tiles: Mapping[str, str]
    attribution: str
    drawing: bool = False
    clicks: bool = False
    printing: bool = False


def use_local_scripts() -> None:
    """Point every folium class at the local files, once for the process; unknown links are removed."""
    for kind in {JSCSSMixin, *_subclasses(JSCSSMixin)}:
        for attribute in ("default_js", "default_css"):
            if attribute in vars(kind):
                setattr(kind, attribute, _local_links(getattr(kind, attribute)))


def _subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for child in kind.__subclasses__():
        yield child
        yield from _subclasses(child)


def _local_links(links: list[tuple[str, str]]) -> list[tuple[str, str]]:
    local = [(name, url) for name, url in links if url.startswith((VENDOR, STATIC))]
    return local or [(name, VENDOR + LOCAL_SCRIPTS[name]) for name, _ in links if name in LOCAL_SCRIPTS]


class Background(JSCSSMixin, folium.MacroElement):  # type: ignore[misc]
    """Vector background, French controls and remembered view, by the fixed script ``map.js``."""

    default_js: Final = [
        ("protomaps", f"{VENDOR}protomaps-leaflet/dist/protomaps-leaflet.js"),
        ("cpts_map", f"{STATIC}map.js"),
    ]
    default_css: Final = [("cpts_map_css", f"{STATIC}map.css")]
    _template = Template(
        "{% macro script(this, kwargs) %}"
        "cptsMap.setup({{ this._parent.get_name() }}, {{ this.options|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Background"
        self.options = options


def base_map(view: MapView) -> folium.Map:
    """Empty map with its background and controls. New at each call: the component changes it."""
    (south, west), (north, east) = view.bounds
    chart = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=11,
        tiles=None,
        prefer_canvas=True,
        zoom_control=False,
        font_size="13px",
        min_zoom=8,
        maxZoom=18,
    )
    chart.add_child(Background(background_options(view)))
    if view.drawing:
        shapes = {"polyline": False, "circle": False, "circlemarker": False, "marker": False}
        look = {"shapeOptions": {"color": style.FLOOD_LINE, "weight": 2}}
        options = {**shapes, "polygon": look, "rectangle": look}
        edit = {"edit": False, "remove": False}
        folium.plugins.Draw(show_geometry_on_click=False, draw_options=options, edit_options=edit).add_to(
            chart
        )
    folium.plugins.Fullscreen(title=maps.FULLSCREEN, title_cancel=maps.EXIT_FULLSCREEN).add_to(chart)
    folium.plugins.MeasureControl(
        position="bottomleft",
        primary_length_unit="kilometers",
        secondary_length_unit="meters",
        primary_area_unit="hectares",
        secondary_area_unit="sqmeters",
        active_color=style.DANGER,
        completed_color=style.BAND,
    ).add_to(chart)
    return chart


def background_options(view: MapView) -> dict[str, Any]:
    """What ``map.js`` needs: addresses, colours and words, all JSON values."""
    return {
        "key": view.key,
        "bounds": view.bounds,
        "tiles": {t: {"url": url, "zoom": TILE_THEMES[t]} for t, url in view.tiles.items()},
        "attribution": view.attribution,
        "words": maps.MAP_WORDS,
        "clicks": view.clicks,
        "printing": view.printing,
        "look": _look(),
    }


def _look() -> dict[str, Any]:
    return {
        "ground": style.GROUND,
        "water": style.WATER,
        "waterline": style.WATERLINE,
        "building": style.BUILDING,
        "rail": style.RAIL,
        "commune": style.COMMUNE_LINE,
        "ink": style.INK,
        "halo": style.PAPER,
        "landuse": _landuse(),
        "roads": [_road(*road) for road in _ROADS],
        "mainRoads": _NUMBERED_ROADS,
        "places": [
            {"kinds": kinds, "size": size, "weight": weight, "minzoom": zoom}
            for kinds, size, weight, zoom in _PLACES
        ],
    }


def _landuse() -> list[dict[str, Any]]:
    colours = dict.fromkeys(style.LANDUSE.values())
    return [{"color": c, "kinds": [k for k, own in style.LANDUSE.items() if own == c]} for c in colours]


def _road(k: str, kind: style.RoadClass, zoom: int, width: float) -> dict[str, Any]:
    look = style.ROAD_STYLES[kind]
    return {"k": k, "minzoom": zoom, "width": width, "color": look.colour, "casing": look.casing}
