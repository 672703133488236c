"""The component is told what streamlit_folium would tell it, without rendering anew."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import streamlit_folium as component

import toy
from cpts_geo.model.categories import Category
from cpts_geo.render import map as folium_map
from cpts_geo.render.map_layers import communes_layer, structures_layer
from cpts_geo.ui import map_frame

RETURNED = ("last_clicked", "all_drawings")
HOSTILE = "</script><img src=x>'&"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], dict[str, Any]]:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(component, "_component_func", lambda **arguments: told.append(arguments))

    def arguments(draw: Callable[[], Any]) -> dict[str, Any]:
        draw()
        return {name: value for name, value in told.pop().items() if name != "on_change"}

    return arguments


@pytest.mark.parametrize("drawing", [True, False])
def test_a_frame_sends_what_st_folium_sends_for_the_same_map(
    sent: Callable[[Callable[[], Any]], dict[str, Any]], *, drawing: bool
) -> None:
    folium_map.use_local_scripts()
    view = folium_map.MapView(
        key="v", bounds=((46, -1), (47, 0)), tiles={"roads": "r"}, attribution="IGN", drawing=drawing
    )
    territory = toy.inputs().territory
    layers = [communes_layer(territory.communes), structures_layer(territory.structures, tuple(Category))]
    frame = map_frame.framed(view, "carte")
    back: dict[str, Any] = {"returned": RETURNED, "on_change": None}
    for addresses in (["a.json", "b.json"], [HOSTILE, "c.json"]):
        ours = sent(partial(map_frame.show, frame, "carte", layers, addresses, **back))
        group = folium_map.layer_group(layers, addresses)
        base = {"key": "carte", "height": map_frame.HEIGHT, "use_container_width": True}
        theirs = sent(
            partial(
                component.st_folium,
                folium_map.base_map(view),
                **base,
                feature_group_to_add=group,
                returned_objects=list(RETURNED),
            )
        )
        assert ours == theirs
        assert HOSTILE not in ours["feature_group"]
