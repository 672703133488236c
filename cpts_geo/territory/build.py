"""Roads of a file into the territory folder: network, background, and what there is to say about them."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

import geopandas as gpd
import shapely

from cpts_geo.model.crs import to_degrees
from cpts_geo.model.errors import DataError
from cpts_geo.model.layers import COMMUNES, EDGES, NODES
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.bdtopo import read_bdtopo
from cpts_geo.sources.generic_roads import read_roads
from cpts_geo.sources.osm import read_osm
from cpts_geo.sources.osmnx_graph import read_osmnx
from cpts_geo.sources.road_form import RoadRead, counted
from cpts_geo.sources.safe_read import read_file
from cpts_geo.territory.basemap import build_basemap, write_theme
from cpts_geo.territory.folder import layer_path, read_layer, read_settings, write_layer
from cpts_geo.territory.network import build_network, without_length
from cpts_geo.territory.parts import parts_problems

__all__ = ["build_basemap", "build_network", "import_roads", "write_network"]

RoadSource = Literal["bdtopo", "osm", "osmnx", "roads"]
MARGIN_M: Final = 30_000.0
MARGIN_PRECISION_M: Final = 500.0  # the outer limit is not worth the detail of commune boundaries


def import_roads(
    folder: Path,
    path: Path,
    *,
    source_kind: RoadSource,
    crs: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> tuple[int, int, tuple[Problem, ...]]:
    """Read a road file, build the network and the background, write them in the territory folder.

    Roads further than 30 km from the communes are left out; without communes all are kept. Nothing
    is written when something is refused.

    Parameters
    ----------
    folder
        Territory folder, with its ``territory.toml``.
    path
        ``.shp``, ``.gpkg``, ``.geojson``; ``.osm`` and its compressed forms; ``.graphml`` likewise.
    source_kind
        Who wrote the file.
    crs
        CRS of a vector file that does not say its own.
    mapping
        Our column name to the file's, for ``roads`` only.

    Returns
    -------
    rows_read, rows_stored, problems
        Rows of the file about roads, those of which something is in the network, and the facts.

    Raises
    ------
    DataError
        ``no_roads``, ``no_road_in_territory`` (``value`` and ``expected``: both boxes, degrees).
    LayerError, CrsError, UnreadableFileError
        What the reader of the source raises.
    """
    target = str(read_settings(folder)["crs"])
    read = _read(path, source_kind, target, crs, mapping)
    margin = _margin(read, read_layer(folder, COMMUNES, target), path.name)
    near = _inside(read.roads, margin)
    network = build_network(near)
    used = near[~without_length(near) & (near["car"] | near["foot"])]
    facts = (
        *read.problems,
        *counted(path.name, "outside_margin", _rows(read.roads) - _rows(near), Outcome.SET_ASIDE),
        *counted(path.name, "zero_length", _rows(near) - _rows(used), Outcome.SET_ASIDE),
        *parts_problems(network, path.name),
    )
    write_network(folder, network)
    for theme, frame in read.basemap.items():
        write_theme(folder, theme, _inside(frame, margin))
    return read.rows_read, _rows(used), facts


def write_network(folder: Path, network: RoadNetwork) -> None:
    """Write nodes and edges; both files are complete before either replaces the old one.

    Raises
    ------
    LayerError
        When a frame breaks its contract; nothing is written then.
    """
    home = layer_path(folder, NODES).parent
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".network") as scratch:
        frames = ((NODES, network.nodes), (EDGES, network.edges))
        written = [write_layer(Path(scratch), contract, frame) for contract, frame in frames]
        for file in written:
            file.replace(home / file.name)


def _read(
    path: Path, source_kind: RoadSource, target: str, crs: str | None, mapping: Mapping[str, str] | None
) -> RoadRead:
    if source_kind == "osm":
        return read_osm(path, crs=target)
    if source_kind == "osmnx":
        return read_osmnx(path, crs=target)
    raw = read_file(path)
    if raw.geometry is None:
        raise DataError("no_geometry", file=path.name, expected="LineString")
    frame = gpd.GeoDataFrame(raw.columns, geometry=raw.geometry)
    frame = frame.set_crs(crs) if frame.crs is None and crs else frame
    if source_kind == "bdtopo":
        read = read_bdtopo(frame, crs=target, file=path.name)
    else:
        read = read_roads(frame, crs=target, file=path.name, mapping=mapping)
    return replace(read, problems=(*raw.problems, *read.problems))


def _margin(read: RoadRead, communes: gpd.GeoDataFrame, file: str) -> shapely.Geometry | None:
    """Area whose roads are kept, none for everything."""
    if communes.empty:
        return None
    area = communes.union_all()
    shapely.prepare(area)
    if not read.roads.intersects(area).any():
        raise DataError("no_road_in_territory", file=file, value=_box(read.roads), expected=_box(communes))
    margin = area.simplify(MARGIN_PRECISION_M).buffer(MARGIN_M)
    shapely.prepare(margin)
    return margin


def _inside(frame: gpd.GeoDataFrame, area: shapely.Geometry | None) -> gpd.GeoDataFrame:
    return frame if area is None else frame[frame.intersects(area)].reset_index(drop=True)


def _box(frame: gpd.GeoDataFrame) -> str:
    west, south, east, north = to_degrees(frame).total_bounds
    return f"{west:.3f} {south:.3f} {east:.3f} {north:.3f}"


def _rows(roads: gpd.GeoDataFrame) -> int:
    return int(roads["source_row"].nunique())
