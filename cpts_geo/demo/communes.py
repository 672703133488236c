"""Commune polygons: limits between cells, smoothed once per limit, so that polygons tile exactly."""

from collections import defaultdict
from typing import Final, TypeVar

import numpy as np
import shapely

from cpts_geo.demo.grid import Floats, Grid, Ints, Shape
from cpts_geo.demo.lines import smoothed

OUTSIDE: Final = -1
Node = TypeVar("Node")


def commune_polygons(grid: Grid, commune: Ints, inside: int) -> list[Shape]:
    """Polygon of each commune number below ``inside``; limits are shared lines, smoothed and simplified."""
    label = np.where(commune < inside, commune, OUTSIDE).reshape(grid.shape)
    label = np.pad(label, 1, constant_values=OUTSIDE)
    lines = [_soft(points, grid.cell_m) for points in _limits(grid, label)]
    faces = shapely.get_parts(
        shapely.polygonize(shapely.get_parts(shapely.node(shapely.multilinestrings(lines))))
    )
    owner = _owners(grid, label, faces)
    return [shapely.union_all(faces[owner == k]) for k in range(inside)]


def _owners(grid: Grid, label: Ints, faces: np.ndarray) -> Ints:
    points = shapely.point_on_surface(faces)
    xy = shapely.get_coordinates(points)
    rows = ((xy[:, 1] - grid.y0) // grid.cell_m).astype(int) + 1
    cols = ((xy[:, 0] - grid.x0) // grid.cell_m).astype(int) + 1
    return np.asarray(label[rows, cols])


def _soft(points: Floats, cell_m: float) -> Shape:
    soft = smoothed(points, 95 / cell_m)
    closed = bool((points[0] == points[-1]).all())
    line = shapely.linestrings(soft)
    return line if closed else shapely.simplify(line, 9.0)


def _limits(grid: Grid, label: Ints) -> list[Floats]:
    """Limits between different labels, cut where three communes meet."""
    links = _sides(label)
    nexts: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for a, b in links:
        nexts[a].append(b)
        nexts[b].append(a)
    kinds = {node: _around(label, node) for node in nexts}
    knots = {node for node, near in nexts.items() if len(near) != 2 or len(kinds[node]) > 2}
    chains = walk_chains(nexts, knots)
    return [_to_metres(grid, np.array(chain)) for chain in chains]


def _around(label: Ints, node: tuple[int, int]) -> set[int]:
    row, col = node
    return set(label[row - 1 : row + 1, col - 1 : col + 1].ravel().tolist())


def _sides(label: Ints) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Sides of cells between two labels, as pairs of corner (row, col) in padded cells."""
    rows, cols = np.nonzero(label[:, 1:] != label[:, :-1])
    upright = [((r, c + 1), (r + 1, c + 1)) for r, c in zip(rows.tolist(), cols.tolist(), strict=True)]
    rows, cols = np.nonzero(label[1:, :] != label[:-1, :])
    flat = [((r + 1, c), (r + 1, c + 1)) for r, c in zip(rows.tolist(), cols.tolist(), strict=True)]
    return upright + flat


def walk_chains(nexts: dict[Node, list[Node]], knots: set[Node]) -> list[list[Node]]:
    """Chains of nodes between knots, each link once; rings without a knot start anywhere."""
    seen: set[frozenset[Node]] = set()
    chains = []
    for start in [*knots, *(node for node in nexts if node not in knots)]:
        for after in nexts[start]:
            chain = _walk(nexts, knots, (start, after), seen=seen)
            chains += [chain] if chain else []
    return chains


def _walk(
    nexts: dict[Node, list[Node]], knots: set[Node], link: tuple[Node, Node], *, seen: set[frozenset[Node]]
) -> list[Node]:
    if frozenset(link) in seen:
        return []
    chain = list(link)
    seen.add(frozenset(link))
    while chain[-1] not in knots and chain[-1] != chain[0]:
        ahead = [node for node in nexts[chain[-1]] if node != chain[-2]]
        if not ahead or frozenset((chain[-1], ahead[0])) in seen:
            break
        seen.add(frozenset((chain[-1], ahead[0])))
        chain.append(ahead[0])
    return chain


def _to_metres(grid: Grid, corners: Ints) -> Floats:
    return np.column_stack(
        [grid.x0 + (corners[:, 1] - 1) * grid.cell_m, grid.y0 + (corners[:, 0] - 1) * grid.cell_m]
    )
