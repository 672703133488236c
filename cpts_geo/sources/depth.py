"""Classes of water depth, however the producer writes them. Unknown is NaN and never zero."""

import re
from typing import Final

import numpy as np
import pandas as pd

from cpts_geo.sources.raw import RawTable, normalise, parse_number

MINIMA: Final = ("depth_min_m", "ht_min", "htmin", "hauteur_min", "h_min", "prof_min", "profondeur_min")
MAXIMA: Final = ("depth_max_m", "ht_max", "htmax", "hauteur_max", "h_max", "prof_max", "profondeur_max")
SINGLE: Final = (
    "depth_m",
    "depth",
    "profondeur",
    "hauteur",
    "hauteur_eau",
    "hauteur_m",
    "palier_hauteur",
    "classe_hauteur",
    "classe",
    "h_eau",
)
OPEN_TOP_FROM_M: Final = 90.0  # 99, 999 and 9999 stand for « no upper bound » (FACTS 1.10.1)
CNIG: Final = {"inf05": (0.0, 0.5), "05_1m": (0.5, 1.0), "1m_2m": (1.0, 2.0), "sup2m": (2.0, np.inf)}
_VALUE: Final = r"(\d+(?:[.,]\d+)?)\s*(?:m|metres?)?"
_RANGE: Final = re.compile(rf"{_VALUE}\s*(?:-|a|to|et|\.\.)\s*{_VALUE}")
_ABOVE: Final = re.compile(rf"(?:>=?|sup(?:erieur)?(?: a)?|plus de)\s*{_VALUE}")
_BELOW: Final = re.compile(rf"(?:<=?|inf(?:erieur)?(?: a)?|moins de)\s*{_VALUE}")
_EXACT: Final = re.compile(_VALUE)


def has_depths(raw: RawTable) -> bool:
    """Whether a column speaks of depth."""
    return raw.header(MINIMA) is not None or raw.header(SINGLE[:-3]) is not None


def read_depths(raw: RawTable) -> tuple[pd.DataFrame, pd.Series]:
    """``depth_min_m`` and ``depth_max_m`` per row, and the texts that mean nothing to us.

    A missing or symbolic upper bound (empty, 99, 999, 9999) is infinite when the lower one is known.
    """
    if raw.header(MINIMA) is not None:
        low, high = raw.number(MINIMA), raw.number(MAXIMA)
        top = high.isna() | (high >= OPEN_TOP_FROM_M)
        depths = pd.DataFrame({"depth_min_m": low, "depth_max_m": high.mask(top & low.notna(), np.inf)})
        said = raw.text(MINIMA)
        odd = (low < 0) | (low.isna() & (said != "")) | (depths["depth_max_m"] < low)
        return depths.mask(odd), said[odd]
    texts = raw.text(SINGLE)
    pairs = texts.map(depth_class)
    depths = pd.DataFrame(
        pairs.tolist(), columns=["depth_min_m", "depth_max_m"], index=texts.index, dtype=float
    )
    return depths, texts[(texts != "") & depths["depth_min_m"].isna()]


def depth_class(text: str) -> tuple[float, float]:
    """Bounds in metres of ``"0,5 m"``, ``"0.5-1"``, ``"> 1 m"``, ``"< 0,5"``, ``"05-1m"``; NaN otherwise."""
    plain = text.strip().lower().replace("\u00e0", "a").replace("\u00e9", "e").replace("\u00e8", "e")
    if normalise(plain) in CNIG:
        return CNIG[normalise(plain)]
    for pattern, bounds in ((_RANGE, None), (_ABOVE, "above"), (_BELOW, "below"), (_EXACT, "exact")):
        found = pattern.fullmatch(plain)
        if found:
            values = [parse_number(value) for value in found.groups()]
            return _bounds(values, bounds)
    return float("nan"), float("nan")


def _bounds(values: list[float], kind: str | None) -> tuple[float, float]:
    if kind == "above":
        return values[0], float("inf")
    if kind == "below":
        return 0.0, values[0]
    low, high = values[0], values[-1]
    return (low, high) if low <= high else (float("nan"), float("nan"))
