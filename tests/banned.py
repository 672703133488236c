"""Networks with forbidden turns, and a witness of who reaches what that remembers the last road taken."""

from collections.abc import Callable, Collection, Iterable
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from hypothesis import strategies as st

import toy
from cpts_geo.model.layers import TURN_COLUMNS
from cpts_geo.model.network import RoadNetwork
from cpts_geo.routing.graph import Graph
from cpts_geo.routing.turns import forbid
from cpts_geo.study import Inputs

Ways = list[tuple[int, int]]  # from, to
Bans = frozenset[tuple[int, int]]  # positions of the way entered by and of the one left by
BANS = st.frozensets(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=8)


def reaches(ways: Ways, bans: Bans, used: Collection[int], start: int, goals: Collection[int]) -> bool:
    """Whether one gets from a junction to one of the goals by these ways, without a forbidden turn."""
    if start in goals:
        return True
    queue = [way for way in used if ways[way][0] == start]
    seen = set(queue)
    while queue:
        last = queue.pop()
        if ways[last][1] in goals:
            return True
        onward = (way for way in used if ways[way][0] == ways[last][1] and (last, way) not in bans)
        fresh = [way for way in onward if way not in seen]
        seen.update(fresh)
        queue += fresh
    return False


def graph_of(ways: Ways, bans: Bans, size: int, time_ms: Iterable[int] | None = None) -> Graph:
    """Graph without these turns; those of ways that do not touch forbid nothing."""
    table = np.array(ways, dtype=np.int32).reshape(-1, 2)
    times = np.full(len(ways), 1000) if time_ms is None else np.array(list(time_ms))
    tail, head = np.ascontiguousarray(table.T)
    plain = Graph(size, tail, head, np.arange(len(ways), dtype=np.int32), times.astype(np.int32))
    known = np.array([ban for ban in sorted(bans) if max(ban) < len(ways)], dtype=np.int64).reshape(-1, 2)
    return forbid(plain, *known.T) if len(known) else plain


@cache
def toy_turns() -> list[tuple[int, int]]:
    """Every turn of the toy town, turning round included, as positions of edges."""
    edges = toy.network().edges
    u, v = edges["u"].tolist(), edges["v"].tolist()
    return [(a, b) for a in range(len(u)) for b in range(len(u)) if v[a] == u[b]]


def toy_with(turns: Collection[tuple[int, int]], inputs: Callable[[], Inputs] = toy.inputs) -> Inputs:
    """The toy town where cars and ambulances may not make these turns."""
    town = inputs()
    edges = town.network.edges
    names, via = edges.index.to_numpy(), edges["v"].to_numpy()
    rows = [(names[a], via[a], names[b], "no", "car ; ambulance") for a, b in sorted(turns)]
    table = pd.DataFrame(rows, columns=list(TURN_COLUMNS)).astype(TURN_COLUMNS)
    return Inputs(town.territory, RoadNetwork(town.network.nodes, edges, table))


TOY_BANS = st.sets(st.sampled_from(toy_turns()), max_size=25)


def array(nodes: Collection[int]) -> npt.NDArray[np.int64]:
    return np.array(sorted(nodes), dtype=np.int64)
