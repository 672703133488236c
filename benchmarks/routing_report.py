"""What ``routing.py`` measured, as Markdown tables, with the goals, and as one plot."""

import json
import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numba
import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from routing_graphs import Roads

from cpts_geo.routing import matrices, sweeps

if TYPE_CHECKING:
    from routing import Measured

HERE = Path(__file__).parent
OURS: Final = "cpts_geo"
TASKS: Final = {
    "a": "one to all",
    "b": "nearest of 60",
    "c": "60 × 2,000",
    "d": "500 × 5,000",
    "n": "10 % of roads change",
    "e": "idem, then nearest",
    "p": "water on 3 % of nodes, nearest",
    "q": "water on 0.2 %, nearest",
    "f": "one route with its nodes",
}
HOW: Final = """\
CPU milliseconds of the process, one thread, the same graph and the same whole milliseconds for all, medians
of up to three rounds that go through the engines in turn. « (12 ×) » is the time of that engine over ours.
The machine was at other work meanwhile, {load:.0f} processes for {cores} cores: read the ratios, and know
that what reads much memory in little time suffers most. All answers were equal, labels and routes included.
Travel goes from everywhere to the facilities. ≈: a matrix answered for fewer facilities and brought to all of
them. †: times without the label. Where water changes few roads, ours repairs the answer of normal times.
Python {python}; our kernels were compiled or loaded in {seconds:.1f} s of CPU."""
NEVER: Final = {
    "Valhalla, OSRM": "answer from files of their own made from OpenStreetMap, at speeds of their own, "
    "and so cannot be given the same times; their wheels for Python 3.11 cannot make these files",
    "edsger": "its newest wheel died with an illegal instruction on the machine where it was tried",
    "r5py": "needs Java and downloads its program when it is imported",
}
Result = tuple[Roads, list["Measured"], tuple[float, float]]


class Goal(NamedTuple):
    """``peer``'s time over ours, on a graph, at least."""

    graph: str
    peer: str
    task: str
    ratio: float


GOALS: Final = (
    *(
        Goal(graph + numbers, "SciPy", task, ratio)
        for graph, ratios in (("Ville", (8, 150, 150, 2, 50, 50)), ("Région", (20, 1500, 1500, 4, 30, 30)))
        for numbers in ("", ", shuffled")
        for task, ratio in zip("bcdepq", ratios, strict=True)
    ),
    *(Goal("Ville", "NetworkX", task, ratio) for task, ratio in zip("bcd", (150, 3000, 3000), strict=True)),
    Goal("Ville", "OSMnx", "f", 150),
    *(Goal("Ville", "pandana", task, ratio) for task, ratio in zip("ce", (800, 500), strict=True)),
    *(
        Goal(graph, peer, task, ratio)
        for graph, ratios in (("Ville", (15, 15, 1 / 1.6)), ("Région", (40, 90, 1 / 1.5)))
        for peer in ("RoutingKit (pyroutingkit)", "RoutingKit (routingkit-cch)")
        for task, ratio in zip("cdf", ratios, strict=True)
    ),
    Goal("Ville", "RoutingKit (pyroutingkit)", "n", 2.5),
    Goal("Région", "RoutingKit (pyroutingkit)", "n", 4),
)


def not_installed() -> dict[str, str]:
    """Peers that could not be installed or used, and why."""
    file = HERE.parent / ".make" / "peers.json"
    found: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found | NEVER


def write(results: list[Result], missing: dict[str, str], kernels_s: float) -> str:
    """Write the tables and the plot; the text of the tables."""
    load = os.getloadavg()[1] if hasattr(os, "getloadavg") else 0
    how = HOW.format(python=platform.python_version(), seconds=kernels_s, load=load, cores=os.cpu_count())
    lines = ["# Routing, ratios in one run", "", *how.splitlines(), "", "![Ratios](routing.svg)", ""]
    for roads, measured, roof in results:
        lines += [*table(roads, measured, roof), ""]
    lines += ["## Goals", "", *goals(results), "", "## Not measured", ""]
    lines += [f"- {name}: {reason}" for name, reason in sorted(missing.items())]
    text = "\n".join(lines) + "\n"
    (HERE / "routing.md").write_text(text, encoding="utf-8")
    plot(results)
    return text


def table(roads: Roads, measured: list["Measured"], roof: tuple[float, float]) -> Iterator[str]:
    """One graph."""
    ours = next(each for each in measured if each.name == OURS).times()
    yield f"## {roads.name}: {roads.graph.size:,} nodes, {len(roads.graph.tail):,} arcs"
    yield ""
    yield f"Times what copying its memory takes: a sweep of 64 sources {roof[0]:.1f}, of one {roof[1]:.1f}."
    yield ""
    yield "| Engine | made ready, s | " + " | ".join(TASKS.values()) + " |"
    yield "|---|---|" + "---|" * len(TASKS)
    for each in measured:
        if each.reason:
            yield f"| {each.name} | {each.reason} |" + " |" * len(TASKS)
            continue
        cells = [cell(each, task, ours) for task in TASKS]
        yield f"| {each.name} | {each.build_ms / 1000:.1f} | " + " | ".join(cells) + " |"


def cell(each: "Measured", task: str, ours: dict[str, float]) -> str:
    """Milliseconds and ratio."""
    times = each.times()
    if task not in times:
        return "–"
    text = f"{times[task]:,.0f}" if times[task] >= 100 else f"{times[task]:.3g}"
    if each.name == OURS:
        return f"**{text}**"
    ratio = times[task] / ours[task]
    mark = "≈ " if each.share.get(task, 1) < 1 else ""
    dagger = " †" if task in "bepq" and each.labels is None else ""
    return (
        f"{mark}{text} ({ratio:,.0f} ×{dagger})" if ratio >= 10 else f"{mark}{text} ({ratio:.1f} ×{dagger})"
    )


def goals(results: list[Result]) -> Iterator[str]:
    """Each goal, what was measured, met or not."""
    yield "| Graph | against | task | goal | measured | |"
    yield "|---|---|---|---|---|---|"
    for goal in GOALS:
        found = ratio_of(goal, results)
        said = "not measured" if found is None else f"{shown(found)} ×"
        met = "" if found is None else ("met" if found >= goal.ratio else "**not met**")
        task = TASKS.get(goal.task, goal.task)
        yield f"| {goal.graph} | {goal.peer} | {task} | ≥ {shown(goal.ratio)} × | {said} | {met} |"
    for roads, _, (many, single) in results:
        if roads.name in {"Ville", "Région"}:
            for name, value, limit in (("many to all", many, 1.2), ("one sweep", single, 3.0)):
                met = "met" if value <= limit else "**not met**"
                yield f"| {roads.name} | copy of memory | {name} | ≤ {limit} × | {value:.2f} × | {met} |"


def shown(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}"


def ratio_of(goal: Goal, results: list[Result]) -> float | None:
    """Peer's time over ours; ``None`` where one is missing."""
    measured = next((measured for roads, measured, _ in results if roads.name == goal.graph), [])
    pair = [next((m for m in measured if m.name == name), None) for name in (goal.peer, OURS)]
    times = [each.times() if each else {} for each in pair]
    return times[0][goal.task] / times[1][goal.task] if all(goal.task in found for found in times) else None


def roof(ours: Any) -> tuple[float, float]:
    """CPU time of a sweep of 64 sources, and of one, over that of copying as many bytes as they must move."""
    state = ours.state.state
    topology, tree, down = state.topology, state.topology.tree, np.ascontiguousarray(state.downward)
    nodes, lanes, arcs = len(tree.parent), matrices.LANES, len(tree.head)
    nothing = matrices.Climb(tree.parent, matrices.empty_rows(1), np.zeros(nodes, dtype=np.int32))
    every, levels = matrices._selected(topology, topology.rank), matrices.empty_rows(topology.height)  # noqa: SLF001
    times, one = matrices.empty_times(nodes, lanes), np.zeros(nodes, dtype=np.int32)
    moved_by_many = times.nbytes + 8 * arcs
    moved_by_one = 4 * nodes + 12 * arcs
    many_ms = fastest(
        lambda: matrices._descend_rows(tree.depth, down, every, (nothing, levels), (times, 0))  # noqa: SLF001
    )
    sweep: Any = sweeps._descend  # noqa: SLF001
    descend = numba.njit(nogil=True, boundscheck=False)(sweep.py_func)  # its machine code is not kept
    one_ms = fastest(lambda: descend(*sweeps._ends(topology), down, one))  # noqa: SLF001
    return many_ms / copy_ms(moved_by_many), one_ms / copy_ms(moved_by_one)


def copy_ms(size: int) -> float:
    """Milliseconds of reading or writing so many bytes by a copy, which does half of each."""
    source, target = np.ones(size // 2, dtype=np.uint8), np.zeros(size // 2, dtype=np.uint8)
    return fastest(lambda: np.copyto(target, source))


def fastest(task: Any) -> float:
    spent = []
    for _ in range(7):
        started = time.process_time_ns()
        task()
        spent.append((time.process_time_ns() - started) / 1e6)
    return max(min(spent), 1e-3)


def plot(results: list[Result]) -> None:
    """Time over ours, on a logarithmic axis, one panel per graph; the same figures give the same bytes."""
    names = [each.name for each in results[0][1] if each.name != OURS]
    style = {"svg.hashsalt": "cpts_geo", "svg.fonttype": "none", "font.size": 8, "font.family": "DejaVu Sans"}
    with rc_context(style):
        figure = Figure(figsize=(3.1 * len(results), 3.6), layout="constrained")
        for axes, (roads, measured, _) in zip(
            np.atleast_1d(figure.subplots(1, len(results), sharey=True)), results, strict=True
        ):
            ours = next(each for each in measured if each.name == OURS).times()
            for rank, task in enumerate(TASKS):
                points = [
                    (each.times()[task] / ours[task], names.index(each.name))
                    for each in measured
                    if each.name != OURS and task in each.times()
                ]
                x, y = zip(*points, strict=True)
                axes.plot(x, y, "os^vDPX*h"[rank], ms=4, color=f"C{rank}", label=TASKS[task])
            axes.set_xscale("log")
            axes.minorticks_off()
            axes.axvline(1, color="0.6", lw=0.8)
            axes.set_yticks(range(len(names)), names)
            axes.set_title(f"{roads.name}, {roads.graph.size:,} nodes", fontsize=8)
            axes.grid(axis="x", lw=0.3)
        figure.supxlabel("CPU time over that of cpts_geo", fontsize=8)
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=5, fontsize=7)
        figure.savefig(HERE / "routing.svg", metadata={"Date": None})
