"""Importing roads beside OSMnx, on the same extract, in one run: CPU seconds per 100,000 edges, memory.

Run by ``make bench`` on the demonstration; ``python benchmarks/imports.py FOLDER`` takes another territory
(``cpts-geo demo --size departement FOLDER``). Prints a table and writes ``benchmarks/imports.md``. Each task
runs in a process of its own, so that its peak of memory is its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CONSOLIDATE_M = 10.0  # OSMnx's own example; ours joins at a centimetre and cuts at 300 m
TASKS = {
    "OSM extract (.osm), to the network": "ours_osm",
    "OSM extract (.osm.pbf), to the network": "ours_pbf",
    "BD TOPO (.gpkg), to the network": "ours_bdtopo",
    "whole command on .osm.pbf: background, people, tiles": "whole_pbf",
    "whole command on .gpkg": "whole_gpkg",
    "OSMnx graph_from_xml (.osm)": "osmnx_load",
    "OSMnx graph_from_xml, project, consolidate": "osmnx_all",
}


def main() -> None:
    """Measure every task on one territory and write the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "data"
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        made = run("make_files", home, str(folder.resolve()))
        rows = [row(name, task, home) for name, task in TASKS.items()]
    head = f"# Imports, in one run\n\nTerritory: {made['edges']:,} directed edges, {made['communes']} communes.\n"
    legend = "CPU seconds of the process and of its children; peak memory of each.\n"
    table = [
        "| Task | CPU, s | per 100,000 edges, s | peak, MB | child, MB |",
        "|---|---|---|---|---|",
        *rows,
    ]
    (HERE / "imports.md").write_text("\n".join([head, legend, *table]) + "\n", encoding="utf-8")
    print("\n".join([head, legend, *table]))


def row(name: str, task: str, home: Path) -> str:
    """Line of the table."""
    got = run(task, home)
    if "edges" not in got:
        return f"| {name} | not installed | | | |"
    per = got["cpu"] / got["edges"] * 1e5
    return f"| {name} | {got['cpu']:.1f} | {per:.1f} | {got['mb']} | {got['child_mb']} |"


def run(task: str, home: Path, *more: str) -> dict[str, Any]:
    """Answer of a task in its own process."""
    command = [sys.executable, __file__, "--task", task, str(home), *more]
    done = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603 our own script
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def make_files(home: Path, folder: str) -> int:
    """A territory as the files a user would have."""
    from road_files import write_bdtopo, write_osm

    from cpts_geo.territory.folder import read_network
    from cpts_geo.territory.importer import import_file

    edges = read_network(folder).edges
    for name in ("roads.osm", "roads.osm.pbf"):
        write_osm(edges, home / name)
    write_bdtopo(edges, home / "roads.gpkg")
    import_file(home / "territory", Path(folder) / "communes" / "communes.geojson")
    return len(edges)


def network(home: Path, name: str, kind: str) -> int:
    """Read, join, chain, cut and place the forbidden turns; nothing written."""
    from cpts_geo.territory.network import build_with_ends
    from cpts_geo.territory.road_files import RoadOptions, read_road_files
    from cpts_geo.territory.turns import place_turns

    read = read_road_files([home / name], kind, RoadOptions("EPSG:2154"))  # type: ignore[arg-type]
    built, ends = build_with_ends(read.roads)
    place_turns(built, ends, read.bans)
    return len(built.edges)


def whole(home: Path, name: str) -> int:
    """The command of the user."""
    from cpts_geo.territory.folder import read_network
    from cpts_geo.territory.importer import import_file

    import_file(home / "territory", home / name)
    return len(read_network(home / "territory").edges)


def osmnx(home: Path, *, everything: bool) -> int | None:
    """Edges of OSMnx's own loader; none when it is not installed."""
    try:
        import osmnx as ox
    except ImportError:
        return None
    graph = ox.graph_from_xml(home / "roads.osm")
    if everything:
        ox.consolidate_intersections(ox.project_graph(graph), tolerance=CONSOLIDATE_M)
    return int(graph.number_of_edges())


def child(task: str, home: Path, *more: str) -> dict[str, Any]:
    """Do one task in this process."""
    started = time.process_time()
    work = {
        "ours_osm": lambda: network(home, "roads.osm", "osm"),
        "ours_pbf": lambda: network(home, "roads.osm.pbf", "osm"),
        "ours_bdtopo": lambda: network(home, "roads.gpkg", "bdtopo"),
        "whole_pbf": lambda: whole(home, "roads.osm.pbf"),
        "whole_gpkg": lambda: whole(home, "roads.gpkg"),
        "osmnx_load": lambda: osmnx(home, everything=False),
        "osmnx_all": lambda: osmnx(home, everything=True),
        "make_files": lambda: make_files(home, *more),
    }
    edges = work[task]()
    own, below = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    spent = time.process_time() - started + below.ru_utime + below.ru_stime
    facts = {"cpu": spent, "mb": own.ru_maxrss // 1024, "child_mb": below.ru_maxrss // 1024}
    written = (home / "territory" / "communes" / "communes.geojson").read_text(encoding="utf-8")
    communes = written.count('"Feature"')
    return facts if edges is None else {**facts, "edges": edges, "communes": communes}


if __name__ == "__main__":
    if "--task" in sys.argv:
        print(json.dumps(child(*sys.argv[2:3], Path(sys.argv[3]), *sys.argv[4:])))
    else:
        main()
