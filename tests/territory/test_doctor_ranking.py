"""The list of the doctor: its order, what is told once, what a person ticked, what imports said."""

import random
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import toy
from ailing import case
from cpts_geo.model.changes import Conflict, Signed
from cpts_geo.model.findings import Finding, Severity
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.doctor import check_folder, examine, grouped, imports, ranked
from cpts_geo.territory.doctor.facts import LONGEST, cut
from cpts_geo.territory.doctor.severity import SEVERITY
from paths import DEMO

FINDINGS = st.builds(
    lambda kind, key, value: Finding(kind, SEVERITY[kind], "structures", key, key, value),
    st.sampled_from(sorted(SEVERITY)),
    st.sampled_from("ABC"),
    st.sampled_from(["", "1 m", "2 m"]),
)


def aside(row: int, **facts: object) -> Problem:
    told = Problem("liste.csv", "structures", row, "lon", "missing_coordinates", "", Outcome.SET_ASIDE)
    return replace(told, **facts)  # type: ignore[arg-type]


@given(st.lists(FINDINGS), st.randoms())
def test_the_order_depends_on_the_findings_only(findings: list[Finding], chance: random.Random) -> None:
    shuffled = chance.sample(findings, len(findings))

    assert ranked(shuffled) == ranked(findings)


@given(st.lists(FINDINGS))
def test_gravest_first_and_each_once(findings: list[Finding]) -> None:
    order = list(Severity)
    ranks = [order.index(f.severity) for f in ranked(findings)]

    assert ranks == sorted(ranks)
    assert Counter(f.key for f in ranked(findings)) == Counter({f.key for f in findings})


@given(st.lists(FINDINGS), st.sets(st.sampled_from("ABC")))
def test_what_is_ticked_comes_last_and_still_counts(findings: list[Finding], seen: set[str]) -> None:
    ticked = {f.key for f in findings if f.feature_id in seen}
    flags = [f.ticked for f in ranked(findings, ticked)]

    assert flags == sorted(flags)
    assert len(flags) == len(ranked(findings))


@given(st.lists(FINDINGS))
def test_lines_group_alike_findings_and_lose_none(findings: list[Finding]) -> None:
    listed = ranked(findings)

    assert [f for group in grouped(listed) for f in group] == list(listed)
    assert all(len({f.kind for f in group}) == 1 for group in grouped(listed))


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_value_keeps_all_its_parts_in_sixty_characters(parts: list[str]) -> None:
    assert len(cut(*parts)) <= LONGEST
    assert cut("A" * 80, "B" * 10).endswith(" ; " + "B" * 10)


def test_a_row_set_aside_is_to_look_at_and_a_repaired_one_is_information() -> None:
    told = (aside(2), aside(3, outcome=Outcome.FIXED, kind="unit_dropped"))
    findings = imports.check(told, toy.inputs().territory.communes)

    assert [(f.severity, f.row, f.outcome) for f in findings] == [
        (Severity.LOOK, 2, Outcome.SET_ASIDE),
        (Severity.INFORMATION, 3, Outcome.FIXED),
    ]


def test_what_an_import_said_of_a_commune_gets_its_name_and_place() -> None:
    told = Problem("c.shp", "communes", 0, "", "clipped_commune", "99001 (7%)", Outcome.INFORMATION)
    finding = imports.check((told,), toy.inputs().territory.communes)[0]

    assert (finding.name, finding.severity) == ("Rive-Gauche", Severity.LOOK)
    assert finding.lonlat


def test_what_the_layers_show_is_not_said_twice() -> None:
    told = (aside(0, kind="network_parts", value="8 ; 10 km"), aside(2))

    assert [f.kind for f in imports.check(told, toy.inputs().territory.communes)] == ["missing_coordinates"]


def test_a_correction_that_an_import_contradicts_is_told_with_both_values() -> None:
    said = Conflict("structures", "E1", "capacity", 72.0, 60.0, 58.0)
    gone = Conflict("structures", "X9", "")
    findings = imports.conflicts(case(conflicts=(said, gone)).territory)

    assert [(f.kind, f.name, f.value) for f in findings] == [
        ("local_conflict", "EHPAD des Saules", "capacity ; 72.0 ; 60.0"),
        ("local_orphan", "X9", ""),
    ]


def test_two_columns_of_one_row_are_two_findings() -> None:
    told = (aside(2, kind="bad_capacity", value="x"), aside(2, kind="bad_capacity", value="x", column="lits"))
    patient = case(problems=told)

    assert sum(f.kind == "bad_capacity" for f in examine(patient)) == 2


def test_the_demonstration_has_what_it_was_given_and_nothing_else() -> None:
    kinds = Counter(f.kind for f in check_folder(DEMO, today="2030-01-01"))

    assert kinds == {
        "site_in_flood": 7,
        "structure_in_flood": 18,
        "network_cut_at_border": 1,
    }


@pytest.fixture
def demo_copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMO, tmp_path / "demo", ignore=shutil.ignore_patterns("basemap")))


def test_a_tick_in_the_workspace_sends_the_finding_to_the_end(demo_copy: Path) -> None:
    first = check_folder(demo_copy)[0]
    with open_workspace(demo_copy, write=True) as workspace:
        workspace.tick(first.key, Signed("Coordination", "2026-11-26T09:00:00+01:00"))
    again = check_folder(demo_copy)

    assert again[-1] == replace(first, ticked=True)
    assert len(again) == 26
