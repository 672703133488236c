"""The local index of a study: supply conserved, loss of capacity, order of the layer, name."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import cpts_geo
import toy
from cpts_geo.answers.competition import LocalIndex, local_index
from cpts_geo.answers.states import STATES
from cpts_geo.hazards import Closure, Flood
from cpts_geo.hazards.supply import Supply
from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, read_inputs, run_study
from paths import DEMO

TOWN = toy.inputs()
BRIDGE = Scenario("pont", (Closure(roads=("D14",)),))


def study_of(scenario: Scenario, inputs: Inputs = TOWN) -> Study:
    return run_study(StudySpec(scenario=scenario), inputs=inputs)


def conserved(found: LocalIndex, people: pd.Series) -> None:
    for state in STATES:
        assert people @ found.homes[state] == pytest.approx(found.totals[state]["used"])


def test_the_bridge_gives_each_bank_its_own_pharmacy() -> None:
    found = local_index(study_of(BRIDGE), Category.PHARMACIE)

    # 2 pharmacies for 1,600 people, everything within 10 minutes; cut in two, one for each 800.
    assert found.homes["reference"].to_numpy() == pytest.approx(2 / 1600)
    assert found.homes["median"].to_numpy() == pytest.approx(1 / 800)
    assert (found.unit, found.known, found.structures) == ("", 0, 2)


def test_the_bank_without_hospital_has_nothing_left_and_says_how_many() -> None:
    found = local_index(study_of(BRIDGE), Category.HOPITAL)

    assert found.communes["median"].tolist() == pytest.approx([0, 1 / 800])
    assert found.totals["median"]["without"] == found.totals["median"]["halved"] == 800
    conserved(found, TOWN.territory.demand["population"])


def test_capacity_counts_only_when_every_structure_gives_it() -> None:
    homes = TOWN.territory.structures.assign(capacity_unit="places")
    whole = local_index(study_of(BRIDGE, with_structures(homes)), Category.EHPAD)
    partly = homes.assign(capacity=homes["capacity"].mask(homes.index == "E1"))

    assert (whole.unit, whole.totals["reference"]["used"]) == ("places", 140)
    found = local_index(study_of(BRIDGE, with_structures(partly)), Category.EHPAD)
    assert (found.unit, found.known, found.totals["reference"]["used"]) == ("", 1, 2)


def with_structures(structures: gpd.GeoDataFrame) -> Inputs:
    return replace(TOWN, territory=replace(TOWN.territory, structures=structures))


def test_half_the_staff_halves_the_supply_under_the_scenario_only() -> None:
    half = pd.Series({"P1": 0.5, "P2": 0.5, "nobody": 0.1})
    found = local_index(study_of(BRIDGE), Category.PHARMACIE, capacity_share=half)

    assert found.homes["reference"].to_numpy() == pytest.approx(2 / 1600)
    assert found.homes["median"].to_numpy() == pytest.approx(1 / 1600)


def test_a_loss_of_staff_in_the_scenario_counts_too() -> None:
    strike = Scenario("greve", (Supply(categories=("pharmacie",), capacity=0.25),))
    found = local_index(study_of(strike), Category.PHARMACIE)

    assert found.totals.T["used"].tolist() == [2, 0.5, 0.5, 0.5]


def test_a_flooded_pharmacy_offers_nothing() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("A3", 50), low=1, high=2))
    found = local_index(study_of(Scenario("crue", (Flood("eau"),)), inputs), Category.PHARMACIE)

    assert found.totals.T["supply"].tolist() == [2, 1, 1, 1]


def test_the_order_of_the_structures_changes_no_bit() -> None:
    turned = with_structures(TOWN.territory.structures.iloc[::-1])

    one, other = (local_index(study_of(BRIDGE, i), Category.EHPAD).homes for i in (TOWN, turned))

    assert one.equals(other)


def test_no_place_at_all_is_an_index_of_zero_and_no_supply() -> None:
    found = local_index(study_of(BRIDGE), Category.DIALYSE)

    assert (found.homes == 0).all(axis=None)
    assert found.totals["reference"]["supply"] == 0


@pytest.mark.parametrize("category", [Category.MEDECIN, Category.PHARMACIE, Category.HOPITAL])
@pytest.mark.parametrize("selective", [False, True])
def test_the_demonstration_conserves_its_supply(category: Category, *, selective: bool) -> None:
    inputs = read_inputs(DEMO)
    study = study_of(Scenario("crue", (Flood("crue_04fai"),)), inputs)

    conserved(local_index(study, category, selective=selective), inputs.territory.demand["population"])


def test_ours_never_bears_the_name_of_the_national_indicator() -> None:
    for path in Path(cpts_geo.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"\bAPL\b", node.value), path


def test_communes_are_means_over_their_people() -> None:
    found = local_index(study_of(BRIDGE), Category.HOPITAL)
    people = TOWN.territory.demand["population"]

    total = found.communes["population"] @ found.communes["median"]
    assert total == pytest.approx(people @ found.homes["median"])
    assert np.isfinite(found.totals["median"]["index"])
