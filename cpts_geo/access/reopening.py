"""What to reopen: the closed stretches of road that give people back the care they lost."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.access.stretches import Stretch
from cpts_geo.routing.components import mutual
from cpts_geo.routing.graph import Graph
from cpts_geo.routing.state import Customised

Gained = Mapping[str, set[int]]
Links = Mapping[int, Sequence[int]]
Point = tuple[int, int, frozenset[str], str]
MAX_PAIRS: Final = 2000  # pairs tried, those of the largest single effects first; engineering choice


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


class Ranking(NamedTuple):
    """Single stretches that give care back, and pairs that give more than their parts together.

    ``untried`` pairs might give more too, and were left out: there were too many.
    """

    singles: tuple[Reopening, ...]
    pairs: tuple[Reopening, ...]
    untried: int


def reopenings(cut: Cut, *, most: int = MAX_PAIRS) -> Ranking:
    """What to reopen, both lists by people given back, then by the sum over kinds of care, then in order.

    A pair is kept when it gives some care back to more people than the sum of what each stretch gives alone,
    or one kind of care.

    Parameters
    ----------
    most
        How many pairs to try, those of the largest single effects first.
    """
    effect = {n: _gained(cut, (n,)) for n in range(len(cut.bridges))}
    single = {n: _counted(cut, (n,), gained) for n, gained in effect.items()}
    promising = _promising(cut, effect, single)
    pairs = [given_back(cut, pair) for pair in promising[:most]]
    better = [pair for pair in pairs if _more_together(pair, [single[n] for n in pair.stretches])]
    singles = _ranked(r for r in single.values() if r.people)
    return Ranking(singles, _ranked(better), max(len(promising) - most, 0))


def _more_together(pair: Reopening, parts: Sequence[Reopening]) -> bool:
    if pair.people > sum(part.people for part in parts):
        return True
    apart = Counter[str]()
    for part in parts:
        apart.update(part.by_category)
    return any(people > apart[name] for name, people in pair.by_category.items())


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
    return sorted(found, key=lambda pair: (-max(single[n].people for n in pair), pair))


def _ranked(found: Iterable[Reopening]) -> tuple[Reopening, ...]:
    return tuple(sorted(found, key=lambda r: (-r.people, -sum(r.by_category.values()), r.stretches)))
