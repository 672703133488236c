"""The answer of ``compare --json``: figures of each scenario, differences with the first, communes."""

from typing import Any

from cpts_geo.answers.compare import SideBySide, overlap
from cpts_geo.answers.headline import NAMES
from cpts_geo.model.results import Band


def compare_object(side: SideBySide) -> dict[str, Any]:
    """Strict JSON; internal use, small counts are not hidden."""
    keys = [(str(indicator), str(category)) for indicator, category in side.figures.index]
    scenarios = range(len(side.names))
    return {
        "scenarios": [
            {"name": side.names[n], "figures": [{**_key(key), **_band(side.band(n, *key))} for key in keys]}
            for n in scenarios
        ],
        "differences": [
            {
                "scenario": n,
                **_key(key),
                **_band(side.difference(n, *key)),
                "bands_overlap": overlap(side.band(n, *key), side.band(0, *key)),
            }
            for n in scenarios[1:]
            for key in keys
        ],
        "communes": [
            {
                "code_insee": str(code),
                "category": str(category),
                "newly_isolated": [
                    {name: int(row[n * len(NAMES) + m]) for m, name in enumerate(NAMES)} for n in scenarios
                ],
            }
            for (code, category), row in zip(side.communes.index, side.communes.to_numpy(), strict=True)
        ],
    }


def _key(key: tuple[str, str]) -> dict[str, str]:
    return {"indicator": key[0], **({"category": key[1]} if key[1] else {})}


def _band(band: Band) -> dict[str, int]:
    return {name: round(getattr(band, name)) for name in NAMES}
