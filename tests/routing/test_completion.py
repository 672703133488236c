import numpy as np
import pytest

from cpts_geo.routing import completion, engine, shortest
from cpts_geo.routing.graph import weigh
from cpts_geo.routing.topology import FAR, RUN, WIDE, Topology
from towns import graph_of, grid_town


def pairs_of(topology: Topology) -> dict[tuple[int, int], int]:
    """The arc that joins the heads of two upward arcs of a rank, as ``Triangles`` says."""
    first, triangles = topology.tree.first, topology.triangles
    pairs, i = dict[tuple[int, int], int](), 0
    for third, (over, further) in zip(
        triangles.third.tolist(), triangles.step.view(np.uint8).reshape(-1, 2).tolist(), strict=False
    ):
        i += over
        if further:
            pairs[i, i + further] = third
        else:
            assert (over, third) == (FAR, len(topology.tree.head))
    read = iter(triangles.runs.tolist())
    for u in triangles.wide:
        for i in range(first[u], first[u + 1]):
            count = int(first[u + 1]) - i - 1
            for start in range(0, count, 1 if count < RUN else RUN):
                low, e = i + 1 + min(start, max(count - RUN, start % RUN)), next(read)
                if count < RUN:
                    pairs[i, i + 1 + start] = e
                    continue
                run = range(e, e + RUN) if e >= 0 else [~e, *(next(read) for _ in range(RUN - 1))]
                pairs |= {(i, low + j): third for j, third in enumerate(run)}
    assert next(read, None) is None
    return pairs


def test_the_third_arc_of_every_triangle_is_kept() -> None:
    graph, xy = grid_town(40, 40)
    topology = completion.build_topology(graph, xy)
    first, head = topology.tree.first, topology.tree.head
    arc_of = {(u, int(head[e])): e for u in range(graph.size) for e in range(first[u], first[u + 1])}

    expected = {
        (i, k): arc_of[int(head[i]), int(head[k])]
        for u in range(graph.size)
        for i in range(first[u], first[u + 1])
        for k in range(i + 1, first[u + 1])
    }

    triangles = topology.triangles
    assert np.diff(first).max() > WIDE  # runs, and what is left after them
    assert triangles.runs.min() < 0 <= triangles.runs.max()  # that follow one another, and not
    assert pairs_of(topology) == expected
    assert len(triangles.third) + len(triangles.runs) < len(expected)
    assert triangles.before[-1] == len(triangles.third)


def test_many_arcs_without_a_triangle_are_stepped_over(monkeypatch: pytest.MonkeyPatch) -> None:
    centre = 4 + 3 * FAR  # of a star, whose leaves have one upward arc each, between two squares
    star = [(leaf, centre, leaf) for leaf in range(4, centre)]
    squares = [(low + u, low + (u + 1) % 4, 1 + u) for low in (0, centre + 1) for u in range(4)]
    graph = graph_of(centre + 5, squares + star)
    monkeypatch.setattr(completion, "elimination_order", lambda *_: np.arange(centre + 5, dtype=np.int32))
    topology = completion.build_topology(graph, np.zeros((graph.size, 2)))
    state, ends = engine.customise(topology, graph, graph.time_ms), np.r_[:6, centre : centre + 5]

    assert FAR in topology.triangles.step.view(np.uint16)
    assert len(pairs_of(topology)) == 4
    expected = shortest.many_to_many(weigh(graph, graph.time_ms), ends, ends)
    assert np.array_equal(engine.many_to_many(state, ends, ends), expected)
