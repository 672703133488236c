"""Which structures a study counts: a far one that no road of the territory serves is only listed."""

import pandas as pd

from cpts_geo.model.results import Snapping
from cpts_geo.model.territory import Territory
from cpts_geo.sources.harvest import Place
from cpts_geo.sources.points import near


def off_road(territory: Territory, nodes: Snapping) -> pd.Series:
    """Crow-fly metres to the nearest road of the structures that are counted, open, and on no road."""
    far = nodes.points[nodes.points["node"] < 0]["distance_m"]
    open_ones = territory.structures["status"] != "closed"
    return far[counted(territory, nodes.points["node"])[far.index] & open_ones[far.index]]


def counted(territory: Territory, nodes: pd.Series) -> pd.Series:
    """Whether each structure is in the territory or its margin, or has a road node (``-1``: none)."""
    structures = territory.structures
    here = near(structures.geometry, Place(territory.crs, territory.communes))
    return here | (nodes.reindex(structures.index) >= 0)
