"""The separate parts of a network, known before any flood so that none is blamed for them."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.layers import POPULATION
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.routing.graph import build_graph
from cpts_geo.routing.snap import main_part_limit, snap, snap_candidates
from cpts_geo.sources.road_form import problem
from cpts_geo.territory.noding import Ints, components

PARTS_LISTED: Final = 20


def network_parts(network: RoadNetwork) -> pd.DataFrame:
    """Separate parts of the roads open to cars, whatever the direction, largest first.

    Returns
    -------
    pandas.DataFrame
        Columns ``nodes`` (count), ``length_km`` (both directions counted once), ``first_node``, ``part``
        (number of the part in :func:`part_of_nodes`).
    """
    driven = _once(network.edges[network.edges["car"]])
    part = part_of_nodes(network)
    rank = pd.Series(np.arange(len(network.nodes)), index=network.nodes.index)
    nodes = pd.DataFrame({"part": part, "node": network.nodes.index}).groupby("part")["node"]
    length = driven["length_m"].groupby(part[rank[driven["u"]].to_numpy(dtype=np.int64)]).sum() / 1000
    table = pd.DataFrame({"nodes": nodes.size(), "length_km": length, "first_node": nodes.first()})
    driven_on = table.dropna(subset="length_km").rename_axis("part").reset_index()
    return driven_on.sort_values(["nodes", "first_node"], ascending=[False, True], ignore_index=True)


def part_of_nodes(network: RoadNetwork) -> Ints:
    """Number of the part of each node, roads open to cars taken in both directions."""
    driven = network.edges[network.edges["car"]]
    u, v = (network.nodes.index.get_indexer(pd.Index(driven[end])).astype(np.int64) for end in ("u", "v"))
    return components(u, v, len(network.nodes))


def nodes_of_people(network: RoadNetwork, demand: gpd.GeoDataFrame) -> Ints:
    """Position of the node that stands for each demand point in a study by car, however far it is.

    The same rule as in studies (``routing.snap``), so that every page says the same people of each part.
    """
    candidates = snap_candidates(network, build_graph(network, VEHICLES[VehicleName.CAR]))
    if not candidates.any():  # no road that leads both ways: studies count nobody
        candidates = np.isin(part_of_nodes(network), network_parts(network)["part"])
    return snap(demand, network, candidates, np.inf).points["node"].to_numpy(np.int64)


def population_problems(network: RoadNetwork, demand: gpd.GeoDataFrame) -> tuple[Problem, ...]:
    """People of each large part as studies count them, when there are several parts.

    ``row`` is the rank of the part in :func:`network_parts`; people of the smaller parts together have
    the rank that follows.
    """
    table = network_parts(network)
    large = table[table["nodes"] >= main_part_limit(len(network.nodes))].head(PARTS_LISTED)
    if len(large) < 2 or demand.empty:
        return ()
    home = part_of_nodes(network)[nodes_of_people(network, demand)]
    people = pd.Series(demand[POPULATION].to_numpy()).groupby(home).sum()
    counts = [int(people.get(number, 0)) for number in large["part"]]
    counts += [int(people.sum()) - sum(counts)] if people.sum() > sum(counts) else []
    return tuple(
        problem("", "part_population", count, Outcome.INFORMATION, row=rank)
        for rank, count in enumerate(counts, start=1)
    )


def _once(edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Edges with each piece of road once, whichever its directions."""
    ends = edges[["u", "v"]]
    pieces = pd.DataFrame({"a": ends.min(axis=1), "b": ends.max(axis=1), "m": edges["length_m"].round(1)})
    return edges[~pieces.duplicated()]


def parts_problems(network: RoadNetwork, file: str) -> tuple[Problem, ...]:
    """One ``network_parts`` fact for each large part when there are several; ``row`` is its rank.

    Large: a main part (``routing.snap.main_part_limit``). ``value`` is « nodes ; km ».
    """
    table = network_parts(network)
    large = table[table["nodes"] >= main_part_limit(len(network.nodes))].head(PARTS_LISTED)
    if len(large) < 2:
        return ()
    values = [f"{row.nodes} ; {row.length_km:.1f} km" for row in large.itertuples()]
    return tuple(
        problem(file, "network_parts", value, Outcome.INFORMATION, row=rank)
        for rank, value in enumerate(values, start=1)
    )
