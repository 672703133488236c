"""What is asked on a graph, what was answered, and whether all engines answered the same."""

import statistics
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from routing_graphs import Roads
from routing_peers import Array

from cpts_geo.routing.graph import INFINITE_MS

TIMES: Final = ("a", "b", "c", "d", "e", "p", "q")


@dataclass(frozen=True)
class Questions:
    """What is asked on one graph; nodes are drawn from a seed."""

    sixty: Array
    places: Array
    facilities: Array
    many_places: Array
    trips: Array
    changed: Array
    flooded: Array
    flooded_little: Array


@dataclass
class Measured:
    """One engine on one graph: CPU milliseconds of each task, and why some were not done.

    ``share`` is the part of the facilities of a matrix that was answered; ``times`` are then brought to all.
    """

    name: str
    build_ms: float = 0.0
    spent: dict[str, list[float]] = field(default_factory=dict)
    share: dict[str, float] = field(default_factory=dict)
    answers: dict[str, Array] = field(default_factory=dict)
    labels: Array | None = None
    reason: str = ""

    def times(self) -> dict[str, float]:
        """Median of each task."""
        return {task: statistics.median(times) for task, times in self.spent.items()}


def check(results: list[Measured], roads: Roads, questions: Questions) -> None:
    """Same times everywhere; labels and routes as long as the times say."""
    expected: dict[str, Array] = {}
    for task in TIMES:
        known = (plain(each.answers[task]) for each in results[::-1] if task in each.answers)
        expected[task] = max(known, key=np.size)
    for result in results:
        for task in (task for task in TIMES if task in result.answers):
            found = plain(result.answers[task])
            assert np.array_equal(found, expected[task][..., : found.shape[-1]]), (
                roads.name,
                result.name,
                task,
            )
        if result.labels is not None:
            times, labels = plain(result.answers["b"])[questions.places], result.labels[questions.places]
            reached = np.isfinite(times) & (labels < expected["c"].shape[1])
            chosen = expected["c"][np.flatnonzero(reached), labels[reached]]
            assert np.array_equal(chosen, times[reached]), (roads.name, result.name, "labels")
        for (source, target), nodes in zip(questions.trips, result.answers.get("f", []), strict=False):
            assert (nodes[0], nodes[-1]) == (source, target), (roads.name, result.name, "ends")
            assert length(roads, nodes) == expected["a"][source], (roads.name, result.name, "route")


def plain(times: Array) -> Array:
    """Float milliseconds, the infinite where there is no way, however a library says it."""
    values = np.asarray(times, dtype=np.float64)
    return np.where((values >= 0) & (values < INFINITE_MS), values, np.inf)


def length(roads: Roads, nodes: list[int]) -> int:
    """Milliseconds along a list of nodes."""
    graph = roads.graph
    key = graph.tail.astype(np.int64) * graph.size + graph.head
    order = np.argsort(key, kind="stable")
    steps = np.array(nodes[:-1], dtype=np.int64) * graph.size + np.array(nodes[1:], dtype=np.int64)
    return int(graph.time_ms[order[np.searchsorted(key[order], steps)]].sum())
