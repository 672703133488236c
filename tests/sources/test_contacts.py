"""The directory of a crisis: by function, read from CSV and workbooks, persons and damage refused."""

from pathlib import Path

import openpyxl
import pytest

from cpts_geo.demo import generate
from cpts_geo.sources.contacts import telephone
from cpts_geo.territory.contacts import read_contacts
from cpts_geo.territory.folder import folder_fingerprint, read_territory
from faulting import Said, brought

HEADER = "fonction;organisme;code_insee;site_id;telephone;courriel;horaires"
MAYOR = "Maire ou astreinte communale;Mairie;99700;;02 61 91 00 01;mairie@commune.example;nuit"


@pytest.fixture(scope="module")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contacts") / "demo"
    generate(folder, size="commune")
    return folder


def listed(folder: Path, *rows: str, header: str = HEADER, name: str = "annuaire.csv") -> Said:
    path = folder.parent / name
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return brought(folder, path)


def kinds(said: Said) -> list[str]:
    assert said.report is not None, said.refusal
    return [problem.kind for problem in said.report.problems]


def test_a_list_of_contacts_is_recognised_by_itself_and_read_back(territory: Path) -> None:
    said = listed(territory, MAYOR, "Point focal;ARS;;;0800 12 34 56;;")
    assert said.report is not None
    assert (said.report.source, said.report.rows_stored) == ("contacts", 2)
    mine = read_contacts(territory).query("source == 'annuaire.csv'")
    assert mine["telephone"].tolist() == ["02 61 91 00 01", "08 00 12 34 56"]
    assert mine["code_insee"].tolist() == ["99700", ""]


def test_a_workbook_is_read_like_a_text(territory: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEADER, "Référent crise;CPTS;;;261910002;;"):
        book.worksheets[0].append(row.split(";"))
    book.save(territory.parent / "annuaire2.xlsx")
    said = brought(territory, territory.parent / "annuaire2.xlsx")
    assert "contact_zero" in kinds(said)
    assert "02 61 91 00 02" in read_contacts(territory)["telephone"].tolist()


def test_contacts_change_neither_the_fingerprint_nor_the_sources_of_sheets(
    territory: Path,
) -> None:
    before = folder_fingerprint(territory), read_territory(territory).sources
    listed(territory, MAYOR, name="autre.csv")
    assert (folder_fingerprint(territory), read_territory(territory).sources) == before


def test_the_same_file_again_replaces_its_rows(territory: Path) -> None:
    listed(territory, MAYOR, "Astreinte;EPCI;;;02 61 91 00 03;;", name="repris.csv")
    listed(territory, "Astreinte;EPCI;;;02 61 91 00 04;;", name="repris.csv")
    mine = read_contacts(territory).query("source == 'repris.csv'")
    assert mine["telephone"].tolist() == ["02 61 91 00 04"]


FAULTS = (
    (";Mairie;;;02 61 91 00 01;;", "contact_without_function"),
    ("Maire, M. Dupont;Mairie;;;02 61 91 00 01;;", "contact_person"),
    ("Dr Lambert;CPTS;;;02 61 91 00 01;;", "contact_person"),
    ("Astreinte 02 61 91 00 09;Mairie;;;;;", "contact_number_in_text"),
    ("Astreinte;prenom.nom@commune.example;;;;;", "contact_number_in_text"),
    ("Astreinte;Mairie;;;02 61 91 00;;", "contact_telephone"),
    ("Astreinte;Mairie;;;2,6191E+08;;", "contact_telephone"),
    ("Astreinte;Mairie;;;;mairie chez commune;", "contact_email"),
    ("Astreinte;Mairie;997;;02 61 91 00 01;;", "contact_commune"),
    ("Clés;Mairie;;Z999;02 61 91 00 01;;", "contact_site"),
)


def test_a_row_that_names_a_person_or_cannot_be_called_is_set_aside(territory: Path) -> None:
    said = listed(territory, MAYOR, *(row for row, _ in FAULTS), name="fautes.csv")
    assert said.report is not None
    assert (said.report.rows_stored, said.report.rows_set_aside) == (1, len(FAULTS))
    asides = {p.row: p.kind for p in said.report.problems if p.row}
    assert asides == {line: kind for line, (_, kind) in enumerate(FAULTS, start=3)}


def test_what_is_told_never_repeats_a_number_an_address_nor_a_name(territory: Path) -> None:
    said = listed(territory, "Maire, M. Dupont;Mairie;;;02 61 91 99 98;dupont@x;", MAYOR, name="muet.csv")
    assert not {"Dupont", "99 98", "dupont@x"} & set(said.text.split())
    assert all("upont" not in p.value and "99 98" not in p.value for p in read_territory(territory).problems)


def test_a_column_of_names_is_left_out_with_its_count(territory: Path) -> None:
    header = "nom;prenom;" + HEADER
    said = listed(territory, f"Dupont;Jean;{MAYOR}", f";;{MAYOR.replace('nuit', 'jour')}", header=header)
    assert [p.value for p in said.report.problems if p.kind == "contact_names_left"] == ["1", "1"]  # type: ignore[union-attr]
    assert "Dupont" not in read_contacts(territory).to_csv()


def test_another_territory_is_excluded_and_two_answers_for_one_post_are_set_aside(territory: Path) -> None:
    other = MAYOR.replace("00 01", "00 02")
    said = listed(territory, MAYOR, MAYOR, MAYOR.replace("99700", "17299"), name="doubles.csv")
    assert said.report is not None
    assert (said.report.rows_stored, said.report.rows_excluded) == (1, 2)
    with_two = listed(territory, MAYOR, other, "Astreinte;EPCI;;;15;;", name="doubles.csv")
    assert with_two.report is not None
    assert (with_two.report.rows_stored, with_two.report.rows_set_aside) == (1, 2)


def test_a_commune_and_a_site_may_be_given_by_their_name(territory: Path) -> None:
    known = read_territory(territory)
    commune, site = known.communes["name"].iloc[0], known.sites["name"].iloc[0]
    listed(
        territory,
        f"Clés;Mairie;{commune.upper()};{site};15;",
        header="fonction;organisme;commune;site;tel;mail",
        name="noms.csv",
    )
    mine = read_contacts(territory).query("source == 'noms.csv'")
    assert mine["code_insee"].tolist() == ["99700"]
    assert mine["site_id"].tolist() == [known.sites.index[0]]


def test_a_social_security_number_refuses_the_file(territory: Path) -> None:
    said = listed(territory, "Astreinte;Mairie;;;255081416802538;;", name="nir.csv")
    assert "sécurité sociale" in said.refusal


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0261910001", "02 61 91 00 01"),
        ("+33 2 61 91 00 01", "02 61 91 00 01"),
        ("0033261910001", "02 61 91 00 01"),
        ("261910001", "02 61 91 00 01"),
        ("02.61.91.00.01 / 02-61-91-00-02", "02 61 91 00 01 / 02 61 91 00 02"),
        ("112", "112"),
        ("3114", "3114"),
        ("+41 22 555 01 23", "+41225550123"),
        ("02 61 91 00 01 ou rien", ""),
        ("", ""),
    ],
)
def test_numbers_are_grouped_as_they_are_read_aloud(text: str, read: str) -> None:
    assert telephone(text) == read
