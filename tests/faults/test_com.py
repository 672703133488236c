"""Faults of communes and populations, RELIABILITY 6 group COM, through the door a user takes."""

import csv
import math
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from cpts_geo.model.crs import WGS84
from cpts_geo.model.problems import Outcome
from cpts_geo.territory.doctor import check_folder
from cpts_geo.territory.folder import read_settings, read_territory
from faulting import Said, brought
from making import communes_frame, geojson, square, text

MOVEMENTS = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP\n"
ANNECY = MOVEMENTS + (
    "32,2017-01-01,COM,74010,Annecy,COM,74010,Annecy\n"
    "32,2017-01-01,COM,74010,Annecy,COMD,74010,Annecy\n"
    "32,2017-01-01,COM,74011,Annecy-le-Vieux,COM,74010,Annecy\n"
    "32,2017-01-01,COM,74011,Annecy-le-Vieux,COMD,74011,Annecy-le-Vieux\n"
)
COG = (
    "TYPECOM,COM,DEP,LIBELLE\n"
    "COM,01004,01,Ambérieu-en-Bugey\nCOM,93066,93,Saint-Denis\nCOM,97411,974,Saint-Denis\n"
)


def layer(path: Path, codes: list[str], names: list[str], people: list[float | None] | None = None) -> Path:
    frame = gpd.GeoDataFrame(
        {"code_insee": codes, "nom": names, "population": people or [None] * len(codes)},
        geometry=[square(i, 0) for i in range(len(codes))],
        crs="EPSG:2154",
    )
    return geojson(path, frame)


def territory(
    tmp_path: Path, codes: list[str], names: list[str], *, movements: str = "", cog: str = ""
) -> Path:
    folder = tmp_path / "val"
    files = [layer(tmp_path / "communes.geojson", codes, names)]
    files += [text(tmp_path / "mouvements.csv", movements)] if movements else []
    files += [text(tmp_path / "cog.csv", cog)] if cog else []
    assert brought(folder, *files).report
    return folder


def table(
    tmp_path: Path, folder: Path, content: str, encoding: str = "utf-8"
) -> tuple[Said, dict[str, float]]:
    said = brought(folder, text(tmp_path / "pop.csv", content, encoding))
    people = read_territory(folder).communes["population"]
    return said, {str(code): float(value) for code, value in people.items()}


def told(said: Said, kind: str) -> tuple[int, str, Outcome]:
    """Row, value and outcome of the only problem of this kind."""
    assert said.report is not None
    (found,) = [p for p in said.report.problems if p.kind == kind]
    return found.row, found.value, found.outcome


def set_aside(folder: Path) -> list[list[str]]:
    with (folder / "set_aside" / "pop.csv").open(encoding="utf-8-sig") as stream:
        return list(csv.reader(stream, delimiter=";"))[1:]


def test_com_01_a_lost_zero_comes_back_when_the_name_agrees(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["01004", "01005"], ["Ambérieu-en-Bugey", "Ambérieux"])
    said, people = table(
        tmp_path, folder, "code_insee;nom;population\n1004;Ambérieu-en-Bugey;14000\n01005;Ambérieux;9\n"
    )
    assert people == {"01004": 14000, "01005": 9}
    assert told(said, "leading_zero") == (2, "01004", Outcome.FIXED)
    assert "ligne 2, colonne code_insee" in said.text


def test_com_01_otherwise_the_row_is_kept_aside(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["01004", "01005"], ["Ambérieu-en-Bugey", "Ambérieux"])
    said, people = table(tmp_path, folder, "code_insee;nom;population\n1004;Autre;14000\n01005;Ambérieux;9\n")
    assert math.isnan(people["01004"])
    assert told(said, "bad_insee_code") == (2, "1004", Outcome.SET_ASIDE)
    assert (
        "pop.csv, ligne 2, colonne code_insee : code INSEE à cinq caractères attendu. Valeur lue : 1004"
        in said.text
    )
    assert set_aside(folder) == [["2", "bad_insee_code", "1004", "Autre", "14000"]]


def test_com_01_in_a_layer_the_zero_comes_back_by_the_cog(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["01004"], ["Ambérieu-en-Bugey"], cog=COG)
    said = brought(folder, layer(tmp_path / "c2.geojson", ["1004"], ["AMBERIEU EN BUGEY"]))
    assert told(said, "leading_zero")[1:] == ("01004", Outcome.FIXED)
    assert list(read_territory(folder).communes.index) == ["01004"]


def test_com_02_two_identical_lines_count_once(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["27229"], ["Évreux"])
    said, people = table(tmp_path, folder, "code;nom;population\n27229;Évreux;46707\n27229;Évreux;46707\n")
    assert people == {"27229": 46707}
    assert told(said, "identical_rows") == (3, "2 = 3 (27229)", Outcome.FIXED)


def test_com_02_two_figures_for_one_commune_are_for_a_person_to_choose(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["27229", "27230"], ["Évreux", "Autre"])
    said, people = table(tmp_path, folder, "code;population\n27229;46707\n27229;4670\n27230;1\n")
    assert people["27230"] == 1
    assert math.isnan(people["27229"])
    assert said.report is not None
    assert said.report.rows_set_aside == 2


def test_com_04_a_merged_commune_is_counted_with_its_heir(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["74010"], ["Annecy"], movements=ANNECY)
    said, people = table(
        tmp_path, folder, "code;nom;population\n74010;Annecy;52000\n74011;Annecy-le-Vieux;21000\n"
    )
    assert people == {"74010": 73000}
    assert told(said, "merged_commune") == (3, "74011 → 74010, 2017, mouvements.csv", Outcome.FIXED)
    assert "2017" in said.text


def test_com_04_a_single_merged_commune_says_what_is_missing(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["74010"], ["Annecy"], movements=ANNECY)
    said, people = table(tmp_path, folder, "code;nom;population\n74011;Annecy-le-Vieux;21000\n")
    assert people == {"74010": 21000}
    assert told(said, "merged_parts_missing") == (0, "74010 : 74010", Outcome.INFORMATION)


def test_com_04_a_delegated_commune_of_a_newer_table_is_not_added(tmp_path: Path) -> None:
    later = (
        ANNECY + "21,2019-01-01,COM,74001,Une,COM,74002,Deux\n21,2019-01-01,COM,74001,Une,COM,74003,Trois\n"
    )
    folder = territory(tmp_path, ["74010", "74002", "74003"], ["Annecy", "Deux", "Trois"], movements=later)
    said, people = table(tmp_path, folder, "code;population\n74010;130000\n74011;21000\n74002;5\n74003;6\n")
    assert people["74010"] == 130000
    assert told(said, "perhaps_counted") == (3, "74011 (74010)", Outcome.SET_ASIDE)


def test_com_04_an_older_layer_follows_and_people_are_added_once(tmp_path: Path) -> None:
    folder = tmp_path / "val"
    brought(
        folder,
        layer(tmp_path / "c.geojson", ["74010", "74011"], ["Annecy", "Annecy-le-Vieux"], [52000, 21000]),
    )
    said = brought(folder, text(tmp_path / "mouvements.csv", ANNECY))
    communes = read_territory(folder).communes
    assert communes["population"].to_dict() == {"74010": 73000}
    assert communes["former"].to_dict() == {"74010": "74011 Annecy-le-Vieux"}
    assert told(said, "merged_commune")[1] == "74011 → 74010, 2017, mouvements.csv"


def test_com_04_without_movements_the_person_is_told_to_bring_them(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["74010", "74012"], ["Annecy", "Autre"])
    said, _ = table(tmp_path, folder, "code;population\n74011;21000\n74012;5\n")
    assert told(said, "no_movements") == (0, "1", Outcome.INFORMATION)
    assert "mouvements de communes" in said.text


def test_com_06_a_city_and_its_districts_in_a_layer_are_refused(tmp_path: Path) -> None:
    path = layer(tmp_path / "c.geojson", ["75056", "75101"], ["Paris", "Paris 1er"])
    said = brought(tmp_path / "val", path)
    assert said.report is None
    assert "75056" in said.text
    assert "--communes" in said.text
    assert brought(tmp_path / "val", path, only=("75056",)).report


@pytest.mark.parametrize(
    "rows", ["75056;2100000\n75101;16000\n75102;22000\n", "75101;1000000\n75102;1100000\n"]
)
def test_com_06_a_table_with_both_never_counts_paris_twice(tmp_path: Path, rows: str) -> None:
    folder = territory(tmp_path, ["75056"], ["Paris"])
    said, people = table(tmp_path, folder, "code;population\n" + rows)
    assert people == {"75056": 2100000}
    assert "arrondissements" in said.text


def test_com_06_districts_of_a_layer_remember_their_city(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["75101", "69381", "13201"], ["1er", "1er", "1er"])
    assert read_territory(folder).communes["city"].tolist() == ["13055", "69123", "75056"]


def test_com_07_corsica(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["2a004", "2B033", "20004"], ["Ajaccio", "Bastia", "Ajaccio"])
    assert list(read_territory(folder).communes.index) == ["2A004", "2B033"]
    said, people = table(tmp_path, folder, "code;population\n2a004;70000\n2B033;48000\n20004;1\n")
    assert people == {"2A004": 70000, "2B033": 48000}
    assert told(said, "old_corsica") == (4, "20004 → 2A004 / 2B004", Outcome.SET_ASIDE)


@pytest.mark.parametrize("cog", ["", COG])
def test_com_09_a_homonym_without_code_is_never_picked(tmp_path: Path, cog: str) -> None:
    folder = territory(tmp_path, ["93066"], ["Saint-Denis"], cog=cog)
    said, people = table(tmp_path, folder, "commune;population\nSaint-Denis;110000\n")
    assert math.isnan(people["93066"])
    assert "93066 Saint-Denis" in said.text
    assert ("97411 Saint-Denis" in said.text) == bool(cog)
    assert set_aside(folder) == [["2", "name_without_code", "Saint-Denis", "110000"]]


def test_com_09_a_name_of_one_commune_of_france_is_found_and_said(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["01004"], ["Ambérieu-en-Bugey"], cog=COG)
    said, people = table(tmp_path, folder, "commune;population\nAMBERIEU EN BUGEY;14000\n")
    assert people == {"01004": 14000}
    assert told(said, "code_from_name") == (2, "01004 Ambérieu-en-Bugey", Outcome.FIXED)


def test_com_10_windows_1252(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["27229"], ["Évreux"])
    said, people = table(
        tmp_path, folder, "code;nom;population\n27229;Évreux « l’Œuvre » 5 €;46707\n", "cp1252"
    )
    assert people == {"27229": 46707}
    assert told(said, "encoding")[1:] == ("cp1252", Outcome.FIXED)


def test_com_12_unicode_text_of_excel(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["27229"], ["Évreux"])
    said, people = table(
        tmp_path, folder, "\ufeffcode\tnom\tpopulation\r\n27229\tÉvreux\t46707\r\n", "utf-16-le"
    )
    assert people == {"27229": 46707}
    assert said.report


def test_com_13_a_bow_tie_is_repaired_and_says_where_and_how_much(tmp_path: Path) -> None:
    x, y = 400_000, 6_500_000
    ring = [(x, y), (x + 2000, y + 2000), (x + 2000, y), (x, y + 2000)]
    frame = communes_frame().set_geometry([shapely.Polygon(ring), square(1, 0)])
    said = brought(tmp_path / "val", geojson(tmp_path / "c.geojson", frame.set_crs("EPSG:2154")))
    _, value, outcome = told(said, "repaired_outline")
    assert outcome is Outcome.FIXED
    code, spot, areas = value.split(", ")
    assert (code, areas) == ("17001", "0 → 2 km2")
    assert len(spot.split()) == 2
    (original,) = pd.read_parquet(tmp_path / "val" / "originals" / "c.parquet")["wkb"]
    assert not shapely.from_wkb(original).is_valid
    assert read_territory(tmp_path / "val").communes.area["17001"] == pytest.approx(2e6, rel=1e-3)


def test_com_15_population_as_text(tmp_path: Path) -> None:
    folder = territory(tmp_path, [f"1700{i}" for i in range(1, 6)], list("abcde"))
    rows = "17001;12\u202f345\n17002;n.d.\n17003;\n17004;-5\n17005;12.0\n"
    said, people = table(tmp_path, folder, "code;population\n" + rows)
    assert [people["17001"], people["17005"]] == [12345, 12]
    assert [code for code, value in people.items() if math.isnan(value)] == ["17002", "17003", "17004"]
    assert told(said, "bad_population") == (5, "-5", Outcome.SET_ASIDE)
    assert said.report is not None
    assert [p.row for p in said.report.problems if p.kind == "population_unsaid"] == [3, 4]


def test_com_17_two_projections_are_never_mixed(tmp_path: Path) -> None:
    herault, mayotte = shapely.box(3.8, 43.5, 3.9, 43.6), shapely.box(45.1, -12.9, 45.2, -12.8)
    both = gpd.GeoDataFrame(
        {"code": ["34172", "97611"], "nom": ["M", "N"]}, geometry=[herault, mayotte], crs=WGS84
    )
    said = brought(tmp_path / "both", geojson(tmp_path / "both.geojson", both))
    assert said.report is None
    assert "un territoire par zone" in said.text
    brought(tmp_path / "may", geojson(tmp_path / "m.geojson", both.iloc[[1]]))
    assert read_settings(tmp_path / "may")["crs"] == "EPSG:4471"
    brought(tmp_path / "her", geojson(tmp_path / "h.geojson", both.iloc[[0]]))
    refused = brought(tmp_path / "her", geojson(tmp_path / "m.geojson", both.iloc[[1]]))
    assert refused.report is None
    assert "EPSG:4471" in refused.text


def test_com_18_an_enclave_is_said_and_not_filled(tmp_path: Path) -> None:
    ring = [square(i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    columns = {"code": [f"1700{i}" for i in range(8)], "nom": list("abcdefgh"), "population": [1] * 8}
    frame = gpd.GeoDataFrame(columns, geometry=ring, crs="EPSG:2154")
    said = brought(tmp_path / "val", geojson(tmp_path / "c.geojson", frame))
    assert told(said, "hole_between_communes") == (0, "25.00 km2", Outcome.INFORMATION)
    assert "communes manquantes" in said.text
    assert [p.kind for p in check_folder(tmp_path / "val")].count("hole_between_communes") == 1


def test_a_refused_table_changes_nothing(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["17001"], ["a"])
    assert brought(folder, text(tmp_path / "pop.csv", "code;population\n99999;10\n")).report is None


def test_points_instead_of_outlines_are_refused_with_what_to_do(tmp_path: Path) -> None:
    points = communes_frame().assign(codesPostaux="17000").rename(columns={"code_insee": "code"})
    points = points.set_geometry(points.centroid)
    said = brought(tmp_path / "val", geojson(tmp_path / "c.geojson", points))
    assert said.report is None
    assert "geometry=contour" in said.text


def test_com_04_a_listed_code_that_merged_is_followed_with_the_movements_of_the_command(
    tmp_path: Path,
) -> None:
    communes = layer(tmp_path / "communes.geojson", ["74010", "74002"], ["Annecy", "Deux"])
    moves = text(tmp_path / "mouvements.csv", ANNECY)
    said = brought(tmp_path / "val", communes, moves, only=("74011",))
    assert list(read_territory(tmp_path / "val").communes.index) == ["74010"]
    assert "74011 → 74010, 2017, mouvements.csv" in said.text


def test_com_04_a_listed_code_is_followed_by_the_former_codes_of_geo_api(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"code": ["74010"], "nom": ["Annecy"], "anciensCodes": ["74011, 74093"]},
        geometry=[square(0, 0)],
        crs="EPSG:2154",
    )
    said = brought(tmp_path / "val", geojson(tmp_path / "c.geojson", frame), only=("74011",))
    assert "ramené à la commune actuelle : 74011 → 74010" in said.text


def test_com_04_a_listed_code_that_nothing_explains_is_refused(tmp_path: Path) -> None:
    communes = layer(tmp_path / "communes.geojson", ["74010"], ["Annecy"])
    said = brought(tmp_path / "val", communes, only=("74011",))
    assert "Valeur lue : 74011" in said.refusal


def test_communes_that_a_new_file_does_not_hold_are_named_when_they_leave(tmp_path: Path) -> None:
    folder = territory(tmp_path, ["17001", "17002"], ["Aulnaie", "Bourg"])
    said = brought(folder, layer(tmp_path / "c2.geojson", ["17001"], ["Aulnaie"]))
    assert told(said, "communes_left") == (0, "1 (17002 Bourg)", Outcome.INFORMATION)
    assert list(read_territory(folder).communes.index) == ["17001"]
