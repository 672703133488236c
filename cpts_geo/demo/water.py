"""Water as drawn and crossed: streams as lines, rivers as surfaces, ponds."""

from collections import defaultdict
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.demo.communes import walk_chains
from cpts_geo.demo.grid import Shape
from cpts_geo.demo.lines import arclength, smoothed
from cpts_geo.demo.relief import RIVER_HALF_WIDTH_M, STREAM_KM2, Relief

RIVER_KM2: Final = 12.0  # basin from which a stream is called a river
POND_M2: Final = (2_500.0, 60_000.0)


def stream_lines(relief: Relief) -> gpd.GeoDataFrame:
    """Streams and tributaries; columns ``k`` (river, stream), ``basin_km2``, ``mouth`` (cell at the end)."""
    basin = relief.basin_km2.ravel()
    wet = (basin > STREAM_KM2) & (relief.drainage.down >= 0) & ~relief.channel.ravel()
    nexts: dict[int, list[int]] = defaultdict(list)
    for cell in np.flatnonzero(wet).tolist():
        below = int(relief.drainage.down[cell])
        nexts[cell].append(below)
        nexts[below].append(cell)
    knots = {cell for cell, near in nexts.items() if len(near) != 2}
    chains = [_downstream(chain, basin) for chain in walk_chains(nexts, knots)]
    lines = [_stream_line(relief, chain) for chain in chains]
    largest = np.array([basin[chain[:-1]].max() for chain in chains])
    mouth = [chain[-1] for chain in chains]
    kind = np.where(largest > RIVER_KM2, "river", "stream")
    return gpd.GeoDataFrame({"k": kind, "basin_km2": largest, "mouth": mouth}, geometry=lines)


def _downstream(chain: list[int], basin: np.ndarray) -> list[int]:
    return chain if basin[chain[0]] <= basin[chain[-1]] else chain[::-1]


def _stream_line(relief: Relief, chain: list[int]) -> Shape:
    points = smoothed(relief.grid.centres(chain), 90 / relief.grid.cell_m)
    return shapely.simplify(shapely.linestrings(points), 3.0)


def stream_names(streams: gpd.GeoDataFrame, names: list[str]) -> list[str]:
    """A name per stretch, the longest rivers first; brooks left over stay nameless."""
    order = np.argsort(
        -streams.geometry.length.to_numpy() * np.where(streams["k"] == "river", 100, 1), kind="stable"
    )
    out = [""] * len(streams)
    for rank, k in enumerate(order[: len(names)]):
        out[int(k)] = names[rank]
    return out


def river_surface(relief: Relief) -> gpd.GeoDataFrame:
    """Surface of each main river, of a width that varies a little."""
    surfaces = []
    for river in relief.rivers:
        along = arclength(river.line)
        width = RIVER_HALF_WIDTH_M * (1 + 0.16 * np.sin(along / 410) + 0.1 * np.sin(along / 173))
        discs = shapely.buffer(
            shapely.linestrings(np.stack([river.line[:-1], river.line[1:]], axis=1)), width[1:], quad_segs=3
        )
        surfaces.append(shapely.simplify(shapely.union_all(discs), 2.5))
    return gpd.GeoDataFrame({"k": ["water"] * len(surfaces)}, geometry=surfaces)


def ponds(relief: Relief, rng: np.random.Generator, count: int) -> gpd.GeoDataFrame:
    """A few ponds beside streams and gravel pits in the flood plain."""
    low = (relief.height - relief.bed < 4.5) & (relief.river_m > 180) & (relief.river_m < 700)
    damp = (relief.basin_km2 > 0.8) & (relief.basin_km2 < 4) & (relief.slope < 0.03)
    picks = [rng.choice(np.flatnonzero(mask), count, replace=True) for mask in (low, damp) if mask.any()]
    centres = relief.grid.centres(np.concatenate(picks)) if picks else np.zeros((0, 2))
    shapes = [_pond(centre, rng) for centre in centres]
    return gpd.GeoDataFrame({"k": ["water"] * len(shapes)}, geometry=shapes)


def _pond(centre: np.ndarray, rng: np.random.Generator) -> Shape:
    turn = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    area = np.exp(rng.uniform(*np.log(POND_M2)))
    wave = 1 + sum(rng.uniform(0.05, 0.22) * np.sin(k * turn + rng.uniform(0, 6)) for k in (1, 2, 3))
    long, across = rng.uniform(0.7, 1.4), rng.uniform(0, np.pi)
    xy = np.column_stack([long * np.cos(turn), np.sin(turn) / long]) * (np.sqrt(area / np.pi) * wave)[:, None]
    spin = np.array([[np.cos(across), -np.sin(across)], [np.sin(across), np.cos(across)]])
    return shapely.polygons(centre + xy @ spin.T)


def crossings(ways: pd.DataFrame, streams: gpd.GeoDataFrame) -> pd.DataFrame:
    """Where ways cross streams: ``way`` (position), ``stream`` (position), ``spot`` (point)."""
    lines, wet = ways["line"].to_numpy(), streams.geometry.to_numpy()
    way, stream = shapely.STRtree(wet).query(lines, predicate="intersects")
    parts, owner = shapely.get_parts(shapely.intersection(lines[way], wet[stream]), return_index=True)
    points = shapely.get_type_id(parts) == 0
    parts, owner = parts[points], owner[points]
    return pd.DataFrame({"way": way[owner], "stream": stream[owner], "spot": parts})
