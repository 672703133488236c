"""The map on the screen: a base map that never changes and the group of layers that does."""

from collections.abc import Sequence
from typing import Any

import folium
from folium.template import Template

from cpts_geo.render.map_basemap import MapView, base_map, use_local_scripts
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.wording import maps

__all__ = ["MapView", "base_map", "layer_group", "use_local_scripts"]


class Overlay(folium.MacroElement):  # type: ignore[misc]
    """Layers fetched by address and drawn by the fixed script ``map.js``: no text enters a script.

    The group only carries them: emptying it at each answer would blink.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "cptsMap.overlay({{ this._parent._parent.get_name() }}, {{ this.options|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, options: dict[str, Any]) -> None:
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
    group = folium.FeatureGroup(name="layers")
    ranked = sorted(layers, key=lambda layer: layer.rank)
    words = {label: look for layer in ranked for label, look in layer.legend}
    entries = [{"label": label, "style": look} for label, look in words.items()]
    drawn = [{"url": url, "styles": layer.styles} for layer, url in zip(layers, addresses, strict=True)]
    Overlay({"layers": drawn, "legend": {"title": maps.LEGEND, "entries": entries}}).add_to(group)
    return group
