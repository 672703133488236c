"""Contracts of the layers: names of indexes and columns, written here once and nowhere else.

Every frame is in the territory's legal CRS (metres) once read; GeoJSON files are in WGS84.
"""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.errors import LayerError

CODE_INSEE: Final = "code_insee"
STRUCTURE_ID: Final = "structure_id"
SITE_ID: Final = "site_id"
DEMAND_ID: Final = "demand_id"
ZONE_ID: Final = "zone_id"
NODE_ID: Final = "node_id"
EDGE_ID: Final = "edge_id"

NAME: Final = "name"
POPULATION: Final = "population"
CATEGORY: Final = "category"
CAPACITY: Final = "capacity"
PHONE: Final = "phone"
DECLARED: Final = "declared_commune"
GEOMETRY: Final = "geometry"
MINUTES: Final = "minutes"


@dataclass(frozen=True)
class LayerContract:
    """What a layer must carry.

    Attributes
    ----------
    name
        Layer name, also the name of its folder.
    index
        Name of the index; values are unique and never null.
    required
        Columns that must be present, in order.
    optional
        Columns with the value that stands for « not said » when a file does not carry them.
    geometry_types
        Accepted geometry types.
    """

    name: str
    index: str
    required: tuple[str, ...]
    optional: tuple[tuple[str, float | str | bool], ...]
    geometry_types: tuple[str, ...]


COMMUNES: Final = LayerContract(
    "communes",
    CODE_INSEE,
    (NAME, POPULATION),  # population: float, NaN = unknown, never 0 for « unknown »
    (
        # census bands only: those of Filosofi (65-79, 80+) are other bands and live in DEMAND
        *(("pop_0_14", np.nan), ("pop_15_59", np.nan), ("pop_60_74", np.nan), ("pop_75p", np.nan)),
        ("former", ""),  # communes merged into this one: « code name ; code name »
        ("city", ""),  # commune of an arrondissement municipal: 75056, 69123 or 13055
        ("epci_siren", ""),
        ("epci_name", ""),
    ),
    ("Polygon", "MultiPolygon"),
)
STRUCTURES: Final = LayerContract(
    "structures",
    STRUCTURE_ID,
    (NAME, CATEGORY),
    (
        (CODE_INSEE, ""),
        ("commune", ""),  # name of the commune, for tables and paper
        (DECLARED, ""),  # code or name that the source gives, wherever its point stands
        (CAPACITY, np.nan),  # places, beds or posts, see capacity_unit
        ("capacity_unit", ""),  # "places", "beds", "posts"
        ("capacity_per_day", np.nan),  # acts or patients per day with the declared staff
        ("urgences", False),  # hospital with an emergency department
        ("finess", ""),
        ("address", ""),
        (PHONE, ""),  # switchboard, as the source spells it; never a person's own
        ("opens", ""),  # ISO date, --MM-DD when the source gives no year
        ("closes", ""),
        ("status", "open"),  # open, reduced, closed
        ("geo_quality", ""),  # exact, street, commune (flagged)
        ("source", ""),
    ),
    ("Point",),
)
SITES: Final = LayerContract(
    "sites",
    SITE_ID,
    (NAME,),
    (
        ("kind", "hall"),  # gym, hall, car_park, school, helipad, stock, other
        ("usage", ""),  # "vaccination;drive;consultation"
        (CODE_INSEE, ""),
        ("commune", ""),
        (CAPACITY, np.nan),  # people received at once
        ("capacity_per_day", np.nan),
        ("surface_m2", np.nan),
        ("parking", np.nan),
        ("parking_pmr", np.nan),
        ("status", "pressenti"),  # pressenti, conventionne, teste, active, ferme, indisponible
        ("opens", ""),  # ISO date, or date and time, of the place; --MM-DD when the source gives no year
        ("closes", ""),
        ("address", ""),
        ("owner", ""),
        ("source", ""),
    ),
    ("Point",),
)
HELIPAD: Final = "helipad"  # kind of site where nobody is received
PLANS: Final = LayerContract(
    "plans",
    "plan_id",
    (SITE_ID, "role"),  # role: see PLAN_ROLES
    (("source", ""),),
    ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
)
# What is drawn on the ground of a site, and of how many dimensions (FACTS 2.6 and 4.4, flow).
PLAN_ROLES: Final[dict[str, int]] = {
    "footprint": 2,
    "parking": 2,
    "drive_lane": 1,  # whole lane of a drive, off the public road
    "queue": 1,  # the part of it where cars wait
    "one_way": 1,  # way of people or cars that never crosses itself
    "pmr_path": 1,  # step-free way
    "entrance": 0,
    "exit": 0,
    "staff": 0,  # door of the staff and of deliveries
    "ambulance": 0,  # where an ambulance stops
}
DEMAND: Final = LayerContract(
    "demand",
    DEMAND_ID,
    (POPULATION, CODE_INSEE),  # population: integer people
    (
        ("pop_75p", np.nan),  # census band, never mixed with the two bands of Filosofi
        ("pop_65_79", np.nan),
        ("pop_80p", np.nan),
        ("households", np.nan),  # tax households of the cell: below 11 it is never shown alone (FACTS 1.7)
        ("origin", "grid"),  # grid, road_spread (commune total spread along its roads), point, iris, ehpad
        ("imputed", False),
    ),
    ("Point",),
)
ZONES: Final = LayerContract(
    "hazards",
    ZONE_ID,
    ("kind",),  # flood, closure, slowdown, perimeter; planning and alert are shown and never applied
    (
        ("depth_min_m", np.nan),  # NaN = unknown, never 0
        ("depth_max_m", np.nan),  # inf = open top class
        ("speed_factor", np.nan),  # for slowdown: 0 = closed, 1 = untouched
        ("occurrence", ""),  # 01For, 02Moy, 04Fai… or free text
        (NAME, ""),
        ("source", ""),
    ),
    ("Polygon", "MultiPolygon", "LineString", "MultiLineString"),
)
# Kinds of zones that a scenario may use. A rule of land use or a vigilance is not water on a road.
SCENARIO_KINDS: Final = ("flood", "closure", "slowdown", "perimeter")
SITE_OPEN: Final = "site_open"  # an order about a candidate site, named by ``site_id``; never a zone
SITE_CLOSED: Final = "site_closed"
SITE_ORDERS: Final = (SITE_OPEN, SITE_CLOSED)
USABLE_KINDS: Final = (*SCENARIO_KINDS, *SITE_ORDERS)
WOODS: Final = "woods"  # layer and kind of the woods of the background, which only a storm reads
PLANNING: Final = "planning"  # zone of a PPR
ORIGINAL: Final = (
    "original_wkb"  # shape of a repaired zone as it was read: WKB in hexadecimal, in the file's CRS
)
EXPIRED: Final = "expired"  # closure that was over when it was imported, or is at the date of the study
ALERT: Final = "alert"  # stretch of river under vigilance, gauge
# Facts of a zone, present only when its source says them; text, times in ISO 8601, empty = not said.
NATURE: Final = "nature"  # observed, forecast, modelled, planning, drawn, order
VALID_FROM: Final = "valid_from"
VALID_UNTIL: Final = "valid_until"
ISSUED: Final = "issued"
PLAN_FACTS: Final = ("codezone", "typereg", "procedure")  # of the zones of a PPR
ZONE_FACTS: Final = (
    NATURE,
    ISSUED,  # when the source said it
    VALID_FROM,
    VALID_UNTIL,
    "authority",
    "author",
    "confidence",
    "reason",
    "road",  # number or name of the closed road
    "velocity_min_ms",  # bounds of the speed of the current; inf = open class
    "velocity_max_ms",
    *PLAN_FACTS,  # code as its regulation names the zone (Bs2, RT…), type of rule, state of the procedure
    "level",  # vigilance: 1 green, 2 yellow, 3 orange, 4 red, empty = unknown
)
NODES: Final = LayerContract("nodes", NODE_ID, (), (), ("Point",))
EDGES: Final = LayerContract(
    "edges",
    EDGE_ID,
    ("u", "v", "length_m", "speed_kmh", "time_s", "highway", NAME, "bridge", "tunnel", "ford"),
    (
        ("ref", ""),  # road number: D14, A837; the name of a cut road is ref, else name
        ("car", True),
        ("foot", True),
    ),
    ("LineString",),
)
# Columns of edges that only some sources fill; a reader of edges must do without them.
EMERGENCY: Final = "emergency"  # open to emergency vehicles; absent: as ``car``
ALTITUDE_M: Final = "altitude_m"  # highest point along the edge; NaN = unknown
ALTITUDE_FROM: Final = (
    "altitude_from"  # FROM_RELIEF: a grid of the ground; empty: the Z of its line, or unknown
)
FROM_RELIEF: Final = "relief"
SLOPE: Final = "slope"  # climb from lowest to highest point over the length, 0.08 = 8 %; NaN = unknown
MAX_WEIGHT_T: Final = "max_weight_t"
MAX_HEIGHT_M: Final = "max_height_m"
CLOSED_PERIOD: Final = "closed_period"  # text of the source, e.g. a winter closure
# network/turns.parquet, one row per forbidden turn: from edge ``from_edge``, which ends at ``via_node``,
# into edge ``to_edge``, which begins there. ``vehicles``: who is concerned, names joined by « ; ».
TURNS_FILE: Final = "turns.parquet"
TURN_COLUMNS: Final = {
    "from_edge": "int64",
    "via_node": "int64",
    "to_edge": "int64",
    "kind": "object",  # no, only: what the source said; « only » is written as the turns that it forbids
    "vehicles": "object",
}
CONTRACTS: Final = (COMMUNES, STRUCTURES, SITES, DEMAND, ZONES, NODES, EDGES)

# Background of maps, one optional file per theme: basemap/THEME.parquet, column ``k`` the class.
BASEMAP_THEMES: Final = ("landuse", "water", "waterline", "buildings", "rail", "places")


def conform(frame: gpd.GeoDataFrame, contract: LayerContract, file: str = "") -> gpd.GeoDataFrame:
    """Frame with the contract's index and columns, extra columns kept, absent optional ones filled.

    Raises
    ------
    LayerError
        ``missing_column``, ``duplicate_id``, ``null_id`` or ``geometry_type``.
    """
    out = frame.reset_index() if frame.index.name else frame.copy()
    if contract.index not in out.columns:
        raise LayerError("missing_column", file=file, column=contract.index)
    out = out.set_index(contract.index)
    _check_index(out.index, contract, file)
    for column in contract.required:
        if column not in out.columns:
            raise LayerError("missing_column", file=file, column=column)
    for column, default in contract.optional:
        if column not in out.columns:
            out[column] = default
    found = set(out.geometry.geom_type.dropna().unique())
    if not found <= set(contract.geometry_types):
        raise LayerError(
            "geometry_type",
            file=file,
            value=", ".join(sorted(found)),
            expected=", ".join(contract.geometry_types),
        )
    return out


def _check_index(index: pd.Index, contract: LayerContract, file: str) -> None:
    if index.isna().any():
        raise LayerError("null_id", file=file, column=contract.index, row=int(np.argmax(index.isna())) + 1)
    if index.has_duplicates:
        first = index[index.duplicated()][0]
        raise LayerError("duplicate_id", file=file, column=contract.index, value=str(first))


def empty_layer(contract: LayerContract, crs: str) -> gpd.GeoDataFrame:
    """A layer of no rows that honours the contract."""
    columns = [*contract.required, *(name for name, _ in contract.optional)]
    empty = {column: pd.Series(dtype=object) for column in columns}
    frame = gpd.GeoDataFrame(empty, geometry=gpd.GeoSeries([], crs=crs), crs=crs)
    frame.index = pd.Index([], name=contract.index, dtype=object)
    return frame
