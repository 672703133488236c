"""Road files of one kind, read together: the same road in two files is one road."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.errors import DataError, LayerError
from cpts_geo.model.problems import Outcome
from cpts_geo.sources import bdtopo_turns, helipads
from cpts_geo.sources.bdtopo import read_bdtopo
from cpts_geo.sources.generic_roads import read_roads
from cpts_geo.sources.osm import read_osm
from cpts_geo.sources.osm_ways import EVERYWHERE, Box
from cpts_geo.sources.osmnx_graph import read_osmnx
from cpts_geo.sources.raw import RawTable
from cpts_geo.sources.road_form import RoadRead, counted
from cpts_geo.sources.safe_read import read_file
from cpts_geo.sources.signature import signature

RoadSource = Literal["bdtopo", "osm", "osmnx", "roads"]
WITH_LAYERS: Final = ("gpkg", "zip")  # kinds of file that may hold turns and helipads beside the roads


@dataclass(frozen=True)
class RoadOptions:
    """What the user and the territory say of road files.

    Attributes
    ----------
    target
        CRS of the territory.
    near, inside
        Boxes in degrees: where roads and background are kept, where buildings are.
    crs
        CRS of vector files that do not say their own.
    mapping
        Our column name to the file's, for ``roads`` only.
    raws
        Files already read, by path.
    """

    target: str
    near: Box = EVERYWHERE
    inside: Box = EVERYWHERE
    crs: str | None = None
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    raws: Mapping[Path, RawTable] = field(default_factory=lambda: MappingProxyType({}))


def read_road_files(paths: Sequence[Path], kind: RoadSource, options: RoadOptions) -> RoadRead:
    """Roads of all the files, in the common form.

    Raises
    ------
    DataError
        What the reader of the source raises; ``no_roads`` when only forbidden turns were given.
    """
    if kind == "osm":
        return read_osm(*paths, crs=options.target, near=options.near, inside=options.inside)
    if kind == "osmnx":
        return joined([read_osmnx(path, crs=options.target) for path in paths])
    raws = [options.raws.get(path) or read_file(path) for path in paths]
    turns = [raw for raw in raws if kind == "bdtopo" and bdtopo_turns.detect(raw.columns.columns)]
    reads = [_vector(raw, kind, options) for raw in raws if raw not in turns]
    if not reads:
        raise DataError("no_roads", file=paths[0].name)
    if kind == "bdtopo":
        own = [path for path, raw in zip(paths, raws, strict=True) if raw not in turns]
        turns += [raw for path in own for raw in _beside(path, bdtopo_turns.LAYER)]
        turns = [raw for raw in turns if bdtopo_turns.detect(raw.columns.columns)]
        pads = [raw for path in own for raw in _beside(path, helipads.LAYER)]
    else:
        pads = []
    bans = tuple(ban for raw in turns for ban in bdtopo_turns.read_bans(raw, options.target))
    return replace(joined(reads), bans=bans, helipads=tuple(raw for raw in pads if helipads.detect(raw)))


def _vector(raw: RawTable, kind: RoadSource, options: RoadOptions) -> RoadRead:
    if raw.geometry is None:
        raise DataError("no_geometry", file=raw.file, expected="LineString")
    frame = gpd.GeoDataFrame(raw.columns, geometry=raw.geometry)
    frame = frame.set_crs(options.crs) if frame.crs is None and options.crs else frame
    if kind == "bdtopo":
        read = read_bdtopo(frame, crs=options.target, file=raw.file)
    else:
        read = read_roads(frame, crs=options.target, file=raw.file, mapping=options.mapping)
    return replace(read, problems=(*raw.problems, *read.problems))


def _beside(path: Path, layer: str) -> list[RawTable]:
    """Another layer of a file that holds several, none when there is not."""
    if signature(path) not in WITH_LAYERS:
        return []
    try:
        return [read_file(path, layer)]
    except LayerError:
        return []


def joined(reads: list[RoadRead]) -> RoadRead:
    """Reads as one; a road that has the same key in two files is taken where it is longest."""
    if len(reads) == 1:
        return reads[0]
    name = ", ".join(dict.fromkeys(p.file for read in reads for p in read.problems if p.file))
    roads = pd.concat([read.roads.assign(_file=rank) for rank, read in enumerate(reads)], ignore_index=True)
    again = _again(roads)
    rows = pd.MultiIndex.from_frame(roads[["_file", "source_row"]])
    roads["source_row"] = pd.factorize(rows)[0] + 1
    twice = int(roads.loc[again, "source_row"].nunique())
    kept = roads[~again].drop(columns="_file").reset_index(drop=True)
    themes = {theme for read in reads for theme in read.basemap}
    return RoadRead(
        gpd.GeoDataFrame(kept, geometry="geometry", crs=reads[0].roads.crs),
        sum(read.rows_read for read in reads),
        (
            *(problem for read in reads for problem in read.problems),
            *counted(name, "already_read", twice, Outcome.INFORMATION),
        ),
        tuple(ban for read in reads for ban in read.bans),
        min((read.vintage for read in reads if read.vintage), default=""),
        {t: pd.concat([r.basemap[t] for r in reads if t in r.basemap], ignore_index=True) for t in themes},
        np.concatenate([read.heights for read in reads]),
    )


def _again(roads: gpd.GeoDataFrame) -> pd.Series:
    """Rows whose key is in a file that holds more of the same road."""
    lengths = roads.geometry.length.groupby([roads["source_key"], roads["_file"]]).sum()
    best = lengths.groupby(level=0).idxmax()
    chosen = roads["source_key"].map(dict(best.tolist()))
    return (roads["source_key"] != "") & (roads["_file"] != chosen)
