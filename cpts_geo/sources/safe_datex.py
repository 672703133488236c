"""DATEX II road events (v2 SituationPublication) and orders (v3 TrafficRegulationPublication) as rows.

Loaded by ``safe_worker`` in the child process: imports nothing of the house. Declarations of types and
entities are refused before anything is expanded.
"""

from pathlib import Path
from typing import Any
from xml.parsers import expat

import shapely

RECORDS = frozenset({"situationRecord", "trafficRegulation"})
MAX_DEPTH = 100
COLUMNS = (
    *("datex_record", "id", "measure", "constriction", "route", "commune", "reason", "authority"),
    *("status", "start", "end", "issued", "confidence", "vehicles"),
)


class DeclarationError(Exception):
    """The file declares entities or a document type."""


class Node:
    """One element: local name, ``xsi:type``, identifier, text, children."""

    __slots__ = ("children", "kind", "name", "own_id", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name.rpartition(":")[2]
        self.kind = next((v for k, v in attributes.items() if k.endswith(":type")), "").rpartition(":")[2]
        self.own_id = attributes.get("id", "")
        self.text = ""
        self.children: list[Node] = []

    def all(self, name: str) -> list["Node"]:
        """Descendants of that name, in order, this element excluded."""
        found: list[Node] = []
        for child in self.children:
            found += ([child] if child.name == name else []) + child.all(name)
        return found

    def first(self, *names: str) -> str:
        """Text of the first descendant of the first of these names that has some."""
        for name in names:
            for node in self.all(name):
                said = node.text.strip() or node.first("value")
                if said:
                    return said
        return ""


class Reader:
    """Keeps the records; of what surrounds them, only their situation or order."""

    def __init__(self) -> None:
        self.stack: list[Node] = []
        self.found: list[tuple[Node, Node]] = []
        self.published = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if len(self.stack) >= MAX_DEPTH:
            raise RecursionError
        node = Node(name, attributes)
        if self.stack:
            self.stack[-1].children.append(node)
        self.stack.append(node)

    def text(self, data: str) -> None:
        """Characters of the element that is open."""
        self.stack[-1].text += data

    def end(self, name: str) -> None:
        """An element ends; a record leaves the tree so that memory stays flat."""
        del name
        node = self.stack.pop()
        if node.name == "publicationTime":
            self.published = node.text.strip()
        if node.name in RECORDS and self.stack:
            self.found.append((node, self.stack[-1]))
            self.stack[-1].children.remove(node)


def read(path: str) -> dict[str, Any]:
    """Names, columns, WKB and issues of the records, as ``safe_worker`` writes them."""
    reader = Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    with Path(path).open("rb") as stream:
        parser.ParseFile(stream)
    rows = [row_of(record, around, reader.published) for record, around in reader.found]
    shapes = [shape_of(record) for record, _ in reader.found]
    return {
        "names": list(COLUMNS),
        "columns": [list(column) for column in zip(*rows, strict=True)] or [[] for _ in COLUMNS],
        "wkb": [None if shape is None else shapely.to_wkb(shape) for shape in shapes],
        "crs": "EPSG:4326",
        "layer": "",
        "issues": [],
    }


def _refuse(*_: Any) -> None:
    raise DeclarationError


def row_of(record: Node, around: Node, published: str) -> tuple[str, ...]:
    """Cells of a record, in the order of ``COLUMNS``."""
    names = [
        name.first("descriptor")
        for name in record.all("name")
        if name.first("tpegOtherPointDescriptorType") == "linkName"
    ]
    towns = [
        name.first("descriptor")
        for name in record.all("name")
        if name.first("tpegOtherPointDescriptorType") == "townName"
    ]
    vehicles = [c for c in record.all("conditions") if c.kind == "VehicleCondition"]
    only = [c.first("vehicleType", "vehicleUsage") for c in vehicles if c.first("negate") != "true"]
    source = record.first("sourceName", "sourceIdentification")
    return (
        record.kind or record.name,
        record.own_id or around.first("regulationId") or around.own_id,
        record.first(
            "roadOrCarriagewayOrLaneManagementType", "accessRestrictionType", "environmentalObstructionType"
        )
        or next((node.kind for node in record.all("typeOfRegulation")), ""),
        record.first("trafficConstrictionType"),
        record.first("roadNumber", "roadName") or next(iter(names), ""),
        next(iter(towns), ""),
        record.first("generalPublicComment") or around.first("description"),
        around.first("issuingAuthority") or source,
        record.first("validityStatus"),
        record.first("overallStartTime"),
        record.first("overallEndTime"),
        record.first("situationRecordVersionTime") or published,
        record.first("probabilityOfOccurrence"),
        ", ".join(v or "vehicles" for v in only),
    )


def shape_of(record: Node) -> Any:
    """Lines of the record, else its two ends, else its point; longitude first, nothing when it has none."""
    lines = [line for node in record.all("posList") if (line := _line(node.text)) is not None]
    if lines:
        return lines[0] if len(lines) == 1 else shapely.multilinestrings(lines)
    ends = [p for side in ("from", "to") for node in record.all(side) for p in _points(node)[:1]]
    points = ends if len(ends) == 2 else _points(record)[:1]
    if not points:
        return None
    return shapely.points(points[0]) if len(points) == 1 else shapely.multipoints(shapely.points(points))


def _line(text: str) -> Any:
    try:
        values = [float(value) for value in text.split()]
    except ValueError:
        return None
    pairs = [(lon, lat) for lat, lon in zip(values[::2], values[1::2], strict=False)]
    return shapely.linestrings(pairs) if len(pairs) > 1 else None


def _points(node: Node) -> list[tuple[float, float]]:
    found = []
    for spot in node.all("pointCoordinates") + node.all("locationForDisplay"):
        try:
            found.append((float(spot.first("longitude")), float(spot.first("latitude"))))
        except ValueError:
            continue
    return found
