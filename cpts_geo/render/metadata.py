"""What every exported file says of itself: study, scenario, reading, date, sources, status."""

from dataclasses import asdict
from typing import Any

import pandas as pd

from cpts_geo.render import road_cautions
from cpts_geo.render.public_figures import public_figures
from cpts_geo.study import Study
from cpts_geo.wording import files, labels
from cpts_geo.wording.assumptions import assumptions


def metadata(study: Study) -> dict[str, Any]:
    """Facts of a study as plain values, ready for JSON; the same study gives the same facts."""
    spec, territory = study.spec, study.territory
    return {
        "territory": territory.name,
        "identifier": territory.identifier,
        "fictitious": territory.fictitious,
        "exercise": spec.scenario.exercise,
        "status": status(study),
        "warning": files.WARNING,
        "cautions": " ".join(road_cautions.of_study(study)) or None,
        "scenario": labels.scenario_name(spec.scenario.name),
        "assumptions": " ".join(assumptions(spec.scenario)) or None,
        "reading": spec.scenario.reading.value,
        "reading_label": labels.READING[spec.scenario.reading],
        "vehicle": spec.vehicle.value,
        "vehicle_label": labels.VEHICLE[spec.vehicle],
        **_people(study),
        "date": spec.date or None,
        "author": spec.author or None,
        "fingerprint": study.fingerprint,
        "legal_crs": territory.crs,
        "sources": [asdict(source) for source in territory.sources],
    }


def _people(study: Study) -> dict[str, int | None]:
    """Everybody, and people whose home is hit in each reading; absent when few enough to be recognised."""
    figures = public_figures(study)
    hit = {f"people_hit_{name}": count for name, count in figures.people_hit.items()}
    return {name: None if pd.isna(count) else int(count) for name, count in hit.items()} | {
        "population": figures.people
    }


def status(study: Study) -> str:
    """« TERRITOIRE FICTIF », « EXERCICE », both, or the mark of a real crisis file."""
    marks = [
        mark
        for mark, holds in (
            (labels.FICTITIOUS, study.territory.fictitious),
            (labels.EXERCISE, study.spec.scenario.exercise),
        )
        if holds
    ]
    return " — ".join(marks) or files.RESTRICTED
