"""Every kind of error that the code can raise has its French sentence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cpts_geo.model import errors
from cpts_geo.model.errors import CptsGeoError, DataError, ExportError, LayerError, ScenarioError
from cpts_geo.sources import flood_tables
from cpts_geo.sources.download.refusals import BROKEN, REFUSALS
from cpts_geo.sources.signature import REFUSED
from cpts_geo.wording.errors import SENTENCES, UNKNOWN_KIND, explain

PACKAGE = Path(__file__).parents[2] / "cpts_geo"
CLASSES = {name for name in dir(errors) if name.endswith("Error")} | {
    "RefusedError",
    "BadGridError",
    "FaultError",
}


def literals(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def assigned(tree: ast.AST, name: str) -> set[str]:
    """Texts that a variable of this name takes anywhere in the module."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == name for t in node.targets
        ):
            value = node.value
            parts = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
            found |= {str(part.value) for part in parts if isinstance(part, ast.Constant)}
    return found


def kinds_raised() -> Iterator[tuple[str, str]]:
    """Place and kind of each error built in the package; ``?`` where the kind is not written there."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            if isinstance(node.func, ast.Name) and node.func.id in CLASSES:
                for kind in kinds_of(node.args[0], tree):
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}", kind


def kinds_of(first: ast.AST, tree: ast.AST) -> set[str]:
    if isinstance(first, ast.JoinedStr):
        if literals(first) == {"table_"}:
            return {f"table_{kind}" for _, kind in (*flood_tables.NAMES, *flood_tables.COLUMNS)} - {
                f"table_{kind}" for kind in flood_tables.USED
            }
        return {f"not_accepted_{kind}" for kind in REFUSED}
    if isinstance(first, ast.IfExp):
        return kinds_of(first.body, tree) | kinds_of(first.orelse, tree)
    if isinstance(first, ast.Constant):
        return {str(first.value)}
    return assigned(tree, first.id) or {"?"} if isinstance(first, ast.Name) else {"?"}


def answers_of_the_reading_process() -> set[str]:
    """Codes of the child process: ``{"error": code}``."""
    found = set()
    for name in ("safe_worker.py", "safe_read.py"):
        for node in ast.walk(ast.parse((PACKAGE / "sources" / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                found |= {
                    t
                    for k, v in pairs
                    if isinstance(k, ast.Constant) and k.value == "error"
                    for t in literals(v)
                }
    return found


def test_every_kind_raised_has_a_sentence() -> None:
    places = list(kinds_raised())
    assert len(places) > 50
    missing = [f"{place} {kind}" for place, kind in places if kind != "?" and kind not in SENTENCES]
    assert not missing, "\n".join(missing)


def test_every_answer_of_the_reading_process_has_a_sentence() -> None:
    assert {"stopped", "unreadable"} <= answers_of_the_reading_process() <= set(SENTENCES)


def test_every_answer_of_a_public_service_has_a_sentence() -> None:
    assert {BROKEN, *REFUSALS.values()} <= set(SENTENCES)


def test_no_sentence_is_left_without_an_error() -> None:
    answers = answers_of_the_reading_process() | {BROKEN, *REFUSALS.values()}
    raised = {kind for _, kind in kinds_raised()} | answers
    assert set(SENTENCES) <= raised, sorted(set(SENTENCES) - raised)


@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_a_sentence_says_what_to_do_and_shows_the_value(kind: str) -> None:
    text = explain(CptsGeoError(kind, "a.csv", 4, "LITS", "douze", "un nombre"))
    assert "a.csv, ligne 4, colonne LITS : " in text
    assert re.search(r"\. À faire : .+\.$", text)
    assert not re.search(r"[{}]|_error|None", text)


def test_the_sentence_has_the_form_of_the_house() -> None:
    error = LayerError("missing_column", file="f.csv", row=3, column="LITS", value="x", expected="LITS, NB")
    assert explain(error) == (
        "Fichier f.csv, ligne 3, colonne LITS : la colonne attendue est absente. Valeur lue : x. "
        "À faire : ajoutez-la ou dites laquelle la remplace (--map cible=source) ; attendu : LITS, NB."
    )


def test_a_parser_s_english_becomes_a_line_and_a_column() -> None:
    text = explain(ScenarioError("bad_spec", value="Expected '=' after a key (at line 2, column 5)"))
    assert text.startswith("Ligne 2, colonne 5 : ")
    assert "Expected" not in text


def test_the_system_s_english_is_translated() -> None:
    text = explain(ExportError("cannot_write", file="a.zip", value="No space left on device"))
    assert "plus de place sur le disque" in text


def test_a_long_or_hidden_value_is_cut_and_cleaned() -> None:
    text = explain(DataError("unknown_place", value="a\u202e\x1b[31m" + "x" * 500))
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert len(text) < 300


def test_an_unknown_kind_still_gets_french() -> None:
    assert UNKNOWN_KIND[1] in explain(DataError("never_heard_of"))


def test_a_distance_is_written_as_people_read_it() -> None:
    said = explain(ScenarioError("too_far_from_road", value="Marennes", expected="10507 m > 1000 m"))
    assert "trop loin d’une route (10,5\u202fkm > 1,0\u202fkm)" in said
