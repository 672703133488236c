"""One door for files: recognise, read, check, and put in the territory folder, all or nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from cpts_geo.model.contacts import CONTACTS_LAYER
from cpts_geo.model.crs import is_accepted, legal_crs
from cpts_geo.model.errors import CrsError, DataError
from cpts_geo.model.layers import CODE_INSEE, COMMUNES, EDGES, SITES, STRUCTURES
from cpts_geo.model.problems import Problem
from cpts_geo.sources import grid_stream
from cpts_geo.sources.detect import KINDS
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Place
from cpts_geo.sources.raw import RawTable, normalise
from cpts_geo.sources.readers import Request, combined_communes, harvest
from cpts_geo.sources.reference_tables import with_tables
from cpts_geo.sources.sae import gather
from cpts_geo.sources.sae import read as read_sae
from cpts_geo.territory.asiding import Origin
from cpts_geo.territory.build import build_basemap, import_roads, old_extract, write_network
from cpts_geo.territory.decisions import read_decisions
from cpts_geo.territory.folder import (
    layer_path,
    read_layer,
    read_network,
    read_settings,
    record_source,
    write_problems,
    write_settings,
)
from cpts_geo.territory.package_back import opened, put_back
from cpts_geo.territory.provenance import source_of
from cpts_geo.territory.raster_import import raster_zones
from cpts_geo.territory.recognise import (
    ROAD_SOURCES,
    Options,
    Recognised,
    groups,
    recognise,
    remembered,
)
from cpts_geo.territory.reference import apply_reference, read_reference
from cpts_geo.territory.relief import keep_relief, tell_altitudes, with_relief
from cpts_geo.territory.report import ImportReport, joined
from cpts_geo.territory.residents import refresh_demand
from cpts_geo.territory.settings import TERRITORY_FILE
from cpts_geo.territory.staging import staged
from cpts_geo.territory.storing import communes_left, store, tell_parts


def import_file(  # noqa: PLR0913 the interface of the doors: one keyword per option of ``cpts-geo import``
    folder: str | Path,
    files: str | Path | Sequence[str | Path],
    *,
    kind: str | None = None,
    name: str = "",
    crs: str | None = None,
    mapping: Mapping[str, str] | None = None,
    only: Sequence[str] = (),
) -> ImportReport:
    """Import files into a territory folder; any error leaves the folder byte for byte as it was.

    See ``import_files``; what became of all the files together.
    """
    options = Options(kind, name or "", crs, mapping or {}, frozenset(only))
    return joined(import_files(folder, [files] if isinstance(files, str | Path) else files, options))


def import_files(
    folder: str | Path, files: Sequence[str | Path], options: Options, *, dry_run: bool = False
) -> list[ImportReport]:
    """Import files, all or nothing; one report per file, or per group of files read together.

    Communes come first: they create the folder, its ``territory.toml`` and its legal CRS. Communes and
    roads replace what was there; structures and sites join it, row by identifier and file by file;
    each hazard is a layer of its own. People are then spread along roads when no grid was given.

    Parameters
    ----------
    folder
        Territory folder, created by the import of communes.
    files
        One file, or several: tables of the SAE and files of communes are read together.
    options
        What the user said beside the files.
    dry_run
        Say what an import would do; nothing is written in the folder.

    Raises
    ------
    DataError
        Anything that makes a file unusable; ``not_a_territory`` before the first communes.
    """
    root = Path(folder)
    with opened(root, [Path(file) for file in files], options) as (given, package):
        found = [recognise(path, said, partial(remembered, root)) for path, said in given]
        with staged(root, dry_run=dry_run) as copy:
            tables = [item.raw for item in found if item.source == "reference" and item.raw is not None]
            reports = [_import_group(copy, root, group, tables) for group in groups(found)]
            told = () if dry_run else _after(copy, {KINDS[item.source] for item in found})
            told = (*told, *(put_back(copy, package) if package and not dry_run else ()))
    return [*reports[:-1], replace(reports[-1], problems=(*reports[-1].problems, *told))]


def _import_group(
    folder: Path, root: Path, group: list[Recognised], tables: Sequence[RawTable]
) -> ImportReport:
    source, options = group[0].source, group[0].options
    if source == "communes":
        got = combined_communes(
            [f.raw for f in group if f.raw is not None],
            options.only,
            with_tables(read_reference(folder), tables),
        )
        _settle(folder, got, options.name)
    if not (folder / TERRITORY_FILE).exists():
        raise DataError("not_a_territory", file=folder.name, expected="communes")
    if source in ROAD_SOURCES:
        return _roads(folder, group, options)
    if source == "relief":
        return _relief(folder, group, options)
    if source == "decisions" and group[0].raw is not None:
        got = read_decisions(group[0].raw, folder, root, Request(options.name, _today()))
    elif source != "communes":
        got = _harvest(folder, group, options)
    left = communes_left(folder, got) if source == "communes" else ()
    stored = store(folder, got, Origin(source, options.name))
    layer = stored or KINDS[source]
    told = (*(p for item in group for p in item.told), *got.problems, *left)
    problems = tuple(replace(p, layer=p.layer or KINDS[source]) for p in told)
    _record(folder, group, stored.split(", "), problems, got.vintage)
    if source in {"communes", "reference"}:
        problems = (*problems, *apply_reference(folder))
    return ImportReport(
        file=", ".join(item.path.name for item in group),
        kind=KINDS[source],
        layer=layer,
        rows_read=got.rows_read,
        rows_stored=got.count(STORED),
        rows_set_aside=got.count(SET_ASIDE),
        rows_excluded=got.count(EXCLUDED),
        problems=problems,
        source=source,
    )


def _settle(folder: Path, got: Harvest, name: str) -> None:
    """Write ``territory.toml`` the first time, from the codes of the communes."""
    codes = sorted(got.layers[0].frame[CODE_INSEE])
    legal = legal_crs(codes[0])
    if (folder / TERRITORY_FILE).exists():
        crs = str(read_settings(folder)["crs"])
        if not is_accepted(crs, legal):
            raise CrsError("other_zone", got.raw.file, value=crs, expected=legal)
        return
    settings: dict[str, Any] = {
        "name": name or folder.name,
        "identifier": normalise(folder.name) or "territoire",
        "crs": legal,
        "fictitious": False,
    }
    write_settings(folder, settings)


def _harvest(folder: Path, group: list[Recognised], options: Options) -> Harvest:
    crs = str(read_settings(folder)["crs"])
    place = Place(
        crs,
        read_layer(folder, COMMUNES, crs),
        structures=read_layer(folder, STRUCTURES, crs),
        sites=read_layer(folder, SITES, crs),
        reference=read_reference(folder),
    )
    raws = tuple(item.raw for item in group if item.raw is not None)
    if group[0].source == "raster":
        zones = raster_zones(folder, group[0].path, place, options.crs, options.mapping)
        return harvest("flood", zones, place, Request(options.name, _today()))
    if group[0].source == "grid" and not raws:
        cells, left_out = grid_stream.read(group[0].path, place, options.mapping.get("layer", ""))
        return replace(harvest("grid", cells, place, Request()), left_out=left_out)
    if group[0].source == "sae":
        return read_sae(gather(raws), place)
    if group[0].source == "closures" and layer_path(folder, EDGES).exists():
        place = replace(place, edges=read_layer(folder, EDGES, crs))
    return harvest(group[0].source, raws[0], place, Request(options.name, _today()))


def _roads(folder: Path, group: list[Recognised], options: Options) -> ImportReport:
    source = group[0].source
    got = import_roads(
        folder,
        [item.path for item in group],
        source_kind=ROAD_SOURCES[source],
        crs=options.crs,
        mapping={k: v for k, v in options.mapping.items() if k != "layer"} or None,
        raws={item.path: item.raw for item in group if item.raw is not None},
    )
    write_problems(folder, (), "roads", None)
    sites = _helipads(folder, got.helipads)
    recalled = (replace(problem, layer="roads") for item in group for problem in item.told)
    told = (*recalled, *got.problems, *sites, *old_extract(got.vintage, dt.date.fromisoformat(_today()[:10])))
    layers = ["network", *({p.layer for p in sites if p.kind == "helipads_read"})]
    _record(folder, group, layers, told, got.vintage)
    return ImportReport(
        file=", ".join(item.path.name for item in group),
        kind="roads",
        layer="network",
        rows_read=got.rows_read,
        rows_stored=got.rows_stored,
        rows_set_aside=got.rows_read - got.rows_stored - got.rows_excluded,
        rows_excluded=got.rows_excluded,
        problems=told,
        source=source,
    )


def _helipads(folder: Path, tables: Sequence[RawTable]) -> tuple[Problem, ...]:
    """Keep the landing places of helicopters found beside the roads; what there is to say of them."""
    crs = str(read_settings(folder)["crs"])
    place = Place(crs, read_layer(folder, COMMUNES, crs), read_layer(folder, EDGES, crs))
    found = [harvest("helipads", raw, place, Request()) for raw in tables]
    for got in found:
        store(folder, got, Origin("helipads"))
    return tuple(problem for got in found for problem in got.problems)


def _relief(folder: Path, group: list[Recognised], options: Options) -> ImportReport:
    crs = str(read_settings(folder)["crs"])
    place = Place(crs, read_layer(folder, COMMUNES, crs))
    got = keep_relief(folder, [item.path for item in group], place, options.crs)
    _record(folder, group, [f"relief/{normalise(group[0].path.stem)}"], got.problems)
    return ImportReport(
        file=", ".join(item.path.name for item in group),
        kind="relief",
        layer="relief",
        rows_read=got.read,
        rows_stored=got.kept,
        rows_set_aside=0,
        rows_excluded=got.read - got.kept,
        problems=got.problems,
        source="relief",
    )


def _today() -> str:
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


def _record(
    folder: Path,
    group: list[Recognised],
    layers: list[str],
    problems: tuple[Problem, ...],
    vintage: str = "",
) -> None:
    today = _today()[:10]
    for layer in (name for name in layers if name not in {"", CONTACTS_LAYER}):  # no trace on public sheets
        key = f"{layer}/{normalise(group[0].path.stem)}" if layer in {STRUCTURES.name, SITES.name} else layer
        origin = source_of(key, group[0].source, [item.path for item in group], vintage)
        record_source(folder, replace(origin, imported=today))
    for file, layer in sorted(
        {(p.file, p.layer) for p in problems} | {(g.path.name, KINDS[g.source]) for g in group}
    ):
        write_problems(folder, tuple(p for p in problems if (p.file, p.layer) == (file, layer)), layer, file)


def _after(folder: Path, kinds: set[str]) -> tuple[Problem, ...]:
    """Refresh what depends on several layers; what there is to say of it."""
    told: tuple[Problem, ...] = ()
    asked = kinds & {"communes", "population", "roads", "reference", "background", "relief"}
    network = read_network(folder) if asked and layer_path(folder, EDGES).exists() else None
    if kinds & {"communes", "population", "roads", "reference"}:
        said = refresh_demand(folder, network=network)
        told = said if "population" in kinds else ()
        told = (*told, *(tell_parts(folder, network) if network else ()))
    elif "structures" in kinds:
        told = refresh_demand(folder, only_grid=True)
    if network and kinds & {"roads", "relief"}:
        laid = with_relief(folder, network)
        if laid is not network:
            write_network(folder, laid)
        told = (*told, *tell_altitudes(folder, laid))
    if network and kinds & {"communes", "roads", "background"}:
        build_basemap(folder, network.edges)
    return told
