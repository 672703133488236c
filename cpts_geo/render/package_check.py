"""A package read again: whole, true to its profile, consistent, and free of what must not leave."""

import csv
import hashlib
import io
import json
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import jsonschema
import pyogrio
import shapely

from cpts_geo.model.layers import POPULATION
from cpts_geo.model.personal import has_nir, mobiles, personal_emails
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.render import geojson, package, profile
from cpts_geo.render.disclosure import MINIMUM_CELL
from cpts_geo.render.package_agree import disagreements
from cpts_geo.render.small_count_gate import FOLDER, small_counts
from cpts_geo.render.tables import csv_safe

MAX_BYTES: Final = 2_000_000_000  # opened, as a limit against an archive made to fill a disk
BOM: Final = b"\xef\xbb\xbf"
PEOPLE: Final = (
    "newly_isolated",
    "people_reference",
    "people_scenario",
    "unreachable_reference",
    "longer",
    "alone",
)
SHOWN: Final = 60
POCKET: Final = "poches_s"  # elsewhere a population is that of a commune, which is public
HASHES: Final = re.compile(r"[0-9a-f]{32,}")
Files = dict[str, bytes]


def check_package(content: bytes) -> tuple[Problem, ...]:
    """What is wrong in a package; nothing = sound. Every kind is refused by a careful reader.

    Parameters
    ----------
    content
        Bytes of the zip.
    """
    try:
        found = _opened(content)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, ValueError) as error:
        return (_fault("", "package_unreadable", str(error)),)
    if package.MANIFEST not in found:
        return (_fault("", "package_without_manifest", ""),)
    manifest = _strict(found[package.MANIFEST])
    if not isinstance(manifest, dict) or manifest.get("format") != package.FORMAT_VERSION:
        return (_fault(package.MANIFEST, "package_other_version", str(manifest)),)
    checks: tuple[Callable[[Files, dict[str, Any]], Iterator[Problem]], ...] = (
        _listed,
        _layers,
        _base,
        _tables,
        _secrets,
        _counts,
    )
    return tuple(problem for check in checks for problem in check(found, manifest))


def _opened(content: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_BYTES:
            raise ValueError(str(MAX_BYTES))
        return {member.filename: archive.read(member) for member in archive.infolist()}


def _fault(file: str, kind: str, value: str, row: int = 0, column: str = "") -> Problem:
    return Problem(file, "package", row, column, kind, value[:SHOWN], Outcome.REFUSED)


def _strict(content: bytes) -> Any:
    """JSON without NaN, infinity or repeated keys; ``None`` when it is not JSON."""

    def refuse(constant: str) -> float:
        raise ValueError(constant)

    try:
        return json.loads(content.decode("utf-8"), parse_constant=refuse)
    except (ValueError, RecursionError):
        return None


def _listed(found: Files, manifest: dict[str, Any]) -> Iterator[Problem]:
    """Every file is the one whose hash the manifest gives, and no other file is there."""
    listed = {str(row.get("path")): row for row in manifest.get("files", [])}
    for name in sorted(listed.keys() - found.keys()):
        yield _fault(name, "package_missing_file", "")
    for name in sorted(found.keys() - listed.keys() - {package.MANIFEST}):
        yield _fault(name, "package_extra_file", "")
    for name in sorted(listed.keys() & found.keys()):
        if hashlib.sha256(found[name]).hexdigest() != listed[name].get("sha256"):
            yield _fault(name, "package_changed_file", "")


def _themes(found: Files) -> Iterator[tuple[str, str, bytes]]:
    for theme in profile.FIELDS:
        name = f"geojson/{theme}.geojson"
        if name in found:
            yield name, theme, found[name]


def _layers(found: Files, manifest: dict[str, Any]) -> Iterator[Problem]:
    """Each GeoJSON file is strict, true to the profile, and says the study of the manifest."""
    for name, theme, content in _themes(found):
        read = _strict(content)
        if read is None:
            yield _fault(name, "package_not_json", "")
            continue
        validator = jsonschema.Draft202012Validator(profile.theme_schema(theme))
        wrong = next(validator.iter_errors(read), None)
        if wrong is not None:
            yield _fault(
                name, "package_off_profile", wrong.message, column="/".join(map(str, wrong.absolute_path))
            )
            continue
        if read["metadata"]["fingerprint"] != manifest.get("fingerprint"):
            yield _fault(name, "package_other_study", str(read["metadata"]["fingerprint"]))
        yield from _features(name, read["features"])


def _features(name: str, features: list[dict[str, Any]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for row, feature in enumerate(features, start=1):
        if feature["id"] in seen:
            yield _fault(name, "package_repeated_id", feature["id"], row)
        seen.add(feature["id"])
        if feature["geometry"]:
            yield from _geometry(name, row, feature["geometry"])
        for column, value in feature["properties"].items():
            if _small(column, value) or (column == POPULATION and POCKET in name and _few(value)):
                yield _fault(name, "package_small_count", str(value), row, column)


def _geometry(name: str, row: int, geometry: dict[str, Any]) -> Iterator[Problem]:
    shape = shapely.geometry.shape(geometry)
    if not shape.is_valid:
        yield _fault(name, "package_invalid_shape", shapely.is_valid_reason(shape), row)
    elif not shape.equals_exact(shapely.orient_polygons(shape, exterior_cw=False), 0):
        yield _fault(name, "package_ring_order", geometry["type"], row)
    coordinates = shapely.get_coordinates(shape)
    if (coordinates.round(geojson.DECIMALS) != coordinates).any():
        yield _fault(name, "package_too_precise", str(coordinates[0].tolist()), row)


def _small(column: str, value: object) -> bool:
    counted = any(column.endswith(name) or f"{name}_" in column for name in PEOPLE)
    return counted and _few(value)


def _few(value: object) -> bool:
    return isinstance(value, int | float) and 0 < value < MINIMUM_CELL


def _base(found: Files, manifest: dict[str, Any]) -> Iterator[Problem]:
    """The GeoPackage is whole, in the legal projection, and holds the same identifiers as the GeoJSON."""
    if package.GPKG_NAME not in found:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / package.GPKG_NAME
        path.write_bytes(found[package.GPKG_NAME])
        try:
            yield from _tables_of(path, found, manifest)
            yield from disagreements(found, path)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, KeyError, ValueError) as error:
            yield _fault(package.GPKG_NAME, "package_bad_base", str(error))


def _tables_of(path: Path, found: Files, manifest: dict[str, Any]) -> Iterator[Problem]:
    present = {str(name) for name, _ in pyogrio.list_layers(path)}
    for name, theme, content in _themes(found):
        system = pyogrio.read_info(path, layer=theme)["crs"] if theme in present else None
        if system != manifest.get("legal_crs"):
            yield _fault(package.GPKG_NAME, "package_other_projection", str(system), column=theme)
            continue
        key = profile.FIELDS[theme][0]
        stored = set(pyogrio.read_dataframe(path, layer=theme, columns=[key])[key].astype(str))
        read = _strict(content) or {"features": []}
        if stored != {str(feature["properties"].get(key)) for feature in read["features"]}:
            yield _fault(name, "package_bases_differ", theme)


def _tables(found: Files, manifest: dict[str, Any]) -> Iterator[Problem]:
    """Tables open in a spreadsheet with their accents, and no cell is a formula."""
    del manifest
    for name, content in found.items():
        if not name.endswith(".csv"):
            continue
        if not content.startswith(BOM):
            yield _fault(name, "package_no_bom", "")
        text = io.StringIO(content.decode("utf-8-sig", "replace"), newline="")
        for row, cells in enumerate(csv.reader(text, delimiter=";"), start=1):
            formula = next((cell for cell in cells if _formula(cell)), None)
            if formula is not None:
                yield _fault(name, "package_formula", formula, row)


def _counts(found: Files, manifest: dict[str, Any]) -> Iterator[Problem]:
    """No count of one to ten people can be worked out from the tables taken together."""
    del manifest
    try:
        yield from small_counts(found)
    except (KeyError, ValueError) as error:
        yield _fault(f"{FOLDER}synthese.csv", "counts_disagree", str(error))


def _formula(cell: str) -> bool:
    """Whether a spreadsheet would run the cell: a dangerous start that is no number."""
    try:
        float(cell)
    except ValueError:
        return csv_safe(cell) != cell
    return False


def _secrets(found: Files, manifest: dict[str, Any]) -> Iterator[Problem]:
    """No number of a person, no mailbox of a person, no mobile telephone."""
    del manifest
    for name, content in found.items():
        if not name.endswith((".csv", ".geojson", ".json", ".toml", ".xml", ".txt", ".kml")):
            continue
        text = HASHES.sub("", content.decode("utf-8-sig", "replace"))
        if has_nir(text) or personal_emails(text) or mobiles(text):
            yield _fault(name, "package_personal", "")
