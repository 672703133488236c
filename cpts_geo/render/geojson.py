"""GeoJSON of RFC 7946: degrees, no ``crs`` member, right-hand rule, at most 7 decimals, strict numbers."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.crs import to_degrees
from cpts_geo.render.archive import deterministic_zip
from cpts_geo.render.metadata import metadata
from cpts_geo.render.themes import themes
from cpts_geo.study import Study
from cpts_geo.wording import dictionary

DECIMALS: Final = 7  # about 1 cm; RFC 7946 section 11.2 advises no more
METADATA_FILE: Final = "metadata.json"
DICTIONARY_FILE: Final = "dictionnaire.csv"


def write(study: Study) -> bytes:
    """Zip of one GeoJSON file per theme and geometry type, a side-car of metadata and the dictionary."""
    return deterministic_zip(write_files(study))


def write_files(study: Study) -> dict[str, bytes]:
    """Content of each file by name: themes that are empty are present and empty."""
    about = metadata(study)
    content = {
        f"{theme}.geojson": feature_collection(frame, {"theme": theme, **about})
        for theme, frame in themes(study).items()
    }
    return content | {
        METADATA_FILE: _text(about).encode(),
        DICTIONARY_FILE: dictionary.dictionary_csv().encode("utf-8-sig"),
    }


def write_single(study: Study) -> bytes:
    """One FeatureCollection of every theme; property ``theme`` tells them apart."""
    return write_layers(themes(study), metadata(study))


def write_layers(layers: Mapping[str, gpd.GeoDataFrame], about: Mapping[str, Any]) -> bytes:
    """One FeatureCollection of several layers, told apart by their property ``theme``."""
    found = [
        feature
        for theme, frame in layers.items()
        for feature in features(frame, {"theme": theme}, prefix=f"{theme}/")
    ]
    return _collection(found, about)


def feature_collection(frame: gpd.GeoDataFrame, about: Mapping[str, Any]) -> bytes:
    """FeatureCollection of a frame in any CRS, with ``about`` as its foreign member ``metadata``.

    Raises
    ------
    CrsError
        When the frame has no CRS or a coordinate has no longitude and latitude.
    """
    return _collection(list(features(frame)), about)


def features(
    frame: gpd.GeoDataFrame, extra: Mapping[str, Any] | None = None, *, prefix: str = ""
) -> Iterator[dict[str, Any]]:
    """Features in the order of the frame; the index is the ``id`` and is repeated among properties."""
    geometries = _geometries(frame)
    properties = frame.drop(columns=frame.geometry.name).reset_index()
    identifiers = frame.index.tolist()
    records = properties.to_dict("records")
    for identifier, geometry, record in zip(identifiers, geometries, records, strict=True):
        plain = {str(name): plain_value(value) for name, value in record.items()}
        yield {
            "type": "Feature",
            "id": f"{prefix}{identifier}" if prefix else plain_value(identifier),
            "geometry": None if geometry is None or geometry.is_empty else shapely.geometry.mapping(geometry),
            "properties": {**(extra or {}), **plain},
        }


def _geometries(frame: gpd.GeoDataFrame) -> np.ndarray[Any, Any]:
    """Degrees rounded to ``DECIMALS``, valid after rounding, exterior rings counter-clockwise."""
    degrees = (
        shapely.force_2d(to_degrees(frame).geometry.to_numpy()) if len(frame) else np.array([], dtype=object)
    )
    snapped = shapely.set_precision(degrees, 10.0**-DECIMALS)
    rounded = shapely.transform(snapped, lambda xy: np.round(xy, DECIMALS))
    return shapely.orient_polygons(rounded, exterior_cw=False)


def plain_value(value: Any) -> Any:
    """Value as JSON knows it: missing, infinite and not-a-number become null, numpy becomes Python."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, float):
        return plain if math.isfinite(plain) else None
    return plain if isinstance(plain, bool | int | str) else str(plain)


def _collection(found: list[dict[str, Any]], about: Mapping[str, Any]) -> bytes:
    bounds = _bounds(found)
    head = {"type": "FeatureCollection", **({"bbox": bounds} if bounds else {}), "metadata": dict(about)}
    body = ",\n".join(_text(feature) for feature in found)
    return f'{_text(head)[:-1]}, "features": [\n{body}\n]}}\n'.encode()


def _bounds(found: list[dict[str, Any]]) -> list[float]:
    """West, south, east, north of all features; empty when none has a place."""
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in found if feature["geometry"]]
    return [float(value) for value in shapely.total_bounds(shapes)] if shapes else []


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
