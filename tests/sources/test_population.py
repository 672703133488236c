from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from cpts_geo.model.crs import transform_points
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import COMMUNES, conform
from cpts_geo.sources import grid, population
from cpts_geo.sources.csv_text import read_csv
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Place
from cpts_geo.sources.raw import RawTable
from making import communes_frame, text

COMMUNES_3 = conform(communes_frame((None, None, None)).rename(columns={"nom": "name"}), COMMUNES)
PLACE = Place("EPSG:2154", COMMUNES_3)


def joined(tmp_path: Path, content: str, encoding: str = "utf-8") -> tuple[gpd.GeoDataFrame, pd.Series]:
    raw = read_csv(text(tmp_path / "pop.csv", content, encoding))
    assert population.detect_table(raw)
    got = population.read_table(raw, PLACE)
    return got.layers[0].frame.set_index("code_insee"), got.fate


def test_a_table_joins_by_code_and_leaves_the_rest_of_the_country(tmp_path: Path) -> None:
    frame, fate = joined(
        tmp_path, "COM;Commune;PMUN\n17001;Aulnaie;1 234\n17002;Bourg;500\n01001;Ailleurs;9\n", "cp1252"
    )
    assert frame["population"].tolist()[:2] == [1234.0, 500.0]
    assert frame["population"].isna().tolist() == [False, False, True]
    assert fate.tolist() == [STORED, STORED, EXCLUDED]


@pytest.mark.parametrize(
    ("value", "kept"),
    [("n.d.", STORED), ("", STORED), ("S", STORED), ("-5", SET_ASIDE), ("beaucoup", SET_ASIDE)],
)
def test_what_is_not_a_population_stays_unknown(tmp_path: Path, value: str, kept: str) -> None:
    frame, fate = joined(tmp_path, f"code;nom;population\n17001;Aulnaie;{value}\n17002;Bourg;500\n")
    assert frame["population"].isna().tolist()[0]
    assert fate.tolist() == [kept, STORED]


def test_the_same_commune_twice_is_counted_once(tmp_path: Path) -> None:
    frame, fate = joined(tmp_path, "code;population\n17001;10\n17001;10\n")
    assert frame["population"].sum() == 10
    assert fate.tolist() == [STORED, EXCLUDED]


def test_a_lost_zero_comes_back_only_when_the_name_agrees(tmp_path: Path) -> None:
    place = Place("EPSG:2154", COMMUNES_3.rename(index={"17001": "01001", "17002": "01002"}))
    raw = read_csv(
        text(tmp_path / "p.csv", "code;nom;population\n1001;AULNAIE;10\n1002;Autre;20\n17003;Champs;5\n")
    )
    got = population.read_table(raw, place)
    assert got.fate.tolist() == [STORED, SET_ASIDE, STORED]
    assert [(p.row, p.kind) for p in got.problems if p.kind == "leading_zero"] == [(2, "leading_zero")]


def test_a_table_of_another_region_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="no_commune_matched"):
        joined(tmp_path, "code;population\n75056;10\n")


def test_a_grid_gives_whole_people_whose_total_is_that_of_its_cells() -> None:
    rows = pd.RangeIndex(1, 6, name="row")
    cells = pd.DataFrame(
        {"Ind": ["1.4", "1.4", "1.4", "2.5", "0"], "I_est_200": ["1", "0", "0", "0", "0"]},
        index=rows,
        dtype=object,
    )
    places = [(400_100 + 200 * i, 6_500_100) for i in range(3)] + [(399_000, 6_500_100), (400_100, 6_500_500)]
    raw = RawTable(
        "g.gpkg",
        cells,
        gpd.GeoSeries([shapely.Point(p).buffer(90) for p in places], index=rows, crs="EPSG:2154"),
    )
    assert grid.detect(raw)
    got = grid.read(raw, PLACE)
    frame = got.layers[0].frame
    assert frame["population"].sum() == 4
    assert frame["code_insee"].unique().tolist() == ["17001"]
    assert frame["imputed"].tolist() == [True, False, False][: len(frame)]
    assert got.fate.tolist()[3:] == [EXCLUDED, EXCLUDED]


def test_a_cell_stands_where_its_identifier_says(tmp_path: Path) -> None:
    (x, y), (west, south) = (402_500.0, 6_502_500.0), (0, 0)
    east, north = transform_points([(x, y)], "EPSG:2154", "EPSG:3035")[0]
    west, south = int(east // 200 * 200), int(north // 200 * 200)
    content = f"idcar_200m;ind;i_est_200;lcog_geo\nCRS3035RES200mN{south}E{west};7.0;0;17001\n"
    got = grid.read(read_csv(text(tmp_path / "car.csv", content)), PLACE)
    assert got.layers[0].frame.geometry.iloc[0].distance(shapely.Point(x, y)) < 200
