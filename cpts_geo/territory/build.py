"""Roads of files into the territory folder: network, background, and what there is to say about them."""

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from cpts_geo.model.crs import to_degrees
from cpts_geo.model.errors import DataError
from cpts_geo.model.layers import ALTITUDE_M, COMMUNES, EDGES, NODES, TURNS_FILE
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.osm_ways import EVERYWHERE, Box
from cpts_geo.sources.raw import RawTable
from cpts_geo.sources.road_form import Ban, RoadRead, Shapes, counted, problem
from cpts_geo.territory.altitudes import heights_of_lines, with_altitudes
from cpts_geo.territory.basemap import build_basemap, write_theme
from cpts_geo.territory.folder import layer_path, read_layer, read_settings, write_layer
from cpts_geo.territory.network import build_network, build_with_ends, without_length
from cpts_geo.territory.parts import parts_problems
from cpts_geo.territory.road_files import RoadOptions, RoadSource, read_road_files
from cpts_geo.territory.turns import place_turns

__all__ = ["RoadSource", "build_basemap", "build_network", "import_roads", "write_network"]

MARGIN_M: Final = 30_000.0
MARGIN_PRECISION_M: Final = 500.0  # the outer limit is not worth the detail of commune boundaries
SHORT_MARGIN_M: Final = 15_000.0  # half of the margin: below, trips around the territory are missed
OLD_DAYS: Final = 366
SIDES: Final = ("west", "south", "east", "north")


class ImportedRoads(NamedTuple):
    """What became of road files.

    Attributes
    ----------
    rows_read, rows_stored, rows_excluded
        Rows of the files about roads, those of which something is in the network, those left out: too
        far, given twice, not built, closed to all, without length. The rest, which is no line, was set
        aside: it is for whoever made the file to repair.
    problems
        The facts.
    vintage
        Day of the oldest file, when it says so.
    helipads
        Tables of the landing places of helicopters found beside the roads.
    """

    rows_read: int
    rows_stored: int
    problems: tuple[Problem, ...]
    rows_excluded: int = 0
    vintage: str = ""
    helipads: tuple[RawTable, ...] = ()


def import_roads(
    folder: Path,
    paths: Path | Sequence[Path],
    *,
    source_kind: RoadSource,
    crs: str | None = None,
    mapping: Mapping[str, str] | None = None,
    raws: Mapping[Path, RawTable] | None = None,
) -> ImportedRoads:
    """Read road files, build the network and the background, write them in the territory folder.

    Roads further than 30 km from the communes are left out; without communes all are kept. Nothing
    is written when something is refused.

    Parameters
    ----------
    folder
        Territory folder, with its ``territory.toml``.
    paths
        ``.shp``, ``.gpkg``, ``.geojson``; ``.osm`` and its compressed forms, answers of Overpass;
        ``.graphml`` likewise. Several of one kind are joined.
    source_kind
        Who wrote the files.
    crs
        CRS of a vector file that does not say its own.
    mapping
        Our column name to the file's, for ``roads`` only.
    raws
        Vector files already read, by path.

    Raises
    ------
    DataError
        ``no_roads``, ``no_road_in_territory`` (``value`` and ``expected``: both boxes, degrees).
    LayerError, CrsError, UnreadableFileError
        What the reader of the source raises.
    """
    target = str(read_settings(folder)["crs"])
    files = [paths] if isinstance(paths, Path) else list(paths)
    communes = read_layer(folder, COMMUNES, target)
    near, inside = _boxes(communes)
    options = RoadOptions(target, near, inside, crs, mapping or {}, raws or {})
    read = read_road_files(files, source_kind, options)
    name = ", ".join(path.name for path in files)
    margin = _margin(read, communes, name)
    roads = _inside(read.roads, margin)
    network, told = _network(roads, read.bans, name)
    network, known = _with_heights(network, read.heights, name)
    used = roads[~without_length(roads) & (roads["emergency"] | roads["foot"])]
    far = sum(int(fact.value) for fact in read.problems if fact.kind == "outside_margin")
    far += _rows(read.roads) - _rows(roads)
    facts = (
        *(fact for fact in read.problems if fact.kind != "outside_margin"),
        *counted(name, "outside_margin", far, Outcome.INFORMATION),
        *counted(name, "zero_length", _rows(roads) - _rows(used), Outcome.INFORMATION),
        *told,
        *known,
        *_short_margin(read.roads, communes, name),
        *parts_problems(network, name),
    )
    write_network(folder, network)
    for theme, frame in read.basemap.items():
        write_theme(folder, theme, _inside(frame, margin))
    aside = len({(fact.file, fact.row) for fact in facts if fact.outcome is Outcome.SET_ASIDE})
    excluded = read.rows_read - _rows(used) - aside
    return ImportedRoads(read.rows_read, _rows(used), facts, excluded, read.vintage, read.helipads)


def old_extract(vintage: str, today: dt.date) -> tuple[Problem, ...]:
    """One fact when the data are more than a year old (RELIABILITY OSM-17)."""
    try:
        age = today - dt.date.fromisoformat(vintage)
    except ValueError:  # no date, or an edition in words
        return ()
    old = age.days > OLD_DAYS
    return (problem("", "old_extract", vintage, Outcome.INFORMATION),) if old else ()


def _network(
    roads: gpd.GeoDataFrame, bans: tuple[Ban, ...], file: str
) -> tuple[RoadNetwork, tuple[Problem, ...]]:
    network, ends = build_with_ends(roads)
    turns, unhandled, outside = place_turns(network, ends, bans)
    facts = (
        *counted(file, "turns_read", len(turns), Outcome.INFORMATION),
        *counted(file, "turns_not_handled", unhandled, Outcome.INFORMATION),
        *counted(file, "turns_outside", outside, Outcome.INFORMATION),
    )
    return replace(network, turns=turns), facts


def _with_heights(network: RoadNetwork, lines: Shapes, file: str) -> tuple[RoadNetwork, tuple[Problem, ...]]:
    """The network with altitudes when the source has some, and how many pieces of road have one."""
    if not len(lines):
        return network, ()
    edges = with_altitudes(network.edges, heights_of_lines(lines))
    value = f"{int(edges[ALTITUDE_M].notna().sum())} / {len(edges)}"
    return replace(network, edges=edges), (problem(file, "altitudes", value, Outcome.INFORMATION),)


def write_network(folder: Path, network: RoadNetwork) -> None:
    """Write nodes, edges and forbidden turns; all files are complete before one replaces the old one.

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
        if len(network.turns):
            written.append(written[0].with_name(TURNS_FILE))
            network.turns.to_parquet(written[-1], index=False)
        else:
            (home / TURNS_FILE).unlink(missing_ok=True)
        for file in written:
            file.replace(home / file.name)


def _boxes(communes: gpd.GeoDataFrame) -> tuple[Box, Box]:
    """Envelopes in degrees of the communes with their margin, and without."""
    if communes.empty:
        return EVERYWHERE, EVERYWHERE
    wide = gpd.GeoDataFrame(geometry=communes.geometry.envelope.buffer(MARGIN_M), crs=communes.crs)
    outer, inner = to_degrees(wide).total_bounds, to_degrees(communes).total_bounds
    return _box_of(outer), _box_of(inner)


def _box_of(bounds: "np.typing.NDArray[np.float64]") -> Box:
    west, south, east, north = (float(value) for value in bounds)
    return west, south, east, north


def _short_margin(roads: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, file: str) -> tuple[Problem, ...]:
    """Say on which sides the roads of the file end near the communes: the sea, or an extract too small."""
    if communes.empty:
        return ()
    outer, inner = roads.total_bounds, communes.total_bounds
    beyond = [inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3]]
    short = {side: metres for side, metres in zip(SIDES, beyond, strict=True) if metres < SHORT_MARGIN_M}
    if not short:
        return ()
    value = " ; ".join(f"{side} {max(0.0, metres) / 1000:.1f} km" for side, metres in short.items())
    return (problem(file, "short_margin", value, Outcome.INFORMATION),)


def _margin(read: RoadRead, communes: gpd.GeoDataFrame, file: str) -> shapely.Geometry | None:
    """Area whose roads are kept, none for everything."""
    if communes.empty:
        return None
    area = communes.union_all()
    shapely.prepare(area)
    if not _any_in(read.roads, area):
        raise DataError("no_road_in_territory", file=file, value=_box(read.roads), expected=_box(communes))
    margin = area.simplify(MARGIN_PRECISION_M).buffer(MARGIN_M)
    shapely.prepare(margin)
    return margin


def _any_in(roads: gpd.GeoDataFrame, area: shapely.Geometry) -> bool:
    """Whether a road touches the area, looked for by thousands: the first ones usually do."""
    lines = roads.geometry.to_numpy()
    return any(shapely.intersects(area, lines[i : i + 1000]).any() for i in range(0, len(lines), 1000))


def _inside(frame: gpd.GeoDataFrame, area: shapely.Geometry | None) -> gpd.GeoDataFrame:
    return frame if area is None else frame[frame.intersects(area)].reset_index(drop=True)


def _box(frame: gpd.GeoDataFrame) -> str:
    west, south, east, north = to_degrees(frame).total_bounds
    return f"{west:.3f} {south:.3f} {east:.3f} {north:.3f}"


def _rows(roads: gpd.GeoDataFrame) -> int:
    return int(roads["source_row"].nunique())
