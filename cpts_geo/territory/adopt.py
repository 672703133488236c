"""Frames of folders written by other tools, put in our form before they are held to their contract.

The public contract names files and the columns of the network; the rest may be missing, bear a common
name or another type. What cannot be understood is left as it is, for the contract to refuse.
"""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.model.categories import Category
from cpts_geo.model.layers import (
    CATEGORY,
    CODE_INSEE,
    COMMUNES,
    DEMAND,
    EDGES,
    EMERGENCY,
    NAME,
    SITES,
    STRUCTURES,
    ZONES,
    LayerContract,
)
from cpts_geo.sources.category_words import category_word

ID_NAMES: Final = ("id", "ID", "fid", "osmid", "index")
NAMED: Final = (COMMUNES, STRUCTURES, SITES)  # layers whose identifiers people read and type: text
PLACED: Final = (STRUCTURES, SITES, DEMAND)  # points that stand in a commune
CODE_LENGTH: Final = 5
FALSE_WORDS: Final = frozenset({"", "0", "0.0", "f", "false", "n", "no", "non", "nan", "none"})


def adopt(frame: gpd.GeoDataFrame, contract: LayerContract) -> gpd.GeoDataFrame:
    """Frame with an identifier column, readable types, and the columns a bare file may leave out.

    Parameters
    ----------
    frame
        As the file gave it, in any CRS.
    contract
        Layer the file stands for.
    """
    out = _identified(frame, contract)
    if contract in PLACED or contract is COMMUNES:
        codes = out[CODE_INSEE] if CODE_INSEE in out.columns else pd.Series("", index=out.index)
        out[CODE_INSEE] = code_text(codes)
    if contract is STRUCTURES and CATEGORY in out.columns:
        out = _categories(out)
    if contract is EDGES:
        out = _edges(out)
    if contract is ZONES:
        kind = out["kind"] if "kind" in out.columns else pd.Series(None, index=out.index, dtype=object)
        out["kind"] = kind.astype(object).where(kind.notna(), "flood").astype(str)
    return out


def _identified(frame: gpd.GeoDataFrame, contract: LayerContract) -> gpd.GeoDataFrame:
    """Copy whose identifier is a column with the contract's name."""
    out = frame.reset_index() if any(frame.index.names) else frame.reset_index(names="index")
    out = out.reset_index(names="index") if frame.index.nlevels > 1 else out
    if contract.index not in out.columns and contract is not COMMUNES:
        found = next(name for name in ID_NAMES if name in out.columns or name == "index")
        out = out.rename(columns={found: contract.index})
    if contract in NAMED and contract.index in out.columns:
        ids = out[contract.index]
        out[contract.index] = ids.where(ids.isna(), _text(ids))
    return out.drop(columns=["index"], errors="ignore")


def _text(values: pd.Series) -> pd.Series:
    """Text of each value, whole numbers without a decimal point, empty when absent."""
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    return values.astype(object).where(values.notna(), "").astype(str)


def code_text(values: pd.Series) -> pd.Series:
    """INSEE codes as text; a code read as a number gets its leading zero back."""
    text = _text(values)
    return text.str.zfill(CODE_LENGTH).where(text.str.isdigit(), text)


def flags(values: pd.Series) -> pd.Series:
    """Booleans from booleans, numbers, OSM tags (``yes``, ``viaduct``) or nothing."""
    if values.dtype == bool:
        return values
    return ~_text(values).str.strip().str.lower().isin(FALSE_WORDS)


def _categories(structures: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """``urgences`` is a hospital with an emergency department; other common words become ours."""
    raw = _text(structures[CATEGORY])
    known = raw.map(lambda word: category_word(word) or word)
    emergency = known == Category.URGENCES.value
    own = flags(structures["urgences"]) if "urgences" in structures.columns else emergency
    return structures.assign(
        **{CATEGORY: known.where(~emergency, Category.HOPITAL.value), "urgences": own | emergency}
    )


def _edges(edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    words = [column for column in (NAME, "highway", "ref") if column in edges.columns]
    known = ("bridge", "tunnel", "ford", "car", "foot", EMERGENCY)
    signs = [column for column in known if column in edges.columns]
    shapes: npt.NDArray[np.object_] = np.asarray(edges.geometry, dtype=object)
    several = shapely.get_type_id(shapes) == shapely.GeometryType.MULTILINESTRING
    shapes = np.where(several, shapely.line_merge(shapes, directed=True), shapes)
    read = {column: _text(edges[column]) for column in words}
    read |= {column: flags(edges[column]) for column in signs}
    return edges.assign(**read).set_geometry(gpd.GeoSeries(shapes, index=edges.index, crs=edges.crs))


def in_communes(points: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Points with the code and name of the commune they stand in, where their file gave no code."""
    silent = (points[CODE_INSEE] == "").to_numpy() if len(points) else np.zeros(0, dtype=bool)
    if not silent.any() or communes.empty:
        return points
    point, commune = communes.sindex.query(np.asarray(points.geometry), predicate="intersects")
    home = pd.Series(commune, index=point).groupby(level=0).first().reindex(range(len(points)))
    found = silent & home.notna().to_numpy()
    position = home.fillna(0).to_numpy(int)
    out = points.copy()
    out[CODE_INSEE] = np.where(found, communes.index.to_numpy()[position], out[CODE_INSEE])
    if "commune" in out.columns:
        unnamed = found & (out["commune"] == "").to_numpy()
        out["commune"] = np.where(unnamed, communes[NAME].to_numpy()[position], out["commune"])
    return out
