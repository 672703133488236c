"""Why the people of a commune, a pocket or a point lose a kind of care, and the least to reopen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.access.causes import (
    difficulty_of,
    independent_ways,
    least_to_reopen,
    pieces_taken,
    reaching,
    what_cuts,
)
from cpts_geo.access.easiest import Closed
from cpts_geo.access.state import usable_structures
from cpts_geo.access.stretches import Stretch, closed_stretches
from cpts_geo.access.travel import in_category
from cpts_geo.answers.areas import Area, homes_of, point_of
from cpts_geo.answers.detours import Detour, find_detour
from cpts_geo.answers.standing import Standing, find_doors, find_standing
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import NAME
from cpts_geo.model.network import road_pieces
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.routing.graph import Graph, degraded_ms
from cpts_geo.study import Baseline, Inputs, Study, run_baseline

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Step:
    """One closed part of a road to reopen.

    Attributes
    ----------
    stretch
        The part.
    difficulty
        Equivalent metres, see ``access.causes``.
    people
        People of the area whose easiest way takes it.
    back
        People of the area who have the care again once it and the steps before it are open.
    """

    stretch: Stretch
    difficulty: int
    people: int
    back: int


@dataclass(frozen=True, eq=False)
class Why:
    """What separates the people of an area from a kind of care, in the study's reading.

    Attributes
    ----------
    category, population
        The question.
    reached, cut
        Whether somebody (or the point) reached the care in normal times, and cannot any more.
    cut_in
        The readings in which somebody (or the point) cannot any more.
    lost
        People who reached it and cannot any more, in each reading.
    unreachable_before
        People who could not in normal times: the scenario takes nothing from them.
    places_left, places_hit
        Places of the category that can be used, and those that the scenario hits.
    beyond_roads
        People among the lost whom no reopened road helps: every place they could reach is hit.
    passages, cuts
        Fewest closed passages that isolate by themselves, and the closed stretches they are on; towards the
        places used before when no road can help.
    steps
        The least to reopen: together they give the care back to all whom a road can help, and none can be
        left out. Those that most people depend on come first.
    proven
        Whether, for each home by itself, nothing less difficult than its part of the steps gives the care
        back; false when there were too many ways that turn back to try them all.
    ways, way_roads
        The fewest roads whose loss would isolate the area from the care in normal times, ``None`` = on the
        spot, and these roads. As many ways that share no road lead there, unless forbidden turns make them
        take a road in opposite directions.
    detour
        ``None`` when nobody still reaches the care.
    standing
        What closes the doors of the area themselves.
    """

    category: Category
    population: int
    reached: bool
    cut: bool
    cut_in: tuple[Reading, ...]
    lost: Band
    unreachable_before: int
    places_left: int
    places_hit: int
    beyond_roads: int
    passages: int
    cuts: tuple[Stretch, ...]
    steps: tuple[Step, ...]
    proven: bool
    ways: int | None
    way_roads: tuple[Stretch, ...]
    detour: Detour | None
    standing: Standing


@dataclass(frozen=True, eq=False)
class _Case:
    """The question on arrays: area, places open in normal times, and the state of the roads by reading.

    ``before`` and ``lost`` say, per home, who reached the care and who does not any more; ``helped`` whom
    of them a reopened road can help.
    """

    study: Study
    graph: Graph
    area: Area
    places: pd.DataFrame
    hit: Mapping[Reading, Bools]
    closed: Closed
    lost: Mapping[Reading, Bools]
    before: Bools
    helped: Bools

    @property
    def reading(self) -> Reading:
        return self.study.spec.scenario.reading

    @property
    def nodes(self) -> Ints:
        """Nodes of the places of normal times."""
        return self.places["node"].to_numpy(np.int64)

    @property
    def left(self) -> Ints:
        """Nodes of the places that the scenario leaves."""
        return self.nodes[~self.hit[self.reading]]


def explain_loss(
    study: Study,
    category: Category,
    *,
    commune: str = "",
    demand_ids: Sequence[object] = (),
    point: tuple[float, float] | None = None,
    baseline: Baseline | None = None,
) -> Why:
    """What cuts an area from a kind of care, the least to reopen, and the detour now made.

    Parameters
    ----------
    study, category
        Under which scenario, and which care.
    commune, demand_ids, point
        The area: the code of a commune, demand points (those of a pocket), or a place as longitude and
        latitude, where nobody is counted. A point is used first, then a commune.
    baseline
        Already run for the same spec; run here otherwise.

    Raises
    ------
    ScenarioError
        ``too_far_from_road`` when the point is beyond the snapping limit.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    area = point_of(study, baseline, point) if point else homes_of(study, baseline, commune, demand_ids)
    return explain_area(study, baseline, area, category)


def explain_area(study: Study, baseline: Baseline, area: Area, category: Category, *, only: str = "") -> Why:
    """As ``explain_loss``, for people whose places on the network are known.

    Parameters
    ----------
    only
        Identifier of the one structure they want to reach; any of the category otherwise.
    """
    case = _case(study, baseline, area, category, only)
    people, lost = area.people, case.lost[case.reading]
    passages = _passages(case)
    steps, proven = _steps(case)
    ways = independent_ways(baseline.graph, case.closed.piece, area.nodes, case.nodes)
    return Why(
        category=category,
        population=area.population,
        reached=bool(case.before.any()),
        cut=bool(lost.any()),
        cut_in=tuple(reading for reading in READINGS if case.lost[reading].any()),
        lost=Band(*(int(people[case.lost[reading]].sum()) for reading in READINGS)),
        unreachable_before=area.population - int(people[case.before].sum()),
        places_left=len(case.left),
        places_hit=len(case.nodes) - len(case.left),
        beyond_roads=int(people[lost & ~case.helped].sum()),
        passages=len(passages),
        cuts=_stretches_on(case, passages),
        steps=steps,
        proven=proven,
        ways=None if ways is None else len(ways),
        way_roads=() if ways is None else _parts(case, baseline.graph.edge[ways]),
        detour=find_detour(
            study,
            area,
            places=case.places,
            hit=case.hit,
            normal=baseline.roads(baseline.normal.edges),
            degraded={r: baseline.roads(study.outcomes.readings[r].edges) for r in READINGS},
        ),
        standing=find_standing(
            study, baseline.graph, find_doors(study, baseline), area.nodes, people, area.farthest_m
        ),
    )


def _case(study: Study, baseline: Baseline, area: Area, category: Category, only: str) -> _Case:
    structures, readings = study.territory.structures, study.outcomes.readings
    standing = usable_structures(baseline.located, pd.Series(data=False, index=structures.index))
    chosen = standing.usable & in_category(standing.frame, category) & (standing.nodes.points["node"] >= 0)
    if only:
        chosen &= chosen.index.astype(str) == only
    places = standing.nodes.points[chosen].assign(name=standing.frame.loc[chosen, NAME])
    hit = {r: readings[r].structures_hit[chosen].to_numpy(bool) for r in READINGS}
    piece = road_pieces(study.network.edges).to_numpy(np.int64)
    closed = {r: _closed(study, baseline.graph, piece, r) for r in READINGS}
    own, node = study.spec.scenario.reading, places["node"].to_numpy(np.int64)
    everything, nothing = np.unique(closed[own].piece), np.array([], dtype=np.int64)
    before = reaching(closed[own], everything, node)[area.nodes]
    lost = {r: before & ~reaching(closed[r], nothing, node[~hit[r]])[area.nodes] for r in READINGS}
    helped = lost[own] & reaching(closed[own], everything, node[~hit[own]])[area.nodes]
    return _Case(study, baseline.graph, area, places, hit, closed[own], lost, before, helped)


def _closed(study: Study, graph: Graph, piece: Ints, reading: Reading) -> Closed:
    edges, state = study.network.edges, study.outcomes.readings[reading].edges
    count = int(piece.max(initial=-1)) + 1
    length, depth = np.zeros(count), np.zeros(count)
    np.maximum.at(length, piece, edges["length_m"].to_numpy(float))
    np.maximum.at(depth, piece, state["depth_m"].fillna(np.inf).to_numpy(float))
    difficulty, counted = difficulty_of(length, depth)
    time_ms = degraded_ms(graph, state["factor"].to_numpy())
    return Closed(graph, time_ms, piece[graph.edge], difficulty, counted)


def _passages(case: _Case) -> Ints:
    """Arcs that isolate the homes which a road can help, else those which have lost everything."""
    by_road = case.helped.any()
    homes = case.helped if by_road else case.lost[case.reading]
    found = what_cuts(case.closed, case.area.nodes[homes], case.left if by_road else case.nodes)
    return np.array([], dtype=np.int64) if found is None else found


def _stretches_on(case: _Case, arcs: Ints) -> tuple[Stretch, ...]:
    """Whole closed stretches that hold one of the arcs."""
    state = case.study.outcomes.readings[case.reading].edges
    shut = (state["factor"] == 0).to_numpy()
    held = set(case.graph.edge[arcs].tolist())
    found = closed_stretches(case.study.network.edges, shut, state["depth_m"]) if held else ()
    return tuple(stretch for stretch in found if held & set(stretch.edges))


def _parts(case: _Case, edges: npt.NDArray[np.int32]) -> tuple[Stretch, ...]:
    """These edges, with the other direction of each, grouped by road and contact."""
    network = case.study.network.edges
    piece = road_pieces(network).to_numpy()
    chosen = np.isin(piece, piece[edges])
    return closed_stretches(network, chosen, case.study.outcomes.readings[case.reading].edges["depth_m"])


def _steps(case: _Case) -> tuple[tuple[Step, ...], bool]:
    """The least to reopen, in order, and whether each home could not do with less."""
    closed, homes = case.closed, case.area.nodes[case.helped]
    people = case.area.people[case.helped]
    least = least_to_reopen(closed, homes, case.left) if len(homes) else None
    if least is None or not len(least.pieces):
        return (), True
    pieces = least.pieces
    number = dict(zip(closed.graph.edge.tolist(), closed.piece.tolist(), strict=True))
    parts = _parts(case, np.unique(closed.graph.edge[np.isin(closed.piece, pieces)]))
    own = [sorted({number[edge] for edge in part.edges if edge in number}) for part in parts]
    taken = pieces_taken(closed, pieces, homes, case.left)
    weight = [int(people[taken[:, np.isin(pieces, held)].any(axis=1)].sum()) for held in own]
    hard = [int(closed.difficulty[held].sum()) for held in own]
    order = sorted(range(len(parts)), key=lambda k: (-weight[k], hard[k], parts[k].edges[0]))
    opened = [np.concatenate([own[k] for k in order[: n + 1]]) for n in range(len(order))]
    back = [int(people[reaching(closed, some, case.left)[homes]].sum()) for some in opened]
    return tuple(Step(parts[k], hard[k], weight[k], back[n]) for n, k in enumerate(order)), least.proven
