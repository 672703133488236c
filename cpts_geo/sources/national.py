"""National files cut to one territory: what is near is kept, what is far is counted and left out."""

import geopandas as gpd
import pandas as pd

from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Place
from cpts_geo.sources.points import near


def filtered(
    points: gpd.GeoSeries, fate: pd.Series, place: Place, *, local: pd.Series
) -> tuple[pd.Series, int]:
    """Fate of the rows of a national file, and how many lie outside the territory.

    A row without usable coordinates is set aside (« à localiser ») when ``local`` says that it names a
    commune of the territory; otherwise it is one of the rest of the country.
    """
    stored = fate == STORED
    close = near(points, place).reindex(fate.index).fillna(value=False).astype(bool)
    lost = (fate == SET_ASIDE) & ~local.reindex(fate.index).fillna(value=False).astype(bool)
    far = (stored & ~close) | lost
    return fate.mask(far, EXCLUDED), int(far.sum())
