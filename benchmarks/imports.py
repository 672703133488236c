"""Importing beside OSMnx, in one run: CPU and wall seconds per 100,000 edges, peak of memory.

Run by ``make bench`` on the demonstration; ``python benchmarks/imports.py FOLDER`` takes another territory
(``cpts-geo demo --size departement FOLDER``). Prints a table and writes ``benchmarks/imports.md``. Each task
runs in a process of its own, so that its peak of memory is its own. OSMnx is given a part of the same roads
that it can finish (``PEER_EDGES``), and so are we: the ratio is of the same file.
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
PEER_EDGES = 60_000  # directed; consolidation by OSMnx of a whole département takes most of an hour
COMMUNES = 500
CELLS = 60_000
WHOLE = {
    "OSM (.osm.pbf), to the network": "pbf",
    "BD TOPO (.gpkg, 63 columns), to the network": "bdtopo",
}
PEERS = {
    "ours, OSM (.osm), to the network": "ours",
    "OSMnx `graph_from_xml`": "osmnx_load",
    "OSMnx `graph_from_xml`, project, consolidate": "osmnx_all",
}
COMMANDS = {
    "`import communes.geojson`": "import_communes",
    "`import roads.osm.pbf`": "import_pbf",
    "`import grid.csv`": "import_grid",
    "`import roads.gpkg`, over the former": "import_bdtopo",
}
FILES = {
    "communes": "communes.geojson",
    "pbf": "roads.osm.pbf",
    "grid": "grid.csv",
    "bdtopo": "roads.gpkg",
}


def main() -> None:
    """Measure every task on one territory and write the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "data"
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        made = run("make_files", home, str(folder.resolve()))
        parts = [
            (f"Whole territory: {made['edges']:,} directed edges", WHOLE, made["edges"]),
            (f"The same file of {made['peer']:,} directed edges, ours and OSMnx", PEERS, made["peer"]),
            (
                f"Commands of the user: {made['communes']} communes, {made['cells']:,} cells of 200 m",
                COMMANDS,
                made["edges"],
            ),
        ]
        text = "\n".join(section(title, tasks, edges, home) for title, tasks, edges in parts)
    head = (
        "# Imports, in one run\n\nCPU seconds of the process and of the one that reads the file, together; "
        "peak memory of each, and their sum, which bounds what both took at once. « edges »: directed edges "
        "that came out; OSMnx joins what goes straight on, we cut at 300 m, so « per 100,000 » is of the "
        "edges put in the file. Wall seconds are those of the machine as it was, perhaps at other work.\n"
    )
    (HERE / "imports.md").write_text(f"{head}\n{text}", encoding="utf-8")
    print(f"{head}\n{text}")


def section(title: str, tasks: dict[str, str], edges: int, home: Path) -> str:
    """Title and table of one part; ``edges`` are those of the file."""
    columns = "| Task | edges | wall, s | CPU, s | CPU per 100,000, s | peak, MB | reader, MB | sum, MB |"
    lines = [f"## {title}", "", columns, "|---|---|---|---|---|---|---|---|"]
    for name, task in tasks.items():
        print(f"{title}: {name}", file=sys.stderr)
        lines.append(row(name, run(task, home), edges))
    return "\n".join([*lines, ""])


def row(name: str, got: dict[str, Any], given: int) -> str:
    """Line of a table."""
    edges = got.get("edges")
    if edges is None and "osmnx" in name.lower():
        return f"| {name} | not installed | | | | | | |"
    shown, per = (f"{edges:,}", f"{got['cpu'] / given * 1e5:.1f}") if edges else ("", "")
    memory = f"{got['mb']} | {got['child_mb']} | {got['mb'] + got['child_mb']}"
    return f"| {name} | {shown} | {got['wall']:.1f} | {got['cpu']:.1f} | {per} | {memory} |"


def run(task: str, home: Path, *more: str) -> dict[str, Any]:
    """Answer of a task in its own process."""
    command = [sys.executable, __file__, "--task", task, str(home), *more]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)  # noqa: S603 our own script
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def make_files(home: Path, folder: str) -> dict[str, int]:
    """A territory as the files a user would have."""
    from road_files import middle, write_bdtopo, write_communes, write_grid, write_osm

    from cpts_geo.territory.folder import read_network

    edges = read_network(folder).edges
    part = middle(edges, PEER_EDGES)
    write_osm(edges, home / FILES["pbf"])
    write_osm(part, home / "peer.osm")
    write_bdtopo(edges, home / FILES["bdtopo"])
    communes = write_communes(Path(folder), home / FILES["communes"], COMMUNES)
    cells = write_grid(communes, home / FILES["grid"], CELLS)
    return {"edges": len(edges), "peer": len(part), "communes": len(communes), "cells": cells}


def network(path: Path, kind: str) -> dict[str, int]:
    """Read, join, chain, cut and place the forbidden turns; nothing written."""
    from cpts_geo.territory.network import build_with_ends
    from cpts_geo.territory.road_files import RoadOptions, read_road_files
    from cpts_geo.territory.turns import place_turns

    read = read_road_files([path], kind, RoadOptions("EPSG:2154"))  # type: ignore[arg-type]
    built, ends = build_with_ends(read.roads)
    place_turns(built, ends, read.bans)
    return {"edges": len(built.edges)}


def command(home: Path, name: str) -> dict[str, int]:
    """The command of the user, with all that it refreshes: people along roads, background, tiles."""
    from cpts_geo.territory.folder import read_network
    from cpts_geo.territory.importer import import_file

    import_file(home / "territory", home / FILES[name])
    return {"edges": len(read_network(home / "territory").edges)} if name in {"pbf", "bdtopo"} else {}


def osmnx(home: Path, *, everything: bool) -> dict[str, int]:
    """Edges of OSMnx's own loader; none when it is not installed."""
    try:
        import osmnx as ox
    except ImportError:
        return {}
    graph = ox.graph_from_xml(home / "peer.osm")
    if everything:
        ox.consolidate_intersections(ox.project_graph(graph), tolerance=CONSOLIDATE_M)
    return {"edges": int(graph.number_of_edges())}


def child(task: str, home: Path, *more: str) -> dict[str, Any]:
    """Do one task in this process."""
    started, wall = time.process_time(), time.perf_counter()
    work = {
        "pbf": lambda: network(home / FILES["pbf"], "osm"),
        "bdtopo": lambda: network(home / FILES["bdtopo"], "bdtopo"),
        "ours": lambda: network(home / "peer.osm", "osm"),
        "osmnx_load": lambda: osmnx(home, everything=False),
        "osmnx_all": lambda: osmnx(home, everything=True),
        "make_files": lambda: make_files(home, *more),
    }
    found = command(home, task.removeprefix("import_")) if task.startswith("import_") else work[task]()
    own, below = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    spent = time.process_time() - started + below.ru_utime + below.ru_stime
    memory = {"mb": own.ru_maxrss // 1024, "child_mb": below.ru_maxrss // 1024}
    return {"cpu": spent, "wall": time.perf_counter() - wall, **memory, **found}


if __name__ == "__main__":
    if "--task" in sys.argv:
        print(json.dumps(child(*sys.argv[2:3], Path(sys.argv[3]), *sys.argv[4:])))
    else:
        main()
