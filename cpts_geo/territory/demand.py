"""Where people live when no grid says so: the commune's total spread along its ordinary roads."""

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
    spread = [_commune(code, count, pieces.get(code)) for code, count in counts.items()]
    lone = [_single(code, count, inside[code]) for code, count in counts.items() if code not in pieces]
    tables = [table for table in (*spread, *lone) if table is not None]
    if not tables:
        return empty_layer(DEMAND, str(communes.crs))
    frame = pd.concat(tables, ignore_index=True).sort_values([CODE_INSEE, DEMAND_ID], ignore_index=True)
    return conform(gpd.GeoDataFrame(frame, geometry="geometry", crs=communes.crs), DEMAND)


def _pieces(network: RoadNetwork, communes: gpd.GeoDataFrame) -> dict[str, pd.DataFrame]:
    """Pieces of road by commune: middle ``x, y`` and length ``m``."""
    edges = network.edges
    ordinary = edges[edges["car"] & ~edges["highway"].isin(UNINHABITED)]
    ends = ordinary[["u", "v"]]
    key = pd.DataFrame(
        {"low": ends.min(axis=1), "high": ends.max(axis=1), "m": ordinary["length_m"].round(1)}
    )
    lines = np.asarray(ordinary.geometry[~key.duplicated()])
    if not len(lines) or communes.empty:
        return {}
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
    return {str(code): part for code, part in table.groupby(CODE_INSEE, sort=True)}


def _middles(lines: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
    length = shapely.length(lines)
    parts = np.maximum(1, np.ceil(length / STEP_M)).astype(int)
    owner = np.repeat(np.arange(len(lines)), parts)
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(parts) - parts, parts)
    metres = (length / parts)[owner]
    return np.asarray(shapely.line_interpolate_point(lines[owner], (rank + 0.5) * metres)), metres


def _commune(code: str, people: int, pieces: pd.DataFrame | None) -> pd.DataFrame | None:
    if pieces is None:
        return None
    cells = pieces.assign(
        cx=np.floor(pieces["x"] / CELL_M).astype(int), cy=np.floor(pieces["y"] / CELL_M).astype(int)
    )
    grouped = cells.groupby(["cx", "cy"], sort=True)
    weight = grouped["m"].sum()
    shares = largest_remainder(weight.to_numpy(), people)
    means = grouped[["x", "y"]].transform("mean")
    off = (cells["x"] - means["x"]) ** 2 + (cells["y"] - means["y"]) ** 2
    nearest = cells.loc[off.groupby([cells["cx"], cells["cy"]], sort=True).idxmin()]
    table = pd.DataFrame(
        {
            DEMAND_ID: [f"{code}-{cx}-{cy}" for cx, cy in weight.index],
            POPULATION: shares,
            CODE_INSEE: code,
            "origin": "road_spread",
            "imputed": True,
            "geometry": shapely.points(nearest["x"].to_numpy(), nearest["y"].to_numpy()),
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
