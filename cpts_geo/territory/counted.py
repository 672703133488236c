"""Which structures a study counts: a far one that no road of the territory serves is only listed."""

import geopandas as gpd
import pandas as pd

from cpts_geo.model.territory import Territory
from cpts_geo.sources.harvest import Place
from cpts_geo.sources.points import near


def counted(territory: Territory, nodes: pd.Series) -> gpd.GeoDataFrame:
    """Structures in the territory and its margin, and those beyond that have a road node (``-1``: none)."""
    structures = territory.structures
    here = near(structures.geometry, Place(territory.crs, territory.communes))
    return structures[here | (nodes.reindex(structures.index) >= 0)]
