"""GeoJSON geometries checked one by one, so that a bad feature never takes the others with it.

Loaded by ``safe_worker`` in the child process: imports nothing of the house.
"""

from typing import Any

import numpy as np
import shapely

NESTING = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
GEOMETRIES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)
MAX_DEPTH = 60


class BadShapeError(Exception):
    """One feature cannot be used."""

    def __init__(self, kind: str, value: str = "") -> None:
        super().__init__(kind)
        self.kind, self.value = kind, value


def shapes_of(features: list[dict[str, Any]]) -> tuple[list[bytes | None], list[list[Any]]]:
    """WKB per feature, None with an issue where it cannot be used."""
    wkb: list[bytes | None] = []
    issues: list[list[Any]] = []
    for number, feature in enumerate(features, start=1):
        try:
            shape, closed = build(feature.get("geometry"), 0)
        except (BadShapeError, shapely.errors.ShapelyError) as error:
            wkb.append(None)
            issues.append(
                [number, getattr(error, "kind", "bad_shape"), getattr(error, "value", ""), "set_aside"]
            )
        else:
            wkb.append(shapely.to_wkb(shape))
            if closed:
                issues.append([number, "ring_closed", "", "fixed"])
    return wkb, issues


def build(geometry: Any, depth: int) -> tuple[Any, bool]:
    """Shape of a GeoJSON geometry, and whether a ring had to be closed."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if depth > MAX_DEPTH:
        raise BadShapeError("too_deep")
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        parts = [build(part, depth + 1) for part in geometry["geometries"]]
        return shapely.geometrycollections([shape for shape, _ in parts]), any(c for _, c in parts)
    if kind not in NESTING:
        raise BadShapeError(
            "empty_geometry" if geometry is None else "unknown_geometry", str(kind or "")[:60]
        )
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or not coordinates:
        raise BadShapeError("empty_geometry")
    return assemble(kind, coordinates)


def assemble(kind: str, coordinates: list[Any]) -> tuple[Any, bool]:
    """Shape of one type from its coordinates."""
    if kind == "Point":
        return shapely.points(positions([coordinates])[0]), False
    if kind == "MultiPoint":
        return shapely.multipoints(shapely.points(positions(coordinates))), False
    if kind == "LineString":
        return line(coordinates), False
    if kind == "MultiLineString":
        return shapely.multilinestrings([line(part) for part in coordinates]), False
    parts = [polygon(part) for part in ([coordinates] if kind == "Polygon" else coordinates)]
    shapes = [shape for shape, _ in parts]
    return (shapes[0] if kind == "Polygon" else shapely.multipolygons(shapes)), any(c for _, c in parts)


def positions(values: Any) -> Any:
    """Array of x, y; refuses texts, wrong counts and values that are not finite."""
    if not isinstance(values, list) or not values or not all(isinstance(v, list) for v in values):
        raise BadShapeError("empty_geometry")
    wrong = next((v for v in values if len(v) not in (2, 3)), None)
    if wrong is not None:
        raise BadShapeError("coordinate_count", f"{len(wrong)} ; {wrong}"[:60])
    flat = np.array([v[:2] for v in values])
    if flat.dtype.kind not in "if":
        raise BadShapeError("coordinate_text", str(values[0])[:60])
    if not np.isfinite(flat).all():
        raise BadShapeError("not_finite")
    return flat.astype(float)


def line(values: Any) -> Any:
    """Line of at least two positions."""
    points = positions(values)
    if len(points) < 2:
        raise BadShapeError("short_line")
    return shapely.linestrings(points)


def polygon(rings: Any) -> tuple[Any, bool]:
    """Polygon whose open rings are closed."""
    if not isinstance(rings, list) or not rings:
        raise BadShapeError("empty_geometry")
    closed, ready = False, []
    for ring in rings:
        points = positions(ring)
        if (points[0] != points[-1]).any():
            points, closed = np.vstack([points, points[:1]]), True
        if len(np.unique(points, axis=0)) < 3:
            raise BadShapeError("short_ring", f"{len(points)}")
        ready.append(shapely.linearrings(points))
    return shapely.Polygon(ready[0], ready[1:]), closed


def type_of(root: Any) -> str:
    """What the document says it is."""
    return str(root.get("type") or "") if isinstance(root, dict) else ""


def features_of(root: Any) -> list[dict[str, Any]] | None:
    """Features of a collection, of one feature or of a bare geometry; none of them is not GeoJSON."""
    kind = type_of(root)
    if kind == "FeatureCollection" and isinstance(root.get("features"), list):
        return [f for f in root["features"] if isinstance(f, dict)]
    if kind == "Feature":
        return [root]
    if kind in GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": root}]
    return None


def table_of(root: Any) -> list[dict[str, Any]]:
    """Rows of a table in JSON: a list of objects, or the ``data`` of a service's answer; no geometry."""
    rows = root.get("data") if isinstance(root, dict) else root
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        return []
    if any(row.get("type") == "Feature" for row in rows):
        return []
    return [{"properties": row, "geometry": None} for row in rows]


def properties(feature: dict[str, Any]) -> dict[str, Any]:
    """Properties, with the feature's own identifier when it has one."""
    values = feature.get("properties")
    found = values if isinstance(values, dict) else {}
    return found if feature.get("id") is None or "id" in found else {"id": feature["id"], **found}


def crs_of(root: dict[str, Any]) -> str:
    """Name of the old ``crs`` member, WGS84 when there is none (RFC 7946)."""
    member = root.get("crs")
    if not member:
        return "EPSG:4326"
    facts = member.get("properties") if isinstance(member, dict) else None
    return str(facts.get("name", "?")) if isinstance(facts, dict) else "?"
