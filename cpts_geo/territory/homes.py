"""Residents of EHPAD, whom a grid of tax households leaves out (FACTS 1.7).

As many as there are places: an assumption.
"""

from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CAPACITY, CATEGORY, CODE_INSEE, DEMAND, DEMAND_ID, POPULATION, conform

EHPAD: Final = "ehpad"  # origin of the points of residents


def homes_of(structures: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """EHPAD of the communes that are open and whose places are known."""
    return structures[
        (structures[CATEGORY] == Category.EHPAD.value)
        & structures[CODE_INSEE].isin(communes.index)
        & (structures[CAPACITY].astype(float) >= 1)
        & (structures["status"] != "closed")
    ]


def with_homes(demand: gpd.GeoDataFrame, homes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cells of tax households and one point of residents at each home; any other demand as it is."""
    cells = demand[demand["origin"] != EHPAD]
    if homes.empty or not cells["households"].notna().any():
        return cells
    residents = gpd.GeoDataFrame(
        {
            DEMAND_ID: [f"ehpad-{identifier}" for identifier in homes.index],
            POPULATION: homes[CAPACITY].astype(float).round().astype(int).to_numpy(),
            CODE_INSEE: homes[CODE_INSEE].to_numpy(),
            "origin": EHPAD,
            "imputed": True,
        },
        geometry=homes.geometry.to_numpy(),
        crs=demand.crs,
    )
    both = pd.concat([cells, conform(residents, DEMAND)])
    both.index.name = DEMAND_ID
    return gpd.GeoDataFrame(both, geometry="geometry", crs=demand.crs)
