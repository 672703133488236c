"""Which structures a study counts: a far one that no road of the territory serves is only listed."""

import pandas as pd

from cpts_geo.model.territory import Territory
from cpts_geo.sources.harvest import Place
from cpts_geo.sources.points import near


def counted(territory: Territory, nodes: pd.Series) -> pd.Series:
    """Whether each structure is in the territory or its margin, or has a road node (``-1``: none)."""
    structures = territory.structures
    here = near(structures.geometry, Place(territory.crs, territory.communes))
    return here | (nodes.reindex(structures.index) >= 0)
