"""Random and regular graphs to try routing on."""

from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from cpts_geo.routing import engine
from cpts_geo.routing.graph import INFINITE_MS, Graph
from cpts_geo.routing.state import Customised

Array = npt.NDArray[Any]
Town = tuple[Graph, Array]  # and the coordinates of its nodes
SIZE = 12


def graph_of(size: int, arcs: list[tuple[int, int, int]]) -> Graph:
    tail, head, ms = np.array(arcs, dtype=np.int32).reshape(-1, 3).T.copy()
    return Graph(size, tail, head, np.arange(len(arcs), dtype=np.int32), ms)


@st.composite
def towns(draw: st.DrawFn, fastest: int = 1) -> Town:
    """Random directed multigraphs with parallel arcs, loops, closed arcs and nodes at the same place."""
    size = draw(st.integers(1, SIZE))
    node, time = st.integers(0, size - 1), st.one_of(st.integers(fastest, 40), st.just(INFINITE_MS))
    arcs = draw(st.lists(st.tuples(node, node, time), max_size=50))
    xy = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=size, max_size=size))
    return graph_of(size, arcs), np.array(xy, dtype=np.float64)


def grid_town(columns: int, rows: int, seed: int = 7) -> Town:
    """A grid with missing streets, one-way streets and a second road beside some."""
    rng = np.random.default_rng(seed)
    at = np.arange(columns * rows).reshape(rows, columns)
    u, v = np.r_[at[:, :-1].ravel(), at[:-1].ravel()], np.r_[at[:, 1:].ravel(), at[1:].ravel()]
    kept, both, double = rng.random(len(u)) < 0.75, rng.random(len(u)) < 0.8, rng.random(len(u)) < 0.05
    tail = np.r_[u[kept], v[kept & both], u[kept & double]].astype(np.int32)
    head = np.r_[v[kept], u[kept & both], v[kept & double]].astype(np.int32)
    ms = rng.integers(1, 60_000, len(tail), dtype=np.int32)
    xy = np.c_[at.ravel() % columns, at.ravel() // columns] * 100.0
    return Graph(columns * rows, tail, head, np.arange(len(tail), dtype=np.int32), ms), xy


def state_of(town: Town, *, kernels: bool) -> Customised:
    """In normal times, answered by the kernels or by SciPy."""
    graph, xy = town
    return engine.customise(engine.prepare(graph, xy) if kernels else None, graph, graph.time_ms)
