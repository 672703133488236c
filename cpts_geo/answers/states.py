"""The states that an answer compares: normal roads, then the scenario in each reading."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from cpts_geo.model.scenario import READINGS
from cpts_geo.routing.graph import Weighted, degraded_ms, weigh
from cpts_geo.study import Baseline, Study

REFERENCE: Final = "reference"
STATES: Final = (REFERENCE, *(reading.value for reading in READINGS))


def roads_by_state(study: Study, baseline: Baseline) -> Mapping[str, Weighted]:
    """Roads of each state of a study."""
    graph = baseline.graph
    factors = {r.value: study.outcomes.readings[r].edges["factor"].to_numpy() for r in READINGS}
    degraded = {state: weigh(graph, degraded_ms(graph, factor)) for state, factor in factors.items()}
    return {REFERENCE: weigh(graph, graph.time_ms), **degraded}


def hits_by_state(study: Study) -> Mapping[str, pd.Series]:
    """Structures hit in each state of a study: none in normal times."""
    nothing = pd.Series(data=False, index=study.territory.structures.index)
    return {REFERENCE: nothing, **{r.value: study.outcomes.readings[r].structures_hit for r in READINGS}}
