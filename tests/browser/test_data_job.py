"""The page *Données* in a real browser: import, look, repair, undo, re-import with a conflict, settle it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import paper_folder
from browsing import Watch, in_a_browser, serving, shown_map
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.folder import read_territory
from data_app import LAT, LON
from making import text

pytestmark = in_a_browser
TRAP = "<img src=x onerror=window.pwned=1>"
NAME = 'Pharmacie L\'Étoile "A" <b>x</b> ${1}'
COLUMNS = {
    "le nom": "Appellation",
    "la catégorie": "Metier",
    "la longitude (ou X)": "PosX",
    "la latitude (ou Y)": "PosY",
    "la capacité": "Lits",
    "le code INSEE de la commune": "Insee",
}
HEAD = f"Ref;Appellation;Metier;PosX;PosY;Lits;Insee;{TRAP}\n"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return paper_folder.write(tmp_path_factory.mktemp("navigateur") / "ville")


@pytest.fixture(scope="module")
def home(town: Path) -> Iterator[str]:
    with serving(town) as address:
        yield address


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("CPTS_GEO_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"donnees_{name}.png", full_page=True)


def section(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(option)  # opens the list again when the page was redrawn meanwhile
    page.get_by_role("option", name=option, exact=True).click()
    expect(box).to_have_value(option)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)


def drop(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(str(file))


def row(capacity: int) -> str:
    # The commune declared is the other bank's: the doctor must see it.
    cell = '"' + NAME.replace('"', '""') + '"'
    return f"{HEAD}q;{cell};pharmacie;{LON};{LAT};{capacity};99002;{TRAP}\n"


def import_as_told(page: Page, file: Path) -> None:
    """The first time: the person says what the columns are."""
    drop(page, file)
    expect(page.get_by_text("n’a été reconnu")).to_be_visible()
    choose(page, "Ce fichier contient", "des structures de soins")
    picture(page, "correspondance")
    for label, header in COLUMNS.items():
        if page.get_by_role("combobox", name=label, exact=True).input_value() != header:
            choose(page, label, header)
    page.get_by_role("button", name="Lire ainsi").click()
    import_understood(page)


def import_understood(page: Page) -> None:
    expect(page.get_by_text("structures de soins : 1 ligne")).to_be_visible()
    picture(page, "compris")
    page.get_by_role("button", name="Importer", exact=True).last.click()
    expect(page.get_by_text("Importé.")).to_be_visible()


def pick(page: Page, label: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill("toile")
    page.get_by_role("option", name=re.compile("Étoile")).first.click()


def repair_then_undo(page: Page) -> None:
    section(page, "À regarder")
    shown_map(page)
    pick(page, "Point à traiter")
    repair = page.get_by_role("button", name=re.compile("^Corriger")).first
    expect(repair).to_be_visible()
    picture(page, "a_regarder")
    repair.click()
    expect(page.get_by_text("Enregistré.")).to_be_visible()
    section(page, "Modifications")
    expect(page.get_by_role("heading", name="Journal")).to_be_visible()
    picture(page, "modifications")
    page.get_by_role("button", name="Annuler cette modification").click()
    expect(page.get_by_text("Enregistré.")).to_be_visible()


def correct(page: Page, capacity: str) -> None:
    section(page, "Corriger ou ajouter")
    pick(page, "À corriger")
    expect(page.get_by_role("textbox", name="Nom", exact=True)).to_have_value(NAME)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)  # nothing typed is drawn over
    box = page.get_by_role("spinbutton", name="Capacité")
    box.fill(capacity)
    expect(box).to_have_value(capacity)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Enregistré.")).to_be_visible()


def keep_mine(page: Page) -> None:
    section(page, "Modifications")
    mine = page.get_by_role("button", name="Garder ma valeur").first
    expect(mine).to_be_visible()
    picture(page, "conflit")
    mine.click()
    expect(page.get_by_text("Aucun conflit.")).to_be_visible()


def test_the_whole_job_of_a_file(page: Page, home: str, town: Path, tmp_path: Path) -> None:
    watch = Watch(page, home)
    page.goto(f"{home}/donnees")
    page.get_by_role("textbox", name="Votre nom ou votre fonction").fill("A. Martin")
    page.keyboard.press("Tab")
    import_as_told(page, text(tmp_path / "annuaire.csv", row(3)))
    assert NAME in read_territory(town).structures["name"].tolist()
    repair_then_undo(page)
    assert read_territory(town).changes == ()
    correct(page, "5")
    section(page, "Importer")
    drop(page, text(tmp_path / "annuaire.csv", row(9)))
    import_understood(page)
    keep_mine(page)

    structures = read_territory(town).structures
    assert structures[structures["name"] == NAME]["capacity"].tolist() == [5]
    with open_workspace(town) as workspace:
        workspace.check()
        assert {line.author for line in workspace.journal()} == {"A. Martin"}
    assert page.evaluate("window.pwned") is None
    assert watch.outside == []
    assert watch.errors == []
