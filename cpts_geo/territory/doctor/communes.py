"""Communes: people unknown or counted twice, land missing, vintages and projections that do not match."""

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.crs import is_accepted, legal_crs
from cpts_geo.model.findings import Finding
from cpts_geo.model.layers import COMMUNES, NAME, POPULATION
from cpts_geo.sources.codes import CITIES
from cpts_geo.sources.movements import History
from cpts_geo.territory.doctor.case import Case
from cpts_geo.territory.doctor.facts import Findings, at, cut, per_row, whole

LAYER: Final = COMMUNES.name
HOLE_M2: Final = 10_000.0  # smaller gaps between communes are rounding of their outlines
OVERLAP: Final = 0.02  # of the smaller commune; simplified outlines overlap less (assumption)


def check(case: Case) -> Findings:
    """All there is to say of the communes."""
    frame = case.territory.communes
    if not len(frame):
        return ()
    land = frame.union_all()
    return (
        *without_population(frame),
        *merged(frame, case.movements),
        *districts(frame),
        *projections(frame),
        *overlaps(frame, land),
        *holes(frame, land),
    )


def without_population(communes: gpd.GeoDataFrame) -> Findings:
    """Communes whose people are unknown, which is not zero."""
    return per_row(communes[communes[POPULATION].isna()], LAYER, "commune_without_population")


def merged(communes: gpd.GeoDataFrame, movements: Mapping[str, str]) -> Findings:
    """Communes that no longer exist under this code (COM-04), with the one that stands for them."""
    gone = communes[communes.index.isin(list(movements))]
    return per_row(gone, LAYER, "commune_merged", [movements[code] for code in gone.index])


def current_codes(past: History) -> dict[str, str]:
    """Every code that is no commune any more, with the one that stands for it; splits are left out."""
    gone = [code for code in past.ends if not past.is_alive(code, past.last)]
    walks = {code: past.follow(code, past.start(code, past.last)) for code in gone}
    return {code: walk.code for code, walk in walks.items() if not walk.trouble}


def districts(communes: gpd.GeoDataFrame) -> Findings:
    """Paris, Lyon or Marseille beside its own districts: people counted twice (COM-06)."""
    codes = communes.index.astype(str)
    twice = [
        city
        for city, prefix in CITIES.items()
        if city in codes and (codes.str.startswith(prefix) & (codes != city)).any()
    ]
    return per_row(communes.loc[twice], LAYER, "city_and_districts")


def projections(communes: gpd.GeoDataFrame) -> Findings:
    """Communes of several legal projections in one territory (COM-17), or a projection that is not theirs."""
    legal = sorted({legal_crs(str(code)) for code in communes.index})
    if len(legal) > 1:
        return (whole(LAYER, "mixed_projections", cut(*legal)),)
    own = str(communes.crs)
    return () if is_accepted(own, legal[0]) else (whole(LAYER, "crs_not_legal", cut(own, legal[0])),)


def overlaps(communes: gpd.GeoDataFrame, land: shapely.Geometry) -> Findings:
    """Communes that share land: their people are counted twice, districts of a city aside."""
    shapes = communes.geometry.to_numpy()
    area = shapely.area(shapes)
    if area.sum() - shapely.area(land) <= OVERLAP * area.min():
        return ()
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    a, b = a[a < b], b[a < b]
    shared = shapely.area(shapely.intersection(shapes[a], shapes[b]))
    smaller = np.minimum(shapely.area(shapes[a]), shapely.area(shapes[b]))
    wrong = (shared > OVERLAP * smaller) & ~pd.Index(communes.index[a]).isin(list(CITIES))
    wrong &= ~pd.Index(communes.index[b]).isin(list(CITIES))
    names = communes[NAME].iloc[b[wrong]]
    said = [cut(name, f"{m2 / 1e6:.2f} km2") for name, m2 in zip(names, shared[wrong], strict=True)]
    return per_row(communes.iloc[a[wrong]], LAYER, "communes_overlap", said)


def holes(communes: gpd.GeoDataFrame, land: shapely.Geometry) -> Findings:
    """Land between the communes that is in none of them (COM-18), largest first."""
    parts = shapely.get_parts(land)
    rings = [shapely.Polygon(ring) for part in parts for ring in shapely.get_rings(part)[1:]]
    large = sorted((hole for hole in rings if hole.area > HOLE_M2), key=lambda h: (-h.area, h.wkt))
    return tuple(_hole(hole, communes) for hole in large)


def _hole(hole: shapely.Polygon, communes: gpd.GeoDataFrame) -> Finding:
    inside = hole.representative_point()
    beside = communes.index[communes.geometry.touches(hole) | communes.geometry.intersects(hole)]
    return whole(
        LAYER,
        "hole_between_communes",
        f"{hole.area / 1e6:.2f} km2",
        name=", ".join(communes.loc[beside, NAME].astype(str).head(3)),
        lonlat=at(inside.x, inside.y, communes.crs),
    )
