"""The map asks nobody, and no text of a file enters its scripts."""

import json
import re
from pathlib import Path

import folium
import folium.plugins
import pandas as pd
import pytest
from folium.elements import JSCSSMixin

import toy
from cpts_geo.model.categories import Category
from cpts_geo.model.causes import WATER, bit
from cpts_geo.model.network import RoadNetwork
from cpts_geo.render import map as screen_map
from cpts_geo.render import style
from cpts_geo.render.map_basemap import LOCAL_SCRIPTS, _subclasses
from cpts_geo.render.map_layers import (
    all_categories,
    communes_layer,
    restricted_layer,
    sites_layer,
    structures_layer,
)
from cpts_geo.render.map_view import territory_bounds
from cpts_geo.ui.assets import VENDOR_FILES

RENDER = Path(screen_map.__file__).parent
# What folium.Map declares for markers and popups that no map of ours uses.
UNUSED = {
    "jquery",
    "bootstrap",
    "bootstrap_css",
    "glyphicons_css",
    "awesome_markers",
    "awesome_markers_css",
    "awesome_markers_font_css",
    "awesome_rotate_css",
}
HOSTILE = "</script><img src=x onerror=alert(1)>${alert(2)}`'\""


@pytest.fixture
def html() -> str:
    screen_map.use_local_scripts()
    view = screen_map.MapView(
        key="v", bounds=((46, -1), (47, 0)), tiles={"roads": "r.pmtiles"}, attribution="IGN", drawing=True
    )
    chart = screen_map.base_map(view)
    territory = toy.inputs().territory
    structures = territory.structures.assign(name=HOSTILE, commune=HOSTILE)
    layers = [communes_layer(territory.communes), structures_layer(structures, tuple(Category))]
    screen_map.layer_group(layers, ["a.json", "b.json"]).add_to(chart)
    return str(chart.get_root().render())


def test_no_address_leaves_the_house(html: str) -> None:
    addresses = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert addresses
    assert all(address.startswith("../../") for address in addresses), addresses


def test_no_folium_class_keeps_a_distant_link() -> None:
    screen_map.use_local_scripts()
    links = [
        link
        for kind in {JSCSSMixin, *_subclasses(JSCSSMixin)}
        for link in (*kind.default_js, *kind.default_css)
    ]
    assert not [url for _, url in links if url.startswith("http")]


def test_every_script_a_map_of_ours_needs_is_local() -> None:
    names = {"leaflet", "leaflet_css"}
    for kind in (folium.plugins.Draw, folium.plugins.Fullscreen, folium.plugins.MeasureControl):
        names |= {name for name, _ in (*kind.default_js, *kind.default_css)}
    assert names <= set(LOCAL_SCRIPTS)
    assert set(LOCAL_SCRIPTS.values()) <= set(VENDOR_FILES)


def test_folium_declares_no_script_unknown_to_us() -> None:
    source = Path(folium.__file__).with_name("folium.py").read_text(encoding="utf-8")
    declared = set(re.findall(r'^\s+\(?"(\w+)",\s*"?https|\("(\w+)", "https', source, re.MULTILINE))
    found = {a or b for a, b in declared} | set(re.findall(r'"(\w+)",\n\s+"https', source))
    assert found
    assert found <= set(LOCAL_SCRIPTS) | UNUSED


def test_hostile_names_never_enter_a_script(html: str) -> None:
    assert "alert(" not in html


def test_hostile_names_travel_as_data(html: str) -> None:
    del html
    structures = toy.inputs().territory.structures.assign(name=HOSTILE)
    features = json.loads(structures_layer(structures, tuple(Category)).data)["features"]
    assert {feature["properties"]["t"] for feature in features} == {HOSTILE}


def test_controls_speak_french(html: str) -> None:
    decoded = html.encode().decode("unicode_escape", errors="ignore")
    assert "Plein" in decoded
    assert "Dessiner une zone" in decoded
    assert "Zoom in" not in decoded


def test_only_the_map_modules_know_folium() -> None:
    knowing = {
        path.name
        for path in RENDER.glob("*.py")
        if re.search(r"^(import|from) (folium|branca)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert knowing == {"map.py", "map_basemap.py"}


def test_structures_under_water_are_drawn_and_explained_apart() -> None:
    structures = toy.inputs().territory.structures
    wet = (structures["category"] == "ehpad") * bit(WATER)
    layer = structures_layer(structures, all_categories(structures), wet)
    looks = [layer.styles[f["properties"]["s"]] for f in json.loads(layer.data)["features"]]
    assert sum(look["width"] > 0.5 for look in looks) == 2
    assert [label for label, _ in layer.legend if "rouge" in label] == [
        "Contour rouge : structure sous l’eau"
    ]


def test_a_closed_structure_is_hollow_and_says_what_closes_it() -> None:
    structures = toy.inputs().territory.structures
    homes = structures.index[structures["category"] == "ehpad"]
    causes = pd.Series(0, index=structures.index)
    causes[homes[0]], causes[homes[1]] = bit("perimeter"), bit("perimeter") | bit(WATER)
    layer = structures_layer(structures, (Category.EHPAD,), causes)
    drawn = {f["properties"]["t"]: f["properties"] for f in json.loads(layer.data)["features"]}
    shut, both = (drawn[structures["name"][home]] for home in homes[:2])

    assert shut["d"][-1] == "Fermée (périmètre interdit) selon le scénario"
    assert both["d"][-1] == "Sous l’eau et fermée (périmètre interdit) selon le scénario"
    looks = [layer.styles[one["s"]] for one in (shut, both)]
    assert {look["fill"] for look in looks} == {style.SITE_CLOSED_FILL}
    assert looks[0]["width"] < looks[1]["width"]
    assert sum("vide" in label for label, _ in layer.legend) == 2


def test_hiding_a_category_removes_its_structures_and_its_legend() -> None:
    structures = toy.inputs().territory.structures
    layer = structures_layer(structures, (Category.PHARMACIE,))
    assert len(json.loads(layer.data)["features"]) == 2
    assert [label for label, _ in layer.legend] == ["Pharmacie"]


def test_open_sites_are_filled_and_the_others_hollow() -> None:
    layer = sites_layer(toy.inputs().territory.sites, ("S1",))
    fills = {
        f["properties"]["t"]: layer.styles[f["properties"]["s"]]["fill"]
        for f in json.loads(layer.data)["features"]
    }
    assert fills["Gymnase Ouest"] != fills["Salle Est"]


def test_a_map_looks_at_the_communes() -> None:
    (south, west), (north, east) = territory_bounds(toy.inputs().territory)
    assert south < north < 51.3
    assert -5.5 < west < east


def test_roads_for_emergency_vehicles_only_are_grey_dashes_said_in_the_legend() -> None:
    network = toy.network()
    private = network.edges.assign(car=network.edges["ref"] != "D14", emergency=True)
    layer = restricted_layer(RoadNetwork(network.nodes, private))
    assert [label for label, _ in layer.legend] == ["Voie ouverte aux seuls véhicules de secours"]
    assert len(json.loads(layer.data)["features"]) == 1
    assert restricted_layer(network).legend == ()
