"""Opens one untrusted file in its own process and writes what it holds as text and WKB.

Run as a script (``python -I safe_worker.py JOB``) with an empty environment: it imports nothing of the
house, and neither pandas nor geopandas. ``JOB`` is JSON: ``path, out, kind, layer, max_features,
cpu_s, memory_mb``. One JSON object on standard output: ``{"ok": ...}`` or ``{"error": code, ...}``.
"""

import importlib.util
import json
import math
import re
import sys
from pathlib import Path
from typing import Any

ALLOWED_DRIVERS = frozenset({"GPKG", "ESRI Shapefile", "GPX", "KML", "LIBKML", "MEM", "Memory"})
NEEDED_DRIVERS = frozenset({"GPKG", "ESRI Shapefile"})
LINK = re.compile(rb"<(?:\w+:)?NetworkLink[\s>]")
MAX_COLUMNS = 1000
FILE_LIMIT = 512 * 1024 * 1024


class RefusedError(Exception):
    """The file cannot be used: a code and facts, no sentence."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.answer = {"error": code, **facts}


class Without:
    """Hides libraries that take a second to load and that this process has no use for."""

    def find_spec(self, name: str, _path: Any = None, _target: Any = None) -> None:
        """Nothing for the others; the two hidden ones do not exist here."""
        if name in {"pandas", "geopandas"}:
            raise ModuleNotFoundError(name=name)


def sibling(name: str) -> Any:
    """A module that lies beside this script: an isolated interpreter does not look there by itself."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise RefusedError("unreadable")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def limit(cpu_s: int, memory_mb: int) -> None:
    """Limits of this process; none where the system has no ``resource`` (Windows)."""
    try:
        import resource
    except ImportError:
        return
    for what, value in (
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_AS, memory_mb * 1024 * 1024),
        (resource.RLIMIT_FSIZE, FILE_LIMIT),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (value, value))


def gdal_layers(job: dict[str, Any]) -> dict[str, Any]:
    """Columns, CRS and number of features of each layer, nothing read."""
    check_drivers()
    import pyogrio

    facts = {}
    for name, _ in pyogrio.list_layers(job["path"]):
        info = pyogrio.read_info(job["path"], layer=str(name), force_feature_count=True)
        names = [str(field) for field in info["fields"]]
        facts[str(name)] = {"names": names, "crs": info["crs"], "count": int(info["features"])}
    return {"ok": True, "layers": facts}


def check_drivers() -> None:
    """Refuse to work with a driver outside the list, or without those that are needed."""
    import pyogrio

    drivers = set(pyogrio.list_drivers())
    if not drivers <= ALLOWED_DRIVERS or not drivers >= NEEDED_DRIVERS:
        raise RefusedError("drivers_not_limited", value=", ".join(sorted(drivers - ALLOWED_DRIVERS))[:60])


def read_gdal(job: dict[str, Any]) -> dict[str, Any]:
    """Shapefile, GeoPackage, GPX or KML through GDAL, after checking which drivers are loaded."""
    check_drivers()
    import pyogrio

    issues = []
    if job["kind"] == "shp" and not any(
        Path(job["path"]).with_suffix(end).exists() for end in (".shx", ".SHX")
    ):
        issues.append([0, "shx_rebuilt", "", "fixed"])
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
    layers = [str(name) for name, _ in pyogrio.list_layers(job["path"])]
    layer = choose_layer(layers, job)
    issues += left_aside(job, layer)
    options = {
        "layer": layer,
        "force_2d": not has_heights(job, layer),
        "max_features": job["max_features"],
    }
    if job.get("box"):
        options["bbox"] = tuple(job["box"])
    if layer.lower() == job["large_layer"]:  # memory: only what its reader asks for
        fields = pyogrio.read_info(job["path"], layer=layer)["fields"]
        options["columns"] = [name for name in fields if name.lower() in set(job["large_columns"])]
    if job["kind"] == "shp":
        options["encoding"] = "ISO-8859-1"  # one character per byte: decoded below
    meta, _, shapes, cells = pyogrio.raw.read(job["path"], **options)
    names = [str(name) for name in meta["fields"]]
    columns = [[text(value) for value in column.tolist()] for column in map(plain, cells)]
    if job["kind"] == "shp":
        names, columns = sibling("safe_shapefile").decode_dbf(
            names, columns, Path(job["path"]).with_suffix(".cpg")
        )
    wkb = [None] * len(columns[0] if columns else []) if shapes is None else list(shapes)
    return {
        "names": names,
        "columns": columns,
        "wkb": wkb,
        "crs": meta["crs"],
        "layer": layer,
        "issues": issues,
    }


def has_heights(job: dict[str, Any], layer: str) -> bool:
    """Whether the Z of a layer is the height of roads; anywhere else it is dropped."""
    import pyogrio

    names = {str(name).lower() for name in pyogrio.read_info(job["path"], layer=layer)["fields"]}
    return any(set(pair) <= names for pair in job["height_columns"])


def left_aside(job: dict[str, Any], layer: str) -> list[list[Any]]:
    """What a GPX or KML file holds beside places: tracks, routes, links to other files, all counted only."""
    import pyogrio

    if job["kind"] == "gpx" and layer == "waypoints":
        infos = [
            pyogrio.read_info(job["path"], layer=name, force_feature_count=True)["features"]
            for name in ("tracks", "routes")
        ]
        return [[0, "tracks_refused", str(sum(infos)), "information"]] if sum(infos) else []
    links = LINK.findall(Path(job["path"]).read_bytes()) if job["kind"] == "kml" else []
    return [[0, "network_links", str(len(links)), "information"]] if links else []


def choose_layer(layers: list[str], job: dict[str, Any]) -> str:
    """The layer asked for, or the only one, or the roads when the file also holds other things."""
    wanted, kind = job["layer"], job["kind"]
    by_name = {name.lower(): name for name in reversed(layers)}
    if wanted and wanted in layers:
        return str(wanted)
    if not wanted and job["large_layer"] in by_name:
        return by_name[job["large_layer"]]
    if kind == "gpx" and not wanted and "waypoints" in layers:
        return "waypoints"
    if wanted or len(layers) != 1:
        raise RefusedError(
            "several_layers" if layers else "no_rows", expected=", ".join(layers[:20]), value=wanted
        )
    return layers[0]


def plain(column: Any) -> Any:
    """Dates as ISO text; other arrays as they are."""
    return column.astype(str) if column.dtype.kind == "M" else column


def text(value: Any) -> str:
    """A cell as text; empty for nothing, no ``.0`` after a whole number."""
    if value is None or value == "NaT":
        return ""
    if isinstance(value, float):
        return (
            ""
            if math.isnan(value)
            else (str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value))
        )
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list, bool)) else str(value)


def read_json(job: dict[str, Any]) -> dict[str, Any]:
    """GeoJSON feature by feature, so that one bad feature does not take the others with it."""
    try:
        root = json.loads(Path(job["path"]).read_bytes().decode("utf-8-sig"))
    except RecursionError as error:
        raise RefusedError("too_deep") from error
    except UnicodeDecodeError as error:
        raise RefusedError("encoding", expected="UTF-8") from error
    except json.JSONDecodeError as error:
        raise RefusedError("broken_json", row=error.lineno, value=error.msg[:60]) from error
    reader = sibling("safe_geojson")
    table, properties = reader.table_of(root), reader.properties
    features = table or reader.features_of(root)
    if features is None:
        raise RefusedError("not_geojson", value=reader.type_of(root)[:60])
    if not features:
        raise RefusedError("no_features")
    keys = dict.fromkeys(key for feature in features for key in properties(feature))
    if len(keys) > MAX_COLUMNS:
        raise RefusedError("too_many_columns", value=str(len(keys)), expected=str(MAX_COLUMNS))
    columns = [[text(properties(feature).get(key)) for feature in features] for key in keys]
    wkb, issues = ([None] * len(table), []) if table else reader.shapes_of(features)
    crs = None if table else reader.crs_of(root)
    if crs not in {None, "EPSG:4326"} and "CRS84" not in str(crs):
        issues.append([0, "old_crs_member", crs, "information"])
    return {"names": list(keys), "columns": columns, "wkb": wkb, "crs": crs, "layer": "", "issues": issues}


def read_datex(job: dict[str, Any]) -> dict[str, Any]:
    """Road events and orders of DATEX II."""
    from xml.parsers import expat

    reader = sibling("safe_datex")
    try:
        found: dict[str, Any] = reader.read(job["path"])
    except reader.DeclarationError as error:
        raise RefusedError("xml_entities") from error
    except RecursionError as error:
        raise RefusedError("too_deep") from error
    except expat.ExpatError as error:
        raise RefusedError("broken_xml", row=error.lineno) from error
    if not found["wkb"]:
        raise RefusedError("no_road_event")
    return found


def check_shapefile(path: Path) -> None:
    """Refuse a shapefile that is cut or whose parts disagree."""
    reader = sibling("safe_shapefile")
    try:
        reader.check(path)
    except reader.FaultError as error:
        raise RefusedError(error.code, **error.facts) from error


def read_raster(job: dict[str, Any]) -> dict[str, Any]:
    """Cells of a grid, written as an array."""
    reader = sibling("safe_raster")
    try:
        found: dict[str, Any] = reader.read(job["path"], job["out"])
    except reader.BadGridError as error:
        raise RefusedError(error.code, **error.facts) from error
    return found


def read_finess(job: dict[str, Any]) -> dict[str, Any]:
    """FINESS+, one row per establishment."""
    found = dict(sibling("safe_finess").read(job["path"]))
    if "error" in found:
        raise RefusedError(found.pop("error"), **found)
    return found


def write(found: dict[str, Any], out: str) -> dict[str, Any]:
    """Arrow IPC file: column ``geometry`` in WKB, ``c0``, ``c1``… in text; the rest is the answer."""
    import pyarrow as pa

    arrays = {"geometry": pa.array(found["wkb"], pa.binary())}
    arrays |= {f"c{i}": pa.array(column, pa.string()) for i, column in enumerate(found["columns"])}
    table = pa.table(arrays)
    with pa.OSFile(out, "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return {"ok": True, **{key: found[key] for key in ("names", "crs", "layer", "issues")}}


def run(job: dict[str, Any]) -> dict[str, Any]:
    """The job's answer."""
    limit(job["cpu_s"], job["memory_mb"])
    sys.meta_path.insert(0, Without())
    try:
        if job["kind"] in {"json", "finess_json"}:
            return write(read_json(job) if job["kind"] == "json" else read_finess(job), job["out"])
        if job["kind"] in {"raster", "datex"}:
            return read_raster(job) if job["kind"] == "raster" else write(read_datex(job), job["out"])
        if job["kind"] == "shp":
            check_shapefile(Path(job["path"]))
        return gdal_layers(job) if job.get("peek") else write(read_gdal(job), job["out"])
    except RefusedError as refusal:
        return refusal.answer
    except MemoryError:
        return {"error": "too_heavy"}
    except (
        OSError,
        RuntimeError,
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
        ArithmeticError,
    ) as error:
        return {"error": "unreadable", "value": type(error).__name__}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(json.loads(sys.argv[1]))))
