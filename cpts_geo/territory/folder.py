"""The territory folder: where each layer lives, how it is read, how it is written without a half state."""

import json
import os
import tomllib
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import tomli_w

from cpts_geo.model.changes import Change
from cpts_geo.model.crs import reproject
from cpts_geo.model.errors import DataError, LayerError, NetworkError, UnreadableFileError
from cpts_geo.model.layers import (
    BASEMAP_THEMES,
    COMMUNES,
    DEMAND,
    EDGES,
    NODES,
    PLANS,
    POPULATION,
    SITES,
    STRUCTURES,
    TURN_COLUMNS,
    TURNS_FILE,
    ZONES,
    LayerContract,
    conform,
    empty_layer,
)
from cpts_geo.model.network import RoadNetwork, no_turns
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.model.territory import Source, Territory
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.adopt import adopt, in_communes
from cpts_geo.territory.contacts import read_contacts
from cpts_geo.territory.fingerprint import fingerprint
from cpts_geo.territory.geojson_file import geojson_bytes
from cpts_geo.territory.homes import homes_of, with_homes
from cpts_geo.territory.merging import merged, typed
from cpts_geo.territory.pending import finish
from cpts_geo.territory.settings import TERRITORY_FILE, checked_settings, read_sources

PROBLEMS_FILE: Final = "problems.json"
GEOJSON_LAYERS: Final = (COMMUNES, STRUCTURES, SITES)


def layer_path(folder: Path, contract: LayerContract, name: str = "") -> Path:
    """File of a layer; ``name`` is needed for hazards only."""
    if contract is ZONES:
        return folder / "hazards" / f"{name}.parquet"
    if contract in (NODES, EDGES):
        return folder / "network" / f"{contract.name}.parquet"
    if contract is PLANS:
        return folder / SITES.name / f"{PLANS.name}.geojson"
    suffix = "geojson" if contract in GEOJSON_LAYERS else "parquet"
    return folder / contract.name / f"{contract.name}.{suffix}"


def replace_bytes(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def write_layer(folder: Path, contract: LayerContract, frame: gpd.GeoDataFrame, name: str = "") -> Path:
    """Write a layer that honours its contract, GeoJSON in WGS84 or GeoParquet in the frame's CRS.

    Raises
    ------
    LayerError
        When the frame breaks the contract; nothing is written then.
    """
    path = layer_path(folder, contract, name)
    ready = conform(frame, contract, path.name)
    if path.suffix == ".parquet":
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        ready.to_parquet(temporary, compression="zstd")
        temporary.replace(path)
    else:
        replace_bytes(path, geojson_bytes(ready))
    return path


def read_layer(folder: Path, contract: LayerContract, crs: str, name: str = "") -> gpd.GeoDataFrame:
    """Layer in ``crs``, or an empty one when the folder does not have it.

    Raises
    ------
    LayerError
        When the file breaks the contract.
    """
    path = layer_path(folder, contract, name)
    if not path.exists():
        return empty_layer(contract, crs)
    frame = _read_frame(path)
    if not len(frame):
        return empty_layer(contract, crs)
    ready = conform(adopt(frame, contract), contract, path.name)
    absent = (ready.geometry.isna() | ready.geometry.is_empty).to_numpy()
    if absent.any():
        raise LayerError("no_geometry", file=path.name, row=int(np.argmax(absent)) + 1)
    if contract is COMMUNES:
        ready[POPULATION] = pd.to_numeric(ready[POPULATION], errors="coerce").astype(float)
    if contract is DEMAND:
        _check_numbers(ready, (POPULATION,), path.name)
    ready = typed(ready, contract)
    return ready if str(ready.crs) == crs else reproject(ready, crs)


def _read_frame(path: Path) -> gpd.GeoDataFrame:
    try:
        return gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path)
    except (pa.ArrowException, pyogrio.errors.DataSourceError, ValueError, OSError) as error:
        raise UnreadableFileError("unreadable", file=path.name) from error


def is_territory(folder: Path) -> bool:
    """Whether a folder has been made a territory."""
    return (folder / TERRITORY_FILE).is_file()


def read_settings(folder: Path) -> dict[str, Any]:
    """Content of ``territory.toml``.

    Raises
    ------
    DataError
        ``not_a_territory`` when the folder has none, ``bad_territory_file`` when it cannot be read.
    """
    finish(folder)
    path = folder / TERRITORY_FILE
    if not path.exists():
        raise DataError("not_a_territory", file=str(folder.name or folder), expected=TERRITORY_FILE)
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError("bad_territory_file", file=TERRITORY_FILE, value=str(error)) from error
    return checked_settings(settings, folder)


def write_settings(folder: Path, settings: dict[str, Any]) -> None:
    """Write ``territory.toml``."""
    replace_bytes(folder / TERRITORY_FILE, tomli_w.dumps(settings).encode())


def record_source(folder: Path, source: Source) -> None:
    """Write or replace the provenance of one layer in ``territory.toml``."""
    settings = read_settings(folder)
    facts = {key: value for key, value in asdict(source).items() if key != "layer"}
    settings.setdefault("sources", {})[source.layer] = facts
    write_settings(folder, settings)


def read_problems(folder: Path) -> tuple[Problem, ...]:
    """Problems of all imports, oldest first."""
    path = folder / PROBLEMS_FILE
    if not path.exists():
        return ()
    rows = json.loads(path.read_text(encoding="utf-8"))
    return tuple(Problem(**{**row, "outcome": Outcome(row["outcome"])}) for row in rows)


def write_problems(folder: Path, problems: tuple[Problem, ...], layer: str, file: str | None) -> None:
    """Replace the problems of one file and layer, or of the layer whatever the file; keep the others."""
    kept = [p for p in read_problems(folder) if p.layer != layer or file not in {None, p.file}]
    rows = [asdict(problem) for problem in (*kept, *problems)]
    replace_bytes(folder / PROBLEMS_FILE, json.dumps(rows, ensure_ascii=False, indent=1).encode())


def read_territory(folder: str | Path) -> Territory:
    """Territory of a folder, every frame in its legal CRS.

    Raises
    ------
    DataError, LayerError
        When the folder is not a territory or a layer breaks its contract.
    """
    root = Path(folder)
    settings = read_settings(root)
    crs = settings["crs"]
    changes = local_changes(root)
    zones = {
        p.stem: read_layer(root, ZONES, crs, p.stem) for p in sorted((root / "hazards").glob("*.parquet"))
    }
    communes, told = merged(read_layer(root, COMMUNES, crs), changes, COMMUNES)
    structures, more = merged(read_layer(root, STRUCTURES, crs), changes, STRUCTURES)
    sites, most = merged(read_layer(root, SITES, crs), changes, SITES)
    demand = _demand(read_layer(root, DEMAND, crs), changes)
    structures, demand = in_communes(structures, communes), in_communes(demand, communes)
    if any(change.layer == STRUCTURES.name for change in changes):
        demand = with_homes(demand, homes_of(structures, communes))
    return Territory(
        name=settings["name"],
        identifier=settings["identifier"],
        crs=crs,
        fictitious=bool(settings.get("fictitious", False)),
        communes=communes,
        structures=structures,
        sites=in_communes(sites, communes),
        demand=demand,
        zones=MappingProxyType(zones),
        basemap=MappingProxyType(_read_basemap(root, crs)),
        problems=read_problems(root),
        sources=read_sources(settings),
        fingerprint=fingerprint(root, changes),
        changes=changes,
        conflicts=(*told, *more, *most),
        contacts=read_contacts(root),
        plans=read_layer(root, PLANS, crs),
    )


def local_changes(folder: Path) -> tuple[Change, ...]:
    """What people changed in the layers, as the workspace of the folder holds it."""
    layers = {contract.name for contract in GEOJSON_LAYERS}
    with open_workspace(folder) as workspace:
        return tuple(change for change in workspace.changes() if change.layer in layers)


def _demand(demand: gpd.GeoDataFrame, changes: tuple[Change, ...]) -> gpd.GeoDataFrame:
    """People as stored, unless they were spread from a commune total that someone corrected since.

    None are returned then: whoever has the network spreads them again.
    """
    corrected = any(c.layer == COMMUNES.name and POPULATION in c.values for c in changes)
    spread = len(demand) and demand["origin"].isin(["road_spread", "point"]).all()
    return demand.iloc[:0] if corrected and spread else demand


def _read_basemap(folder: Path, crs: str) -> dict[str, gpd.GeoDataFrame]:
    paths = {theme: folder / "basemap" / f"{theme}.parquet" for theme in BASEMAP_THEMES}
    frames = {theme: gpd.read_parquet(path) for theme, path in paths.items() if path.exists()}
    return {
        theme: frame if str(frame.crs) == crs else reproject(frame, crs) for theme, frame in frames.items()
    }


def read_network(folder: str | Path) -> RoadNetwork:
    """Road network of a folder.

    Raises
    ------
    NetworkError
        ``no_network`` when roads were never imported.
    """
    root = Path(folder)
    crs = str(read_settings(root)["crs"])
    if not layer_path(root, EDGES).exists():
        raise NetworkError("no_network", file=root.name)
    nodes, edges = read_layer(root, NODES, crs), read_layer(root, EDGES, crs)
    unknown = ~(edges["u"].isin(nodes.index) & edges["v"].isin(nodes.index))
    if unknown.any():
        raise LayerError("unknown_node", file="edges.parquet", value=str(edges.index[unknown][0]))
    _check_numbers(edges, ("length_m", "speed_kmh", "time_s"), "edges.parquet")
    return RoadNetwork(nodes, edges, _read_turns(root, nodes, edges))


def _read_turns(folder: Path, nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame) -> pd.DataFrame:
    path = layer_path(folder, EDGES).with_name(TURNS_FILE)
    if not path.exists():
        return no_turns()
    try:
        turns = pd.read_parquet(path)[list(TURN_COLUMNS)].astype(TURN_COLUMNS)
    except (pa.ArrowException, KeyError, ValueError, OSError) as error:
        raise UnreadableFileError("unreadable", file=path.name) from error
    known = turns["from_edge"].isin(edges.index) & turns["to_edge"].isin(edges.index)
    known &= turns["via_node"].isin(nodes.index)
    if not known.all():
        raise LayerError("unknown_node", file=path.name, value=str(turns["via_node"][~known].iloc[0]))
    return turns


def _check_numbers(frame: gpd.GeoDataFrame, columns: tuple[str, ...], file: str) -> None:
    for column in columns:
        values = pd.to_numeric(frame[column], errors="coerce").to_numpy(float)
        wrong = ~(np.isfinite(values) & (values >= 0))
        if wrong.any():
            row = int(np.argmax(wrong))
            value = str(frame[column].iloc[row])
            raise LayerError("bad_number", file=file, row=row + 1, column=column, value=value)


def folder_fingerprint(folder: Path) -> str:
    """SHA-256 of the settings, of every layer a study reads and of what people changed in them."""
    return fingerprint(folder, local_changes(folder))
