"""Located ways cut where roads meet, where a ford stands and where a barrier stops cars."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import chain, pairwise
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

from cpts_geo.model.crs import WGS84, reproject
from cpts_geo.sources.osm_tags import Way

FORD: Final = "ford"
BARRIER: Final = "barrier"
MARK_RADIUS_M: Final = 5.0  # half of the short piece that stands for a ford or a barrier on a node

Lonlat = tuple[float, float]


@dataclass(frozen=True)
class LocatedWay:
    """One way, or one located part of it: nodes in order, and what its tags say."""

    row: int
    refs: tuple[int, ...]
    lonlat: tuple[Lonlat, ...]
    facts: Way


def located_parts(points: Iterable[tuple[int, Lonlat | None]]) -> list[list[tuple[int, Lonlat]]]:
    """Runs of nodes that have a place, each with at least two different nodes."""
    parts: list[list[tuple[int, Lonlat]]] = [[]]
    for ref, lonlat in points:
        if lonlat is None:
            parts.append([])
        elif not parts[-1] or parts[-1][-1][0] != ref:
            parts[-1].append((ref, lonlat))
    return [part for part in parts if len(part) > 1]


def cut_ways(ways: list[LocatedWay], marks: Mapping[int, str], crs: str) -> gpd.GeoDataFrame:
    """Pieces that meet at their ends only, with the columns of the common form, in ``crs``.

    Parameters
    ----------
    ways
        Ways in any order.
    marks
        Node number to ``ford`` or ``barrier``: five metres on either side become a piece of their
        own, a ford in the first case, closed to cars in the second.
    crs
        CRS of the result, metres.
    """
    uses = Counter(chain.from_iterable(way.refs for way in ways))
    spans = [(way, first, last) for way in ways for first, last in _spans(way.refs, uses)]
    lines = [shapely.LineString(way.lonlat[first : last + 1]) for way, first, last in spans]
    rows = pd.DataFrame([{"source_row": way.row, **asdict(way.facts)} for way, _, _ in spans])
    pieces = reproject(gpd.GeoDataFrame(rows, geometry=lines, crs=WGS84), crs)
    found = [
        [(i - first, marks[way.refs[i]]) for i in range(first, last + 1) if way.refs[i] in marks]
        for way, first, last in spans
    ]
    touched = [i for i, here in enumerate(found) if here]
    if not touched:
        return pieces
    short = [row for i in touched for row in _with_marks(pieces.iloc[i], found[i])]
    plain = pieces.drop(index=touched)
    return pd.concat([plain, gpd.GeoDataFrame(short, geometry="geometry", crs=crs)], ignore_index=True)


def _spans(refs: tuple[int, ...], uses: Counter[int]) -> Iterator[tuple[int, int]]:
    inside = (i for i in range(1, len(refs) - 1) if uses[refs[i]] > 1)
    return pairwise([0, *inside, len(refs) - 1])


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
        changed = {"ford": piece["ford"] or FORD in kinds, "car": piece["car"] and BARRIER not in kinds}
        rows.append({**facts, **changed, "geometry": substring(line, low, high)})
    return rows
