"""The states that an answer compares: normal roads, then the scenario in each reading."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from cpts_geo.model.scenario import READINGS
from cpts_geo.routing.state import Customised
from cpts_geo.study import Baseline, Study

REFERENCE: Final = "reference"
STATES: Final = (REFERENCE, *(reading.value for reading in READINGS))


def roads_by_state(study: Study, baseline: Baseline) -> Mapping[str, Customised]:
    """Roads of each state of a study."""
    degraded = {r.value: baseline.roads(study.outcomes.readings[r].edges) for r in READINGS}
    return {REFERENCE: baseline.roads(baseline.normal.edges), **degraded}


def hits_by_state(study: Study) -> Mapping[str, pd.Series]:
    """Structures hit in each state of a study: none in normal times."""
    nothing = pd.Series(data=False, index=study.territory.structures.index)
    return {REFERENCE: nothing, **{r.value: study.outcomes.readings[r].structures_hit for r in READINGS}}
