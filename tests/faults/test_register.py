"""Where each visible fault of RELIABILITY 6 is tested, or measured when only a long run shows it."""

import ast
import re
from functools import cache

import pytest

from paths import ROOT

TESTS = ROOT / "tests"
CATALOGUE = ROOT.parent / "shared" / "RELIABILITY.md"
GROUPS = ("COM", "STR", "SIT", "OSM", "HAZ", "NET", "RES", "EXP")
# Of SEC, what concerns reading a file; the maps, the server and the supply chain are tested with the pages.
SEC_READING = (9, *range(11, 24), 25, 27, 28, 29, 35)
# Of SCN, scenarios that are kept, reopened and compared, and what routing alone decides.
SCN_SOME = (2, 3, 6, 10, 11, 13, 18)

COM, STR, SIT, OSM, HAZ, NET, RES, SEC = (
    f"faults/test_{group}.py" for group in ("com", "str", "sit", "osm", "haz", "net", "res", "sec")
)
LOCAL, STORE, PAGE, REAL = (
    "territory/test_local.py",
    "store/test_workspace.py",
    "ui/test_data_import.py",
    "ui/test_real_server.py",
)
LIBRARY = "territory/test_scenarios.py"
KEPT = "ui/test_scenarios_kept.py"
BAD_ROW = f"{STR}::test_a_bad_row_is_put_right_or_aside_and_said"
BAD_FILE = f"{STR}::test_a_bad_file_is_refused_with_its_place_and_changes_nothing"
BAD_ZONE = f"{HAZ}::test_one_bad_feature_among_forty_is_set_aside_with_its_number"
TRAPPED = f"{SEC}::test_a_trapped_file_is_refused_in_french_and_leaves_nothing"

# Tests named after their fault, ``test_com_01_…``, need no line here: these are the others.
ELSEWHERE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("STR-01", "STR-02", "STR-04", "STR-16", "STR-19"), (BAD_ROW,)),
    "STR-03": (BAD_ROW, f"{PAGE}::test_swapped_axes_are_fixed_only_after_a_tick"),
    "STR-10": (BAD_ROW,),
    **dict.fromkeys(("STR-07", "STR-20", "STR-22", "STR-24", "STR-30"), (BAD_FILE,)),
    "STR-27": (
        "territory/test_merging.py::test_thirty_edits_survive_a_newer_list",
        "real/test_local_edits.py::test_thirty_edits_of_real_homes_survive_a_newer_file",
    ),
    "STR-29": ("render/test_csv.py::test_a_formula_in_a_name_is_inert_in_csv_and_in_xlsx",),
    "SIT-01": (f"{LOCAL}::test_a_site_far_from_the_communes_needs_a_reason_and_is_told",),
    "SIT-02": (f"{LOCAL}::test_a_site_in_the_flood_is_told_and_the_decision_is_in_the_journal",),
    "SIT-05": (f"{LOCAL}::test_two_tabs_on_the_same_site",),
    "SIT-06": (f"{LOCAL}::test_a_site_deleted_while_a_study_uses_it_is_told_and_the_study_opens",),
    "SIT-08": ("browser/test_inert_texts.py::test_hostile_names_run_nowhere",),
    "SIT-10": (f"{LOCAL}::test_a_site_that_closes_before_it_opens_is_refused_naming_both_fields",),
    "SIT-13": (f"{STORE}::test_a_delete_is_undone_after_closing_and_the_journal_has_both_lines",),
    "OSM-02": (f"{OSM}::test_osm_02_03_what_is_no_extract_is_named",),
    "OSM-03": (f"{OSM}::test_osm_02_03_what_is_no_extract_is_named",),
    "OSM-19": ("render/test_svg_pockets.py::test_roads_of_helpers_only_are_drawn_and_named_in_the_legend",),
    "OSM-17": (
        "render/test_road_cautions.py::test_every_sheet_carries_them",
        "render/test_road_cautions.py::test_every_export_carries_them",
    ),
    **dict.fromkeys(("HAZ-05", "HAZ-08", "HAZ-11", "HAZ-12", "HAZ-27"), (BAD_ZONE,)),
    "HAZ-18": (f"{PAGE}::test_haz_18_a_shapefile_without_prj_is_placed_on_the_communes_by_choice",),
    "HAZ-22": (f"{PAGE}::test_haz_22_the_layer_of_an_archive_is_chosen",),
    "EXP-06": ("territory/test_package_back.py::test_exp_06_the_same_rows_ids_attributes_and_places",),
    "NET-20": (
        "territory/test_init.py::test_net_20_departements_that_fail_are_named_and_totals_said_partial",
    ),
    "RES-15": (
        "ui/test_desk.py::test_res_15_ten_scenarios_at_once_run_two_by_two_in_order_with_positions_shown",
    ),
    "RES-01": (f"{REAL}::test_res_01_a_file_above_the_limit_is_refused_in_french_before_it_is_read",),
    "RES-02": (f"{REAL}::test_res_02_an_upload_that_hides_its_size_is_refused_without_being_kept",),
    "RES-03": (f"{REAL}::test_res_03_two_hundred_uploads_of_a_session_stop_at_its_budget",),
    **{f"SEC-{n:02d}": (TRAPPED,) for n in (9, 11, 12, 15, 16, 17, 18, 19, 20, 25)},
    "SCN-06": (f"{KEPT}::test_scn_06_data_changed_since_is_said_old_figures_stay_and_one_click_recomputes",),
    "SCN-18": (
        f"{LIBRARY}::test_scn_18_a_name_taken_is_refused_with_a_dated_one_and_nothing_is_overwritten",
        f"{KEPT}::test_scn_18_the_same_name_twice_is_offered_with_a_date",
    ),
    "SEC-23": (f"{NET}::test_sec_23_no_address_outside_the_list_is_asked",),
    "SEC-27": (f"{SEC}::test_sec_27_and_28_no_secret_reaches_a_log",),
    "SEC-28": (f"{SEC}::test_sec_27_and_28_no_secret_reaches_a_log",),
    "SEC-35": (f"{STORE}::test_a_number_of_a_person_is_refused_before_storage",),
}
# What only a long run of many people shows, and what the bench that makes it said last.
BENCH = ROOT / "benchmarks" / "sessions.py"
MEASURED: dict[str, str] = {
    "RES-11": "50 sessions, 30 minutes, alone on two cores: 8,847 actions, none cut, p50 0.07 s, p95 0.59 s, "
    "p99 2.4 s, 839 MB",
    "RES-13": "24 hours of clock were not run. In their place, 21,277 actions of 50 sessions in 58 minutes, "
    "machine busy (a first hour at one action each 10 s is 18,000): 839 MB after 11,947 actions, 850 after "
    "18,605, 838 after 21,277; 213 descriptors throughout",
}
# Expected outcomes that were decided otherwise since the catalogue, and how; ARCHITECTURE says why.
DECIDED: dict[str, str] = {
    "HAZ-28": "refused with advice, never decoded in the process of the app; once a person says what the "
    "grid holds, it is decoded in the reading process with its limits: zones of depth, or a relief",
}


@cache
def declared(file: str) -> dict[str, str]:
    """Text by which each test of a file may declare its faults: itself and the tables it walks."""
    source = (TESTS / file).read_text("utf-8")
    body = ast.parse(source).body
    text = {node: ast.get_source_segment(source, node) or "" for node in body}
    tables = {
        name.id: text[node]
        for node in body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for name in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(name, ast.Name)
    }
    out = {}
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            marks = " ".join(ast.get_source_segment(source, mark) or "" for mark in node.decorator_list)
            used = (words for name, words in tables.items() if re.search(rf"\b{name}\b", marks))
            out[node.name] = " ".join((text[node], *used))
    return out


def named_after(fault: str) -> list[str]:
    """Tests of the group's own file whose name starts with the fault."""
    group, number = fault.split("-")
    file = f"faults/test_{group.lower()}.py"
    return [
        f"{file}::{name}" for name in declared(file) if name.startswith(f"test_{group.lower()}_{number}_")
    ]


def visible() -> list[str]:
    """Identifiers of the catalogue that concern this register."""
    found = re.findall(r"^\| ([A-Z]{3})-(\d\d) \|", CATALOGUE.read_text("utf-8"), re.MULTILINE)
    parts = {"SEC": SEC_READING, "SCN": SCN_SOME}
    return [f"{g}-{n}" for g, n in found if g in GROUPS or int(n) in parts.get(g, ())]


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the catalogue of faults is not shipped")
def test_every_visible_fault_has_a_test_or_a_reason() -> None:
    assert [
        fault for fault in visible() if not (named_after(fault) or fault in ELSEWHERE or fault in MEASURED)
    ] == []
    assert {*ELSEWHERE, *MEASURED, *DECIDED} <= set(visible())


@pytest.mark.parametrize("fault", ELSEWHERE)
def test_the_test_of_a_fault_exists_and_declares_it(fault: str) -> None:
    for node in ELSEWHERE[fault]:
        file, name = node.split("::")
        numbers = fault.lower().replace("-", "_")
        assert re.search(rf"{fault}(?!\d)|test_{numbers}_|_{fault[-2:]}_", declared(file)[name]), node


@pytest.mark.parametrize("fault", MEASURED)
def test_the_bench_of_a_fault_exists_and_names_it(fault: str) -> None:
    assert fault in BENCH.read_text("utf-8")
    assert named_after(fault) == []  # no short test pretends


def test_an_outcome_decided_otherwise_has_its_tests() -> None:
    assert [fault for fault in DECIDED if len(named_after(fault)) < 2] == []
