"""The sections of the page *Données* that change a territory, on the town of ``toy``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cpts_geo.model.changes import Signed
from cpts_geo.model.findings import Severity
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.folder import read_territory
from cpts_geo.territory.importer import import_file
from cpts_geo.territory.local import save_edit
from cpts_geo.wording import data_page as words
from data_app import LAT, LON, choose, click, fill, said, section, signed
from making import text

Open = Callable[[str], AppTest]
OTHER = Signed("B. Durand", "2026-11-26T09:00:00+01:00")
STRANGE = 'L\'Étoile "A" <b>x</b> ${1}'


def acts(folder: Path) -> list[tuple[str, str]]:
    with open_workspace(folder) as workspace:
        return [(line.act, line.author) for line in workspace.journal()]


@pytest.mark.parametrize("name", words.SECTIONS)
def test_every_section_opens(own: Path, open_page: Open, name: str) -> None:
    assert own.exists()
    app = section(open_page("data_page"), name)
    assert not app.exception
    assert app.title[0].value == "Données"


def test_a_correction_is_saved_with_its_author_then_undone(own: Path, open_page: Open) -> None:
    app = section(signed(open_page("data_page")), words.EDIT)
    choose(app, words.ROW, "P1")
    fill(app, words.CAPACITY, 12.0)
    fill(app, words.REASON, "appel de ce matin")
    app = click(app, words.SAVE)
    assert app.success[0].value == words.SAVED
    assert read_territory(own).structures.loc["P1", "capacity"] == 12
    app = section(app, words.CHANGES)
    assert "appel de ce matin" in app.dataframe[0].value.to_string()
    app = click(app, words.UNDO)
    assert acts(own) == [("edit", "A. Martin"), ("undo", "A. Martin")]
    assert read_territory(own).changes == ()


def test_nothing_is_saved_without_a_name(own: Path, open_page: Open) -> None:
    app = section(open_page("data_page"), words.EDIT)
    assert own.exists()
    assert all(button.disabled for button in app.button if button.label == words.SAVE)
    assert words.PERSON_FIRST in said(app)


def test_a_row_changed_meanwhile_shows_both_values(own: Path, open_page: Open) -> None:
    app = choose(section(signed(open_page("data_page")), words.EDIT), words.ROW, "P1")
    save_edit(own, "structures", "P1", values={"capacity": 7.0}, version=0, by=OTHER)
    fill(app, words.CAPACITY, 12.0)
    app = click(app, words.SAVE)
    assert read_territory(own).structures.loc["P1", "capacity"] == 7
    assert "B. Durand" in said(app)
    assert app.dataframe[0].value.iloc[0].tolist() == ["Capacité", "12", "7"]
    click(app, words.KEEP_TYPED)
    assert read_territory(own).structures.loc["P1", "capacity"] == 12


def test_the_saved_value_can_be_kept_instead(own: Path, open_page: Open) -> None:
    app = choose(section(signed(open_page("data_page")), words.EDIT), words.ROW, "P1")
    save_edit(own, "structures", "P1", values={"capacity": 7.0}, version=0, by=OTHER)
    fill(app, words.CAPACITY, 12.0)
    app = click(click(app, words.SAVE), words.DROP_TYPED)
    assert not app.exception
    assert read_territory(own).structures.loc["P1", "capacity"] == 7


def test_a_site_is_added_with_any_name_shown_literally(own: Path, open_page: Open) -> None:
    app = section(signed(open_page("data_page")), words.EDIT)
    app.radio[0].set_value("sites").run()
    for label, value in ((words.NAME, STRANGE), (words.SITE_KIND, "gym"), (words.LON, LON), (words.LAT, LAT)):
        fill(app, label, value)
    fill(app, words.REASON_NEEDED, "salle prêtée")
    app = click(app, words.SAVE)
    assert not app.exception
    assert STRANGE in read_territory(own).sites["name"].tolist()
    app = section(app, words.CHANGES)
    assert STRANGE in app.dataframe[0].value.to_string()
    assert "<b>" not in " ".join(str(m.value) for m in app.markdown)


def test_a_row_is_deleted_and_comes_back(own: Path, open_page: Open) -> None:
    app = choose(section(signed(open_page("data_page")), words.EDIT), words.ROW, "P1")
    app = click(app, words.DELETE)
    assert "P1" not in read_territory(own).structures.index
    click(section(app, words.CHANGES), words.UNDO)
    assert "P1" in read_territory(own).structures.index


def reimported(own: Path, tmp_path: Path) -> None:
    """A pharmacy imported, corrected by a person, then imported otherwise."""
    row = "id;nom;type;lon;lat;capacite\nQ;Pharmacie du Quai;pharmacie;{};{};{}\n"
    file = text(tmp_path / "liste.csv", row.format(LON, LAT, 3))
    import_file(own, file)
    save_edit(own, "structures", "Q", values={"capacity": 5.0}, version=0, by=OTHER)
    import_file(own, text(file, row.format(LON, LAT, 9)))


@pytest.mark.parametrize(("button", "kept"), [(words.KEEP_MINE, 5), (words.TAKE_THEIRS, 9)])
def test_a_conflict_with_a_new_import_is_settled(
    own: Path, tmp_path: Path, open_page: Open, button: str, kept: int
) -> None:
    reimported(own, tmp_path)
    app = section(signed(open_page("data_page")), words.CHANGES)
    assert app.dataframe[0].value.iloc[0].tolist()[1:] == ["Pharmacie du Quai", "Capacité", "5", "9", "3"]
    app = click(app, button)
    assert not app.exception
    territory = read_territory(own)
    assert (territory.structures.loc["Q", "capacity"], territory.conflicts) == (kept, ())


def test_a_row_set_aside_is_corrected_in_the_table(own: Path, tmp_path: Path, open_page: Open) -> None:
    list_ = "id;nom;type;lon;lat\nok;Pharmacie du Quai;pharmacie;{0};{1}\nx;=1+1;pharmacie;;\n"
    import_file(own, text(tmp_path / "liste.csv", list_.format(LON, LAT)))
    app = section(signed(open_page("data_page")), words.ASIDE)
    assert "localiser" in app.dataframe[0].value.to_string() or app.get("arrow_data_frame")
    editor = "aside-liste.csv-0"
    app.session_state[editor] = {"edited_rows": {0: {"lon": str(LON), "lat": str(LAT)}}}
    app = click(app, words.RETRY)
    assert not app.exception
    assert "=1+1" in read_territory(own).structures["name"].tolist()


def chosen_finding(app: AppTest, part: str) -> AppTest:
    app = section(app, words.LOOK)
    severities: Any = next(g for g in app.get("button_group") if g.label == words.SEVERITIES)  # type: ignore[union-attr]
    severities.set_value(list(Severity))
    app.run()
    box = next(box for box in app.selectbox if box.label == words.FINDING)
    position = next(n for n, label in enumerate(box.options) if part in label)
    return box.select_index(position).run()


def test_a_finding_is_repaired_in_one_click_and_the_journal_says_who(own: Path, open_page: Open) -> None:
    wrong = {"code_insee": "99001", "commune": "Rive-Gauche"}
    save_edit(own, "structures", "H", values=wrong, version=0, by=OTHER)
    app = chosen_finding(signed(open_page("data_page")), "Hôpital du Pont")
    repair = next(button for button in app.button if button.label.startswith(words.REPAIR))
    repair.click()
    app.run()
    assert not app.exception
    assert words.SAVED in app.success[0].value
    assert acts(own)[-1] == ("edit", "A. Martin")
    assert read_territory(own).structures["code_insee"].to_dict()["H"] == "99002"


def test_a_finding_can_be_left_as_it_is(own: Path, open_page: Open) -> None:
    app = chosen_finding(signed(open_page("data_page")), "")
    label = next(box for box in app.selectbox if box.label == words.FINDING).value
    app = click(app, words.SEEN)
    assert acts(own)[-1] == ("tick", "A. Martin")
    box = next((box for box in app.selectbox if box.label == words.FINDING), None)
    assert box is None or box.value != label
