"""OpenStreetMap files of every container, ready for libosmium: sorted, with our own errors."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import osmium
from osmium.osm import mutable

from cpts_geo.model.errors import DataError, UnreadableFileError
from cpts_geo.sources.signature import signature

SUFFIXES: Final = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
KINDS: Final = ("osm", "pbf", "gz", "bz2", "json")
LARGEST_JSON: Final = 300_000_000  # bytes; Overpass itself refuses answers of that size by default
HEAD_BYTES: Final = 4096
CUT_SIGNS: Final = ("unexpected EOF", "unclosed", "no element found", "bzip2 error", "gzip error")
NAMED: Final = {"osm": (".osm",), "gz": (".gz",), "bz2": (".bz2",), "pbf": (".pbf",)}
POSITIVE: Final = 1 << 50  # numbers below zero, of what JOSM has not sent yet, are written from here on
RANK: Final = {"node": 0, "way": 1, "relation": 2}


def is_overpass(path: Path) -> bool:
    """Whether a JSON file is an answer of Overpass (the cache of OSMnx keeps them so)."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    return b'"elements"' in head and (b'"osm3s"' in head or b'"generator"' in head)


def refuse_disguised(path: Path) -> None:
    """Raise for what is not an extract, whatever its name says.

    Raises
    ------
    UnreadableFileError
        ``empty_file``, ``not_accepted_html``, ``not_osm``.
    """
    kind = signature(path)
    if kind not in KINDS or (kind == "json" and not is_overpass(path)):
        known = "not_accepted_html" if kind == "html" else "not_osm"
        raise UnreadableFileError(known, file=path.name, value=kind, expected=", ".join(SUFFIXES))


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what libosmium says into our errors."""
    try:
        yield
    except DataError:
        raise
    except (osmium.InvalidLocationError, ValueError) as error:
        quoted = str(error).split("'")  # « wrong format for coordinate: '1e9' »
        written = quoted[1][:60] if len(quoted) > 1 else ""
        raise UnreadableFileError("osm_value", file=path.name, value=written) from error
    except RuntimeError as error:
        text = str(error)
        cut = any(sign in text for sign in (*CUT_SIGNS, "XML parsing error"))
        kind = "truncated_file" if cut else "not_osm"
        kind = "xml_entities" if "entities" in text else kind
        raise UnreadableFileError(kind, file=path.name, value=text[:60], expected="OSM") from error


@contextmanager
def well_named(path: Path) -> Iterator[Path]:
    """The file, or a copy whose name tells its container: libosmium believes names."""
    suffixes = NAMED.get(signature(path), ("",))
    if path.name.lower().endswith(suffixes):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        suffix = suffixes[0] if suffixes[0].startswith((".osm", ".pbf")) else f".osm{suffixes[0]}"
        yield Path(shutil.copyfile(path, Path(folder) / f"{path.name}{suffix}"))


@contextmanager
def ordered_by_type(path: Path) -> Iterator[Path]:
    """The file itself, or a sorted copy: areas and locations need nodes, then ways, each by number."""
    is_json = signature(path) == "json"
    if not is_json:
        with readable(path):
            if path.name.lower().endswith(".pbf") or _is_plain(path):
                yield path
                return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "sorted.osm.pbf"
        if is_json:
            _write_elements(path, copy)
        else:
            with readable(path):
                cleaned = Path(folder) / "cleaned.osm.pbf"
                _write_cleaned(path, cleaned)
                merge = osmium.MergeInputReader()
                merge.add_file(str(cleaned))
                with osmium.SimpleWriter(str(copy)) as writer:
                    merge.apply(writer)
        yield copy


def _is_plain(path: Path) -> bool:
    """Whether objects are sorted, numbered from zero on, and none is deleted."""
    last = (0, -1)
    rank = {"n": 0, "w": 1, "r": 2}
    for thing in osmium.FileProcessor(str(path)):
        here = (rank[thing.type_str()], thing.id)
        if here <= last or thing.deleted:
            return False
        last = here
    return True


def _write_cleaned(path: Path, copy: Path) -> None:
    """Copy with numbers above zero, where what is deleted keeps nothing but its number."""
    with osmium.SimpleWriter(str(copy)) as writer:
        for thing in osmium.FileProcessor(str(path)):
            own: dict[str, Any] = {"id": _positive(thing.id)}
            if thing.is_way():
                own["nodes"] = [] if thing.deleted else [_positive(node.ref) for node in thing.nodes]
            if thing.is_relation():
                members = () if thing.deleted else thing.members
                own["members"] = [(m.type, _positive(m.ref), m.role) for m in members]
            own |= {"tags": {}} if thing.deleted else {}
            writer.add(thing.replace(**own))


def _positive(number: int) -> int:
    return number if number >= 0 else POSITIVE - number


def extract_date(path: Path) -> str:
    """Day of the data, ISO; empty when the file does not say it."""
    if signature(path) == "json":
        stamp = _answer(path).get("osm3s")
        return str(stamp.get("timestamp_osm_base", ""))[:10] if isinstance(stamp, dict) else ""
    header = osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING).header()
    return str(header.get("osmosis_replication_timestamp") or header.get("timestamp") or "")[:10]


def _answer(path: Path) -> dict[str, Any]:
    if path.stat().st_size > LARGEST_JSON:
        raise UnreadableFileError("too_large", file=path.name, expected=f"{LARGEST_JSON // 10**6} Mo")
    try:
        found = json.loads(path.read_bytes())
    except RecursionError as error:
        raise UnreadableFileError("too_deep", file=path.name) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFileError("truncated_file", file=path.name, value=str(error)[:60]) from error
    found = found if isinstance(found, dict) else {}
    if "error" in str(found.get("remark", "")):
        raise UnreadableFileError("osm_interrupted", file=path.name)
    return found


def _write_elements(path: Path, copy: Path) -> None:
    """Elements of an Overpass answer as a sorted extract; the last of two equal elements is kept."""
    answer = _answer(path)
    try:
        things: dict[tuple[int, int], Any] = {}
        for element in answer["elements"]:
            if element["type"] in RANK:
                things |= _nodes_of(element)
                things[RANK[element["type"]], int(element["id"])] = _thing(element)
        with osmium.SimpleWriter(str(copy)) as writer:
            for (rank, _), thing in sorted(things.items(), key=lambda item: item[0]):
                (writer.add_node, writer.add_way, writer.add_relation)[rank](thing)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableFileError("not_osm", file=path.name, value=str(error)[:60], expected="OSM") from error


def _nodes_of(element: dict[str, Any]) -> dict[tuple[int, int], Any]:
    """Nodes of a way that carries its own shape (``out geom``)."""
    places = element.get("geometry") if element["type"] == "way" else None
    found = zip(element.get("nodes", ()), places or (), strict=False)
    return {(0, int(n)): mutable.Node(id=int(n), location=(p["lon"], p["lat"])) for n, p in found if p}


def _thing(element: dict[str, Any]) -> Any:
    tags = {str(k): str(v) for k, v in element.get("tags", {}).items()}
    number = int(element["id"])
    if element["type"] == "node":
        return mutable.Node(id=number, location=(float(element["lon"]), float(element["lat"])), tags=tags)
    if element["type"] == "way":
        return mutable.Way(id=number, nodes=[int(n) for n in element.get("nodes", ())], tags=tags)
    members = [(m["type"][0], int(m["ref"]), str(m.get("role", ""))) for m in element.get("members", ())]
    return mutable.Relation(id=number, members=members, tags=tags)
