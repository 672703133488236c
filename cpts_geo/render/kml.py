"""KML 2.2: one folder per theme, one placemark per feature; every text is data, never markup."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import shapely

from cpts_geo.render.geojson import features
from cpts_geo.render.metadata import metadata
from cpts_geo.render.themes import themes
from cpts_geo.study import Study
from cpts_geo.wording import files

NAMESPACE: Final = "http://www.opengis.net/kml/2.2"
Element = ET.Element


def write(study: Study) -> bytes:
    """KML document in longitude, latitude."""
    return write_layers(themes(study), metadata(study))


def write_layers(layers: Mapping[str, gpd.GeoDataFrame], about: Mapping[str, Any]) -> bytes:
    """KML document of several layers named in ``wording.files``."""
    root = ET.Element("kml", xmlns=NAMESPACE)
    document = ET.SubElement(root, "Document")
    _child(document, "name", f"{about['territory']} — {about['scenario']}")
    said = [f"{about['status']}.", about["warning"], about["cautions"], about["fingerprint"]]
    _child(document, "description", " ".join(filter(None, said)))
    for theme, frame in layers.items():
        if len(frame):
            folder = ET.SubElement(document, "Folder")
            _child(folder, "name", (files.THEME | files.LAYER_THEME)[theme])
            for feature in features(frame):
                _placemark(folder, feature)
    ET.indent(root, space=" ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _placemark(folder: Element, feature: dict[str, Any]) -> None:
    properties = feature["properties"]
    placemark = ET.SubElement(folder, "Placemark")
    _child(placemark, "name", properties.get("name") or properties.get("road") or feature["id"])
    data = ET.SubElement(placemark, "ExtendedData")
    for name, value in properties.items():
        if value not in (None, ""):
            _child(ET.SubElement(data, "Data", name=name), "value", value)
    if feature["geometry"]:
        _geometry(placemark, shapely.geometry.shape(feature["geometry"]))


def _geometry(parent: Element, shape: Any) -> None:
    if hasattr(shape, "geoms"):
        several = ET.SubElement(parent, "MultiGeometry")
        for part in shape.geoms:
            _geometry(several, part)
    elif shape.geom_type == "Polygon":
        polygon = ET.SubElement(parent, "Polygon")
        _ring(polygon, "outerBoundaryIs", shape.exterior)
        for hole in shape.interiors:
            _ring(polygon, "innerBoundaryIs", hole)
    else:
        _coordinates(ET.SubElement(parent, shape.geom_type), shape)


def _ring(polygon: Element, name: str, ring: Any) -> None:
    _coordinates(ET.SubElement(ET.SubElement(polygon, name), "LinearRing"), ring)


def _coordinates(element: Element, line: Any) -> None:
    _child(element, "coordinates", " ".join(f"{float(x)!r},{float(y)!r}" for x, y in line.coords))


def _child(parent: Element, name: str, value: object) -> None:
    """Child with a text; characters that XML forbids are dropped."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    ET.SubElement(parent, name).text = "".join(
        c for c in text if c in "\t\n" or ("\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd")
    )
