"""Our profile of GeoJSON as a JSON Schema: what each theme of a package holds, for others to check it."""

import json
from collections.abc import Iterable
from typing import Any, Final

from cpts_geo.model.layers import COMMUNES, PLAN_FACTS, PLANS, SITES, STRUCTURES, ZONES
from cpts_geo.render.cut_roads import CAUSES, COLUMNS, ROAD_ID
from cpts_geo.render.ground_themes import PLAN_COLUMNS, PLAN_THEMES, POCKET_COLUMNS, POCKET_ID
from cpts_geo.render.themes import HITS, OF_COMMUNES, OF_SITES, allowed_columns
from cpts_geo.wording import fields, files
from cpts_geo.wording.labels import CATEGORY

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
NAME: Final = "profil.schema.json"
GEOMETRIES: Final[dict[str, tuple[str, ...]]] = {
    "s": ("Polygon", "MultiPolygon"),
    "l": ("LineString", "MultiLineString"),
    "p": ("Point",),
}
_ROADS: Final = (ROAD_ID, *COLUMNS, "speed_factor")
_ZONES: Final = (ZONES.index, "layer", *allowed_columns(ZONES))
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "territoire_s": (COMMUNES.index, *allowed_columns(COMMUNES)),
    "structures_p": (
        *(STRUCTURES.index, *allowed_columns(STRUCTURES), "category_label", "off_road"),
        *(*HITS, *CAUSES, "people_reference", "people_scenario"),
    ),
    "sites_p": (
        *(SITES.index, *allowed_columns(SITES), "open"),
        *(*HITS, *CAUSES, *OF_SITES, "reachable_share"),
    ),
    "acces_coupes_l": _ROADS,
    "acces_incertains_l": _ROADS,
    "routes_ralenties_l": _ROADS,
    "alea_s": _ZONES,
    "alea_l": _ZONES,
    "zonage_ppr_s": (*_ZONES, *PLAN_FACTS),
    "poches_s": (POCKET_ID, *POCKET_COLUMNS),
    **dict.fromkeys(PLAN_THEMES.values(), (PLANS.index, *PLAN_COLUMNS)),
}


def text() -> bytes:
    """The schema as a file; always the same bytes for one version of the program."""
    return (json.dumps(schema(), ensure_ascii=False, indent=1) + "\n").encode()


def schema() -> dict[str, Any]:
    """JSON Schema of every theme, under ``$defs``."""
    return {
        "$schema": DRAFT,
        "title": files.PROFILE_TITLE,
        "description": files.PROFILE,
        "anyOf": [{"$ref": f"#/$defs/{theme}"} for theme in FIELDS],
        "$defs": {theme: theme_schema(theme) for theme in FIELDS},
    }


def theme_schema(theme: str) -> dict[str, Any]:
    """JSON Schema of the FeatureCollection of one theme.

    Raises
    ------
    KeyError
        When the theme is none of ours.
    """
    patterns = _by_category() if theme == "territoire_s" else {}
    properties = {
        "type": "object",
        "properties": {name: _value(name) for name in FIELDS[theme]},
        "required": [FIELDS[theme][0]],
        "patternProperties": patterns,
        "additionalProperties": False,
    }
    feature = _object(
        {
            "type": {"const": "Feature"},
            "id": {"type": "string"},
            "geometry": {"oneOf": [{"type": "null"}, *map(_geometry, GEOMETRIES[theme[-1]])]},
            "properties": properties,
        }
    )
    collection = _object(
        {
            "type": {"const": "FeatureCollection"},
            "metadata": {"type": "object", "required": ["theme", "status", "warning", "fingerprint"]},
            "features": {"type": "array", "items": feature},
        }
    )
    collection["properties"]["bbox"] = {"type": "array", "items": _DEGREES, "minItems": 4, "maxItems": 4}
    return {"title": files.THEME[theme], **collection}


_DEGREES: Final[dict[str, Any]] = {"type": "number", "minimum": -180, "maximum": 180}


def _object(members: dict[str, Any]) -> dict[str, Any]:
    closed = {"required": list(members), "additionalProperties": False}
    return {"type": "object", "properties": members, **closed}


def _value(name: str) -> dict[str, Any]:
    kind, unit, meaning, _ = fields.FIELDS[name]
    said = f"{meaning} ({unit})" if unit else meaning
    return {"type": [fields.JSON_TYPE[kind], "null"], "description": said}


def _by_category() -> dict[str, Any]:
    names = _either(CATEGORY)
    return {f"^({names})_{measure}$": _value(measure) for measure in OF_COMMUNES}


def _either(names: Iterable[str]) -> str:
    return "|".join(str(name) for name in names)


def _geometry(kind: str) -> dict[str, Any]:
    depth = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}[kind]
    shape: dict[str, Any] = {"type": "array", "items": _DEGREES, "minItems": 2, "maxItems": 2}
    for level in range(depth):
        ring = level == 0 and kind.endswith("Polygon")
        shape = {"type": "array", "items": shape, "minItems": (4 if ring else 2 if level == 0 else 1)}
    return _object({"type": {"const": kind}, "coordinates": shape})
