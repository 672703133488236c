import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from cpts_geo.model.errors import CrsError, UnreadableFileError
from cpts_geo.model.problems import Outcome
from cpts_geo.sources.geometry_gate import check_geometry, check_place, crossing_score
from cpts_geo.sources.raw import RawTable


def table(*shapes: shapely.Geometry | None, crs: str | None = "EPSG:2154") -> RawTable:
    rows = pd.RangeIndex(1, len(shapes) + 1, name="row")
    geometry = gpd.GeoSeries(pd.Series(list(shapes), index=rows, dtype=object), crs=crs)
    return RawTable(
        "zones.geojson", pd.DataFrame({"n": [str(r) for r in rows]}, index=rows, dtype=object), geometry
    )


def test_a_bow_tie_keeps_both_halves() -> None:
    gate = check_geometry(table(shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])), "hazard", "polygon")
    assert gate.geometry.area.sum() == pytest.approx(2.0)
    assert [(p.kind, p.outcome) for p in gate.problems] == [("repaired_much", Outcome.FIXED)]


def test_an_outline_without_surface_is_set_aside_alone() -> None:
    flat, good = shapely.Polygon([(0, 0), (1, 0), (2, 0)]), shapely.box(0, 0, 1, 1)
    gate = check_geometry(table(flat, good), "hazard", "polygon")
    assert gate.refused.to_dict() == {1: "no_surface"}
    assert [(p.row, p.kind, p.outcome) for p in gate.problems] == [(1, "no_surface", Outcome.SET_ASIDE)]
    assert gate.geometry.index.tolist() == [2]


def test_the_overlap_of_two_parts_stays_flooded() -> None:
    both = shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)])
    assert check_geometry(table(both), "hazard", "polygon").geometry.area.sum() == pytest.approx(7.0)


def test_missing_and_infinite_shapes_are_set_aside_one_by_one() -> None:
    good = shapely.box(0, 0, 1, 1)
    gate = check_geometry(table(good, None, shapely.Point(np.inf, 0), good), "hazard", "any")
    assert gate.refused.to_dict() == {2: "empty_geometry", 3: "not_finite"}
    assert gate.geometry.index.tolist() == [1, 4]


def test_lines_among_polygons_are_set_aside() -> None:
    gate = check_geometry(
        table(shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])), "hazard", "polygon"
    )
    assert gate.refused.to_dict() == {2: "geometry_kind"}


def test_the_polygons_of_a_mixed_collection_are_kept() -> None:
    mixed = shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.Point(5, 5)])
    assert check_geometry(table(mixed), "hazard", "polygon").geometry.area.sum() == 1.0


def test_a_star_of_a_thousand_crossings_is_refused_at_once() -> None:
    turns = np.arange(1001) * 500 * 2 * np.pi / 1001
    star = shapely.Polygon(np.column_stack([np.cos(turns), np.sin(turns)]))
    assert crossing_score(star)[0] > 50
    with pytest.raises(UnreadableFileError, match="too_entangled"):
        check_geometry(table(star), "hazard", "polygon")


def test_a_real_outline_is_far_from_the_refusal() -> None:
    assert crossing_score(shapely.Point(0, 0).buffer(10, quad_segs=500))[0] < 5


@pytest.mark.parametrize(
    ("point", "crs", "kind", "expected"),
    [
        ((46.0, -1.0), "EPSG:4326", "swapped_axes", ""),
        ((400_000.0, 6_500_000.0), "EPSG:4326", "crs_contradicted", "EPSG:2154"),
        ((-1.0, 46.0), "EPSG:2154", "crs_contradicted", "EPSG:4326"),
        ((400_000.0, 6_500_000.0), None, "missing_crs", "EPSG:2154"),
        ((179.0, 0.0), "EPSG:4326", "not_in_france", ""),
    ],
)
def test_coordinates_that_contradict_their_crs_are_refused(
    point: tuple[float, float], crs: str | None, kind: str, expected: str
) -> None:
    with pytest.raises(CrsError) as caught:
        check_place("f.shp", gpd.GeoSeries([shapely.Point(point)], crs=crs))
    assert (caught.value.kind, caught.value.expected) == (kind, expected)


@pytest.mark.parametrize(
    ("point", "crs"),
    [
        ((-1.0, 46.0), "EPSG:4326"),
        ((400_000.0, 6_500_000.0), "EPSG:2154"),
        ((325_000.0, 7_680_000.0), "EPSG:2975"),
    ],
)
def test_france_and_its_overseas_territories_are_accepted(point: tuple[float, float], crs: str) -> None:
    check_place("f.shp", gpd.GeoSeries([shapely.Point(point)], crs=crs))


def test_one_national_file_may_hold_metropole_and_overseas() -> None:
    points = [
        shapely.Point(2, 48),
        shapely.Point(55.4, -21.0),
        shapely.Point(45.2, -12.8),
        shapely.Point(-61.5, 16.2),
    ]
    check_place("f.geojson", gpd.GeoSeries(points, crs="EPSG:4326"))
