"""One SQLite library in the process: nothing but the store opens the workspace (STO-09)."""

import ast
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import making
import paper_folder
from cpts_geo.model.changes import Action, Change, Signed
from cpts_geo.model.errors import DataError, StoreError
from cpts_geo.store.workspace import WORKSPACE_FILE, open_workspace
from cpts_geo.territory.folder import folder_fingerprint, read_territory
from cpts_geo.territory.importer import import_file

PACKAGE = Path(__file__).parents[2] / "cpts_geo"
ANNE = Signed("Anne", "2026-11-26T09:00:00+01:00")
OTHER = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)
try:
    base.execute("BEGIN IMMEDIATE")
    print("entered")
except sqlite3.OperationalError as error:
    print(error)
"""


def another_writer(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", OTHER, str(path)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_only_the_store_imports_sqlite_and_it_imports_no_reader() -> None:
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            roots = {name.split(".")[0] for name in names}
            assert room == "store" or not roots & {"sqlite3", "apsw"}, path
            assert room != "store" or not roots & {"pyogrio", "geopandas", "fiona", "osgeo", "pandas"}, path


def test_only_known_places_name_the_file_and_none_opens_it() -> None:
    naming = {
        str(p.relative_to(PACKAGE)) for p in PACKAGE.rglob("*.py") if "WORKSPACE_FILE" in p.read_text("utf-8")
    }
    assert naming == {
        "store/recovery.py",
        "store/workspace.py",
        "territory/recognise.py",
        "ui/cache.py",
    }
    spelled = [
        p for p in PACKAGE.rglob("*.py") if re.search(r"[\"']workspace\.gpkg[\"']", p.read_text("utf-8"))
    ]
    assert [p.name for p in spelled] == ["workspace.py"]


def test_the_lock_of_a_writer_survives_everything_the_process_reads(tmp_path: Path) -> None:
    """Any open and close of the file by another library would let the other writer in."""
    folder = paper_folder.write(tmp_path / "toy")
    file = folder / WORKSPACE_FILE
    with open_workspace(folder, write=True) as workspace:
        workspace.save(Change("structures", "E1", Action.EDIT, {"capacity": 3.0}), ANNE)
        workspace._base.execute("BEGIN IMMEDIATE")
        read_territory(folder)
        folder_fingerprint(folder)
        import_file(
            folder, making.text(tmp_path / "l.csv", "id;nom;categorie;lon;lat\nA;A;hopital;-0.93;45.94\n")
        )
        assert "locked" in another_writer(file)
        file.open("rb").close()  # proof that the test can fail: this is what GDAL or read_bytes would do
        assert another_writer(file) == "entered"
        workspace._base.execute("ROLLBACK")


def test_the_workspace_is_not_a_file_to_import(tmp_path: Path) -> None:
    folder = paper_folder.write(tmp_path / "toy")
    with open_workspace(folder, write=True) as workspace:
        workspace.save(Change("structures", "E1", Action.EDIT, {"capacity": 3.0}), ANNE)
    with pytest.raises(DataError, match="workspace_not_a_source"):
        import_file(folder, folder / WORKSPACE_FILE)


def test_an_import_leaves_the_workspace_as_it_was(tmp_path: Path) -> None:
    folder = paper_folder.write(tmp_path / "toy")
    with open_workspace(folder, write=True) as workspace:
        saved = workspace.save(Change("structures", "E1", Action.EDIT, {"capacity": 3.0}), ANNE)
    before = (folder / WORKSPACE_FILE).read_bytes()
    import_file(
        folder, making.text(tmp_path / "l.csv", "id;nom;categorie;lon;lat\nA;A;hopital;-0.93;45.94\n")
    )
    assert (folder / WORKSPACE_FILE).read_bytes() == before
    with open_workspace(folder) as workspace:
        assert workspace.changes() == (saved,)


def test_another_program_that_holds_the_file_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    """STO-10, with a short wait."""
    with open_workspace(tmp_path, write=True) as workspace:
        first = workspace.save(Change("structures", "E1", Action.EDIT, {"capacity": 3.0}), ANNE)
        workspace._base.execute("PRAGMA busy_timeout = 10")
        holder = sqlite3.connect(tmp_path / WORKSPACE_FILE, isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        edit = Change("structures", "E2", Action.EDIT, {"capacity": 4.0})
        with pytest.raises(StoreError, match="workspace_busy"):
            workspace.save(edit, ANNE)
        holder.execute("ROLLBACK")
        holder.close()
        second = workspace.save(edit, ANNE)
        assert workspace.changes() == (first, second)
