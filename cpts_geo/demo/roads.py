"""The road network: routes, streets and the motorway joined, then one row per direction of travel."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree
from shapely.ops import substring

from cpts_geo.demo.grid import Bools, Floats, Ints, cell_distance
from cpts_geo.demo.motorway import motorway_ways
from cpts_geo.demo.relief import Relief
from cpts_geo.demo.routes import trace_routes
from cpts_geo.demo.settlement import Settlement
from cpts_geo.demo.streets import street_ways, town_radius
from cpts_geo.demo.water import crossings
from cpts_geo.demo.ways import noded, route_ways, way_table, welded
from cpts_geo.demo.works import with_fords, with_roundabouts, with_tunnels

EDGE_MAX_M: Final = 295.0
# km/h; in town 50, on roads 80, on motorways 130 (FACTS 9.3); narrow lanes and ramps are driven slower.
SPEED_RURAL: Final = {
    "motorway": 130,
    "motorway_link": 60,
    "primary": 80,
    "secondary": 80,
    "tertiary": 70,
    "unclassified": 50,
}
SPEED_URBAN: Final = {"primary": 50, "secondary": 50, "tertiary": 50, "residential": 30, "unclassified": 40}
ROUNDABOUT_KMH: Final = 30.0
FOOT_KMH: Final = 4.0
ONE_WAY_TOWN: Final = 2_300.0  # people from which a town has one-way streets


@dataclass(frozen=True)
class Roads:
    """Ways with nodes, before they are cut into edges.

    ``ways`` has ``line``, ``u``, ``v`` and the columns of ``ways.COLUMNS``; ``points`` are the nodes.
    """

    ways: pd.DataFrame
    points: Floats


def build_roads(
    relief: Relief,
    settlement: Settlement,
    people: Floats,
    *,
    streams: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> Roads:
    """Every road of the domain. ``people`` is the population of each seat, neighbours included."""
    inside, scale = settlement.inside, max(1.0, settlement.inside / 32)
    routes = route_ways(relief.grid, trace_routes(relief, settlement, rng))
    routes = with_tunnels(routes, relief, _open_country(relief, settlement), count=max(1, round(scale)))
    motorway = motorway_ways(relief, settlement.seats, people, roads=routes, rng=rng)
    streets = street_ways(relief, settlement.seats[:inside], people[:inside], roads=routes, rng=rng)
    ramps = motorway["highway"] == "motorway_link"
    ground = noded(pd.concat([routes, streets, motorway[ramps]], ignore_index=True))
    ground = with_fords(
        ground, _inside(relief, settlement, crossings(ground, streams)), max(1, round(4 * scale)), rng=rng
    )
    ways, points = welded(pd.concat([ground, motorway[~ramps]], ignore_index=True))
    ways = _largest_part(ways, len(points))
    ways, points = with_roundabouts(
        ways, points, settlement.seats, people=people, count=max(2, round(9 * scale))
    )
    ways = pd.concat(
        [ways, _footpaths(ways, points, rng, count=max(3, round(10 * scale)))], ignore_index=True
    )
    return Roads(_with_one_ways(ways, points, people, rng=rng), points)


def _open_country(relief: Relief, settlement: Settlement) -> Bools:
    """Cells of the territory away from villages."""
    away = cell_distance(relief.grid, settlement.seats).ravel()
    return np.asarray((settlement.commune < settlement.inside) & (away > 1_300))


def _inside(relief: Relief, settlement: Settlement, crossed: pd.DataFrame) -> pd.DataFrame:
    cells = relief.grid.cells(shapely.get_coordinates(crossed["spot"].to_numpy()))
    return crossed[settlement.commune[cells] < settlement.inside]


def _largest_part(ways: pd.DataFrame, count: int) -> pd.DataFrame:
    links = sparse.coo_array((np.ones(len(ways)), (ways["u"], ways["v"])), (count, count))
    _, part = csgraph.connected_components(links, directed=False)
    of_way = part[ways["u"]]
    kept = np.flatnonzero(of_way == np.bincount(of_way).argmax())
    return ways.iloc[kept].reset_index(drop=True)


def _footpaths(ways: pd.DataFrame, points: Floats, rng: np.random.Generator, *, count: int) -> pd.DataFrame:
    """A few alleys between neighbouring street corners that no street joins."""
    streets = ways[ways["highway"] == "residential"]
    corners = np.unique(streets[["u", "v"]])
    if len(corners) < 4:
        return way_table([])
    pairs = cKDTree(points[corners]).query_pairs(120, output_type="ndarray")
    pairs = corners[pairs[np.lexsort(pairs.T)]]
    joined = set(zip(ways["u"].tolist(), ways["v"].tolist(), strict=True))
    free = np.array([p for p in pairs.tolist() if tuple(p) not in joined and tuple(p[::-1]) not in joined])
    picks = free[np.sort(rng.choice(len(free), min(count, len(free)), replace=False))]
    lines = shapely.linestrings(points[picks])
    crossed, _ = shapely.STRtree(ways["line"].to_numpy()).query(lines, predicate="crosses")
    clear = ~np.isin(np.arange(len(lines)), crossed)
    return way_table(list(lines[clear]), highway="footway", car=False).assign(
        u=picks[clear, 0], v=picks[clear, 1]
    )


def _with_one_ways(
    ways: pd.DataFrame, points: Floats, people: Floats, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Some streets of towns made one-way, in alternate directions, as long as all can be reached."""
    street = (ways["highway"] == "residential") & (ways["place"] >= 0)
    in_town = people[ways["place"].clip(0)] > ONE_WAY_TOWN
    lot = rng.uniform(size=100_000)
    drawn = lot[(ways["place"] * 97 + ways["number"]).clip(0) % 100_000] < 0.34
    wanted = (street & in_town & drawn).to_numpy()
    backward = wanted & ((ways["number"] + ways["place"]) % 2 == 1).to_numpy()
    out = _reversed(ways, backward)
    wanted = _reachable(out, wanted, len(points))
    return out.assign(oneway=out["oneway"] | wanted)


def _reversed(ways: pd.DataFrame, which: Bools) -> pd.DataFrame:
    out = ways.copy()
    out.loc[which, "line"] = shapely.reverse(ways.loc[which, "line"].to_numpy())
    out.loc[which, ["u", "v"]] = ways.loc[which, ["v", "u"]].to_numpy()
    return out


def _reachable(ways: pd.DataFrame, wanted: Bools, count: int) -> Bools:
    """One-way wishes kept only where one can still drive from anywhere to anywhere."""
    keep = wanted.copy()
    while True:
        part = strong_parts(ways.assign(oneway=ways["oneway"] | keep), count)
        broken = keep & (part[ways["u"]] != part[ways["v"]])
        if not broken.any():
            return keep
        keep &= ~broken


def strong_parts(ways: pd.DataFrame, count: int) -> Ints:
    """Strongly connected part of each node, for cars."""
    cars = ways[ways["car"]]
    back = cars[~cars["oneway"]]
    start, end = np.concatenate([cars["u"], back["v"]]), np.concatenate([cars["v"], back["u"]])
    links = sparse.coo_array((np.ones(len(start)), (start, end)), (count, count))
    return np.asarray(csgraph.connected_components(links, directed=True, connection="strong")[1])


def split_long(roads: Roads) -> Roads:
    """Ways of at most ``EDGE_MAX_M`` metres."""
    lines = roads.ways["line"].to_numpy()
    parts = np.ceil(shapely.length(lines) / EDGE_MAX_M).astype(int).clip(1)
    origin = np.repeat(np.arange(len(lines)), parts)
    rank = np.arange(len(origin)) - np.repeat(np.cumsum(parts) - parts, parts)
    share = [rank / parts[origin], (rank + 1) / parts[origin]]
    out = roads.ways.iloc[origin].reset_index(drop=True)
    cuts = np.flatnonzero(rank > 0)
    fresh = len(roads.points) + np.arange(len(cuts))
    out.loc[cuts, "u"] = fresh
    out.loc[cuts - 1, "v"] = fresh
    spots = shapely.line_interpolate_point(lines[origin[cuts]], share[0][cuts], normalized=True)
    long = np.flatnonzero(parts[origin] > 1)
    out.loc[long, "line"] = np.array(
        [substring(lines[origin[k]], share[0][k], share[1][k], normalized=True) for k in long]
    )
    return Roads(out, np.vstack([roads.points, shapely.get_coordinates(spots)]))


def is_urban(lines: np.ndarray, seats: Floats, people: Floats) -> Bools:
    """Whether the middle of each line is in the built-up area of a settlement."""
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    urban = np.zeros(len(lines), dtype=bool)
    for hits in cKDTree(middle).query_ball_point(seats, 1.08 * town_radius(people)):
        urban[hits] = True
    return urban


def speeds(ways: pd.DataFrame, urban: Bools) -> pd.Series:
    """Free-flow speed in km/h of each way."""
    highway = ways["highway"]
    rural = highway.map(SPEED_RURAL)
    town = highway.map(SPEED_URBAN)
    speed = rural.where(~urban | town.isna(), town).fillna(town)
    return (
        speed.mask(ways["junction"] == "roundabout", ROUNDABOUT_KMH)
        .mask(highway == "footway", FOOT_KMH)
        .astype(float)
    )
