"""Untrusted vector files: opened in a child process with few drivers, an empty environment and limits."""

import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import pyproj

from cpts_geo.model.errors import CrsError, LayerError, UnreadableFileError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources import bdtopo, finess, finess_plus
from cpts_geo.sources.archive import COMPANIONS, chosen, unpack
from cpts_geo.sources.csv_text import beginning, read_csv
from cpts_geo.sources.raw import RawTable, clean_table, problem
from cpts_geo.sources.signature import refuse, signature
from cpts_geo.sources.workbook import read_workbook

WORKER: Final = Path(__file__).with_name("safe_worker.py")
KEPT_DRIVERS: Final = frozenset({"GPKG", "ESRI Shapefile", "GPX", "KML", "LIBKML", "MEM", "Memory"})
CPU_S: Final = 60  # RELIABILITY 4.2 says 20 s; a département of BD TOPO roads takes about 30 s
MEMORY_MB: Final = 2048
WALL_S: Final = 120
MAX_FEATURES: Final = 2_000_000
# Threads and memory pools reserve address space by the core, which the limit would count.
FRUGAL: Final = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
UNNAMED: Final = ("", "data")  # the name of a private copy is not the name of the layer
NO_CRS: Final = ("", "None", "?")


def read_file(path: str | Path, layer: str = "") -> RawTable:
    """Table or vector file of any accepted kind, as text cells and a geometry.

    Parameters
    ----------
    path
        CSV, XLSX, GeoJSON, GeoPackage, Shapefile, GPX, KML or a zip of one of them.
    layer
        Which layer, when the file holds several.

    Returns
    -------
    RawTable
        Geometry two-dimensional, in the CRS that the file declares.

    Raises
    ------
    UnreadableFileError
        The file is empty, cut, disguised, too heavy or of a kind that is not accepted.
    LayerError
        ``several_layers``, ``too_many_columns``.
    CrsError
        ``unknown_crs`` when the file declares a system nobody knows.
    """
    path = Path(path)
    kind = signature(path)
    refuse(path, kind)
    if kind == "raster":
        raise UnreadableFileError("raster_unsaid", path.name, expected="gpkg, shp, geojson")
    if kind == "csv":
        return finess.read_file(path) if finess.is_finess(beginning(path)) else read_csv(path)
    if kind == "xlsx":
        return read_workbook(path, layer)
    with tempfile.TemporaryDirectory(prefix="cpts-") as scratch:
        folder = Path(scratch)
        if kind == "zip":
            inner = unpack(path, folder, layer)
            if inner.suffix == ".csv":
                return _renamed(read_file(inner), path.name)
            raw = _in_child(inner, path, folder, layer if inner.suffix == ".gpkg" else "")
            return (
                replace(raw, layer=PurePosixPath(chosen(path, layer)).stem) if raw.layer in UNNAMED else raw
            )
        return _in_child(_private_copy(path, folder), path, folder, layer)


def _private_copy(path: Path, scratch: Path) -> Path:
    """The file and its companions copied: GDAL and SQLite may write beside what they open."""
    suffix = path.suffix.lower() or ".data"
    shutil.copyfile(path, scratch / f"data{suffix}")
    for part in path.parent.glob(f"{glob.escape(path.stem)}.*") if suffix == ".shp" else ():
        if part.suffix.lower() in COMPANIONS:
            shutil.copyfile(part, scratch / f"data{part.suffix.lower()}")
    return scratch / f"data{suffix}"


def _renamed(raw: RawTable, file: str) -> RawTable:
    return RawTable(file, raw.columns, raw.geometry, raw.problems, raw.layer)


def _in_child(path: Path, shown: Path, scratch: Path, layer: str = "") -> RawTable:
    kind = "finess_json" if finess_plus.is_plus(path, signature(path)) else signature(path)
    refuse(shown, kind)
    if kind not in {"json", "finess_json", "gpkg", "shp", "gpx", "kml", "datex"}:
        raise UnreadableFileError("not_a_layer", shown.name, value=kind)
    out = scratch / "out.arrow"
    answer = run_worker(path, kind, out, layer)
    if "error" in answer:
        raise _refusal(shown.name, answer)
    return _table(shown.name, answer, out)


def layer_facts(path: Path) -> dict[str, Any]:
    """``names``, ``crs`` and ``count`` of each layer of a GeoPackage, none of it read.

    Raises
    ------
    UnreadableFileError, LayerError
        As ``read_file``.
    """
    answer = run_worker(path, "gpkg", path, more={"peek": True})
    if "error" in answer:
        raise _refusal(path.name, answer)
    return dict(answer["layers"])


def read_box(path: Path, file: str, layer: str, box: tuple[float, float, float, float]) -> RawTable:
    """Features of a GeoPackage that meet a box, in the CRS of the layer.

    Raises
    ------
    UnreadableFileError, LayerError, CrsError
        As ``read_file``.
    """
    with tempfile.TemporaryDirectory(prefix="cpts-") as scratch:
        out = Path(scratch) / "out.arrow"
        answer = run_worker(path, "gpkg", out, layer, more={"box": box})
        if "error" in answer:
            raise _refusal(file, answer)
        return _table(file, answer, out)


@cache
def skipped_drivers() -> str:
    """Value of ``OGR_SKIP``: every driver of this GDAL but the few that are kept."""
    return ",".join(sorted(set(pyogrio.list_drivers()) - KEPT_DRIVERS))


def run_worker(
    path: Path,
    kind: str,
    out: Path,
    layer: str = "",
    *,
    skip: str | None = None,
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Answer of the child process; ``{"error": "stopped"}`` when a limit ended it."""
    job = {
        "path": str(path.resolve()),
        "out": str(out),
        "kind": kind,
        "layer": layer,
        "height_columns": bdtopo.HEIGHT_COLUMNS,
        "large_layer": bdtopo.ROAD_LAYER,
        "large_columns": sorted(bdtopo.COLUMNS_READ),
        "max_features": MAX_FEATURES,
        "cpu_s": CPU_S,
        "memory_mb": MEMORY_MB,
        **(more or {}),
    }
    env = {"OGR_SKIP": skipped_drivers() if skip is None else skip, **FRUGAL}
    if "SYSTEMROOT" in os.environ:  # Windows cannot start a process without it
        env["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    command = [sys.executable, "-I", str(WORKER), json.dumps(job)]
    try:
        done = subprocess.run(command, env=env, capture_output=True, timeout=WALL_S, check=False)  # noqa: S603 our own script
        answer = json.loads(done.stdout) if done.returncode == 0 else {"error": "stopped"}
    except subprocess.TimeoutExpired:
        return {"error": "stopped"}
    except json.JSONDecodeError:
        return {"error": "unreadable"}
    return dict(answer)


def self_test(*, skip: str | None = None) -> None:
    """Prove, before any file is received, that the reading process has the allowed drivers and no other.

    Raises
    ------
    UnreadableFileError
        ``drivers_not_limited``: nothing may be read on this computer.
    """
    # Drivers are checked first, then the absent file is: that answer says the process works as it must.
    answer = run_worker(WORKER.with_name("absent"), "gpkg", WORKER, skip=skip)
    if answer.get("error") != "unreadable":
        raise UnreadableFileError("drivers_not_limited", value=str(answer.get("value", "")))


def _refusal(file: str, answer: dict[str, Any]) -> UnreadableFileError | LayerError:
    facts = {key: answer[key] for key in ("value", "expected", "row") if key in answer}
    if answer["error"] in {"several_layers", "too_many_columns"}:
        return LayerError(answer["error"], file, **facts)
    return UnreadableFileError(answer["error"], file, **facts)


def _table(file: str, answer: dict[str, Any], out: Path) -> RawTable:
    with pa.memory_map(str(out)) as source:
        table = pa.ipc.open_file(source).read_all()
    index = pd.RangeIndex(1, table.num_rows + 1, name="row")
    names = [str(name) or f"column_{i + 1}" for i, name in enumerate(answer["names"])]
    if answer["layer"].startswith("finess_"):  # a table of the whole country: packed, without geometry
        packed = {
            name: pd.Series(pd.array(table.column(f"c{i}"), dtype="str"), index=index)
            for i, name in enumerate(names)
        }
        return RawTable(file, clean_table(pd.DataFrame(packed)), layer=answer["layer"])
    cells = {name: _shared_texts(table.column(f"c{i}")) for i, name in enumerate(names)}
    columns = pd.DataFrame(cells, index=index, dtype=object)
    wkb = table.column("geometry").to_numpy(zero_copy_only=False)
    shapes = pd.Series(wkb, index=index, dtype=object)
    is_table = answer["crs"] is None and not answer["layer"] and bool(shapes.isna().all())
    geometry = None if is_table else gpd.GeoSeries.from_wkb(shapes, crs=known_crs(file, answer["crs"]))
    issues: tuple[Problem, ...] = tuple(
        problem(file, "", kind, Outcome(outcome), row=row, value=value)
        for row, kind, value, outcome in answer["issues"]
    )
    return RawTable(file, clean_table(columns), geometry, issues, answer["layer"])


def _shared_texts(column: pa.ChunkedArray) -> "np.typing.NDArray[np.object_]":
    """Cells as text, equal cells being the same object: a large layer repeats a few words."""
    encoded = column.combine_chunks().dictionary_encode()
    words = encoded.dictionary.to_numpy(zero_copy_only=False)
    texts: np.typing.NDArray[np.object_] = words[encoded.indices.to_numpy()]
    return texts


def known_crs(file: str, text: str | None) -> str | None:
    """``EPSG:n`` of a declared CRS, its own text when it has no code, ``None`` when nothing is declared.

    Raises
    ------
    CrsError
        ``unknown_crs``.
    """
    if text is None or text in NO_CRS:
        return None
    try:
        found = pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise CrsError("unknown_crs", file, value=text[:60]) from error
    code = found.to_epsg(min_confidence=70)
    if code is None and found.is_geographic and "CRS84" in text:
        return "EPSG:4326"
    return found.to_wkt() if code is None else f"EPSG:{code}"
