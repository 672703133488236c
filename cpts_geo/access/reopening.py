"""What to reopen: the closed stretches of road that give people back the care they lost."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from cpts_geo.model.network import road_labels
from cpts_geo.routing.components import mutual
from cpts_geo.routing.graph import Graph
from cpts_geo.routing.state import Customised

Bools = npt.NDArray[np.bool_]
Gained = Mapping[str, set[int]]
Links = Mapping[int, Sequence[int]]
Point = tuple[int, int, frozenset[str], str]
MAX_PAIRS: Final = 2000  # pairs tried, those of the largest single effects first; engineering choice


@dataclass(frozen=True)
class Stretch:
    """Closed edges of one road that touch one another: what a crew reopens in one go.

    Attributes
    ----------
    road
        Number, else name, ``""`` for an unnamed road.
    edges
        Positions in the edge table.
    length_m
        Closed length, both directions counted once.
    depth_m
        Deepest known water on it; NaN when none is known.
    """

    road: str
    edges: tuple[int, ...]
    length_m: float
    depth_m: float


@dataclass(frozen=True)
class Reopening:
    """What reopening one or two stretches gives back, the rest of the scenario unchanged.

    Attributes
    ----------
    stretches
        Positions in the list of stretches.
    people
        People who reach again at least one kind of care that they had lost.
    frail
        Those among them whose age or home makes them frail, where the data say it.
    by_category
        People who reach again each kind of care, those of zero left out.
    """

    stretches: tuple[int, ...]
    people: int
    frail: int
    by_category: Mapping[str, int]


def closed_stretches(edges: gpd.GeoDataFrame, closed: Bools, depth_m: pd.Series) -> tuple[Stretch, ...]:
    """Closed edges grouped by road and contact, in the order of their first edge.

    Parameters
    ----------
    edges
        Edge table.
    closed
        Per edge, whether the scenario closes it.
    depth_m
        Deepest water along each edge, NaN when unknown.
    """
    rows = np.flatnonzero(closed)
    if not len(rows):
        return ()
    own = edges[["u", "v", "length_m"]].iloc[rows]
    ends = np.sort(own[["u", "v"]].to_numpy(), axis=1)
    pieces = pd.DataFrame({"a": ends[:, 0], "b": ends[:, 1], "m": own["length_m"].round(1).to_numpy()})
    once = np.where(pieces.duplicated(), 0.0, own["length_m"].to_numpy(float))
    depth = depth_m.where(np.isfinite(depth_m)).to_numpy(float)[rows]
    roads = road_labels(edges.iloc[rows]).to_numpy()
    group = _contact(edges, rows)
    order = np.argsort(group, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    made = [
        Stretch(str(roads[m[0]]), tuple(rows[m].tolist()), float(once[m].sum()), _deepest(depth[m]))
        for m in members
    ]
    return tuple(sorted(made, key=lambda stretch: stretch.edges[0]))


def _deepest(depths: npt.NDArray[np.float64]) -> float:
    known = depths[~np.isnan(depths)]
    return float(known.max()) if len(known) else float("nan")


def _contact(edges: gpd.GeoDataFrame, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.int32]:
    """Group of each closed edge: same label, and sharing a junction from one to the next."""
    label = pd.factorize(road_labels(edges.iloc[rows]))[0]
    ends = np.r_[edges["u"].to_numpy()[rows], edges["v"].to_numpy()[rows]]
    junction = pd.factorize(pd.MultiIndex.from_arrays([np.tile(label, 2), ends]))[0]
    edge = np.tile(np.arange(len(rows)), 2)
    size = len(rows) + int(junction.max()) + 1
    links = sp.coo_array((np.ones(len(edge)), (edge, junction + len(rows))), shape=(size, size))
    return connected_components(links, directed=False)[1][: len(rows)].astype(np.int32)


@dataclass(frozen=True, eq=False)
class Cut:
    """A degraded state seen from its groups of nodes that still reach one another, both ways.

    Attributes
    ----------
    into
        Group to the groups that have an open road into it.
    bridges
        Per stretch, its arcs as (group it leaves, group it enters).
    served
        Category to the groups that still reach a usable place.
    points
        Group to (people, frail people among them, categories lost, area) of each of its demand points.
    """

    into: Links
    bridges: tuple[tuple[tuple[int, int], ...], ...]
    served: Mapping[str, frozenset[int]]
    points: Mapping[int, Sequence[Point]]


def see_cut(
    roads: Customised,
    stretches: Sequence[Stretch],
    *,
    demand: pd.DataFrame,
    lost: pd.DataFrame,
    places: Mapping[str, npt.NDArray[np.intp]],
) -> Cut:
    """Condense a degraded state.

    Parameters
    ----------
    roads
        State of the roads.
    stretches
        From ``closed_stretches``.
    demand
        Index ``demand_id``: ``node`` (-1 = none), ``population``, ``frail``, and ``area`` (a commune).
    lost
        Boolean, demand × category: newly isolated.
    places
        Category to the nodes of its usable places.
    """
    graph = roads.graph
    group = mutual(graph, roads.is_open)
    into = _links(group[graph.head[roads.is_open]], group[graph.tail[roads.is_open]])
    ends = {name: graph.arrivals(nodes)[0] for name, nodes in places.items()}
    seeds = {name: frozenset(int(g) for g in np.unique(group[nodes])) for name, nodes in ends.items()}
    return Cut(
        into,
        _bridges(graph, group, stretches),
        {name: frozenset(_reached(into, seed, frozenset())) | seed for name, seed in seeds.items()},
        _points(group, demand, lost),
    )


def _links(head: npt.NDArray[np.int32], tail: npt.NDArray[np.int32]) -> dict[int, list[int]]:
    pairs = np.unique(np.c_[head, tail][head != tail], axis=0)
    links: dict[int, list[int]] = {}
    for enters, leaves in pairs.tolist():
        links.setdefault(enters, []).append(leaves)
    return links


def _bridges(
    graph: Graph, group: npt.NDArray[np.int32], stretches: Sequence[Stretch]
) -> tuple[tuple[tuple[int, int], ...], ...]:
    owner = np.full(int(graph.edge.max(initial=-1)) + 1, -1)
    for n, stretch in enumerate(stretches):
        owner[[edge for edge in stretch.edges if edge < len(owner)]] = n
    own = owner[graph.edge]
    rows = np.c_[own, group[graph.tail], group[graph.head]][own >= 0]
    found: list[list[tuple[int, int]]] = [[] for _ in stretches]
    for n, leaves, enters in np.unique(rows[rows[:, 1] != rows[:, 2]], axis=0).tolist():
        found[n].append((leaves, enters))
    return tuple(tuple(arcs) for arcs in found)


def _points(group: npt.NDArray[np.int32], demand: pd.DataFrame, lost: pd.DataFrame) -> dict[int, list[Point]]:
    points: dict[int, list[Point]] = {}
    area = demand["area"].astype(str).to_numpy()
    people, frail = demand["population"].to_numpy(), demand["frail"].to_numpy()
    names, flags = lost.columns.to_numpy(), lost.to_numpy(bool)
    for row in np.flatnonzero(flags.any(axis=1) & (demand["node"].to_numpy() >= 0)):
        missing = frozenset(str(name) for name in names[flags[row]])
        home = int(group[demand["node"].iloc[row]])
        points.setdefault(home, []).append((int(people[row]), int(frail[row]), missing, str(area[row])))
    return points


def _reached(into: Links, start: Iterable[int], known: frozenset[int], more: Links | None = None) -> set[int]:
    """Groups from which ``start`` is reached, ``known`` ones left out."""
    seen: set[int] = set()
    queue = deque(start)
    while queue:
        here = queue.popleft()
        for link in (into, more or {}):
            for leaves in link.get(here, ()):
                if leaves not in seen and leaves not in known:
                    seen.add(leaves)
                    queue.append(leaves)
    return seen


def _gained(cut: Cut, chosen: Sequence[int]) -> dict[str, set[int]]:
    """Category to the groups that reach a place again when the chosen stretches are open."""
    arcs = [arc for stretch in chosen for arc in cut.bridges[stretch]]
    more: dict[int, list[int]] = {}
    for leaves, enters in arcs:
        more.setdefault(enters, []).append(leaves)
    gained: dict[str, set[int]] = {}
    for name, served in cut.served.items():
        doors = {leaves for leaves, enters in arcs if enters in served and leaves not in served}
        gained[name] = doors | _reached(cut.into, doors, served, more) if doors else set()
    return gained


def _counted(cut: Cut, chosen: tuple[int, ...], gained: Gained, area: str | None = None) -> Reopening:
    totals = dict.fromkeys(gained, 0)
    people = frail = 0
    for home in sorted(set().union(*gained.values()) & cut.points.keys()):
        for count, weak, missing, own in cut.points[home]:
            if area not in {None, own}:
                continue
            back = [name for name in missing if home in gained.get(name, ())]
            people += count if back else 0
            frail += weak if back else 0
            for name in back:
                totals[name] += count
    return Reopening(chosen, people, frail, {name: total for name, total in totals.items() if total})


def given_back(cut: Cut, chosen: tuple[int, ...]) -> Reopening:
    """What reopening these stretches together gives back."""
    return _counted(cut, chosen, _gained(cut, chosen))


def back_by_area(cut: Cut, chosen: tuple[int, ...]) -> Mapping[str, Reopening]:
    """The same for each area of the demand points, those that get nothing back left out."""
    gained = _gained(cut, chosen)
    homes = set().union(*gained.values()) & cut.points.keys()
    areas = sorted({area for home in homes for *_, area in cut.points[home]})
    found = {area: _counted(cut, chosen, gained, area) for area in areas}
    return {area: reopening for area, reopening in found.items() if reopening.people}


def reopenings(cut: Cut) -> tuple[tuple[Reopening, ...], tuple[Reopening, ...]]:
    """Single stretches that give care back, then pairs that give more than their parts together.

    Both by people given back, then by the sum over kinds of care, then in the order of the stretches.
    A pair is kept when it gives back more people than the sum of what each gives alone.
    """
    effect = {n: _gained(cut, (n,)) for n in range(len(cut.bridges))}
    single = {n: _counted(cut, (n,), gained) for n, gained in effect.items()}
    tried = _promising(cut, effect, single)
    pairs = [given_back(cut, pair) for pair in tried]
    better = [p for p in pairs if p.people > sum(single[n].people for n in p.stretches)]
    return _ranked(r for r in single.values() if r.people), _ranked(better)


def _promising(
    cut: Cut, effect: Mapping[int, Mapping[str, set[int]]], single: Mapping[int, Reopening]
) -> list[tuple[int, int]]:
    """Pairs in which one stretch leads into what the other reconnects: no other pair exceeds its parts."""
    enters: dict[int, set[int]] = {}
    for n, bridges in enumerate(cut.bridges):
        for _, group in bridges:
            enters.setdefault(group, set()).add(n)
    found = {
        (min(n, other), max(n, other))
        for n, gained in effect.items()
        for group in set().union(*gained.values())
        for other in enters.get(group, ())
        if other != n
    }
    ranked = sorted(found, key=lambda pair: (-max(single[n].people for n in pair), pair))
    return ranked[:MAX_PAIRS]


def _ranked(found: Iterable[Reopening]) -> tuple[Reopening, ...]:
    return tuple(sorted(found, key=lambda r: (-r.people, -sum(r.by_category.values()), r.stretches)))
