"""Flood zones of any producer: TRI tables (COVADIS), modelled extents, drawings, and PPR with its limits."""

import dataclasses
import json
import re
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.crs import to_degrees
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import NAME, ZONE_ID, ZONES
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.depth import has_depths, read_depths
from cpts_geo.sources.geometry_gate import check_geometry, check_place
from cpts_geo.sources.harvest import (
    EXCLUDED,
    SET_ASIDE,
    STORED,
    Harvest,
    Layer,
    Place,
    all_stored,
    file_stem,
    summary,
)
from cpts_geo.sources.points import territory_box
from cpts_geo.sources.raw import RawTable, normalise, problem, row_problems

SHAPES: Final = ("geo_shape", "geom", "geometry", "wkt", "the_geom", "geojson")
SCENARIOS: Final = ("occurrence", "scenario", "scenario_id", "niveau_occurrence", "periode_retour")
ZONE_NAMES: Final = (NAME, "nom", "zone_sub", "libelle", "cours_deau", "nomrisque", "lib_zone")
FAR_DEG: Final = 0.4  # about the 30 km that roads and structures may lie beyond the communes
KINDS: Final = ("flood", "closure", "slowdown")
EXTRA: Final = (
    "level_m",
    "typereg",
    "codezone",
    "niveaualea",
    "nivalea_st",
    "coderisque",
    "vitesse",
    "typ_inond",
    "zone_rglt",
)
FLOOD_RISKS: Final = ("112", "113", "114", "115", "116", "117")  # FACTS 1.10.3; 118 and above are not water
MIXED_RISKS: Final = ("999", "99", "")
_FLOOD_WORDS: Final = re.compile(
    r"inond|crue|submers|torrent|ruissel|debordement|remontee|marais|aire_humide"
)
_OTHER_WORDS: Final = re.compile(
    r"erosion|eboulement|glissement|mouvement|chute|avalanche|seisme|sism|effondrement|cavite|tassement|incendie"
)
_PLANNING: Final = (
    "typereg",
    "codezone",
    "typereglement",
    "id_gaspar",
    "zone_rglt",
    "coderisque",
    "codezonereglement",
)


def detect(raw: RawTable) -> bool:
    """Polygons with the columns or the name of a flood layer."""
    if not _has_polygons(raw):
        return False
    words = f"{normalise(raw.file)}_{normalise(raw.layer)}"
    known = {
        "id_s_inond",
        "id_zone",
        "scenario_id",
        "typ_inond",
        "depth_min_m",
        "id_zch",
        "palier_hauteur",
    } & raw.headers
    said = re.search(r"inond|crue|submers|flood|iso_ht|xynthia|alea|pprn|ppri|ppr\b|tri_", words)
    return bool(known) or is_planning(raw) or has_depths(raw) or said is not None


def _has_polygons(raw: RawTable) -> bool:
    if raw.geometry is None:
        return raw.header(SHAPES) is not None
    return bool(raw.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).any())


def is_planning(raw: RawTable) -> bool:
    """Zones of a PPR: rules of land use or hazard levels, never depths."""
    return len(raw.headers & set(_PLANNING)) >= 2 and raw.header(("id_s_inond",)) is None


def is_perimeter(raw: RawTable) -> bool:
    """Limit of the area that a PPR studies: it says nothing of water."""
    coded = raw.headers & {"codezone", "typereg", "coderisque", "typealea", "zone_rglt"}
    return "id_gaspar" in raw.headers and not coded


def read(raw: RawTable, place: Place, *, layer: str, kind: str = "flood", named: bool = False) -> Harvest:
    """Zones of one hazard layer.

    Depths come from classes when the file has some, otherwise they are unknown (NaN), never zero.
    Zones of a PPR say where one may build: they are taken only under a name that the user chose,
    without depths, and only those about water.

    Raises
    ------
    LayerError
        ``planning_zone`` (a PPR without ``--as hazard --name``), ``perimeter_not_hazard``,
        ``no_zone_in_territory``, ``no_valid_row``.
    UnreadableFileError, CrsError
        When the geometry is refused as a whole.
    """
    raw = with_shapes(raw)
    if is_perimeter(raw):
        raise LayerError("perimeter_not_hazard", raw.file, value=raw.layer)
    planning = is_planning(raw)
    if planning and not named:
        raise LayerError("planning_zone", raw.file, expected="--as hazard --name")
    fate, asides = _about_water(raw) if planning else (all_stored(raw), ())
    gate = check_geometry(raw.keep(fate == STORED), "hazard", "polygon" if kind == "flood" else "any")
    fate.loc[gate.refused.index] = SET_ASIDE
    if not (fate == STORED).any():
        raise LayerError("no_valid_row", raw.file)
    check_place(raw.file, gate.geometry, territory_box(place))
    frame, unknown = _zones(raw, gate.geometry, layer, kind, planning=planning)
    fate.loc[unknown] = SET_ASIDE
    frame = frame.drop(unknown)
    if frame.empty:
        raise LayerError("no_valid_row", raw.file)
    told = (*raw.problems, *asides, *gate.problems, *_depth_notes(raw, frame, unknown, planning=planning))
    return Harvest(raw, (Layer(ZONES, frame, layer),), fate, (*told, *_far(raw, frame, place)))


def with_shapes(raw: RawTable) -> RawTable:
    """Table whose cells hold geometries, as a vector file in WGS84 (GeoJSON or WKT in a column)."""
    header = raw.header(SHAPES)
    if raw.geometry is not None or header is None:
        return raw
    shapes = gpd.GeoSeries(raw.columns[header].map(_shape), index=raw.columns.index, crs="EPSG:4326")
    return dataclasses.replace(raw, columns=raw.columns.drop(columns=header), geometry=shapes)


def _shape(text: str) -> shapely.Geometry | None:
    try:
        if text.lstrip().startswith("{"):
            return shapely.from_geojson(json.dumps(json.loads(text)))
        return shapely.from_wkt(text)
    except (shapely.errors.ShapelyError, ValueError, RecursionError):
        return None


def _about_water(raw: RawTable) -> tuple[pd.Series, tuple[Problem, ...]]:
    """Fate of the zones of a PPR: flood codes kept, other risks left out, mixed ones set aside."""
    code = raw.text(("coderisque", "typealea", "codealea")).str[:3]
    words = raw.text(("nomrisque", "nom", "libellezonereglement", "descript")).map(normalise)
    if raw.header(("coderisque", "typealea", "codealea")) is not None:
        water, mixed = code.isin(FLOOD_RISKS), code.isin(MIXED_RISKS)
    else:
        water = words.str.contains(_FLOOD_WORDS) | (words == "")
        mixed = ~water & ~words.str.contains(_OTHER_WORDS)
    fate = all_stored(raw).mask(~water, EXCLUDED).mask(mixed, SET_ASIDE)
    told = (
        *row_problems(
            raw, "hazard", "mixed_risk", Outcome.SET_ASIDE, values=words[mixed], column="coderisque"
        ),
        *summary(raw, "hazard", "other_risk", int((fate == EXCLUDED).sum())),
    )
    return fate, told


def _zones(
    raw: RawTable, geometry: gpd.GeoSeries, layer: str, kind: str, *, planning: bool
) -> tuple[gpd.GeoDataFrame, pd.Index]:
    kept = raw.keep(pd.Series(raw.columns.index.isin(geometry.index), index=raw.columns.index))
    depths, odd = read_depths(kept)
    if planning or not has_depths(kept):
        depths, odd = depths * np.nan, odd.iloc[:0]
    said = kept.text(("kind",))
    kinds = said.where(said.isin(KINDS), kind)
    columns = {
        ZONE_ID: [f"{layer}-{row}" for row in kept.columns.index],
        "kind": kinds,
        "depth_min_m": depths["depth_min_m"],
        "depth_max_m": depths["depth_max_m"],
        "speed_factor": kept.number(("speed_factor",)).clip(0, 1),
        "occurrence": kept.text(SCENARIOS),
        NAME: kept.text(ZONE_NAMES),
        "source": raw.file,
    }
    columns |= {name: kept.text((name,)) for name in EXTRA if name in kept.headers}
    frame = gpd.GeoDataFrame(columns, index=kept.columns.index, geometry=geometry, crs=geometry.crs)
    return frame, odd.index.intersection(frame.index)


def _depth_notes(
    raw: RawTable, frame: gpd.GeoDataFrame, unknown: pd.Index, *, planning: bool
) -> tuple[Problem, ...]:
    texts = raw.columns.loc[unknown].agg(" ".join, axis=1) if len(unknown) else pd.Series(dtype=object)
    notes = row_problems(raw, "hazard", "unknown_depth_class", Outcome.SET_ASIDE, values=texts)
    if planning:
        notes += (problem(raw, "hazard", "planning_zones", Outcome.INFORMATION, value=str(len(frame))),)
    if "level_m" in frame:
        notes += (
            problem(
                raw,
                "hazard",
                "level_not_depth",
                Outcome.INFORMATION,
                column="level_m",
                value=frame["level_m"].iloc[0],
            ),
        )
    water = frame[frame["kind"] == "flood"]
    return (*notes, *summary(raw, "hazard", "depth_unknown", int(water["depth_min_m"].isna().sum())))


def _far(raw: RawTable, frame: gpd.GeoDataFrame, place: Place) -> tuple[Problem, ...]:
    if place.communes.empty:
        return ()
    box = shapely.box(*to_degrees(place.communes).total_bounds)
    shapes = to_degrees(frame[["geometry"]])
    if not shapes.intersects(box.buffer(FAR_DEG)).any():
        raise LayerError("no_zone_in_territory", raw.file)
    away = int((~shapes.intersects(box)).sum())
    return summary(raw, "hazard", "zones_outside", away)


def default_name(raw: RawTable) -> str:
    """Layer name of a file: its stem as a slug."""
    return normalise(file_stem(raw.file)) or "zones"
