"""What a pocket still holds, and which pockets come first, on three groups of nodes."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.access.isolation import pockets
from cpts_geo.access.travel import Places
from cpts_geo.model.results import Snapping

LABEL = np.array([0, 0, 1, 2], dtype=np.int32)


def at(nodes: list[int], index: list[str]) -> Snapping:
    return Snapping(pd.DataFrame({"node": nodes, "distance_m": 0.0}, index=index), 1000.0)


def frame(columns: dict[str, object], index: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        columns, geometry=[shapely.Point(0, 0)] * len(index), index=index, crs="EPSG:2154"
    )


def places(*shut: str) -> Places:
    """A dialysis centre and a pharmacy in group 0, a town hall in group 1."""
    index = ["dialyse", "pharmacie", "mairie"]
    table = frame({"category": index, "urgences": False}, index)
    return Places(table, at([0, 1, 2], index), pd.Series([name not in shut for name in index], index=index))


def test_pockets_that_only_miss_what_nobody_gives_any_more_come_last_and_what_all_lost_is_not_left() -> None:
    homes = ["town", "village", "hamlet"]
    demand = frame({"population": [900, 30, 40], "code_insee": ["1", "2", "2"]}, homes)
    lost = pd.DataFrame(
        {"dialyse": [True, True, True], "pharmacie": [False, True, True], "mairie": [False, True, False]},
        index=homes,
    )

    found = pockets(LABEL, demand, at([0, 2, 3], homes), places("dialyse"), lost=lost)

    assert [pocket.population for pocket in found] == [40, 30, 900]
    assert [pocket.services for pocket in found] == [(), (), ("pharmacie",)]
    assert found[2].missing == ("dialyse",)


def test_while_one_place_gives_it_the_most_people_come_first() -> None:
    homes = ["town", "village", "hamlet"]
    demand = frame({"population": [900, 30, 40], "code_insee": ["1", "2", "2"]}, homes)
    lost = pd.DataFrame({"dialyse": [True, True, True], "mairie": False}, index=homes)

    found = pockets(LABEL, demand, at([0, 2, 3], homes), places(), lost=lost)

    assert [pocket.population for pocket in found] == [900, 40, 30]
    assert found[2].services == ("mairie",)
