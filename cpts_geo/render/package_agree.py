"""Whether the files of a package say the same of people: a figure hidden in one is hidden in all."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pyogrio

from cpts_geo.model.categories import Category
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.render.hidden_figures import SERVED
from cpts_geo.render.public_figures import ISOLATED

Figures = dict[tuple[str, str], float | None]  # identifier and column
# Theme → table of the same figures, its column of identifiers, its columns of people.
TABLES: Final = {
    "territoire_s": ("communes", "code_insee", ISOLATED),
    "structures_p": ("structures", "structure_id", SERVED),
    "poches_s": ("poches", "pocket", ("population",)),
}


def disagreements(content: Mapping[str, bytes], base: Path) -> Iterator[Problem]:
    """Figures of people that differ between tables, GeoJSON and GeoPackage.

    Parameters
    ----------
    content
        Files of the package by name.
    base
        Its GeoPackage.
    """
    present = {str(name) for name, _ in pyogrio.list_layers(base)}
    for theme, (table, key, columns) in TABLES.items():
        name = f"geojson/{theme}.geojson"
        if name not in content or f"tableaux/{table}.csv" not in content or theme not in present:
            continue
        told = _of_table(content[f"tableaux/{table}.csv"], key, columns)
        features = json.loads(content[name])["features"]
        frame = pyogrio.read_dataframe(base, layer=theme, read_geometry=False)
        others = {
            name: _of_rows([feature["properties"] for feature in features], key, columns),
            "territoire.gpkg": _of_rows(
                frame.astype(object).where(frame.notna(), None).to_dict("records"), key, columns
            ),
        }
        for file, figures in others.items():
            wrong = next((where for where in sorted(told) if told[where] != figures.get(where)), None)
            if wrong is not None:
                identifier, column = wrong
                yield Problem(
                    file, "package", 0, column, "package_figures_differ", identifier, Outcome.REFUSED
                )


def _of_table(content: bytes, key: str, columns: tuple[str, ...]) -> Figures:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    out: Figures = {}
    for row in rows:
        prefix = f"{row['category']}_" if key == "code_insee" else ""
        for column in columns:
            out[row[key], prefix + column] = float(row[column]) if row[column] else None
    return out


def _of_rows(rows: list[dict[Any, Any]], key: str, columns: tuple[str, ...]) -> Figures:
    names = (
        columns if key != "code_insee" else [f"{c.value}_{column}" for c in Category for column in columns]
    )
    return {
        (str(row[key]), name): None if row[name] is None else float(row[name])
        for row in rows
        for name in names
        if name in row
    }
