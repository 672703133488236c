"""For each commune, the roads to reopen first and the roads that it must not lose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.access.criticality import cut_off, link_stretches
from cpts_geo.access.reopening import Reopening, back_by_area
from cpts_geo.access.state import usable_structures
from cpts_geo.access.stretches import Stretch, closed_stretches
from cpts_geo.access.travel import in_category
from cpts_geo.answers.reopen import cut_of
from cpts_geo.answers.why import explain_loss
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CODE_INSEE, POPULATION
from cpts_geo.model.network import road_labels, road_pieces
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.study import Baseline, Inputs, Study, run_baseline

Ints = npt.NDArray[np.int64]
KEPT: Final = 3
Losses = Mapping[tuple[str, int], tuple[int, Mapping[str, int]]]


@dataclass(frozen=True)
class FirstRoad:
    """A stretch of road and what it means for the people of one commune.

    Attributes
    ----------
    stretch
        The part of a road; its depth is NaN when the road is open or the depth unknown.
    people
        People of the commune who get some care back when it alone is reopened, or who lose some when it
        alone is lost too; in each reading.
    by_category
        Those people by kind of care, in the study's reading.
    """

    stretch: Stretch
    people: Band
    by_category: Mapping[str, int]


@dataclass(frozen=True)
class CommuneRoads:
    """What the roads mean for a commune.

    Attributes
    ----------
    reopen, protect
        One line per road, most people times kinds of care first.
    more_reopen, more_protect
        Other roads that also give back or keep something.
    together
        When care is lost and no road alone gives any back: the least to reopen together for the kind of
        care that most people lose, in order; empty when no road can help.
    together_for
        That kind of care, ``""`` when the question does not arise.
    """

    reopen: tuple[FirstRoad, ...] = ()
    protect: tuple[FirstRoad, ...] = ()
    more_reopen: int = 0
    more_protect: int = 0
    together: tuple[Stretch, ...] = ()
    together_for: str = ""


def rank_commune_roads(
    study: Study, codes: Sequence[str], *, count: int = KEPT, baseline: Baseline | None = None
) -> Mapping[str, CommuneRoads]:
    """Roads to reopen and to protect first for the people of some communes, all in one go.

    Parameters
    ----------
    study
        Its scenario, reading, vehicle and categories.
    codes
        Communes asked for.
    count
        How many roads of each kind to keep for a commune.
    baseline
        Already run for the same spec; run here otherwise.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    closed, back = _reopenings(study, baseline)
    parts, own = _parts(study.network.edges), study.spec.scenario.reading
    kept = {reading: _losses(study, baseline, parts.number, reading, codes) for reading in READINGS}
    lost = study.outcomes.comparison.communes
    found = {}
    for code in codes:
        reopen, more = _by_road(_given_back(code, closed, back, own), count)
        protect, others = _by_road(_kept(code, own, parts, kept), count)
        together_for = "" if reopen else _most_lost(lost[lost[CODE_INSEE] == code])
        together = _together(study, code, together_for, baseline) if together_for else ()
        found[code] = CommuneRoads(reopen, protect, more, others, together, together_for)
    return found


def _reopenings(
    study: Study, baseline: Baseline
) -> tuple[tuple[Stretch, ...], Mapping[Reading, list[Mapping[str, Reopening]]]]:
    """Closed stretches of the study's reading, and what each alone gives back by commune, in each reading."""
    state = study.outcomes.readings[study.spec.scenario.reading].edges
    stretches = closed_stretches(study.network.edges, (state["factor"] == 0).to_numpy(), state["depth_m"])
    nobody = pd.Series(0, index=study.territory.demand.index)
    cuts = {reading: cut_of(study, baseline, reading, stretches, nobody) for reading in READINGS}
    each = range(len(stretches))
    return stretches, {reading: [back_by_area(cut, (n,)) for n in each] for reading, cut in cuts.items()}


def _given_back(
    code: str,
    stretches: tuple[Stretch, ...],
    back: Mapping[Reading, list[Mapping[str, Reopening]]],
    own: Reading,
) -> list[FirstRoad]:
    found = []
    for n, stretch in enumerate(stretches):
        if code not in back[own][n]:
            continue
        people = [back[r][n][code].people if code in back[r][n] else 0 for r in READINGS]
        found.append(FirstRoad(stretch, Band(*people), back[own][n][code].by_category))
    return found


def _losses(
    study: Study, baseline: Baseline, stretch: Ints, reading: Reading, codes: Sequence[str]
) -> Losses:
    """By commune and stretch, people who would lose some care with it, and how many of each kind."""
    located, demand = baseline.located, study.territory.demand
    state = study.outcomes.readings[reading]
    usable = usable_structures(located, state.structures_hit)
    node = usable.nodes.points["node"].to_numpy(np.int64)
    standing = usable.usable.to_numpy(bool) & (node >= 0)
    homes = pd.DataFrame(
        {
            "node": located.demand.points["node"].to_numpy(np.int64),
            "code": demand[CODE_INSEE].astype(str).to_numpy(),
            "people": demand[POPULATION].to_numpy().astype(np.int64),
        }
    )
    homes = homes[homes["code"].isin(list(codes)) & (homes["node"] >= 0)].reset_index(names="home")
    people = np.zeros(baseline.graph.size, dtype=np.int64)
    np.add.at(people, homes["node"].to_numpy(), homes["people"].to_numpy())
    places = {
        c.value: np.unique(node[standing & in_category(usable.frame, c).to_numpy()])
        for c in study.spec.categories
    }
    pairs = cut_off(
        baseline.roads(state.edges),
        stretch[baseline.graph.edge],
        people=people,
        places={name: nodes for name, nodes in places.items() if len(nodes)},
    )
    return _by_commune(pairs, homes)


def _by_commune(pairs: Mapping[str, tuple[Ints, Ints]], homes: pd.DataFrame) -> Losses:
    tables = {
        name: pd.DataFrame({"stretch": group, "node": node}).merge(homes, on="node")
        for name, (group, node) in pairs.items()
    }
    everything = pd.concat(tables.values()) if tables else pd.DataFrame(columns=["code", "stretch"])
    if everything.empty:
        return {}
    key = ["code", "stretch"]
    total = everything.drop_duplicates(["stretch", "home"]).groupby(key)["people"].sum()
    each = {name: table.groupby(key)["people"].sum() for name, table in tables.items() if len(table)}
    wide = pd.DataFrame(each).reindex(total.index)
    names = [str(name) for name in wide.columns]
    counts = wide.fillna(0).astype(np.int64).to_numpy().tolist()
    keys = zip(*(total.index.get_level_values(level) for level in key), strict=True)
    return {
        (str(code), int(one)): (int(people), {name: n for name, n in zip(names, row, strict=True) if n})
        for (code, one), people, row in zip(keys, total.to_numpy(), counts, strict=True)
    }


@dataclass(frozen=True, eq=False)
class _Parts:
    """Every stretch of the network: its number per edge, then its name, length and edges."""

    number: Ints
    label: npt.NDArray[np.object_]
    length_m: npt.NDArray[np.float64]
    members: list[Ints]

    def stretch(self, one: int) -> Stretch:
        edges = self.members[one]
        return Stretch(str(self.label[edges[0]]), tuple(edges.tolist()), float(self.length_m[one]), np.nan)


def _parts(edges: gpd.GeoDataFrame) -> _Parts:
    number = link_stretches(edges)
    twice = pd.Series(road_pieces(edges).to_numpy()).duplicated().to_numpy()
    once = np.where(twice, 0.0, edges["length_m"].to_numpy(float))
    length = np.bincount(number, once).astype(np.float64)
    order = np.argsort(number, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(number))[:-1])
    return _Parts(number, road_labels(edges).to_numpy(), length, members)


def _kept(code: str, own: Reading, parts: _Parts, losses: Mapping[Reading, Losses]) -> list[FirstRoad]:
    found = []
    for (commune, one), (_, by_category) in losses[own].items():
        if commune == code:
            people = [losses[r].get((code, one), (0, {}))[0] for r in READINGS]
            found.append(FirstRoad(parts.stretch(one), Band(*people), by_category))
    return found


def _by_road(found: list[FirstRoad], count: int) -> tuple[tuple[FirstRoad, ...], int]:
    """The best part of each road, most people times kinds of care first; how many roads are left."""
    ordered = sorted(
        found, key=lambda r: (-sum(r.by_category.values()), -r.people.median, r.stretch.edges[0])
    )
    roads: dict[str, FirstRoad] = {}
    for first in ordered:
        roads.setdefault(first.stretch.road or f"\0{first.stretch.edges[0]}", first)
    kept = tuple(roads.values())
    return kept[:count], len(kept[count:])


def _most_lost(rows: pd.DataFrame) -> str:
    """Kind of care that most people of a commune lose, ``""`` when they lose none."""
    lost = rows[rows["newly_isolated"] > 0].sort_values(
        ["newly_isolated", "category"], ascending=[False, True]
    )
    return str(lost["category"].iloc[0]) if len(lost) else ""


def _together(study: Study, code: str, category: str, baseline: Baseline) -> tuple[Stretch, ...]:
    steps = explain_loss(study, Category(category), commune=code, baseline=baseline).steps
    return tuple(step.stretch for step in steps)
