"""Rooms only look down, and French lives in one of them. Planted violations are refused."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "cpts_geo"
LINTER = Path(sys.executable).with_name("lint-imports")
ACCENT = re.compile("[àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ’«»]")
# Rooms whose strings are not ours: headers and labels of national files, names of fictitious places.
SPELLED_BY_OTHERS = ("sources", "demo")


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(LINTER), "--no-cache"], cwd=root, capture_output=True, text=True, check=False)


def test_rooms_only_look_down() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line", "imported"),
    [
        ("model/crs.py", "from cpts_geo.study import Study", "cpts_geo.study"),
        ("access/travel.py", "from cpts_geo.hazards import Flood", "cpts_geo.hazards"),
        ("study.py", "from cpts_geo.wording import labels", "cpts_geo.wording.labels"),
        ("cli/parser.py", "import folium", "folium"),
        ("render/geojson.py", "import streamlit", "streamlit"),
    ],
)
def test_a_planted_import_is_refused(module: str, line: str, imported: str, tmp_path: Path) -> None:
    skipped = shutil.ignore_patterns("vendor", "static", "__pycache__", "node_modules")
    shutil.copytree(PACKAGE, tmp_path / "cpts_geo", ignore=skipped)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    target = tmp_path / "cpts_geo" / module
    target.write_text(target.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    done = lint(tmp_path)
    assert done.returncode == 1
    assert f"cpts_geo.{module.removesuffix('.py').replace('/', '.')} -> {imported}" in done.stdout


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string literal that is not a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def test_french_is_written_in_wording_only() -> None:
    ours = [
        p
        for p in PACKAGE.rglob("*.py")
        if p.relative_to(PACKAGE).parts[0] not in ("wording", *SPELLED_BY_OTHERS)
    ]
    found = [
        f"{p.relative_to(ROOT)}:{row} {text!r}"
        for p in ours
        for row, text in strings(p)
        if ACCENT.search(text)
    ]
    assert not found, "\n".join(found)


def test_wording_imports_no_door_and_no_renderer() -> None:
    for path in (PACKAGE / "wording").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"cpts_geo\.(render|ui|cli)", text), path
