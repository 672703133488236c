"""One hazard per file: edges to speed factors, places to hit or not."""

from typing import Any, Final

from cpts_geo.hazards.by_hand import ClosedByHand
from cpts_geo.hazards.closure import Closure
from cpts_geo.hazards.flood import Flood
from cpts_geo.hazards.snow import Snow

HAZARDS: Final[dict[str, type[Any]]] = {
    "flood": Flood,
    "closure": Closure,
    "snow": Snow,
    "closed_by_hand": ClosedByHand,
}

__all__ = ["HAZARDS", "ClosedByHand", "Closure", "Flood", "Snow"]
