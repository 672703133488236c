"""Road graphs to measure on: the demonstration, Rochefort when it is there, and drawn ones of any size.

A drawn network: people settle by a cascade (each square gives uneven shares to its four quarters), so that
towns are dense and the country is sparse; roads are the relative neighbourhood graph of the crossings, known
to look like roads (2.5 arcs per node; OpenStreetMap has 2.2 to 2.5); short streets are slow, long roads fast,
6 % of the streets are one-way. Upward arcs and triangles per node are those of Nantes in OpenStreetMap.

Its crossings are numbered by place, which is how a search finds them fastest in memory. « Shuffled » is the
same network with numbers drawn by lot. Files of roads lie between: half of their arcs join numbers at most 15
apart in Andorra, 28 in Nantes; 8 in a drawn région.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.spatial import Delaunay

from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.routing.graph import Graph, build_graph, weigh
from cpts_geo.territory.folder import read_network
from cpts_geo.territory.importer import import_files
from cpts_geo.territory.recognise import Options

HERE = Path(__file__).parent
ROCHEFORT = HERE.parent.parent / "shared" / "data" / "rochefort"
SIZES: Final = {"Ville": 57_000, "Département": 280_000, "Région": 1_000_000}
SHUFFLED: Final = {f"{name}, shuffled": name for name in ("Ville", "Région")}
NAMES: Final = ("Rochefort", "Démonstration", *SIZES, *SHUFFLED)
AREA_PER_NODE_M2: Final = 25_000.0
UNEVEN: Final = 1.0  # Dirichlet parameter of the shares: the smaller, the emptier the country
ONE_WAY: Final = 0.06
Array = npt.NDArray[Any]


class Roads(NamedTuple):
    """A graph to measure on; ``peers`` = the only ones asked, all by default."""

    name: str
    graph: Graph
    xy: Array
    peers: tuple[str, ...] = ()


def graphs(names: Sequence[str]) -> Iterator[Roads]:
    """Graphs of these names, from the smallest."""
    if "Rochefort" in names and ROCHEFORT.exists():
        yield rochefort()
    if "Démonstration" in names:
        yield of_network("Démonstration", read_network(HERE.parent / "data"))
    for name, size in SIZES.items():
        if name in names:
            yield drawn(name, size)
    for name, ordered in SHUFFLED.items():
        if name in names:
            yield shuffled(name, drawn(ordered, SIZES[ordered]))


def of_network(name: str, network: RoadNetwork) -> Roads:
    points = network.nodes.geometry
    free = replace(network, turns=network.turns.iloc[:0])  # no peer knows forbidden turns
    graph = build_graph(free, VEHICLES[VehicleName.CAR])
    kept = np.sort(weigh(graph, graph.time_ms).arc)  # the fastest of parallel arcs: not all peers keep both
    kept = kept[graph.tail[kept] != graph.head[kept]]
    parts = (graph.tail[kept], graph.head[kept], np.arange(len(kept), dtype=np.int32), graph.time_ms[kept])
    return Roads(name, Graph(graph.size, *parts), np.c_[points.x, points.y])


def rochefort() -> Roads:
    with tempfile.TemporaryDirectory() as folder:
        files = [ROCHEFORT / name for name in ("COMMUNE.shp", "routes.shp")]
        import_files(Path(folder) / "rochefort", files, Options(name="Rochefort"))
        return of_network("Rochefort", read_network(Path(folder) / "rochefort"))


def drawn(name: str, size: int, seed: int = 7) -> Roads:
    """A drawn network; the same seed gives the same one."""
    rng = np.random.default_rng(seed)
    xy = cascade(size, rng) * np.sqrt(size * AREA_PER_NODE_M2)
    u, v = relative_neighbours(xy)
    metres = np.hypot(*(xy[u] - xy[v]).T) * rng.uniform(1.0, 1.4, len(u))
    kmh = np.select([metres < 150, metres < 400, metres < 2_000], [28.0, 45.0, 65.0], 90.0)
    ms = np.maximum(np.rint(metres / kmh * 3_600), 1).astype(np.int32)
    back = rng.random(len(u)) >= ONE_WAY
    tail, head = np.r_[u, v[back]].astype(np.int32), np.r_[v, u[back]].astype(np.int32)
    arcs = np.arange(len(tail), dtype=np.int32)
    return Roads(name, Graph(size, tail, head, arcs, np.r_[ms, ms[back]]), xy)


def shuffled(name: str, roads: Roads, seed: int = 7) -> Roads:
    """The same network with its crossings numbered by lot; SciPy alone is asked, to see what numbers do."""
    number = np.random.default_rng(seed).permutation(roads.graph.size).astype(np.int32)
    xy = np.empty_like(roads.xy)
    xy[number] = roads.xy
    graph = replace(roads.graph, tail=number[roads.graph.tail], head=number[roads.graph.head])
    return Roads(name, graph, xy, ("SciPy",))


def cascade(size: int, rng: np.random.Generator) -> Array:
    """Points in the unit square, neighbours close in the list."""
    cell, place, side = np.zeros(size, dtype=np.int64), np.zeros((size, 2)), 1.0
    for _ in range(round(np.log(size) / np.log(4))):
        cells, inverse = np.unique(cell, return_inverse=True)
        shares = np.cumsum(rng.dirichlet([UNEVEN] * 4, len(cells)), axis=1)[inverse, :3]
        quarter = (rng.random(size)[:, None] > shares).sum(axis=1)
        side /= 2
        place += side * np.c_[quarter & 1, quarter >> 1]
        cell = 4 * cell + quarter
    return (place + side * rng.random((size, 2)))[np.argsort(cell, kind="stable")]


def relative_neighbours(xy: Array) -> tuple[Array, Array]:
    """Sides of Delaunay triangles that are not the longest of one of theirs."""
    a, b, c = Delaunay(xy).simplices.T
    u, v, opposite = np.r_[a, b, c], np.r_[b, c, a], np.r_[c, a, b]

    def square(one: Array, other: Array) -> Array:
        return ((xy[one] - xy[other]) ** 2).sum(axis=1)

    longest = square(u, v) > np.maximum(square(u, opposite), square(v, opposite))
    pair = np.minimum(u, v).astype(np.int64) * len(xy) + np.maximum(u, v)
    kept = np.setdiff1d(pair, pair[longest])
    return kept // len(xy), kept % len(xy)
