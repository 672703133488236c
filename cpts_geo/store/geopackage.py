"""The GeoPackage side of the workspace: required tables, point geometries, extents, and a checker.

OGC 12-128r18 (GeoPackage 1.3.1). No R-tree: it is an optional extension whose triggers call functions of
the opening program, which ``trusted_schema = OFF`` refuses on purpose; a workspace holds few points.
"""

import sqlite3
import struct
from typing import Final

from cpts_geo.model.changes import LonLat

APPLICATION_ID: Final = 0x47504B47  # "GPKG"
FEATURES: Final = "changes"
_WGS84: Final = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],'
    'AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
SYSTEMS: Final = (
    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined"),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84),
)
TABLES: Final = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""
EPOCH: Final = "1970-01-01T00:00:00.000Z"  # of an empty workspace: the library does not read the clock
_HEADER: Final = struct.Struct("<2sBBi")  # magic, version, flags: little endian, no envelope; srs_id
_POINT: Final = struct.Struct("<BIdd")


def declare(base: sqlite3.Connection, attributes: tuple[str, ...]) -> None:
    """Fill the required tables for one layer of points and some tables without geometry."""
    base.executemany(
        "INSERT INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id,"
        " definition) VALUES (?, ?, ?, ?, ?)",
        SYSTEMS,
    )
    rows = [
        (FEATURES, "features", FEATURES, EPOCH, 4326),
        *((t, "attributes", t, EPOCH, None) for t in attributes),
    ]
    base.executemany(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, srs_id)"
        " VALUES (?, ?, ?, ?, ?)",
        rows,
    )
    base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', 4326, 0, 0)", (FEATURES,))


def touch(base: sqlite3.Connection, moment: str) -> None:
    """Write the extent of the layer and the time of the last change (UTC) in the contents."""
    base.execute(
        f"UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) ="  # noqa: S608 a constant of this module
        f" (SELECT min(lon), min(lat), max(lon), max(lat) FROM {FEATURES}) WHERE table_name = ?",
        (FEATURES,),
    )
    base.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))


def point_blob(lonlat: LonLat | None) -> bytes | None:
    """Geometry of a point as GeoPackage stores it."""
    if lonlat is None:
        return None
    return _HEADER.pack(b"GP", 0, 1, 4326) + _POINT.pack(1, 1, *lonlat)


def read_point(blob: bytes | None) -> LonLat | None:
    """Inverse of ``point_blob``; raises ``ValueError`` for anything else than what it writes."""
    if blob is None:
        return None
    if len(blob) != _HEADER.size + _POINT.size or blob[:8] != _HEADER.pack(b"GP", 0, 1, 4326):
        raise ValueError("point")
    order, kind, lon, lat = _POINT.unpack(blob[_HEADER.size :])
    if (order, kind) != (1, 1):
        raise ValueError("point")
    return lon, lat


def faults(base: sqlite3.Connection) -> list[str]:
    """What the file breaks of the core requirements, as short English codes; empty when valid."""
    found = [] if _one(base, "PRAGMA application_id") == APPLICATION_ID else ["application_id"]
    if not 10200 <= int(str(_one(base, "PRAGMA user_version"))) < 10400:
        found.append("user_version")
    if _one(base, "PRAGMA integrity_check") != "ok":
        found.append("integrity_check")
    if base.execute("PRAGMA foreign_key_check").fetchone():
        found.append("foreign_key_check")
    known = {str(name) for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    listed = {str(name) for (name,) in base.execute("SELECT table_name FROM gpkg_contents")}
    ours = {n for n in known if not n.startswith(("gpkg_", "sqlite_", "rtree_"))}
    found += [f"contents:{name}" for name in sorted(ours ^ listed)]
    systems = {int(i) for (i,) in base.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
    found += [f"srs:{i}" for i in sorted({-1, 0, 4326} - systems)]
    return [*found, *_keys(base, sorted(ours & listed)), *_moments(base), *_points(base)]


def _keys(base: sqlite3.Connection, tables: list[str]) -> list[str]:
    """Tables whose primary key is not a single integer column (requirement 29)."""
    wrong = []
    for table in tables:
        columns = base.execute("SELECT type, pk FROM pragma_table_info(?)", (table,)).fetchall()
        if [kind for kind, pk in columns if pk] != ["INTEGER"]:
            wrong.append(f"key:{table}")
    return wrong


def _moments(base: sqlite3.Connection) -> list[str]:
    shape = "[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9].[0-9][0-9][0-9]Z"
    rows = base.execute("SELECT table_name FROM gpkg_contents WHERE last_change NOT GLOB ?", (shape,))
    return [f"last_change:{name}" for (name,) in rows]


def _points(base: sqlite3.Connection) -> list[str]:
    found, points = [], []
    for fid, lon, lat, blob in base.execute(f"SELECT fid, lon, lat, geom FROM {FEATURES}"):  # noqa: S608 idem
        try:
            point = read_point(blob)
        except ValueError:
            found.append(f"geometry:{fid}")
            continue
        found += [] if point == (None if lon is None else (lon, lat)) else [f"geometry:{fid}"]
        points += [point] if point else []
    box = base.execute(
        "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?", (FEATURES,)
    ).fetchone()
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    real = (min(lons), min(lats), max(lons), max(lats)) if points else (None,) * 4
    return found if box == real else [*found, "extent"]


def _one(base: sqlite3.Connection, query: str) -> object:
    return base.execute(query).fetchone()[0]
