"""The answer of ``study --json``: the keys of the public contract, exact numbers, strict JSON."""

import json
import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import pandas as pd

from cpts_geo.answers.pocket_homes import Home, home_places
from cpts_geo.answers.pockets import PocketFacts, PocketReport
from cpts_geo.model.problems import Problem
from cpts_geo.model.results import Band, Pocket
from cpts_geo.model.scenario import READINGS
from cpts_geo.render.kept import kept_pockets
from cpts_geo.study import Study


def write(study: Study) -> bytes:
    """UTF-8 text of the contract's object; internal use, small counts are not hidden."""
    return (json.dumps(study_object(study), ensure_ascii=False, allow_nan=False) + "\n").encode()


def study_object(study: Study) -> dict[str, Any]:
    """The contract's object: people are integers, minutes have three decimals, unreachable is null."""
    territory, outcomes = study.territory, study.outcomes
    facts, report = outcomes.facts, kept_pockets(study)
    return {
        "territory": territory.name,
        "fictitious": territory.fictitious,
        "population": _people(territory.demand["population"].sum()),
        "demand_points": len(territory.demand),
        "network": {
            "nodes": facts.nodes,
            "edges": facts.edges,
            "components": facts.components,
            "unsnapped_population": _people(facts.unsnapped["population"].sum()),
        },
        "scenario": _scenario(study),
        "categories": {
            str(name): _category(study, str(name)) for name in outcomes.comparison.categories.index
        },
        "communes": [_commune(row) for row in outcomes.comparison.communes.to_dict("records")],
        "pockets": [
            _pocket(pocket, facts) for pocket, facts in zip(outcomes.pockets, report.pockets, strict=True)
        ],
        "problems": [problem_object(problem) for problem in territory.problems],
        "pockets_total": _pockets_total(report),
    }


def _scenario(study: Study) -> dict[str, Any]:
    scenario = study.spec.scenario
    factor = study.outcomes.readings[scenario.reading].edges["factor"]
    cut = study.outcomes.roads_cut
    roads = list(cut.index[cut[f"edges_{scenario.reading}"] > 0]) if len(cut) else []
    return {
        "name": scenario.name,
        "reading": scenario.reading.value,
        "vehicle": study.spec.vehicle.value,
        "edges_closed": int((factor == 0).sum()),
        "edges_slowed": int(((factor > 0) & (factor < 1)).sum()),
        "roads_cut": [str(road) for road in roads if road],
    }


def _category(study: Study, name: str) -> dict[str, Any]:
    comparison = study.outcomes.comparison
    row: dict[Any, Any] = comparison.categories.loc[name].to_dict()
    reading = study.spec.scenario.reading.value
    covered = comparison.coverage.loc[name]
    return {
        "places": int(row["places"]),
        "places_flooded": int(row["places_hit"]),
        "unreachable_reference": _people(row["unreachable_reference"]),
        "newly_isolated": {str(r): _people(row[f"newly_isolated_{r}"]) for r in READINGS},
        "median_minutes": {
            "reference": _minutes(row["median_minutes_reference"]),
            "scenario": _minutes(row["median_minutes_scenario"]),
        },
        "covered": {
            str(threshold): {"reference": _people(people["reference"]), "scenario": _people(people[reading])}
            for threshold, people in covered.iterrows()
        },
        "places_off_road": int(row["places_off_road"]),
    }


def _commune(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        "code_insee": str(row["code_insee"]),
        "name": str(row["name"]),
        "population": _people(row["population"]),
        "category": str(row["category"]),
        "minutes_reference": _minutes(row["minutes_reference"]),
        "minutes_scenario": _minutes(row["minutes_scenario"]),
        "newly_isolated": _people(row["newly_isolated"]),
    }


def _pocket(pocket: Pocket, facts: PocketFacts) -> dict[str, Any]:
    return {
        "population": pocket.population,
        "services": list(pocket.services),
        "missing": list(pocket.missing),
        "people": _band(facts.people),
        "frail": None if facts.frail is None else _band(facts.frail),
        "ehpad_places": _band(facts.home_places),
        "ehpad_without_places": _without_places(facts.homes),
    }


def _pockets_total(report: PocketReport) -> dict[str, Any]:
    """All the pockets of each reading, which are not the same ones."""
    frail = pd.DataFrame([asdict(band) for band in report.frail.values()]).sum()
    return {
        "count": _band(report.count),
        "people": _band(report.people),
        "frail": {str(r): int(frail[r.value]) for r in READINGS} if len(frail) else None,
        "ehpad_places": _band(home_places(report.homes)),
        "ehpad_without_places": _without_places(report.homes),
    }


def _band(band: Band) -> dict[str, int]:
    return {str(reading): int(getattr(band, reading.value)) for reading in READINGS}


def _without_places(homes: Iterable[Home]) -> int:
    """EHPAD whose number of places nobody said, hence counted in no band."""
    return sum(math.isnan(home.residents) for home in homes)


def problem_object(problem: Problem) -> dict[str, Any]:
    """A problem with the contract's keys."""
    return {
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "kind": problem.kind,
        "value": problem.value,
        "outcome": problem.outcome.value,
    }


def _people(value: float) -> int | None:
    """Whole people; null when the population is unknown."""
    return None if pd.isna(value) else round(float(value))


def _minutes(value: float) -> float | None:
    """Minutes to the thousandth; null when unreachable, or when nobody lives there."""
    return round(float(value), 3) if math.isfinite(value) else None
