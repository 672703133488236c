"""A package for the prefecture read back: its themes become files that the importer reads like others.

What a package carries is what the territory said in public: communes, structures, sites without their owner
nor their inner columns, what is drawn on their ground, zones of the scenario. It has neither roads nor
homes: these are told missing, never guessed.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.errors import DataError, UnreadableFileError
from cpts_geo.model.layers import COMMUNES, PLANS, SITES, STRUCTURES, ZONES, LayerContract
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.archive import MAX_BYTES
from cpts_geo.territory.folder import (
    read_layer,
    read_settings,
    record_source,
    write_layer,
    write_problems,
    write_settings,
)
from cpts_geo.territory.recognise import Options, without_companions
from cpts_geo.territory.settings import TERRITORY_FILE, read_sources

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
FOLDER: Final = "geojson/"
PLAN_FILES: Final = ("sites_emprise_s", "flux_l", "sites_reperes_p")
ZONE_FILES: Final = ("alea_s", "alea_l", "zonage_ppr_s")
LAYERS: Final[dict[str, tuple[LayerContract, str]]] = {
    "territoire_s": (COMMUNES, "communes"),
    "structures_p": (STRUCTURES, "structures"),
    "sites_p": (SITES, "sites"),
}
Features = list[dict[str, Any]]
Given = list[tuple[Path, Options]]


@dataclass(frozen=True, eq=False)
class Part:
    """A theme, or a layer of zones, as a file of its own.

    Attributes
    ----------
    path
        Where it was taken out.
    contract, layer
        The layer it becomes, and its name among the hazards.
    options
        What the importer is told of it.
    features
        Its features.
    """

    path: Path
    contract: LayerContract
    layer: str
    options: Options
    features: Features


@dataclass(frozen=True, eq=False)
class Package:
    """A package that is being read back."""

    name: str
    manifest: Mapping[str, Any]
    parts: tuple[Part, ...]


def is_package(path: Path) -> bool:
    """Whether a file is one of our packages; its content is not trusted for all that."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return {MANIFEST, f"{FOLDER}territoire_s.geojson"} <= set(archive.namelist())


@contextmanager
def opened(root: Path, files: list[Path], options: Options) -> Iterator[tuple[Given, Package | None]]:
    """The files to import with what is said of each: those of the user, or the parts of one of our packages.

    Raises
    ------
    DataError
        ``package_needs_new_folder``: a package is read back alone, as a new territory; ``package_changed``
        when a part is not the one the manifest tells; ``package_version``.
    """
    path = next((file for file in files if is_package(file)), None)
    if path is None:
        yield [(file, options) for file in without_companions(files)], None
        return
    if (root / TERRITORY_FILE).exists() or len(files) > 1:
        raise DataError("package_needs_new_folder", file=path.name)
    with _taken_out(path, options) as package:
        yield [(part.path, part.options) for part in package.parts], package


@contextmanager
def _taken_out(path: Path, options: Options) -> Iterator[Package]:
    with TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive:
        manifest = _manifest(archive, path.name)
        themes = {
            name: _theme(archive, manifest, name, path.name) for name in (*LAYERS, *PLAN_FILES, *ZONE_FILES)
        }
        yield Package(path.name, manifest, tuple(_parts(Path(folder), themes, options)))


def _manifest(archive: zipfile.ZipFile, file: str) -> dict[str, Any]:
    found = _json(archive, MANIFEST, file)
    known = isinstance(found, dict) and {"territory", "identifier", "fictitious", "files"} <= found.keys()
    if not known or found.get("format") != FORMAT:
        raise UnreadableFileError("package_version", file, expected=str(FORMAT))
    return dict(found)


def _json(archive: zipfile.ZipFile, name: str, file: str) -> Any:
    if archive.getinfo(name).file_size > MAX_BYTES:
        raise UnreadableFileError("package_changed", file, value=name)
    try:
        return json.loads(archive.read(name).decode("utf-8"))
    except (ValueError, RecursionError, zipfile.BadZipFile) as error:
        raise UnreadableFileError("package_changed", file, value=name) from error


def _theme(archive: zipfile.ZipFile, manifest: Mapping[str, Any], theme: str, file: str) -> Features:
    """Features of a theme, none when the package does not have it."""
    name = f"{FOLDER}{theme}.geojson"
    if name not in archive.namelist():
        return []
    told = {row.get("path"): row.get("sha256") for row in manifest.get("files", [])}
    read = _json(archive, name, file)
    if hashlib.sha256(archive.read(name)).hexdigest() != told.get(name):
        raise UnreadableFileError("package_changed", file, value=name)
    return list(read["features"])


def _parts(folder: Path, themes: Mapping[str, Features], options: Options) -> Iterator[Part]:
    for theme, (contract, kind) in LAYERS.items():
        if themes[theme]:
            yield _part(folder / theme, contract, replace(options, kind=kind), themes[theme])
    plans = [feature for theme in PLAN_FILES for feature in themes[theme]]
    if plans:
        yield _part(folder / PLANS.name, PLANS, replace(options, kind=None), plans)
    zones = [feature for theme in ZONE_FILES for feature in themes[theme]]
    for layer in dict.fromkeys(str(feature["properties"]["layer"]) for feature in zones):
        own = sorted((f for f in zones if str(f["properties"]["layer"]) == layer), key=_rank)
        yield _part(folder / layer, ZONES, replace(options, kind="hazard", name=layer), own)


def _rank(feature: dict[str, Any]) -> tuple[int, str]:
    """Zones are named ``layer/number``, in the order of their layer."""
    number = str(feature["id"]).rpartition("/")[2]
    return (int(number) if number.isdigit() else 0, str(feature["id"]))


def _part(stem: Path, contract: LayerContract, options: Options, features: Features) -> Part:
    """Features with the columns of a layer alone: what a study found is no fact of the territory."""
    names = {contract.index, *contract.required, *(name for name, _ in contract.optional)}
    kept = [
        {**feature, "properties": {n: v for n, v in feature["properties"].items() if n in names}}
        for feature in features
    ]
    path = stem.with_name(f"{stem.name}.geojson")
    path.write_text(json.dumps({"type": "FeatureCollection", "features": kept}, ensure_ascii=False), "utf-8")
    return Part(path, contract, options.name if contract is ZONES else "", options, kept)


def put_back(folder: Path, package: Package) -> tuple[Problem, ...]:
    """Identifiers, attributes, sources and name of the territory as the package tells them; what it lacks."""
    crs = str(read_settings(folder)["crs"])
    for part in package.parts:
        frame = read_layer(folder, part.contract, crs, part.layer)
        write_layer(folder, part.contract, _as_told(frame, part), part.layer)
    manifest = package.manifest
    about = {
        "name": str(manifest["territory"]),
        "identifier": str(manifest["identifier"]),
        "fictitious": manifest["fictitious"] is not False,
        "sources": {},
    }
    write_settings(folder, {**read_settings(folder), **about})
    zones = {f"{ZONES.name}/{part.layer}" for part in package.parts if part.layer}
    layers = {part.contract.name for part in package.parts} - {ZONES.name}
    for source in read_sources({"sources": list(manifest.get("sources", []))}):
        if source.layer in zones or source.layer.partition("/")[0] in layers:
            record_source(folder, source)
    told = (Problem(package.name, "package", 0, "", "package_without", "", Outcome.INFORMATION),)
    write_problems(folder, told, "package", package.name)
    return told


def _as_told(frame: gpd.GeoDataFrame, part: Part) -> gpd.GeoDataFrame:
    """Rows of a layer with the attributes of the package; zones and plans also with their identifiers."""
    told = pd.DataFrame([feature["properties"] for feature in part.features])
    if part.contract in {PLANS, ZONES} and len(told) == len(frame):
        frame = frame.set_axis(pd.Index(told[part.contract.index], name=part.contract.index), axis=0)
    rows = told.set_index(part.contract.index).reindex(frame.index)
    known = frame.index.isin(told[part.contract.index])
    out = frame.copy()
    for name, default in (*((n, None) for n in part.contract.required), *part.contract.optional):
        if name in rows:
            said = rows[name].where(rows[name].notna(), default)
            out[name] = out[name].where(~known, said)
    if part.contract is ZONES:  # JSON has no infinity: a class with a bottom and no top is open
        out["depth_max_m"] = out["depth_max_m"].mask(
            out["depth_max_m"].isna() & out["depth_min_m"].notna(), np.inf
        )
    return out
