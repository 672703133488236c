"""Site orders: places that an authority orders open or closed; roads are untouched."""

from dataclasses import dataclass
from typing import ClassVar

import geopandas as gpd
import pandas as pd

from cpts_geo.model.layers import SITE_CLOSED, SITE_ID, SITE_OPEN, SITE_ORDERS, SITES
from cpts_geo.model.scenario import Reading, Scenario, Zones
from cpts_geo.model.vehicles import Vehicle


@dataclass(frozen=True)
class SiteOrders:
    """Candidate sites ordered open or closed, for as long as each order holds.

    Attributes
    ----------
    layer
        Layer whose ``site_open`` and ``site_closed`` rows name a site each.
    """

    name: ClassVar[str] = "site_orders"
    banded: ClassVar[bool] = False
    layer: str

    def speed_factor(
        self, edges: gpd.GeoDataFrame, zones: Zones, vehicle: Vehicle, reading: Reading
    ) -> pd.Series:
        """1 everywhere."""
        del zones, vehicle, reading
        return pd.Series(1.0, index=edges.index)

    def hits(self, places: gpd.GeoDataFrame, zones: Zones, reading: Reading) -> pd.Series:
        """Sites ordered closed; nothing for structures and people."""
        del reading
        closed = _named(zones, self.layer, SITE_CLOSED) if places.index.name == SITES.index else []
        return pd.Series(places.index.isin(closed), index=places.index)


def ordered_open(scenario: Scenario, zones: Zones) -> tuple[str, ...]:
    """Sites that an order in force opens; one that another order closes is not."""
    layers = [hazard.layer for hazard in scenario.hazards if isinstance(hazard, SiteOrders)]
    opened = [site for layer in layers for site in _named(zones, layer, SITE_OPEN)]
    closed = ordered_closed(scenario, zones)
    return tuple(dict.fromkeys(site for site in opened if site not in closed))


def ordered_closed(scenario: Scenario, zones: Zones) -> frozenset[str]:
    """Sites that an order in force closes."""
    layers = [hazard.layer for hazard in scenario.hazards if isinstance(hazard, SiteOrders)]
    return frozenset(site for layer in layers for site in _named(zones, layer, SITE_CLOSED))


def ordered_sites(scenario: Scenario, zones: Zones) -> frozenset[str]:
    """Sites about which an order is in force."""
    return ordered_closed(scenario, zones) | frozenset(ordered_open(scenario, zones))


def about_sites(zones: gpd.GeoDataFrame) -> pd.Series:
    """Rows that are about a site, those out of force too: they are no zones."""
    own = zones["kind"].isin(SITE_ORDERS)
    return own | (zones[SITE_ID].fillna("") != "") if SITE_ID in zones else own


def contradicted(scenario: Scenario, zones: Zones) -> list[str]:
    """Sites that one order opens and another one closes: they are counted closed."""
    layers = [hazard.layer for hazard in scenario.hazards if isinstance(hazard, SiteOrders)]
    opened = [site for layer in layers for site in _named(zones, layer, SITE_OPEN)]
    closed = ordered_closed(scenario, zones)
    return list(dict.fromkeys(site for site in opened if site in closed))


def _named(zones: Zones, layer: str, kind: str) -> list[str]:
    frame = zones.get(layer)
    if frame is None or SITE_ID not in frame:
        return []
    return frame.loc[frame["kind"] == kind, SITE_ID].astype(str).tolist()
