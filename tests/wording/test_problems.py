import re
from pathlib import Path

import pytest

import cpts_geo
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.wording.problems import OUTCOMES, SENTENCES, sentence

CODE = Path(cpts_geo.__file__).parent
PLACES = ("sources/*.py", "territory/*.py", "render/package_*.py", "render/small_count_gate.py")
SOURCES = "\n".join(p.read_text("utf-8") for place in PLACES for p in sorted(CODE.glob(place)))
CALLS = re.compile(
    r"\b(?:problem|row_problems|summary|counted|Problem|_said)\(\s*([^()]*(?:\([^()]*\)[^()]*)*)\)"
)


def kinds_in_code() -> set[str]:
    """Words between quotes in the calls that make a problem, without layers and columns."""
    words = {word for call in CALLS.findall(SOURCES) for word in re.findall(r'"([a-z]+(?:_[a-z]+)+)"', call)}
    return words - {"level_m"}


def test_every_kind_of_the_readers_has_a_sentence() -> None:
    assert len(kinds_in_code()) > 30
    assert kinds_in_code() - set(SENTENCES) == set()


def test_every_sentence_is_of_a_kind_that_exists() -> None:
    unknown = {kind for kind in SENTENCES if f'"{kind}"' not in SOURCES}
    assert {kind for kind in unknown if not kind.startswith("no_")} == set()


def test_every_outcome_has_words() -> None:
    assert set(OUTCOMES) == set(Outcome)


@pytest.mark.parametrize("kind", sorted(SENTENCES.keys() - {"network_parts", "part_population"}))
def test_a_sentence_says_where_and_leaves_no_hole(kind: str) -> None:
    said = sentence(Problem("liste.csv", "structures", 7, "lon", kind, "x", Outcome.SET_ASIDE))
    assert said.startswith("Fichier liste.csv, ligne 7, colonne lon : ")
    assert "{" not in said
    assert "x" in said


def test_a_part_of_the_network_has_a_rank_not_a_line() -> None:
    part = Problem("routes.shp", "roads", 2, "", "network_parts", "130 ; 24.4 km", Outcome.INFORMATION)

    assert sentence(part) == (
        "Fichier routes.shp : réseau en plusieurs parties avant tout scénario : "
        "partie n° 2, 130 carrefours, 24,4 km de routes."
    )


def test_an_unknown_kind_still_gives_a_sentence() -> None:
    assert sentence(Problem("", "", 0, "", "autre", "", Outcome.INFORMATION)) == "Point à vérifier."


@pytest.mark.parametrize(
    ("kind", "row", "value", "words"),
    [
        ("part_population", 2, "8145", "partie n° 2, 8 145"),
        ("short_margin", 0, "west 0.0 km ; north 12.5 km", "0,0 km côté ouest, 12,5 km côté nord"),
        ("old_extract", 0, "2013-05-28", "28/05/2013"),
    ],
)
def test_facts_of_roads_are_said_in_french(kind: str, row: int, value: str, words: str) -> None:
    said = sentence(Problem("", "roads", row, "", kind, value, Outcome.INFORMATION))
    assert words in said.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("clipped_commune", "17449 (1%)", "17449 (1\u202f%)"),
        (
            "repaired_geometry",
            "0,02\u202f% ; 393315.4 6548020.12",
            "croisement en 393\u202f315 ; 6\u202f548\u202f020",
        ),
        ("repaired_geometry", "0,02\u202f% ; -0.963123 45.94", "croisement en −0,96312 ; 45,94000"),
        ("level_not_depth", "4.681", "niveau de la mer (4,681 m)"),
        ("bad_capacity", "n.c.", "Valeur lue : n.c. "),
    ],
)
def test_numbers_read_in_a_file_are_said_the_french_way(kind: str, value: str, said: str) -> None:
    assert said in sentence(Problem("f.shp", "hazard", 3, "", kind, value, Outcome.SET_ASIDE))
