"""Processor that one more closed road costs on a flood: from the flood, and from normal times.

From normal times the water is looked up again each time, and the roads repaired or solved from their normal
state; from the flood, nothing that the road does not change.

Run: ``python benchmarks/toggles.py FOLDER LAYER [LAYER …] [--toggles 20]``. Both ways answer each toggle in
the same run, one after the other, with inputs and baseline at hand as in the app; their answers are compared.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from cpts_geo.access.state import Damage
from cpts_geo.access.state import measure as measure_access
from cpts_geo.hazards import ClosedByHand, Flood
from cpts_geo.hazards.overlaid import Overlaid
from cpts_geo.model.scenario import READINGS, Scenario
from cpts_geo.model.stretches import edge_keys
from cpts_geo.routing import choice
from cpts_geo.routing.recent import Recent
from cpts_geo.spec import StudySpec
from cpts_geo.study import Baseline, Inputs, Study, read_inputs, run_baseline, run_study

SEED: Final = 7


class Forgetful(Recent):
    """Keeps nothing: every state is near normal times only."""

    def keep(self, roads: object) -> None:
        """Do not."""


class Unseeing(Overlaid):
    """Looks the water up each time."""

    def depths_m(self, *asked: Any) -> Any:
        """Of a new one."""
        return Overlaid().depths_m(*asked)


def timed(spec: StudySpec, inputs: Inputs, baseline: Baseline) -> tuple[Study, float]:
    """A study, and the milliseconds of processor it took."""
    began = time.process_time()
    study = run_study(spec, inputs=inputs, baseline=baseline)
    return study, 1000 * (time.process_time() - began)


def measured(spec: StudySpec, baseline: Baseline, study: Study) -> float:
    """Milliseconds of processor for the nearest places in the three readings alone, the roads being known."""
    damages = [
        Damage(result.edges, result.structures_hit, result.sites_hit, result.people_hit)
        for result in study.outcomes.readings.values()
    ]
    began, made = time.process_time(), []
    for damage in damages:
        made.append(baseline.roads(damage.edges))
        measure_access(made[-1], baseline.located, damage, categories=spec.categories, open_sites=())
    spent = 1000 * (time.process_time() - began)
    for roads in made:
        baseline.recent.keep(roads)
    return spent


def scenarios(inputs: Inputs, layers: list[str], count: int) -> list[Scenario]:
    """The flood, then one more road closed each time."""
    edges = inputs.network.edges
    cars = edges[edges["car"].astype(bool) & ~edges["bridge"].astype(bool)]
    chosen = cars.iloc[np.random.default_rng(SEED).choice(len(cars), count, replace=False)]
    floods = tuple(Flood(layer) for layer in layers)
    closed = [ClosedByHand((key,)) for key in edge_keys(chosen)]
    return [Scenario("banc", (*floods, *closed[:number])) for number in range(count + 1)]


def measure(inputs: Inputs, spec: StudySpec, states: list[Scenario]) -> dict[str, list[float]]:
    """Milliseconds of each toggle, whole study and nearest places alone, each way."""
    normal = run_baseline(spec, inputs)

    def fresh(recent: type[Recent], overlaid: type[Overlaid]) -> Baseline:
        return replace(normal, recent=recent(normal.recent.calm), overlaid=overlaid())

    kinds: dict[str, tuple[type[Recent], type[Overlaid]]]
    kinds = {"normal": (Forgetful, Unseeing), "flood": (Recent, Overlaid)}
    apart = {name: (fresh(*kind), fresh(*kind)) for name, kind in kinds.items()}
    taken: dict[str, list[float]] = {f"{name}{part}": [] for name in apart for part in ("", " roads")}
    for number, scenario in enumerate(states):
        asked, found = replace(spec, scenario=scenario), []
        for name, (whole, alone) in apart.items():
            study, spent = timed(asked, inputs, whole)
            roads = measured(asked, alone, study)
            found.append(study)
            if number:
                taken[name].append(spent)
                taken[f"{name} roads"].append(roads)
        for reading in READINGS:
            one, other = (study.outcomes.readings[reading].access.minutes for study in found)
            assert one.equals(other)
    return taken


def main() -> None:
    """Print medians and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("layers", nargs="+")
    parser.add_argument("--toggles", type=int, default=20)
    asked = parser.parse_args()
    inputs = read_inputs(asked.folder)
    spec = StudySpec(folder=str(asked.folder))
    kernels = choice.load()
    taken = measure(inputs, spec, scenarios(inputs, asked.layers, asked.toggles))
    middle = {name: float(np.median(values)) for name, values in taken.items()}
    said: list[str] = []
    for name, part in (("study", ""), ("nearest places", " roads")):
        before, after = middle[f"normal{part}"], middle[f"flood{part}"]
        said.append(f"{name} {before:.1f} ms from normal times, {after:.1f} from the flood")
        said[-1] += f" ({before / after:.1f} times)"
    size = f"{len(inputs.network.nodes)} junctions, compiled kernels {kernels}"
    print(f"{asked.folder}: {size}; one more closed road, processor: {'; '.join(said)}")


if __name__ == "__main__":
    main()
