"""The workspace of a territory: what people changed, saved in transactions, with its journal."""

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cpts_geo.model.changes import Change, ColumnMapping, JournalLine, Signed
from cpts_geo.model.errors import ConflictError, StoreError
from cpts_geo.store import backups, geopackage, journal, records
from cpts_geo.store.connection import copy_into, disk_failed, told
from cpts_geo.store.opening import opened

WORKSPACE_FILE: Final = "workspace.gpkg"
FORGOTTEN: Final = "none"  # action of a row whose local change was dropped: its version goes on counting
_LOG = logging.getLogger(__name__)


@dataclass(eq=False)
class Workspace:
    """What people changed in one territory; made by ``open_workspace``, valid inside its ``with``."""

    _base: sqlite3.Connection
    _write: bool
    changed: bool = False

    def changes(self, layer: str = "") -> tuple[Change, ...]:
        """Local changes, of one layer or of all, by layer and identifier."""
        query = (
            f"SELECT {records.COLUMNS} FROM changes WHERE action <> ? AND (layer = ? OR ? = '')"  # noqa: S608 a constant
            " ORDER BY layer, feature_id"
        )
        with told(WORKSPACE_FILE):
            return tuple(
                records.from_row(row) for row in self._base.execute(query, (FORGOTTEN, layer, layer))
            )

    def save(self, change: Change, by: Signed) -> Change:
        """Save one change; ``change.version`` is the one the person saw. Returned with its new version.

        Once this returns, the change and its line of the journal survive a crash or a power cut.

        Raises
        ------
        ConflictError
            ``changed_meanwhile`` with the current change.
        StoreError
            Nothing was saved.
        """
        return self.save_all((change,), by)[0]

    def save_all(self, changes: Iterable[Change], by: Signed) -> tuple[Change, ...]:
        """Save several changes, all or none."""
        ready = [records.storable(change, by) for change in changes]
        with self._transaction(by):
            return tuple(self._put(change, str(change.action)) for change in ready)

    def forget(self, layer: str, feature_id: str, version: int, by: Signed) -> None:
        """Drop the local change of a row: it is again as imported."""
        signed = records.checked(by)
        with self._transaction(by):
            self._drop((layer, feature_id), version, act="forget", by=signed)

    def undo(self, n: int, by: Signed) -> Change | None:
        """Undo the change of line ``n`` of the journal; what the row's local change is again, if any.

        Raises
        ------
        ConflictError
            ``changed_since`` when the row was changed after that line.
        StoreError
            ``no_such_line``, ``cannot_undo`` for a line that changed no row.
        """
        signed = records.checked(by)
        with self._transaction(by):
            line = next((line for line in journal.lines(self._base) if line.n == n), None)
            if line is None:
                raise StoreError("no_such_line", value=str(n))
            if not line.layer:
                raise StoreError("cannot_undo", value=str(n))
            now, version = self._current(line.layer, line.feature_id)
            if self._last_line(line) != n:
                raise ConflictError("changed_since", value=line.feature_id, current=now, expected=_who(now))
            if not line.before:
                self._drop((line.layer, line.feature_id), version, act="undo", by=signed)
                return None
            again = replace(records.from_json(line.before), version=version if now else 0)
            return self._put(records.storable(again, by), "undo")

    def mapping(self, signature: str) -> ColumnMapping | None:
        """Column mapping remembered for files with these headers."""
        query = "SELECT kind, columns, crs FROM mappings WHERE signature = ?"
        with told(WORKSPACE_FILE):
            row = self._base.execute(query, (signature,)).fetchone()
        return ColumnMapping(signature, row[0], MappingProxyType(json.loads(row[1])), row[2]) if row else None

    def remember(self, mapping: ColumnMapping, by: Signed) -> None:
        """Keep a column mapping for the next file with the same headers."""
        signed, before = records.checked(by), self.mapping(mapping.signature)
        row = (mapping.signature, mapping.kind, records.compact(dict(mapping.columns)), mapping.crs)
        with self._transaction(by):
            self._base.execute(
                "INSERT INTO mappings (signature, kind, columns, crs) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (signature) DO UPDATE"
                " SET kind = excluded.kind, columns = excluded.columns, crs = excluded.crs",
                row,
            )
            old = records.compact([before.kind, dict(before.columns), before.crs]) if before else ""
            new = records.compact([mapping.kind, dict(mapping.columns), mapping.crs])
            entry = journal.Entry("mapping", "", mapping.signature, old, new)
            journal.append(self._base, entry, signed)

    def tick(self, key: str, by: Signed) -> None:
        """Mark a finding as seen; a second tick changes nothing."""
        records.refuse_personal({"key": key})
        self._mark("tick", records.clean(key), records.checked(by))

    def untick(self, key: str, by: Signed) -> None:
        """Take the mark off; nothing when there is none."""
        self._mark("untick", records.clean(key), records.checked(by))

    def ticks(self) -> Mapping[str, Signed]:
        """Findings seen: key to who, when and why."""
        with told(WORKSPACE_FILE):
            rows = self._base.execute("SELECT key, author, time, reason FROM ticks ORDER BY key").fetchall()
        return MappingProxyType({key: Signed(*facts) for key, *facts in rows})

    def journal(self) -> tuple[JournalLine, ...]:
        """Every line, in order."""
        with told(WORKSPACE_FILE):
            return tuple(journal.lines(self._base))

    def check(self) -> None:
        """Prove the file, the chain of the journal, and that the changes are those the journal tells.

        Raises
        ------
        StoreError
            ``workspace_damaged`` with what is wrong, ``journal_broken`` with the first wrong line.
        """
        with told(WORKSPACE_FILE):
            wrong = geopackage.faults(self._base)
            if wrong:
                raise StoreError("workspace_damaged", file=WORKSPACE_FILE, value=", ".join(wrong[:5]))
            found = self.journal()
            journal.check_chain(found, backups.head_of(self._base))
        told_last = {(x.layer, x.feature_id): x for x in found if x.layer}
        held = {(c.layer, c.feature_id): records.as_json(c) for c in self.changes()}
        for key in sorted(told_last.keys() | held.keys()):
            line = told_last.get(key)
            if (line.after if line else "") != held.get(key, ""):
                raise StoreError("journal_broken", row=line.n if line else None, value="/".join(key))

    def copy(self, path: Path) -> None:
        """Whole copy for any other program: GDAL, QGIS, an archive."""
        copy_into(self._base, path)

    @contextmanager
    def _transaction(self, by: Signed) -> Iterator[None]:
        """One write: everything inside is on the disk when it ends, or nothing is."""
        if not self._write:
            raise StoreError("workspace_read_only", file=WORKSPACE_FILE)
        with told(WORKSPACE_FILE):
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
                geopackage.touch(self._base, records.moment(by.time))
                self._base.execute("COMMIT")
            except BaseException as error:
                self._write = not disk_failed(error)
                with suppress(sqlite3.Error):
                    self._base.execute("ROLLBACK")
                raise
        self.changed = True

    def _current(self, layer: str, feature_id: str) -> tuple[Change | None, int]:
        """Local change of a row, if any, and the version the row has reached."""
        query = f"SELECT {records.COLUMNS} FROM changes WHERE layer = ? AND feature_id = ?"  # noqa: S608 a constant
        row = self._base.execute(query, (layer, feature_id)).fetchone()
        if row is None:
            return None, 0
        return (None, int(row[9])) if row[2] == FORGOTTEN else (records.from_row(row), int(row[9]))

    def _last_line(self, line: JournalLine) -> int:
        query = "SELECT max(n) FROM journal WHERE layer = ? AND feature_id = ?"
        return int(self._base.execute(query, (line.layer, line.feature_id)).fetchone()[0])

    def _put(self, change: Change, act: str) -> Change:
        now, version = self._current(change.layer, change.feature_id)
        if change.version != (now.version if now else 0) and (now or change.version != version):
            raise ConflictError("changed_meanwhile", value=change.feature_id, current=now, expected=_who(now))
        new = replace(change, version=version + 1)
        if version:
            self._update(new, version)
        else:
            holes = ", ".join("?" * len(records.as_row(new)))
            query = f"INSERT INTO changes ({records.COLUMNS}) VALUES ({holes})"  # noqa: S608 a constant
            self._base.execute(query, records.as_row(new))
        before, by = records.as_json(now) if now else "", Signed(new.author, new.time, new.reason)
        entry = journal.Entry(act, new.layer, new.feature_id, before, records.as_json(new))
        journal.append(self._base, entry, by)
        return new

    def _update(self, new: Change, version: int) -> None:
        places = ", ".join("?" * len(records.as_row(new)))
        done = self._base.execute(
            f"UPDATE changes SET ({records.COLUMNS}) = ({places})"  # noqa: S608 a constant
            " WHERE layer = ? AND feature_id = ? AND version = ?",
            (*records.as_row(new), new.layer, new.feature_id, version),
        )
        if done.rowcount != 1:
            raise ConflictError("changed_meanwhile", value=new.feature_id)

    def _drop(self, row: tuple[str, str], version: int, *, act: str, by: Signed) -> None:
        now, _ = self._current(*row)
        if now is None or now.version != version:
            raise ConflictError("changed_meanwhile", value=row[1], current=now, expected=_who(now))
        self._base.execute(
            "UPDATE changes SET action = ?, local = '{}', base = '{}', lon = NULL, lat = NULL,"
            " base_lon = NULL, base_lat = NULL, geom = NULL, version = ?, author = ?, time = ?, reason = ?"
            " WHERE layer = ? AND feature_id = ? AND version = ?",
            (FORGOTTEN, version + 1, by.author, by.time, by.reason, *row, version),
        )
        journal.append(self._base, journal.Entry(act, *row, before=records.as_json(now)), by)

    def _mark(self, act: str, key: str, by: Signed) -> None:
        with self._transaction(by):
            if act == "tick":
                query = (
                    "INSERT INTO ticks (key, author, time, reason) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
                )
                done = self._base.execute(query, (key, by.author, by.time, by.reason))
            else:
                done = self._base.execute("DELETE FROM ticks WHERE key = ?", (key,))
            if done.rowcount:
                journal.append(self._base, journal.Entry(act, "", key), by)


def _who(now: Change | None) -> str:
    return f"{now.author}, {now.time}" if now else ""


@contextmanager
def open_workspace(folder: Path, *, write: bool = False) -> Iterator[Workspace]:
    """Workspace of a territory folder; a folder without one has an empty one until the first edit.

    Parameters
    ----------
    folder
        Territory folder.
    write
        Create the file when there is none, and accept changes.

    Raises
    ------
    StoreError
        ``workspace_to_restore`` and ``workspace_missing`` name the last copy; ``workspace_damaged`` when
        there is none; ``workspace_newer``, ``workspace_of_another``, ``workspace_busy``,
        ``workspace_read_only``.
    """
    with closing(opened(folder / WORKSPACE_FILE, write=write)) as base:
        workspace = Workspace(base, write)
        yield workspace
        if workspace.changed:
            _back_up(base, folder)


def _back_up(base: sqlite3.Connection, folder: Path) -> None:
    """Copy after a session of edits; a failure is logged, the edits themselves are safe."""
    try:
        backups.back_up(base, folder)
    except StoreError:
        _LOG.warning("no backup of %s", WORKSPACE_FILE, exc_info=True)
