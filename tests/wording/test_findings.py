"""Every finding as a French line that says how grave, where and what can be done."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

import cpts_geo
from ailing import case, found, structures
from cpts_geo.model.findings import Finding, Severity
from cpts_geo.model.problems import Outcome
from cpts_geo.territory.doctor import examine, grouped
from cpts_geo.territory.doctor.severity import SEVERITY as RANKS
from cpts_geo.wording import problems
from cpts_geo.wording.finding_words import REPAIRS, WORDS
from cpts_geo.wording.findings import SEVERITY, counted, line, listed, place, what

DOCTOR = Path(cpts_geo.__file__).parent / "territory" / "doctor"
CODE = "\n".join(p.read_text("utf-8") for p in sorted(DOCTOR.glob("*.py")) if p.name != "severity.py")
NUMBERS = "850 ; 12.3 km ; 4"


def some(kind: str, name: str = "Pharmacie X", value: str = NUMBERS) -> Finding:
    severity = RANKS.get(kind, Severity.LOOK)
    return Finding(kind, severity, "structures", "P1", name, value, (-0.9583, 45.9409))


def test_every_kind_has_a_rank_and_words() -> None:
    imported = set(RANKS) - set(WORDS)

    assert set(WORDS) <= set(RANKS)
    assert imported <= set(problems.SENTENCES)


def test_every_kind_is_made_by_some_check() -> None:
    written = set(re.findall(r'"([a-z0-9_]+)"', CODE))
    ends = re.findall(r'f"\{[^"]*\}_([a-z_]+)"', CODE)
    composed = {f"{place}_{end}" for place in ("structure", "site") for end in ends}

    assert set(WORDS) - written - composed - {f"no_{layer}" for layer in written} == set()


def test_every_repair_has_words() -> None:
    made = set(re.findall(r'(?:Repair|_removals)\([^()]*?"([a-z_]+)"', CODE))

    assert made == set(REPAIRS)


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_a_line_leaves_no_hole_and_says_what_to_do(kind: str) -> None:
    said = line([some(kind)])

    assert "{" not in said
    assert said.startswith(SEVERITY[RANKS[kind]] + " : ")
    assert "À faire : " in said
    assert said.endswith(".")


@pytest.mark.parametrize("kind", sorted(kind for kind, words in WORDS.items() if words.many))
def test_many_findings_make_one_line_with_their_number_and_names(kind: str) -> None:
    said = line([some(kind, name=f"Lieu {n}") for n in range(9)])

    assert "9 " in said
    assert "et 3 autres" in said
    assert "{" not in said


def test_a_kind_that_can_repeat_has_words_for_many() -> None:
    whole_folder = {k for k, w in WORDS.items() if not w.many}

    assert all(k.startswith(("no_", "demand_")) or k in SINGLE for k in whole_folder)


SINGLE = {
    "structures_outside",
    "beyond_network",
    "mixed_projections",
    "crs_not_legal",
    "city_and_districts",
    "imputed_share",
    "network_islets",
    "network_cut_at_border",
    "one_road_class",
    "speeds_by_class",
    "altitude_unknown",
}


def test_a_line_reads_as_a_nurse_would_say_it() -> None:
    finding = found(case(structures=structures(code_insee=("P1", "99002"))), "in_another_commune")[0]

    assert line([finding]).replace("\u202f", " ") == (
        "À regarder : Pharmacie de l'Île : commune déclarée Rive-Droite, mais le point est dans Rive-Gauche, "
        "à 1,5 km d’elle. Où : 45,50675 N, 0,84340 O. À faire : gardez la commune du point, ou remettez le "
        "point dans la commune déclarée. Corrections possibles : garder le point et prendre la commune où il "
        "est ; mettre le point au milieu de la commune déclarée, signalé comme approché."
    )


def test_the_count_says_the_three_ranks() -> None:
    findings = [some("no_network"), some("far_from_road"), some("far_from_road"), some("no_sites")]

    assert counted(findings) == "1 bloquant, 2 à regarder, 1 information."
    assert counted([]) == "Aucun problème trouvé."


def test_alike_findings_count_once_and_their_number_is_said() -> None:
    many = [some("far_from_road", name=str(n)) for n in range(5)]

    assert counted([some("no_network"), *many]) == "1 bloquant, 1 à regarder, 0 information (6 constats)."
    assert listed([some("no_network"), *many]) == "1 bloquant, 5 à regarder, 0 information."


def test_what_was_ticked_is_counted_and_said() -> None:
    seen = replace(some("far_from_road"), ticked=True)

    assert counted([seen]) == "0 bloquant, 1 à regarder, 0 information (dont 1 déjà vu)."
    assert line([seen]).startswith("À regarder (vu) : ")


def test_rows_of_a_file_are_told_together_with_their_lines() -> None:
    row = Finding("missing_coordinates", Severity.LOOK, "structures", file="f.csv", outcome=Outcome.SET_ASIDE)
    rows = [replace(row, row=n) for n in range(2, 10)]

    assert what(rows) == (
        "8 fois, f.csv : coordonnées absentes : structure ou lieu à localiser : lignes 2, 3, 4, 5, 6, 7 "
        "et 2 autres. Mis de côté : à corriger puis à réimporter."
    )


def test_a_name_that_looks_like_a_hole_stays_as_it_is() -> None:
    assert "Pharmacie {a}" in line([some("far_from_road", name="Pharmacie {a}")])


def test_a_place_is_north_and_west() -> None:
    assert place(some("far_from_road")) == "45,94090 N, 0,95830 O"
    assert place(Finding("no_sites", Severity.INFORMATION, "sites")) == ""


def test_every_line_of_a_town_is_french() -> None:
    lines = [line(group) for group in grouped(examine(case()))]

    assert lines
    assert not [said for said in lines if re.search(r"\d\.\d|nan|None|inf\b", said)]
