"""People by age: nobody is invented, nobody is lost."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.access.ages import BANDS, people_by_age
from cpts_geo.model.layers import DEMAND, conform
from cpts_geo.sources.rounding import largest_remainder


def cells(**columns: Sequence[object]) -> gpd.GeoDataFrame:
    count = len(columns["population"])
    base = {"demand_id": range(count), "code_insee": "99001"}
    frame = gpd.GeoDataFrame(base | columns, geometry=[shapely.Point(0, 0)] * count, crs="EPSG:2154")
    return conform(frame, DEMAND)


def shown(table: pd.DataFrame) -> dict[str, list[int]]:
    return {str(band): values.tolist() for band, values in table.items() if values.any()}


def test_the_two_systems_of_bands_are_never_added() -> None:
    ages = people_by_age(cells(population=[10], pop_75p=[3], pop_65_79=[2.0], pop_80p=[1.0]))

    assert shown(ages) == {"under_65": [7], "65_79": [2], "80p": [1]}


def test_ages_that_no_source_gives_are_unknown() -> None:
    ages = people_by_age(cells(population=[10, 5], pop_75p=[np.nan, 2]))

    assert shown(ages) == {"under_75": [0, 3], "75p": [0, 2], "unknown": [10, 0]}


def test_half_a_filosofi_row_is_no_age() -> None:
    assert shown(people_by_age(cells(population=[10], pop_80p=[1.0]))) == {"unknown": [10]}


def test_residents_of_a_home_are_a_band_of_their_own() -> None:
    frame = cells(population=[10, 84], pop_75p=[2.0, np.nan], origin=["grid", "ehpad"])

    assert shown(people_by_age(frame)) == {"under_75": [8, 0], "75p": [2, 0], "ehpad": [0, 84]}


def test_a_commune_of_small_cells_keeps_its_old_people() -> None:
    frame = cells(population=[2] * 10, pop_65_79=[0.0] * 10, pop_80p=[0.3] * 10)

    assert people_by_age(frame)["80p"].sum() == 3


def test_more_old_people_than_people_stop_at_the_people() -> None:
    frame = cells(population=[2, 9], pop_65_79=[3.0, 1.0], pop_80p=[1.6, 1.4])

    assert shown(people_by_age(frame)) == {"under_65": [0, 7], "65_79": [0, 1], "80p": [2, 1]}


@st.composite
def grids(draw: st.DrawFn) -> gpd.GeoDataFrame:
    """Cells as ``sources.grid`` makes them: whole people by largest remainder, decimals in the bands."""
    tenth = st.integers(0, 400).map(lambda n: n / 10)
    bands = draw(st.lists(st.tuples(tenth, tenth, tenth), min_size=1, max_size=12))
    values = np.array(bands)
    people = largest_remainder(values.sum(axis=1), round(float(values.sum())))
    codes = draw(st.lists(st.sampled_from(["1", "2"]), min_size=len(bands), max_size=len(bands)))
    return cells(
        population=list(people), pop_65_79=list(values[:, 0]), pop_80p=list(values[:, 1]), code_insee=codes
    )


@settings(deadline=None, max_examples=40)
@given(grids())
def test_bands_add_up_to_the_people_of_each_cell(frame: gpd.GeoDataFrame) -> None:
    ages = people_by_age(frame)

    assert (ages >= 0).all().all()
    assert ages.sum(axis=1).tolist() == frame["population"].tolist()
    assert list(ages.columns) == list(BANDS)


@settings(deadline=None, max_examples=40)
@given(grids())
def test_no_cell_moves_by_a_whole_old_person_more_than_its_room(frame: gpd.GeoDataFrame) -> None:
    ages = people_by_age(frame)

    assert (ages["80p"] < frame["pop_80p"] + 1).all()
    assert (ages["80p"] > np.minimum(frame["pop_80p"], frame["population"]) - 1).all()
