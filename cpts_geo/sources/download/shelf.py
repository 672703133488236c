"""``FOLDER/downloads``: the last good copy of each file, with where and when it was taken."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

CARDS: Final = "downloads.json"
LAST: Final = ".last"
CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Card:
    """What is known of one file.

    Attributes
    ----------
    name, url
        File name, and address it came from.
    etag, last_modified
        What the service said, to ask later whether the file has changed.
    size_bytes, sha256
        Of our copy; ``sha256`` of the content for a layer assembled from pages.
    fetched
        ISO date.
    vintage, licence, title
        Edition, licence found at the time, and what to quote.
    key, rows
        Layer of ``cpts-geo init`` and rows that went into the territory; no rows until this edition is
        imported.
    """

    name: str
    url: str = ""
    etag: str = ""
    last_modified: str = ""
    size_bytes: int = 0
    sha256: str = ""
    fetched: str = ""
    vintage: str = ""
    licence: str = ""
    title: str = ""
    key: str = ""
    rows: int | None = None


@dataclass(frozen=True)
class Shelf:
    """Copies in one folder; ``today`` is the ISO date written on what is fetched."""

    folder: Path
    today: str

    def path(self, name: str) -> Path:
        """Where the file of this name is."""
        return self.folder / name

    def part(self, name: str) -> Path:
        """Where the beginning of a file waits to be resumed."""
        return self.folder / f"{name}.part"

    def card(self, name: str) -> Card | None:
        """What is known of our copy; nothing when the copy is absent or not what was fetched."""
        facts = self._read().get(name)
        path = self.path(name)
        if facts is None or not path.is_file() or path.stat().st_size != facts.size_bytes:
            return None
        return facts

    def beginning(self, name: str) -> Card | None:
        """What was known of a file whose fetching was interrupted."""
        facts = self._read().get(f"{name}.part")
        return facts if facts and self.part(name).is_file() else None

    def begin(self, card: Card) -> None:
        """Remember which edition the waiting beginning belongs to."""
        self._write(self._read() | {f"{card.name}.part": card})

    def forget_beginning(self, name: str) -> None:
        """Drop the waiting beginning of a file."""
        self.part(name).unlink(missing_ok=True)
        cards = self._read()
        if cards.pop(f"{name}.part", None) is not None:
            self._write(cards)

    def keep(self, card: Card) -> Card:
        """Make the waiting file the copy, all at once; the edition in the territory waits beside it."""
        part, path = self.part(card.name), self.path(card.name)
        old = self.card(card.name)
        if old and old.rows is not None:
            path.replace(self.path(f"{card.name}{LAST}"))
            self._write(self._read() | {f"{card.name}{LAST}": old})
        done = replace(card, size_bytes=part.stat().st_size, fetched=self.today)
        done = done if done.sha256 else replace(done, sha256=digest(part))
        part.replace(path)
        cards = self._read()
        cards.pop(f"{card.name}.part", None)
        self._write(cards | {card.name: done})
        return done

    def last(self, key: str) -> Card | None:
        """The edition of a layer that is in the territory."""
        cards = (self.card(name) for name, card in self._read().items() if card.key == key)
        return max((c for c in cards if c and c.rows is not None), key=lambda c: c.fetched, default=None)

    def imported(self, card: Card, key: str, rows: int) -> Card:
        """Remember that this edition is in the territory; the one before is of no more use."""
        done = replace(card, key=key, rows=rows)
        self.drop(f"{card.name}{LAST}")
        self._write(self._read() | {card.name: done})
        return done

    def restore(self, name: str) -> None:
        """Put back the edition that is in the territory: the new one could not be imported."""
        cards = self._read()
        old, path = cards.pop(f"{name}{LAST}", None), self.path(f"{name}{LAST}")
        if old and path.is_file():
            path.replace(self.path(name))
            self._write(cards | {name: old})

    def drop(self, name: str) -> None:
        """Forget a copy."""
        self.path(name).unlink(missing_ok=True)
        cards = self._read()
        if cards.pop(name, None):
            self._write(cards)

    def put(self, card: Card, content: bytes) -> Card:
        """Keep bytes as the good copy; the older copy stays when they are the same."""
        old = self.card(card.name)
        if old and old.sha256 == hashlib.sha256(content).hexdigest():
            return old
        self.folder.mkdir(parents=True, exist_ok=True)
        _write_whole(self.part(card.name), content)
        return self.keep(card)

    def _read(self) -> dict[str, Card]:
        try:
            rows = json.loads((self.folder / CARDS).read_text(encoding="utf-8"))
            return {key: Card(**facts) for key, facts in rows.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _write(self, cards: dict[str, Card]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        rows = {key: asdict(card) for key, card in sorted(cards.items())}
        temporary = self.folder / f".{CARDS}.tmp"
        _write_whole(temporary, json.dumps(rows, ensure_ascii=False, indent=1).encode())
        temporary.replace(self.folder / CARDS)


def _write_whole(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def digest(path: Path, kind: str = "sha256") -> str:
    """Digest of a file, hexadecimal."""
    found = hashlib.new(kind)
    with path.open("rb") as stream:
        while block := stream.read(CHUNK):
            found.update(block)
    return found.hexdigest()
