"""The library of scenarios: nothing is overwritten, what is deleted comes back, old figures stay."""

from pathlib import Path

import pytest

import paper_folder
from cpts_geo.model.changes import Signed
from cpts_geo.model.errors import ConflictError, StoreError
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.folder import folder_fingerprint
from cpts_geo.territory.gauges import add_rule, delete_rule, list_rules
from cpts_geo.territory.local import undo
from cpts_geo.territory.scenarios import (
    Computed,
    SavedScenario,
    delete_scenario,
    list_scenarios,
    record_figures,
    rename_scenario,
    restore_scenario,
    save_scenario,
)

ANNE = Signed("Anne", "2026-11-23T14:05:00+01:00")
LEA = Signed("Léa", "2026-11-24T09:00:00+01:00")
THEN = Computed("[]", "abc123", "2026-11-23T14:05")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return paper_folder.write(tmp_path / "ville")


def saved(folder: Path, name: str = "Crue 2026", toml: str = 'name = "crue"') -> SavedScenario:
    return save_scenario(folder, name, toml, THEN, by=ANNE)


def names(folder: Path) -> list[str]:
    return [one.name for one in list_scenarios(folder)]


def test_a_saved_scenario_is_read_back_with_who_when_and_its_figures(folder: Path) -> None:
    saved(folder)

    (found,) = list_scenarios(folder)
    assert (found.name, found.toml) == ("Crue 2026", 'name = "crue"')
    assert (found.row.author, found.row.time) == (ANNE.author, ANNE.time)
    assert vars(found.computed) == vars(THEN)


@pytest.mark.parametrize("again", ["Crue 2026", "  crue   2026 ", "CRUE 2026"])
def test_scn_18_a_name_taken_is_refused_with_a_dated_one_and_nothing_is_overwritten(
    folder: Path, again: str
) -> None:
    saved(folder)

    with pytest.raises(StoreError) as caught:
        saved(folder, again, 'name = "autre"')
    assert caught.value.kind == "scenario_name_taken"
    saved(folder, caught.value.expected, 'name = "autre"')

    assert [one.toml for one in list_scenarios(folder)] == ['name = "crue"', 'name = "autre"']
    assert "(23/11/2026)" in names(folder)[1]


def test_a_third_one_on_the_same_day_is_numbered(folder: Path) -> None:
    for _ in range(2):
        saved(folder, "Crue 2026 (23/11/2026)" if names(folder) else "Crue 2026")
    with pytest.raises(StoreError) as caught:
        saved(folder)

    assert caught.value.expected == "Crue 2026 (23/11/2026) 2"


def test_a_deleted_scenario_comes_back_after_closing(folder: Path) -> None:
    line = delete_scenario(folder, saved(folder), by=LEA)
    assert names(folder) == []

    restore_scenario(folder, line, by=ANNE)

    assert names(folder) == ["Crue 2026"]
    with open_workspace(folder) as workspace:
        workspace.check()
        assert [line.act for line in workspace.journal()] == ["add", "delete", "undo"]


def test_two_people_renaming_the_same_scenario_meet(folder: Path) -> None:
    seen = saved(folder)
    rename_scenario(folder, seen, "Crue de novembre", by=ANNE)

    with pytest.raises(ConflictError) as caught:
        rename_scenario(folder, seen, "Crue de Léa", by=LEA)

    assert caught.value.kind == "changed_meanwhile"
    assert names(folder) == ["Crue de novembre"]


def test_a_scenario_may_keep_its_own_name_and_needs_one(folder: Path) -> None:
    seen = rename_scenario(folder, saved(folder), "crue 2026", by=ANNE)
    assert names(folder) == ["crue 2026"]

    with pytest.raises(StoreError) as caught:
        rename_scenario(folder, seen, "  ", by=ANNE)
    assert caught.value.kind == "scenario_without_name"


def test_new_figures_replace_the_old_ones_which_stay_in_the_journal(folder: Path) -> None:
    new = Computed("[1]", "def456", "2026-11-24T09:00")
    record_figures(folder, saved(folder), new, by=LEA)

    assert vars(list_scenarios(folder)[0].computed) == vars(new)
    with open_workspace(folder) as workspace:
        assert "abc123" in workspace.journal()[-1].before


def test_a_saved_scenario_is_not_a_change_of_the_data(folder: Path) -> None:
    before = folder_fingerprint(folder)
    saved(folder)
    add_rule(folder, "Pont", "scenarios-1", level_m=2.0, by=ANNE)

    assert folder_fingerprint(folder) == before


def test_a_number_of_a_person_is_refused_in_a_name(folder: Path) -> None:
    with pytest.raises(StoreError) as caught:
        saved(folder, "Mme 2 55 08 14 168 025 38")

    assert caught.value.kind == "personal_number"
    assert names(folder) == []


def test_lines_of_the_table_of_gauges_are_kept_and_brought_back(folder: Path) -> None:
    high = add_rule(folder, " Pont  de Taillebourg ", "scenarios-2", level_m=4.5, by=ANNE)
    add_rule(folder, "Pont de Taillebourg", "scenarios-1", level_m=3.0, by=ANNE)
    add_rule(folder, "Charente aval", "scenarios-1", colour="3", by=ANNE)
    assert [(r.station, r.level_m, r.colour) for r in list_rules(folder)] == [
        ("Charente aval", None, "3"),
        ("Pont de Taillebourg", 3.0, ""),
        ("Pont de Taillebourg", 4.5, ""),
    ]

    line = delete_rule(folder, high, by=LEA)
    assert len(list_rules(folder)) == 2
    undo(folder, line, LEA)
    assert len(list_rules(folder)) == 3


@pytest.mark.parametrize(
    ("station", "level", "colour", "kind"),
    [
        ("", 3.0, "", "bad_gauge_rule"),
        ("Pont", None, "", "bad_gauge_rule"),
        ("Pont", 3.0, "2", "bad_gauge_rule"),
        ("Pont", None, "5", "bad_gauge_rule"),
        ("Pont", 2.0, "", "gauge_rule_taken"),
    ],
)
def test_a_line_that_says_nothing_or_twice_the_same_is_refused(
    folder: Path, station: str, level: float | None, colour: str, kind: str
) -> None:
    add_rule(folder, "Pont", "scenarios-1", level_m=2.0, by=ANNE)

    with pytest.raises(StoreError) as caught:
        add_rule(folder, station, "scenarios-2", level_m=level, colour=colour, by=ANNE)

    assert caught.value.kind == kind
    assert len(list_rules(folder)) == 1
