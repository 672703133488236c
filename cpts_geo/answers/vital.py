"""The roads whose loss would hurt access to care most, in normal times or under the study's scenario."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.access.criticality import Harm, harm_of_losses, link_stretches, ranked
from cpts_geo.access.state import usable_structures
from cpts_geo.access.travel import in_category
from cpts_geo.model.layers import POPULATION
from cpts_geo.model.network import road_labels, road_pieces
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.study import Baseline, Inputs, Study, run_baseline

Ints = npt.NDArray[np.int64]
SHOWN: Final = 10


@dataclass(frozen=True)
class VitalRoad:
    """A stretch of road and what its loss, alone, would do.

    Attributes
    ----------
    road
        Number, else name, ``""`` for an unnamed road.
    edges
        Positions in the edge table of the stretch, from one junction to the next, both directions.
    length_m
        Both directions counted once.
    works
        Which of ``bridge``, ``tunnel``, ``ford`` it has.
    isolated, minutes, slowed, crossing
        As ``access.criticality.Harm``, in each reading; the same three times in normal times.
    by_category
        People who would lose each kind of care, in the study's reading, those of zero left out.
    also
        Other stretches of the same road, in contact with it, that would hurt as well or less and are not
        listed again.
    """

    road: str
    edges: tuple[int, ...]
    length_m: float
    works: tuple[str, ...]
    isolated: Band
    minutes: Band
    slowed: Band
    crossing: Band
    by_category: Mapping[str, int]
    also: int


@dataclass(frozen=True)
class VitalRoads:
    """Ranking of the stretches of road by harm to care.

    Attributes
    ----------
    under_scenario
        Whether the roads are those of the scenario, or of normal times.
    stretches, harmful, only_ways
        How many were looked at, how many would change something, and how many are somebody's only way.
    roads
        The worst: most people isolated, then most minutes added, then most people beyond a threshold.
    """

    under_scenario: bool
    stretches: int
    harmful: int
    only_ways: int
    roads: tuple[VitalRoad, ...]


def rank_vital_roads(
    study: Study, *, under_scenario: bool = True, count: int = SHOWN, baseline: Baseline | None = None
) -> VitalRoads:
    """The stretches of road, among all of them, whose loss would hurt care most.

    Every stretch that somebody's way to any kind of care takes is tried; the others change nothing.

    Parameters
    ----------
    study
        Its categories, thresholds, vehicle and scenario.
    under_scenario
        Roads and places as the scenario leaves them; else as in normal times.
    count
        How many to keep.
    baseline
        Already run for the same spec; run here otherwise.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    edges, own = study.network.edges, study.spec.scenario.reading
    stretch = link_stretches(edges)
    asked = stretch[baseline.graph.edge]
    harm = _harm(study, baseline, asked, own if under_scenario else None)
    order = ranked(harm)
    kept = _one_by_road(edges, stretch, order, count)
    few = np.where(np.isin(asked, list(kept)), asked, -1)
    others = [r for r in READINGS if r is not own] if under_scenario and kept else []
    harms = {own: harm, **{r: _harm(study, baseline, few, r) for r in others}}
    bands = [harms.get(r, harm) for r in READINGS]
    return VitalRoads(
        under_scenario,
        len(np.unique(asked)),
        len(order),
        int((harm.isolated > 0).sum()),
        tuple(
            _road(edges, np.flatnonzero(stretch == one), int(one), bands, harm, also)
            for one, also in kept.items()
        ),
    )


def _harm(study: Study, baseline: Baseline, stretch: Ints, reading: Reading | None) -> Harm:
    located = baseline.located
    state = baseline.normal if reading is None else study.outcomes.readings[reading]
    usable = usable_structures(located, state.structures_hit)
    node = usable.nodes.points["node"].to_numpy(np.int64)
    standing = usable.usable.to_numpy(bool) & (node >= 0)
    home = located.demand.points["node"].to_numpy(np.int64)
    living = study.territory.demand[POPULATION].to_numpy()
    people = np.zeros(baseline.graph.size, dtype=np.int64)
    np.add.at(people, home[home >= 0], living[home >= 0].astype(np.int64))
    places = {
        c: np.unique(node[standing & in_category(usable.frame, c).to_numpy()]) for c in study.spec.categories
    }
    return harm_of_losses(
        baseline.roads(state.edges),
        stretch,
        people=people,
        places={c.value: nodes for c, nodes in places.items() if len(nodes)},
        thresholds_min=study.spec.thresholds_min,
    )


def _one_by_road(edges: gpd.GeoDataFrame, stretch: Ints, order: Ints, count: int) -> dict[int, int]:
    """The first stretches in order, one by road where they touch, with how many others each stands for.

    Those met in order before the list is full, and touching the ones a line already stands for, join it.
    """
    labels, u, v = road_labels(edges).to_numpy(), edges["u"].to_numpy(), edges["v"].to_numpy()
    rows: dict[int, tuple[str, set[object], list[int]]] = {}
    for one in order.tolist():
        own = np.flatnonzero(stretch == one)
        label, nodes = str(labels[own[0]]), {*u[own].tolist(), *v[own].tolist()}
        met = next((row for row in rows.values() if label and row[0] == label and row[1] & nodes), None)
        if met is not None:
            met[1].update(nodes)
            met[2].append(one)
        elif len(rows) == count:
            break
        else:
            rows[one] = (label, nodes, [])
    return {one: len(others) for one, (_, _, others) in rows.items()}


def _road(
    edges: gpd.GeoDataFrame, own: npt.NDArray[np.intp], one: int, bands: Sequence[Harm], harm: Harm, also: int
) -> VitalRoad:
    rows = edges.iloc[own]
    once = ~pd.Series(road_pieces(rows).to_numpy()).duplicated().to_numpy()
    lost = {name: int(people[one]) for name, people in harm.by_category.items() if people[one]}
    return VitalRoad(
        str(road_labels(rows).iloc[0]),
        tuple(own.tolist()),
        float(rows["length_m"].to_numpy()[once].sum()),
        tuple(work for work in ("bridge", "tunnel", "ford") if rows[work].any()),
        Band(*(int(each.isolated[one]) for each in bands)),
        Band(*(float(each.minutes[one]) for each in bands)),
        Band(*(int(each.slowed[one]) for each in bands)),
        Band(*(int(each.crossing[one]) for each in bands)),
        lost,
        also,
    )
