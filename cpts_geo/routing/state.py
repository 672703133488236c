"""A graph in one state of the roads, and what its questions share."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Final

import numpy as np
import numpy.typing as npt

from cpts_geo.routing.graph import INFINITE_MS, Graph, Weighted, weigh
from cpts_geo.routing.links import NONE, Links, links_of
from cpts_geo.routing.repair import Found
from cpts_geo.routing.spare import reused
from cpts_geo.routing.topology import Array, Topology

TOGETHER: Final = 2  # sweeps before putting times together is repaid by those that follow


@dataclass(frozen=True, eq=False)
class UpDown:
    """Times of the upward arcs of a topology in one state of the roads.

    Attributes
    ----------
    topology
        Of the graph.
    upward, downward
        Milliseconds of each upward arc, going up and going down.
    """

    topology: Topology
    upward: Array
    downward: Array
    _sweeps: "count[int]" = field(default_factory=count, repr=False)

    def swept(self) -> Array:
        """``upward`` for a sweep to facilities; from the third on, without other times between its own."""
        return self._together if next(self._sweeps) >= TOGETHER else self.upward

    @cached_property
    def _together(self) -> Array:
        times = reused(self.topology, len(self.upward))
        times[:] = self.upward
        return times


@dataclass(frozen=True, eq=False)
class Customised:
    """A graph in one state of the roads, ready to be asked; what a question needs is made at the first one.

    Attributes
    ----------
    graph
        The graph.
    time_ms
        Milliseconds per arc, ``INFINITE_MS`` = closed.
    topology
        For the kernels; ``None`` = SciPy answers.
    near
        Another state, from whose answers those about the nearest facilities are repaired.
    changed
        Arcs whose time is not that of ``near``, where known.
    found
        Latest answers about the nearest facilities, by their junctions.
    """

    graph: Graph
    time_ms: Array
    topology: Topology | None = None
    near: "Customised | None" = None
    changed: Array | None = None
    found: dict[bytes, Found] = field(default_factory=dict, repr=False)

    @property
    def is_open(self) -> npt.NDArray[np.bool_]:
        """Which arcs can be travelled."""
        return self.time_ms < INFINITE_MS

    @cached_property
    def state(self) -> UpDown | Weighted:
        """For the kernels, or for SciPy."""
        if self.near is not None and self.changed is not None and not len(self.changed):
            return self.near.state
        if self.topology is None:
            return weigh(self.graph, self.time_ms)
        from cpts_geo.routing.customise import customised_times

        return UpDown(self.topology, *customised_times(self.topology, self.time_ms))

    @cached_property
    def links(self) -> Links:
        """Arcs by their nodes, and the times of the first state, which all others are near."""
        if self.near is not None:
            return self.near.links
        if self.topology is None:
            raise ValueError("answers of SciPy are not repaired")
        return links_of(self.graph, self.time_ms, self.topology.rank)

    @cached_property
    def moved(self) -> Array:
        """Arcs whose time is not that of the first state."""
        if self.near is None:
            return NONE
        if self.near.near is None and self.changed is not None:
            return self.changed
        from cpts_geo.routing.arc_lists import changed_arcs

        return changed_arcs(self.links.time_ms, self.time_ms)[0]
