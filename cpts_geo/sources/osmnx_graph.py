"""Graphs saved by OSMnx: ``.graphml``, plain or compressed with bz2 or gzip."""

import ast
import bz2
import gzip
import zlib
from dataclasses import dataclass
from io import BufferedIOBase, BytesIO
from pathlib import Path
from typing import IO, Final
from xml.etree import ElementTree as ET  # document types are refused before parsing

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.crs import WGS84
from cpts_geo.model.errors import CrsError, DataError, UnreadableFileError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.osm_tags import car_allowed, foot_allowed, parse_kmh
from cpts_geo.sources.road_form import BOTH, FORWARD, RoadRead, complete_roads, counted
from cpts_geo.sources.signature import signature

SUFFIXES: Final = (".graphml", ".graphml.bz2", ".graphml.gz")
KINDS: Final = ("graphml", "gz", "bz2")
LARGEST_BYTES: Final = 1_000_000_000  # decompressed: about 2 million edges
LONGEST_LIST: Final = 10_000  # characters of one value; OSMnx lists hold a few items
SPACE: Final = "{http://graphml.graphdrawing.org/xmlns}"
STREET_COLUMNS: Final = ("highway", "name", "ref", "maxspeed", "access", "bridge", "tunnel", "ford")
COLUMNS: Final = ("source", "target", "osmid", "geometry", *STREET_COLUMNS)
DEGREES: Final = ("epsg:4326", "+proj=longlat", "crs84")

Attributes = dict[str, str]


@dataclass(frozen=True)
class _Graph:
    crs: str
    nodes: dict[str, tuple[float, float]]
    edges: list[Attributes]  # with "source" and "target"


def detect(path: Path) -> bool:
    """Whether the name is that of a GraphML file."""
    return path.name.lower().endswith(SUFFIXES)


def read_osmnx(path: Path, *, crs: str) -> RoadRead:
    """Roads of an OSMnx graph, in the common form; both directions of a street become one row.

    A value that is a list (OSMnx merges ways) gives its first item for class, name and number, the
    lowest for speed. OSMnx also merges a bridge with its approaches: such a piece is marked as a
    bridge, tunnel or ford as a whole, and counted in the problems (``bridge_extent_unknown``).
    Directions that the graph does not have stay closed to cars and, on a drive graph, open on foot.

    Raises
    ------
    UnreadableFileError
        ``empty_file``, ``not_accepted_html``, ``xml_entities``, ``truncated_file``, ``too_large`` or
        ``not_graphml``.
    DataError
        ``no_roads`` when the graph has no edge.
    CrsError
        ``outside_crs`` when the graph is not in degrees or does not fit in ``crs``.
    """
    graph = _parsed(path.name, _content(path))
    if graph.crs and not any(name in graph.crs.lower() for name in DEGREES):
        raise CrsError("outside_crs", file=path.name, value=graph.crs, expected=WGS84)
    edges, dropped = _placed(graph)
    if edges.empty:
        raise DataError("no_roads", file=path.name)
    roads = gpd.GeoDataFrame(_common(edges), geometry=edges["geometry"].to_numpy(), crs=WGS84)
    roads["source_row"] = edges["row"].to_numpy()
    facts = (
        *counted(path.name, "unplaced_edges", dropped, Outcome.INFORMATION),
        *_notes(path.name, edges, roads),
    )
    roads = complete_roads(roads[roads["car"] | roads["foot"]], crs, path.name)
    return RoadRead(roads, len(edges) + dropped, facts)


def _content(path: Path) -> bytes:
    kind = signature(path)
    if kind == "html" or kind not in KINDS:
        raise UnreadableFileError("not_accepted_html" if kind == "html" else "not_graphml", file=path.name)
    try:
        with _opened(path, kind) as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise UnreadableFileError("truncated_file", file=path.name, value=str(error)) from error
    if len(content) > LARGEST_BYTES:
        raise UnreadableFileError("too_large", file=path.name, expected=f"{LARGEST_BYTES // 10**6} Mo")
    head = content[:4096].lower()
    if b"<!doctype" in head or b"<!entity" in head:
        raise UnreadableFileError("xml_entities", file=path.name)
    return content


def _opened(path: Path, kind: str) -> BufferedIOBase:
    if kind == "bz2":
        return bz2.open(path, "rb")
    return gzip.open(path, "rb") if kind == "gz" else path.open("rb")


def _parsed(file: str, content: bytes) -> _Graph:
    try:
        return _walk(BytesIO(content))
    except ET.ParseError as error:
        kind = "truncated_file" if b"<graphml" in content[:4096] else "not_graphml"
        raise UnreadableFileError(kind, file=file, value=str(error)) from error
    except (KeyError, ValueError) as error:
        raise UnreadableFileError("not_graphml", file=file, value=str(error)[:60]) from error


def _walk(stream: IO[bytes]) -> _Graph:
    names: dict[str, str] = {}
    graph = _Graph("", {}, [])
    crs = ""
    for _, element in ET.iterparse(stream):  # noqa: S314 document types were refused
        tag = element.tag.removeprefix(SPACE)
        if tag == "key":
            names[element.attrib["id"]] = element.attrib["attr.name"]
        elif tag in {"node", "edge"}:
            values = {names[data.attrib["key"]]: data.text or "" for data in element}
            if tag == "node":
                graph.nodes[element.attrib["id"]] = (float(values["x"]), float(values["y"]))
            else:
                graph.edges.append({**values, **element.attrib})
            element.clear()
        elif tag == "graph":
            crs = next((d.text or "" for d in element if names.get(d.attrib.get("key", "")) == "crs"), "")
    return _Graph(crs, graph.nodes, graph.edges)


def _placed(graph: _Graph) -> tuple[pd.DataFrame, int]:
    """Edges with their line from node to node, one row for both directions of a two-way street."""
    known = [e for e in graph.edges if e["source"] in graph.nodes and e["target"] in graph.nodes]
    rows = [[edge.get(column, "") for column in COLUMNS] for edge in known]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).assign(row=np.arange(1, len(known) + 1))
    table["geometry"] = _lines(graph, table)
    return _paired(table), len(graph.edges) - len(known)


def _lines(graph: _Graph, table: pd.DataFrame) -> "np.typing.NDArray[np.object_]":
    ends = [[graph.nodes[u], graph.nodes[v]] for u, v in zip(table["source"], table["target"], strict=True)]
    straight = np.asarray(shapely.linestrings(np.array(ends, dtype=float).reshape(-1, 2, 2)))
    texts = np.array([text or None for text in table["geometry"]], dtype=object)
    drawn = np.asarray(shapely.from_wkt(texts, on_invalid="ignore"))
    lines: np.typing.NDArray[np.object_] = np.where(shapely.is_missing(drawn), straight, drawn)
    return lines


def _paired(table: pd.DataFrame) -> pd.DataFrame:
    """Two edges of the same ways, same length and opposite ends are one street open both ways."""
    low = np.minimum(table["source"], table["target"])
    high = np.maximum(table["source"], table["target"])
    metres = np.round(shapely.length(table["geometry"].to_numpy()) * 111_000).astype(int)
    osmid = table["osmid"].map(lambda text: str(sorted(listed(text))))
    keys = [low, high, osmid, metres]
    forth = table["source"] <= table["target"]
    rank = table.groupby([*keys, forth], sort=False).cumcount()
    groups = table.groupby([*keys, rank], sort=False)
    return table.assign(direction=np.where(groups["row"].transform("size") > 1, BOTH, FORWARD))[
        groups.cumcount() == 0
    ]


def _common(edges: pd.DataFrame) -> pd.DataFrame:
    first = {
        name: edges[name].map(lambda text: (listed(text) or [""])[0]) for name in ("highway", "name", "ref")
    }
    tags = [
        {"highway": highway, **({"access": access} if access else {})}
        for highway, access in zip(
            first["highway"], edges["access"].map(lambda t: (listed(t) or [""])[0]), strict=True
        )
    ]
    return pd.DataFrame(
        {
            **first,
            "oneway": edges["direction"],
            "speed_kmh": edges["maxspeed"].map(_lowest),
            "car": [car_allowed(tag) for tag in tags],
            "foot": [foot_allowed(tag) for tag in tags],
            **{name: edges[name].map(_is_yes) for name in ("bridge", "tunnel", "ford")},
        }
    )


def _notes(file: str, edges: pd.DataFrame, roads: gpd.GeoDataFrame) -> tuple[Problem, ...]:
    merged = edges["osmid"].map(lambda text: len(listed(text)) > 1)
    special = roads["bridge"] | roads["tunnel"] | roads["ford"]
    unclear = int((merged & special).sum())
    speechless = int((roads["speed_kmh"].isna() & roads["car"]).sum())
    return (
        *counted(file, "bridge_extent_unknown", unclear, Outcome.INFORMATION),
        *counted(file, "default_speed", speechless, Outcome.INFORMATION),
        *counted(file, "closed_to_all", int((~roads["car"] & ~roads["foot"]).sum()), Outcome.INFORMATION),
    )


def listed(text: str) -> list[str]:
    """Items of a value: ``"['30', '50']"`` is 30 and 50, anything else is one item, empty is none."""
    if text.startswith("[") and text.endswith("]") and len(text) <= LONGEST_LIST:
        try:
            found = ast.literal_eval(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return [text]
        return [str(item) for item in found]
    return [text] if text else []


def _lowest(text: str) -> float:
    known = [kmh for item in listed(text) if (kmh := parse_kmh(item)) is not None]
    return min(known, default=float("nan"))


def _is_yes(text: str) -> bool:
    return any(item not in {"no", "False", "building_passage"} for item in listed(text))
