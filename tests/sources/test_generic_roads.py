from collections.abc import Sequence

import geopandas as gpd
import pytest
import shapely

from cpts_geo.model.errors import LayerError
from cpts_geo.sources.generic_roads import cut_at_ends, read_roads

L93 = "EPSG:2154"


def layer(columns: dict[str, list[object]], *lines: Sequence[tuple[float, float]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(line) for line in lines], crs=L93)


def test_usual_names_are_recognised() -> None:
    frame = layer(
        {"fclass": ["primary"], "NOM": ["Quai"], "maxspeed": ["50"], "oneway": ["F"], "bridge": ["T"]},
        [(0, 0), (9, 0)],
    )
    road = read_roads(frame, crs=L93).roads.iloc[0]
    assert (road["highway"], road["name"], road["speed_kmh"]) == ("primary", "Quai", 50)
    assert (road["oneway"], road["bridge"], road["car"]) == ("forward", True, True)


def test_a_mapping_names_what_is_not_usual() -> None:
    frame = layer({"vmax": ["70"], "rue": ["Quai"]}, [(0, 0), (9, 0)])
    road = read_roads(frame, crs=L93, mapping={"speed_kmh": "vmax", "name": "RUE"}).roads.iloc[0]
    assert (road["speed_kmh"], road["name"]) == (70, "Quai")


def test_a_layer_that_says_neither_class_nor_speed_is_refused_with_its_headers() -> None:
    with pytest.raises(LayerError) as refusal:
        read_roads(layer({"id": [1], "rue": ["Quai"]}, [(0, 0), (9, 0)]), crs=L93, file="voies.shp")
    assert (refusal.value.kind, refusal.value.expected) == ("missing_column", "highway, speed_kmh")
    assert refusal.value.value == "id, rue"


def test_a_mapped_column_that_is_not_there_is_named() -> None:
    with pytest.raises(LayerError, match="vitesse_max"):
        read_roads(layer({"highway": ["x"]}, [(0, 0), (9, 0)]), crs=L93, mapping={"speed_kmh": "vitesse_max"})


def test_a_line_is_cut_where_another_ends_on_it_not_where_one_passes_over() -> None:
    through, side, over = [(0, 0), (10, 0), (20, 0)], [(10, 0), (10, 9)], [(5, -5), (5, 0), (5, 5)]
    assert len(cut_at_ends(layer({}, through, side))) == 3
    assert len(cut_at_ends(layer({}, [(0, 0), (5, 0), (20, 0)], over))) == 2


def test_cutting_keeps_length_and_facts() -> None:
    roads = layer({"name": ["a", "b"]}, [(0, 0), (10, 0), (10, 7), (20, 7)], [(10, 0), (10, 7)])
    cut = cut_at_ends(roads)
    assert (cut["name"].tolist(), cut.length.tolist()) == (["a", "a", "a", "b"], [10, 7, 10, 7])


def test_paths_are_for_walkers_unless_a_column_says_otherwise() -> None:
    frame = layer({"highway": ["footway", "residential"]}, [(0, 0), (9, 0)], [(9, 0), (9, 9)])
    assert read_roads(frame, crs=L93).roads["car"].tolist() == [False, True]
    assert read_roads(frame.assign(car=["true", "false"]), crs=L93).roads["car"].tolist() == [True, False]
