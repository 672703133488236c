"""How far the headline numbers and conclusions of a study depend on its assumptions.

Every combination is run: readings of the water, depth the vehicle wades, how people and places are tied
to the road. The water is overlaid once, and states of the roads that come out equal are measured once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from cpts_geo.access.state import Located, usable_structures
from cpts_geo.access.travel import nearest_access
from cpts_geo.hazards.effects import edge_effects_of
from cpts_geo.model.layers import CODE_INSEE, NAME, POPULATION
from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.model.vehicles import VEHICLES, wadings
from cpts_geo.routing.snap import snap, snap_candidates
from cpts_geo.study import Baseline, Inputs, Study, run_baseline

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int_]
State = tuple[Reading, float]
SNAP_LIMITS_M: Final = (300.0, 500.0, 1000.0)
SECOND: Final = "second"  # the second nearest node, within the study's own limit
FACTORS: Final = ("reading", "wading_m", "snapping")
LOST, KEPT, NEVER = 1, 0, -1


@dataclass(frozen=True)
class Setting:
    """One combination of assumptions.

    Attributes
    ----------
    reading
        Of depth classes and outlines.
    wading_m
        Depth at which still water stops the vehicle; its pessimistic limit keeps its ratio.
    snapping
        Limit in metres, as text, or ``SECOND``.
    """

    reading: Reading
    wading_m: float
    snapping: str


@dataclass(frozen=True)
class Turning:
    """A conclusion that some assumptions turn: a commune that most of its people lose a care, or not.

    Attributes
    ----------
    code_insee, name, category
        What it is about.
    lost
        Whether most of the commune's people lose it under the study's own assumptions.
    runs_lost, runs
        Combinations in which they do, and in which they could reach it in normal times.
    factors
        Assumptions that turn it alone, the others being the study's own, each with the values for which
        the care is lost and those for which it is kept. Empty: only several together.
    """

    code_insee: str
    name: str
    category: str
    lost: bool
    runs_lost: int
    runs: int
    factors: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """What the grid of assumptions says.

    Attributes
    ----------
    settings
        Combinations; ``own`` is the rank of the study's.
    numbers
        Index (kind, name): ``isolated`` by category, ``people_hit``, ``structures_hit``, ``roads_cut``;
        one column per combination.
    bands
        Same index: ``own``, ``low``, ``middle``, ``high`` over the grid; ``<factor>_low`` and
        ``<factor>_high`` when that factor alone varies; ``main`` the factors that move it most, joined by
        « ; », ``""`` when none does alone.
    turnings
        Conclusions that depend on the assumptions, by commune then category.
    """

    settings: tuple[Setting, ...]
    own: int
    numbers: pd.DataFrame
    bands: pd.DataFrame
    turnings: tuple[Turning, ...]


def study_uncertainty(study: Study, *, baseline: Baseline | None = None) -> Uncertainty:
    """Run every combination of readings, wading depths and snappings around a study.

    Parameters
    ----------
    baseline
        Already run for the same spec; run here otherwise.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    usual = VEHICLES[study.spec.vehicle]
    vehicles = {vehicle.wading_depth_m: vehicle for vehicle in wadings(usual)}
    located = _by_snapping(study, baseline)
    settings = tuple(Setting(*one) for one in product(READINGS, vehicles, located))
    own = settings.index(
        Setting(study.spec.scenario.reading, usual.wading_depth_m, f"{study.spec.snap_limit_m:g}")
    )
    scenario, edges = study.spec.scenario, study.network.edges
    found = edge_effects_of(scenario, edges, study.zones, tuple(vehicles.values()))
    states = {(r, depth): found[v][r] for depth, v in vehicles.items() for r in READINGS}
    reached = {name: _normal(study, baseline, one) for name, one in located.items()}
    lost = _lost(study, baseline, located, states, reached=reached)
    numbers = _numbers(study, settings, states, lost)
    verdicts = {s: _verdict(study, reached[s.snapping], lost[s]) for s in settings}
    return Uncertainty(
        settings, own, numbers, _bands(numbers, settings, own), _turnings(study, settings, own, verdicts)
    )


def _by_snapping(study: Study, baseline: Baseline) -> dict[str, Located]:
    """Nodes of people and places for each way of tying them to the road, the study's own included."""
    network, own = study.network, study.spec.snap_limit_m
    doors = snap_candidates(network, baseline.graph)
    limits = sorted({*SNAP_LIMITS_M, own})

    def tied(limit_m: float, *, second: bool = False) -> Located:
        layers = (study.territory.demand, study.territory.structures, study.territory.sites)
        demand, structures, sites = (snap(one, network, doors, limit_m, second=second) for one in layers)
        return replace(baseline.located, demand=demand, structures=structures, sites=sites)

    return {**{f"{limit:g}": tied(limit) for limit in limits}, SECOND: tied(own, second=True)}


def _normal(study: Study, baseline: Baseline, located: Located) -> Bools:
    """Whether each place where people live reaches each category in normal times."""
    nothing = pd.Series(data=False, index=study.territory.structures.index)
    return _reach(study, baseline, located, baseline.normal.edges, nothing)


def _reach(study: Study, baseline: Baseline, located: Located, edges: pd.DataFrame, hit: pd.Series) -> Bools:
    places = usable_structures(located, hit)
    found = nearest_access(baseline.roads(edges), located.demand, places, study.spec.categories)
    reached: Bools = np.isfinite(found.minutes.to_numpy(float))
    return reached


def _lost(
    study: Study,
    baseline: Baseline,
    located: Mapping[str, Located],
    states: Mapping[State, pd.DataFrame],
    *,
    reached: Mapping[str, Bools],
) -> dict[Setting, Bools]:
    """Demand × category newly isolated in each combination; equal states of the roads are measured once."""
    known: dict[tuple[str, bytes, bytes], Bools] = {}
    lost: dict[Setting, Bools] = {}
    for snapping, one in located.items():
        for (reading, depth), edges in states.items():
            hit = study.outcomes.readings[reading].structures_hit
            key = (snapping, edges["factor"].to_numpy().tobytes(), hit.to_numpy(bool).tobytes())
            if key not in known:
                known[key] = reached[snapping] & ~_reach(study, baseline, one, edges, hit)
            lost[Setting(reading, depth, snapping)] = known[key]
    return lost


def _numbers(
    study: Study,
    settings: Sequence[Setting],
    states: Mapping[State, pd.DataFrame],
    lost: Mapping[Setting, Bools],
) -> pd.DataFrame:
    """Headline numbers, one column per combination."""
    people, label = study.territory.demand[POPULATION].to_numpy(), road_labels(study.network.edges).to_numpy()
    cut = {state: len(np.unique(label[(edges["factor"] == 0).to_numpy()])) for state, edges in states.items()}
    hits = {r: int(study.outcomes.readings[r].structures_hit.sum()) for r in READINGS}
    columns = {
        rank: {
            **{
                ("isolated", c.value): n
                for c, n in zip(study.spec.categories, people @ lost[one], strict=True)
            },
            ("people_hit", ""): study.outcomes.readings[one.reading].people_hit,
            ("structures_hit", ""): hits[one.reading],
            ("roads_cut", ""): cut[one.reading, one.wading_m],
        }
        for rank, one in enumerate(settings)
    }
    table = pd.DataFrame(columns).astype(int)
    table.index.names = ["kind", "name"]
    return table


def _bands(numbers: pd.DataFrame, settings: Sequence[Setting], own: int) -> pd.DataFrame:
    values = numbers.to_numpy()
    bands = {"own": values[:, own], "low": values.min(axis=1), "middle": np.median(values, axis=1)}
    bands["high"] = values.max(axis=1)
    spreads = []
    for factor in FACTORS:
        alone = values[:, _alone(settings, own, factor)]
        bands[f"{factor}_low"], bands[f"{factor}_high"] = alone.min(axis=1), alone.max(axis=1)
        spreads.append(alone.max(axis=1) - alone.min(axis=1))
    main = [
        ";".join(name for name, width in zip(FACTORS, row, strict=True) if width == max(row) > 0)
        for row in np.transpose(spreads).tolist()
    ]
    return pd.DataFrame(bands, index=numbers.index).assign(main=main)


def _alone(settings: Sequence[Setting], own: int, factor: str) -> list[int]:
    """Ranks of the combinations in which only ``factor`` may differ from the study's own."""
    usual = settings[own]
    others = [name for name in FACTORS if name != factor]
    return [k for k, one in enumerate(settings) if all(getattr(one, n) == getattr(usual, n) for n in others)]


def _verdict(study: Study, reached: Bools, lost: Bools) -> Ints:
    """Commune × category: whether most of its people lose it, keep it, or never had it."""
    demand, communes = study.territory.demand, study.territory.communes
    row = communes.index.get_indexer(pd.Index(demand[CODE_INSEE]))
    known = row >= 0
    people = demand[POPULATION].to_numpy(float)[known]
    place = (people, (row[known], np.arange(known.sum())))
    weights = sp.csr_array(place, shape=(len(communes), int(known.sum())))
    half = weights.sum(axis=1)[:, None] / 2
    before, after = weights @ reached[known], weights @ (reached & ~lost)[known]
    return np.where((before < half) | (half == 0), NEVER, np.where(after < half, LOST, KEPT))


def _turnings(
    study: Study, settings: Sequence[Setting], own: int, verdicts: Mapping[Setting, Ints]
) -> tuple[Turning, ...]:
    every = np.stack([verdicts[one] for one in settings])
    turned = (every == LOST).any(axis=0) & (every == KEPT).any(axis=0)
    return tuple(
        _turning(study, settings, own, every[:, commune, care], (int(commune), int(care)))
        for commune, care in np.argwhere(turned)
    )


def _turning(
    study: Study, settings: Sequence[Setting], own: int, verdict: Ints, at: tuple[int, int]
) -> Turning:
    commune = study.territory.communes.iloc[at[0]]
    factors = {}
    for factor in FACTORS:
        ranks = _alone(settings, own, factor)
        said = [[str(getattr(settings[k], factor)) for k in ranks if verdict[k] == v] for v in (LOST, KEPT)]
        if all(said):
            factors[factor] = (tuple(said[0]), tuple(said[1]))
    return Turning(
        code_insee=str(study.territory.communes.index[at[0]]),
        name=str(commune[NAME]),
        category=study.spec.categories[at[1]].value,
        lost=bool(verdict[own] == LOST),
        runs_lost=int((verdict == LOST).sum()),
        runs=int((verdict != NEVER).sum()),
        factors=factors,
    )
