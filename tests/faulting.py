"""A file with a fault given to the importer as a user gives it, and the promises kept whatever the file."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cpts_geo.cli import main
from cpts_geo.model.errors import CptsGeoError
from cpts_geo.territory.importer import ImportReport, import_file
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


def brought(folder: Path, *files: Path, **options: Any) -> Said:
    """Import files; the promises of RELIABILITY 5 are checked before the answer is handed over."""
    before = fingerprint(folder) if folder.exists() else {}
    with _no_leftover(folder):
        try:
            report = import_file(folder, list(files), **options)
        except CptsGeoError as error:
            assert (fingerprint(folder) if folder.exists() else {}) == before, "a refused file left a trace"
            return _spoken(Said(None, explain(error), ()))
    assert report.rows_read == report.rows_stored + report.rows_set_aside + report.rows_excluded
    return _spoken(Said(report, "", tuple(sentence(p) for p in report.problems)))


def _spoken(said: Said) -> Said:
    for line in said.text.splitlines():
        assert not LEAKS.search(line), line
    return said


@contextlib.contextmanager
def _no_leftover(folder: Path) -> Iterator[None]:
    home = folder.parent
    before = {p.name for p in home.glob(".*")} if home.exists() else set()
    yield
    assert {p.name for p in home.glob(".*")} == before, "a temporary folder was left"


def shown(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, output and errors of a command."""
    capsys.readouterr()
    try:
        code = main([str(a) for a in arguments])
    except SystemExit as stop:
        code = int(str(stop.code or 0))
    out = capsys.readouterr()
    return int(code or 0), out.out, out.err
