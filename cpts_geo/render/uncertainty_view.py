"""What depends on the assumptions, on a page: one line, a table, sentences."""

from itertools import groupby

import pandas as pd

from cpts_geo.answers.uncertainty import FACTORS, SECOND, Turning, Uncertainty
from cpts_geo.render.disclosure import hide_small
from cpts_geo.render.figures import MAIN_CATEGORIES
from cpts_geo.wording import uncertainty

COUNTS = ("own", "low", "middle", "high")


def grid_note(found: Uncertainty) -> str:
    """What was tried."""
    depths = list(dict.fromkeys(one.wading_m for one in found.settings))
    limits = [name for name in dict.fromkeys(one.snapping for one in found.settings) if name != SECOND]
    return uncertainty.tried(depths, limits, len(found.settings))


def headline(found: Uncertainty) -> str:
    """One line: the band of the headline number of isolated people that moves most, and what turns."""
    bands = found.bands.reset_index()
    spread = bands["high"] - bands["low"]
    if not spread.any():
        return uncertainty.NOTHING_MOVES
    isolated = bands["kind"] == "isolated"
    told = (
        spread.where(isolated & bands["name"].isin(MAIN_CATEGORIES), 0),
        spread.where(isolated, 0),
        spread,
    )
    row = bands.iloc[int(next(each for each in told if each.any()).to_numpy().argmax())]
    communes = len({one.code_insee for one in found.turnings})
    band, main = (float(row["low"]), float(row["high"])), str(row["main"]).split(";")
    return uncertainty.headline(uncertainty.number(row["kind"], row["name"]), band, main, communes)


def numbers_table(found: Uncertainty, *, public: bool = False) -> pd.DataFrame:
    """One row per headline number that may be other than zero; ``public`` hides counts of one to ten."""
    rows = found.bands[found.bands["high"] > 0]
    counts = {name: hide_small(rows[name]) if public else rows[name].round().astype(int) for name in COUNTS}
    table = pd.DataFrame({"number": [uncertainty.number(*key) for key in rows.index]}, index=rows.index)
    table = table.assign(**counts)
    for factor in FACTORS:
        low, high = rows[f"{factor}_low"], rows[f"{factor}_high"]
        table[factor] = [_between(*pair, public=public) for pair in zip(low, high, strict=True)]
    table["main"] = [uncertainty.short_factors(str(names).split(";")) for names in rows["main"]]
    return table[list(uncertainty.HEADER)].rename(columns=uncertainty.HEADER).reset_index(drop=True)


def _between(low: float, high: float, *, public: bool) -> str:
    """Both ends in words; nothing when one of them is too small to be published."""
    if public and hide_small(pd.Series([low, high])).isna().any():
        return ""
    return uncertainty.between(low, high)


def turning_sentences(found: Uncertainty) -> list[str]:
    """One sentence per commune and kinds of care that turn alike."""
    said = sorted(found.turnings, key=_alike)
    return [uncertainty.turning(list(group)) for _, group in groupby(said, key=_alike)]


def _alike(one: Turning) -> tuple[str, str, str, bool, int]:
    alone = repr(sorted(one.factors.items()))
    return one.name, one.code_insee, alone, one.lost, 0 if one.factors else one.runs_lost
