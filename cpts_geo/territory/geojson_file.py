"""GeoJSON files of the territory folder: WGS84, one feature a line, nothing that is not strict JSON."""

import json
from typing import Any, Final

import geopandas as gpd

from cpts_geo.model.crs import to_degrees

COORDINATE_DECIMALS: Final = 7  # about 1 cm (FACTS 2.1)


def geojson_bytes(frame: gpd.GeoDataFrame) -> bytes:
    """Text of a layer; same frame, same bytes; what is not finite is null."""
    degrees = to_degrees(frame).reset_index()
    degrees = degrees.set_geometry(degrees.geometry.set_precision(10.0**-COORDINATE_DECIMALS))
    features = json.loads(degrees.to_json(drop_id=True, na="null", show_bbox=False))["features"]
    lines = ",\n".join(json.dumps(_finite(f), ensure_ascii=False, allow_nan=False) for f in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'.encode()


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    is_special = isinstance(value, float) and (value != value or abs(value) == float("inf"))  # noqa: PLR0124
    return None if is_special else value
