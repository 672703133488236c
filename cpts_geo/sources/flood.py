"""Flood zones of any producer: directive tables, modelled extents, satellite, drawings; PPR as planning."""

import dataclasses
import json
import re
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.crs import to_degrees
from cpts_geo.model.errors import CrsError, LayerError
from cpts_geo.model.layers import NAME, ORIGINAL, PLANNING, SCENARIO_KINDS, ZONE_ID
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources import copernicus, flood_tables, ppr
from cpts_geo.sources.current import has_current, read_current
from cpts_geo.sources.depth import has_depths, read_depths
from cpts_geo.sources.geometry_gate import Gate, away, check_geometry, check_place, plausible
from cpts_geo.sources.harvest import (
    EXCLUDED,
    SET_ASIDE,
    STORED,
    Harvest,
    Place,
    all_stored,
    file_stem,
    nothing_usable,
    summary,
)
from cpts_geo.sources.points import territory_box
from cpts_geo.sources.raw import RawTable, normalise, picked, problem, row_problems
from cpts_geo.sources.tri_archive import TABLE, without_double
from cpts_geo.sources.zone_facts import read_facts, separate

SHAPES: Final = ("geo_shape", "geom", "geometry", "wkt", "the_geom", "geojson")
SCENARIOS: Final = ("occurrence", "scenario", "scenario_id", "niveau_occurrence", "periode_retour")
ZONE_NAMES: Final = (NAME, "nom", "zone_sub", "libelle", "cours_deau", "nomrisque", "lib_zone", "notation")
FAR_DEG: Final = 0.4  # about the 30 km that roads and structures may lie beyond the communes
EXTRA: Final = (
    "level_m",
    "niveaualea",
    "nivalea_st",
    "coderisque",
    "typ_inond",
    "id_s_inond",
    "id_gaspar",
    "det_method",
)


def detect(raw: RawTable) -> bool:
    """Polygons with the columns or the name of a flood; tables of the standards whatever their shape."""
    if flood_tables.table_of(raw) not in {"", flood_tables.EXTENT} or copernicus.is_product(raw):
        return raw.geometry is not None or raw.header(SHAPES) is not None
    if not _has_polygons(raw):
        return False
    words = f"{normalise(raw.file)}_{normalise(raw.layer)}"
    known = {"id_s_inond", "id_zone", "scenario_id", "typ_inond", "depth_min_m", "id_sin"} & raw.headers
    said = re.search(r"inond|crue|submers|flood|iso_ht|xynthia|alea|pprn|ppri|ppr\b|tri_", words)
    return bool(known) or ppr.is_planning(raw) or has_depths(raw) or said is not None


def _has_polygons(raw: RawTable) -> bool:
    if raw.geometry is None:
        return raw.header(SHAPES) is not None
    return bool(raw.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).any())


def read(raw: RawTable, place: Place, *, layer: str, kind: str = "flood", today: str = "") -> Harvest:
    """Zones of one hazard layer, or of several when scenarios or natures must not mix.

    Depths come from classes when the file has some, otherwise they are unknown (NaN), never zero. Zones of
    a PPR keep only those about water, without depths, as ``planning``: no scenario can use them.

    Raises
    ------
    LayerError
        ``table_…`` for a table that is not a flood, ``perimeter_not_hazard``, ``no_zone_in_territory``,
        ``no_valid_row``.
    UnreadableFileError, CrsError
        When the geometry is refused as a whole.
    """
    raw = with_shapes(raw)
    if kind == "flood":
        _check_table(raw)
        kind = PLANNING if ppr.is_planning(raw) else kind
    fate, asides = _chosen(raw, kind)
    if not (fate == STORED).any():
        if (fate == EXCLUDED).any():
            raise LayerError("no_flood_zone", raw.file)
        raise nothing_usable(raw, (*raw.problems, *asides))
    gate = check_geometry(raw.keep(fate == STORED), "hazard", "any" if kind == "closure" else "polygon")
    fate.loc[gate.refused.index] = SET_ASIDE
    if not (fate == STORED).any():
        raise nothing_usable(raw, (*raw.problems, *gate.problems))
    lost, elsewhere = _elsewhere(raw, gate, place)
    frame, odd = _zones(raw, gate, layer, kind)
    fate.loc[odd.index.union(lost)] = SET_ASIDE
    frame, replaced, doubles = without_double(raw, frame.drop(odd.index.union(lost)))
    fate.loc[replaced] = EXCLUDED
    if frame.empty:
        raise nothing_usable(raw, (*raw.problems, *gate.problems, *_depth_notes(raw, frame, odd, kind)))
    facts, timed = read_facts(raw, frame.index, _nature(raw, kind), today)
    frame = frame.join(facts)
    layers, split = separate(raw, frame, layer)
    told = (
        *raw.problems,
        *asides,
        *gate.problems,
        *elsewhere,
        *_depth_notes(raw, frame, odd, kind),
        *doubles,
    )
    return Harvest(raw, layers, fate, (*told, *timed, *split, *_far(raw, frame, place)))


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


def _check_table(raw: RawTable) -> None:
    """Refuse what is not water, with what to bring instead."""
    if raw.header((TABLE,)) is not None:
        return
    table = flood_tables.table_of(raw)
    if table and table not in flood_tables.USED:
        raise LayerError(f"table_{table}", raw.file, value=raw.layer.removeprefix("data") or raw.file)
    if copernicus.is_product(raw) and copernicus.is_background(raw):
        raise LayerError("table_footprint", raw.file, value=raw.layer.removeprefix("data") or raw.file)
    if ppr.is_perimeter(raw):
        raise LayerError("perimeter_not_hazard", raw.file, value=raw.layer)


def _chosen(raw: RawTable, kind: str) -> tuple[pd.Series, tuple[Problem, ...]]:
    """Fate of each row before its shape is looked at."""
    if kind == PLANNING:
        return ppr.about_water(raw)
    if kind == "flood" and copernicus.is_product(raw):
        return copernicus.about_water(raw)
    return all_stored(raw), ()


def _elsewhere(raw: RawTable, gate: Gate, place: Place) -> tuple[pd.Index, tuple[Problem, ...]]:
    """Rows of a file of the right place that are themselves out of France: one line across the world."""
    around = territory_box(place)
    if gate.geometry.crs is None:
        choices = plausible(gate.geometry, around[0]) if around else ""
        raise CrsError("missing_crs", raw.file, expected=choices)
    check_place(raw.file, gate.geometry, around)
    lost = away(gate.geometry, around)
    rows = lost.index[lost]
    boxes = gate.geometry.bounds.loc[rows].round(4).astype(str)
    shown = pd.Series([" ; ".join(row) for row in boxes.to_numpy()], index=rows, dtype=object)
    return rows, row_problems(raw, "hazard", "outside_france", Outcome.SET_ASIDE, values=shown)


def _zones(raw: RawTable, gate: Gate, layer: str, kind: str) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Frame of the zones, and the texts of depth that mean nothing to us, by row."""
    geometry = gate.geometry
    kept = raw.keep(pd.Series(raw.columns.index.isin(geometry.index), index=raw.columns.index))
    depths, odd = read_depths(kept)
    if kind != "flood" or not has_depths(kept):
        depths, odd = depths * np.nan, odd.iloc[:0]
    said = kept.text(("kind",))
    columns = {
        ZONE_ID: [f"{layer}-{row}" for row in kept.columns.index],
        "kind": said.where(said.isin(SCENARIO_KINDS), kind) if kind != PLANNING else kind,
        "depth_min_m": depths["depth_min_m"],
        "depth_max_m": depths["depth_max_m"],
        "speed_factor": kept.number(("speed_factor",)).clip(0, 1),
        "occurrence": kept.text(SCENARIOS),
        NAME: kept.text(ZONE_NAMES),
        "source": raw.file,
    }
    columns |= {name: kept.text((name,)) for name in (*EXTRA, TABLE) if name in kept.headers}
    repaired = [p.row for p in gate.problems if p.outcome is Outcome.FIXED]
    if repaired and raw.geometry is not None:
        before = pd.Series(shapely.to_wkb(picked(raw.geometry, pd.Index(repaired)), hex=True), index=repaired)
        columns[ORIGINAL] = before.reindex(kept.columns.index, fill_value="")
    if kind == PLANNING:
        columns |= ppr.facts(kept)
    if kind == "flood" and has_current(kept):
        columns |= {str(name): bounds for name, bounds in read_current(kept).items()}
    if kind == "flood" and copernicus.is_product(kept):
        columns["occurrence"] = copernicus.product_name(kept)
    frame = gpd.GeoDataFrame(columns, index=kept.columns.index, geometry=geometry, crs=geometry.crs)
    return frame, odd[odd.index.isin(frame.index)]


def _nature(raw: RawTable, kind: str) -> str:
    """What the zones are when their rows do not say it."""
    if kind != "flood":
        return {"closure": "order", PLANNING: PLANNING}.get(kind, "")
    if copernicus.is_product(raw):
        return "observed"
    standard = flood_tables.table_of(raw) or raw.header((TABLE,)) or "level_m" in raw.headers
    return "modelled" if standard else ""


def _depth_notes(raw: RawTable, frame: gpd.GeoDataFrame, odd: pd.Series, kind: str) -> tuple[Problem, ...]:
    notes = row_problems(raw, "hazard", "unknown_depth_class", Outcome.SET_ASIDE, values=odd)
    if kind == PLANNING:
        notes += ppr.notes(raw, frame["procedure"])
    if "level_m" in frame:
        level = frame["level_m"].iloc[0]
        notes += (
            problem(raw, "hazard", "level_not_depth", Outcome.INFORMATION, column="level_m", value=level),
        )
    if kind == "flood" and flood_tables.table_of(raw) == flood_tables.OVER_HAZARD:
        notes += (problem(raw, "hazard", "over_hazard", Outcome.INFORMATION, value=str(len(frame))),)
    if "velocity_min_ms" in frame:
        count = int(frame["velocity_min_ms"].notna().sum())
        notes += summary(raw, "hazard", "current_kept", count)
    if kind == "flood" and copernicus.is_product(raw):
        notes += (problem(raw, "hazard", "satellite_extent", Outcome.INFORMATION),)
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
