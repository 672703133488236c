"""Roads: parts that no road joins and who lives there, broken junctions, what speeds and margin are worth."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import KDTree

from cpts_geo.model.layers import ALTITUDE_M, CODE_INSEE, NAME, POPULATION
from cpts_geo.model.network import RoadNetwork, road_labels
from cpts_geo.routing.snap import islet_limit
from cpts_geo.sources.road_form import DEFAULT_KMH
from cpts_geo.territory.doctor.case import Case
from cpts_geo.territory.doctor.facts import Findings, at, cut, lonlats, metres, nearest_m, percent, whole
from cpts_geo.territory.parts import network_parts, nodes_of_people, part_of_nodes

LAYER: Final = "network"
GAP_M: Final = 5.0  # assumption: two ends this close were one junction before an extract broke it
NEAR_BORDER_M: Final = 10_000.0  # assumption: a third of the 30 minutes that a margin should have
OUTLINE_M: Final = 100.0
SAMPLE: Final = 20_000  # nodes looked at to see how far roads go beyond the communes
BY_CLASS_SHARE: Final = 0.5  # assumption: real limits rarely equal the default of their class
LEAST_SHARE: Final = 0.01  # below, « < 1 % »
UNDER: Final = "< 1 %"
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Parts:
    """Separate parts of the roads open to cars, the largest first.

    Attributes
    ----------
    label
        Rank of the part of each node, -1 where no car goes.
    size, km
        Nodes of each part, and length with both directions counted once.
    """

    label: Ints
    size: Ints
    km: npt.NDArray[np.float64]


def parts_of(network: RoadNetwork) -> Parts:
    """Parts of a network by rank."""
    table = network_parts(network)
    part = part_of_nodes(network)
    rank = np.full(int(part.max(initial=-1)) + 1, -1, dtype=np.int64)
    rank[table["part"].to_numpy(np.int64)] = np.arange(len(table))
    return Parts(rank[part], table["nodes"].to_numpy(np.int64), table["length_km"].to_numpy(float))


def check(case: Case) -> Findings:
    """All there is to say of the roads."""
    network = case.network
    if network is None:
        return ()
    territory = case.territory
    driven = network.edges[network.edges["car"].astype(bool)]
    return (
        *islands(network, territory.demand, territory.communes),
        *gaps(network),
        *border(network, driven, territory.communes),
        *without_bridges(driven, has_water=_has_water(case)),
        *classes(driven),
        *default_speeds(driven),
        *without_altitude(driven),
    )


def _has_water(case: Case) -> bool:
    return any((zones["kind"] == "flood").any() for zones in case.territory.zones.values())


def islands(network: RoadNetwork, demand: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> Findings:
    """Every part of the roads that is not the main one, with who lives along it.

    People belong to the part of the node that stands for them in a study. The main part is the most
    peopled. Parts too small for anyone to be attached to them (``routing.snap.islet_limit``) are counted
    together, with the people who live nearest to them.
    """
    table = parts_of(network)
    if len(table.size) < 2 or demand.empty:
        return ()
    home = table.label[nodes_of_people(network, demand)]
    people = np.bincount(home, demand[POPULATION].to_numpy(float), len(table.size))
    main = int(np.lexsort((-table.size, -people))[0])
    large = (table.size >= islet_limit(len(network.nodes))) & (np.arange(len(table.size)) != main)
    found = []
    for part in np.flatnonzero(large):
        told = cut(round(people[part]), table.size[part], f"{table.km[part]:.1f} km")
        who = _communes_of(demand.iloc[home == part], communes)
        where = _middle(network, table.label == part)
        found.append(whole(LAYER, "network_island", told, name=who, lonlat=where))
    small = np.flatnonzero(~large & (np.arange(len(table.size)) != main))
    if len(small):
        beside = np.isin(_nearest_part(network, table.label, demand), small)
        told = cut(len(small), f"{table.km[small].sum():.1f} km", round(demand[POPULATION][beside].sum()))
        where = _middle(network, table.label == small[0])
        found.append(whole(LAYER, "network_islets", told, lonlat=where))
    return tuple(found)


def _nearest_part(network: RoadNetwork, label: Ints, demand: gpd.GeoDataFrame) -> Ints:
    """Part of the nearest driven node of each demand point."""
    driven = np.flatnonzero(label >= 0)
    nodes = network.nodes.geometry
    tree = KDTree(np.c_[nodes.x.to_numpy()[driven], nodes.y.to_numpy()[driven]])
    _, found = tree.query(np.c_[demand.geometry.x, demand.geometry.y])
    return np.asarray(label[driven[found]], dtype=np.int64)


def _communes_of(demand: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> str:
    """Names of the communes of these people, the most peopled first."""
    people = demand.groupby(CODE_INSEE)[POPULATION].sum().sort_values(ascending=False, kind="stable")
    names = communes[NAME].reindex(people.index[people > 0]).dropna().astype(str)
    return ", ".join(names.head(4)) + (f" +{len(names) - 4}" if len(names) > 4 else "")


def _middle(network: RoadNetwork, member: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Node of the part that is nearest to its middle."""
    x, y = shapely.get_coordinates(np.asarray(network.nodes.geometry)[member]).T
    best = int(np.argmin((x - x.mean()) ** 2 + (y - y.mean()) ** 2))
    return at(x[best], y[best], network.nodes.crs)


def gaps(network: RoadNetwork) -> Findings:
    """Junctions of a part within ``GAP_M`` of a road of another part: probably broken by the extract.

    Bridges and tunnels pass over and under: their nearness proves nothing.
    """
    table = parts_of(network)
    if len(table.size) < 2:
        return ()
    edges = network.edges
    flat = edges[edges["car"] & ~edges["bridge"] & ~edges["tunnel"]]
    lines, points = np.asarray(flat.geometry), np.asarray(network.nodes.geometry)
    away = np.flatnonzero(table.label > 0)  # part 0 is the largest: its roads are looked at, not its nodes
    node, line = shapely.STRtree(lines).query(points[away], predicate="dwithin", distance=GAP_M)
    other = table.label[network.nodes.index.get_indexer(pd.Index(flat["u"]))[line]]
    node, line, other = (values[other != table.label[away[node]]] for values in (node, line, other))
    near = pd.DataFrame({"node": away[node], "line": line, "other": other})
    near["m"] = shapely.distance(points[near["node"]], lines[near["line"]])
    best = near.sort_values(["m", "node", "line"]).drop_duplicates(["node"]).sort_values("node")
    names = road_labels(flat).to_numpy(object)[best["line"]]
    places = lonlats(gpd.GeoSeries(points[best["node"]], crs=network.nodes.crs))
    ids = network.nodes.index[best["node"]].astype(str)
    return tuple(
        whole(LAYER, "network_gap", f"{m:.1f} m", feature_id=key, name=str(name), lonlat=place)
        for key, m, name, place in zip(ids, best["m"], names, places, strict=True)
    )


def border(network: RoadNetwork, driven: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> Findings:
    """Roads that stop at the limit of the communes hide the ways round: 30 minutes are wanted."""
    if communes.empty or driven.empty:
        return ()
    nodes = network.nodes.geometry[network.nodes.index.isin(driven["u"])]
    some = nodes.iloc[:: max(1, len(nodes) // SAMPLE)]
    distance = nearest_m(gpd.GeoSeries(some), communes.geometry.simplify(OUTLINE_M))
    beyond = float(distance.max())
    return () if beyond >= NEAR_BORDER_M else (whole(LAYER, "network_cut_at_border", metres(beyond)),)


def without_bridges(driven: gpd.GeoDataFrame, *, has_water: bool) -> Findings:
    """No road says it is a bridge: each of those that cross the water would be said to be cut."""
    if not has_water or driven["bridge"].astype(bool).any():
        return ()
    return (whole(LAYER, "no_bridge"),)


def classes(driven: gpd.GeoDataFrame) -> Findings:
    """All roads of one class: speeds and drawing tell nothing apart."""
    found = driven["highway"].unique()
    return (whole(LAYER, "one_road_class", str(found[0])),) if len(found) == 1 else ()


def default_speeds(driven: gpd.GeoDataFrame) -> Findings:
    """Share of the roads whose speed is exactly the default of its class: the source said none."""
    length = driven["length_m"].astype(float)
    default = driven["highway"].map(dict(DEFAULT_KMH))
    share = float(length[driven["speed_kmh"] == default].sum() / length.sum()) if len(driven) else 0.0
    return () if share < BY_CLASS_SHARE else (whole(LAYER, "speeds_by_class", percent(share)),)


def without_altitude(driven: gpd.GeoDataFrame) -> Findings:
    """Share of the roads whose altitude nobody gave."""
    if driven.empty:
        return ()
    known = driven[ALTITUDE_M].notna() if ALTITUDE_M in driven else pd.Series(data=False, index=driven.index)
    length = driven["length_m"].astype(float)
    share = float(length[~known].sum() / length.sum())
    return (
        (whole(LAYER, "altitude_unknown", percent(share) if share >= LEAST_SHARE else UNDER),)
        if share
        else ()
    )
