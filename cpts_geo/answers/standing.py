"""Whether a trip can begin at all: which roads touch where people stand, and what closes them all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.model.network import road_labels
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.routing.graph import Graph
from cpts_geo.study import Baseline, Study

NAMED: Final = 3  # roads told, those of most people first
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ShutRoad:
    """A road at the door, with what closes it (``model.causes``) and its deepest water there, by reading.

    Depths: NaN = dry, ``inf`` = not known.
    """

    road: str
    causes: Mapping[Reading, int]
    depth_m: Mapping[Reading, float]


@dataclass(frozen=True)
class Standing:
    """Where people or a place stand on the network.

    Attributes
    ----------
    people
        People every road of whose door is closed, in each reading.
    readings
        Those in which every road of some door is closed.
    roads
        Closed roads of these doors, those of most people first, at most ``NAMED``.
    away_m
        Crow-fly distance to the farthest door, not counted in any trip.
    open_m, open_road
        Crow-fly distance from the first closed door to the nearest road open in the study's reading, and its
        name; ``inf`` when none is open, 0 when no door is closed in that reading.
    """

    people: Band
    readings: tuple[Reading, ...]
    roads: tuple[ShutRoad, ...]
    away_m: float
    open_m: float
    open_road: str


@dataclass(frozen=True, eq=False)
class Doors:
    """Junctions by reading: those that an open road still touches, and those that have lost every road."""

    usable: Mapping[Reading, Bools]
    shut: Mapping[Reading, Bools]

    def any_shut(self, node: Ints) -> Bools:
        """Whether each junction has lost every road in some reading."""
        return np.asarray(np.any([shut[node] for shut in self.shut.values()], axis=0), dtype=bool)


def find_doors(study: Study, baseline: Baseline) -> Doors:
    """Junctions that the scenario leaves without any open road, and the others."""
    normal = _touched(baseline.graph, baseline.roads(baseline.normal.edges).is_open)
    readings = study.outcomes.readings
    usable = {r: _touched(baseline.graph, baseline.roads(readings[r].edges).is_open) for r in READINGS}
    return Doors(usable, {r: normal & ~usable[r] for r in READINGS})


def find_standing(
    study: Study, graph: Graph, doors: Doors, node: Ints, people: Ints, away_m: float
) -> Standing:
    """What closes the doors of some homes or places.

    Parameters
    ----------
    doors
        From ``find_doors``.
    node, people
        Junction of each home or place, and how many live there (nobody for a place).
    away_m
        Crow-fly distance to the farthest of these junctions.
    """
    own, shut, any_shut = study.spec.scenario.reading, doors.shut, doors.any_shut(node)
    first = node[shut[own][node]][:1]
    open_m, open_road = _nearest_open(study, doors.usable[own], int(first[0])) if len(first) else (0.0, "")
    return Standing(
        people=Band(*(int(people[shut[r][node]].sum()) for r in READINGS)),
        readings=tuple(r for r in READINGS if shut[r][node].any()),
        roads=_roads(study, graph, node[any_shut], people[any_shut]) if any_shut.any() else (),
        away_m=away_m,
        open_m=open_m,
        open_road=open_road,
    )


def _touched(graph: Graph, is_open: Bools) -> Bools:
    """Junctions that an open road leaves or enters."""
    found = np.zeros(graph.junctions, dtype=bool)
    found[graph.junction[graph.tail[is_open]]] = found[graph.junction[graph.head[is_open]]] = True
    return found


def _roads(study: Study, graph: Graph, node: Ints, people: Ints) -> tuple[ShutRoad, ...]:
    living = np.bincount(node, weights=people + 1.0, minlength=graph.junctions)  # a place counts as one
    ends = [graph.junction[graph.tail], graph.junction[graph.head]]
    weight = np.maximum(living[ends[0]], living[ends[1]])
    arcs = np.flatnonzero(weight)
    edge = graph.edge[arcs]
    table = pd.DataFrame({"edge": edge, "weight": weight[arcs]})
    table["road"] = road_labels(study.network.edges.iloc[edge]).astype(str).to_numpy()
    order = table.groupby("road")["weight"].max().sort_values(ascending=False, kind="stable").index[:NAMED]
    return tuple(_shut(study, str(road), table["edge"][table["road"] == road].to_numpy()) for road in order)


def _shut(study: Study, road: str, edges: Ints) -> ShutRoad:
    found = {r: study.outcomes.readings[r].edges.iloc[np.unique(edges)] for r in READINGS}
    return ShutRoad(
        road,
        {r: int(np.bitwise_or.reduce(part["cut_by"].to_numpy(np.int64))) for r, part in found.items()},
        {r: float(part["depth_m"].max()) for r, part in found.items()},
    )


def _nearest_open(study: Study, usable: Bools, node: int) -> tuple[float, str]:
    network = study.network
    allowed = np.flatnonzero(usable)
    if not len(allowed):
        return np.inf, ""
    distance = np.hypot(*(network.xy[allowed] - network.xy[node]).T)
    nearest = network.nodes.index[allowed[np.argmin(distance)]]
    touching = network.edges[(network.edges[["u", "v"]] == nearest).any(axis=1)]
    return float(distance.min()), str(road_labels(touching).max())  # a name rather than none
