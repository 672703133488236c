"""Small files as users have them, written by the tests."""

import hashlib
import json
from pathlib import Path

import geopandas as gpd
import shapely

from cpts_geo.model.crs import to_degrees

CRS = "EPSG:2154"
WEST, SOUTH = 400_000.0, 6_500_000.0


def square(column: int, row: int, side: float = 5000.0) -> shapely.Polygon:
    """A square of a chessboard near Rochefort, metres."""
    x, y = WEST + column * side, SOUTH + row * side
    return shapely.box(x, y, x + side, y + side)


def communes_frame(populations: tuple[float | None, ...] = (1000.0, 500.0)) -> gpd.GeoDataFrame:
    names = ["Aulnaie", "Bourg-l'Étang", "Champs"]
    columns = {
        "code_insee": [f"1700{i + 1}" for i in range(len(populations))],
        "nom": names[: len(populations)],
        "population": list(populations),
    }
    shapes = [square(i, 0) for i in range(len(populations))]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def geojson(path: Path, frame: gpd.GeoDataFrame) -> Path:
    path.write_text(to_degrees(frame).to_json(drop_id=True, na="null"), encoding="utf-8")
    return path


def communes_file(folder: Path, populations: tuple[float | None, ...] = (1000.0, 500.0)) -> Path:
    return geojson(folder / "communes.geojson", communes_frame(populations))


def features(path: Path, *geometries: object, crs: str = "") -> Path:
    rows = [{"type": "Feature", "properties": {"n": n}, "geometry": g} for n, g in enumerate(geometries)]
    root: dict[str, object] = {"type": "FeatureCollection", "features": rows}
    if crs:
        root["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(root), encoding="utf-8")
    return path


def polygon(*ring: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[list(p) for p in ring]]}


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def fingerprint(folder: Path) -> dict[str, str]:
    """Content of every file of a folder, to see that nothing moved; topologies come and go."""
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.parent != folder / "routing"
    }
