"""The map component: what a view never changes is rendered once for all, only the layers are written anew.

Rendering it with folium costs as much as the rest of a page. Uses the inner steps of ``st_folium``, whose
version is pinned; a test compares with what it sends itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st
import streamlit_folium as component

from cpts_geo.render import map as folium_map
from cpts_geo.render.map_layers import MapLayer

HEIGHT: Final = 600


@dataclass(frozen=True, eq=False)
class Frame:
    """What the component is told of a view: its fixed arguments, and the text in which layers are put."""

    fixed: dict[str, Any]
    group: str


def framed(view: folium_map.MapView, key: str) -> Frame:
    """Render a view."""
    folium_map.use_local_scripts()
    chart = folium_map.base_map(view)
    chart.get_root().render()
    html, header = component._get_html(chart), component._get_header(chart)  # noqa: SLF001
    script = component._get_map_string(chart)  # noqa: SLF001
    identifier, parts = component.get_full_id(chart), list(_parts(chart))
    links = {
        kind: list(dict.fromkeys(url for part in parts for _, url in getattr(part, f"default_{kind}", [])))
        for kind in ("css", "js")
    }
    group = component._get_feature_group_string(folium_map.empty_group(), map=chart)  # noqa: SLF001
    fixed = {
        "script": script,
        "header": header,
        "html": html,
        "id": identifier,
        "key": component.generate_js_hash(script, key),
        "css_links": links["css"],
        "js_links": links["js"],
    }
    return Frame(fixed, group)


def _parts(element: Any) -> list[Any]:
    return [element, *(part for child in element._children.values() for part in _parts(child))]  # noqa: SLF001


def show(
    frame: Frame,
    key: str,
    layers: Sequence[MapLayer],
    addresses: Sequence[str],
    *,
    returned: Sequence[str],
    on_change: Callable[[], None] | None,
) -> None:
    """Draw a view with its layers; what the browser sends back is kept under ``key``."""

    def changed() -> None:
        st.session_state[key] = st.session_state.get(frame.fixed["key"], {})
        if on_change is not None:
            on_change()

    component._component_func(  # noqa: SLF001
        **frame.fixed,
        height=HEIGHT,
        width=None,
        returned_objects=list(returned),
        default=dict.fromkeys(returned),
        zoom=None,
        center=None,
        feature_group=folium_map.filled_group(frame.group, layers, addresses),
        return_on_hover=False,
        layer_control=None,
        pixelated=False,
        on_change=changed,
        wrap_longitude=False,
    )
