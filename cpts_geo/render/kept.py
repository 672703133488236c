"""Answers that several sheets or files of one study print, found once for all of them."""

from weakref import WeakKeyDictionary

import pandas as pd

from cpts_geo.answers.fallbacks import Fallbacks, find_fallbacks
from cpts_geo.answers.pockets import PocketReport, describe_pockets
from cpts_geo.answers.spans import site_spans
from cpts_geo.model.results import ReadingResult
from cpts_geo.study import Study

# Every edition of one study has the same readings: they are the key.
_SPANS: WeakKeyDictionary[ReadingResult, pd.DataFrame] = WeakKeyDictionary()
_POCKETS: WeakKeyDictionary[ReadingResult, PocketReport] = WeakKeyDictionary()
_FALLBACKS: WeakKeyDictionary[ReadingResult, Fallbacks] = WeakKeyDictionary()


def kept_site_spans(study: Study) -> pd.DataFrame:
    """As ``answers.spans.site_spans``; an edition may hide sites, never change what is said of the others."""
    key, sites = study.outcomes.readings[study.spec.scenario.reading], study.territory.sites.index
    found = _SPANS.get(key)
    if found is None or not sites.isin(found.index).all():
        found = _SPANS[key] = site_spans(study)
    return found.loc[sites]


def kept_fallbacks(study: Study) -> Fallbacks:
    """As ``answers.fallbacks.find_fallbacks``."""
    key = study.outcomes.readings[study.spec.scenario.reading]
    found = _FALLBACKS.get(key)
    if found is None:
        found = _FALLBACKS[key] = find_fallbacks(study)
    return found


def kept_pockets(study: Study) -> PocketReport:
    """As ``answers.pockets.describe_pockets`` for every category: its pockets are those of the outcomes."""
    key = study.outcomes.readings[study.spec.scenario.reading]
    found = _POCKETS.get(key)
    if found is None:
        found = _POCKETS[key] = describe_pockets(study)
    return found
