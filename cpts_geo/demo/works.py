"""Works on roads: the tunnel, fords, roundabouts."""

from typing import Final

import numpy as np
import pandas as pd
import shapely

from cpts_geo.demo.grid import Bools, Floats, Ints, Shape
from cpts_geo.demo.relief import Relief
from cpts_geo.demo.streets import town_radius
from cpts_geo.demo.ways import cut, way_table

TUNNEL_M: Final = 260.0
FORD_HALF_M: Final = 14.0
ROUNDABOUT_RADIUS_M: Final = 19.0
MAIN: Final = ("primary", "secondary", "tertiary")


def with_tunnels(ways: pd.DataFrame, relief: Relief, inside: Bools, count: int) -> pd.DataFrame:
    """Ways with a straight tunnel where the ground rises most between two ends ``TUNNEL_M`` apart.

    ``inside`` tells the cells where one may be bored.
    """
    out = ways
    for _ in range(count):
        way, start = _highest_hump(out, relief, inside)
        line = out["line"].iloc[way]
        spots = shapely.line_interpolate_point(line, [start, start + TUNNEL_M])
        out = cut(out, np.array([way, way]), np.asarray(spots))
        inner = shapely.distance(
            shapely.line_interpolate_point(line, start + TUNNEL_M / 2), out["line"].to_numpy()
        )
        bored = int(np.argmin(inner))
        ends = shapely.get_coordinates(out["line"].iloc[bored])[[0, -1]]
        lines, tunnel = out["line"].to_numpy().copy(), out["tunnel"].to_numpy().copy()
        lines[bored], tunnel[bored] = shapely.linestrings(ends), True
        out = out.assign(line=lines, tunnel=tunnel)
    return out


def _highest_hump(ways: pd.DataFrame, relief: Relief, inside: Bools) -> tuple[int, float]:
    """Way and distance along it where a tunnel saves most climbing."""
    lines = ways["line"].to_numpy()
    usable = (
        ways["highway"].isin(MAIN[:2])
        & ~ways["bridge"]
        & ~ways["tunnel"]
        & (shapely.length(lines) > TUNNEL_M + 220)
    )
    best, best_rise = (int(np.argmax(usable)), 100.0), -np.inf
    for way in np.flatnonzero(usable):
        starts = np.arange(100, lines[way].length - TUNNEL_M - 100, 40.0)
        ground = [_ground(relief, lines[way], starts + step * TUNNEL_M) for step in (0, 0.5, 1)]
        rise = ground[1] - (ground[0] + ground[2]) / 2
        middle = shapely.line_interpolate_point(lines[way], starts + TUNNEL_M / 2)
        rise = np.where(inside[relief.grid.cells(shapely.get_coordinates(middle))], rise, -1e3)
        if rise.max() > best_rise:
            best, best_rise = (int(way), float(starts[int(np.argmax(rise))])), float(rise.max())
    return best


def _ground(relief: Relief, line: Shape, at: Floats) -> Floats:
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    return np.asarray(relief.height.ravel()[relief.grid.cells(points)])


def with_fords(
    ways: pd.DataFrame, crossed: pd.DataFrame, count: int, rng: np.random.Generator
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
    short = shapely.length(out["line"].to_numpy()) < 2.2 * FORD_HALF_M
    _, near = shapely.STRtree(crossed["spot"].to_numpy()[chosen]).query_nearest(
        out["line"].to_numpy()[short], all_matches=False
    )
    del near
    touches = np.array(
        [
            shapely.distance(line, crossed["spot"].to_numpy()[chosen]).min(initial=9.0) < 0.5
            for line in out["line"]
        ]
    )
    return out.assign(ford=short & touches & (out["highway"] == "unclassified"))


def with_roundabouts(
    ways: pd.DataFrame, points: Floats, seats: Floats, people: Floats, count: int
) -> tuple[pd.DataFrame, Floats]:
    """Ways and nodes in which the busiest junctions became rings driven counter-clockwise."""
    chosen = _busiest(ways, points, seats, people, count)
    out, nodes, rings = ways.copy(), [points], []
    for node in chosen:
        at_start = np.flatnonzero(out["u"].to_numpy() == node)
        at_end = np.flatnonzero(out["v"].to_numpy() == node)
        ends = [(int(k), True) for k in at_start] + [(int(k), False) for k in at_end]
        spots = []
        base = sum(len(part) for part in nodes)
        for number, (k, from_start) in enumerate(ends):
            spot, line = _trim(out, k, from_start)
            spots.append(spot)
            out.loc[k, "line"] = line
            out.loc[k, "u" if from_start else "v"] = base + number
        nodes.append(np.array(spots))
        kinds = set(out["highway"].iloc[[k for k, _ in ends]])
        kind = next((name for name in MAIN if name in kinds), "residential")
        rings.append(_ring(points[node], np.array(spots), base).assign(highway=kind))
    table = pd.concat([out, *rings], ignore_index=True)
    return table, np.vstack(nodes)


def _busiest(ways: pd.DataFrame, points: Floats, seats: Floats, people: Floats, count: int) -> list[int]:
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
    town = np.zeros(len(points))
    for seat, crowd in zip(seats, people, strict=True):
        away = np.hypot(*(points - seat).T) / town_radius(crowd)
        town = np.maximum(town, np.where((away > 0.55) & (away < 1.5), min(crowd, 9_000) / 3_000, 0))
    good = score[(degree >= 3) & (degree <= 5) & (score >= 5) & ~score.index.isin(barred)]
    ranked = (good + town[good.index]).sort_values(ascending=False, kind="stable")
    kept: list[int] = []
    for node in ranked.index[: 40 * count]:
        if len(kept) < count and all(np.hypot(*(points[node] - points[other])) > 130 for other in kept):
            kept.append(int(node))
    return kept


def _trim(ways: pd.DataFrame, k: int, from_start: bool) -> tuple[Floats, Shape]:  # noqa: FBT001 which end of the line
    """New end of way ``k`` on the ring, and its line cut there."""
    line = ways["line"].iloc[k]
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
