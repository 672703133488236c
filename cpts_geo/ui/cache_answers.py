"""Answers about a scenario in time, computed once and shared by the sessions; see ``cache.answer``."""

from cpts_geo.answers.departure import Departures, last_departure
from cpts_geo.answers.evolution import Evolution, run_evolution
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs
from cpts_geo.ui import cache

Ends = tuple[tuple[float, float], tuple[float, float]]


def evolution(spec: StudySpec) -> Evolution:
    """The course of a scenario in time."""
    return cache.answer(
        spec,
        ("evolution",),
        lambda study, normal: run_evolution(
            study.spec, inputs=Inputs(study.territory, study.network), baseline=normal
        ),
    )


def departures(spec: StudySpec, ends: Ends) -> Departures:
    """When one may still leave for a trip."""
    return cache.answer(
        spec,
        ("departure", *ends),
        lambda study, _: last_departure(study.spec, *ends, inputs=Inputs(study.territory, study.network)),
    )
