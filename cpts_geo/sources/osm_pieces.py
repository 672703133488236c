"""Located ways cut where roads meet, where a ford stands and where a barrier stops cars."""

from itertools import pairwise
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.ops import substring

from cpts_geo.model.crs import WGS84, reproject
from cpts_geo.sources.osm_ways import BARRIER, FORD, GATE, Ways

MARK_RADIUS_M: Final = 5.0  # half of the short piece that stands for a ford or a barrier on a node

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def cut_ways(ways: Ways, crs: str) -> gpd.GeoDataFrame:
    """Pieces that meet at their ends only, with the columns of the common form, in ``crs``.

    Around a marked node (``ways.marks``) five metres on either side become a piece of their own: a
    ford, or closed to cars (gate) and to emergency vehicles too (barrier).
    """
    ref = np.asarray(ways.ref, dtype=np.int64)
    owner = np.repeat(np.arange(len(ways.row)), np.asarray(ways.size, dtype=np.int64))
    begins = np.r_[True, owner[1:] != owner[:-1]]
    place = np.flatnonzero(~begins & ~np.r_[begins[1:], True] & _shared(ref))
    starts = np.insert(begins, place + 1, True)
    part = np.cumsum(starts) - 1
    xy = np.stack([np.asarray(ways.lon), np.asarray(ways.lat)], axis=1)
    lines = shapely.linestrings(np.insert(xy, place + 1, xy[place], axis=0), indices=part)
    origin = np.insert(owner, place + 1, owner[place])[starts]
    pieces = reproject(gpd.GeoDataFrame(_facts(ways).iloc[origin], geometry=lines, crs=WGS84), crs)
    return _marked(pieces.reset_index(drop=True), ways, np.insert(ref, place + 1, ref[place]), part)


def _shared(ref: Ints) -> Bools:
    """Nodes that are in the table more than once."""
    _, inverse, uses = np.unique(ref, return_inverse=True, return_counts=True)
    return np.asarray(uses[inverse] > 1)


def _facts(ways: Ways) -> pd.DataFrame:
    names = list(type(ways.facts[0]).__dataclass_fields__)
    columns: dict[str, Any] = {name: [getattr(facts, name) for facts in ways.facts] for name in names}
    columns["speed_kmh"] = np.array(columns["speed_kmh"], dtype=float)
    row = np.asarray(ways.row, dtype=np.int64)
    return pd.DataFrame({"source_row": row, "source_key": row.astype(str).astype(object), **columns})


def _marked(pieces: gpd.GeoDataFrame, ways: Ways, ref: Ints, part: Ints) -> gpd.GeoDataFrame:
    """The pieces, those with a marked vertex cut around it."""
    here = np.flatnonzero(np.isin(ref, np.fromiter(ways.marks, dtype=np.int64)))
    if not len(here):
        return pieces
    first = np.searchsorted(part, part[here])
    found: dict[int, list[tuple[int, str]]] = {}
    for i, piece, start in zip(here.tolist(), part[here].tolist(), first.tolist(), strict=True):
        found.setdefault(piece, []).append((i - start, ways.marks[int(ref[i])]))
    short = [row for piece, marks in found.items() for row in _with_marks(pieces.iloc[piece], marks)]
    plain = pieces.drop(index=list(found))
    return pd.concat([plain, gpd.GeoDataFrame(short, geometry="geometry", crs=pieces.crs)], ignore_index=True)


def _with_marks(piece: "pd.Series[Any]", marks: list[tuple[int, str]]) -> list[dict[str, Any]]:
    """The piece cut around its marked vertices."""
    line = piece["geometry"]
    xy = shapely.get_coordinates(line)
    along = np.r_[0.0, np.cumsum(np.hypot(*(xy[1:] - xy[:-1]).T))]
    intervals = [
        (max(0.0, along[i] - MARK_RADIUS_M), min(line.length, along[i] + MARK_RADIUS_M), kind)
        for i, kind in marks
    ]
    cuts = sorted({0.0, line.length, *(d for low, high, _ in intervals for d in (low, high))})
    facts = {str(column): value for column, value in piece.items()}
    rows = []
    for low, high in pairwise(cuts):
        kinds = {kind for a, b, kind in intervals if a <= (low + high) / 2 <= b}
        changed = {
            "ford": piece["ford"] or FORD in kinds,
            "car": piece["car"] and not kinds & {BARRIER, GATE},
            "emergency": piece["emergency"] and BARRIER not in kinds,
        }
        rows.append({**facts, **changed, "geometry": substring(line, low, high)})
    return rows
