"""A square grid: neighbours, least-cost search, drainage trees, smooth noise. Cells are flat integers."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import ndimage, sparse
from scipy.interpolate import RectBivariateSpline
from scipy.sparse import csgraph

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Shape = Any  # a shapely geometry; published types cannot tell one from an array of them

STEPS: Final = ((0, 1), (1, 0), (1, 1), (1, -1))
NO_CELL: Final = -9999  # what SciPy writes for « no predecessor »


@dataclass(frozen=True)
class Grid:
    """Square cells of ``cell_m`` metres; row 0 is the southern edge, ``x0, y0`` the south-west corner."""

    rows: int
    cols: int
    cell_m: float
    x0: float
    y0: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.cols

    @property
    def count(self) -> int:
        """Number of cells."""
        return self.rows * self.cols

    def centres(self, cells: npt.ArrayLike) -> Floats:
        """Centres of cells, n x 2, metres."""
        rows, cols = np.divmod(np.asarray(cells), self.cols)
        return np.column_stack([self.x0 + (cols + 0.5) * self.cell_m, self.y0 + (rows + 0.5) * self.cell_m])

    def cells(self, points: npt.ArrayLike) -> Ints:
        """Cells that hold points; points outside take the nearest border cell."""
        xy = np.atleast_2d(np.asarray(points, dtype=float))
        cols = np.clip(((xy[:, 0] - self.x0) // self.cell_m).astype(np.int64), 0, self.cols - 1)
        rows = np.clip(((xy[:, 1] - self.y0) // self.cell_m).astype(np.int64), 0, self.rows - 1)
        return rows * self.cols + cols

    def axes(self) -> tuple[Floats, Floats]:
        """Coordinates of the columns' and of the rows' centres."""
        x = self.x0 + (np.arange(self.cols, dtype=np.float64) + 0.5) * self.cell_m
        y = self.y0 + (np.arange(self.rows, dtype=np.float64) + 0.5) * self.cell_m
        return np.asarray(x), np.asarray(y)

    def resized(self, cell_m: float) -> "Grid":
        """Same extent with other cells."""
        ratio = self.cell_m / cell_m
        return Grid(round(self.rows * ratio), round(self.cols * ratio), cell_m, self.x0, self.y0)


def grid_over(centre: tuple[float, float], width_m: float, height_m: float, *, cell_m: float) -> Grid:
    """Grid of a domain, with an even number of rows and columns."""
    cols, rows = 2 * round(width_m / cell_m / 2), 2 * round(height_m / cell_m / 2)
    corner = (round(centre[0] - cols * cell_m / 2, -2), round(centre[1] - rows * cell_m / 2, -2))
    return Grid(rows, cols, cell_m, *corner)


def noise(grid: Grid, scale_m: float, rng: np.random.Generator) -> Floats:
    """Smooth noise of about unit deviation whose bumps are about ``scale_m`` wide."""
    shape = tuple(int(n * grid.cell_m / scale_m) + 7 for n in grid.shape)
    spline = RectBivariateSpline(np.arange(shape[0]), np.arange(shape[1]), rng.standard_normal(shape))
    start = rng.uniform(1.5, 2.5, 2)
    rows, cols = (start[i] + np.arange(n) * grid.cell_m / scale_m for i, n in enumerate(grid.shape))
    return np.asarray(spline(rows, cols) / 0.7)


def resample(grid: Grid, values: Floats, target: Grid) -> Floats:
    """Values of a grid at the centres of another one over the same extent, by cubic spline."""
    x, y = grid.axes()
    tx, ty = target.axes()
    spline = RectBivariateSpline(y, x, values.reshape(grid.shape), s=0)
    return np.asarray(spline(np.clip(ty, y[0], y[-1]), np.clip(tx, x[0], x[-1])))


def neighbours(grid: Grid) -> tuple[Ints, Ints, Floats]:
    """Each pair of touching cells once (eight directions) and the distance between them."""
    index = np.arange(grid.count).reshape(grid.shape)
    first, second, length = [], [], []
    for row, col in STEPS:
        left = index[: grid.rows - row, max(0, -col) : grid.cols - max(0, col)].ravel()
        first.append(left)
        second.append(left + row * grid.cols + col)
        length.append(np.full(len(left), grid.cell_m * np.hypot(row, col)))
    return np.concatenate(first), np.concatenate(second), np.concatenate(length)


def cost_graph(grid: Grid, cost: Floats, extra: tuple[Ints, Ints, Floats] | None = None) -> Any:
    """Symmetric graph of the grid: length times the mean cost of the two cells; infinite cost is a wall.

    ``extra`` adds links (first cell, second cell, weight), bridges for instance.
    """
    a, b, length = neighbours(grid)
    flat = cost.ravel()
    weight = length * (flat[a] + flat[b]) / 2
    keep = np.isfinite(weight)
    a, b, weight = a[keep], b[keep], weight[keep]
    if extra is not None:
        a, b, weight = (np.concatenate([old, new]) for old, new in zip((a, b, weight), extra, strict=True))
    return sparse.coo_array((weight, (a, b)), shape=(grid.count, grid.count)).tocsr()


def cell_distance(grid: Grid, points: Floats) -> Floats:
    """Distance from each cell to the nearest of some points, metres."""
    marked = np.ones(grid.count, dtype=bool)
    marked[grid.cells(points)] = False
    return np.asarray(ndimage.distance_transform_edt(marked.reshape(grid.shape), sampling=grid.cell_m))


@dataclass(frozen=True)
class Reach:
    """Least-cost search from several sources: per cell its cost, previous cell and source (-9999 = none)."""

    cost: Floats
    previous: Ints
    source: Ints

    def path(self, cell: int) -> list[int]:
        """Cells from ``cell`` back to its source."""
        cells = [int(cell)]
        while (before := int(self.previous[cells[-1]])) != NO_CELL:
            cells.append(before)
        return cells


def reach(graph: Any, sources: npt.ArrayLike) -> Reach:
    """Least-cost search from the nearest of several cells."""
    cost, previous, source = csgraph.dijkstra(
        graph, directed=False, indices=np.asarray(sources), return_predecessors=True, min_only=True
    )
    return Reach(cost, previous.astype(np.int64), source.astype(np.int64))


@dataclass(frozen=True)
class Drainage:
    """Where water goes: the next cell downstream of each cell (-1 at outlets), and cells by distance.

    ``levels[k]`` are the cells that are ``k`` steps above an outlet.
    """

    down: Ints
    levels: list[Ints]

    def accumulate(self, weight: Floats) -> Floats:
        """Sum of ``weight`` over everything upstream of each cell, itself included."""
        total = weight.copy()
        for cells in self.levels[:0:-1]:
            np.add.at(total, self.down[cells], total[cells])
        return total


def drain(grid: Grid, height: Floats, outlets: Ints) -> Drainage:
    """Drainage of a relief to its outlets: steepest way down, and over the lowest sill out of a hollow.

    A minimum spanning tree on the higher of two cells gives, for each cell, the way whose highest point is
    lowest: the result of filling hollows, without a priority queue.
    """
    flat = height.ravel() - height.min() + 1.0
    a, b, length = neighbours(grid)
    high, low = np.maximum(flat[a], flat[b]), np.minimum(flat[a], flat[b])
    weight = high - 1e-4 * (high - low) / length
    root = grid.count
    rows = np.concatenate([a, outlets])
    cols = np.concatenate([b, np.full(len(outlets), root)])
    links = sparse.coo_array(
        (np.concatenate([weight, np.full(len(outlets), 1e-9)]), (rows, cols)), (root + 1, root + 1)
    )
    tree = csgraph.minimum_spanning_tree(links.tocsr())
    order, previous = csgraph.breadth_first_order(tree, root, directed=False)
    down = np.where(previous[:root] == root, -1, previous[:root]).astype(np.int64)
    return Drainage(down, _levels(order[1:].astype(np.int64), down))


def _levels(order: Ints, down: Ints) -> list[Ints]:
    steps = _steps_to_outlet(down)[order]
    return np.split(order, np.flatnonzero(np.diff(steps)) + 1)


def _steps_to_outlet(down: Ints) -> Ints:
    jump = np.where(down < 0, np.arange(len(down)), down)
    steps = (down >= 0).astype(np.int64)
    while (steps[jump] > 0).any():
        steps, jump = steps + steps[jump], jump[jump]
    return steps
