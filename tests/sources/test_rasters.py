"""Grids of depths and of elevations; Pillow writes the compressed ones, so that another hand made them."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cpts_geo.model.errors import CrsError, LayerError, UnreadableFileError
from cpts_geo.sources import safe_raster
from cpts_geo.sources.polygonise import Grid, covered, joined_to, parts
from cpts_geo.sources.rasters import depth_zones, level_zones, read_grid
from making import CRS
from rasters_made import write_ascii, write_tiff

RNG = np.random.default_rng(3)
CELLS = RNG.normal(2.0, 3.0, (37, 53)).astype("f4").round(1)


def grid(rows: list[list[float]]) -> Grid:
    """One cell is 10 m; the first row is the northernmost."""
    return Grid(np.array(rows, dtype="f4"), 0.0, 10.0 * len(rows), 10.0, 10.0, CRS)


@pytest.mark.parametrize("method", [None, "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits"])
def test_every_usual_compression_gives_back_the_cells(tmp_path: Path, method: str | None) -> None:
    Image.fromarray(CELLS, mode="F").save(tmp_path / "a.tif", compression=method)
    values, facts = safe_raster.tiff((tmp_path / "a.tif").read_bytes())
    assert np.array_equal(values, CELLS)
    assert facts["west"] is None


@pytest.mark.parametrize("kind", ["u1", "i2", "u2", "i4", "f4", "f8"])
def test_every_kind_of_number_is_read(tmp_path: Path, kind: str) -> None:
    cells = (RNG.random((5, 7)) * 100).astype(kind)
    got, _ = read_grid(write_tiff(tmp_path / "a.tif", cells, (400_000, 6_500_000)), None)
    assert np.array_equal(got.cells, cells.astype("f4"))
    assert (got.west, got.north, got.dx, got.crs) == (400_000, 6_500_000, 10.0, CRS)


def test_predictors_are_undone() -> None:
    whole = np.array([[1, 3, 6, 4]], dtype="<u2")
    steps = np.diff(whole, axis=1, prepend=0).astype("<u2")
    assert np.array_equal(safe_raster.predicted(steps.tobytes(), 2, (1, 4), np.dtype("<u2")), whole)
    floats = CELLS[:1]
    planes = np.frombuffer(floats.astype(">f4").tobytes(), "u1").reshape(-1, 4).T.reshape(-1)
    block = np.diff(planes, prepend=np.uint8(0)).astype("u1").tobytes()
    assert np.array_equal(safe_raster.predicted(block, 3, floats.shape, np.dtype("<f4")), floats)


@given(st.binary(max_size=3000), st.binary(min_size=1, max_size=3))
def test_lzw_is_the_one_of_pillow(content: bytes, repeated: bytes) -> None:
    import io

    data = (content + repeated * 500)[:3000]
    with io.BytesIO() as out:
        Image.frombytes("L", (len(data), 1), data).save(out, "TIFF", compression="tiff_lzw")
        values, _ = safe_raster.tiff(out.getvalue())
    assert values.astype("u1").tobytes() == data


@given(st.binary(max_size=400))
def test_no_bytes_whatever_do_more_than_refuse(content: bytes) -> None:
    for head in (b"II*\0", b"MM\0*", b"II+\0", b"ncols 3\nnrows 2\n"):
        try:
            safe_raster.tiff(head + content) if head[:1] != b"n" else safe_raster.ascii_grid(head + content)
        except (safe_raster.BadGridError, *safe_raster.FAULTS):
            continue


def test_ascii_grid_is_placed_by_its_corner_and_its_holes_stay_holes(tmp_path: Path) -> None:
    path = write_ascii(tmp_path / "a.asc", np.array([[1.0, -9999], [2, 3]]), (400_000, 6_500_000))
    with pytest.raises(CrsError) as caught:
        read_grid(path, None)
    assert (caught.value.kind, caught.value.expected) == ("missing_crs", CRS)
    got, declared = read_grid(path, CRS)
    assert declared
    assert got.bounds == pytest.approx((400_000, 6_500_000, 400_020, 6_500_020))
    assert np.isnan(got.cells[0, 1])


def test_a_grid_cut_short_says_how_many_values_are_missing(tmp_path: Path) -> None:
    path = write_ascii(tmp_path / "a.asc", np.ones((3, 3)), (0, 0))
    path.write_text(path.read_text()[:-6])
    with pytest.raises(UnreadableFileError) as caught:
        read_grid(path, CRS)
    assert (caught.value.kind, caught.value.value, caught.value.expected) == ("truncated_grid", "6", "9")


def test_a_grid_of_too_many_cells_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.asc"
    path.write_text("ncols 100000\nnrows 100000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n")
    with pytest.raises(UnreadableFileError, match="raster_too_large"):
        read_grid(path, CRS)


@given(st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=5, max_size=5))
def test_polygons_cover_exactly_the_cells(rows: list[list[bool]]) -> None:
    mask = np.array(rows)
    shapes = parts(grid([[0.0] * 6] * 5), mask)
    assert sum(shape.area for shape in shapes) == pytest.approx(100.0 * mask.sum())
    assert shapely.is_valid(shapes).all()
    back = covered(grid([[0.0] * 6] * 5), np.array(shapes, dtype=object)) if shapes else np.zeros_like(mask)
    assert np.array_equal(back, mask)


def test_depths_become_classes_and_no_data_is_never_dry_land() -> None:
    got = depth_zones("h.tif", grid([[0, 0.05, 0.25], [np.nan, 1.2, 9]]))
    assert got.columns["depth_min_m"].tolist() == ["0", "0.2", "1", "4"]
    assert got.columns["depth_max_m"].tolist() == ["0.1", "0.3", "1.5", ""]
    assert [p.value for p in got.problems if p.kind == "raster_cells"] == ["4 / 1 / 1"]


@pytest.mark.parametrize("rows", [[[-3.0, 2.0]], [[1.0, 120.0]]])
def test_elevations_are_not_taken_for_depths(rows: list[list[float]]) -> None:
    with pytest.raises(LayerError, match="raster_is_elevation"):
        depth_zones("mnt.tif", grid(rows))


def test_water_rises_from_the_river_and_stops_at_the_dike() -> None:
    relief = grid([[0.0, 1.0, 5.0, 1.0], [0.0, 2.5, 5.0, 1.0]])
    river = gpd.GeoSeries([shapely.LineString([(5, 0), (5, 20)])], crs=CRS)
    got = level_zones("mnt.asc", relief, 3.0, river, declared=True)
    areas = (
        dict(zip(got.columns["depth_min_m"], got.geometry.area, strict=True))
        if got.geometry is not None
        else {}
    )
    assert areas == {"0": 100.0, "1.5": 100.0, "2": 200.0}  # 0.5 m, 2 m and 3 m deep; nothing behind the dike
    assert [p.value for p in got.problems if p.kind == "not_connected"] == ["2"]


def test_water_does_not_pass_a_dike_in_diagonal() -> None:
    low = np.array([[True, False], [False, True]])
    assert joined_to(low, np.array([[True, False], [False, False]])).tolist() == [
        [True, False],
        [False, False],
    ]


def test_without_a_river_nothing_is_flooded_by_guess() -> None:
    with pytest.raises(LayerError, match="no_open_water"):
        level_zones("mnt.asc", grid([[0.0, 1.0]]), 3.0, gpd.GeoSeries([], crs=CRS), declared=True)


def test_zeros_of_the_border_are_padding_when_no_value_says_no_data() -> None:
    rows = [[0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0]]
    river = gpd.GeoSeries([shapely.LineString([(5, 5), (35, 5)])], crs=CRS)
    got = level_zones("mnt.asc", grid(rows), 3.0, river, declared=False)
    assert [p.value for p in got.problems if p.kind == "zero_filled"] == ["6"]
    assert [p.value for p in got.problems if p.kind == "raster_cells"] == ["6 / 0 / 6"]
