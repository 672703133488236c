from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.model.crs import transform_points
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import COMMUNES, conform
from cpts_geo.sources import grid, grid_stream
from cpts_geo.sources.csv_text import read_csv
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Place
from cpts_geo.sources.raw import RawTable
from making import communes_frame, text

FRAME = conform(communes_frame((None, None, None)).rename(columns={"nom": "name"}), COMMUNES)
PLACE = Place("EPSG:2154", FRAME)
HEAD = "idcar_200m,idcar_1km,i_est_200,lcog_geo,ind,men,ind_65_79,ind_80p\n"


def cell(x: float, y: float) -> str:
    """Identifier of the 200 m cell that holds a point of Lambert-93."""
    east, north = transform_points([(x, y)], "EPSG:2154", "EPSG:3035")[0]
    return f"CRS3035RES200mN{int(north // 200 * 200)}E{int(east // 200 * 200)}"


A, B = cell(402_500, 6_502_500), cell(407_500, 6_502_500)


def test_the_cell_of_the_facts_holds_notre_dame() -> None:
    """FACTS 1.7: lon 2.3522, lat 48.8566 is in this cell."""
    x, y = transform_points([(2.3522, 48.8566)], "EPSG:4326", "EPSG:2154")[0]
    assert cell(x, y) == "CRS3035RES200mN2889400E3760600"


def test_communes_of_a_cell_are_cut_every_five_characters() -> None:
    assert grid.commune_codes("7737393051") == ("77373", "93051")
    assert grid.commune_codes("0100201001") == ("01002", "01001")


@pytest.mark.parametrize("upper", [False, True])
def test_both_cases_of_filosofi_give_the_same_points(tmp_path: Path, upper: bool) -> None:  # noqa: FBT001 a parameter
    head = "Idcar_200m,Idcar_1km,I_est_200,lcog_geo,Ind,Men,Ind_65_79,Ind_80p\n" if upper else HEAD
    rows = f"{A},x,1,17001,10.4,4,3.5,1.2\n{B},x,0,17002,20,12,0,0\n"
    got = grid.read(read_csv(text(tmp_path / "c.csv", head + rows)), PLACE)
    frame = got.layers[0].frame
    assert frame["population"].tolist() == [10, 20]
    assert frame["imputed"].tolist() == [True, False]
    assert frame[["pop_65_79", "pop_80p", "households"]].iloc[0].tolist() == [3.5, 1.2, 4.0]
    assert [p.value for p in got.problems if p.kind == "few_households"] == ["1"]


def test_the_first_commune_named_decides_and_a_cell_of_the_neighbour_is_left(tmp_path: Path) -> None:
    rows = f"{A},x,0,1700217001,10,4,0,0\n{B},x,0,9900117002,20,12,0,0\n"
    got = grid.read(read_csv(text(tmp_path / "c.csv", HEAD + rows)), PLACE)
    assert got.layers[0].frame["code_insee"].tolist() == ["17002"]
    assert got.fate.tolist() == [STORED, EXCLUDED]


def test_the_identifier_is_believed_against_the_geometry() -> None:
    rows = pd.RangeIndex(1, 2, name="row")
    cells = pd.DataFrame({"idcar_200m": [A], "ind": ["5"]}, index=rows, dtype=object)
    elsewhere = gpd.GeoSeries([shapely.box(0, 0, 200, 200)], index=rows, crs="EPSG:2154")
    point = grid.read(RawTable("g.gpkg", cells, elsewhere), PLACE).layers[0].frame.geometry.iloc[0]
    assert point.distance(shapely.Point(402_500, 6_502_500)) < 200


def test_cells_of_several_systems_stand_each_in_its_own(tmp_path: Path) -> None:
    other = "CRS2154RES200mN6502400E402400"
    rows = f"{B},x,0,17002,10,4,0,0\n{other},x,0,17001,20,12,0,0\nCRS99999RES200mN1E1,x,0,17001,3,1,0,0\n"
    got = grid.read(read_csv(text(tmp_path / "c.csv", HEAD + rows)), PLACE)
    assert got.fate.tolist() == [STORED, STORED, SET_ASIDE]


def test_overseas_without_filosofi_is_absent_data(tmp_path: Path) -> None:
    place = Place("EPSG:2154", FRAME.rename(index={c: c.replace("17", "971", 1)[:5] for c in FRAME.index}))
    with pytest.raises(LayerError, match="grid_not_covered"):
        grid.read(
            read_csv(text(tmp_path / "c.csv", HEAD + f"{cell(700_000, 6_600_000)},x,0,75056,10,4,0,0\n")),
            place,
        )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.floats(0, 60).map(lambda v: round(v, 1))), min_size=1, max_size=40
    )
)
def test_the_people_of_each_commune_are_its_rounded_total(cells: list[tuple[int, float]]) -> None:
    rows = pd.RangeIndex(1, len(cells) + 1, name="row")
    raw = RawTable(
        "g.csv",
        pd.DataFrame(
            {
                "idcar_200m": [f"CRS2154RES200mN6500000E{400_000 + 1600 * column}" for column, _ in cells],
                "ind": [str(people) for _, people in cells],
            },
            index=rows,
            dtype=object,
        ),
    )
    frame = grid.read(raw, PLACE).layers[0].frame
    for number in range(3):
        parts = [people for column, people in cells if (column * 1600 + 100) // 5000 == number]
        got = frame.loc[frame["code_insee"] == f"1700{number + 1}", "population"].sum()
        assert got == round(sum(parts)) or abs(sum(parts) % 1 - 0.5) < 1e-6


def national(path: Path, *, count: int) -> Path:
    """A grid of which two cells are here and the others far away."""
    far = [f"CRS3035RES200mN{2_000_000 + 200 * i}E3000000,x,0,13055,5,2,0,0" for i in range(count)]
    return text(path, HEAD + "\n".join([f"{A},x,0,17001,10,4,0,0", *far, f"{B},x,1,17002,20,12,0,0"]) + "\n")


def test_a_national_file_is_read_in_pieces_and_all_its_rows_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid_stream, "CHUNK", 100)
    path = national(tmp_path / "carreaux_200m_met.csv", count=1000)
    raw, left_out = grid_stream.read(path, PLACE)
    assert (len(raw.columns), left_out) == (2, 1000)
    whole = grid.read(read_csv(path), PLACE).layers[0].frame
    pieces = grid.read(raw, PLACE).layers[0].frame
    assert pieces["population"].tolist() == whole["population"].tolist()
    assert list(raw.columns.index) == [2, 1003]


def test_a_large_grid_is_seen_by_its_headers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid_stream, "LARGE", 1000)
    assert grid_stream.is_large(national(tmp_path / "c.csv", count=100))
    assert not grid_stream.is_large(text(tmp_path / "d.csv", "code,nom\n" + "17001,Aulnaie\n" * 200))


def test_a_large_geopackage_gives_only_the_cells_around(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid_stream, "LARGE", 1000)
    ids = [A, B, *(f"CRS3035RES200mN{2_000_000 + 200 * i}E3000000" for i in range(50))]
    corners = [tuple(map(int, i.split("mN")[1].split("E"))) for i in ids]
    frame = gpd.GeoDataFrame(
        {"idcar_200m": ids, "ind": 5.0},
        geometry=[shapely.box(e, n, e + 200, n + 200) for n, e in corners],
        crs=3035,
    )
    frame.to_file(tmp_path / "g.gpkg", layer="carreaux_200m_met")
    frame.iloc[:1].to_file(tmp_path / "g.gpkg", layer="carreaux_200m_reun")
    assert grid_stream.is_large(tmp_path / "g.gpkg")
    raw, left_out = grid_stream.read(tmp_path / "g.gpkg", PLACE)
    assert (len(raw.columns), left_out) == (2, 50)
