"""What the user's files are, before anything is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import geopandas as gpd
import shapely

from cpts_geo.model.changes import ColumnMapping
from cpts_geo.model.errors import CrsError, DataError, LayerError, UnreadableFileError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources import grid_stream, tri_archive
from cpts_geo.sources.archive import COMPANIONS
from cpts_geo.sources.communes import commune_layer
from cpts_geo.sources.coordinates import spelled
from cpts_geo.sources.detect import detect, detect_path
from cpts_geo.sources.finess_facts import with_points
from cpts_geo.sources.headers import header_signature
from cpts_geo.sources.identity import FINESS
from cpts_geo.sources.personal_cells import check_personal
from cpts_geo.sources.raw import RawTable, apply_mapping, normalise, problem
from cpts_geo.sources.safe_read import known_crs, read_file
from cpts_geo.sources.signature import signature
from cpts_geo.sources.structures import CATEGORIES
from cpts_geo.store.workspace import WORKSPACE_FILE, open_workspace
from cpts_geo.territory.settings import TERRITORY_FILE

BESIDE: Final = (*COMPANIONS, ".qix", ".qmd", ".qgz", ".sbn", ".sbx", ".xml", ".tfw", ".tifw", ".wld")
MAIN: Final = frozenset({".shp", ".tif", ".tiff", ".asc"})  # files that come with others of the same name
Recall = Callable[[str], ColumnMapping | None]
ROAD_SOURCES: Final[dict[str, Literal["bdtopo", "osm", "osmnx", "roads"]]] = {
    "roads_bdtopo": "bdtopo",
    "roads_osm": "osm",
    "roads_graphml": "osmnx",
    "roads_generic": "roads",
}
# What people write themselves.
LISTS: Final = frozenset({"structures", "sites", "communes", "population", "contacts"})
STRUCTURE_HEADERS: Final = frozenset({*FINESS, *CATEGORIES})


@dataclass(frozen=True)
class Options:
    """What the user said beside the files; see ``importer.import_file``."""

    kind: str | None = None
    name: str = ""
    crs: str | None = None
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    only: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Recognised:
    """One file and its source; ``raw`` is absent for OpenStreetMap and grids, read by their own reader."""

    path: Path
    source: str
    raw: RawTable | None
    options: Options
    told: tuple[Problem, ...] = ()


def without_companions(paths: list[Path]) -> list[Path]:
    """Files without the parts of the shapefiles and grids that are in the list.

    Raises
    ------
    DataError
        ``no_file`` when nothing is left.
    """
    mains = {p.with_suffix("") for p in paths if p.suffix.lower() in MAIN}
    kept = [p for p in paths if p.suffix.lower() not in BESIDE or p.with_suffix("") not in mains]
    if not kept:
        raise DataError("no_file")
    return kept


def recognise(path: Path, options: Options, recall: Recall = lambda _: None) -> Recognised:
    """Source of a file, read unless it is roads; ``recall`` finds what people once said of its headers.

    Raises
    ------
    DataError
        The file cannot be used or is not recognised.
    """
    if path.name == WORKSPACE_FILE:  # reading its bytes here would break the locks of who is saving
        raise DataError("workspace_not_a_source", file=path.name)
    source = detect_path(path)
    if source:
        return Recognised(path, source, None, options)
    if options.kind == "hazard" and signature(path) == "raster":
        return Recognised(path, "raster", None, options)
    if options.kind == "relief":
        if signature(path) != "raster":
            raise UnreadableFileError("not_a_grid", path.name)
        return Recognised(path, "relief", None, options)
    if options.kind in {None, "population"} and grid_stream.is_large(path):
        return Recognised(path, "grid", None, options)
    raw = _read(path, options)
    options, told = _recalled(raw, options, recall)
    mapping = {target: value for target, value in options.mapping.items() if target != "layer"}
    if options.kind == "roads":
        return Recognised(path, detect(raw, "roads"), _with_crs(raw, options.crs), options, told)
    raw = _with_crs(apply_mapping(raw, mapping), options.crs)
    source = detect(raw, options.kind)
    if source in LISTS:
        raw = replace(raw, problems=(*raw.problems, *check_personal(raw)))
    return Recognised(path, source, raw, options, told)


def remembered(folder: Path, signature: str) -> ColumnMapping | None:
    """Column mapping that people gave for a file with these headers."""
    if not (folder / TERRITORY_FILE).exists():
        return None
    with open_workspace(folder) as workspace:
        return workspace.mapping(signature)


def _recalled(raw: RawTable, options: Options, recall: Recall) -> tuple[Options, tuple[Problem, ...]]:
    """Options as people gave them for a file with the same headers, unless they say otherwise now."""
    said = options.kind or options.crs or options.mapping.keys() - {"layer"}
    known = None if said else recall(header_signature(raw))
    if known is None:
        return options, ()
    kept = {**known.columns, **options.mapping}
    columns = ", ".join(known.columns.values())
    told = problem(raw, "", "mapping_recalled", Outcome.INFORMATION, value=columns or known.crs)
    return replace(options, kind=known.kind, crs=known.crs or None, mapping=kept), (told,)


def _read(path: Path, options: Options) -> RawTable:
    """The file, or the flood tables of a TRI as one; a header alone is named for what it would have been."""
    layer = options.mapping.get("layer", "")
    tables = {} if layer else tri_archive.tables(path)
    if tables:
        return tri_archive.read_tables(path, list(tables), read_file)
    try:
        return read_file(path, layer)
    except LayerError as error:
        chosen = commune_layer(error.expected.split(", "))
        if error.kind != "several_layers" or layer or options.kind not in {None, "communes"} or not chosen:
            raise
        raw = read_file(path, chosen)
        told = problem(raw, "communes", "layer_chosen", Outcome.INFORMATION, value=chosen)
        return replace(raw, problems=(*raw.problems, told))
    except UnreadableFileError as error:
        names = {normalise(name) for name in error.value.split(", ")}
        listed = options.kind == "structures" or (options.kind is None and names & STRUCTURE_HEADERS)
        if error.kind == "no_rows" and listed:
            raise UnreadableFileError("no_structures", error.file) from error
        raise


def _with_crs(raw: RawTable, crs: str | None) -> RawTable:
    """The file with the CRS that the user states, which is believed against the file's own."""
    if crs is None:
        return raw
    known = known_crs(raw.file, crs)
    if known is None:
        raise CrsError("unknown_crs", raw.file, value=crs)
    if raw.geometry is not None:
        return replace(raw, geometry=raw.geometry.set_crs(known, allow_override=True))
    read = spelled(raw)
    x, y = read.x, read.y
    if x.isna().all() or y.isna().all():
        return raw
    points = shapely.points(x.to_numpy(), y.to_numpy())
    series = gpd.GeoSeries(points, index=x.index, crs=known).where(x.notna() & y.notna())
    return replace(raw, geometry=series)


def groups(found: list[Recognised]) -> list[list[Recognised]]:
    """Files to read together: communes, roads, relief, tables of the SAE; the others one by one, in order.

    Raises
    ------
    DataError
        ``mixed_roads`` when roads come from several kinds of source: they would not join.
    """
    found = _located(found)
    communes = [item for item in found if item.source == "communes"]
    # Reference before the rest: it says what the codes of the others have become.
    tables = [[item] for item in found if item.source == "reference"]
    relief = [item for item in found if item.source == "relief"]
    together = {"communes", "sae", "reference", "relief", *ROAD_SOURCES}
    alone = [[item] for item in found if item.source not in together]
    roads = [item for item in found if item.source in ROAD_SOURCES]
    kinds = sorted({item.source for item in roads})
    if len(kinds) > 1:
        raise DataError("mixed_roads", file=", ".join(item.path.name for item in roads))
    # Last: the SAE gives beds to the structures that the other files have placed.
    hospitals = [item for item in found if item.source == "sae"]
    return [group for group in (communes, *tables, roads, relief, *alone, hospitals) if group]


def _located(found: list[Recognised]) -> list[Recognised]:
    """Files of FINESS with the coordinates of the files that hold only those, which then come after."""
    points = [item.raw for item in found if item.source == "finess_points" and item.raw is not None]
    out = []
    for item in found:
        raw = item.raw
        if raw is not None and item.source == "finess":
            raw = reduce(with_points, points, raw)
        out.append(replace(item, raw=raw))
    return sorted(out, key=lambda item: item.source == "finess_points")
