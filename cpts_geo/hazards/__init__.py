"""One hazard per file: edges to speed factors, places to hit or not."""

from typing import Any, Final

from cpts_geo.hazards.by_hand import ClosedByHand
from cpts_geo.hazards.closure import Closure
from cpts_geo.hazards.flood import Flood
from cpts_geo.hazards.orders import SiteOrders
from cpts_geo.hazards.perimeter import Perimeter
from cpts_geo.hazards.snow import Snow
from cpts_geo.hazards.storm import Storm
from cpts_geo.hazards.supply import Supply
from cpts_geo.hazards.traffic import Traffic
from cpts_geo.hazards.winter import Winter

HAZARDS: Final[dict[str, type[Any]]] = {
    kind.name: kind
    for kind in (Flood, Closure, Snow, ClosedByHand, Winter, Storm, Perimeter, Supply, Traffic, SiteOrders)
}

__all__ = [
    "HAZARDS",
    "ClosedByHand",
    "Closure",
    "Flood",
    "Perimeter",
    "SiteOrders",
    "Snow",
    "Storm",
    "Supply",
    "Traffic",
    "Winter",
]
