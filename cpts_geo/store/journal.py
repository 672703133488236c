"""The journal: one line per change, each with the SHA-256 of the one before."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace

from cpts_geo.model.changes import JournalLine, Signed
from cpts_geo.model.errors import StoreError
from cpts_geo.store.records import compact
from cpts_geo.store.schema import setting

COLUMNS = "n, time, author, act, layer, feature_id, before, after, reason, previous, digest"


@dataclass(frozen=True)
class Entry:
    """What is written in a line, before it has a number."""

    act: str
    layer: str = ""
    feature_id: str = ""
    before: str = ""
    after: str = ""


def digest_of(line: JournalLine) -> str:
    """SHA-256 of everything in a line but itself, the digest of the line before included."""
    return hashlib.sha256(compact(astuple(line)[:-1]).encode()).hexdigest()


def append(base: sqlite3.Connection, entry: Entry, by: Signed) -> JournalLine:
    """Write a line at the end, in the transaction of the caller."""
    n, previous = int(setting(base, "journal_n") or 0) + 1, setting(base, "journal_digest")
    told = (entry.act, entry.layer, entry.feature_id, entry.before, entry.after)
    bare = JournalLine(n, by.time, by.author, *told, by.reason, previous, "")
    line = replace(bare, digest=digest_of(bare))
    base.execute(
        f"INSERT INTO journal ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 a constant
        astuple(line),
    )
    base.execute("UPDATE settings SET value = ? WHERE key = 'journal_n'", (str(n),))
    base.execute("UPDATE settings SET value = ? WHERE key = 'journal_digest'", (line.digest,))
    return line


def lines(base: sqlite3.Connection) -> Iterator[JournalLine]:
    """Every line, in order."""
    for row in base.execute(f"SELECT {COLUMNS} FROM journal ORDER BY n"):  # noqa: S608 a constant
        yield JournalLine(*row)


def check_chain(found: Iterable[JournalLine], head: tuple[str, str]) -> None:
    """Prove that no line was altered, added, removed or moved since it was written.

    Parameters
    ----------
    found
        Lines in order.
    head
        Number and digest of the last line, as the workspace keeps them apart.

    Raises
    ------
    StoreError
        ``journal_broken`` with the number of the first wrong line as ``row``.
    """
    n, previous = 0, ""
    for line in found:
        if (line.n, line.previous) != (n + 1, previous) or line.digest != digest_of(line):
            raise StoreError("journal_broken", row=n + 1)
        n, previous = line.n, line.digest
    if (str(n), previous) != head:
        raise StoreError("journal_broken", row=n + 1)
