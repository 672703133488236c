"""A workspace cut, zeroed, altered, too new, too old or of another territory is never used silently."""

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cpts_geo.model.changes import Action, Change, Signed
from cpts_geo.model.errors import StoreError
from cpts_geo.store import schema
from cpts_geo.store.backups import FOLDER, KEPT, KEPT_DAYS, Backup, backups, restore, superfluous
from cpts_geo.store.recovery import lost_lines, restore_last
from cpts_geo.store.workspace import WORKSPACE_FILE, open_workspace
from cpts_geo.wording.errors import explain

ANNE = Signed("Anne", "2026-11-26T09:00:00+01:00", "vu sur place")
EDIT = Change("structures", "E1", Action.EDIT, {"name": "Les Aulnes"}, {"name": "Les Aunes"}, (-0.96, 45.94))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "cpts"
    home.mkdir()
    (home / "territory.toml").write_text('identifier = "ici"\n', encoding="utf-8")
    fill(home)
    return home


def fill(home: Path, count: int = 40) -> None:
    with open_workspace(home, write=True) as workspace:
        for n in range(count):
            workspace.save(replace(EDIT, feature_id=f"E{n}", values={"name": f"{n} " + "x" * 300}), ANNE)


def broken(home: Path) -> StoreError:
    with pytest.raises(StoreError) as caught, open_workspace(home):
        pass
    return caught.value


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.9])
def test_a_cut_file_is_seen_at_opening_and_the_last_copy_is_proposed(folder: Path, share: float) -> None:
    """STO-13."""
    file = folder / WORKSPACE_FILE
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])
    error = broken(folder)
    assert error.kind == "workspace_to_restore"
    assert "2026-11-26" in explain(error)
    assert "(40)" in explain(error)


@pytest.mark.parametrize("place", [0.2, 0.4, 0.6, 0.8])
def test_zeroed_pages_are_seen_at_opening(folder: Path, place: float) -> None:
    """STO-14."""
    file = folder / WORKSPACE_FILE
    content = bytearray(file.read_bytes())
    start = int(len(content) * place) // 4096 * 4096
    content[start : start + 16_384] = bytes(16_384)
    file.write_bytes(content)
    assert broken(folder).kind == "workspace_to_restore"


def test_a_file_that_is_something_else_is_seen(folder: Path) -> None:
    (folder / WORKSPACE_FILE).write_text("<html>connexion</html>" * 400, encoding="utf-8")
    assert broken(folder).kind == "workspace_to_restore"
    with closing(sqlite3.connect(folder / "other.gpkg")) as base:
        base.execute("CREATE TABLE t (a)")
        base.commit()
    (folder / "other.gpkg").replace(folder / WORKSPACE_FILE)
    assert broken(folder).kind in {"workspace_damaged", "workspace_to_restore"}


def test_a_vanished_file_is_not_an_empty_one(folder: Path) -> None:
    (folder / WORKSPACE_FILE).unlink()
    assert broken(folder).kind == "workspace_missing"
    with pytest.raises(StoreError, match="workspace_missing"), open_workspace(folder, write=True):
        pass


def test_a_copy_put_back_holds_everything_and_the_damaged_file_is_kept(folder: Path) -> None:
    file = folder / WORKSPACE_FILE
    with open_workspace(folder) as workspace:
        before = workspace.changes()
    file.write_bytes(file.read_bytes()[:5000])
    (folder / f"{WORKSPACE_FILE}-journal").write_bytes(b"of the damaged file")
    aside = restore(file, backups(folder)[0].path, ANNE)
    assert aside is not None
    assert aside.stat().st_size == 5000
    with open_workspace(folder) as workspace:
        assert workspace.changes() == before
        assert workspace.journal()[-1].act == "restore"
        workspace.check()


def test_a_copy_of_another_territory_is_refused_with_both_names(folder: Path, tmp_path: Path) -> None:
    """STO-25."""
    other = tmp_path / "autre"
    other.mkdir()
    (other / "territory.toml").write_text('identifier = "ailleurs"\n', encoding="utf-8")
    (copy,) = (b.path for b in backups(folder))
    with pytest.raises(StoreError) as caught:
        restore(other / WORKSPACE_FILE, copy, ANNE)
    assert (caught.value.value, caught.value.expected) == ("ici", "ailleurs")
    restore(other / WORKSPACE_FILE, copy, ANNE, confirmed=True)
    with open_workspace(other) as workspace:
        assert len(workspace.changes()) == 40


def test_a_file_of_another_territory_is_refused_at_opening(folder: Path) -> None:
    (folder / "territory.toml").write_text('identifier = "ailleurs"\n', encoding="utf-8")
    error = broken(folder)
    assert (error.kind, error.value, error.expected) == ("workspace_of_another", "ici", "ailleurs")


def test_a_newer_file_is_read_and_never_written(folder: Path) -> None:
    """STO-16."""
    with closing(sqlite3.connect(folder / WORKSPACE_FILE)) as base:
        base.execute(f"PRAGMA user_version = {schema.version_of(base) + schema.FORMAT + 1}")
    before = (folder / WORKSPACE_FILE).read_bytes()
    with open_workspace(folder) as workspace:
        assert len(workspace.changes()) == 40
    with pytest.raises(StoreError) as caught, open_workspace(folder, write=True):
        pass
    assert caught.value.kind == "workspace_newer"
    assert "version plus récente" in explain(caught.value)
    assert (folder / WORKSPACE_FILE).read_bytes() == before


@pytest.mark.parametrize("write", [True, False])
def test_an_older_file_is_migrated_after_a_copy(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, write: bool
) -> None:
    """STO-17: the mechanism, on steps that do not exist yet."""
    with open_workspace(folder) as workspace:
        before = workspace.changes()
    copies = {b.path: b.path.stat().st_mtime_ns for b in backups(folder)}
    steps = ("CREATE TABLE extra_1 (a); INSERT INTO extra_1 VALUES (1)", "ALTER TABLE extra_1 ADD COLUMN b")
    monkeypatch.setattr(schema, "STEPS", steps)
    with open_workspace(folder, write=write) as workspace:
        assert workspace.changes() == before
        assert workspace._base.execute("SELECT a, b FROM extra_1").fetchall() == [(1, None)]
        assert schema.version_of(workspace._base) == 3
    (copy,) = backups(folder)
    assert copy.path.stat().st_mtime_ns > copies[copy.path]
    with closing(sqlite3.connect(copy.path)) as base:
        assert schema.version_of(base) == 1


def test_a_migration_that_fails_leaves_the_old_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "STEPS", ("CREATE TABLE extra_1 (a); INSERT INTO nothing VALUES (1)",))
    with pytest.raises(StoreError), open_workspace(folder):
        pass
    monkeypatch.undo()
    with open_workspace(folder) as workspace:
        workspace.check()
        assert len(workspace.changes()) == 40


TAMPERS = (
    "UPDATE journal SET {column} = {column} || 'x' WHERE n = {n}",
    "DELETE FROM journal WHERE n = {n}",
    "UPDATE journal SET n = n + 100 WHERE n >= {n}",
    "UPDATE journal SET reason = (SELECT author FROM journal WHERE n = {other}) WHERE n = {n}",
    "INSERT INTO journal SELECT n + 40, {columns} FROM journal WHERE n = {n}",
)
COLUMNS = ("time", "author", "act", "layer", "feature_id", "before", "after", "reason", "previous", "digest")


def test_any_alteration_of_the_journal_is_seen_at_its_line(folder: Path, tmp_path: Path) -> None:
    """STO-20, M17: random changes, cuts and moves on copies."""
    dice = random.Random(3)  # noqa: S311 the same alterations each time
    with open_workspace(folder) as workspace:
        workspace.copy(tmp_path / "whole.gpkg")
    for turn in range(60):
        home = tmp_path / f"t{turn}"
        home.mkdir()
        (home / WORKSPACE_FILE).write_bytes((tmp_path / "whole.gpkg").read_bytes())
        n, tamper = dice.randint(1, 40), TAMPERS[turn % len(TAMPERS)]
        with closing(sqlite3.connect(home / WORKSPACE_FILE)) as base:
            column = dice.choice(COLUMNS)
            base.execute(tamper.format(column=column, columns=", ".join(COLUMNS), n=n, other=n % 40 + 1))
            base.commit()
        with open_workspace(home) as workspace, pytest.raises(StoreError, match="journal_broken") as caught:
            workspace.check()
        assert caught.value.row == (41 if "INSERT" in tamper else n), tamper


def test_a_row_changed_without_a_line_is_seen(folder: Path) -> None:
    with closing(sqlite3.connect(folder / WORKSPACE_FILE)) as base:
        base.execute("""UPDATE changes SET local = '{"name":"autre"}' WHERE feature_id = 'E7'""")
        base.commit()
    with open_workspace(folder) as workspace, pytest.raises(StoreError, match="journal_broken") as caught:
        workspace.check()
    assert caught.value.row == 8
    assert "Ligne 8" in explain(caught.value)


def test_ten_copies_and_one_a_day_are_kept() -> None:
    days = [f"2026-{month:02d}-{day:02d}" for month in (9, 10, 11) for day in range(1, 29)]
    copies = [Backup(Path(f"{n}"), n, days[n // 3]) for n in range(len(days) * 3)]
    gone = set(superfluous(copies))
    kept = [copy for copy in copies if copy not in gone]
    assert set(copies[-KEPT:]) <= set(kept)
    assert {copy.day for copy in kept} == set(days[-KEPT_DAYS:])
    assert len(kept) == KEPT + KEPT_DAYS - 4  # the last ten copies hold the last of four days
    assert all(copies[3 * days.index(d) + 2] in kept for d in days[-KEPT_DAYS:])


def test_each_session_of_edits_leaves_a_proven_copy_and_reading_leaves_none(folder: Path) -> None:
    for n in range(15):
        with open_workspace(folder, write=True) as workspace:
            workspace.tick(f"k{n}", ANNE)
    assert [b.lines for b in backups(folder)] == list(range(55, 45, -1))
    with open_workspace(folder, write=True):
        pass
    assert len(list((folder / FOLDER).iterdir())) == 10


def test_a_copy_that_cannot_be_made_loses_neither_the_edit_nor_the_older_copies(folder: Path) -> None:
    older = backups(folder)
    kept = (folder / FOLDER).rename(folder / "elsewhere")
    (folder / FOLDER).write_text("in the way", encoding="utf-8")
    with open_workspace(folder, write=True) as workspace:
        workspace.tick("a", ANNE)
    with open_workspace(folder) as workspace:
        assert "a" in workspace.ticks()
    assert len(list(kept.iterdir())) == len(older) == 1


def test_a_read_only_folder_can_be_read_and_says_why_it_cannot_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """STO-18: access refused as the system would, since tests may run as root."""
    monkeypatch.setattr("os.access", lambda *_: False)
    with open_workspace(folder) as workspace:
        assert len(workspace.changes()) == 40
        workspace.check()
    with pytest.raises(StoreError, match="workspace_read_only"), open_workspace(folder, write=True):
        pass


def test_a_copy_of_a_file_in_use_equals_it(folder: Path, tmp_path: Path) -> None:
    """STO-11."""
    with open_workspace(folder, write=True) as workspace:
        workspace.tick("while open", ANNE)
        (tmp_path / "b").mkdir()
        workspace.copy(tmp_path / "b" / WORKSPACE_FILE)
        live = (workspace.changes(), workspace.journal(), workspace.ticks())
    with open_workspace(tmp_path / "b") as copy:
        assert (copy.changes(), copy.journal(), copy.ticks()) == live


def test_what_a_copy_does_not_hold_is_listed_while_it_can_be_read(folder: Path) -> None:
    older = replace(backups(folder)[0], lines=38)
    assert [line.n for line in lost_lines(folder, older) or ()] == [39, 40]
    file = folder / WORKSPACE_FILE
    file.write_bytes(file.read_bytes()[:5000])
    assert lost_lines(folder, older) is None


def test_the_most_recent_copy_that_is_sound_is_put_back(folder: Path) -> None:
    sound = backups(folder)[0].path
    bad = sound.with_name("workspace-00000041-2026-11-26.gpkg")
    bad.write_bytes(sound.read_bytes()[:5000])
    with pytest.raises(StoreError, match="nothing_to_restore"):
        restore_last(folder, ANNE)
    (folder / WORKSPACE_FILE).unlink()
    assert restore_last(folder, ANNE).path == sound
    with open_workspace(folder) as workspace:
        workspace.check()
