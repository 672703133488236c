"""The map on the screen: a base map that never changes and the group of layers that does."""

from collections.abc import Sequence
from typing import Any, Final

import folium
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps

from cpts_geo.render.map_basemap import MapView, base_map, use_local_scripts
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.wording import maps

__all__ = ["MapView", "base_map", "empty_group", "filled_group", "layer_group", "use_local_scripts"]

_HERE: Final = "layers and legend"


class Overlay(folium.MacroElement):  # type: ignore[misc]
    """Layers fetched by address and drawn by the fixed script ``map.js``: no text enters a script.

    The group only carries them: emptying it at each answer would blink.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "cptsMap.overlay({{ this._parent._parent.get_name() }}, {{ this.options|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, options: Any) -> None:
        super().__init__()
        self._name = "Overlay"
        self.options = options


def layer_group(layers: Sequence[MapLayer], addresses: Sequence[str]) -> folium.FeatureGroup:
    """Group of the layers, in drawing order, with their legend.

    Parameters
    ----------
    layers
        What to draw, first below.
    addresses
        Where the browser finds the data of each layer, same order.
    """
    return _group(_options(layers, addresses))


def empty_group() -> folium.FeatureGroup:
    """Group whose text ``filled_group`` completes."""
    return _group(_HERE)


def filled_group(text: str, layers: Sequence[MapLayer], addresses: Sequence[str]) -> str:
    """Text of ``empty_group`` once rendered, with the layers of ``layer_group`` in it, escaped as it does."""
    written = htmlsafe_json_dumps(_options(layers, addresses), sort_keys=True)
    return text.replace(str(htmlsafe_json_dumps(_HERE)), str(written))


def _group(options: Any) -> folium.FeatureGroup:
    group = folium.FeatureGroup(name="layers")
    Overlay(options).add_to(group)
    return group


def _options(layers: Sequence[MapLayer], addresses: Sequence[str]) -> dict[str, Any]:
    ranked = sorted(layers, key=lambda layer: layer.rank)
    words = {label: look for layer in ranked for label, look in layer.legend}
    entries = [{"label": label, "style": look} for label, look in words.items()]
    drawn = [{"url": url, "styles": layer.styles} for layer, url in zip(layers, addresses, strict=True)]
    return {"layers": drawn, "legend": {"title": maps.LEGEND, "entries": entries}}
