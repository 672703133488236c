"""Sentences beside the results of a scenario, the same on screen, on paper and in files."""

from cpts_geo.answers.bridges import NO_ACCESS, ONE_SIDE, bridges_over_water
from cpts_geo.model.layers import NAME
from cpts_geo.scene import not_open
from cpts_geo.study import Study
from cpts_geo.wording import scenario_cautions as words


def scenario_cautions(study: Study) -> list[str]:
    """Bridges left open over water, structures that their own dates close."""
    said: list[str] = []
    over = bridges_over_water(study)
    if len(over):
        roads = {kind: over.loc[over["access"] == kind, "road"].tolist() for kind in (ONE_SIDE, NO_ACCESS)}
        said.append(words.bridges(len(over), roads[ONE_SIDE], roads[NO_ACCESS]))
    places = study.territory.structures
    shut = places[not_open(places, study.spec.date)]
    if len(shut):
        said.append(words.not_open(len(shut), shut[NAME].astype(str).tolist()))
    return said
