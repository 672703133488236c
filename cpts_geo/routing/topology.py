"""What routing needs of a network whatever the times: an order of the nodes and what contracting them adds.

Nodes are ranked; contracting them one by one joins the higher neighbours of each (chordal completion). The
first higher neighbour of a node is its parent in the elimination tree, and all its higher neighbours are its
ancestors: every shortest path goes up the tree then down. Ranks follow the tree in post-order.
"""

import hashlib
import json
import logging
import tempfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cpts_geo.routing.graph import Graph

Array = npt.NDArray[Any]
FOLDER: Final = "routing"  # of a territory folder; nothing in it is needed: it is made again
KEPT: Final = 8  # topologies in a folder, the newest: one per kind of vehicle, before and after an import
# Read by kernels of other files, whose machine code is kept until those files change: touch them too.
WIDE: Final = 16  # arcs of a rank whose triangles are read by runs
RUN: Final = 8  # arcs of a run
FAR: Final = 255  # longest step
FORMAT: Final = 3  # to raise when the arrays or the order change meaning
_log = logging.getLogger(__name__)


class Tree(NamedTuple):
    """Upward arcs and elimination tree; nodes are ranks, all int32.

    Attributes
    ----------
    first
        Where the upward arcs of a rank start; one more than there are ranks.
    head
        Higher end of each upward arc, increasing within a rank.
    parent
        Parent of a rank, -1 for a root.
    depth
        Number of ancestors of a rank.
    head_depth
        Depth of the head of each upward arc.
    """

    first: Array
    head: Array
    parent: Array
    depth: Array
    head_depth: Array


class Triangles(NamedTuple):
    """For each pair of upward arcs (i < k) of a rank, the upward arc that joins their heads; all int32.

    Those of ranks with fewer than ``WIDE`` upward arcs, nearly all, follow one another, and are read in one
    run. A step of ``FAR`` over many arcs joins no heads: it leads to an arc after the last.

    Attributes
    ----------
    third
        Of these ranks, the joining arcs.
    step
        As many pairs of bytes: from the i before to i, from i to k.
    wide, before
        The other ranks, and how much of ``third`` comes before each of them, and in all.
    runs
        Of the others, the joining arcs, one by one after each i for fewer than ``RUN`` k. Otherwise the first
        of every ``RUN`` when they follow one another, or its complement (``~``) and the others; the last
        ``RUN`` go back over some of those before.
    """

    third: Array
    step: Array
    wide: Array
    before: Array
    runs: Array


class Details(NamedTuple):
    """What unpacking a path needs besides the tree, all int32.

    Attributes
    ----------
    tail
        Lower end of each upward arc.
    lower_first, lower_arc
        Upward arcs that end at each rank.
    slot_first, slot_arc
        Arcs of the graph that each slot stands for, in the order of the edge table.
    """

    tail: Array
    lower_first: Array
    lower_arc: Array
    slot_first: Array
    slot_arc: Array


@dataclass(frozen=True, eq=False)
class Topology:
    """A graph made ready for any set of times.

    Attributes
    ----------
    fingerprint
        Of the graph it was made from.
    rank
        Rank of each node of the graph.
    slot
        For each arc of the graph, twice its upward arc, plus one when it goes down; -1 for a loop.
    tree, details, triangles
        See there.
    """

    fingerprint: str
    rank: Array
    slot: Array
    tree: Tree
    details: Details
    triangles: Triangles

    @cached_property
    def height(self) -> int:
        """Number of levels of the elimination tree."""
        return int(self.tree.depth.max(initial=-1)) + 1


def graph_fingerprint(graph: Graph) -> str:
    """SHA-256 of the nodes and arcs of a graph, whatever their times."""
    digest = hashlib.sha256(f"{FORMAT} {graph.size}".encode())
    digest.update(graph.tail.astype("<i4").tobytes())
    digest.update(graph.head.astype("<i4").tobytes())
    return digest.hexdigest()


def topology_file(folder: Path, graph: Graph) -> Path:
    """Where the topology of a graph is kept in a folder; another graph has another name."""
    return folder / FOLDER / f"{graph_fingerprint(graph)[:16]}.npy"


def save_topology(topology: Topology, file: Path) -> None:
    """Write a topology as one array of int32, preceded by its description.

    Raises
    ------
    OSError
        When the folder cannot be written; nothing is left half-written.
    """
    arrays = [topology.rank, topology.slot, *topology.tree, *topology.details, *topology.triangles]
    body = np.concatenate(arrays).astype("<i4", copy=False)
    lengths = [len(array) for array in arrays]
    facts = {"fingerprint": topology.fingerprint, "lengths": lengths, "sum": zlib.crc32(body.tobytes())}
    text = json.dumps(facts).encode()
    text += b" " * (-len(text) % 64)
    words = np.frombuffer(text, dtype="<i4")
    file.parent.mkdir(exist_ok=True)
    for old in sorted(file.parent.glob("*.npy"), key=_age)[: -KEPT + 1]:
        old.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".part-", ignore_cleanup_errors=True) as scratch:
        partial = Path(scratch) / file.name
        np.save(partial, np.concatenate([np.array([len(words)], dtype="<i4"), words, body]))
        partial.replace(file)


def load_topology(file: Path, graph: Graph) -> Topology | None:
    """Topology kept in a file, mapped in memory; ``None`` when there is none or it is not the graph's."""
    try:
        stored = np.asarray(np.load(file, mmap_mode="c", allow_pickle=False))
        facts = json.loads(stored[1 : 1 + stored[0]].tobytes())
        body = stored[1 + stored[0] :]
        intact = facts["sum"] == zlib.crc32(body.tobytes()) and facts["fingerprint"] == graph_fingerprint(
            graph
        )
    except FileNotFoundError:
        return None
    except (OSError, EOFError, ValueError, IndexError, KeyError, TypeError):
        intact = False
    if not intact:
        _log.warning("%s is damaged or of another network: it is made again", file.name)
        return None
    rank, slot, *others = np.split(body, np.cumsum(facts["lengths"])[:-1])
    parts = Tree(*others[:5]), Details(*others[5:10]), Triangles(*others[10:])
    return Topology(facts["fingerprint"], rank, slot, *parts)


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:  # another process has just removed it
        return 0.0
