"""The package for the prefecture: layers, GeoPackage, tables, plans, manifest with a hash of each file."""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from cpts_geo.render import csv_tables, geojson, gpkg, iso_metadata, kml, pdf, profile, xlsx
from cpts_geo.render.archive import deterministic_zip
from cpts_geo.render.metadata import metadata
from cpts_geo.render.sheets import tool_version
from cpts_geo.render.small_count_gate import check_small_counts
from cpts_geo.study import Study
from cpts_geo.wording import files

MANIFEST: Final = "manifest.json"
FORMAT_VERSION: Final = 1
GPKG_NAME: Final = "territoire.gpkg"
KML_NAME: Final = "territoire.kml"
METADATA_NAME: Final = "metadonnees.xml"


def write(study: Study) -> bytes:
    """Zip of the whole package; small counts of people are hidden in every file.

    Raises
    ------
    ExportError
        ``small_count_deduced`` when its tables would give one away all the same.
    """
    content = write_files(study)
    check_small_counts(content)
    versions = {"format": FORMAT_VERSION, "program": tool_version(), "geopackage": gpkg.GPKG_VERSION}
    manifest = {**versions, **metadata(study), "files": hashes(content)}
    text = json.dumps(manifest, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    return deterministic_zip({MANIFEST: text.encode(), **content})


def write_files(study: Study) -> dict[str, bytes]:
    """Content of each file by its path in the package, without the manifest."""
    layers = {f"geojson/{name}": data for name, data in geojson.write_files(study).items()}
    tables = {f"tableaux/{name}": data for name, data in csv_tables.write_files(study).items()}
    dictionary = layers.pop(f"geojson/{geojson.DICTIONARY_FILE}")
    del tables[f"tableaux/{geojson.DICTIONARY_FILE}"]
    readme = files.README_PREFECTURE.format(gpkg=GPKG_NAME, crs=study.territory.crs, warning=files.WARNING)
    return {
        "LISEZMOI.txt": readme.encode(),
        geojson.DICTIONARY_FILE: dictionary,
        profile.NAME: profile.text(),
        METADATA_NAME: iso_metadata.write(study),
        "study.toml": study.spec.to_toml().encode(),
        **layers,
        GPKG_NAME: gpkg.write(study),
        KML_NAME: kml.write(study),
        **tables,
        "tableaux/classeur.xlsx": xlsx.write(study),
        "plans/territoire_a4.pdf": pdf.territory_plan(study, paper="a4"),
        "plans/territoire_a3.pdf": pdf.territory_plan(study, paper="a3"),
        "plans/communes_a4.pdf": pdf.commune_booklet(study),
    }


def hashes(content: Mapping[str, bytes]) -> list[dict[str, str | int]]:
    """Path, size and SHA-256 of each file."""
    return [
        {"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for path, data in content.items()
    ]
