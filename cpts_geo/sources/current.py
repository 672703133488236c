"""Speed of the current: classes of the flood standards as bounds in metres per second."""

from typing import Final

import numpy as np
import pandas as pd

from cpts_geo.sources.depth import OPEN_TOP_FROM_M
from cpts_geo.sources.raw import RawTable, normalise

CLASS_NAMES: Final = ("vitesse", "vitesse_quali")
# FACTS 1.10.1: Fai < 0.2 m/s, Mod 0.2 to 0.5, For > 0.5.
CLASSES: Final = {"fai": (0.0, 0.2), "mod": (0.2, 0.5), "for": (0.5, np.inf)}
MINIMA: Final = ("velocity_min_ms", "vitess_min", "vitesse_min", "v_min")
MAXIMA: Final = ("velocity_max_ms", "vitess_max", "vitesse_max", "v_max")


def has_current(raw: RawTable) -> bool:
    """Whether a column speaks of the speed of the water."""
    return raw.header((*CLASS_NAMES, *MINIMA)) is not None


def read_current(raw: RawTable) -> pd.DataFrame:
    """``velocity_min_ms`` and ``velocity_max_ms`` per row, NaN when not said; never zero by default."""
    if raw.header(MINIMA) is not None:
        low, high = raw.number(MINIMA), raw.number(MAXIMA)
        high = high.mask((high.isna() | (high >= OPEN_TOP_FROM_M)) & low.notna(), np.inf)
        return pd.DataFrame({"velocity_min_ms": low, "velocity_max_ms": high})
    known = raw.text(CLASS_NAMES).map(lambda text: CLASSES.get(normalise(text)[:3], (np.nan, np.nan)))
    return pd.DataFrame(
        known.tolist(), columns=["velocity_min_ms", "velocity_max_ms"], index=raw.columns.index, dtype=float
    )
