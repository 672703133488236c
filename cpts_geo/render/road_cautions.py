"""What must be said of the roads beside any figure made from them: their age, who may use them."""

from typing import Final

import pandas as pd

from cpts_geo.model.layers import EMERGENCY
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.territory import Territory
from cpts_geo.render import hand_marks
from cpts_geo.render.data_tables import STALE
from cpts_geo.render.off_road import off_road_said
from cpts_geo.render.scenario_cautions import scenario_cautions
from cpts_geo.study import Study
from cpts_geo.territory.doctor.layers import stale
from cpts_geo.wording import cautions

NETWORK: Final = "network"


def of_study(study: Study) -> list[str]:
    """Sentences of a study, at its own date: what was marked by hand, its roads, then its scenario."""
    return [*of_study_roads(study), *scenario_cautions(study)]


def of_study_roads(study: Study) -> list[str]:
    """The same without the doubts of the scenario: what was marked by hand, the roads and whom they miss."""
    roads = of_roads(study.territory, study.spec.date[:10])
    return [*hand_marks.sentences(study.spec.scenario, study.network), *roads, *off_road_said(study)]


def of_roads(territory: Territory, day: str) -> list[str]:
    """Sentence on the age of the roads at an ISO day, none when all is well or without a day."""
    old = old_roads(territory, day)
    return [cautions.old_roads(old)] if old else []


def old_roads(territory: Territory, day: str) -> str:
    """Date of the roads as their source writes it when it is more than a year before a day, else empty.

    Roads of a fictitious territory have no age.
    """
    if territory.fictitious or not day:
        return ""
    roads = [source for source in territory.sources if source.layer == NETWORK]
    return next((f.value for f in stale(roads, territory.problems, day) if f.kind == STALE), "")


def helped_only(network: RoadNetwork) -> tuple[int, float]:
    """Pieces of road kept for emergency vehicles alone, and their length in metres, each counted once."""
    edges = network.edges
    if EMERGENCY not in edges:
        return 0, 0.0
    kept = edges[edges[EMERGENCY].astype(bool) & ~edges["car"].astype(bool)]
    ends = pd.DataFrame({"low": kept[["u", "v"]].min(axis=1), "high": kept[["u", "v"]].max(axis=1)})
    once = kept[~ends.assign(length=kept["length_m"].round(2)).duplicated()]
    return len(once), float(once["length_m"].sum())
