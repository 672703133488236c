"""What a reader found, written in the folder: merged with what was there, the rest kept aside."""

from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.contacts import CONTACTS_LAYER
from cpts_geo.model.crs import reproject
from cpts_geo.model.layers import (
    CODE_INSEE,
    COMMUNES,
    DEMAND,
    NAME,
    PLANS,
    SITES,
    STRUCTURES,
    LayerContract,
    conform,
)
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.harvest import Harvest, Layer, file_stem
from cpts_geo.sources.raw import normalise, problem
from cpts_geo.territory.asiding import Origin, rows_aside, write_set_aside
from cpts_geo.territory.basemap import write_theme
from cpts_geo.territory.contacts import write_contacts
from cpts_geo.territory.folder import (
    read_layer,
    read_settings,
    write_layer,
    write_problems,
)
from cpts_geo.territory.parts import population_problems
from cpts_geo.territory.reference import REFERENCE_FOLDER, write_reference

REPAIRS: Final = frozenset({"repaired_outline", "repaired_geometry", "repaired_much"})
MERGED: Final = (STRUCTURES, SITES, PLANS)


def store(folder: Path, got: Harvest, origin: Origin) -> str:
    """Write what was read, and the rows set aside; names of the layers, joined.

    Raises
    ------
    LayerError
        When a frame breaks its contract.
    """
    crs = str(read_settings(folder)["crs"])
    names = [_store_layer(folder, layer, got.raw.file, crs) for layer in got.layers]
    for theme, frame in (got.basemap or {}).items():
        write_theme(folder, theme, _with_others(folder, theme, frame.assign(source=got.raw.file), crs))
        names.append(f"basemap/{theme}")
    for table, rows in (got.reference or {}).items():
        write_reference(folder, table, rows)
        names.append(f"{REFERENCE_FOLDER}/{table}")
    if got.contacts is not None and len(got.contacts):
        write_contacts(folder, got.contacts)
        names.append(CONTACTS_LAYER)
    write_set_aside(folder, rows_aside(got, origin))
    _keep_originals(folder, got)
    return ", ".join(names)


def communes_left(folder: Path, got: Harvest) -> tuple[Problem, ...]:
    """Communes of the territory that the new file does not hold: they leave it with this import."""
    old = read_layer(folder, COMMUNES, str(read_settings(folder)["crs"]))
    gone = old.index.difference(pd.Index(got.layers[0].frame[CODE_INSEE]))
    if gone.empty:
        return ()
    names = ", ".join(f"{code} {old.loc[code, NAME]}" for code in gone[:3])
    value = f"{len(gone)} ({names}{'…' if len(gone) > 3 else ''})"
    return (problem(got.raw, COMMUNES.name, "communes_left", Outcome.INFORMATION, value=value),)


def _keep_originals(folder: Path, got: Harvest) -> None:
    """Shapes that the import repaired, as their file drew them (WKB), in ``originals/FILE.parquet``."""
    path = folder / "originals" / f"{normalise(file_stem(got.raw.file))}.parquet"
    path.unlink(missing_ok=True)
    shapes = got.raw.geometry
    rows = sorted({p.row for p in got.problems if p.kind in REPAIRS and p.row})
    if not rows or shapes is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    wkb = [shapes.loc[row].wkb for row in rows]
    pd.DataFrame({"row": rows, "wkb": wkb}).to_parquet(path, compression="zstd")


def _store_layer(folder: Path, layer: Layer, file: str, crs: str) -> str:
    frame = layer.frame if str(layer.frame.crs) == crs else reproject(layer.frame, crs)
    ready = conform(frame.reset_index(drop=True), layer.contract, file)
    if layer.contract in MERGED:
        old = read_layer(folder, layer.contract, crs)
        ready = _merged(old, with_older_facts(ready, old, frozenset(frame.columns)), file, layer.contract)
    if layer.contract is COMMUNES:
        ready = ready.sort_index()
    write_layer(folder, layer.contract, ready, layer.name)
    return f"hazards/{layer.name}" if layer.name else layer.contract.name


def _merged(
    old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, file: str, contract: LayerContract
) -> gpd.GeoDataFrame:
    """Rows of this file replaced, rows with the same identifier replaced, the others kept."""
    kept = old[(old["source"] != file) & ~old.index.isin(new.index)]
    if kept.empty:
        return new
    both = pd.concat([kept, new])
    texts = [c for c in both.columns if c != "geometry" and both[c].dtype.kind not in "fib"]
    filled = both.assign(**{c: both[c].fillna("") for c in texts})
    filled.index.name = contract.index
    return gpd.GeoDataFrame(filled, geometry="geometry", crs=new.crs)


def with_older_facts(new: gpd.GeoDataFrame, old: gpd.GeoDataFrame, said: frozenset[str]) -> gpd.GeoDataFrame:
    """Rows of a new edition with what only other files said of them: beds, their telephone.

    A column that the new file does not carry keeps the value already known for the same identifier; so
    does a cell that it leaves empty, when another file filled it.
    """
    known = new.index.intersection(old.index)
    other = old.loc[known, "source"] != new.loc[known, "source"]
    shared = [c for c in old.columns if c in new.columns and c not in {"geometry", "source", "geo_quality"}]
    out = new.copy()
    for column in shared if len(known) else ():
        before, now = old.loc[known, column], out.loc[known, column]
        silent = other & (now.isna() | (now == "")) if column in said else pd.Series(data=True, index=known)
        worth = silent & before.notna() & (before != "")
        out[column] = out[column].where(
            ~worth.reindex(out.index, fill_value=False), before.reindex(out.index)
        )
    for column in (c for c in old.columns if c not in new.columns):
        out[column] = old[column].reindex(out.index)
    return out


def _with_others(folder: Path, theme: str, frame: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    path = folder / "basemap" / f"{theme}.parquet"
    if not path.exists():
        return frame
    old = gpd.read_parquet(path)
    if "source" not in old:
        return frame
    kept = old[old["source"] != frame["source"].iloc[0]]
    joined = pd.concat([kept if str(kept.crs) == crs else reproject(kept, crs), frame], ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=frame.crs)


def tell_parts(folder: Path, network: RoadNetwork) -> tuple[Problem, ...]:
    """Write, and return, how many people each separate part of the network serves."""
    demand = read_layer(folder, DEMAND, str(read_settings(folder)["crs"]))
    told = population_problems(network, demand)
    write_problems(folder, told, "roads", "")
    return told
