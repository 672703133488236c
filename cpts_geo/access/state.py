"""Access in one state of the territory: these roads, these places hit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.access.travel import MS_PER_MINUTE, Places, nearest_access, nearest_site
from cpts_geo.model.categories import Category
from cpts_geo.model.results import ReadingResult, Snapping, Struck
from cpts_geo.model.weights import Floats
from cpts_geo.routing.engine import many_to_many
from cpts_geo.routing.medians import median_times
from cpts_geo.routing.state import Customised

MINUTES: Final = "minutes"
PEOPLE: Final = "people"


@dataclass(frozen=True, eq=False)
class Located:
    """Layers with the road node of each of their points.

    Attributes
    ----------
    demand, structures, sites
        Nodes.
    structures_frame, sites_frame
        Layers.
    """

    demand: Snapping
    structures: Snapping
    sites: Snapping
    structures_frame: gpd.GeoDataFrame
    sites_frame: gpd.GeoDataFrame


@dataclass(frozen=True, eq=False)
class Damage(Struck):
    """What a scenario does in one reading.

    Attributes
    ----------
    edges
        Index ``edge_id``: ``factor``, ``depth_m`` and ``cut_by``.
    structures_by, sites_by
        What hits each place (``model.causes``), 0 where nothing does.
    people_hit
        People whose own demand point is hit.
    """

    edges: pd.DataFrame
    structures_by: pd.Series
    sites_by: pd.Series
    people_hit: int


def usable_structures(located: Located, hit: pd.Series) -> Places:
    """Structures that are not closed by their status nor hit."""
    usable = (located.structures_frame["status"] != "closed") & ~hit
    return Places(located.structures_frame, located.structures, usable)


def measure(
    roads: Customised,
    located: Located,
    damage: Damage,
    *,
    categories: Sequence[Category],
    open_sites: Sequence[str],
) -> ReadingResult:
    """Access to each category and to the open sites on degraded roads, hit places closed."""
    places = usable_structures(located, damage.structures_hit)
    ticked = pd.Series(located.sites_frame.index.isin(list(open_sites)), index=located.sites_frame.index)
    sites = Places(located.sites_frame, located.sites, ticked & ~damage.sites_hit)
    return ReadingResult(
        access=nearest_access(roads, located.demand, places, categories),
        edges=damage.edges,
        structures_by=damage.structures_by,
        sites_by=damage.sites_by,
        site_minutes=nearest_site(roads, located.demand, sites),
        people_hit=damage.people_hit,
    )


def trips_to_sites(roads: Customised, located: Located, people: Floats) -> pd.DataFrame:
    """Trips of everybody to each site: ``minutes`` of the person in the middle, and how many can come.

    Who lives off the network, or cannot come, counts as the farthest.
    """
    node, at = located.demand.points["node"].to_numpy(), located.sites.points["node"].to_numpy()
    snapped, reached = node >= 0, at >= 0
    homes, home = np.unique(node[snapped], return_inverse=True)
    places, place = np.unique(at[reached], return_inverse=True)
    living, away = np.bincount(home, people[snapped], len(homes)).astype(float), float(people[~snapped].sum())
    times, arriving = median_times(roads, homes, living, places, elsewhere=away)
    nobody = np.inf if people.sum() > 0 else np.nan
    trips = pd.DataFrame({MINUTES: nobody, PEOPLE: 0.0}, index=located.sites.points.index)
    trips.loc[reached, MINUTES], trips.loc[reached, PEOPLE] = times[place] / MS_PER_MINUTE, arriving[place]
    return trips


def minutes_table(roads: Customised, origins: Snapping, places: Snapping) -> pd.DataFrame:
    """Minutes from every origin to every place: origin × place, ``inf`` = unreachable or not snapped."""
    node, origin = places.points["node"].to_numpy(), origins.points["node"].to_numpy()
    here, there = np.unique(origin[origin >= 0]), np.unique(node[node >= 0])
    times = many_to_many(roads, here, there) / MS_PER_MINUTE
    row, column = np.searchsorted(here, origin[origin >= 0]), np.searchsorted(there, node[node >= 0])
    table = np.full((len(origin), len(node)), np.inf)
    table[np.ix_(origin >= 0, node >= 0)] = times[np.ix_(row, column)]
    return pd.DataFrame(table, index=origins.points.index, columns=places.points.index)
