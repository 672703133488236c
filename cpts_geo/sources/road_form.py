"""The common form of roads: what every road reader returns, whatever the file it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.model.crs import reproject
from cpts_geo.model.errors import CrsError, DataError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.sources.raw import RawTable

Shapes = npt.NDArray[np.object_]
LAYER: Final = "roads"
BOTH: Final = "both"
FORWARD: Final = "forward"
BACKWARD: Final = "backward"
WALK_KMH: Final = 4.0  # IGN route-graph-generator, 0.9 s per metre (FACTS 1.8)

# Speeds in km/h where a source says none: OSRM car profile (FACTS 1.8); track: FACTS 9.3.
DEFAULT_KMH: Final[Mapping[str, float]] = MappingProxyType(
    {
        "motorway": 90.0,
        "motorway_link": 45.0,
        "trunk": 85.0,
        "trunk_link": 40.0,
        "primary": 65.0,
        "primary_link": 30.0,
        "secondary": 55.0,
        "secondary_link": 25.0,
        "tertiary": 40.0,
        "tertiary_link": 20.0,
        "unclassified": 25.0,
        "road": 25.0,
        "residential": 25.0,
        "living_street": 10.0,
        "service": 15.0,
        "track": 15.0,
    }
)
# One row per piece of road, not per direction. ``source_row`` tells pieces of one row of the file.
DEFAULTS: Final[Mapping[str, str | float | bool]] = MappingProxyType(
    {
        "highway": "unclassified",
        "name": "",
        "ref": "",
        "oneway": BOTH,
        "speed_kmh": np.nan,
        "car": True,
        "emergency": False,  # open to emergency vehicles besides where cars may go
        "foot": True,
        "bridge": False,
        "tunnel": False,
        "ford": False,
        "penalty_s": 0.0,
        "max_weight_t": np.nan,
        "max_height_m": np.nan,
        "closed_period": "",  # free text of the source: when the road is closed each year
        "source_row": 0,
        "source_key": "",  # what the source calls the road: tells the same road in two files
    }
)
ROAD_COLUMNS: Final = (*DEFAULTS, "geometry")


@dataclass(frozen=True)
class Ban:
    """A turn from one road into another that the source forbids.

    Attributes
    ----------
    from_key, to_key
        ``source_key`` of both roads.
    via
        Place of the turn in the CRS of the roads; none: where both roads meet.
    kind
        ``no`` (this turn is forbidden) or ``only`` (every other one is).
    exempt
        Vehicles that may turn all the same.
    """

    from_key: str
    to_key: str
    via: tuple[float, float] | None
    kind: Literal["no", "only"]
    exempt: frozenset[VehicleName] = frozenset()


@dataclass(frozen=True, eq=False)
class RoadRead:
    """What was found in a road file.

    Attributes
    ----------
    roads
        Common form (``ROAD_COLUMNS``): one row per piece, 2-D LineString in metres, drawn in the
        direction that ``oneway`` refers to. Pieces meet at their ends only.
    rows_read
        Rows of the file that speak of roads, before anything is set aside.
    problems
        Rows set aside or worth a look.
    bans
        Turns that the source forbids, none when the source has no such thing.
    vintage
        Date or edition that the file tells of itself.
    basemap
        Background themes found in the same file, column ``k`` the class, same CRS.
    heights
        Lines of the file with a Z that is the height of the road, same CRS; none when the source has none.
    helipads
        Landing places of helicopters found in the same files, one table for each.
    """

    roads: gpd.GeoDataFrame
    rows_read: int
    problems: tuple[Problem, ...] = ()
    bans: tuple[Ban, ...] = ()
    vintage: str = ""
    basemap: Mapping[str, gpd.GeoDataFrame] = field(default_factory=lambda: MappingProxyType({}))
    heights: Shapes = field(default_factory=lambda: np.empty(0, dtype=object))
    helipads: tuple[RawTable, ...] = ()


def problem(file: str, kind: str, value: object, outcome: Outcome, row: int = 0, column: str = "") -> Problem:
    """A problem of the road layer; the value is cut at 60 characters."""
    return Problem(file, LAYER, row, column, kind, str(value)[:60], outcome)


def counted(file: str, kind: str, count: int, outcome: Outcome, column: str = "") -> tuple[Problem, ...]:
    """One problem that counts rows, or none when there are none."""
    return (problem(file, kind, count, outcome, column=column),) if count else ()


def complete_roads(frame: gpd.GeoDataFrame, crs: str, file: str = "") -> gpd.GeoDataFrame:
    """Frame with every column of the common form, in metres, 2-D, index 0..n-1.

    Absent columns take their default; an absent speed takes that of its class (``DEFAULT_KMH``);
    roads closed to cars and to emergency vehicles take walking speed. What is open to cars is open to
    emergency vehicles.

    Raises
    ------
    CrsError
        When the frame has no CRS or does not fit in ``crs``.
    DataError
        ``no_geometry`` when the frame has no geometry.
    """
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        raise DataError("no_geometry", file=file, expected="LineString")
    if frame.crs is None:
        raise CrsError("missing_crs", file=file)
    out = frame.rename_geometry("geometry") if frame.geometry.name != "geometry" else frame.copy()
    out = out if str(out.crs) == crs else reproject(out, crs)
    for column, default in DEFAULTS.items():
        out[column] = filled(out[column], default) if column in out else default
    speed = out["speed_kmh"].astype(float).fillna(out["highway"].map(dict(DEFAULT_KMH))).fillna(25.0)
    out["emergency"] = out["emergency"] | out["car"]
    out["speed_kmh"] = np.where(out["emergency"], speed, WALK_KMH)
    out["geometry"] = shapely.force_2d(out.geometry.to_numpy())
    return out[list(ROAD_COLUMNS)].reset_index(drop=True)


def filled(column: pd.Series, default: str | float) -> pd.Series:
    """Column without missing values, of the type of its default; text is stripped."""
    if isinstance(default, str):
        return column.astype(object).where(column.notna(), default).astype(str).str.strip()
    if isinstance(default, bool):
        return column.astype(object).where(column.notna(), default).astype(bool)
    return column.astype(object).where(column.notna(), default).astype(type(default))


def only_lines(frame: gpd.GeoDataFrame, file: str) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
    """Rows that are lines, multi-lines cut in lines; the others are set aside one by one.

    ``source_row`` becomes the 1-based number of the feature.
    """
    numbered = frame.assign(source_row=np.arange(1, len(frame) + 1))
    lines = numbered.geometry.geom_type.isin(["LineString", "MultiLineString"]) & ~numbered.geometry.is_empty
    bad = tuple(
        problem(file, "not_a_line", kind, Outcome.SET_ASIDE, row=int(row))
        for row, kind in zip(
            numbered["source_row"][~lines], numbered.geometry.geom_type[~lines].fillna(""), strict=True
        )
    )
    return numbered[lines].explode(ignore_index=True), bad
