"""Communes drawn over one another, or far from every other."""

from typing import Final

import geopandas as gpd
import shapely

from cpts_geo.model.crs import legal_crs
from cpts_geo.model.layers import CODE_INSEE
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.raw import moved, problem

# Outlines simplified apart overlap along their border by less than that (assumption).
SHARE: Final = 0.01
AREA_M2: Final = 10_000.0
APART_M: Final = 30_000.0  # communes of one CPTS are neighbours (assumption); islands are nearer


def overlap_problems(file: str, communes: gpd.GeoDataFrame) -> tuple[Problem, ...]:
    """One line per pair of communes that share more than 1 % of the smaller one; nothing is cut."""
    if communes.crs is None or communes.empty:
        return ()
    shapes = moved(gpd.GeoSeries(communes.geometry), legal_crs(str(communes[CODE_INSEE].iloc[0]))).to_numpy()
    codes = communes[CODE_INSEE].to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    shared = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    least = shapely.area(shapes)[[first, second]].min(axis=0)
    wide = (shared > AREA_M2) & (shared > SHARE * least)
    return tuple(
        problem(
            file, "communes", "communes_overlap", Outcome.INFORMATION,
            value=f"{codes[a]} / {codes[b]} : {area / 1e6:.2f} km2".replace(".", ","),
        )
        for a, b, area in zip(first[wide], second[wide], shared[wide], strict=True)
    )  # fmt: skip


def apart_problems(file: str, communes: gpd.GeoDataFrame) -> tuple[Problem, ...]:
    """One line per commune far from every other: a wrong code or a wrong outline, most often."""
    if communes.crs is None or len(communes) < 2:
        return ()
    shapes = moved(gpd.GeoSeries(communes.geometry), legal_crs(str(communes[CODE_INSEE].iloc[0]))).to_numpy()
    tree = shapely.STRtree(shapes)
    told = []
    for code, shape in zip(communes[CODE_INSEE], shapes, strict=True):
        if len(tree.query(shape, predicate="dwithin", distance=APART_M)) > 1:
            continue
        gap = min(float(shapely.distance(shape, other)) for other in shapes if other is not shape)
        facts = {"value": f"{gap / 1000:.0f} km ({code})", "column": CODE_INSEE}
        told.append(problem(file, "communes", "communes_apart", Outcome.INFORMATION, **facts))
    return tuple(told)
