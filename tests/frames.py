"""Values of a frame as plain Python, for short assertions."""

from collections.abc import Hashable
from typing import Any

import pandas as pd


def values(frame: pd.DataFrame, key: Hashable, *columns: Hashable) -> list[Any]:
    """Values of a row, in the order of ``columns``; all of them when none is named."""
    names = columns or tuple(frame.columns)
    return [frame[name].to_dict()[key] for name in names]
