"""Altitudes of a grid: exact on a plane, unknown stays unknown, absurd values refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.model.errors import LayerError
from cpts_geo.sources.polygonise import Grid
from cpts_geo.sources.relief import cell_m, checked, coarser, heights_at
from making import CRS


def grid(cells: object, side: float = 25.0, crs: str = CRS) -> Grid:
    values = np.array(cells, dtype="f4")
    return Grid(values, 0.0, side * len(values), side, side, crs)


def plane(rows: int, columns: int, side: float) -> Grid:
    """200 m + 0.1 x + 0.2 y at the centre of each cell."""
    x, y = np.meshgrid((np.arange(columns) + 0.5) * side, (np.arange(rows)[::-1] + 0.5) * side)
    return grid(200 + 0.1 * x + 0.2 * y, side)


@given(st.floats(13, 187), st.floats(13, 87))
def test_a_plane_is_given_back_exactly_between_the_centres(x: float, y: float) -> None:
    assert heights_at(plane(4, 8, 25.0), np.array([[x, y]])) == pytest.approx(
        [200 + 0.1 * x + 0.2 * y], abs=1e-3
    )


@given(
    st.lists(st.lists(st.floats(0, 4000, width=32), min_size=4, max_size=4), min_size=3, max_size=3),
    st.data(),
)
def test_no_height_is_outside_those_of_the_grid(rows: list[list[float]], data: st.DataObject) -> None:
    spot = [data.draw(st.floats(0, 99.9)), data.draw(st.floats(0.1, 75))]
    (found,) = heights_at(grid(rows), np.array([spot]))
    assert np.min(rows) - 1e-2 <= found <= np.max(rows) + 1e-2


def test_outside_and_in_an_unknown_cell_nothing_is_known_and_beside_it_what_is_known_counts() -> None:
    found = heights_at(
        grid([[100, np.nan]]), np.array([[12.0, 12.0], [24.0, 12.0], [30.0, 12.0], [60.0, 12.0]])
    )
    assert found[:2] == pytest.approx([100, 100])
    assert np.isnan(found[2:]).all()


def test_five_metres_become_twenty_five_by_the_mean_of_what_is_known() -> None:
    fine = plane(10, 10, 5.0)
    cells = fine.cells.copy()
    cells[:5, :5].flat[:13] = np.nan  # 12 of 25 are known: most are not
    cells[5:, 5:].flat[:12] = np.nan
    found = coarser(Grid(cells, 0.0, 50.0, 5.0, 5.0, CRS))
    assert found.bounds == fine.bounds
    assert np.isnan(found.cells[0, 0])
    assert found.cells[0, 1] == pytest.approx(fine.cells[:5, 5:].mean())
    assert found.cells[1, 1] == pytest.approx(np.nanmean(cells[5:, 5:]))


def test_cells_of_bd_alti_are_kept_as_they_are() -> None:
    own = grid([[1.0, 2.0]])
    assert coarser(own) is own


def test_a_second_of_arc_is_about_thirty_metres() -> None:
    assert cell_m(grid([[1.0]], 1 / 3600, "EPSG:4326")) == pytest.approx(30.9, abs=0.1)


@pytest.mark.parametrize(
    ("cells", "side", "kind"),
    [
        ([[np.nan]], 25, "relief_empty"),
        ([[12.0, 9999.0]], 25, "relief_absurd"),
        ([[-500.0, 12.0]], 25, "relief_absurd"),
        ([[350_000.0]], 25, "relief_absurd"),  # centimetres
        ([[12.0]], 250, "relief_coarse"),
    ],
)
def test_what_cannot_be_altitudes_of_roads_is_refused(cells: object, side: float, kind: str) -> None:
    with pytest.raises(LayerError, match=kind):
        checked("mnt.asc", grid(cells, side))
