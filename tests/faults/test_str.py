"""Faults of lists of structures (RELIABILITY 6, group STR), each given to the importer as a user does."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.territory.folder import read_territory
from faulting import Said, brought
from homes import with_communes
from making import text

LON, LAT = (round(v, 6) for v in transform_points([(402_500, 6_502_500)], "EPSG:2154", WGS84)[0])
HEADER = "id;nom;type;lon;lat;capacite;finess"
GOOD = f"p1;Pharmacie du Port;pharmacie;{LON};{LAT};;"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_communes(tmp_path / "val", "Val d'Essai")


def listed(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Said:
    path = text(folder.parent / "liste.csv", "\n".join([header, *rows]) + "\n", encoding)
    return brought(folder, path)


def counts(said: Said) -> tuple[int, int, int]:
    assert said.report is not None, said.refusal
    return said.report.rows_stored, said.report.rows_set_aside, said.report.rows_excluded


def aside(folder: Path) -> str:
    return "".join(p.read_text("utf-8-sig") for p in (folder / "set_aside").glob("*.csv"))


ROWS: list[tuple[str, str, tuple[int, int, int], str]] = [
    ("STR-01", "x;Sans point;mairie;;;;", (1, 1, 0), "ligne 3, colonne lon : coordonnées absentes"),
    (
        "STR-02",
        "x;Golfe;mairie;0;0;;",
        (1, 1, 0),
        "coordonnées absentes : structure ou lieu à localiser. Valeur lue : 0 ; 0",
    ),
    (
        "STR-03",
        f"x;Tourne;mairie;{LAT};{LON};;",
        (2, 0, 0),
        "ligne 3, colonne lon : longitude et latitude inversées",
    ),
    ("STR-04", "x;Metres;mairie;402500;6502500;;", (2, 0, 0), "coordonnées en mètres (Lambert-93)"),
    ("STR-10", "x;Zero perdu;mairie;{LON};{LAT};;10000024", (1, 1, 0), "numéro FINESS de huit chiffres"),
    ("ordinary", "x;Mairie;mairie;{LON};{LAT};;", (2, 0, 0), ""),
    (
        "STR-16a",
        "x;Les Ormes;ehpad;{LON};{LAT};12 lits;",
        (2, 0, 0),
        "unité retirée de la capacité. Valeur lue : 12 lits",
    ),
    ("STR-16b", "x;Les Ormes;ehpad;{LON};{LAT};-3;", (2, 0, 0), "Valeur lue : -3. Valeur mise de côté"),
    ("STR-16c", "x;Les Ormes;ehpad;{LON};{LAT};>50;", (2, 0, 0), "Valeur lue : >50. Valeur mise de côté"),
    ("STR-16d", "x;Les Ormes;ehpad;{LON};{LAT};1e9;", (2, 0, 0), "Valeur lue : 1e9. Valeur mise de côté"),
    ("STR-19", "x;Loin;mairie;2.35;48.85;;", (2, 0, 0), "hors du territoire, à "),
]


@pytest.mark.parametrize(("row", "expected", "words"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_a_bad_row_is_put_right_or_aside_and_said(
    folder: Path, row: str, expected: tuple[int, int, int], words: str
) -> None:
    said = listed(folder, GOOD, row.replace("{LON}", str(LON)).replace("{LAT}", str(LAT)))
    assert counts(said) == expected
    assert words in said.text
    stored = read_territory(folder).structures
    assert len(stored) == expected[0]
    assert not ((stored.geometry.x == 0) & (stored.geometry.y == 0)).any()
    assert ("x;" in aside(folder)) == (expected[1] == 1)


def test_str_04_the_conversion_is_proven_by_a_round_trip(folder: Path) -> None:
    said = listed(folder, "x;Metres;mairie;402500;6502500;;")
    assert "aller-retour, écart au plus" in said.text


def spaced(content: str) -> Callable[[Path], Path]:
    return lambda folder: text(folder / "liste.csv", content)


def workbook_named_csv(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["nom", "type", "lon", "lat"])
    book.save(folder / "liste.xlsx")
    return (folder / "liste.xlsx").rename(folder / "liste.csv")


LINES = "".join(f"n{i};Nom {i};mairie;{LON};{LAT};;\n" for i in range(810))
REFUSED: list[tuple[str, Callable[[Path], Path], tuple[str, ...]]] = [
    (
        "STR-07",
        spaced(f"lat,lon\n{LAT},{LON}\n".replace(".", ",")),
        ("ligne 2", "4 colonnes lues, 2 attendues"),
    ),
    (
        "STR-20",
        spaced(
            HEADER
            + "\n"
            + "".join(LINES.splitlines(keepends=True)[:55])
            + f"z;1 rue; du Port;mairie;{LON};{LAT};;\n"
        ),
        ("ligne 57", "8 colonnes lues, 7 attendues"),
    ),
    (
        "STR-22",
        spaced(HEADER + "\n" + LINES + f'q;"Ouvert;mairie;{LON};{LAT};;\n' + LINES),
        ("ligne 812", "guillemet"),
    ),
    ("STR-24", workbook_named_csv, ("c’est un classeur Excel", "enregistrez-le en CSV")),
    ("STR-30", spaced("finess;nom;lat;lon\n"), ("0 structure dans le fichier",)),
    (
        "STR-28",
        spaced(f"{HEADER}\nx;184127645108946 Jean;mairie;{LON};{LAT};;\n"),
        ("numéro de sécurité sociale", "colonne nom"),
    ),
]


@pytest.mark.parametrize(("make", "words"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_a_bad_file_is_refused_with_its_place_and_changes_nothing(
    folder: Path, make: Callable[[Path], Path], words: tuple[str, ...]
) -> None:
    listed(folder, GOOD)
    said = brought(folder, make(folder.parent))
    assert said.report is None
    assert [w for w in words if w not in said.refusal] == []
    assert "1 84 12" not in said.refusal
    assert "184127645108946" not in said.refusal


def test_str_07_decimal_commas_between_semicolons_need_no_warning(folder: Path) -> None:
    said = listed(folder, GOOD.replace(".", ","))
    assert counts(said) == (1, 0, 0)
    assert said.sentences == ()


def test_str_08_the_original_extraction_is_joined_and_counted_both_ways(folder: Path) -> None:
    who = "structureet;170000001;170000000;PHCIE;PHARMACIE DE L'ÉTANG;;;1;R;DU PORT;;;1;17"
    line = who + ";CHARENTE MARITIME;17000 AULNAIE;0546000000;;620"
    bare = line.replace("170000001", "170000002")
    place = "geolocalisation;{};402500;6502500;1;ATLASANTE;100;IGN;BD_ADRESSE;V2.1;LAMBERT_93;2016-02-29"
    path = text(
        folder.parent / "finess.csv",
        "\n".join(
            ["finess;etalab;98;2026-05-12", line, bare, place.format("170000001"), place.format("990000001")]
        ),
        "cp1252",
    )
    said = brought(folder, path)
    assert counts(said) == (1, 1, 0)
    assert "coordonnées sans structure correspondante dans le fichier : 1" in said.text
    assert "structures sans ligne de coordonnées dans le fichier (tout le pays) : 1" in said.text
    territory = read_territory(folder)
    assert territory.structures["name"].tolist() == ["PHARMACIE DE L'ÉTANG"]
    assert [s.vintage for s in territory.sources if s.layer.startswith("structures")] == ["2026-05-12"]


@pytest.mark.parametrize("points_first", [False, True])
def test_str_08_coordinates_of_a_separate_file_are_joined_in_one_command(
    folder: Path, *, points_first: bool
) -> None:
    who = "structureet;170000001;170000000;PHCIE;PHARMACIE DU PORT;;;1;R;DU PORT;;;1;17"
    line = who + ";CHARENTE MARITIME;17000 AULNAIE;0546000000;;620"
    place = (
        "geolocalisation;170000001;402500;6502500;1;ATLASANTE;100;IGN;BD_ADRESSE;V2.1;LAMBERT_93;2016-02-29"
    )
    home = folder.parent
    files = [text(home / "cs1100502.csv", line + "\n"), text(home / "geolocalisation.csv", place + "\n")]
    said = brought(folder, *(reversed(files) if points_first else files))
    assert counts(said) == (2, 0, 0)
    assert read_territory(folder).structures["name"].tolist() == ["PHARMACIE DU PORT"]


def test_str_10_a_lost_zero_is_given_back_when_the_number_is_known(folder: Path) -> None:
    path = text(folder.parent / "un.csv", f"{HEADER}\na;CH;hopital;{LON};{LAT};;010000024\n")
    brought(folder, path)
    said = listed(folder, f"b;CH Fleyriat;hopital;{LON};{LAT};;10000024")
    assert "rétabli" in said.text
    assert read_territory(folder).structures.loc["b", "finess"] == "010000024"


def test_str_12_one_number_at_two_addresses_sets_both_aside_and_overwrites_nothing(folder: Path) -> None:
    listed(folder, f"170000001;Ancienne;mairie;{LON};{LAT};;170000001", GOOD)
    path = text(
        folder.parent / "autre.csv",
        "finess;nom;type;adresse;lon;lat\n"
        + "".join(f"170000001;{name};mairie;{n} rue;{LON};{LAT}\n" for n, name in enumerate("AB")),
    )
    said = brought(folder, path)
    assert counts(said) == (0, 2, 0)
    assert read_territory(folder).structures.loc["170000001"]["name"] == "Ancienne"


@pytest.mark.parametrize(
    ("value", "stored"),
    [("31/02/2024", ""), ("03/04/2024", "2024-04-03"), ("2024-13-01", ""), ("3.4.2024", "2024-04-03")],
)
def test_str_15_dates_are_day_first_and_impossible_ones_empty(folder: Path, value: str, stored: str) -> None:
    said = listed(folder, f"x;Mairie;mairie;{LON};{LAT};{value}", header="id;nom;type;lon;lat;date_ouverture")
    assert counts(said) == (1, 0, 0)
    assert read_territory(folder).structures.loc["x", "opens"] == stored
    assert (f"Valeur lue : {value}. Valeur mise de côté" in said.text) == (stored == "")


def test_str_17_names_that_look_missing_stay(folder: Path) -> None:
    names = ["NA", "None", "null", "NaN", "Nul"]
    listed(folder, *(f"i{n};{name};mairie;{LON};{LAT};;" for n, name in enumerate(names)))
    assert read_territory(folder).structures["name"].tolist() == names


def test_str_21_rows_one_cell_longer_than_the_header_do_not_shift(folder: Path) -> None:
    listed(folder, *(f"i{n};Mairie {n};mairie;{LON};{LAT};;;" for n in range(3)))
    assert read_territory(folder).structures["name"].tolist() == ["Mairie 0", "Mairie 1", "Mairie 2"]


def test_str_23_one_column_is_read_as_one_and_not_recognised(folder: Path) -> None:
    said = brought(folder, text(folder.parent / "codes.csv", "insee\n01004\n75056\n"))
    assert "Valeur lue : insee" in said.refusal


def test_str_29_a_phone_is_stored_unchanged_and_neutralised_in_tables_only(folder: Path) -> None:
    listed(
        folder, f"x;=HYPERLINK();mairie;{LON};{LAT};+33 1 23 45 67 89", header="id;nom;type;lon;lat;telephone"
    )
    stored = json.loads((folder / "structures" / "structures.geojson").read_text("utf-8"))["features"][0]
    assert stored["properties"]["phone"] == "+33 1 23 45 67 89"
    assert stored["properties"]["name"] == "=HYPERLINK()"


def test_titles_and_merged_cells_above_the_header_are_skipped_and_said(folder: Path) -> None:
    top = "Liste des structures;;;;\nmise à jour du 12/03/2026;;;;\nStructure;;Position;;Note\n"
    path = text(
        folder.parent / "l.csv", f"{top}Nom;Type;Longitude;Latitude;Remarque\nA;mairie;{LON};{LAT};\n"
    )
    said = brought(folder, path)
    assert counts(said) == (1, 0, 0)
    assert "noms des colonnes lus à la ligne 4" in said.text


def test_a_shelter_is_never_stored_nor_kept_aside(folder: Path) -> None:
    said = listed(folder, GOOD, f"x;Maison;CHRS;{LON};{LAT};;", f"y;Lieu;462;{LON};{LAT};;")
    assert counts(said) == (1, 0, 2)
    assert "Maison" not in aside(folder)


def test_facts_of_another_file_survive_a_new_edition(folder: Path) -> None:
    brought(folder, text(folder.parent / "f.csv", f"id;nom;type;lon;lat\nc;CH;hopital;{LON};{LAT}\n"))
    brought(
        folder, text(folder.parent / "lits.csv", f"id;nom;type;lon;lat;lits\nc;CH;hopital;{LON};{LAT};83\n")
    )
    brought(folder, text(folder.parent / "f.csv", f"id;nom;type;lon;lat\nc;CH du Val;hopital;{LON};{LAT}\n"))
    row = read_territory(folder).structures.loc["c"]
    assert (row["name"], row["capacity"]) == ("CH du Val", 83.0)
