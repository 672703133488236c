"""Decisions of an authority: roads closed, perimeters, sites ordered open or closed, each for a time."""

from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import (
    EXPIRED,
    NAME,
    SITE_CLOSED,
    SITE_ID,
    SITE_OPEN,
    VALID_UNTIL,
    ZONES,
)
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.closures import on_earth, on_roads
from cpts_geo.sources.flood import with_shapes
from cpts_geo.sources.geometry_gate import check_geometry, check_place
from cpts_geo.sources.harvest import SET_ASIDE, Harvest, Layer, Place, all_stored, nothing_usable, summary
from cpts_geo.sources.points import territory_box
from cpts_geo.sources.raw import RawTable, moved, normalise, problem
from cpts_geo.sources.road_match import INSIDE, ROADS
from cpts_geo.sources.site_orders import SITE_IDS, SITE_NAMES, contradictions, sites_named
from cpts_geo.sources.zone_facts import expired, read_facts

LAYER: Final = "decisions"
# No national format exists for the decisions of a préfecture (FACTS 1.11): headers and words are our own.
HEADERS: Final = ("decision", "type_decision", "nature_decision", "mesure", "type_mesure")
CLOSURE, PERIMETER, REOPENING = "closure", "perimeter", "reopening"
OPENING, CLOSING = "opening", "closing"  # of what the row names
WORDS: Final[dict[str, tuple[str, ...]]] = {
    SITE_OPEN: (
        *("lieu_ouvert", "site_ouvert", "ouverture_lieu", "ouverture_de_lieu", "ouverture_du_lieu"),
        *("ouverture_site", "ouverture_de_site", "ouverture_du_site", "site_open"),
    ),
    SITE_CLOSED: (
        *("lieu_ferme", "site_ferme", "fermeture_lieu", "fermeture_de_lieu", "fermeture_du_lieu"),
        *("fermeture_site", "fermeture_de_site", "fermeture_du_site", "site_closed"),
    ),
    CLOSURE: (
        *("route_fermee", "route_barree", "route_coupee", "fermeture_route", "fermeture_de_route"),
        *("fermeture_de_la_route", "coupure", "circulation_interdite", "interdiction_de_circuler"),
        *("interdiction_de_circulation", "closure", "road_closed"),
    ),
    REOPENING: (
        *("route_ouverte", "route_rouverte", "reouverture", "reouverture_route", "reouverture_de_route"),
        *("reouverture_de_la_route", "road_open"),
    ),
    PERIMETER: ("perimetre", "perimetre_interdit", "perimetre_d_exclusion", "zone_interdite", "perimeter"),
    OPENING: ("ouverture", "ouvert", "open"),
    CLOSING: ("fermeture", "ferme", "closed"),
}
ON_ROAD_M: Final = 15.0  # as ``hazards.closure``: a line drawn along a road is within a carriageway of it
FAR_M: Final = 30_000.0  # as closures: what is farther from the communes is another place's
SPOT_M: Final = 10.0  # radius of the disc that stands for a site in the layer
OWN_RESULT: Final = frozenset({"closed_optimistic", "closed_median", "closed_pessimistic"})


def is_own_result(raw: RawTable) -> bool:
    """Roads that our own scenario cuts, as we export them: computed, ordered by nobody."""
    return raw.headers >= OWN_RESULT


def detect(raw: RawTable) -> bool:
    """A column of decisions with at least one word that we know."""
    return any(_word(text) for text in raw.text(HEADERS).unique())


def read(raw: RawTable, place: Place, *, layer: str, today: str = "") -> Harvest:
    """One layer of decisions; those over at ``today`` are kept as such and do nothing.

    What cannot be applied for sure is set aside with its reason: a road that nobody finds, an unknown site,
    orders that contradict each other, a road said open again (a person says that on the map, and signs).

    Raises
    ------
    LayerError
        ``no_valid_row`` when nothing can be applied, ``closures_need_roads``.
    UnreadableFileError
        As ``check_geometry``.
    """
    raw = on_earth(with_shapes(_named_only(raw)), place)
    _check_place(raw, place)
    kinds = _kinds(raw)
    sites, why = sites_named(raw, place, kinds)
    said = raw.text(HEADERS).where(why == "", raw.text(SITE_IDS) + raw.text(SITE_NAMES))
    why = why.mask(kinds == "", "unknown_decision").mask(kinds == REOPENING, "reopening_by_hand")
    clashes = contradictions(raw, kinds, sites)
    why, said = why.mask(clashes != "", "contradicting_orders"), said.mask(clashes != "", clashes)
    asides = _asides(raw, why, said)
    readable = ~raw.columns.index.isin([p.row for p in raw.problems if p.outcome is Outcome.SET_ASIDE])
    wanted = kinds.isin((CLOSURE, PERIMETER)) & (why == "")
    shapes, notes = _shapes(raw.keep(wanted), place, kinds[wanted])
    spots = sites[(sites != "") & (why == "") & readable]
    stored = shapes.index.union(spots.index)
    fate = all_stored(raw).where(raw.columns.index.isin(stored), SET_ASIDE)
    if stored.empty:
        raise nothing_usable(raw, (*raw.problems, *asides, *notes))
    frame = _frame(raw, kinds, gpd.GeoSeries(pd.concat([shapes, _discs(spots, place)])), sites)
    facts, timed = read_facts(raw, frame.index, "order", today)
    frame = frame.join(facts)
    over = expired(frame, today)
    frame = frame.assign(
        kind=frame["kind"].mask(over, EXPIRED), zone_id=[f"{layer}-{r}" for r in frame.index]
    )
    told = (
        *summary(raw, LAYER, "expired_decisions", int(over.sum())),
        *summary(raw, LAYER, "unsigned_decisions", _unsigned(frame)),
        *summary(raw, LAYER, "endless_decisions", _endless(frame)),
        problem(raw, LAYER, "decisions_to_apply", Outcome.INFORMATION, value=layer),
    )
    return Harvest(
        raw,
        (Layer(ZONES, frame.sort_index(), layer),),
        fate,
        (*raw.problems, *asides, *notes, *timed, *told),
    )


def _named_only(raw: RawTable) -> RawTable:
    """The file without the complaints about rows that have no shape: they may name a road or a site."""
    return replace(raw, problems=tuple(p for p in raw.problems if p.kind != "empty_geometry"))


def _check_place(raw: RawTable, place: Place) -> None:
    """Refuse coordinates that contradict their CRS."""
    shapes = None if raw.geometry is None else raw.geometry[~(raw.geometry.isna() | raw.geometry.is_empty)]
    if shapes is not None and len(shapes):
        check_place(raw.file, gpd.GeoSeries(shapes), territory_box(place))


def _word(text: str) -> str:
    plain = normalise(text)
    return next((kind for kind, words in WORDS.items() if plain in words), "")


def _kinds(raw: RawTable) -> pd.Series:
    """What each row decides, ``""`` when its word is none of ours."""
    found = raw.text(HEADERS).map(_word)
    site = (raw.text(SITE_IDS) != "") | (raw.text(SITE_NAMES) != "")
    of_site = found.replace({OPENING: SITE_OPEN, CLOSING: SITE_CLOSED})
    return of_site.where(site, found.replace({OPENING: REOPENING, CLOSING: CLOSURE}))


def _asides(raw: RawTable, why: pd.Series, values: pd.Series) -> tuple[Problem, ...]:
    """What is set aside, each row for its first reason; what reading already told is not told again."""
    told = {p.row for p in raw.problems if p.outcome is Outcome.SET_ASIDE}
    rows = [int(str(row)) for row in why.index[why != ""]]
    return tuple(
        problem(raw, LAYER, str(why.loc[row]), Outcome.SET_ASIDE, row=row, value=values.loc[row])
        for row in rows
        if row not in told
    )


def _shapes(raw: RawTable, place: Place, kinds: pd.Series) -> tuple[gpd.GeoSeries, tuple[Problem, ...]]:
    """What closures and perimeters cover, in the CRS of the territory; points and names are put on roads."""
    if raw.columns.empty:
        return gpd.GeoSeries([], index=kinds.index, crs=place.crs), ()
    closures = raw.keep(kinds == CLOSURE)
    put, told = on_roads(closures, place) if len(closures.columns) else (closures, ())
    shapes = moved_in(raw.keep(kinds == PERIMETER), place)
    both = pd.concat([shapes, moved_in(put, place)])
    whole = gpd.GeoSeries(both.reindex(raw.columns.index), crs=place.crs)
    gate = check_geometry(replace(raw, geometry=whole, problems=put.problems), LAYER, "any")
    passed = gate.geometry
    surface = passed.geom_type.isin(["Polygon", "MultiPolygon"])
    of = kinds.loc[passed.index]
    why = pd.Series("", index=passed.index, dtype=object).mask(
        (of == PERIMETER) & ~surface, "perimeter_not_area"
    )
    cutting = _cutting(gpd.GeoSeries(passed[of == CLOSURE]), place)
    why = why.mask((of == CLOSURE) & ~cutting.reindex(passed.index, fill_value=True), "touches_no_road")
    why = why.mask((of == PERIMETER) & surface & ~_near(passed, place), "decision_elsewhere")
    notes = (*(p for p in put.problems if p not in raw.problems), *gate.problems, *told)
    asides = _asides(replace(raw, problems=(*raw.problems, *notes)), why, raw.text(ROADS).loc[passed.index])
    return gpd.GeoSeries(passed[why == ""], crs=place.crs), (*notes, *asides)


def moved_in(raw: RawTable, place: Place) -> gpd.GeoSeries:
    """Shapes of a table in the CRS of the territory, none where it has none."""
    if raw.geometry is None or raw.geometry.isna().all() or raw.geometry.crs is None:
        return gpd.GeoSeries(None, index=raw.columns.index, crs=place.crs)
    return moved(raw.geometry, place.crs)


def _cutting(shapes: gpd.GeoSeries, place: Place) -> pd.Series:
    """Whether each shape crosses a road of the territory, or follows one over half of an edge."""
    if shapes.empty:
        return pd.Series(dtype=bool)
    if place.edges is None:
        raise LayerError("closures_need_roads", value=str(len(shapes)))
    own, around = shapes.to_numpy(), shapes.buffer(ON_ROAD_M).to_numpy()
    shape, edge = place.edges.sindex.query(around, predicate="intersects")
    lines = place.edges.geometry.to_numpy()[edge]
    followed = shapely.length(shapely.intersection(lines, around[shape])) >= INSIDE * shapely.length(lines)
    cutting = shape[followed | shapely.intersects(lines, own[shape])]
    return pd.Series(np.isin(np.arange(len(shapes)), cutting), index=shapes.index)


def _near(shapes: gpd.GeoSeries, place: Place) -> pd.Series:
    box = shapely.box(*place.communes.total_bounds).buffer(FAR_M)
    return shapes.intersects(box)


def _discs(spots: pd.Series, place: Place) -> gpd.GeoSeries:
    """A small disc per ordered site: what stands for it in a layer of zones."""
    if spots.empty or place.sites is None:
        return gpd.GeoSeries([], index=spots.index, crs=place.crs)
    discs = gpd.GeoSeries(place.sites.geometry.reindex(spots)).buffer(SPOT_M)
    return gpd.GeoSeries(discs.set_axis(spots.index), crs=place.crs)


def _frame(raw: RawTable, kinds: pd.Series, shapes: gpd.GeoSeries, sites: pd.Series) -> gpd.GeoDataFrame:
    rows = shapes.index
    columns = {
        "kind": kinds.loc[rows],
        "depth_min_m": np.nan,
        "depth_max_m": np.nan,
        NAME: raw.text((NAME, "nom", "objet", "libelle")).loc[rows],
        "source": raw.file,
        "road": raw.text(ROADS).loc[rows],
        SITE_ID: sites.loc[rows],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=shapes.crs)


def _unsigned(frame: gpd.GeoDataFrame) -> int:
    """Decisions that nobody signs: neither author nor authority."""
    said = [frame[name] for name in ("author", "authority") if name in frame]
    signed = np.any([(column.fillna("") != "").to_numpy() for column in said], axis=0) if said else False
    return int((~np.broadcast_to(signed, len(frame))).sum())


def _endless(frame: gpd.GeoDataFrame) -> int:
    return int((frame[VALID_UNTIL].fillna("") == "").sum()) if VALID_UNTIL in frame else len(frame)
