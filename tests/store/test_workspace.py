"""What people change is kept once it is answered, versioned, journaled, and refused when it must be."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cpts_geo.model.changes import Action, Change, ColumnMapping, Signed
from cpts_geo.model.errors import ConflictError, StoreError
from cpts_geo.store.geopackage import faults
from cpts_geo.store.workspace import WORKSPACE_FILE, open_workspace

ANNE = Signed("Anne", "2026-11-26T09:00:00+01:00", "vu sur place")
BOB = Signed("Bob", "2026-11-26T09:05:00+01:00")
EDIT = Change("structures", "E1", Action.EDIT, {"name": "Les Aulnes"}, {"name": "Les Aunes"}, (-0.96, 45.94))


def test_reading_a_folder_without_edits_creates_nothing(tmp_path: Path) -> None:
    with open_workspace(tmp_path) as workspace:
        assert workspace.changes() == ()
        assert workspace.journal() == ()
    assert list(tmp_path.iterdir()) == []


def test_a_saved_change_is_read_back_signed_with_its_version(tmp_path: Path) -> None:
    with open_workspace(tmp_path, write=True) as workspace:
        saved = workspace.save(EDIT, ANNE)
    with open_workspace(tmp_path) as again:
        assert again.changes("structures") == (saved,)
        assert again.changes("sites") == ()
    assert saved == replace(EDIT, version=1, author="Anne", time=ANNE.time, reason="vu sur place")


def test_the_second_of_two_savers_gets_the_first_one_s_values(tmp_path: Path) -> None:
    with open_workspace(tmp_path, write=True) as workspace:
        first = workspace.save(EDIT, ANNE)
        with pytest.raises(ConflictError) as caught:
            workspace.save(replace(EDIT, values={"name": "Autre"}), BOB)
        assert caught.value.kind == "changed_meanwhile"
        assert caught.value.current == first
        assert workspace.changes() == (first,)
        assert len(workspace.journal()) == 1


def test_an_edit_does_not_resurrect_what_another_person_deleted(tmp_path: Path) -> None:
    """APP-16."""
    with open_workspace(tmp_path, write=True) as workspace:
        seen = workspace.save(EDIT, ANNE)
        gone = workspace.save(replace(seen, action=Action.DELETE, values={}), BOB)
        with pytest.raises(ConflictError) as caught:
            workspace.save(replace(seen, values={"name": "x"}), ANNE)
        assert caught.value.current == gone


def test_all_of_several_changes_are_saved_or_none(tmp_path: Path) -> None:
    with open_workspace(tmp_path, write=True) as workspace:
        workspace.save(EDIT, ANNE)
        with pytest.raises(ConflictError):
            workspace.save_all([replace(EDIT, feature_id="E2"), EDIT], ANNE)
        assert [c.feature_id for c in workspace.changes()] == ["E1"]
        workspace.check()


def test_a_dropped_change_leaves_the_imported_row_and_versions_go_on(tmp_path: Path) -> None:
    with open_workspace(tmp_path, write=True) as workspace:
        saved = workspace.save(EDIT, ANNE)
        workspace.forget("structures", "E1", saved.version, ANNE)
        assert workspace.changes() == ()
        assert workspace.save(EDIT, ANNE).version == 3
        with pytest.raises(ConflictError):
            workspace.forget("structures", "E1", 1, BOB)


def test_a_delete_is_undone_after_closing_and_the_journal_has_both_lines(tmp_path: Path) -> None:
    """SIT-13."""
    with open_workspace(tmp_path, write=True) as workspace:
        seen = workspace.save(EDIT, ANNE)
        workspace.save(replace(seen, action=Action.DELETE, values={}, lonlat=None), ANNE)
    with open_workspace(tmp_path, write=True) as workspace:
        back = workspace.undo(2, BOB)
        assert back is not None
        assert (back.feature_id, back.action, back.values, back.lonlat) == (
            "E1",
            Action.EDIT,
            EDIT.values,
            EDIT.lonlat,
        )
        assert [line.act for line in workspace.journal()] == ["edit", "delete", "undo"]
        workspace.undo(3, BOB)
        assert workspace.changes()[0].action is Action.DELETE
        workspace.check()


def test_undoing_the_first_change_leaves_no_local_change(tmp_path: Path) -> None:
    with open_workspace(tmp_path, write=True) as workspace:
        workspace.save(EDIT, ANNE)
        assert workspace.undo(1, ANNE) is None
        assert workspace.changes() == ()
        again = workspace.undo(2, ANNE)
        assert again is not None
        assert again.values == EDIT.values
        workspace.check()


def test_what_changed_since_is_not_undone(tmp_path: Path) -> None:
    with open_workspace(tmp_path, write=True) as workspace:
        seen = workspace.save(EDIT, ANNE)
        last = workspace.save(replace(seen, values={"name": "x"}), BOB)
        with pytest.raises(ConflictError) as caught:
            workspace.undo(1, ANNE)
        assert (caught.value.kind, caught.value.current) == ("changed_since", last)
        workspace.tick("a", ANNE)
        for n, kind in ((9, "no_such_line"), (3, "cannot_undo")):
            with pytest.raises(StoreError, match=kind):
                workspace.undo(n, ANNE)


def test_mappings_and_ticks_are_remembered(tmp_path: Path) -> None:
    mapping = ColumnMapping("ab" * 32, "structures", {"name": "Nom usuel"}, "EPSG:2154")
    with open_workspace(tmp_path, write=True) as workspace:
        workspace.remember(mapping, ANNE)
        workspace.remember(replace(mapping, crs=""), ANNE)
        workspace.tick("structures/on_no_road", ANNE)
        workspace.tick("structures/on_no_road", BOB)
        workspace.tick("other", BOB)
        workspace.untick("other", BOB)
    with open_workspace(tmp_path) as again:
        assert again.mapping("ab" * 32) == replace(mapping, crs="")
        assert again.mapping("cd" * 32) is None
        assert again.ticks() == {"structures/on_no_road": ANNE}
        assert [line.act for line in again.journal()] == ["mapping", "mapping", "tick", "tick", "untick"]
        again.check()


NIR = "2 55 08 14 168 025 38"


@pytest.mark.parametrize("where", ["reason", "author", "values", "feature_id", "tick"])
def test_a_number_of_a_person_is_refused_before_storage(where: str, tmp_path: Path) -> None:
    """SEC-35."""
    by = replace(ANNE, **{where: f"M. X {NIR}"}) if where in {"reason", "author"} else ANNE
    change = replace(EDIT, values={"name": f"M. X {NIR}"}) if where == "values" else EDIT
    change = replace(change, feature_id=NIR) if where == "feature_id" else change
    with open_workspace(tmp_path, write=True) as workspace:
        with pytest.raises(StoreError) as caught:
            workspace.tick(f"a/{NIR}", by) if where == "tick" else workspace.save(change, by)
        assert caught.value.kind == "personal_number"
        assert "55" not in str(caught.value)
        assert workspace.journal() == ()


@pytest.mark.parametrize("time", ["", "hier", "2026-11-26T09:00:00", "2026-13-01T00:00:00+01:00"])
def test_a_time_without_its_offset_is_refused(time: str, tmp_path: Path) -> None:
    with open_workspace(tmp_path, write=True) as workspace, pytest.raises(StoreError, match="bad_date"):
        workspace.save(EDIT, Signed("Anne", time))


def test_texts_no_file_can_hold_are_stored_without_what_breaks_them(tmp_path: Path) -> None:
    odd = replace(EDIT, values={"name": 'L\'Étoile "A" <b>x</b> ${1}\0\ud800', "capacity": float("nan")})
    with open_workspace(tmp_path, write=True) as workspace:
        saved = workspace.save(odd, ANNE)
        assert workspace.changes() == (saved,)
        assert saved.values == {"name": 'L\'Étoile "A" <b>x</b> ${1}?', "capacity": None}
        workspace.check()


def test_a_workspace_open_for_reading_refuses_to_write(tmp_path: Path) -> None:
    with open_workspace(tmp_path, write=True) as workspace:
        workspace.save(EDIT, ANNE)
    with open_workspace(tmp_path) as workspace, pytest.raises(StoreError, match="workspace_read_only"):
        workspace.save(replace(EDIT, version=1), ANNE)


def test_the_file_is_in_delete_and_extra(tmp_path: Path) -> None:
    """STO-22: whatever the age of SQLite, no WAL."""
    with open_workspace(tmp_path, write=True) as workspace:
        workspace.save(EDIT, ANNE)
        told = [workspace._base.execute(f"PRAGMA {p}").fetchone()[0] for p in ("journal_mode", "synchronous")]
        assert told == ["delete", 3]
        assert sorted(p.name for p in tmp_path.iterdir()) == [WORKSPACE_FILE]


def test_the_file_is_a_valid_geopackage_after_each_operation(tmp_path: Path) -> None:
    with open_workspace(tmp_path, write=True) as workspace:
        seen = workspace.save(EDIT, ANNE)
        acts: tuple[Callable[[], object], ...] = (
            lambda: workspace.save(replace(EDIT, feature_id="E2", lonlat=(2.5, 48.5)), ANNE),
            lambda: workspace.forget("structures", "E1", seen.version, ANNE),
            lambda: workspace.undo(2, ANNE),
            lambda: workspace.undo(3, ANNE),
            lambda: workspace.undo(4, ANNE),
            lambda: workspace.tick("a", ANNE),
        )
        for act in acts:
            act()
            assert faults(workspace._base) == []
        workspace.copy(tmp_path / "copy.gpkg")
    with sqlite3.connect(tmp_path / "copy.gpkg") as copy:
        box = copy.execute(
            "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE data_type = 'features'"
        )
        assert box.fetchone() == (-0.96, 45.94, 2.5, 48.5)
    copy.close()


def test_gdal_opens_a_copy_without_a_warning_in_another_process(tmp_path: Path) -> None:
    """STO-32."""
    with open_workspace(tmp_path, write=True) as workspace:
        workspace.save(EDIT, ANNE)
        workspace.save(replace(EDIT, feature_id="E2", lonlat=None), ANNE)
        workspace.copy(tmp_path / "copy.gpkg")
    script = (
        "import sys, warnings; warnings.simplefilter('error'); import pyogrio\n"
        "for layer, kind in pyogrio.list_layers(sys.argv[1]): print(layer, kind)\n"
        "print(pyogrio.read_info(sys.argv[1], layer='changes')['crs'])\n"
        "frame = pyogrio.read_dataframe(sys.argv[1], layer='changes')\n"
        "print(len(frame), frame.geometry.iloc[0], frame.geometry.iloc[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "copy.gpkg")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        *("changes Point", "mappings None", "ticks None", "journal None", "settings None"),
        *("EPSG:4326", "2 POINT (-0.96 45.94) None"),
    ]
