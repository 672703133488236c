"""Loss of structures: named ones closed, others with less capacity or staff (« altération de l'offre »)."""

from dataclasses import dataclass
from typing import ClassVar

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.hazards.parameters import at_least, one_of
from cpts_geo.model.categories import Category
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.layers import CATEGORY, STRUCTURE_ID
from cpts_geo.model.scenario import Reading, Scenario, Zones
from cpts_geo.model.vehicles import Vehicle


@dataclass(frozen=True)
class Supply:
    """Structures that close or can do less; roads are untouched.

    Attributes
    ----------
    closed
        Identifiers of structures that close.
    reduced
        Identifiers of structures that stay open with less capacity or staff.
    categories
        Categories whose structures all have less capacity or staff (a shortage, a strike).
    capacity
        Share that is left to what is reduced, above 0 and at most 1: 0.5 is half (assumption).
    """

    name: ClassVar[str] = "supply"
    banded: ClassVar[bool] = False
    closed: tuple[str, ...] = ()
    reduced: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    capacity: float = 0.5

    def __post_init__(self) -> None:
        at_least(self, "capacity", np.nextafter(0.0, 1.0), 1.0)
        one_of(self, "categories", [category.value for category in Category])

    def speed_factor(
        self, edges: gpd.GeoDataFrame, zones: Zones, vehicle: Vehicle, reading: Reading
    ) -> pd.Series:
        """1 everywhere."""
        del zones, vehicle, reading
        return pd.Series(1.0, index=edges.index)

    def hits(self, places: gpd.GeoDataFrame, zones: Zones, reading: Reading) -> pd.Series:
        """Closed structures; nothing for sites and people.

        Raises
        ------
        ScenarioError
            ``unknown_structure`` for an identifier, closed or reduced, that the territory does not have.
        """
        del zones, reading
        if places.index.name != STRUCTURE_ID:
            return pd.Series(data=False, index=places.index)
        for identifier in (*self.closed, *self.reduced):
            if identifier not in places.index:
                raise ScenarioError("unknown_structure", value=identifier)
        return pd.Series(places.index.isin(list(self.closed)), index=places.index)

    def capacity_share(self, structures: gpd.GeoDataFrame) -> pd.Series:
        """Share of capacity left to each structure, in [0, 1]: 0 = closed, 1 = untouched."""
        less = structures.index.isin(list(self.reduced)) | structures[CATEGORY].isin(list(self.categories))
        left = np.where(less, self.capacity, 1.0)
        return pd.Series(
            np.where(structures.index.isin(list(self.closed)), 0.0, left), index=structures.index
        )


def capacity_factors(scenario: Scenario, structures: gpd.GeoDataFrame) -> pd.Series:
    """Share of capacity that a scenario leaves to each structure, in [0, 1].

    For answers that weigh supply (local accessibility index, sites). Structures under water or in a
    perimeter are ``hits``: multiply by their absence to take them out too.
    """
    left = pd.Series(1.0, index=structures.index)
    for hazard in scenario.hazards:
        if isinstance(hazard, Supply):
            left = left * hazard.capacity_share(structures)
    return left
