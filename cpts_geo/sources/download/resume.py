"""Files fetched in several times: what to ask so that a beginning is continued, never mixed."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import httpx

from cpts_geo.model.errors import SourceError
from cpts_geo.sources.download.shelf import Card, Shelf, digest


def conditions(shelf: Shelf, card: Card, old: Card | None) -> dict[str, str]:
    """Headers that ask for the rest of a file that was begun, or for a file only if it has changed."""
    begun = shelf.beginning(card.name)
    if begun and begun.url == card.url and (begun.etag or begun.last_modified):
        size = shelf.part(card.name).stat().st_size
        return {"Range": f"bytes={size}-", "If-Range": begun.etag or begun.last_modified}
    if old is None or old.url != card.url:
        return {}
    known = {"If-None-Match": old.etag, "If-Modified-Since": old.last_modified}
    return {name: value for name, value in known.items() if value}


def validators(card: Card, answer: httpx.Response) -> Card:
    """The card with what the service says of this edition; a weak tag proves nothing and is dropped."""
    etag = answer.headers.get("etag", "")
    strong = "" if etag.startswith("W/") else etag
    return replace(card, etag=strong, last_modified=answer.headers.get("last-modified", ""))


def resumed_at(answer: httpx.Response, part: Path) -> int:
    """Size of the beginning that this answer continues, 0 when it starts the file anew."""
    if answer.status_code != 206 or not part.is_file():
        return 0
    found = re.match(r"bytes (\d+)-", answer.headers.get("content-range", ""))
    size = part.stat().st_size
    if not found or int(found[1]) != size:
        part.unlink()
        raise SourceError("truncated_answer", file=part.name)
    return size


def check_whole(shelf: Shelf, name: str, expected: str, sha1: str) -> None:
    """Refuse a finished file that is not the one published, or an archive without its end.

    Raises
    ------
    SourceError
        ``bad_checksum``, ``truncated_answer``; the beginning is then forgotten.
    """
    part = shelf.part(name)
    wrong_digest = bool(sha1) and digest(part, "sha1") != sha1
    if wrong_digest or (expected == "zip" and not zipfile.is_zipfile(part)):
        shelf.forget_beginning(name)
        raise SourceError("bad_checksum" if wrong_digest else "truncated_answer", file=name, expected=sha1)
