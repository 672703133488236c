"""Page *Données*: positions proposed from addresses, and a workspace put back from its copy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cpts_geo.cli import main
from cpts_geo.model.changes import Signed
from cpts_geo.sources.download.geocoding import Trust
from cpts_geo.store.backups import backups
from cpts_geo.store.workspace import WORKSPACE_FILE, open_workspace
from cpts_geo.territory import geocode
from cpts_geo.territory.folder import read_territory
from cpts_geo.territory.geocode import Proposal, read_proposals
from cpts_geo.territory.importer import import_file
from cpts_geo.territory.local import save_edit
from cpts_geo.wording import data_page, proposals
from data_app import LAT, LON, click, said, section, signed
from making import text

OTHER = Signed("B. Durand", "2026-11-26T09:00:00+01:00")
Open = Callable[[str], AppTest]


@pytest.fixture
def proposed(own: Path, tmp_path: Path) -> Path:
    """A pharmacy without position whose address was found."""
    import_file(
        own,
        text(
            tmp_path / "liste.csv",
            "id;nom;type;lon;lat\nx;Pharmacie perdue;pharmacie;;\n"
            f"ok;Pharmacie du Quai;pharmacie;{LON};{LAT}\n",
        ),
    )
    found = Proposal(
        "liste.csv",
        2,
        "Pharmacie perdue",
        "3 rue du Port",
        Trust.GOOD,
        0.93,
        "housenumber",
        "3 Rue du Port",
        "99001",
        (LON, LAT),
    )
    geocode._keep(own, [found])
    return own


def test_a_proposed_position_is_seen_and_taken_with_a_signature(proposed: Path, open_page: Open) -> None:
    app = section(signed(open_page("data_page")), data_page.ASIDE)
    row = app.dataframe[0].value.iloc[0].tolist()
    assert row[:3] == ["Pharmacie perdue", "3 rue du Port", "3 Rue du Port"]
    assert "93" in row[3]
    app = click(app, proposals.ACCEPT)
    assert not app.exception
    assert "Pharmacie perdue" in read_territory(proposed).structures["name"].tolist()
    assert read_proposals(proposed) == ()
    with open_workspace(proposed) as workspace:
        assert workspace.journal()[-1].author == "A. Martin"


def test_a_refused_position_places_nothing_and_the_row_stays(proposed: Path, open_page: Open) -> None:
    app = click(section(signed(open_page("data_page")), data_page.ASIDE), proposals.REJECT)
    assert proposals.REJECTED in said(app)
    assert read_proposals(proposed) == ()
    assert "Pharmacie perdue" not in read_territory(proposed).structures["name"].tolist()


def test_waiting_positions_are_told_by_the_check(proposed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(proposed)]) == 0
    assert "1 position proposée" in capsys.readouterr().out


@pytest.fixture
def damaged(own: Path) -> Path:
    """Two changes saved, the second after the last copy, then the end of the file lost."""
    save_edit(own, "structures", "P1", values={"capacity": 7.0}, version=0, by=OTHER)
    file = own / WORKSPACE_FILE
    file.write_bytes(file.read_bytes()[:5000])
    return own


def test_a_damaged_workspace_is_put_back_by_one_button(damaged: Path, open_page: Open) -> None:
    app = open_page("data_page")
    assert "26/11/2026" in said(app)
    assert proposals.LOST_UNKNOWN in said(app)
    label = proposals.restore_button(backups(damaged)[0].day)
    assert next(button for button in app.button if button.label == label).disabled
    app = click(signed(app), label)
    assert not app.exception
    assert proposals.restored(backups(damaged)[0].day) in said(app)
    assert read_territory(damaged).structures.loc["P1", "capacity"] == 7


def test_the_command_puts_a_copy_back_only_when_it_must(
    damaged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(damaged)]) == 1
    assert "--restore" in capsys.readouterr().err
    assert main(["check", str(damaged), "--restore", "A. Martin"]) == 0
    assert "Copie du 26/11/2026 remise en place" in capsys.readouterr().out
    assert main(["check", str(damaged), "--restore", "A. Martin"]) == 1
    assert "rien n’a été remplacé" in capsys.readouterr().err
