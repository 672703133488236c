"""Reference tables of the folder, and what they change in its layers."""

from dataclasses import fields
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from cpts_geo.model.crs import reproject
from cpts_geo.model.errors import UnreadableFileError
from cpts_geo.model.layers import CODE_INSEE, COMMUNES, DEMAND, NAME, SITES, STRUCTURES
from cpts_geo.model.problems import Problem
from cpts_geo.model.reference import COLUMNS, Reference, empty_table
from cpts_geo.sources.movements import history
from cpts_geo.sources.recode import brought_up_to_date, named
from cpts_geo.territory.folder import layer_path, read_layer, read_settings, write_layer, write_problems

REFERENCE_FOLDER: Final = "reference"


def reference_path(folder: Path, name: str) -> Path:
    """File of a reference table."""
    return folder / REFERENCE_FOLDER / f"{name}.parquet"


def read_reference(folder: Path) -> Reference:
    """Tables of the folder, empty for those that were never imported.

    Raises
    ------
    UnreadableFileError
        When a table cannot be read or lost a column.
    """
    return Reference(**{part.name: _read(folder, part.name) for part in fields(Reference)})


def read_iris(folder: Path) -> tuple[gpd.GeoDataFrame | None, pd.DataFrame]:
    """Outlines of IRIS in the CRS of the folder, none without them, and who lives in each."""
    path, crs = reference_path(folder, "iris"), str(read_settings(folder)["crs"])
    if not path.exists():
        return None, empty_table("iris_population")
    shapes = gpd.read_parquet(path)
    return shapes if str(shapes.crs) == crs else reproject(shapes, crs), _read(folder, "iris_population")


def _read(folder: Path, name: str) -> pd.DataFrame:
    path = reference_path(folder, name)
    if not path.exists():
        return empty_table(name)
    try:
        return pd.read_parquet(path)[list(COLUMNS[name])]
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise UnreadableFileError("unreadable", file=path.name) from error


def write_reference(folder: Path, name: str, table: pd.DataFrame) -> None:
    """Replace a reference table."""
    path = reference_path(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    kept = table[list(COLUMNS[name])].reset_index(drop=True)
    shapes = gpd.GeoDataFrame(kept, geometry="geometry") if "geometry" in kept else kept
    shapes.to_parquet(temporary, compression="zstd")
    temporary.replace(path)


def apply_reference(folder: Path) -> tuple[Problem, ...]:
    """Bring the layers of the folder to the last known COG, and tell each commune its EPCI.

    Returns
    -------
    tuple of Problem
        What changed; also written in ``problems.json``.
    """
    crs = str(read_settings(folder)["crs"])
    communes = read_layer(folder, COMMUNES, crs)
    reference = read_reference(folder)
    if communes.empty:
        return ()
    past = history(reference.movements)
    changed = brought_up_to_date(communes, past)
    labelled = _with_epci(changed.communes, reference.epci)
    if changed.moved or not labelled.equals(communes):
        write_layer(folder, COMMUNES, labelled)
    if changed.moved:
        _move_places(folder, crs, changed.moved, labelled)
        write_problems(folder, changed.problems, COMMUNES.name, past.source)
    return changed.problems


def _move_places(folder: Path, crs: str, moved: dict[str, str], communes: gpd.GeoDataFrame) -> None:
    """The commune of structures, sites and people follows its layer."""
    for contract in (STRUCTURES, SITES, DEMAND):
        if not layer_path(folder, contract).exists():
            continue
        frame = read_layer(folder, contract, crs)
        hit = frame[CODE_INSEE].isin(moved) if len(frame) else pd.Series(dtype=bool)
        if not hit.any():
            continue
        codes = frame[CODE_INSEE].mask(hit, frame[CODE_INSEE].map(moved))
        frame = frame.assign(**{CODE_INSEE: codes})
        if "commune" in frame:
            frame["commune"] = frame["commune"].mask(hit, codes.map(communes[NAME]))
        write_layer(folder, contract, frame)


def _with_epci(communes: gpd.GeoDataFrame, epci: pd.DataFrame) -> gpd.GeoDataFrame:
    table = epci.drop_duplicates("code_insee").set_index("code_insee")
    out = communes.copy()
    for column, theirs in (("epci_siren", "siren"), ("epci_name", "epci")):
        told = table[theirs].reindex(out.index)
        out[column] = told.where(told.notna(), out[column])
    return out


def epci_members(reference: Reference, siren: str) -> tuple[str, ...]:
    """Codes of the communes of an EPCI, empty when it is not known."""
    return tuple(sorted(reference.epci.loc[reference.epci["siren"] == siren, "code_insee"]))


def candidates(reference: Reference, name: str) -> tuple[str, ...]:
    """Present and past communes that bear or bore this name: ``93066 Saint-Denis``, sorted."""
    return named(reference, name)
