"""What to check on the spot along a way: bridges and their approaches, water, tunnels, what readings deny."""

from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.layers import EMERGENCY
from cpts_geo.model.network import road_labels
from cpts_geo.model.results import Doubt

Bools = npt.NDArray[np.bool_]
NEAR_UNKNOWN_M: Final = 50.0  # assumption: twice the error of an outline drawn at 1:25 000


def find_doubts(
    edges: gpd.GeoDataFrame,
    own: pd.DataFrame,
    worst: pd.DataFrame,
    *,
    near_unknown: Bools,
    no_altitude: Bools,
    seen: Bools,
) -> tuple[Doubt, ...]:
    """Doubts along a way, in its order; neighbours of the same kind on the same road make one.

    Parameters
    ----------
    edges
        Edges of the way, in its order.
    own, worst
        ``factor`` and ``depth_m`` of the same edges, in the study's reading and in the pessimistic one.
    near_unknown
        Whether water of unknown depth lies within ``NEAR_UNKNOWN_M``.
    no_altitude
        Whether snow is counted there because nobody knows the altitude.
    seen
        Whether a person saw the stretch open.
    """
    if edges.empty:
        return ()
    flags = _flags(edges, own, worst, near_unknown=near_unknown, seen=seen) | {"no_altitude": no_altitude}
    depth = own["depth_m"].where(np.isfinite(own["depth_m"]), worst["depth_m"]).to_numpy(float)
    found = [_doubt(edges, kind, run, depth) for kind, flag in flags.items() for run in _runs(flag, edges)]
    return tuple(sorted(found, key=lambda doubt: (doubt.from_m, list(flags).index(doubt.kind))))


def _flags(
    edges: gpd.GeoDataFrame, own: pd.DataFrame, worst: pd.DataFrame, *, near_unknown: Bools, seen: Bools
) -> dict[str, Bools]:
    bridge, tunnel, ford = (edges[name].to_numpy(bool) for name in ("bridge", "tunnel", "ford"))
    car = edges["car"].to_numpy(bool)
    helped = edges[EMERGENCY].to_numpy(bool) if EMERGENCY in edges else car
    wet = (own["depth_m"].notna() | worst["depth_m"].notna()).to_numpy()
    over = bridge & wet
    beside = np.r_[False, over[:-1]] | np.r_[over[1:], False]
    factor, denied = own["factor"].to_numpy(float), worst["factor"].to_numpy(float) == 0
    return {
        "reopened": seen,
        "readings_disagree": denied & (factor > 0) & ~seen,
        "slowed": (factor < 1) & ~denied & ~seen,  # where another reading denies it, that is said instead
        "bridge_approach": beside & ~bridge,
        "bridge_over_water": over,
        "unknown_depth_near": near_unknown & own["depth_m"].isna().to_numpy(),
        "ford": ford,
        "tunnel": tunnel,
        "restricted": ~car & helped,
    }


def _runs(flag: Bools, edges: gpd.GeoDataFrame) -> list[slice]:
    """Stretches of flagged edges that follow one another on one road."""
    label = road_labels(edges).to_numpy()
    change = np.flatnonzero(np.r_[True, (flag[1:] != flag[:-1]) | (label[1:] != label[:-1]), True])
    return [slice(int(a), int(b)) for a, b in pairwise(change) if flag[a]]


def _doubt(edges: gpd.GeoDataFrame, kind: str, run: slice, depth: npt.NDArray[np.float64]) -> Doubt:
    length = edges["length_m"].to_numpy(float)
    known = depth[run][np.isfinite(depth[run])]
    point = shapely.line_interpolate_point(edges.geometry.to_numpy()[run.start], 0.5, normalized=True)
    return Doubt(
        kind=kind,
        road=str(road_labels(edges).iloc[run.start]),
        from_m=float(length[: run.start].sum()),
        length_m=float(length[run].sum()),
        depth_m=float(known.max()) if len(known) else None,
        lonlat=transform_points([(point.x, point.y)], str(edges.crs), WGS84)[0],
    )
