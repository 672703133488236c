from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from cpts_geo.model.errors import LayerError
from cpts_geo.sources import communes
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED
from cpts_geo.sources.raw import RawTable
from making import communes_frame, square
from paths import REAL


def table(frame: gpd.GeoDataFrame) -> RawTable:
    rows = pd.RangeIndex(1, len(frame) + 1, name="row")
    cells = frame.drop(columns="geometry").map(lambda v: "" if v is None or v != v else str(v))  # noqa: PLR0124 NaN
    geometry = gpd.GeoSeries(list(frame.geometry), index=rows, crs=frame.crs)
    return RawTable("communes.shp", cells.set_index(rows).astype(object), geometry)


@pytest.mark.parametrize("header", ["code", "INSEE_COM", "code_insee", "CODGEO", "Code INSEE"])
def test_the_code_is_found_under_its_usual_headers(header: str) -> None:
    raw = table(communes_frame().rename(columns={"code_insee": header}))
    assert communes.detect(raw)
    assert communes.read(raw).layers[0].frame["code_insee"].tolist() == ["17001", "17002"]


def test_two_parts_of_one_commune_are_joined_and_counted_once() -> None:
    frame = communes_frame((1000.0, 1000.0, 500.0)).assign(code_insee=["17001", "17001", "17002"])
    got = communes.read(table(frame))
    joined = got.layers[0].frame.set_index("code_insee")
    assert joined["population"].to_dict() == {"17001": 1000.0, "17002": 500.0}
    assert joined.area["17001"] == square(0, 0).area * 2
    assert "17001 (2)" in [p.value for p in got.problems if p.kind == "parts_joined"]
    assert got.count(STORED) == 3


def test_unknown_population_stays_unknown() -> None:
    got = communes.read(table(communes_frame((1000.0, None))))
    assert got.layers[0].frame["population"].isna().tolist() == [False, True]
    assert [p.value for p in got.problems if p.kind == "population_unknown"] == ["1"]


def test_a_code_that_lost_its_zero_is_set_aside() -> None:
    got = communes.read(table(communes_frame().assign(code_insee=["1004", "17002"])))
    assert got.fate.tolist() == [SET_ASIDE, STORED]
    assert [(p.row, p.value) for p in got.problems if p.kind == "bad_insee_code"] == [(1, "1004")]


def test_corsican_codes_are_read_in_capitals() -> None:
    got = communes.read(table(communes_frame().assign(code_insee=["2a004", "2B033"])))
    assert got.layers[0].frame["code_insee"].tolist() == ["2A004", "2B033"]


def test_a_commune_cut_by_the_edge_of_the_file_is_said() -> None:
    got = communes.read(table(communes_frame().assign(SURFACE_HA=[2500, 10_000])))
    assert [p.value for p in got.problems if p.kind == "clipped_commune"] == ["17002 (25%)"]


def test_only_the_listed_communes_are_kept() -> None:
    got = communes.read(table(communes_frame()), frozenset({"17002"}))
    assert got.fate.tolist() == [EXCLUDED, STORED]


def test_a_listed_code_that_is_not_there_is_refused() -> None:
    with pytest.raises(LayerError, match="code_not_found"):
        communes.read(table(communes_frame()), frozenset({"17002", "17999"}))


def test_a_city_with_its_districts_would_count_people_twice() -> None:
    with pytest.raises(LayerError, match="city_and_districts"):
        communes.read(table(communes_frame().assign(code_insee=["69123", "69381"])))


def test_two_legal_projections_in_one_territory_are_refused() -> None:
    with pytest.raises(LayerError, match="mixed_projections"):
        communes.read(table(communes_frame().assign(code_insee=["97601", "34001"])))


def test_census_age_bands_are_added_up() -> None:
    ages = {"P22_POP0014": 10, "P22_POP1529": 20, "P22_POP3044": 30, "P22_POP4559": 40, "P22_POP6074": 50}
    frame = communes_frame().assign(**ages, P22_POP7589=60.5, P22_POP90P=7)
    row = communes.read(table(frame)).layers[0].frame.iloc[0]
    assert row[["pop_0_14", "pop_15_59", "pop_60_74", "pop_75p"]].tolist() == [10, 90, 50, 67.5]


def test_a_third_dimension_is_no_trouble() -> None:
    frame = communes_frame()
    raw = table(frame.set_geometry(shapely.force_3d(frame.geometry.to_numpy(), 5.0)))
    assert communes.read(raw).count(STORED) == 2


@pytest.mark.skipif(
    not (REAL / "contours").exists(), reason="real data are not shipped: put them in ../shared/data"
)
@pytest.mark.parametrize("name", ["communes-69-rhone", "communes-86-vienne"])
def test_the_communes_of_a_real_departement_are_all_stored(name: str) -> None:
    from cpts_geo.sources.safe_read import read_file

    raw = read_file(Path(REAL / "contours" / f"{name}.geojson"))
    assert communes.detect(raw)
    got = communes.read(raw)
    assert got.count(STORED) == len(raw.columns) == got.layers[0].frame["code_insee"].nunique()
