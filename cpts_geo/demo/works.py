"""Works on roads: the tunnel, fords, roundabouts."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from cpts_geo.demo.grid import Bools, Floats, Ints, Shape
from cpts_geo.demo.relief import Relief
from cpts_geo.demo.streets import town_radius
from cpts_geo.demo.ways import cut, way_table

TUNNEL_M: Final = 260.0
FORD_HALF_M: Final = 14.0
ROUNDABOUT_RADIUS_M: Final = 19.0
APART_M: Final = 130.0  # of roundabouts
MAIN: Final = ("primary", "secondary", "tertiary")


def with_tunnels(ways: pd.DataFrame, relief: Relief, inside: Bools, *, count: int) -> pd.DataFrame:
    """Ways with straight tunnels where the ground rises most between two ends ``TUNNEL_M`` apart.

    ``inside`` tells the cells where one may be bored; no way gets two.
    """
    way, start = _highest_humps(ways, relief, inside, count=count)
    lines = ways["line"].to_numpy()[way]
    spots = [shapely.line_interpolate_point(lines, start + step) for step in (0, TUNNEL_M)]
    out = cut(ways, np.concatenate([way, way]), np.concatenate(spots))
    middle = shapely.line_interpolate_point(lines, start + TUNNEL_M / 2)
    bored = shapely.STRtree(out["line"].to_numpy()).nearest(middle)
    pieces, tunnel = out["line"].to_numpy().copy(), out["tunnel"].to_numpy().copy()
    for k in bored:
        pieces[k] = shapely.linestrings(shapely.get_coordinates(pieces[k])[[0, -1]])
    tunnel[bored] = True
    return out.assign(line=pieces, tunnel=tunnel)


def _highest_humps(ways: pd.DataFrame, relief: Relief, inside: Bools, *, count: int) -> tuple[Ints, Floats]:
    """Ways and distances along them where tunnels save most climbing."""
    lines = ways["line"].to_numpy()
    long = shapely.length(lines) > TUNNEL_M + 220
    usable = np.flatnonzero(ways["highway"].isin(MAIN[:2]) & ~ways["bridge"] & long)
    best = [_hump(relief, inside, lines[k]) for k in usable]
    order = np.argsort([-rise for rise, _ in best], kind="stable")[:count]
    return usable[order], np.array([best[k][1] for k in order])


def _hump(relief: Relief, inside: Bools, line: Shape) -> tuple[float, float]:
    """Highest rise of the ground above a straight tunnel of this line, and where it starts."""
    starts = np.arange(100, line.length - TUNNEL_M - 100, 40.0)
    ground = [_ground(relief, line, starts + step * TUNNEL_M) for step in (0, 0.5, 1)]
    middle = shapely.get_coordinates(shapely.line_interpolate_point(line, starts + TUNNEL_M / 2))
    rise = np.where(inside[relief.grid.cells(middle)], ground[1] - (ground[0] + ground[2]) / 2, -1e3)
    top = int(np.argmax(rise))
    return float(rise[top]), float(starts[top])


def _ground(relief: Relief, line: Shape, at: Floats) -> Floats:
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    return np.asarray(relief.height.ravel()[relief.grid.cells(points)])


def with_fords(
    ways: pd.DataFrame, crossed: pd.DataFrame, count: int, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Ways in which ``count`` lanes cross a stream by a ford, a short piece of its own."""
    lines = ways["line"].to_numpy()
    at = shapely.line_locate_point(lines[crossed["way"]], crossed["spot"].to_numpy())
    lane = (ways["highway"].to_numpy() == "unclassified")[crossed["way"]]
    room = (at > 60) & (at < shapely.length(lines[crossed["way"]]) - 60)
    once = ~crossed.duplicated("way").to_numpy()
    able = np.flatnonzero(lane & room & once)
    chosen = np.sort(rng.choice(able, min(count, len(able)), replace=False))
    way, middle = crossed["way"].to_numpy()[chosen], at[chosen]
    spots = [
        shapely.line_interpolate_point(lines[way], middle + step) for step in (-FORD_HALF_M, FORD_HALF_M)
    ]
    out = cut(ways, np.concatenate([way, way]), np.concatenate(spots))
    pieces = out["line"].to_numpy()
    short = (shapely.length(pieces) < 2.2 * FORD_HALF_M) & (out["highway"] == "unclassified").to_numpy()
    middle = shapely.STRtree(crossed["spot"].to_numpy()[chosen])
    touched = middle.query(pieces, predicate="dwithin", distance=0.5)[0]
    return out.assign(ford=short & np.isin(np.arange(len(out)), touched))


def with_roundabouts(
    ways: pd.DataFrame, points: Floats, seats: Floats, *, people: Floats, count: int
) -> tuple[pd.DataFrame, Floats]:
    """Ways and nodes in which the busiest junctions became rings driven counter-clockwise."""
    chosen = _busiest(ways, points, seats, people=people, count=count)
    new = {name: ways[name].to_numpy(copy=True) for name in ("u", "v", "line")}
    highway, leaving = ways["highway"].to_numpy(), [_ways_by_end(ways[end]) for end in ("u", "v")]
    nodes, rings, base = [points], [], len(points)
    for node in chosen:
        starts, stops = (by_end(node) for by_end in leaving)
        ends = [(int(k), True) for k in starts] + [(int(k), False) for k in stops]
        spots = []
        for number, (k, from_start) in enumerate(ends):
            spot, new["line"][k] = _trim(new["line"][k], from_start)
            spots.append(spot)
            new["u" if from_start else "v"][k] = base + number
        nodes.append(np.array(spots))
        kinds = {highway[k] for k, _ in ends}
        kind = next((name for name in MAIN if name in kinds), "residential")
        rings.append(_ring(points[node], np.array(spots), base).assign(highway=kind))
        base += len(spots)
    table = pd.concat([ways.assign(**new), *rings], ignore_index=True)
    return table, np.vstack(nodes)


def _ways_by_end(end: pd.Series) -> Callable[[int], Ints]:
    """Positions of the ways that have a node at this end, in order."""
    order = np.argsort(end.to_numpy(), kind="stable")
    known = end.to_numpy()[order]
    return lambda node: order[np.searchsorted(known, node) : np.searchsorted(known, node, side="right")]


def _busiest(ways: pd.DataFrame, points: Floats, seats: Floats, *, people: Floats, count: int) -> list[int]:
    """Junctions of at least three main roads, ramps first, then those on the edge of towns, far apart."""
    worth = (
        ways["highway"]
        .map({"primary": 3.0, "secondary": 2.0, "tertiary": 1.0, "motorway_link": 4.0})
        .fillna(-0.5)
    )
    ends = pd.concat([ways["u"], ways["v"]])
    score = pd.concat([worth, worth]).groupby(ends).sum()
    degree = ends.value_counts().reindex(score.index)
    short = shapely.length(ways["line"].to_numpy()) < 4 * ROUNDABOUT_RADIUS_M
    barred = set(
        ends[pd.concat([ways["bridge"] | ways["tunnel"] | short | (ways["highway"] == "motorway")] * 2)]
    )
    town, junctions = np.zeros(len(points)), cKDTree(points)
    for seat, crowd in zip(seats, people, strict=True):
        near = np.array(junctions.query_ball_point(seat, 1.6 * town_radius(crowd)), dtype=np.int64)
        away = np.hypot(*(points[near] - seat).T) / town_radius(crowd)
        edge = near[(away > 0.55) & (away < 1.5)]
        town[edge] = np.maximum(town[edge], min(crowd, 9_000) / 3_000)
    good = score[(degree >= 3) & (degree <= 5) & (score >= 5) & ~score.index.isin(barred)]
    ranked = (good + town[good.index]).sort_values(ascending=False, kind="stable")
    kept, free = list[int](), np.ones(len(points), dtype=bool)
    for node in ranked.index[: 40 * count]:
        if len(kept) < count and free[node]:
            kept.append(int(node))
            free[junctions.query_ball_point(points[node], APART_M)] = False
    return kept


def _trim(line: Shape, from_start: bool) -> tuple[Floats, Shape]:  # noqa: FBT001 which end of the line
    """New end of a way on the ring, and its line cut there."""
    xy = shapely.get_coordinates(line) if from_start else shapely.get_coordinates(line)[::-1]
    turned = shapely.linestrings(xy)
    spot = shapely.get_coordinates(shapely.line_interpolate_point(turned, ROUNDABOUT_RADIUS_M))[0]
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    rest = np.vstack([spot, xy[along > ROUNDABOUT_RADIUS_M + 0.1]])
    return np.asarray(spot), shapely.linestrings(rest if from_start else rest[::-1])


def _ring(centre: Floats, spots: Floats, base: int) -> pd.DataFrame:
    turn = np.arctan2(*(spots - centre).T[::-1])
    order: Ints = np.argsort(turn, kind="stable")
    lines, u, v = [], [], []
    for here, there in zip(order, np.roll(order, -1), strict=True):
        sweep = (turn[there] - turn[here]) % (2 * np.pi) or 2 * np.pi
        angles = turn[here] + np.linspace(0, sweep, max(4, int(sweep / 0.35)))
        arc = centre + ROUNDABOUT_RADIUS_M * np.column_stack([np.cos(angles), np.sin(angles)])
        arc[0], arc[-1] = spots[here], spots[there]
        lines.append(shapely.linestrings(arc))
        u.append(base + int(here))
        v.append(base + int(there))
    return way_table(lines, junction="roundabout", oneway=True).assign(u=u, v=v)
