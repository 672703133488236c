"""Cells as spreadsheets and people leave them: what is understood is said, the rest is set aside."""

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.sources.coordinates import degrees
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_study
from cpts_geo.territory.folder import read_territory
from faulting import Said, brought
from homes import with_communes
from making import communes_file, communes_frame, features, geojson, polygon, text
from toy import inputs

LON, LAT = (round(v, 6) for v in transform_points([(402_500, 6_502_500)], "EPSG:2154", WGS84)[0])
PLACE = f"{LON};{LAT}"
SPOT = shapely.Point(402_500, 6_502_500)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_communes(tmp_path / "val", "Val d'Essai")


def listed(folder: Path, *lines: str, encoding: str = "utf-8", **options: str) -> Said:
    path = text(folder.parent / "liste.csv", "\n".join(lines) + "\n", encoding)
    return brought(folder, path, **options)


def counts(said: Said) -> tuple[int, int, int]:
    assert said.report is not None, said.refusal
    return said.report.rows_stored, said.report.rows_set_aside, said.report.rows_excluded


def test_codes_with_the_apostrophe_of_a_spreadsheet_are_read_and_said(folder: Path) -> None:
    said = listed(folder, "code_insee;population", " 17001 ;1 000", "'17002;2\u202f000", kind="population")
    assert counts(said) == (2, 0, 0)
    assert "apostrophes de tableur devant un nombre ou un code, retirées : 1" in said.text
    assert list(read_territory(folder).communes["population"]) == [1000, 2000]


def test_an_apostrophe_that_begins_a_name_stays(folder: Path) -> None:
    listed(folder, "nom;type;lon;lat", f"'t Hof;pharmacie;{PLACE}")
    assert list(read_territory(folder).structures["name"]) == ["'t Hof"]


def test_a_code_of_elsewhere_is_counted_and_named(folder: Path) -> None:
    said = listed(folder, "code_insee;population", "17001;1000", "99999;5", kind="population")
    assert counts(said) == (1, 0, 1)
    assert "communes hors du territoire, non retenues (nombre, codes) : 1 (99999)" in said.text


def test_a_national_table_gives_its_count_and_five_codes(folder: Path) -> None:
    rows = [f"{code};5" for code in range(60001, 60401)]
    said = listed(folder, "code_insee;population", "17001;1000", *rows, kind="population")
    assert "400 (60001, 60002, 60003, 60004, 60005, …)" in said.text


@pytest.mark.parametrize("people", ["1e12", "inf", "-5", "3000001"])
def test_people_that_no_commune_has_are_set_aside(folder: Path, people: str) -> None:
    said = listed(folder, "code_insee;population", f"17001;{people}", "17002;7", kind="population")
    assert counts(said) == (1, 1, 0)
    assert f"Valeur lue : {people}" in said.text
    assert read_territory(folder).communes["population"].isin([1000, 7]).all()


def test_people_that_no_commune_has_are_unknown_in_a_layer_and_said(tmp_path: Path) -> None:
    said = brought(tmp_path / "val", communes_file(tmp_path, (1e12, 500.0)))
    assert "population négative ou de plus de 3 millions" in said.text
    assert read_territory(tmp_path / "val").communes["population"].isna().sum() == 1


@pytest.mark.parametrize(
    ("angle", "value"),
    [
        ("45°35'12\"N", 45 + 35 / 60 + 12 / 3600),
        ("1° 02’ 30,5” O", -(1 + 2 / 60 + 30.5 / 3600)),
        ("0°57'W", -0.95),
        ("45,95° N", 45.95),
        ("45.5 S", -45.5),
    ],
)
def test_degrees_minutes_and_seconds_are_angles(angle: str, value: float) -> None:
    assert degrees(angle) == pytest.approx(value)


@pytest.mark.parametrize("word", ["45°75'N", "12 rue N", "45", "", "N", "45°35'61\""])
def test_what_is_no_angle_is_not_read_as_one(word: str) -> None:
    assert degrees(word) != degrees(word)


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.sampled_from("NSEO"))
def test_any_angle_written_by_a_gps_comes_back(whole: int, minutes: int, seconds: int, side: str) -> None:
    sign = -1 if side in "SO" else 1
    wanted = sign * (whole * 3600 + minutes * 60 + seconds) / 3600
    assert degrees(f"{whole}°{minutes:02}'{seconds:02}\"{side}") == pytest.approx(wanted)


def test_a_table_in_degrees_minutes_seconds_is_converted_row_by_row_and_said(folder: Path) -> None:
    north, west = "45°33'26\"N", "1°00'30\"W"
    said = listed(folder, "nom;type;latitude;longitude", f"A;pharmacie;{north};{west}")
    assert counts(said) == (1, 0, 0)
    assert "ligne 2, colonne longitude : degrés, minutes et secondes convertis" in said.text


def test_web_mercator_metres_are_proposed_and_never_used_unsaid(folder: Path) -> None:
    x, y = transform_points([(LON, LAT)], WGS84, "EPSG:3857")[0]
    rows = ("nom;type;lon;lat", f"A;pharmacie;{x:.1f};{y:.1f}")
    said = listed(folder, *rows)
    assert counts(said) == (0, 1, 0)
    assert "elles tombent sur le territoire en EPSG:3857" in said.text
    assert counts(listed(folder, *rows, crs="EPSG:3857")) == (1, 0, 0)
    assert read_territory(folder).structures.geometry.iloc[0].distance(SPOT) < 1


@pytest.mark.parametrize(
    "cell",
    [
        f"POINT ({LON} {LAT})",
        f"SRID=4326;POINT({LON} {LAT})",
        f'{{""type"":""Point"",""coordinates"":[{LON},{LAT}]}}',
    ],
)
@pytest.mark.parametrize("kind", ["structures", "sites"])
def test_a_point_written_in_a_cell_is_its_place(folder: Path, cell: str, kind: str) -> None:
    said = listed(folder, "nom;type;geom", f'A;pharmacie;"{cell}"', kind=kind)
    assert counts(said) == (1, 0, 0)
    frame = getattr(read_territory(folder), kind)
    assert frame.geometry.iloc[0].distance(SPOT) < 1


def test_a_json_list_of_records_is_a_table_without_reproach(folder: Path) -> None:
    rows = [{"nom": "A", "type": "pharmacie", "lon": LON, "lat": LAT}]
    said = brought(folder, text(folder.parent / "liste.json", json.dumps(rows)))
    assert counts(said) == (1, 0, 0)
    assert said.text.strip() == ""


def test_days_counted_by_a_spreadsheet_are_dates_and_said(folder: Path) -> None:
    said = listed(folder, "nom;type;lon;lat;date_ouverture", f"A;pharmacie;{PLACE};45000")
    assert "date écrite comme un nombre de jours par un tableur : 45000 → 2023-03-15" in said.text
    assert list(read_territory(folder).structures["opens"]) == ["2023-03-15"]


def test_formulas_never_computed_are_named(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["nom", "type", "lon", "lat"])
    sheet.append(["A", "pharmacie", "=1+1", LAT])
    book.save(folder.parent / "liste.xlsx")
    said = brought(folder, folder.parent / "liste.xlsx")
    assert counts(said) == (0, 1, 0)
    assert "formules sans résultat enregistré, lues comme des cellules vides : 1 (C2)" in said.text


def test_a_finess_number_in_powers_of_ten_is_said_to_be_damaged(folder: Path) -> None:
    said = listed(folder, "finess;nom;type;lon;lat", f"1,70E+08;A;pharmacie;{PLACE}")
    assert counts(said) == (1, 0, 0)
    assert "numéro abîmé par un tableur" in said.text
    assert "Valeur lue : 1,70E+08" in said.text


def test_a_header_given_twice_says_which_column_is_read(folder: Path) -> None:
    said = listed(folder, "nom;nom;type;lon;lat", f"A;B;pharmacie;{PLACE}")
    assert "la première est lue, l’autre est gardée sous le nom « nom_2 »" in said.text
    assert list(read_territory(folder).structures["name"]) == ["A"]


def test_accents_written_apart_and_hidden_characters_leave_the_plain_name(folder: Path) -> None:
    listed(folder, "nom;type;lon;lat", f"Pharmacie de l'E\u0301\u200bglise;pharmacie;{PLACE}")
    assert list(read_territory(folder).structures["name"]) == ["Pharmacie de l'Église"]


def test_bytes_of_two_encodings_in_one_file_are_put_right_and_said(folder: Path) -> None:
    path = folder.parent / "liste.csv"
    body = f"nom;type;lon;lat\nÉcole;pharmacie;{PLACE}\n".encode() + f"Évron;pharmacie;{PLACE}\n".encode(
        "cp1252"
    )
    path.write_bytes(body)
    said = brought(folder, path)
    assert set(read_territory(folder).structures["name"]) == {"École", "Évron"}
    assert "rétablies : 1" in said.text


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_any_end_of_line_and_a_line_break_in_quotes_are_read(folder: Path, end: str) -> None:
    path = folder.parent / "liste.csv"
    lines = ("nom;type;lon;lat", f'"Pharmacie{end}du Port";pharmacie;{PLACE}', f"B;pharmacie;{PLACE}", "")
    path.write_bytes(end.join(lines).encode())
    assert counts(brought(folder, path)) == (2, 0, 0)
    assert sorted(read_territory(folder).structures["name"]) == ["B", "Pharmacie du Port"]


def test_sit_10_days_under_the_short_headers_of_a_list_are_read(folder: Path) -> None:
    said = listed(folder, "nom;lon;lat;ouverture;fermeture", f"S;{PLACE};10/11/2026;09/11/2026", kind="sites")
    assert "Valeur lue : 10/11/2026 > 09/11/2026" in said.refusal


def test_hours_under_the_same_headers_are_not_reproached(folder: Path) -> None:
    said = listed(folder, "nom;lon;lat;ouverture", f"S;{PLACE};9h-18h", kind="sites")
    assert counts(said) == (1, 0, 0)
    assert "date" not in said.text


def test_a_line_of_total_is_no_place_and_is_said(folder: Path) -> None:
    said = listed(folder, "nom;type;lon;lat;capacite", f"A;ehpad;{PLACE};80", "TOTAL;;;;80")
    assert counts(said) == (1, 0, 1)
    assert "ligne 3 : ligne de total, qui n’est pas un lieu, non retenue" in said.text
    assert "catégorie inconnue" not in said.text


def test_a_place_called_total_with_its_point_stays(folder: Path) -> None:
    said = listed(folder, "nom;type;lon;lat;capacite", f"Total;pharmacie;{PLACE};")
    assert counts(said) == (1, 0, 0)


@pytest.mark.parametrize("kind", ["structures", "sites"])
def test_a_place_written_twice_under_two_identifiers_is_kept_and_named(folder: Path, kind: str) -> None:
    rows = (f"1;Salle des Fêtes;pharmacie;{PLACE}", f"2;salle des fetes;pharmacie;{PLACE}")
    said = listed(folder, "id;nom;type;lon;lat", *rows, kind=kind)
    assert counts(said) == (2, 0, 0)
    assert "sous un autre identifiant : Salle des Fêtes (1, 2)" in said.text


def test_a_list_whose_categories_are_all_unknown_says_which_and_what_is_accepted(folder: Path) -> None:
    said = listed(folder, "nom;type;lon;lat", f"A;zzz;{PLACE}", f"B;yyy;{PLACE}")
    assert "ligne 2, colonne type" in said.refusal
    assert "Valeur lue : zzz, yyy" in said.refusal
    assert "--as structures" in said.refusal


def test_when_no_row_can_be_used_the_first_cause_is_said(tmp_path: Path) -> None:
    frame = communes_frame()
    frame["code_insee"] = ["170", "17-1"]
    said = brought(tmp_path / "val", geojson(tmp_path / "c.geojson", frame), kind="communes")
    assert (
        "aucune ligne du fichier n’est utilisable ; la première : code INSEE à cinq caractères"
        in said.refusal
    )
    assert "Valeur lue : 170" in said.refusal


def test_zones_that_all_fail_say_why(folder: Path) -> None:
    flat = polygon((LON, LAT), (LON + 0.01, LAT), (LON + 0.02, LAT), (LON, LAT))
    said = brought(folder, features(folder.parent / "z.geojson", flat), kind="hazard", name="crue")
    assert "la première : contour aplati" in said.refusal


def test_str_19_a_structure_far_from_everything_is_in_no_count() -> None:
    town = inputs()
    far = town.territory.structures.iloc[[0]].set_axis(["loin"])
    far = far.assign(geometry=far.geometry.translate(300_000))
    both = gpd.GeoDataFrame(pd.concat([town.territory.structures, far]), crs=town.territory.crs)
    both.index.name = town.territory.structures.index.name
    spec = StudySpec(folder="")
    wide = replace(town, territory=replace(town.territory, structures=both))
    alone, with_far = (run_study(spec, inputs=i).outcomes.comparison for i in (town, wide))
    assert len(with_far.structures) == len(alone.structures) + 1
    pd.testing.assert_frame_equal(alone.categories, with_far.categories)
    pd.testing.assert_frame_equal(alone.coverage, with_far.coverage)
    pd.testing.assert_frame_equal(alone.communes, with_far.communes)
