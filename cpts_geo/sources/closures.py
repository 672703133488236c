"""Closed roads: drawn, listed by name, or published (DATEX II of Bison Futé and DiaLog)."""

from dataclasses import replace
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from cpts_geo.model.crs import reproject, to_degrees
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import EXPIRED
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.flood import FAR_DEG, with_shapes
from cpts_geo.sources.flood import read as read_zones
from cpts_geo.sources.geometry_gate import FRANCE, share_inside
from cpts_geo.sources.harvest import EXCLUDED, Harvest, Place, all_stored, summary
from cpts_geo.sources.points import has_coordinates, locate
from cpts_geo.sources.raw import RawTable, moved, normalise, picked, problem
from cpts_geo.sources.road_match import COMMUNES, ROADS, match
from cpts_geo.sources.zone_facts import TIMES, expired

WORDS: Final = ("coupure", "closure", "fermeture", "barrage", "route_barree", "routes_barrees")
DATEX: Final = "datex_record"
# Enumerations of DATEX II v2 (management of a road, constriction of traffic) and v3 (access restriction).
CLOSED: Final = frozenset({"roadClosed", "carriagewayClosures", "closedPermanentlyForTheWinter", "noEntry"})
BLOCKED: Final = frozenset({"roadBlocked", "carriagewayBlocked"})
WATER: Final = frozenset({"flooding", "flashFloods"})


def detect(raw: RawTable) -> bool:
    """Roads that a file says closed: by its kind, its name, DATEX II, or a road with an end of closure."""
    if DATEX in raw.headers or raw.text(("kind",)).eq("closure").any():
        return True
    words = normalise(raw.file)
    shaped = with_shapes(raw).geometry is not None or has_coordinates(raw)
    listed = raw.header(ROADS) is not None and raw.header(TIMES["valid_until"]) is not None
    return (shaped and any(word in words for word in WORDS)) or (raw.geometry is None and listed)


def read(raw: RawTable, place: Place, *, layer: str, today: str = "") -> Harvest:
    """Zones that close what they touch; those that have expired are kept as such and close nothing.

    A closure given by a point, two points or a name is put on the roads of the territory; what cannot be
    put is set aside, never dropped.

    Raises
    ------
    LayerError
        ``no_closure_here``, ``closures_need_roads``, and as ``flood.read``.
    UnreadableFileError, CrsError
        As ``flood.read``.
    """
    raw = on_earth(with_shapes(raw), place)
    fate, notes = _wanted(raw, place)
    if (fate == EXCLUDED).all():
        raise LayerError("no_closure_here", raw.file, value=str(len(fate)))
    chosen, told = on_roads(raw.keep(fate != EXCLUDED), place)
    got = read_zones(chosen, place, layer=layer, kind="closure", today=today)
    fate.loc[got.fate.index] = got.fate
    layers, over = [], 0
    for part in got.layers:
        late = expired(part.frame, today) & (part.frame["kind"] == "closure")
        over += int(late.sum())
        layers.append(replace(part, frame=part.frame.assign(kind=part.frame["kind"].mask(late, EXPIRED))))
    said = (*got.problems, *notes, *told, *summary(raw, "closures", "expired_closures", over))
    return Harvest(raw, tuple(layers), fate, said)


def on_earth(raw: RawTable, place: Place) -> RawTable:
    """Coordinates in columns as points; latitude and longitude of DATEX the other way round put right."""
    if raw.geometry is None:
        if not has_coordinates(raw):
            nowhere = pd.Series(None, index=raw.columns.index, dtype=object)
            return replace(raw, geometry=gpd.GeoSeries(nowhere, crs=place.crs))
        found = locate(raw, "closures", place)
        shapes = gpd.GeoSeries(found.points.reindex(raw.columns.index), crs=found.points.crs)
        kept = tuple(p for p in found.problems if p.kind != "missing_coordinates")
        return replace(raw, geometry=shapes, problems=(*raw.problems, *kept))
    if DATEX not in raw.headers:
        return raw
    flipped = raw.geometry.map(lambda s: None if s is None else shapely.transform(s, lambda xy: xy[:, ::-1]))
    other = gpd.GeoSeries(flipped, index=raw.geometry.index, crs=raw.geometry.crs)
    better = share_inside(other.bounds.dropna(), FRANCE) > share_inside(raw.geometry.bounds.dropna(), FRANCE)
    return replace(raw, geometry=other) if better else raw


def _wanted(raw: RawTable, place: Place) -> tuple[pd.Series, tuple[Problem, ...]]:
    """Rows that close a road to everybody, here; the others are left out and counted."""
    fate = all_stored(raw)
    notes: tuple[Problem, ...] = ()
    if DATEX in raw.headers:
        measure = raw.text(("measure",))
        closed = measure.isin(CLOSED) | raw.text(("constriction",)).isin(BLOCKED)
        some = closed & (raw.text(("vehicles",)) != "")
        ended = closed & ~some & (raw.text(("status",)) == "suspended")
        other = ~closed
        fate = fate.mask(other | some | ended, EXCLUDED)
        notes = (
            *summary(raw, "closures", "flood_without_closure", int((other & measure.isin(WATER)).sum())),
            *summary(raw, "closures", "not_a_closure", int((other & ~measure.isin(WATER)).sum())),
            *summary(raw, "closures", "some_vehicles_only", int(some.sum())),
            *summary(raw, "closures", "suspended_closures", int(ended.sum())),
        )
    if place.communes.empty or raw.geometry is None or raw.geometry.crs is None:
        return fate, notes
    box = shapely.box(*to_degrees(place.communes).total_bounds).buffer(FAR_DEG)
    degrees = moved(raw.geometry, "EPSG:4326")
    away = (fate != EXCLUDED) & degrees.notna() & ~degrees.is_empty & ~degrees.intersects(box)
    return fate.mask(away, EXCLUDED), (*notes, *summary(raw, "closures", "closures_outside", int(away.sum())))


def on_roads(raw: RawTable, place: Place) -> tuple[RawTable, tuple[Problem, ...]]:
    """Points and names replaced by the stretch of road they close, in the territory's CRS."""
    geometry = gpd.GeoSeries(raw.geometry)
    vague = geometry.isna() | geometry.is_empty | geometry.geom_type.isin(["Point", "MultiPoint"])
    told_bad = {p.row for p in raw.problems if p.outcome is Outcome.SET_ASIDE}
    vague &= ~geometry.index.isin(list(told_bad))
    if not vague.any():
        return raw, ()
    if place.edges is None:
        raise LayerError("closures_need_roads", raw.file, value=str(int(vague.sum())))
    nowhere = gpd.GeoSeries(None, index=geometry.index, crs=place.crs)
    metres = nowhere if geometry.isna().all() else moved(geometry, place.crs)
    rows = pd.DataFrame({"road": raw.text(ROADS), "commune": raw.text(COMMUNES)})[vague]
    found = match(
        rows,
        picked(metres, metres.index[vague]),
        place.edges,
        reproject(place.communes, str(place.edges.crs)),
    )
    metres = gpd.GeoSeries(metres.mask(vague, None), crs=place.crs)
    metres.loc[found.shapes.index] = found.shapes
    roads = raw.text(ROADS)
    asides = tuple(
        problem(raw, "closures", why, Outcome.SET_ASIDE, row=row, value=roads.loc[int(str(row))])
        for row, why in found.missed.items()
    )
    placed = summary(raw, "closures", "closures_on_roads", len(found.shapes))
    columns = raw.columns.assign(road=roads)
    return replace(raw, columns=columns, geometry=metres, problems=(*raw.problems, *asides)), placed
