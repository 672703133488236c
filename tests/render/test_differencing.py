"""EXP-08: whoever puts all the figures of a package together works out no count of one to ten people."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

import exported
from cpts_geo import Flood, Scenario, StudySpec, run_study
from cpts_geo.model.errors import ExportError
from cpts_geo.render import csv_tables, geojson, sheets
from cpts_geo.render.differencing import LOST, Published, deduced
from cpts_geo.render.hidden_figures import Hidden, decide
from cpts_geo.render.public_figures import masked, public_figures, published
from cpts_geo.render.secrecy import hidden_groups, hide_nested, small
from cpts_geo.render.sheet_commune import commune_facts
from cpts_geo.render.sheet_places import category_label
from cpts_geo.render.small_count_gate import check_small_counts
from cpts_geo.study import Inputs, Study
from cpts_geo.wording.errors import explain
from cpts_geo.wording.sheet_tables import HIDDEN, NONE
from paths import DEMO

VILLAGES = [
    (1, 8),
    (0, 30),
    (2, 30),
    (3, 30),
]  # seed and most people at a junction; all leak when unprotected
NOTHING = pd.DataFrame(columns=["category"])


@cache
def village(seed: int, most: int) -> Study:
    """The toy town with few people at each junction, drawn from a seed, in two communes that interlock."""
    random = np.random.default_rng(seed)
    made = exported.inputs()
    people = random.integers(0, most, len(made.territory.demand))
    demand = made.territory.demand.assign(
        population=people,
        pop_75p=np.minimum(people, random.integers(0, most, len(people))).astype(float),
        code_insee=random.choice(["99001", "99002"], len(people)),
    )
    living = demand.groupby("code_insee")["population"].sum().astype(float)
    communes = made.territory.communes.assign(population=living)
    inputs = Inputs(replace(made.territory, demand=demand, communes=communes), made.network)
    return run_study(StudySpec(scenario=Scenario("crue", (Flood("eau"),))), inputs=inputs)


@cache
def demo(layer: str) -> Study:
    return run_study(StudySpec(folder=str(DEMO), scenario=Scenario("crue", (Flood(layer),))))


def only_small(study: Study) -> Hidden:
    """What a naive masking hides: the cells of one to ten people, and nothing else."""
    comparison, hidden = study.outcomes.comparison, decide(study)
    lost = [f"newly_isolated_{reading}" for reading in LOST]
    cells = comparison.communes.set_index(["category", "code_insee"])[lost]
    pockets = [small(pocket.population) for pocket in study.outcomes.pockets]
    return replace(
        hidden,
        communes=pd.Series(small(cells).any(axis=1), index=cells.index),
        coverage=comparison.coverage.apply(small),
        pockets=pd.Series(pockets, dtype=bool),
        structures=hidden.structures & False,
    )


def attack(study: Study, hidden: Hidden) -> set[str]:
    return {leak.table for leak in deduced(published(study, masked(study, hidden)))}


@pytest.mark.parametrize("layer", ["crue_04fai", "crue_01for"])
def test_the_figures_of_the_demonstration_withstand_the_attack(layer: str) -> None:
    assert deduced(published(demo(layer), public_figures(demo(layer)))) == []


def test_the_attack_breaks_the_demonstration_when_secondary_masking_is_off() -> None:
    assert attack(demo("crue_04fai"), only_small(demo("crue_04fai"))) >= {"communes", "couverture", "poches"}


@pytest.mark.parametrize(("seed", "most"), VILLAGES)
def test_villages_of_few_people_withstand_it_too(seed: int, most: int) -> None:
    study = village(seed, most)
    assert deduced(published(study, public_figures(study))) == []


def test_villages_are_broken_when_secondary_masking_is_off() -> None:
    assert all(attack(village(*drawn), only_small(village(*drawn))) for drawn in VILLAGES)


def test_nothing_of_one_to_ten_people_is_shown_and_zero_is() -> None:
    figures = public_figures(demo("crue_01for"))
    shown = [figures.communes["newly_isolated"], figures.structures["people_scenario"]]
    assert not any(small(counts.dropna().astype(float)).any() for counts in shown)
    assert (figures.communes["newly_isolated"] == 0).any()


def test_printed_sheets_hide_the_same_rows_as_the_files() -> None:
    study = village(1, 8)
    figures = public_figures(study)
    hidden = figures.communes[figures.communes["moins_de_11"]]
    assert len(hidden)
    for code, rows in hidden.groupby("code_insee"):
        (page,) = commune_facts(study, str(code))["pages"]
        printed = {row["cells"][0]: row["cells"][-1] for row in page["access"]["rows"]}
        assert {printed[category_label(name)] for name in rows["category"]} <= {HIDDEN, NONE}
    totals = {row["cells"][0]: row["cells"][2] for row in sheets.figures(study)["rows"]}
    gone = figures.categories.index[figures.categories["newly_isolated_median"].isna()]
    assert {totals[category_label(name)].split(" ")[0] for name in gone} <= {HIDDEN, NONE}


def paper(communes: list[float], total: float) -> Published:
    """Three communes that lose their hospital, in the same way in every reading; the hidden ones are NaN."""
    codes = ["1", "2", "3"]
    lost = {f"newly_isolated_{reading}": communes for reading in LOST}
    rows = pd.DataFrame({"category": "hopital", "code_insee": codes, "population": 900.0, **lost})
    figures = {f"newly_isolated_{reading}": total for reading in LOST}
    longer = {f"longer_{reading}": 0 for reading in LOST}
    summary = {"category": "hopital", "places": 1, "unreachable_reference": 0, **figures, **longer}
    pocket = {"pocket": [1], "population": [total], "missing": ["hopital"], "communes": ["1, 2, 3"]}
    tables = {"synthese": pd.DataFrame([summary]), "communes": rows, "poches": pd.DataFrame(pocket)}
    empty = dict.fromkeys(("couverture", "ages", "structures"), NOTHING)
    return Published(tables | empty, 2000.0, "median", dict.fromkeys(LOST, 0))


def test_the_attack_on_paper() -> None:
    nan = float("nan")
    (leak, *_) = deduced(paper([nan, 40, 30], 75))  # 75 - 40 - 30
    assert (leak.table, leak.row, leak.low, leak.high) == ("communes", "hopital 1", 5, 5)
    assert deduced(paper([nan, 40, nan], 75)) == []  # from 0 to 35


def test_nested_counts_keep_neighbours_equal_or_eleven_apart() -> None:
    assert hide_nested([500, 505, 516, 516], 700) == [False, True, False, False]
    assert hide_nested([690, 695], 700) == [True, True]
    assert hide_nested([0, 4], 4) == [True, True]


def test_the_difference_between_two_readings_is_a_secret_of_its_own() -> None:
    lost_more = np.array([[100, 5, 0, 400], [50, 20, 0, 400], [60, 30, 0, 400]], dtype=float)
    hidden, with_them = hidden_groups(lost_more, (), first=1)
    assert list(hidden) == [True, True, False]
    assert with_them == set()


def test_tables_that_give_a_count_away_are_not_written_and_the_message_names_the_row() -> None:
    study = village(0, 30)
    content = {f"tableaux/{name}": data for name, data in csv_tables.write_files(study).items()}
    content |= {"geojson/metadata.json": geojson.write_files(study)["metadata.json"]}
    check_small_counts(content)
    spoiled = content["tableaux/synthese.csv"].decode("utf-8-sig").splitlines(keepends=True)
    cells = spoiled[1].split(";")
    cells[spoiled[0].split(";").index("unreachable_reference")] = "7"
    content["tableaux/synthese.csv"] = "".join([spoiled[0], ";".join(cells), *spoiled[2:]]).encode()
    with pytest.raises(ExportError) as error:
        check_small_counts(content)
    assert error.value.kind in {"small_count_deduced", "counts_disagree"}
    assert "tableaux/" in explain(error.value)
