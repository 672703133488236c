"""Which source a file is: by its signature and its headers, never by its name alone."""

from pathlib import Path
from typing import Final

from cpts_geo.model.errors import LayerError
from cpts_geo.sources import (
    alerts,
    background,
    bdtopo,
    bdtopo_turns,
    bpe,
    closures,
    communes,
    contacts,
    covid_sites,
    decisions,
    ehpad,
    ehpad_popup,
    finess,
    finess_facts,
    finess_plus,
    flood,
    generic_roads,
    grid,
    helipads,
    iris,
    osm,
    osm_open,
    osmnx_graph,
    plans,
    population,
    posts,
    reference_tables,
    sae,
    sites,
    structures,
)
from cpts_geo.sources.raw import RawTable
from cpts_geo.sources.signature import signature

# Source → the kind of layer that ``--as`` names.
KINDS: Final[dict[str, str]] = {
    "communes": "communes",
    "population": "population",
    "grid": "population",
    "iris": "population",
    "iris_population": "population",
    "reference": "reference",
    "ehpad": "structures",
    "finess": "structures",
    "finess_plus": "structures",
    "finess_points": "structures",
    "finess_equipment": "structures",
    "finess_activities": "structures",
    "sae": "structures",
    "ehpad_popup": "structures",
    "bpe": "structures",
    "posts": "structures",
    "rpps": "structures",
    "testing": "structures",
    "structures": "structures",
    "vaccination": "sites",
    "sites": "sites",
    "plans": "sites",
    "helipads": "sites",
    "vigilance": "hazard",
    "gauges": "hazard",
    "flood": "hazard",
    "raster": "hazard",
    "relief": "relief",
    "closures": "closures",
    "decisions": "decisions",
    "background": "background",
    "roads_bdtopo": "roads",
    "roads_osm": "roads",
    "roads_graphml": "roads",
    "roads_generic": "roads",
    "contacts": "contacts",
}
GENERIC: Final[dict[str, str]] = {
    "communes": "communes",
    "structures": "structures",
    "sites": "sites",
    "hazard": "flood",
    "closures": "closures",
    "roads": "roads_generic",
    "population": "population",
}


def detect_path(path: Path) -> str:
    """``roads_osm`` or ``roads_graphml`` for road files that are not tables, empty otherwise.

    Raises
    ------
    UnreadableFileError
        The file is absent, empty or binary.
    """
    kind = signature(path)
    if kind == "graphml" or (kind in {"gz", "bz2"} and osmnx_graph.detect(path)):
        return "roads_graphml"
    if kind == "json" and osm_open.is_overpass(path):
        return "roads_osm"
    if kind in {"osm", "pbf"} or (kind in {"gz", "bz2"} and osm.detect(path)):
        return "roads_osm"
    return ""


def detect(raw: RawTable, kind: str | None = None) -> str:
    """Source of a table or vector file; ``kind`` is what the user said it is.

    Raises
    ------
    LayerError
        ``not_recognised``, ``lines_unsaid``, ``outlines_unsaid`` with the headers; ``unknown_kind``.
    """
    if kind is not None and kind not in GENERIC:
        raise LayerError("unknown_kind", raw.file, value=kind, expected=", ".join(GENERIC))
    if kind is None and decisions.is_own_result(raw):
        raise LayerError("own_result", raw.file, value=str(len(raw.columns)))
    found = next((name for name, is_it in _tests(raw) if is_it), "")
    if kind is None and not found:
        structures.refuse_unknown_words(raw)
        raise _not_known(raw)
    if kind is None or KINDS.get(found) == kind or (kind == "sites" and found == "testing"):
        return found
    return GENERIC[kind]


def _not_known(raw: RawTable) -> LayerError:
    """Why no source fits: a table nobody knows, or shapes that do not say what they are."""
    headers, kinds = ", ".join(raw.columns.columns[:12]), ", ".join(GENERIC)
    if {"place_id", "osm_type", "boundingbox"} <= raw.headers:  # Nominatim
        return LayerError("geocoder_answer", raw.file, value=headers)
    shapes = set() if raw.geometry is None else set(raw.geometry.geom_type.dropna())
    if shapes and shapes <= {"LineString", "MultiLineString"}:
        return LayerError("lines_unsaid", raw.file, value=headers, expected=kinds)
    if shapes and shapes <= {"Polygon", "MultiPolygon"}:
        return LayerError("outlines_unsaid", raw.file, value=headers, expected=kinds)
    if raw.geometry is None and raw.file.lower().endswith("json"):
        return LayerError("list_unsaid", raw.file, value=headers, expected=kinds)
    return LayerError("not_recognised", raw.file, value=headers, expected=kinds)


def _tests(raw: RawTable) -> list[tuple[str, bool]]:
    columns = raw.columns.columns
    lines = raw.geometry is not None and raw.geometry.geom_type.isin(["LineString", "MultiLineString"]).any()
    return [
        ("plans", plans.detect(raw)),
        ("ehpad", ehpad.detect(raw)),
        ("finess_plus", finess_plus.detect(raw)),
        ("finess_points", finess_facts.detect_points(raw)),
        ("finess_equipment", finess_facts.detect_equipment(raw)),
        ("finess_activities", finess_facts.detect_activities(raw)),
        ("finess", finess.detect(raw)),
        ("sae", sae.detect(raw)),
        ("ehpad_popup", ehpad_popup.detect(raw)),
        ("bpe", bpe.detect(raw)),
        ("posts", posts.detect_communes(raw)),
        ("rpps", posts.detect_rpps(raw)),
        ("vaccination", covid_sites.detect_vaccination(raw)),
        ("testing", covid_sites.detect_testing(raw)),
        ("reference", bool(reference_tables.detect(raw))),
        ("grid", grid.detect(raw)),
        ("iris", iris.detect_contours(raw)),
        ("iris_population", iris.detect_table(raw)),
        ("population", population.detect_table(raw)),
        ("roads_bdtopo", bool(lines and bdtopo.detect(columns)) or bdtopo_turns.detect(columns)),
        ("helipads", helipads.detect(raw)),
        ("background", background.detect(raw)),
        ("communes", communes.detect(raw) or communes.detect_centres(raw)),
        ("vigilance", alerts.detect(raw)),
        ("gauges", alerts.detect_gauges(raw)),
        ("decisions", decisions.detect(raw)),
        ("closures", closures.detect(raw)),
        ("flood", flood.detect(raw)),
        ("roads_generic", bool(lines and generic_roads.detect(columns))),
        ("contacts", contacts.detect(raw)),
        ("sites", sites.detect(raw)),
        ("structures", structures.detect(raw)),
    ]
