"""Roads whose loss would hurt access to care most: people isolated, and longer trips of the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from cpts_geo.access.travel import MS_PER_MINUTE
from cpts_geo.model.network import road_labels, road_pieces
from cpts_geo.routing.losses import nearest_ways, times_without
from cpts_geo.routing.state import Customised

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def link_stretches(edges: gpd.GeoDataFrame) -> Ints:
    """Stretch of each edge: a named road from one junction to the next, both directions together.

    A node with exactly two neighbours is no junction: a road is cut anywhere between two junctions with the
    same effect. Where the name changes a stretch ends too.
    """
    pairs = pd.DataFrame({"a": np.r_[edges["u"], edges["v"]], "b": np.r_[edges["v"], edges["u"]]})
    neighbours = pairs[pairs["a"] != pairs["b"]].drop_duplicates()["a"].value_counts()
    passing = neighbours.index[neighbours == 2]
    piece, label = road_pieces(edges).to_numpy(), pd.factorize(road_labels(edges))[0]
    ends = np.r_[edges["u"].to_numpy(), edges["v"].to_numpy()]
    at = np.isin(ends, passing)
    meeting = pd.factorize(pd.MultiIndex.from_arrays([ends[at], np.tile(label, 2)[at]]))[0]
    pieces = int(piece.max(initial=-1)) + 1
    size = pieces + int(meeting.max(initial=-1)) + 1
    links = sp.coo_array((np.ones(at.sum()), (np.tile(piece, 2)[at], pieces + meeting)), shape=(size, size))
    stretch: Ints = connected_components(links, directed=False)[1][piece].astype(np.int64)
    return stretch


@dataclass(frozen=True, eq=False)
class Harm:
    """What the loss of each stretch would do; arrays are per stretch, those that change nothing hold zeros.

    Attributes
    ----------
    isolated
        People who would lose at least one kind of care that they reach.
    by_category
        People who would lose each kind of care.
    minutes
        Minutes added, over people and kinds of care, for those who still reach it.
    slowed
        People with at least one longer trip.
    crossing
        People who would pass beyond at least one threshold for at least one kind of care, or lose it.
    """

    isolated: Ints
    by_category: Mapping[str, Ints]
    minutes: Floats
    slowed: Ints
    crossing: Ints


def harm_of_losses(
    roads: Customised,
    stretch: Ints,
    *,
    people: Ints,
    places: Mapping[str, Ints],
    thresholds_min: Sequence[int],
) -> Harm:
    """Harm of losing each stretch, alone, in this state of the roads.

    Parameters
    ----------
    roads
        State of the roads.
    stretch
        Per arc, the stretch it belongs to; -1 = not asked.
    people
        Per node.
    places
        Category to the nodes of its usable places.
    thresholds_min
        In minutes, inclusive.
    """
    count = int(stretch.max(initial=-1)) + 1
    minutes, tally = np.zeros(count), _Tally(count, people)
    gone: list[Ints] = []
    longer: list[Ints] = []
    beyond: list[Ints] = []
    by_category = {}
    for name, nodes in places.items():
        ways = nearest_ways(roads, nodes)
        own: list[Ints] = []
        for part in times_without(roads, ways, group=stretch, weight=people):
            lived_in = people[part.node] > 0
            group, node, after = part.group[lived_in], part.node[lived_in], part.time_ms[lived_in]
            before, key, lost = ways.time_ms[node], group * len(people) + node, np.isinf(after)
            added = np.where(lost, 0.0, np.where(lost, 0.0, after) - before)
            minutes += np.bincount(group, people[node] * added / MS_PER_MINUTE, minlength=count)
            own.append(key[lost])
            longer.append(key[added > 0])
            beyond.append(key[_beyond(before, after, thresholds_min)])
        by_category[name] = tally(own)
        gone += own
    return Harm(tally(gone), by_category, minutes, tally(longer), tally(beyond))


def cut_off(
    roads: Customised, stretch: Ints, *, people: Ints, places: Mapping[str, Ints]
) -> Mapping[str, tuple[Ints, Ints]]:
    """By kind of care, pairs of a stretch and a lived-in node that only reaches the care by it.

    The arguments are those of ``harm_of_losses``.
    """
    found = {}
    for name, nodes in places.items():
        lost: list[tuple[Ints, Ints]] = [(np.empty(0, np.int64), np.empty(0, np.int64))]
        for part in times_without(roads, nearest_ways(roads, nodes), group=stretch, weight=people):
            gone = np.isinf(part.time_ms) & (people[part.node] > 0)
            lost.append((part.group[gone], part.node[gone]))
        groups, homes = zip(*lost, strict=True)
        found[name] = (np.concatenate(groups), np.concatenate(homes))
    return found


def _beyond(before: Floats, after: Floats, thresholds_min: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Which trips were within a threshold and are not any more."""
    limits = np.array(thresholds_min, dtype=float) * MS_PER_MINUTE
    passed: npt.NDArray[np.bool_] = np.searchsorted(limits, before) < np.searchsorted(limits, after)
    return passed | np.isinf(after)


@dataclass(frozen=True, eq=False)
class _Tally:
    """Counts people per stretch, each once: keys are stretch × node."""

    count: int
    people: Ints

    def __call__(self, keys: Sequence[Ints]) -> Ints:
        size = len(self.people)
        once = np.unique(np.concatenate(keys)) if keys else np.empty(0, dtype=np.int64)
        group, node = once // size, once % size
        return np.rint(np.bincount(group, self.people[node], minlength=self.count)).astype(np.int64)


def ranked(harm: Harm) -> Ints:
    """Stretches that harm somebody: by people isolated, then minutes, then people beyond a threshold."""
    order = np.lexsort((np.arange(len(harm.isolated)), -harm.crossing, -harm.minutes, -harm.isolated))
    worst: Ints = order[(harm.isolated[order] > 0) | (harm.minutes[order] > 0)]
    return worst
