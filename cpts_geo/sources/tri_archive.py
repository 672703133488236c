"""A whole TRI in one zip: its extents and depth classes read together, each place counted once."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from cpts_geo.model.errors import CrsError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.archive import check_archive
from cpts_geo.sources.flood_tables import DEPTHS, EXTENT, name_of
from cpts_geo.sources.geometry_gate import parts_of
from cpts_geo.sources.raw import RawTable, normalise, problem
from cpts_geo.sources.signature import signature

TABLE: Final = "table_di"
REMAINDER: Final = (
    0.01  # an extent left uncovered over less than 1 % is rounding of the outlines (assumption)
)


def tables(path: Path) -> dict[str, str]:
    """Tables of extents and depths of an archive, by what they hold; empty unless there are several."""
    if signature(path) != "zip":
        return {}
    names = [PurePosixPath(m.filename) for m in check_archive(path)]
    found = {name.stem: name_of(normalise(name.stem)) for name in names if name.suffix.lower() == ".shp"}
    water = {stem: kind for stem, kind in sorted(found.items()) if kind in {EXTENT, DEPTHS}}
    return water if len(water) > 1 else {}


def read_tables(path: Path, stems: list[str], read: Callable[[Path, str], RawTable]) -> RawTable:
    """Tables of an archive as one, the name of each in ``table_di``; ``read`` opens one of them.

    Raises
    ------
    CrsError
        ``crs_contradicted`` when they are not all in the same system.
    UnreadableFileError
        When one of them cannot be read.
    """
    found = [read(path, stem) for stem in stems]
    parts = [
        raw.columns.rename(columns=str.lower).assign(**{TABLE: s})
        for raw, s in zip(found, stems, strict=True)
    ]
    shapes = [raw.geometry for raw in found if raw.geometry is not None]
    if len({str(shape.crs) for shape in shapes}) > 1:
        raise CrsError("crs_contradicted", path.name)
    columns = pd.concat(parts, ignore_index=True).fillna("")
    columns.index = pd.RangeIndex(1, len(columns) + 1, name="row")
    geometry = gpd.GeoSeries(pd.concat(shapes, ignore_index=True), crs=shapes[0].crs).set_axis(columns.index)
    told = problem(path.name, "hazard", "tables_joined", Outcome.INFORMATION, value=", ".join(stems))
    issues = tuple(p for raw in found for p in raw.problems)
    return RawTable(path.name, columns, geometry, (told, *issues), "")


def without_double(
    raw: RawTable, frame: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, pd.Index, tuple[Problem, ...]]:
    """Zones where an extent gives way to the depth classes of its scenario; rows that vanish, what to say.

    What the classes do not cover stays flooded, depth unknown.
    """
    if TABLE not in frame:
        return frame, frame.index[:0], ()
    kinds = frame[TABLE].map(normalise).map(name_of)
    classed, extents = frame[kinds == DEPTHS], frame.index[kinds == EXTENT]
    gone: list[object] = []
    rests: dict[object, BaseGeometry] = {}
    for row in extents:
        shape = frame.geometry.loc[row]
        same = classed[classed["occurrence"] == frame.loc[row, "occurrence"]]
        near = same.geometry.iloc[same.sindex.query(shape, predicate="intersects")]
        rest = shapely.difference(shape, shapely.union_all(near.to_numpy())) if len(near) else shape
        left = parts_of(rest, "polygon")
        if left is None or rest.area < REMAINDER * shape.area:
            gone.append(row)
        elif len(near):
            rests[row] = left
    shapes = frame.geometry.mask(frame.index.isin(list(rests)), pd.Series(rests, dtype=object))
    out = frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs)).drop(index=gone)
    told = (
        problem(raw, "hazard", "extent_replaced", Outcome.INFORMATION, value=f"{len(gone)}, {len(rests)}"),
    )
    return out.drop(columns=TABLE), pd.Index(gone), told if gone or rests else ()
