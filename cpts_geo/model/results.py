"""What a study answers: plain frames with stated columns. Unreachable is ``inf``, never NaN."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from cpts_geo.model.network_facts import NetworkFacts
from cpts_geo.model.scenario import Reading


@dataclass(frozen=True)
class Band:
    """A number in the three readings; ``optimistic <= median <= pessimistic`` for losses."""

    optimistic: float
    median: float
    pessimistic: float


@dataclass(frozen=True)
class Span:
    """Lowest and highest of a number over the readings of the water and the depths that a vehicle wades."""

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Snapping:
    """Which node stands for each point.

    Attributes
    ----------
    points
        Index = ids of the points; ``node`` (position in the node table, -1 beyond the limit) and
        ``distance_m`` (crow-fly distance to that node, not travelled by the model).
    limit_m
        The limit; ``distance_m <= limit_m`` is accepted.
    """

    points: pd.DataFrame
    limit_m: float


@dataclass(frozen=True, eq=False)
class TravelTimes:
    """A matrix of travel times.

    Attributes
    ----------
    minutes
        Origin × destination; ``inf`` = unreachable, or an end beyond the snapping limit.
    origins, destinations
        How each end was snapped.
    """

    minutes: pd.DataFrame
    origins: Snapping
    destinations: Snapping


@dataclass(frozen=True, eq=False)
class Access:
    """Nearest open place of each category for each demand point, for one state of the roads.

    Attributes
    ----------
    minutes
        Index ``demand_id``, one column per category; ``inf`` = unreachable.
    place
        Same shape; ``structure_id`` of the nearest place, ``""`` when unreachable.
    """

    minutes: pd.DataFrame
    place: pd.DataFrame


class Struck:
    """Which places something hits, whatever it is."""

    structures_by: pd.Series
    sites_by: pd.Series

    @property
    def structures_hit(self) -> pd.Series:
        """Boolean per structure."""
        return self.structures_by > 0

    @property
    def sites_hit(self) -> pd.Series:
        """Boolean per site."""
        return self.sites_by > 0


@dataclass(frozen=True, eq=False)
class ReadingResult(Struck):
    """The scenario in one reading.

    Attributes
    ----------
    access
        Access on the degraded network, hit structures closed.
    edges
        Index ``edge_id``; ``factor`` in [0, 1], ``depth_m`` (deepest water met along the edge in
        this reading, NaN when unknown or dry) and ``cut_by`` (``model.causes``, 0 = open).
    structures_by, sites_by
        What hits each structure and each site (``model.causes``), 0 where nothing does.
    site_minutes
        Index ``demand_id``, column ``minutes`` to the nearest open site and ``site_id``.
    people_hit
        People whose own demand point is under water.
    """

    access: Access
    edges: pd.DataFrame
    structures_by: pd.Series
    sites_by: pd.Series
    site_minutes: pd.DataFrame
    people_hit: int = 0


@dataclass(frozen=True, eq=False)
class Comparison:
    """Reference against scenario.

    Attributes
    ----------
    categories
        Index category: ``places``, ``places_off_road`` (those of them that no road of the network is near:
        no trip leads there), ``places_hit``, ``unreachable_reference`` (people),
        ``newly_isolated_optimistic|median|pessimistic`` (people who could reach one before and
        cannot), ``median_minutes_reference``, ``median_minutes_scenario`` (weighted by people,
        ``inf`` when half cannot); ``places_hit_*``, ``median_minutes_*`` and ``longer_*`` (people whose
        trip is at least 10 minutes longer) per reading. Scenario columns are in the study's own reading
        unless they name one.
    coverage
        Index (category, threshold_min): ``reference``, ``optimistic``, ``median``,
        ``pessimistic``: people with ``minutes <= threshold_min``.
    communes
        Long table: ``code_insee, name, population, category, minutes_reference,
        minutes_scenario`` (median over the commune's people, ``inf`` = most cannot),
        ``newly_isolated``; ``minutes_*`` and ``newly_isolated_*`` per reading.
    structures
        Index ``structure_id``: ``hit_optimistic|median|pessimistic``, ``by_*`` (what hits it, as
        ``ReadingResult.structures_by``) and ``people_reference``,
        ``people_scenario`` (people for whom it is the nearest of its category), ``people_*`` per reading.
    sites
        Index ``site_id``: ``open``, ``hit_optimistic|median|pessimistic``, ``by_*``,
        ``minutes_reference``, ``minutes_scenario`` (median over people, to this site),
        ``reachable_share``; ``reached``: whether a road of the network stands for it, the last three being
        NaN otherwise.
    site_coverage
        Index threshold_min: people within it of an open site: ``reference``, ``optimistic``,
        ``median``, ``pessimistic``. No row when no site is ticked.
    people_hit
        People whose own demand point is under water.
    """

    categories: pd.DataFrame
    coverage: pd.DataFrame
    communes: pd.DataFrame
    structures: pd.DataFrame
    sites: pd.DataFrame
    site_coverage: pd.DataFrame
    people_hit: Band = Band(0, 0, 0)


@dataclass(frozen=True)
class Pocket:
    """People still connected together but cut from some care they could reach before."""

    population: int
    services: tuple[str, ...]
    missing: tuple[str, ...]
    communes: tuple[str, ...]
    demand_ids: tuple[object, ...]


@dataclass(frozen=True)
class RouteStep:
    """A stretch of one road: consecutive edges with the same label.

    Attributes
    ----------
    road
        Number or name; empty when the source names none.
    length_m, minutes
        Along the stretch.
    notes
        Codes of ``wording.routes``: ``bridge_over_water``, ``slowed``, ``tunnel``, ``ford``…
    """

    road: str
    length_m: float
    minutes: float
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Avoided:
    """A road of the normal route that the scenario closes or slows.

    ``causes``: all that closes it, as ``model.causes.named``; none when it is only slowed.
    """

    road: str
    reason: str
    depth_m: float | None
    causes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Doubt:
    """Something to check on the spot along the degraded way.

    Attributes
    ----------
    kind
        Code of ``wording.routes.DOUBT``.
    road
        Number or name of the road there.
    from_m, length_m
        Where it begins along the trip, and over how long.
    depth_m
        Deepest known water of the study's reading, else of the pessimistic one; ``None`` = none known.
    lonlat
        Where it begins, WGS84.
    """

    kind: str
    road: str
    from_m: float
    length_m: float
    depth_m: float | None
    lonlat: tuple[float, float]


@dataclass(frozen=True)
class FloodedEnd:
    """An end of a trip that is under water, and the nearest dry road from which the trip can be made.

    Attributes
    ----------
    end
        ``from`` or ``to``.
    depth_m
        Depth there; ``None`` = unknown.
    dry_m
        Crow-fly distance to the dry access; ``inf`` when no road is dry.
    dry_road
        Road of that access.
    dry_lonlat
        Where it is, WGS84; none when no road is dry.
    minutes
        Of the rest of the trip from or to that access; ``inf`` when it is cut as well.
    """

    end: str
    depth_m: float | None
    dry_m: float
    dry_road: str
    dry_lonlat: tuple[float, float] | None
    minutes: float


@dataclass(frozen=True, eq=False)
class Route:
    """The normal and the degraded way between two points.

    Minutes are ``inf`` when there is no way; geometries are in the territory's CRS, empty lines
    then. ``snap_m`` are the crow-fly distances from each end to its node, not counted in minutes.
    ``doubts``: what to check on the degraded way, in its order. ``flooded_ends``: ends under water in the
    study's reading.
    """

    minutes_reference: float
    minutes_scenario: float
    length_m: float
    steps: tuple[RouteStep, ...]
    avoided: tuple[Avoided, ...]
    geometry_reference: gpd.GeoSeries
    geometry_scenario: gpd.GeoSeries
    snap_m: tuple[float, float]
    doubts: tuple[Doubt, ...] = ()
    flooded_ends: tuple[FloodedEnd, ...] = ()


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Everything computed: reference, the three readings and their comparison."""

    facts: NetworkFacts
    baseline: Access
    baseline_sites: pd.DataFrame
    readings: Mapping[Reading, ReadingResult]
    comparison: Comparison
    pockets: tuple[Pocket, ...]
    roads_cut: pd.DataFrame
