"""What a crisis cell asks of a study, gathered once: losses, pockets, roads and sites to decide on."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from cpts_geo.answers.losses import Losses, find_losses
from cpts_geo.answers.pockets import UNUSABLE, PocketReport, describe_pockets
from cpts_geo.answers.reopen import ReopeningPlan, plan_reopenings
from cpts_geo.answers.vital import VitalRoads, rank_vital_roads
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import HELIPAD
from cpts_geo.model.scenario import READINGS
from cpts_geo.study import Baseline, Inputs, Study, run_baseline

VITAL: Final = 3


@dataclass(frozen=True, eq=False)
class CrisisBrief:
    """Answers of one study, for one page.

    Attributes
    ----------
    losses, pockets, reopenings, vital
        As their own modules give them; pockets are those cut from care that is still given somewhere.
    gone
        Kinds of care of which every known place is hit in the study's reading: lost by everybody.
    sites
        Candidate sites that could be opened: not open yet, dry in the three readings, reached by road;
        index ``site_id``, columns ``minutes_scenario`` and ``reachable_share``, most people first.
    """

    losses: Losses
    pockets: PocketReport
    reopenings: ReopeningPlan
    vital: VitalRoads
    gone: tuple[Category, ...]
    sites: pd.DataFrame


def brief_crisis(study: Study, *, baseline: Baseline | None = None) -> CrisisBrief:
    """Everything the sheet of a crisis cell needs beyond the study.

    Parameters
    ----------
    baseline
        Already run for the same spec; run here once otherwise.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    table = study.outcomes.comparison.categories
    known = [care for care in study.spec.categories if table["places"][care.value]]
    gone = tuple(care for care in known if table["places_hit"][care.value] == table["places"][care.value])
    given = [care for care in known if care not in gone]
    return CrisisBrief(
        losses=find_losses(study, baseline=baseline),
        pockets=describe_pockets(study, categories=given or None, baseline=baseline),
        reopenings=plan_reopenings(study, baseline=baseline),
        vital=rank_vital_roads(study, count=VITAL, baseline=baseline),
        gone=gone,
        sites=_sites_to_open(study),
    )


def _sites_to_open(study: Study) -> pd.DataFrame:
    """Dry in every reading; the share of people who reach it first, then the shorter trip."""
    results, sites = study.outcomes.comparison.sites, study.territory.sites
    dry = ~results[[f"hit_{reading}" for reading in READINGS]].any(axis=1)
    usable = (~sites["status"].isin(UNUSABLE) & (sites["kind"] != HELIPAD)).reindex(results.index)
    kept = results[dry & usable & ~results["open"] & (results["reachable_share"] > 0)]
    order = kept.sort_values(["reachable_share", "minutes_scenario"], ascending=[False, True], kind="stable")
    return order[["minutes_scenario", "reachable_share"]]
