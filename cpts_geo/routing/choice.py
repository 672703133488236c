"""Which engine answers: the compiled kernels when their machine code is at hand and worth it, else SciPy.

Compiling takes half a minute. It is done at set-up and, by another process, at the first start of the app;
never while someone waits. The machine code lies in numba's cache, beside the package or in the folder of the
user, with a file that describes it: code that is missing, damaged or of another machine is not loaded.
"""

import hashlib
import json
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.vehicles import VEHICLES
from cpts_geo.routing import engine, trial
from cpts_geo.routing.graph import Graph, build_graph
from cpts_geo.routing.topology import Array, Topology, load_topology, save_topology, topology_file

# Measured on two cores, to the nearest round number.
SCIPY_S: Final = 0.25e-6  # per node and search
LOADING_S: Final = 1.5
PREPARING_S: Final = 30e-6  # per node, once per network

# modules compiled by numba, and what is compiled into them
KERNELS: Final = (
    *("arc_lists", "completion", "customise", "leaves", "matrices"),
    *("median_sums", "order", "paths", "relax", "rows", "sweeps"),
)

_log = logging.getLogger(__name__)
_lock = threading.Lock()


def prepare_in(folder: str | Path, graph: Graph, xy: Array, *, searches: int) -> Topology | None:
    """Topology of a graph for so many searches, ``None`` when SciPy is to answer them.

    Kernels not loaded yet are when they save more time than that takes.

    Parameters
    ----------
    folder
        Of the territory, where the topology is read when known and kept if that can be written; ``""`` keeps
        nothing.
    graph, xy
        As ``engine.prepare``.
    searches
        Number of one-to-all searches to come.
    """
    if not graph.size:
        return None
    file = topology_file(Path(folder), graph) if folder else None
    if not engine.warm():
        known = file is not None and file.exists()
        saved = searches * graph.size * SCIPY_S
        spent = LOADING_S + (0 if known else graph.size * PREPARING_S)
        if saved <= spent:
            _log.info("routing by SciPy: %d searches among %d nodes are few", searches, graph.size)
            return None
        if not load():
            return None
    return _topology(file, graph, xy)


def prepare_all(folder: str | Path, network: RoadNetwork) -> None:
    """Compile the kernels and keep the topology of every vehicle in the folder, where that is possible."""
    if compile_kernels():
        for vehicle in VEHICLES.values():
            prepare_in(folder, build_graph(network, vehicle), network.xy, searches=0)


def _topology(file: Path | None, graph: Graph, xy: Array) -> Topology | None:
    if file is None:
        return engine.prepare(graph, xy)
    known = load_topology(file, graph)
    if known is not None:
        return known
    topology = engine.prepare(graph, xy)
    try:
        if topology is not None:
            save_topology(topology, file)
    except OSError as error:
        _log.info("%s is not kept: %s", file.name, error)
    return topology


def load() -> bool:
    """Use the kernels from now on if their machine code is at hand; never compiles."""
    with _lock:
        return engine.warm() or (_is_kept() and _warm_up())


def compile_kernels() -> bool:
    """Compile what is not yet, keep it and use it; whether that was possible."""
    with _lock:
        if engine.warm() and _is_kept():
            return True
        home = _home()
        if home is None:
            return False
        if not _is_kept():
            _forget(home)
        if not _warm_up():
            return False
        _described(home).write_text(_description(home), encoding="utf-8")
        return True


def start() -> threading.Thread:
    """Load the kernels without anyone waiting; another process compiles them first where they are not yet."""
    thread = threading.Thread(target=_start, name="kernels", daemon=True)
    thread.start()
    return thread


def _start() -> None:
    if load() or _home() is None:
        return
    subprocess.run([sys.executable, "-m", __name__], check=False, stdout=subprocess.DEVNULL)  # noqa: S603
    load()


def _warm_up() -> bool:
    began = time.perf_counter()
    try:
        done = trial.warm_up()
    except Exception:  # noqa: BLE001 - numba and LLVM raise anything on damaged machine code
        _log.warning("routing by SciPy: the compiled kernels cannot be loaded", exc_info=True)
        return False
    if done:
        _log.info("routing by the compiled kernels, ready in %.1f s", time.perf_counter() - began)
    return done


def _home() -> Path | None:
    """Folder of the machine code, ``None`` when there is no numba or nowhere to write."""
    try:
        from cpts_geo.routing import order
    except ImportError as error:
        _log.warning("routing by SciPy: %s", error)
        return None
    stats = getattr(order._dissect, "stats", None)  # noqa: SLF001 - one kernel of many
    return Path(stats.cache_path) if stats and stats.cache_path else None


def _is_kept() -> bool:
    home = _home()
    if home is None:
        return False
    try:
        kept = _described(home).read_text(encoding="utf-8") == _description(home)
    except (OSError, ValueError):
        kept = False
    if not kept:
        _log.info("routing by SciPy: the kernels are not compiled in %s", home)
    return kept


def _described(home: Path) -> Path:
    return home / f"kernels.{sys.implementation.cache_tag}.json"


def _machine_code(home: Path) -> list[Path]:
    return sorted(home.glob(f"*.py{sys.version_info[0]}{sys.version_info[1]}*.nb?"))


def _description(home: Path) -> str:
    """What the machine code was made for and from, and its own digest."""
    import numba
    from llvmlite import binding

    sources = {name: Path(__file__).with_name(f"{name}.py").stat() for name in KERNELS}
    facts = {
        "numba": numba.__version__,
        "cpu": [binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()],
        "sources": {name: [facts.st_mtime_ns, facts.st_size] for name, facts in sources.items()},
        "code": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in _machine_code(home)},
    }
    return json.dumps(facts, indent=1)


def _forget(home: Path) -> None:
    for file in [*_machine_code(home), _described(home)]:
        file.unlink(missing_ok=True)


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)  # whoever uses the computer comes first
    sys.exit(0 if compile_kernels() else 1)
