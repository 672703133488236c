"""Names of stretches of road that outlive an import: a middle, a length, and no row number.

A study saved today must close the same road after the network is built again, or say that it cannot.
"""

from collections.abc import Iterable
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from cpts_geo.model.crs import WGS84, transform_points

DECIMALS: Final = 6  # about 10 cm
TOLERANCE_M: Final = 1.0  # between a middle or a length as written and as found: rounding, no more
BOTH_SIDES: Final = 2  # pieces of road at a node that is no junction
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.object_]


def edge_keys(edges: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Keys of edges, sorted, once: ``lon,lat/metres`` of the middle; both directions share theirs."""
    middles, lengths = _middles(edges.geometry.to_numpy())
    points = transform_points([(p.x, p.y) for p in middles], str(edges.crs), WGS84)
    return tuple(
        sorted(
            {
                f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}/{length:.1f}"
                for (x, y), length in zip(points, lengths, strict=True)
            }
        )
    )


def find_edges(edges: gpd.GeoDataFrame, keys: Iterable[str]) -> tuple[Ints, tuple[str, ...]]:
    """Positions of the edges that the keys name, and the keys that name none, malformed ones included."""
    wanted = list(dict.fromkeys(keys))
    read = {key: parsed for key in wanted if (parsed := _parse(key))}
    if not read:
        return np.empty(0, dtype=np.int64), tuple(wanted)
    spots = transform_points([(x, y) for x, y, _ in read.values()], WGS84, str(edges.crs))
    points = shapely.points(spots)
    asked, near = edges.sindex.query(points, predicate="dwithin", distance=TOLERANCE_M)
    middles, lengths = _middles(edges.geometry.to_numpy()[near])
    metres = np.array([length for _, _, length in read.values()])
    same = (shapely.distance(middles, points[asked]) <= TOLERANCE_M) & (
        np.abs(lengths - metres[asked]) <= TOLERANCE_M
    )
    found = {key for rank, key in enumerate(read) if same[asked == rank].any()}
    return np.unique(near[same]).astype(np.int64), tuple(key for key in wanted if key not in found)


def _middles(lines: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
    lengths = shapely.length(lines)
    return shapely.line_interpolate_point(lines, lengths / 2), lengths


def _parse(key: str) -> tuple[float, float, float] | None:
    """Longitude, latitude and metres of a key."""
    place, _, length = key.partition("/")
    x, _, y = place.partition(",")
    try:
        parsed = float(x), float(y), float(length)
    except ValueError:
        return None
    return parsed if np.isfinite(parsed).all() else None


def stretch_between_junctions(ends: Ints, metres: Floats, labels: Labels, start: int) -> Ints:
    """Positions of the edges of a road from one junction to the next, both directions.

    Parameters
    ----------
    ends
        The two nodes of each edge, shape (n, 2).
    metres, labels
        Length of each edge, and what its road is called.
    start
        Position of an edge of the stretch.

    A junction is a node where other than two pieces of road meet, or where the road takes another name.
    """
    first, last = (int(node) for node in ends[start])
    pair = np.sort(ends, axis=1) == np.sort(ends[start])
    own = pair.all(axis=1) & (np.abs(metres - metres[start]) <= TOLERANCE_M) & (labels == labels[start])
    chosen = set(np.flatnonzero(own).tolist())
    for node, before in ((first, last), (last, first)):
        chosen |= _walk(ends, metres, labels, (node, before))
    return np.array(sorted(chosen), dtype=np.int64)


def _walk(ends: Ints, metres: Floats, labels: Labels, way: tuple[int, int]) -> set[int]:
    """Edges met from a node, coming from another, as long as the road goes on without a junction."""
    node, before = way
    walked: set[int] = set()
    while True:
        touching = np.flatnonzero((ends == node).any(axis=1))
        others = ends[touching].sum(axis=1) - node
        pieces = {(int(o), round(m)) for o, m in zip(others, metres[touching].tolist(), strict=True)}
        beyond = {other for other, _ in pieces} - {before}
        goes_on = len(pieces) == BOTH_SIDES and len(beyond) == 1 and len(set(labels[touching])) == 1
        if not goes_on or walked.issuperset(touching.tolist()):
            return walked
        walked |= set(touching.tolist())
        node, before = beyond.pop(), node
