"""The key ``evolution`` of ``study --json``: curves, and hours of cut and return."""

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cpts_geo.answers.evolution import Evolution
from cpts_geo.answers.headline import ISOLATED, NAMES


def evolution_object(evolution: Evolution) -> dict[str, Any]:
    """Strict JSON: ``cut`` null = never, ``back`` null after a cut = not within the scenario."""
    return {
        "hours": list(evolution.hours),
        "moments": list(evolution.moments),
        "curves": _curves(evolution.curves),
        "roads": [{"road": str(road), **_hours(row)} for road, row in _rows(evolution.roads)],
        "structures": [
            {
                "structure_id": str(structure),
                **_hours(row),
                "hit": {name: _hour(row[f"hit_{name}"]) for name in NAMES},
            }
            for structure, row in _rows(evolution.structures)
        ],
        "communes": [
            {
                "code_insee": str(code),
                "category": str(category),
                **_hours(row),
                "people": {name: int(row[f"people_{name}"]) for name in NAMES},
            }
            for (code, category), row in _rows(evolution.communes)
        ],
        "edges": [{"edge_id": str(edge), **_hours(row)} for edge, row in _rows(evolution.edges)],
    }


def _curves(curves: pd.DataFrame) -> list[dict[str, Any]]:
    """One curve per indicator and category, its values by reading in the order of the hours."""
    return [
        {
            "indicator": str(indicator),
            **({"category": str(category)} if indicator == ISOLATED else {}),
            **{name: [int(value) for value in rows[name]] for name in NAMES},
        }
        for (indicator, category), rows in curves.groupby(["indicator", "category"], sort=False)
    ]


def _rows(table: pd.DataFrame) -> list[tuple[Any, Mapping[Hashable, Any]]]:
    return list(zip(table.index, table.to_dict("records"), strict=True))


def _hours(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {when: {name: _hour(row[f"{when}_{name}"]) for name in NAMES} for when in ("cut", "back")}


def _hour(value: float) -> float | None:
    return round(float(value), 3) if math.isfinite(value) else None
