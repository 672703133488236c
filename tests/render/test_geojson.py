"""GeoJSON against an independent reading of RFC 7946: nothing here uses what the writer uses."""

import dataclasses
import io
import json
import zipfile
from itertools import pairwise
from typing import Any, NoReturn

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import exported
from cpts_geo.answers.spans import site_spans
from cpts_geo.model.errors import CrsError
from cpts_geo.render import geojson
from cpts_geo.render.themes import themes


def strict(content: bytes) -> Any:
    def refuse(name: str) -> NoReturn:
        raise AssertionError(name)

    assert not content.startswith(b"\xef\xbb\xbf")
    return json.loads(content.decode("utf-8"), parse_constant=refuse)


def twice_area(ring: list[list[float]]) -> float:
    """Shoelace: positive when counter-clockwise."""
    x0, y0 = ring[0]
    moved = [(x - x0, y - y0) for x, y in ring]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(moved))


def check_polygon(rings: list[list[list[float]]]) -> None:
    for number, ring in enumerate(rings):
        assert len(ring) >= 4
        assert ring[0] == ring[-1]
        assert (twice_area(ring) > 0) == (number == 0)


def positions(coordinates: Any) -> list[list[float]]:
    if isinstance(coordinates[0], int | float):
        return [coordinates]
    return [position for part in coordinates for position in positions(part)]


def check_geometry(geometry: dict[str, Any]) -> None:
    assert set(geometry) == {"type", "coordinates"}
    for position in positions(geometry["coordinates"]):
        assert len(position) == 2
        assert -180 <= position[0] <= 180
        assert -90 <= position[1] <= 90
        assert all(round(value, 7) == value for value in position)
    parts = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
    for rings in parts.get(geometry["type"], []):
        check_polygon(rings)


def check_rfc7946(content: bytes) -> dict[str, Any]:
    collection: dict[str, Any] = strict(content)
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert isinstance(feature["id"], str | int)
        if feature["geometry"] is not None:
            check_geometry(feature["geometry"])
    identifiers = [feature["id"] for feature in collection["features"]]
    assert len(set(identifiers)) == len(identifiers)
    assert identifiers == sorted(identifiers)
    everywhere = [
        p for f in collection["features"] if f["geometry"] for p in positions(f["geometry"]["coordinates"])
    ]
    if everywhere:
        lon, lat = zip(*everywhere, strict=True)
        assert collection["bbox"] == [min(lon), min(lat), max(lon), max(lat)]
    return collection


@pytest.mark.parametrize("theme", list(themes(exported.study())))
def test_each_theme_is_a_file_that_passes_rfc_7946(theme: str) -> None:
    content = geojson.write_files(exported.study())[f"{theme}.geojson"]
    collection = check_rfc7946(content)
    assert len(collection["features"]) == len(themes(exported.study())[theme])
    kinds = {feature["geometry"]["type"].removeprefix("Multi") for feature in collection["features"]}
    assert kinds <= {{"s": "Polygon", "l": "LineString", "p": "Point"}[theme[-1]]}


def test_a_hole_turns_the_other_way() -> None:
    collection = check_rfc7946(geojson.write_files(exported.study())["alea_s.geojson"])
    assert any(
        len(f["geometry"]["coordinates"]) == 2
        for f in collection["features"]
        if f["geometry"]["type"] == "Polygon"
    )


def test_metadata_says_study_reading_vehicle_date_and_status() -> None:
    about = strict(geojson.write_files(exported.study())["territoire_s.geojson"])["metadata"]
    assert about["territory"] == "Ville de papier"
    assert (about["reading"], about["vehicle"], about["date"]) == ("median", "car", exported.DATE)
    assert about["status"] == "TERRITOIRE FICTIF — EXERCICE"
    assert about["fingerprint"] == exported.study().fingerprint
    assert "à confirmer sur place" in about["warning"]


def test_unreachable_is_null() -> None:
    collection = strict(geojson.write_files(exported.study())["territoire_s.geojson"])
    west = next(f for f in collection["features"] if f["id"] == "99001")
    assert west["properties"]["hopital_minutes_reference"] == 3.0
    assert west["properties"]["hopital_minutes_scenario"] is None


def test_minutes_go_out_with_their_band() -> None:
    written = geojson.write_files(exported.study())

    def minutes(theme: str, name: str) -> list[float]:
        values = (f["properties"][name] for f in strict(written[f"{theme}.geojson"])["features"])
        return [float("inf") if value is None else value for value in values]

    columns = ("minutes_scenario", "minutes_optimistic", "minutes_median", "minutes_pessimistic")
    communes = exported.study().outcomes.comparison.communes.sort_values("code_insee")
    for category, rows in communes.groupby("category"):
        for column in columns:
            assert minutes("territoire_s", f"{category}_{column}") == list(rows[column].round(1))
    spans = site_spans(exported.study()).sort_index().round(1)
    for end in ("minutes_low", "minutes_high"):
        assert minutes("sites_p", end) == list(spans[end])


def test_columns_that_a_source_added_stay_home() -> None:
    for name, content in geojson.write_files(exported.study()).items():
        assert "telephone" not in content.decode(), name
        assert "06 12" not in content.decode(), name


def test_text_is_unchanged_in_geojson() -> None:
    collection = strict(geojson.write_files(exported.study())["structures_p.geojson"])
    names = [feature["properties"]["name"] for feature in collection["features"]]
    assert exported.HOSTILE in names


def test_demand_points_are_never_exported() -> None:
    points = geojson.write_files(exported.study())
    assert not any("demand" in name or b"demand" in content for name, content in points.items())


def test_both_directions_of_a_cut_road_are_one_line() -> None:
    cut = themes(exported.study())["acces_coupes_l"]
    assert list(cut["road"]) == sorted(set(cut["road"]))
    assert (cut.geometry.length.round() == cut["length_m"]).all()


def test_a_road_closed_in_another_reading_only_is_in_its_own_layer() -> None:
    from cpts_geo.model.scenario import Reading

    layers = themes(exported.study(Reading.OPTIMISTIC))
    assert "A3-A4" not in set(layers["acces_coupes_l"]["road"])
    row = layers["acces_incertains_l"].set_index("road").loc["A3-A4"]
    assert (row["closed_optimistic"], row["closed_pessimistic"]) == (False, True)


def test_the_single_file_holds_every_theme() -> None:
    collection = check_single(geojson.write_single(exported.study()))
    found = {feature["properties"]["theme"] for feature in collection["features"]}
    assert found == {name for name, frame in themes(exported.study()).items() if len(frame)}


def check_single(content: bytes) -> dict[str, Any]:
    collection: dict[str, Any] = strict(content)
    assert len({f["id"] for f in collection["features"]}) == len(collection["features"])
    return collection


def test_the_zip_is_the_same_twice_and_holds_the_files() -> None:
    first, second = (geojson.write(dataclasses.replace(exported.study())) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == set(geojson.write_files(exported.study()))


def test_a_reader_of_geojson_finds_the_same_places_within_a_centimetre() -> None:
    content = geojson.write_files(exported.study())["structures_p.geojson"]
    read = gpd.read_file(io.BytesIO(content)).set_index("structure_id").to_crs(exported.study().territory.crs)
    here = exported.study().territory.structures
    assert read.geometry.distance(gpd.GeoSeries(here.geometry.sort_index())).max() < 0.02
    assert list(read["name"]) == list(here["name"].sort_index())


def test_a_frame_without_crs_is_refused() -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], index=pd.Index(["a"], name="id"))
    with pytest.raises(CrsError, match="missing_crs"):
        geojson.feature_collection(frame, {})


# To the tenth of a micrometre: a coordinate of 1e-276 degree is no place and only tries the arithmetic.
DEGREES_EAST, DEGREES_NORTH = (st.floats(a, b).map(lambda v: round(v, 12)) for a, b in ((-5, 9), (42, 51)))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(DEGREES_EAST, DEGREES_NORTH), min_size=4, max_size=9, unique=True),
    st.one_of(st.floats(), st.none(), st.text(max_size=20), st.booleans(), st.integers()),
)
def test_any_polygon_with_any_value_passes_rfc_7946(corners: list[tuple[float, float]], value: Any) -> None:
    shape = shapely.convex_hull(shapely.MultiPoint(corners))
    if shape.area < 1e-6:
        return
    clockwise = shapely.orient_polygons(shape, exterior_cw=True)
    values = pd.Series([value], dtype=object)
    frame = gpd.GeoDataFrame({"value": values}, geometry=[clockwise], crs="EPSG:4326").rename_axis("id")
    collection = check_rfc7946(geojson.feature_collection(frame, {"value": geojson.plain_value(value)}))
    back = shapely.geometry.shape(collection["features"][0]["geometry"])
    assert back.is_valid
    assert back.symmetric_difference(shape).area < 1e-5
    assert collection["features"][0]["properties"]["value"] == geojson.plain_value(value)


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan, pd.NA, pd.NaT, None, np.float64("nan")])
def test_what_is_not_a_number_becomes_null(value: Any) -> None:
    assert geojson.plain_value(value) is None
