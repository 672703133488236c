"""From cells to ways: lines between junctions, smoothed, with their class, and what noding does to them."""

from collections import defaultdict
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from cpts_geo.demo.communes import walk_chains
from cpts_geo.demo.grid import Floats, Grid, Ints, Shape
from cpts_geo.demo.lines import smoothed
from cpts_geo.demo.routes import Routes

HIGHWAYS: Final = ("primary", "secondary", "tertiary", "unclassified")
SMOOTH_M: Final = (120.0, 95.0, 80.0, 65.0)
WELD_M: Final = 9.0
COLUMNS: Final[dict[str, Any]] = {
    "highway": "residential",
    "number": -1,  # route, or street line, that gives the name
    "place": -1,  # settlement of a street
    "bridge": False,
    "tunnel": False,
    "ford": False,
    "oneway": False,
    "car": True,
    "junction": "",
}


def way_table(lines: list[Shape], **columns: Any) -> pd.DataFrame:
    """Ways with every column; ``columns`` overrides the defaults."""
    filled = {name: columns.get(name, default) for name, default in COLUMNS.items()}
    return pd.DataFrame({"line": np.array(lines, dtype=object)}).assign(**filled)


def route_ways(grid: Grid, routes: Routes) -> pd.DataFrame:
    """Ways of the traced routes, from junction to junction."""
    link = {
        frozenset(pair): k
        for k, pair in enumerate(zip(routes.start.tolist(), routes.end.tolist(), strict=True))
    }
    nexts: dict[int, list[int]] = defaultdict(list)
    for a, b in zip(routes.start.tolist(), routes.end.tolist(), strict=True):
        nexts[a].append(b)
        nexts[b].append(a)
    chains = walk_chains(nexts, _knots(nexts, link, routes))
    firsts = np.array([link[frozenset(chain[:2])] for chain in chains])
    lines = _chain_lines(grid, chains, routes, firsts=firsts)
    rank = routes.rank[firsts]
    table = way_table(
        lines,
        highway=np.array(HIGHWAYS)[rank],
        number=routes.number[firsts],
        bridge=routes.bridge[firsts],
    )
    return table[~shapely.is_empty(table["line"].to_numpy())].reset_index(drop=True)


def _knots(nexts: dict[int, list[int]], link: dict[frozenset[int], int], routes: Routes) -> set[int]:
    knots = set()
    for cell, near in nexts.items():
        links = [link[frozenset((cell, other))] for other in near]
        ranks = {int(routes.rank[k]) for k in links}
        if len(near) != 2 or len(ranks) > 1 or any(routes.bridge[k] for k in links):
            knots.add(cell)
    return knots


def _chain_lines(grid: Grid, chains: list[list[int]], routes: Routes, *, firsts: Ints) -> list[Shape]:
    """One smooth line per chain; junctions one step apart become one (the step is an empty line)."""
    spot = _junction_spots(grid, chains, routes, firsts=firsts)
    lines = []
    for chain, first in zip(chains, firsts, strict=True):
        points = grid.centres(chain)
        points[0], points[-1] = spot.get(chain[0], points[0]), spot.get(chain[-1], points[-1])
        if len(chain) > 2:
            points = smoothed(points, SMOOTH_M[routes.rank[first]] / grid.cell_m)
        gone = len(chain) == 2 and bool(np.allclose(points[0], points[1]))
        lines.append(shapely.LineString() if gone else shapely.simplify(shapely.linestrings(points), 1.5))
    return lines


def _junction_spots(
    grid: Grid, chains: list[list[int]], routes: Routes, *, firsts: Ints
) -> dict[int, Floats]:
    steps = [
        chain
        for chain, first in zip(chains, firsts, strict=True)
        if len(chain) == 2 and not routes.bridge[first]
    ]
    if not steps:
        return {}
    cells, ends = np.unique(np.array(steps), return_inverse=True)
    ends = ends.reshape(-1, 2)
    shape = (len(cells), len(cells))
    _, group = csgraph.connected_components(
        sparse.coo_array((np.ones(len(ends)), ends.T), shape), directed=False
    )
    centres = pd.DataFrame(grid.centres(cells)).groupby(group).transform("mean").to_numpy()
    return dict(zip(cells.tolist(), centres, strict=True))


def noded(ways: pd.DataFrame) -> pd.DataFrame:
    """Ways cut wherever two of them cross or touch."""
    lines = ways["line"].to_numpy()
    first, second = shapely.STRtree(lines).query(lines, predicate="intersects")
    pair = first < second
    first, second = first[pair], second[pair]
    meet = shapely.intersection(lines[first], lines[second])
    parts, owner = shapely.get_parts(meet, return_index=True)
    is_point = shapely.get_type_id(parts) == 0
    spots = np.where(is_point, parts, shapely.point_on_surface(parts))
    way = np.concatenate([first[owner], second[owner]])
    return cut(ways, way, np.concatenate([spots, spots]))


def cut(ways: pd.DataFrame, way: Ints, spots: np.ndarray) -> pd.DataFrame:
    """Ways cut at points that lie on them (``spots[k]`` on ``way[k]``); a cut near an end is left out."""
    lines = ways["line"].to_numpy()
    at = shapely.line_locate_point(lines[way], spots)
    length = shapely.length(lines)
    keep = (at > 0.5) & (at < length[way] - 0.5)
    cuts = pd.DataFrame({"way": way[keep], "at": at[keep], "spot": spots[keep]}).sort_values(["way", "at"])
    pieces, origin = [], []
    by_way: dict[Any, pd.DataFrame] = dict(iter(cuts.groupby("way")))
    for k, line in enumerate(lines):
        group = by_way.get(k)
        parts = [line] if group is None else _pieces(line, group["at"].to_numpy(), group["spot"].to_numpy())
        pieces += parts
        origin += [k] * len(parts)
    out = ways.iloc[origin].reset_index(drop=True)
    out["line"] = np.array(pieces, dtype=object)
    return out


def _pieces(line: Shape, at: Floats, spots: np.ndarray) -> list[Shape]:
    keep = np.concatenate([[True], np.diff(at) > 0.5])
    at, middle = at[keep], shapely.get_coordinates(spots[keep])
    points = shapely.get_coordinates(line)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    marks = np.concatenate([[-1.0], at, [along[-1] + 1]])
    ends = np.vstack([points[:1], middle, points[-1:]])
    out = []
    for k in range(len(marks) - 1):
        inner = points[(along > marks[k] + 0.2) & (along < marks[k + 1] - 0.2)]
        inner = inner[1:] if k == 0 else inner
        inner = inner[:-1] if k == len(marks) - 2 else inner
        out.append(shapely.linestrings(np.vstack([ends[k : k + 1], inner, ends[k + 1 : k + 2]])))
    return out


def welded(ways: pd.DataFrame, weld_m: float = WELD_M) -> tuple[pd.DataFrame, Floats]:
    """Ways with node numbers ``u, v``; ends closer than ``weld_m`` are one node. Returns node points too."""
    lines = ways["line"].to_numpy()
    ends = np.vstack(
        [
            shapely.get_coordinates(shapely.get_point(lines, 0)),
            shapely.get_coordinates(shapely.get_point(lines, -1)),
        ]
    )
    spots, inverse = np.unique(np.round(ends, 2), axis=0, return_inverse=True)
    near = cKDTree(spots).query_pairs(weld_m, output_type="ndarray")
    links = sparse.coo_array((np.ones(len(near)), near.T), (len(spots), len(spots)))
    _, group = csgraph.connected_components(links, directed=False)
    points = pd.DataFrame(spots).groupby(group).mean().to_numpy()
    node = group[inverse.ravel()]
    out = ways.assign(u=node[: len(lines)], v=node[len(lines) :])
    out["line"] = _moved_ends(lines, points[out["u"]], points[out["v"]])
    length = shapely.length(out["line"].to_numpy())
    out = out[~((out["u"] == out["v"]) & (length < 90)) & (length > 1)]
    return _without_doubles(out).reset_index(drop=True), points


def _moved_ends(lines: np.ndarray, start: Floats, end: Floats) -> np.ndarray:
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    first = np.concatenate([[True], np.diff(owner) != 0])
    last = np.concatenate([first[1:], [True]])
    xy[first], xy[last] = start, end
    return np.asarray(shapely.linestrings(xy, indices=owner))


def _without_doubles(ways: pd.DataFrame) -> pd.DataFrame:
    """Of two ways between the same nodes and nearly the same length, only that of the better class."""
    low, high = np.minimum(ways["u"], ways["v"]), np.maximum(ways["u"], ways["v"])
    length = pd.Series(shapely.length(ways["line"].to_numpy()), index=ways.index)
    shortest = length.groupby([low, high]).transform("min")
    rank = ways["highway"].map({name: k for k, name in enumerate(HIGHWAYS)}).fillna(len(HIGHWAYS))
    ends = pd.DataFrame({"low": low, "high": high, "rank": rank}, index=ways.index)
    again = ends.sort_values("rank", kind="stable").duplicated(["low", "high"]).reindex(ways.index)
    return ways[~((length < 1.35 * shortest + 15) & again)]
