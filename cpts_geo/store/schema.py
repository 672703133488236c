"""Tables of the workspace, their version, and how an older file becomes a current one."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from cpts_geo.store import geopackage

# ``user_version`` of a GeoPackage is its format, 1.3.x = 103xx, and readers accept any xx: ours is the
# version of this schema. Schema 1 is 10301, which is GeoPackage 1.3.1.
FORMAT: Final = 10300
ATTRIBUTES: Final = ("mappings", "ticks", "journal", "settings")
TABLES: Final = """
CREATE TABLE changes (
  fid INTEGER PRIMARY KEY NOT NULL, layer TEXT NOT NULL, feature_id TEXT NOT NULL,
  action TEXT NOT NULL, local TEXT NOT NULL, base TEXT NOT NULL,
  lon REAL, lat REAL, base_lon REAL, base_lat REAL, version INTEGER NOT NULL,
  author TEXT NOT NULL, time TEXT NOT NULL, reason TEXT NOT NULL, geom POINT,
  UNIQUE (layer, feature_id));
CREATE TABLE mappings (
  fid INTEGER PRIMARY KEY NOT NULL, signature TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  columns TEXT NOT NULL, crs TEXT NOT NULL);
CREATE TABLE ticks (
  fid INTEGER PRIMARY KEY NOT NULL, key TEXT NOT NULL UNIQUE, author TEXT NOT NULL, time TEXT NOT NULL,
  reason TEXT NOT NULL);
CREATE TABLE journal (
  n INTEGER PRIMARY KEY NOT NULL, time TEXT NOT NULL, author TEXT NOT NULL, act TEXT NOT NULL,
  layer TEXT NOT NULL, feature_id TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
  reason TEXT NOT NULL, previous TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE settings (
  fid INTEGER PRIMARY KEY NOT NULL, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL);
"""
# Statements that take schema n to n + 1, at place n - 1. Only schema 1 exists.
STEPS: Final[tuple[str, ...]] = ()


def version_of(base: sqlite3.Connection) -> int:
    """Schema of a file; 0 or less when it is no workspace of ours."""
    return int(base.execute("PRAGMA user_version").fetchone()[0]) - FORMAT


def create(base: sqlite3.Connection, identifier: str) -> None:
    """Write the tables of an empty workspace of a territory, in the transaction of the caller."""
    for statement in f"{geopackage.TABLES}{TABLES}".split(";"):
        base.execute(statement)
    geopackage.declare(base, ATTRIBUTES)
    base.executemany(
        "INSERT INTO settings (key, value) VALUES (?, ?)",
        [("territory", identifier), ("journal_n", "0"), ("journal_digest", "")],
    )
    base.execute(f"PRAGMA application_id = {geopackage.APPLICATION_ID}")
    base.execute(f"PRAGMA user_version = {FORMAT + 1 + len(STEPS)}")


def migrate(base: sqlite3.Connection, steps: Sequence[str]) -> None:
    """Take an older file to the current schema, in one transaction."""
    base.execute("BEGIN IMMEDIATE")
    try:
        first = version_of(base)  # again, under the lock: another process may have done it
        for statements in steps[first - 1 :]:
            for statement in statements.split(";"):
                base.execute(statement)
        base.execute(f"PRAGMA user_version = {FORMAT + 1 + len(steps)}")
        base.execute("COMMIT")
    except BaseException:
        base.execute("ROLLBACK")
        raise


def setting(base: sqlite3.Connection, key: str) -> str:
    """Value of a setting, empty when it has none."""
    row = base.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""
