"""What a file of OpenStreetMap must not be, told before it is read: changes, history, an answer cut short."""

import bz2
import gzip
import re
import zlib
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path
from typing import Final

import osmium

from cpts_geo.model.errors import UnreadableFileError
from cpts_geo.sources.signature import signature

BLOCK: Final = 1 << 20
OVERLAP: Final = 300  # bytes of the block before, so that no sign is missed between two
# OpenStreetMap text shrinks ten to twenty times; two hundred is nobody's extract (assumption).
MOST_TIMES: Final = 200
SMALL: Final = 100_000_000
CHANGES: Final = b"<osmchange"
DELETED: Final = re.compile(rb"action=['\"]delete['\"]")
INTERRUPTED: Final = re.compile(rb"<remark>[^<]{0,200}error")


def refuse_partial(path: Path) -> None:
    """Raise for what libosmium would read without a word and that is not the roads of today.

    Raises
    ------
    UnreadableFileError
        ``osm_changes`` (osmChange), ``osm_history`` (several versions of an object), ``osm_interrupted``
        (Overpass ran out of time), ``osm_deleted`` (objects deleted in JOSM and not sent), ``zip_bomb``.
    """
    kind = signature(path)
    if kind in {"osm", "gz", "bz2"}:
        _scan(path, kind)
    elif kind == "pbf" and _has_versions(path):
        raise UnreadableFileError("osm_history", file=path.name)


def _has_versions(path: Path) -> bool:
    try:
        header = osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING).header()
    except RuntimeError:  # said in its turn by the reading itself
        return False
    return bool(header.has_multiple_object_versions)


def _scan(path: Path, kind: str) -> None:
    most = max(SMALL, MOST_TIMES * path.stat().st_size)
    total, before = 0, b""
    for block in _blocks(path, kind):
        total += len(block)
        text = before + block.lower()
        if CHANGES in text:
            raise UnreadableFileError("osm_changes", file=path.name)
        if DELETED.search(text):
            raise UnreadableFileError("osm_deleted", file=path.name)
        if INTERRUPTED.search(text):
            raise UnreadableFileError("osm_interrupted", file=path.name)
        if kind != "osm" and total > most:
            raise UnreadableFileError("zip_bomb", file=path.name)
        before = text[-OVERLAP:]


def _blocks(path: Path, kind: str) -> Iterator[bytes]:
    """The text of the file, as far as it can be unpacked."""
    try:
        with _opened(path, kind) as stream:
            while block := stream.read(BLOCK):
                yield block
    except (EOFError, OSError, zlib.error):  # said in its turn by the reading itself
        return


def _opened(path: Path, kind: str) -> BufferedIOBase:
    if kind == "bz2":
        return bz2.open(path, "rb")
    return gzip.open(path, "rb") if kind == "gz" else path.open("rb")
