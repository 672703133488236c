"""Routing against its peers, on the same graphs, in one process and one run: ratios, not seconds.

Run by ``make bench`` (``python benchmarks/routing.py --quick`` for the small graphs only); prints the tables
and writes ``benchmarks/routing.md`` and ``routing.svg``. Every answer is checked equal to SciPy's.
``--graphs Ville Région`` and ``--engines SciPy "RoutingKit (pyroutingkit)"`` leave the others out.
"""

import os

for _library in ("OMP", "OPENBLAS", "MKL", "RAYON", "NUMBA"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"

import argparse
import contextlib
import gc
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import routing_report
from routing_checks import Measured, Questions, check
from routing_graphs import NAMES, Roads, graphs
from routing_hierarchies import ENGINES
from routing_peers import Array, Engine, Setting

from cpts_geo.routing import shortest, trial
from cpts_geo.routing.graph import INFINITE_MS, weigh

LIMIT_S: Final = 1.0  # a matrix that would take longer is answered for fewer facilities, and marked
SLOW_S: Final = 0.3  # measured once
ROUNDS: Final = 3
SHORT_S: Final = 0.02  # what takes less is asked as often as fits in this time
SEVERAL: Final = 5  # times in a row that all that is not slow is asked in a round: every engine is as warm


def main() -> None:
    """Measure each graph and write the tables."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="without the département and the région")
    asked.add_argument("--graphs", nargs="+", choices=NAMES, help="only these")
    asked.add_argument("--engines", nargs="+", choices=[kind.name for kind in ENGINES], help="only these")
    chosen = asked.parse_args()
    names = chosen.graphs or (NAMES[:3] if chosen.quick else NAMES)
    warnings.simplefilter("ignore")
    kernels_s = cpu(trial.warm_up)[0] / 1000
    ready, missing = available(chosen.engines)
    results = []
    for roads in graphs(names):
        print(f"{roads.name}: {roads.graph.size:,} nodes, {len(roads.graph.tail):,} arcs", flush=True)
        results.append((roads, *measure(roads, ready)))
        text = routing_report.write(results, missing, kernels_s)
    print(text)


def available(names: list[str] | None) -> tuple[list[type[Engine]], dict[str, str]]:
    """Engines asked for, ours always, whose library loads in a process of its own, and why others do not."""
    ready, missing = [], routing_report.not_installed()
    for kind in ENGINES:
        if names and kind.name not in {*names, routing_report.OURS}:
            missing.setdefault(kind.name, "not asked for in this run")
            continue
        command = [sys.executable, "-c", f"import {kind.package}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())  # noqa: S603 - Python
        if done.returncode == 0:
            ready.append(kind)
        else:
            last = done.stderr.strip().splitlines()[-1:] or [f"the process died ({done.returncode})"]
            missing.setdefault(kind.name, last[0])
    return ready, missing


def environment() -> dict[str, str]:
    """Ours, with the project found from anywhere."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def ask(roads: Roads) -> Questions:
    """Questions of a graph; places reach all the sixty, as far as there are such places."""
    rng = np.random.default_rng(1)
    graph, xy = roads.graph, roads.xy
    changed = graph.time_ms.copy()
    hit = rng.choice(len(changed), len(changed) // 10, replace=False)
    changed[hit] = np.minimum(changed[hit] * rng.uniform(2, 4, len(hit)), INFINITE_MS - 1)
    changed[hit[::2]] = INFINITE_MS
    distance = np.hypot(*(xy - np.median(xy, axis=0)).T)
    floods = []
    for share in (0.03, 0.002):
        under, deep = (distance <= np.quantile(distance, part) for part in (share, share / 2))
        flooded = np.where(under[graph.tail] | under[graph.head], 2 * graph.time_ms, graph.time_ms)
        floods.append(np.where(deep[graph.tail] | deep[graph.head], INFINITE_MS, flooded).astype(np.int32))
    sixty = np.sort(rng.choice(graph.size, min(60, graph.size // 4), replace=False))
    linked = np.flatnonzero(np.isfinite(shortest.to_each(weigh(graph, graph.time_ms), sixty[:1])[0]))
    linked = linked[linked != sixty[0]]
    trips = np.c_[rng.choice(linked, 8), np.full(8, sixty[0])]
    places, facilities, many = (rng.choice(graph.size, count) for count in (2_000, 500, 5_000))
    return Questions(sixty, places, facilities, many, trips, changed, *floods)


def measure(roads: Roads, kinds: list[type[Engine]]) -> tuple[list[Measured], tuple[float, float]]:
    """Every engine on one graph, and how far ours is from the speed of memory.

    Rounds go through all engines, so that all share the other work of the machine.
    """
    questions, running = ask(roads), []
    results = [Measured(kind.name) for kind in kinds]
    for kind, result in zip(kinds, results, strict=True):
        if roads.graph.size > kind.largest:
            result.reason = "not asked on a graph of this size: it takes minutes"
            continue
        if roads.peers and kind.name not in {*roads.peers, routing_report.OURS}:
            result.reason = "not asked: the graph is another one with other numbers"
            continue
        setting = Setting(roads.graph, roads.xy, questions.sixty)
        with silence():
            result.build_ms, built = cpu(lambda: kind(setting))  # noqa: B023 - called at once
        running.append((built, result))
        print(f"  {kind.name}: made ready in {result.build_ms / 1000:.1f} s", flush=True)
    gc.collect()
    gc.freeze()  # what engines hold is not looked through at each measure
    for _ in range(ROUNDS):
        for built, result in running:
            with silence():
                go_round(built, result, roads, questions)
    gc.unfreeze()
    check(results, roads, questions)
    return results, routing_report.roof(running[0][0])


def go_round(built: Engine, result: Measured, roads: Roads, questions: Questions) -> None:
    """One measure of each task that is not slow."""

    def scenario(time_ms: Array) -> Callable[[], Array]:
        def answer() -> Array:
            built.change(time_ms)
            return built.nearest()[0]

        return answer

    def whole_change() -> None:
        built.change(questions.changed)
        getattr(built, "finish", int)()

    def back() -> None:
        built.change(roads.graph.time_ms)

    def routes() -> list[list[int]]:
        return [built.path(int(source), int(target)) for source, target in questions.trips]

    keep(result, "a", lambda: built.to_one(int(questions.sixty[0])))
    nearest = keep(result, "b", built.nearest)
    if nearest is not None:
        result.answers["b"], result.labels = nearest
    matrix(built, result, "c", questions.places, questions.sixty)
    matrix(built, result, "d", questions.many_places, questions.facilities)
    scenarios = (questions.changed, questions.flooded, questions.flooded_little)
    for task, time_ms in zip("epq", scenarios, strict=True):
        keep(result, task, scenario(time_ms), after=back)
    keep(result, "n", whole_change, after=back)
    keep(result, "f", routes, each=len(questions.trips))


def keep(
    result: Measured,
    task: str,
    question: Callable[[], Any],
    *,
    each: float = 1,
    after: Callable[[], Any] = list,
) -> Any:
    """Ask and note the time, unless it is known to be slow or impossible; ``None`` then.

    ``after`` puts things back, untimed: a change made twice changes nothing.
    """
    spent = result.spent.get(task, [])
    if (task in result.share and not result.share[task]) or (spent and max(spent) * each > SLOW_S * 1000):
        return None
    asked, total = 0, 0.0
    while asked < SEVERAL or total < SHORT_S * 1000:
        try:
            milliseconds, answer = cpu(question)
        except NotImplementedError:
            result.share[task] = 0.0
            return None
        result.spent.setdefault(task, []).append(milliseconds / each)
        result.answers[task] = answer
        after()
        asked, total = asked + 1, total + milliseconds
        if milliseconds > SLOW_S * 1000:
            break
    return answer


def matrix(built: Engine, result: Measured, task: str, places: Array, facilities: Array) -> None:
    """A matrix, of the facilities that there is time for as far as ten of them tell."""
    if task not in result.share:
        try:
            one, ten = (cpu(lambda: built.matrix(places, facilities[:count]))[0] for count in (1, 10))  # noqa: B023
        except NotImplementedError:
            result.share[task] = 0.0
            return
        every = max(ten - one, 0.0) / 9  # hierarchies prepare the places first, then add little per facility
        whole = ten + every * (len(facilities) - 10)
        some_count = len(facilities) if whole < 2_000 * LIMIT_S else max(1, int(1_000 * LIMIT_S / every))
        result.share[task] = min(1.0, some_count / len(facilities))
    some = facilities[: max(1, round(result.share[task] * len(facilities)))]
    keep(result, task, lambda: built.matrix(places, some), each=result.share[task])


def cpu(task: Callable[[], Any]) -> tuple[float, Any]:
    """CPU milliseconds of the process and the answer."""
    gc.disable()
    started = time.process_time()
    answer = task()
    spent = (time.process_time() - started) * 1000
    gc.enable()
    return spent, answer


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Nothing on standard output, not even from compiled libraries."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


if __name__ == "__main__":
    main()
