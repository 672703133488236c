"""Isolated pockets: people still connected together but cut from care they could reach before."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.access.travel import Places, in_categories
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CODE_INSEE, POPULATION
from cpts_geo.model.results import Pocket, Snapping
from cpts_geo.routing.components import linked
from cpts_geo.routing.state import Customised

Ints = npt.NDArray[np.int32]


def pocket_labels(roads: Customised) -> Ints:
    """Group of each node: those that still reach one another, both ways.

    Nodes left alone (no open road, or only one they could not come back by) are grouped by the roads
    that linked them before; otherwise each junction under water would be a pocket of its own.
    """
    graph = roads.graph
    label, alone = _together(roads)
    before = linked(graph, alone[graph.junction[graph.tail]] & alone[graph.junction[graph.head]], "weak")
    return np.where(alone, label.max(initial=0) + 1 + before, label).astype(np.int32)


def left_alone(roads: Customised) -> npt.NDArray[np.bool_]:
    """Nodes that reach no other node and come back: homes there are cut even from their neighbours."""
    return _together(roads)[1]


def _together(roads: Customised) -> tuple[Ints, npt.NDArray[np.bool_]]:
    label = linked(roads.graph, roads.is_open, "strong")
    return label, np.bincount(label, minlength=1)[label] == 1


def pockets(
    label: Ints,
    demand: gpd.GeoDataFrame,
    demand_nodes: Snapping,
    places: Places,
    *,
    lost: pd.DataFrame,
) -> tuple[Pocket, ...]:
    """Pockets in which someone newly lost some care, most people first.

    ``services`` are the categories with a usable place inside that not everybody lost; ``missing`` those that
    somebody in the pocket could reach before and cannot any more. What was unreachable before is never
    counted. Pockets that only miss care no place gives any more come last: paper does not number them.

    Parameters
    ----------
    label
        Group of each node, from ``pocket_labels``.
    demand, demand_nodes
        Demand layer and its nodes.
    places
        Structures in the degraded state.
    lost
        Boolean, demand × category: newly isolated.
    """
    concerned = np.flatnonzero(lost.to_numpy().any(axis=1))
    if not len(concerned):
        return ()
    node = demand_nodes.points["node"].to_numpy()[concerned]
    group = np.where(node >= 0, label[node], -1)
    inside = _services(label, places, [Category(c) for c in lost.columns])
    given = {name for names in inside.values() for name in names}
    order = np.argsort(group, kind="stable")
    keys, starts = np.unique(group[order], return_index=True)
    members = np.split(concerned[order], starts[1:])
    people, ids = demand[POPULATION].to_numpy(), demand.index.to_numpy(dtype=object)
    code, gone = demand[CODE_INSEE].to_numpy(dtype=object), lost.to_numpy()
    found = [
        Pocket(
            population=int(people[rows].sum()),
            services=tuple(
                name for name in inside.get(int(key), ()) if not gone[rows, lost.columns.get_loc(name)].all()
            ),
            missing=tuple(lost.columns[np.atleast_1d(gone[rows].any(axis=0))]),
            communes=tuple(sorted({str(one) for one in code[rows]})),
            demand_ids=tuple(ids[rows]),
        )
        for key, rows in zip(keys, members, strict=True)
    ]

    def rank(pocket: Pocket) -> tuple[bool, int, tuple[str, ...]]:
        return given.isdisjoint(pocket.missing), -pocket.population, pocket.communes

    return tuple(sorted(found, key=rank))


def _services(label: Ints, places: Places, categories: Sequence[Category]) -> dict[int, tuple[str, ...]]:
    node = places.nodes.points["node"].to_numpy()
    standing = places.usable.to_numpy(bool) & (node >= 0)
    services: dict[int, tuple[str, ...]] = {}
    for category, members in zip(categories, in_categories(places.frame, categories), strict=True):
        for key in sorted(set(label[node[standing & members]])):
            services[int(key)] = (*services.get(int(key), ()), category.value)
    return services
