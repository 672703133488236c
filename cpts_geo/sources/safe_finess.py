"""FINESS+ (``finess-structures``, ``finess-activites``): JSON of hundreds of megabytes, read item by item.

Loaded by ``safe_worker`` in the child process: standard library only, imports nothing of the house. One
legal entity is in memory at a time; what comes out is one row of text per establishment.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BLOCK = 1 << 20
MAX_CHARACTERS = 4_000_000_000  # the whole country is about a tenth of it
GEOGRAPHIC = "03"  # usageAdresse: the establishment itself; 02 its head office, 06 where it receives
INSTALLED = "09"  # statutCapacite
SPLITS = ("genre", "habilitation", "typeLogement")  # a capacity that carries one is a part of a total
STRUCTURE_FIELDS = (
    *("nofinesset", "nofinessej", "rs", "categetab", "closed_object", "numvoie", "typvoie", "voie"),
    *("ligneacheminement", "cog", "telephone", "x1", "y1", "x2", "y2", "ban_key"),
)
ACTIVITY_FIELDS = ("finess", "installed")


def read(path: str) -> dict[str, Any]:
    """Columns of text, as the other readers of the child process give them, or ``{"error": code}``."""
    rows: list[tuple[str, ...]] = []
    names: tuple[str, ...] = ()
    try:
        pieces = Pieces(path)
        for entity in pieces.items():
            for ege in listed(entity, "ege"):
                is_structure = isinstance(ege.get("informationsGeneralesEGE"), dict)
                names = names or (STRUCTURE_FIELDS if is_structure else ACTIVITY_FIELDS)
                rows.append(structure(entity, ege) if names is STRUCTURE_FIELDS else activity(ege))
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return {"error": "truncated_file"}
    except json.JSONDecodeError as error:
        return {"error": "broken_json", "value": error.msg[:60]}
    except UnicodeDecodeError:
        return {"error": "encoding", "expected": "UTF-8"}
    if not rows:
        return {"error": "no_rows"}
    kind = "finess_plus" if names is STRUCTURE_FIELDS else "finess_activities"
    return {
        "names": list(names),
        "columns": [list(column) for column in zip(*rows, strict=True)],
        "wkb": [None] * len(rows),
        "crs": "",
        "layer": f"{kind} {pieces.date}".strip(),
        "issues": [],
    }


class Pieces:
    """The items of the array ``pmej``, one after the other, from a plain or gzipped file."""

    def __init__(self, path: str) -> None:
        with Path(path).open("rb") as stream:
            zipped = stream.read(2) == b"\x1f\x8b"
        opener = gzip.open if zipped else open
        self.stream = opener(path, "rt", encoding="utf-8-sig")
        self.text, self.read, self.date = "", 0, ""

    def more(self, size: int = BLOCK) -> bool:
        """Whether another block was added to the text."""
        block = self.stream.read(size)
        self.read += len(block)
        if self.read > MAX_CHARACTERS:
            raise MemoryError
        self.text += block
        return bool(block)

    def items(self) -> Iterator[dict[str, Any]]:
        """Objects of ``pmej``."""
        self.seek()
        decoder, at = json.JSONDecoder(), 0
        while True:
            at = self.skip(at)
            if self.text[at : at + 1] == "]":
                return
            try:
                item, end = decoder.raw_decode(self.text, at)
            except json.JSONDecodeError:
                if not self.more(max(BLOCK, len(self.text))):
                    raise
                continue
            if isinstance(item, dict):
                yield item
            at = end
            if at > BLOCK:
                self.text, at = self.text[at:], 0

    def seek(self) -> None:
        """Text just after ``"pmej": [``, and the date written before it."""
        while True:
            dated = re.search(r'"generatedAt"\s*:\s*"(\d{4}-\d\d-\d\d)', self.text)
            self.date = self.date or (dated[1] if dated else "")
            found = re.search(r'"pmej"\s*:\s*\[', self.text)
            if found:
                self.text = self.text[found.end() :]
                return
            self.text = self.text[-200:]
            if not self.more():
                raise json.JSONDecodeError("pmej", "", 0)

    def skip(self, at: int) -> int:
        """Position of the next item or of the end of the array."""
        while True:
            while self.text[at : at + 1] in {" ", "\n", "\r", "\t", ","}:
                at += 1
            if at < len(self.text):
                return at
            if not self.more():
                raise json.JSONDecodeError("pmej", "", 0)


def listed(thing: Any, key: str) -> list[dict[str, Any]]:
    """Objects of an array, none when it is absent or of another form."""
    found = thing.get(key) if isinstance(thing, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def within(thing: Any, key: str) -> dict[str, Any]:
    """Object of a key, empty when it is absent or of another form."""
    found = thing.get(key) if isinstance(thing, dict) else None
    return found if isinstance(found, dict) else {}


def word(thing: Any, *keys: str) -> str:
    """First of these keys that holds something, as text."""
    for key in keys:
        value = thing.get(key) if isinstance(thing, dict) else None
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def structure(entity: dict[str, Any], ege: dict[str, Any]) -> tuple[str, ...]:
    """One establishment, at its geographic address."""
    own, legal = within(ege, "informationsGeneralesEGE"), within(entity, "informationsGeneralesPMEJ")
    addresses = listed(ege, "adresse")
    place = next((a for a in addresses if word(a, "usageAdresse") == GEOGRAPHIC), {})
    town = place or next((a for a in addresses if word(a, "cogCommune")), {})
    point = within(place, "coordonneesGeographique")
    states = {word(entity, "etatObjet"), word(ege, "etatObjet")} - {"", "A"}
    closed = states or word(own, "dateFermeture") or word(legal, "dateFermeture")
    line = word(town, "ligneAcheminement")
    code = word(town, "codePostal")
    return (
        word(own, "numFinessEge"),
        word(legal, "numFinessPm"),
        word(own, "nomEgeLong", "nomEgeCourt") or word(legal, "denominationPm"),
        word(ege, "categorieentiteGeographiqueExercice"),
        "1" if closed else "",
        word(place, "numeroVoie"),
        word(place, "typeVoie"),
        word(place, "libelleVoie"),
        line if line.startswith(code) else f"{code} {line}",
        word(town, "cogCommune"),
        phone(ege),
        word(point, "coordonneeX"),
        word(point, "coordonneeY"),
        word(point, "directionLongitude"),
        word(point, "directionLatitude"),
        word(point, "cleInInteropBAN"),
    )


def phone(ege: dict[str, Any]) -> str:
    """Telephone of the establishment, both when there are two; e-mails are left where they are."""
    contacts = listed(ege, "contact")
    contacts.sort(key=lambda contact: word(within(contact, "typeContact"), "roleContact") != "01")
    found = (word(within(contact, "telecom"), "telephone") for contact in contacts)
    return next((" / ".join(number.split("/")) for number in found if number), "")


def activity(ege: dict[str, Any]) -> tuple[str, ...]:
    """Number of an establishment and the sum of its installed capacities that are totals."""
    numbers = {}
    for rank, capacity in enumerate(capacities(ege.get("activitesExercees"))):
        total = not any(word(capacity, key) for key in SPLITS)
        count = word(capacity, "nombre")
        if word(capacity, "statutCapacite") == INSTALLED and total and re.fullmatch(r"\d+(\.0+)?", count):
            numbers[word(capacity, "idCapacite") or str(rank)] = int(float(count))
    return word(ege, "numFinessEge"), str(sum(numbers.values())) if numbers else ""


def capacities(thing: Any) -> Iterator[dict[str, Any]]:
    """Every object of an array ``capacite``, at whatever depth of the activities."""
    if isinstance(thing, list):
        for item in thing:
            yield from capacities(item)
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from listed(thing, key) if key == "capacite" else capacities(value)
