"""A file with a fault given to the importer as a user gives it, and the promises kept whatever the file."""

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cpts_geo.cli import main
from cpts_geo.model.changes import Signed
from cpts_geo.model.errors import CptsGeoError
from cpts_geo.sources.raw import normalise
from cpts_geo.store.workspace import WORKSPACE_FILE, open_workspace
from cpts_geo.territory.importer import import_file
from cpts_geo.territory.report import ImportReport
from cpts_geo.wording.errors import explain
from cpts_geo.wording.problems import sentence
from making import fingerprint

# What a message must never carry: a traceback, a path of the machine, a program's English.
LEAKS = re.compile(
    r"Traceback|Error\b|Exception|None\b|NaN\b|/tmp/|\\\\|\bfile\b|\binvalid\b|\bexpected\b|\bcannot\b",
)


@dataclass(frozen=True)
class Said:
    """What came of an import: its report or the sentence of its refusal, and all the sentences."""

    report: ImportReport | None
    refusal: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join((self.refusal, *self.sentences))


# What an import of each kind may write; all the rest of the folder stays byte for byte.
ALWAYS = ("territory.toml", "problems.json")
PEOPLE = ("communes/", "demand/", "basemap/", "reference/")
WRITES = {
    "communes": PEOPLE,
    "population": PEOPLE,
    "reference": PEOPLE,
    "structures": ("structures/", "sites/", "demand/"),
    "sites": ("sites/", "structures/"),
    "hazard": ("hazards/",),
    "closures": ("hazards/",),
    "decisions": ("hazards/",),
    "background": ("basemap/",),
    "roads": ("network/", "basemap/", "demand/", "sites/"),
    "relief": ("relief/", "network/"),
    "contacts": ("contacts/",),
}
SOMEONE = Signed("Anne", "2026-11-26T09:00:00+01:00", "avant le fichier")


def brought(folder: Path, *files: Path, **options: Any) -> Said:
    """Import files; the promises of RELIABILITY 5 are checked before the answer is handed over."""
    _someone_worked(folder)
    before = fingerprint(folder) if folder.exists() else {}
    with nothing_left(folder.parent):
        try:
            report = import_file(folder, list(files), **options)
        except CptsGeoError as error:
            assert (fingerprint(folder) if folder.exists() else {}) == before, "a refused file left a trace"
            return _spoken(Said(None, explain(error), ()))
    assert report.rows_read == report.rows_stored + report.rows_set_aside + report.rows_excluded
    _untouched(before, fingerprint(folder), report)
    with open_workspace(folder) as workspace:
        workspace.check()
    return _spoken(Said(report, "", tuple(sentence(p) for p in report.problems)))


def _someone_worked(folder: Path) -> None:
    """A workspace with a line in its journal, for the file to leave alone."""
    if (folder / "territory.toml").exists() and not (folder / WORKSPACE_FILE).exists():
        with open_workspace(folder, write=True) as workspace:
            workspace.tick("essai", SOMEONE)


def _untouched(before: dict[str, str], after: dict[str, str], report: ImportReport) -> None:
    """Files of other layers, rows set aside from other files and the work of people are as they were."""
    stems = {normalise(Path(name).stem) for name in report.file.split(", ")}
    allowed = tuple(part for kind in report.kind.split(", ") for part in WRITES[kind])
    for name in sorted(before.keys() | after.keys()):
        of_the_file = name.startswith(("set_aside/", "originals/")) and any(
            stem in normalise(Path(name).stem) for stem in stems
        )
        if name not in ALWAYS and not name.startswith(allowed) and not of_the_file:
            assert before.get(name) == after.get(name), f"{name} is not of this file"
    if report.kind == "hazard":
        others = tuple(f"hazards/{name.removeprefix('hazards/')}." for name in report.layer.split(", "))
        for name, content in before.items():
            assert name.startswith(others) or not name.startswith("hazards/") or after.get(name) == content


def _spoken(said: Said) -> Said:
    for line in said.text.splitlines():
        assert not LEAKS.search(line), line
    return said


@contextlib.contextmanager
def nothing_left(home: Path) -> Iterator[None]:
    """Neither a child process, nor a temporary file, nor a hidden folder beside the territory."""
    hidden = {p.name for p in home.glob(".*")} if home.exists() else set()
    usual, private = tempfile.tempdir, Path(tempfile.mkdtemp())
    tempfile.tempdir = str(private)
    try:
        yield
        assert list(private.iterdir()) == [], "a temporary file was left"
    finally:
        tempfile.tempdir = usual
        shutil.rmtree(private)
    assert ({p.name for p in home.glob(".*")} if home.exists() else set()) == hidden
    assert children() == [], "a child process was left"


def children() -> list[str]:
    """Processes that this one started and that still run; empty where /proc does not tell."""
    return [pid for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text().split()]


def shown(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, output and errors of a command."""
    capsys.readouterr()
    try:
        code = main([str(a) for a in arguments])
    except SystemExit as stop:
        code = int(str(stop.code or 0))
    out = capsys.readouterr()
    return int(code or 0), out.out, out.err
