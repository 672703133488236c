"""Grids of the whole country, too large to be held: only the cells of the territory leave the file."""

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from cpts_geo.model.crs import reproject
from cpts_geo.model.errors import LayerError, UnreadableFileError
from cpts_geo.sources.archive import check_archive, unpack
from cpts_geo.sources.csv_text import find_delimiter
from cpts_geo.sources.geometry_gate import Bounds
from cpts_geo.sources.grid import CELL, CELL_IDS, CELL_PEOPLE, FILOSOFI_BANDS
from cpts_geo.sources.harvest import Place
from cpts_geo.sources.raw import RawTable, normalise
from cpts_geo.sources.safe_read import layer_facts, read_box
from cpts_geo.sources.signature import signature

LARGE: Final = 60_000_000  # bytes; a département of 200 m cells is about 10 Mo
CHUNK: Final = 200_000
HEAD: Final = 65_536
SUFFIXES: Final = {"EPSG:2154": "met", "EPSG:5490": "mart", "EPSG:2975": "reun"}
USED: Final = (
    *(*CELL_IDS[:5], *CELL_PEOPLE[:2], "i_est_200", "i_est_1km", "lcog_geo"),
    *(name for names in FILOSOFI_BANDS.values() for name in names),
)


def is_large(path: Path) -> bool:
    """Whether this is a grid whose file is too large to be read whole."""
    kind = signature(path)
    if kind == "zip":
        members = check_archive(path)
        return any(m.file_size > LARGE and "carreaux" in m.filename.lower() for m in members)
    if path.stat().st_size <= LARGE:
        return False
    if kind == "csv":
        with path.open("rb") as stream:
            head = stream.read(HEAD).split(b"\n", 1)[0].decode("utf-8-sig", "ignore")
        names = next(csv.reader([head], delimiter=find_delimiter(head)))
        return _is_grid({normalise(name) for name in names})
    return kind == "gpkg" and any(
        _is_grid({normalise(name) for name in facts["names"]}) for facts in layer_facts(path).values()
    )


def _is_grid(headers: set[str]) -> bool:
    return bool(headers & set(CELL_IDS[:5])) and bool(headers & set(CELL_PEOPLE))


def territory_member(names: list[str], crs: str) -> str:
    """Of the files or layers of the national grid, that of this territory (``met``, ``mart``, ``reun``)."""
    wanted = SUFFIXES.get(crs, "?")
    found = [name for name in names if normalise(name).endswith(f"_{wanted}")]
    return found[0] if len(found) == 1 else ""


def read(path: Path, place: Place, layer: str = "") -> tuple[RawTable, int]:
    """Cells of the territory's box, and how many rows were left in the file.

    Raises
    ------
    UnreadableFileError
        The file cannot be read to its end.
    LayerError
        ``several_layers`` when none is the territory's and ``layer`` does not say which;
        ``grid_not_covered``.
    """
    with _opened(path, place, layer) as inner:
        if signature(inner) == "gpkg":
            return _from_gpkg(inner, path.name, place, layer)
        kept, total = _from_csv(inner, path.name, place)
    return RawTable(path.name, kept), total - len(kept)


@contextmanager
def _opened(path: Path, place: Place, layer: str) -> Iterator[Path]:
    if signature(path) != "zip":
        yield path
        return
    names = [Path(member.filename).stem for member in check_archive(path)]
    with tempfile.TemporaryDirectory(prefix="cpts-") as scratch:
        yield unpack(path, Path(scratch), layer or territory_member(names, place.crs))


def _boxes(place: Place) -> dict[int, Bounds]:
    """Bounds of the communes in the systems that identifiers of cells use, one cell around."""
    boxes = {}
    for code in (3035, 2154, 5490, 2975, 32620, 32740):
        west, south, east, north = reproject(place.communes, f"EPSG:{code}").total_bounds
        if np.isfinite([west, south, east, north]).all():
            boxes[code] = widened(west, south, east, north)
    return boxes


def widened(west: float, south: float, east: float, north: float) -> Bounds:
    """Bounds with one large cell more on each side."""
    return (float(west) - 1000, float(south) - 1000, float(east) + 1000, float(north) + 1000)


def _from_csv(path: Path, file: str, place: Place) -> tuple[pd.DataFrame, int]:
    boxes, parts, total = _boxes(place), [], 0
    with path.open("rb") as stream:
        head = stream.read(HEAD).decode("utf-8-sig", "ignore").split("\n", 1)[0]
    try:
        chunks = pd.read_csv(
            path, sep=find_delimiter(head), dtype=str, keep_default_na=False, index_col=False,
            encoding="utf-8-sig", chunksize=CHUNK, usecols=lambda name: normalise(name) in USED,
        )  # fmt: skip
        for chunk in chunks:
            total += len(chunk)
            parts.append(chunk[_near(chunk, boxes)])
    except (pd.errors.ParserError, UnicodeDecodeError, ValueError) as error:
        raise UnreadableFileError("truncated_file", file, row=total + 2) from error
    kept = pd.concat(parts).astype(object)
    kept.index = pd.Index(kept.index + 2, name="row")
    return kept, total


def _near(cells: pd.DataFrame, boxes: dict[int, Bounds]) -> pd.Series:
    """Cells in the box of their own system; an identifier that cannot be read stays, to be set aside."""
    own = {normalise(name): name for name in cells.columns}
    header = next(own[name] for name in CELL_IDS if name in own)
    parts = cells[header].str.extract(CELL).astype(float)
    near = parts[0].isna()
    for code, (west, south, east, north) in boxes.items():
        inside = parts[3].between(west, east) & parts[2].between(south, north)
        near |= (parts[0] == code) & inside
    return near


def _from_gpkg(path: Path, file: str, place: Place, layer: str) -> tuple[RawTable, int]:
    facts = layer_facts(path)
    name = layer or territory_member(list(facts), place.crs) or (next(iter(facts)) if len(facts) == 1 else "")
    if name not in facts:
        raise LayerError("several_layers", file, expected=", ".join(facts), value=layer)
    west, south, east, north = reproject(place.communes, facts[name]["crs"]).total_bounds
    raw = read_box(path, file, name, widened(west, south, east, north))
    return raw, int(facts[name]["count"]) - len(raw.columns)
