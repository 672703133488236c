"""Where people live when no grid says so: the commune's total spread along its ordinary roads."""

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.model.layers import CODE_INSEE, DEMAND, DEMAND_ID, NAME, POPULATION, conform, empty_layer
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.rounding import largest_remainder

CELL_M: Final = 200.0
STEP_M: Final = (
    10.0  # road lengths are measured in pieces of about 10 m, each given to the cell of its middle
)
UNINHABITED: Final = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})


def spread_population(communes: gpd.GeoDataFrame, network: RoadNetwork) -> gpd.GeoDataFrame:
    """Demand points: each commune's people over the 200 m cells that its ordinary roads cross.

    An assumption, labelled ``origin`` = ``"road_spread"``: people live along roads, in proportion to
    the length of road in the cell; motorways, trunk roads and paths closed to cars carry nobody. Shares
    are whole and add up exactly to the commune's population (largest remainder). The point stands on a
    road of the cell, inside the commune. A commune with people and no such road gets one point inside
    it, ``origin`` = ``"point"``. Unknown populations give no point: they are not zero, they are absent.

    Parameters
    ----------
    communes
        Layer in a projected CRS, metres.
    network
        Roads in the same CRS.

    Returns
    -------
    geopandas.GeoDataFrame
        Honours ``layers.DEMAND``, ordered by commune then cell.
    """
    people = communes[POPULATION].dropna().round().astype(int)
    people = people[people > 0]
    counts = {str(code): int(count) for code, count in people.items()}
    pieces = _pieces(network, communes.loc[people.index])
    inside = communes.geometry.representative_point()
    reached = set() if pieces is None else set(pieces[CODE_INSEE])
    tables = [] if pieces is None else [_spread(pieces, counts)]
    tables += [_single(code, count, inside[code]) for code, count in counts.items() if code not in reached]
    if not tables:
        return empty_layer(DEMAND, str(communes.crs))
    frame = pd.concat(tables, ignore_index=True).sort_values([CODE_INSEE, DEMAND_ID], ignore_index=True)
    return conform(gpd.GeoDataFrame(frame, geometry="geometry", crs=communes.crs), DEMAND)


def _pieces(network: RoadNetwork, communes: gpd.GeoDataFrame) -> pd.DataFrame | None:
    """Pieces of road in a commune: its code, middle ``x, y``, length ``m``; none when there are none."""
    edges = network.edges
    ordinary = edges[edges["car"] & ~edges["highway"].isin(UNINHABITED)]
    ends = ordinary[["u", "v"]]
    key = pd.DataFrame(
        {"low": ends.min(axis=1), "high": ends.max(axis=1), "m": ordinary["length_m"].round(1)}
    )
    lines = np.asarray(ordinary.geometry[~key.duplicated()])
    if not len(lines) or communes.empty:
        return None
    points, metres = _middles(lines)
    which, where = communes.sindex.query(points, predicate="intersects")
    first = pd.DataFrame({"piece": which, "commune": where}).drop_duplicates("piece")
    kept = points[first["piece"].to_numpy()]
    table = pd.DataFrame(
        {
            "x": shapely.get_x(kept),
            "y": shapely.get_y(kept),
            "m": metres[first["piece"].to_numpy()],
            CODE_INSEE: communes.index[first["commune"].to_numpy()],
        }
    )
    return None if table.empty else table.reset_index(drop=True)


def _middles(lines: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
    length = shapely.length(lines)
    parts = np.maximum(1, np.ceil(length / STEP_M)).astype(int)
    owner = np.repeat(np.arange(len(lines)), parts)
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(parts) - parts, parts)
    metres = (length / parts)[owner]
    return np.asarray(shapely.line_interpolate_point(lines[owner], (rank + 0.5) * metres)), metres


def _spread(pieces: pd.DataFrame, counts: Mapping[str, int]) -> pd.DataFrame:
    """Rows of the communes that have ordinary roads."""
    x, y = pieces["x"].to_numpy(), pieces["y"].to_numpy()
    cx, cy = np.floor(x / CELL_M).astype(int), np.floor(y / CELL_M).astype(int)
    grouped = pieces.assign(cx=cx, cy=cy).groupby([CODE_INSEE, "cx", "cy"], sort=True)
    weight = grouped["m"].sum()
    means = grouped[["x", "y"]].transform("mean")
    off = pd.Series((x - means["x"].to_numpy()) ** 2 + (y - means["y"].to_numpy()) ** 2, index=pieces.index)
    nearest = off.groupby([pieces[CODE_INSEE], cx, cy], sort=True).idxmin().to_numpy()
    codes = weight.index.get_level_values(0)
    parts = np.split(weight.to_numpy(), np.flatnonzero(codes[1:] != codes[:-1]) + 1)
    shares = [
        largest_remainder(part, counts[str(code)]) for code, part in zip(codes.unique(), parts, strict=True)
    ]
    table = pd.DataFrame(
        {
            DEMAND_ID: [f"{code}-{east}-{north}" for code, east, north in weight.index],
            POPULATION: np.concatenate(shares),
            CODE_INSEE: codes.to_numpy(),
            "origin": "road_spread",
            "imputed": True,
            "geometry": shapely.points(x[nearest], y[nearest]),
        }
    )
    return table[table[POPULATION] > 0]


def _single(code: str, people: int, point: object) -> pd.DataFrame:
    row = {
        DEMAND_ID: f"{code}-point",
        POPULATION: people,
        CODE_INSEE: code,
        "origin": "point",
        "imputed": True,
    }
    return pd.DataFrame([{**row, "geometry": point}])


def demand_problems(demand: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, file: str) -> tuple[Problem, ...]:
    """What must be said of a demand that no grid gave."""
    spread = demand[demand["origin"] == "road_spread"]
    cells = f"{int(spread[POPULATION].sum())} / {len(spread)}"
    said = (
        [Problem(file, "demand", 0, "", "demand_spread", cells, Outcome.INFORMATION)] if len(spread) else []
    )
    lone = demand[demand["origin"] == "point"]
    names = [f"{code} {communes.loc[code, NAME]}" for code in lone[CODE_INSEE]]
    return (
        *said,
        *(Problem(file, "demand", 0, "", "demand_point", name[:60], Outcome.INFORMATION) for name in names),
    )
