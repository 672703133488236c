"""Communes that the user lists by a code that no longer exists: followed to the one that is in the files."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from cpts_geo.model.layers import CODE_INSEE
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.model.reference import Reference
from cpts_geo.sources.codes import CODES, code_texts
from cpts_geo.sources.movements import ALWAYS, history
from cpts_geo.sources.raw import RawTable, problem
from cpts_geo.sources.recode import shown_walk

FORMER: Final = ("anciens_codes", "anciencodes", "ancienscodes", "anciens_codes_insee")  # geo.api (FACTS 1.1)


def followed(
    only: frozenset[str], absent: Sequence[str], raws: Sequence[RawTable], reference: Reference | None
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Listed codes as they are in the files, by the movements of INSEE or the former codes of geo.api."""
    past = history((reference or Reference()).movements)
    here = {code for raw in raws for code in code_texts(raw.text(CODES))}
    former = _former(raws)
    kept, told = set(only), []
    for code in absent:
        walk = past.follow(code, ALWAYS)
        found = walk.code if walk.code in here and not walk.trouble else former.get(code, "")
        if found:
            kept = kept - {code} | {found}
            value = shown_walk(code, walk, past.source) if found == walk.code else f"{code} \u2192 {found}"
            facts = {"column": CODE_INSEE, "value": value}
            told.append(problem(raws[0], "communes", "listed_code_followed", Outcome.FIXED, **facts))
    return frozenset(kept), tuple(told)


def _former(raws: Sequence[RawTable]) -> dict[str, str]:
    """Former code → present code, as geo.api gives it beside each commune; one that two claim is left out."""
    pairs = []
    for raw in raws:
        lists = raw.text(FORMER).str.findall(r"\d[\dAB]\d{3}")
        several = pd.Series(lists.to_numpy(), index=code_texts(raw.text(CODES))).explode().dropna()
        pairs += list(zip(several, several.index, strict=True))
    found = pd.DataFrame(pairs, columns=["old", "new"]).drop_duplicates()
    once = found[~found["old"].duplicated(keep=False)]
    return dict(zip(once["old"], once["new"], strict=True))
