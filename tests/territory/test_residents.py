"""Where people live: cells and EHPAD, IRIS, and what is said of two sources that differ."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from cpts_geo.model.changes import Cell, Signed
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.territory.folder import read_problems, read_territory
from cpts_geo.territory.importer import import_file
from cpts_geo.territory.local import add_row, delete_row, save_edit
from homes import with_communes
from making import communes_file, geojson, square, text

HEAD = "idcar_200m,i_est_200,lcog_geo,ind,men,ind_65_79,ind_80p\n"
CELLS = HEAD + (
    "CRS2154RES200mN6502400E402400,0,17001,930.4,400,100,50\n"
    "CRS2154RES200mN6502400E407400,1,17002,480.2,200,90,40\n"
)
LON, LAT = (round(v, 6) for v in transform_points([(402_500, 6_502_500)], "EPSG:2154", WGS84)[0])
HOMES = (
    "id;nom;type;capacite;lon;lat\n"
    f"e1;EHPAD des Aulnes;ehpad;60;{LON};{LAT}\ne2;EHPAD muet;ehpad;;{LON};{LAT}\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_communes(tmp_path / "val")


def people(folder: Path) -> dict[str, int]:
    demand = read_territory(folder).demand
    return {str(k): int(v) for k, v in demand.groupby("origin")["population"].sum().items()}


def values(folder: Path, kind: str) -> list[str]:
    return [p.value for p in read_problems(folder) if p.kind == kind]


@pytest.mark.parametrize("homes_first", [False, True])
def test_residents_of_ehpad_join_a_grid_of_tax_households(
    folder: Path, tmp_path: Path, *, homes_first: bool
) -> None:
    files = [text(tmp_path / "carreaux.csv", CELLS), text(tmp_path / "ehpad.csv", HOMES)]
    for file in reversed(files) if homes_first else files:
        import_file(folder, file)
    assert people(folder) == {"grid": 1410, "ehpad": 60}
    assert values(folder, "ehpad_added") == ["60 / 1"]
    assert values(folder, "ehpad_home") == ["EHPAD des Aulnes (60)"]
    assert values(folder, "grid_against_census") == ["1410 + 60 / 1500 (-2,0 %)"]


def test_residents_follow_their_structures_and_never_add_up(folder: Path, tmp_path: Path) -> None:
    import_file(folder, text(tmp_path / "carreaux.csv", CELLS))
    import_file(folder, text(tmp_path / "ehpad.csv", HOMES))
    import_file(folder, text(tmp_path / "ehpad.csv", HOMES.replace(";60;", ";80;")))
    assert people(folder) == {"grid": 1410, "ehpad": 80}


ANNE = Signed("Anne", "2026-11-26T09:00:00+01:00", "vu sur place")


@pytest.fixture
def counted(folder: Path, tmp_path: Path) -> Path:
    import_file(folder, text(tmp_path / "carreaux.csv", CELLS))
    import_file(folder, text(tmp_path / "ehpad.csv", HOMES))
    return folder


def test_residents_follow_a_capacity_that_a_person_corrects(counted: Path) -> None:
    save_edit(counted, "structures", "e1", values={"capacity": 75.0}, version=0, by=ANNE)
    assert people(counted) == {"grid": 1410, "ehpad": 75}


def test_residents_follow_an_ehpad_that_a_person_deletes_or_adds(counted: Path) -> None:
    delete_row(counted, "structures", "e1", version=0, by=ANNE)
    assert people(counted) == {"grid": 1410}
    new: dict[str, Cell] = {"name": "EHPAD neuf", "category": "ehpad", "capacity": 40.0}
    add_row(counted, "structures", values=new, lonlat=(LON, LAT), by=ANNE)
    assert people(counted) == {"grid": 1410, "ehpad": 40}


def test_cells_of_a_commune_that_leaves_the_territory_leave_with_it_and_are_said(
    counted: Path, tmp_path: Path
) -> None:
    home = tmp_path / "une"
    home.mkdir()
    import_file(counted, communes_file(home, (1000.0,)))
    assert people(counted) == {"grid": 930, "ehpad": 60}
    assert values(counted, "cells_left") == ["1"]


def roads(tmp_path: Path) -> Path:
    lines = [shapely.LineString([(400_000, 6_502_500), (409_900, 6_502_500)])]
    return geojson(
        tmp_path / "r.geojson", gpd.GeoDataFrame({"highway": ["tertiary"]}, geometry=lines, crs="EPSG:2154")
    )


def test_totals_of_the_census_already_count_residents(folder: Path, tmp_path: Path) -> None:
    import_file(folder, roads(tmp_path))
    import_file(folder, text(tmp_path / "ehpad.csv", HOMES))
    assert people(folder) == {"road_spread": 1500}
    assert values(folder, "ehpad_added") == []


def test_a_grid_that_counts_everybody_is_left_as_it_is(folder: Path, tmp_path: Path) -> None:
    import_file(folder, text(tmp_path / "ehpad.csv", HOMES))
    import_file(
        folder, text(tmp_path / "g.csv", "idcar_200m;population\nCRS2154RES200mN6502400E402400;900\n")
    )
    assert people(folder) == {"grid": 900}
    assert values(folder, "grid_differs_here") == ["17002 : 0 / 500"]


def iris(tmp_path: Path) -> Path:
    south, north = (
        shapely.box(400_000, 6_500_000, 405_000, 6_502_400),
        shapely.box(400_000, 6_502_400, 405_000, 6_505_000),
    )
    frame = gpd.GeoDataFrame(
        {
            "INSEE_COM": ["17001", "17001", "17002"],
            "NOM_COM": ["Aulnaie", "Aulnaie", "Bourg"],
            "CODE_IRIS": ["170010101", "170010102", "170020000"],
            "NOM_IRIS": ["Sud", "Nord", "Bourg"],
            "TYP_IRIS": ["H", "A", "Z"],
        },
        geometry=[south, north, square(1, 0)],
        crs="EPSG:2154",
    )
    return geojson(tmp_path / "iris.geojson", frame)


def test_people_of_an_iris_stay_in_it_and_the_commune_keeps_its_total(folder: Path, tmp_path: Path) -> None:
    import_file(folder, roads(tmp_path))
    report = import_file(folder, iris(tmp_path))
    assert (report.source, report.rows_stored) == ("iris", 3)
    table = "IRIS;COM;P22_POP\n170010101;17001;150.3\n170010102;17001;450.9\n"
    table += "170020000;17002;488\n330630101;33063;9\n"
    report = import_file(folder, text(tmp_path / "pop.csv", table))
    assert (report.source, report.rows_stored, report.rows_excluded) == ("iris_population", 3, 1)
    demand = read_territory(folder).demand
    assert people(folder) == {"iris": 1500}
    by_commune = demand.groupby("code_insee")["population"].sum().to_dict()
    assert by_commune == {"17001": 1000, "17002": 500}


def test_iris_are_not_taken_for_communes(folder: Path, tmp_path: Path) -> None:
    import_file(folder, iris(tmp_path))
    assert list(read_territory(folder).communes.index) == ["17001", "17002"]
