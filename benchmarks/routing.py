"""Routing against its peers, on the same graphs, in one process and one run: ratios, not seconds.

Run by ``make bench``; prints a table and writes ``benchmarks/routing.md``. Every answer is checked equal.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.routing import engine, shortest
from cpts_geo.routing.graph import INFINITE_MS, Graph, build_graph, weigh
from cpts_geo.territory.folder import read_network

HERE = Path(__file__).parent
SIDE = 240  # 57,600 junctions, the size of a town of a million
TOO_LONG_S = 20.0


def main() -> None:
    """Measure each graph and write the table."""
    started = time.perf_counter()
    engine.warm_up()
    lines = [f"Compiling or loading the kernels: {time.perf_counter() - started:.1f} s.\n"]
    for name, graph, xy in (demo(), grid(SIDE)):
        lines += [*measure(name, graph, xy), ""]
    (HERE / "routing.md").write_text("# Routing, ratios in one run\n\n" + "\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


def demo() -> tuple[str, Graph, np.ndarray[Any, Any]]:
    network = read_network(HERE.parent / "data")
    points = network.nodes.geometry
    return "Demonstration", build_graph(network, VEHICLES[VehicleName.CAR]), np.c_[points.x, points.y]


def grid(side: int) -> tuple[str, Graph, np.ndarray[Any, Any]]:
    rng = np.random.default_rng(7)
    here = np.arange(side * side)
    east, north = here[here % side < side - 1], here[here < side * (side - 1)]
    tail, head = np.r_[east, north], np.r_[east + 1, north + side]
    kept = rng.random(len(tail)) < 0.9
    tail, head = tail[kept], head[kept]
    both = (np.r_[tail, head].astype(np.int32), np.r_[head, tail].astype(np.int32))
    arcs = np.arange(len(both[0]), dtype=np.int32)
    xy = np.c_[here % side, here // side] * 200.0
    return "Grid", Graph(side**2, *both, arcs, rng.integers(3_000, 60_000, len(arcs), dtype=np.int32)), xy


def measure(name: str, graph: Graph, xy: np.ndarray[Any, Any]) -> list[str]:
    rng = np.random.default_rng(1)
    topology, prepared = timed(lambda: engine.prepare(graph, xy), 1)
    changed = np.where(rng.random(len(graph.tail)) < 0.05, INFINITE_MS, graph.time_ms).astype(np.int32)
    state, customised = timed(lambda: engine.customise(topology, graph, graph.time_ms))
    plain = weigh(graph, graph.time_ms)
    some = rng.choice(graph.size, 2_000)
    one, sixty, many = some[:1], some[:60], some[:500]
    after = lambda: engine.nearest(engine.customise(topology, graph, changed), sixty)  # noqa: E731 one task
    tasks: list[tuple[str, Callable[[], Any], Callable[[], Any]]] = [
        ("nearest of 60", lambda: engine.nearest(state, sixty), lambda: shortest.nearest(plain, sixty)),
        ("change 5 % closed, nearest", after, lambda: shortest.nearest(weigh(graph, changed), sixty)),
        ("60 to all", lambda: engine.to_each(state, sixty), lambda: shortest.to_each(plain, sixty)),
        (
            "60 × 2,000",
            lambda: engine.many_to_many(state, sixty, some),
            lambda: shortest.many_to_many(plain, sixty, some),
        ),
        (
            "500 × 2,000",
            lambda: engine.many_to_many(state, many, some),
            lambda: shortest.many_to_many(plain, many, some),
        ),
        (
            "one path",
            lambda: engine.path_arcs(state, int(one[0]), int(some[1]))[0],
            lambda: shortest.path_arcs(plain, int(one[0]), int(some[1]))[0],
        ),
    ]
    rows = [compare(*task) for task in tasks]
    head = f"## {name}: {graph.size:,} nodes, {len(graph.tail):,} arcs\n"
    facts = (
        f"Topology {prepared:.0f} ms once; new times {customised:.1f} ms; {networkx_ratio(graph, state)}\n"
    )
    return [head, facts, "| Task | compiled, ms | SciPy, ms | ratio |", "|---|---|---|---|", *rows]


def compare(task: str, ours: Callable[[], Any], theirs: Callable[[], Any]) -> str:
    mine, my_ms = timed(ours)
    other, other_ms = timed(theirs, 1)
    same = np.array_equal(np.asarray(mine, dtype=object), np.asarray(other, dtype=object)) or all(
        np.array_equal(a, b) for a, b in zip(mine, other, strict=True)
    )
    assert same, task
    return f"| {task} | {my_ms:.2f} | {other_ms:.1f} | {other_ms / my_ms:.0f} × |"


def networkx_ratio(graph: Graph, state: Any) -> str:
    oracle = nx.DiGraph()
    for u, v, ms in zip(graph.tail.tolist(), graph.head.tolist(), graph.time_ms.tolist(), strict=True):
        oracle.add_edge(u, v, ms=ms)
    source = int(graph.tail[0])
    _, theirs = timed(lambda: nx.single_source_dijkstra_path_length(oracle, source, weight="ms"), 1)
    everyone = np.arange(graph.size)
    _, ours = timed(lambda: engine.many_to_many(state, np.array([source]), everyone))
    return f"one to all {theirs / ours:.0f} × faster than NetworkX."


def timed(task: Callable[[], Any], repeats: int = 5) -> tuple[Any, float]:
    """Answer and median milliseconds."""
    spent, answer = [], None
    for _ in range(repeats):
        started = time.perf_counter()
        answer = task()
        spent.append((time.perf_counter() - started) * 1000)
        if spent[-1] > TOO_LONG_S * 1000:
            break
    return answer, statistics.median(spent)


if __name__ == "__main__":
    main()
