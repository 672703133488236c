"""Table of what to reopen first: one row per stretch or pair, most people given back first."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cpts_geo.answers.reopen import Promise
from cpts_geo.model.scenario import READINGS
from cpts_geo.render.disclosure import MINIMUM_CELL, hide_small
from cpts_geo.wording import columns, labels, reopening

NAMES = (
    "road",
    "closed_length_m",
    "depth_m",
    *(f"back_{reading}" for reading in READINGS),
    "frail_back",
    "care_back",
)
COUNTS = (*(f"back_{reading}" for reading in READINGS), "frail_back")


def reopening_table(
    promises: Sequence[Promise], *, ages_known: bool = True, public: bool = False
) -> pd.DataFrame:
    """French headers; empty depth = unknown; ``public`` leaves counts of one to ten out.

    Without ``ages_known`` there is no column of frail people: nobody's age is said, which is not zero.
    """
    rows = [_row(promise, public=public) for promise in promises]
    frame = pd.DataFrame(rows, columns=list(NAMES))
    if public:
        frame = frame.assign(**{name: hide_small(frame[name]) for name in COUNTS})
    return pd.DataFrame(
        {columns.HEADER[name]: frame[name] for name in NAMES if ages_known or name != "frail_back"}
    )


def _row(promise: Promise, *, public: bool) -> dict[str, object]:
    depths = [stretch.depth_m for stretch in promise.stretches]
    known = not np.isnan(depths).any()
    care = sorted(promise.by_category.items(), key=lambda item: -item[1])
    return {
        "road": reopening.together([s.road or labels.UNNAMED_ROAD for s in promise.stretches]),
        "closed_length_m": round(sum(stretch.length_m for stretch in promise.stretches)),
        "depth_m": round(max(depths), 2) if known else np.nan,
        **{f"back_{reading}": int(getattr(promise.people, reading.value)) for reading in READINGS},
        "frail_back": int(promise.frail.median),
        "care_back": reopening.by_care(care, least=MINIMUM_CELL if public else 0),
    }
