"""What a file really is, by its first bytes; its name is not believed."""

from pathlib import Path
from typing import Final

from cpts_geo.model.errors import UnreadableFileError

HEAD_BYTES: Final = 4096
MAGIC: Final = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"SQLite format 3\0", "gpkg"),
    (b"\x00\x00\x27\x0a", "shp"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"PAR1", "parquet"),
    (b"II*\0", "raster"),
    (b"MM\0*", "raster"),
    (b"II+\0", "raster"),
    (b"MM\0+", "raster"),
    (b"%PDF", "pdf"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
)
# What cannot be read at all, with what the user should bring instead.
REFUSED: Final = {
    "pdf": "csv, geojson",
    "7z": "zip",
    "rar": "zip",
    "xls": "xlsx, csv",
    "picture": "geojson",
    "parquet": "gpkg, geojson",
    "html": "csv, geojson",
    "xml": "geojson",
}
TEXT_STARTS: Final = (
    ("datex2.eu/schema", "datex"),
    ("<osm", "osm"),
    ("<graphml", "graphml"),
    ("<gpx", "gpx"),
    ("<kml", "kml"),
    ("<html", "html"),
    ("<!doctype html", "html"),
)


def signature(path: Path) -> str:
    """``csv, json, gpkg, shp, zip, xlsx, gpx, kml, datex, osm, pbf, graphml, gz, bz2`` or a refused kind.

    Raises
    ------
    UnreadableFileError
        ``missing_file``, ``empty_file``, ``xml_entities``, ``binary``.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except OSError as error:
        raise UnreadableFileError("missing_file", path.name) from error
    if not head.strip(b" \t\r\n\0"):
        raise UnreadableFileError("empty_file", path.name)
    if b"OSMHeader" in head[:64]:
        return "pbf"
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return _zip_kind(path) if kind == "zip" else kind
    return _text_kind(path.name, head)


def _zip_kind(path: Path) -> str:
    # The directory of a workbook is at its end; reading it all would trust the archive too early.
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 65_536))
        tail = stream.read()
    return "xlsx" if b"xl/workbook.xml" in tail else "zip"


def _text_kind(file: str, head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    if b"\0" in head:
        raise UnreadableFileError("binary", file)
    text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "ignore").lstrip().lower()
    if text.startswith("ncols"):
        return "raster"
    if text.startswith(("{", "[")):
        return "json"
    if not text.startswith("<"):
        return "csv"
    kind = next((kind for start, kind in TEXT_STARTS if start in text), "xml")
    if "<!entity" in text or ("<!doctype" in text and kind != "html"):
        raise UnreadableFileError("xml_entities", file)
    return kind


def refuse(path: Path, kind: str) -> None:
    """Raise for a kind that is never read.

    Raises
    ------
    UnreadableFileError
        ``not_accepted_KIND``, ``expected`` holding the kinds to bring instead.
    """
    if kind in REFUSED:
        raise UnreadableFileError(f"not_accepted_{kind}", path.name, value=kind, expected=REFUSED[kind])
