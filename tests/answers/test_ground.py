"""The ground of zones under a study, on the town drawn on paper."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
import shapely

import toy
from cpts_geo.answers.ground import CELL_M, Fate, Ground, judge_ground
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.scenario import Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_study

HOSPITAL = np.array([toy.number("D3")])


def judged(
    zone: shapely.Polygon, *, water: shapely.Polygon | None = None, roads: tuple[str, ...] = ()
) -> Ground:
    layers = {"eau": toy.zones("flood", water, low=1, high=2)} if water else {}
    hazards = [Closure(roads=roads)] if roads else []
    spec = StudySpec(
        scenario=Scenario("crue", (*hazards, *(Flood(name) for name in layers))), snap_limit_m=600
    )
    return judge_ground(run_study(spec, inputs=toy.inputs(**layers)), toy.zones("planning", zone), HOSPITAL)


def only(found: Ground) -> Fate:
    (fate,) = found.ground["fate"].unique()
    return Fate(fate)


def test_the_left_bank_is_isolated_when_its_bridge_is() -> None:
    found = judged(toy.around("A2"), roads=("D14",))

    assert only(found) is Fate.ISOLATED
    area, people = found.shares()[Fate.ISOLATED]
    assert area == pytest.approx(toy.around("A2").area)
    assert people == 100
    assert set(found.ground["road"]) == {""}


def test_dry_ground_is_told_the_road_that_keeps_serving_it() -> None:
    found = judged(toy.around("B3"))

    assert only(found) is Fate.DRY
    assert set(found.ground["road"]) == {"D14"}
    assert found.ground["door_on_zone"].all()


def test_wet_ground_beside_a_dry_road_is_not_isolated() -> None:
    beside = shapely.box(
        *(toy.at("B3").x + 200, toy.at("B3").y + 200), toy.at("B3").x + 260, toy.at("B3").y + 260
    )
    found = judged(beside, water=beside)

    assert only(found) is Fate.WET_BUT_SERVED
    assert not found.ground["door_on_zone"].any()


def test_ground_without_a_road_is_not_judged() -> None:
    found = judged(shapely.transform(toy.around("A1"), lambda xy: xy - (5000, 0)))

    assert only(found) is Fate.FAR
    assert not found.ground["in_commune"].any()


def test_what_was_cut_before_is_not_blamed_on_the_water() -> None:
    inputs = toy.inputs()
    edges = inputs.network.edges[inputs.network.edges["ref"] != "D14"]
    apart = dataclasses.replace(inputs, network=dataclasses.replace(inputs.network, edges=edges))
    found = judge_ground(
        run_study(StudySpec(), inputs=apart), toy.zones("planning", toy.around("A2")), HOSPITAL
    )

    assert only(found) is Fate.NEVER


def test_squares_share_out_the_whole_area_even_of_a_sliver() -> None:
    sliver = shapely.box(toy.at("A1").x, toy.at("A1").y, toy.at("A1").x + 1, toy.at("A1").y + 400)
    zones = toy.zones("planning", sliver, toy.around("B2", 3 * CELL_M))
    found = judge_ground(run_study(StudySpec(), inputs=toy.inputs()), zones, HOSPITAL)

    by_zone = pd.Series(found.ground.groupby("zone")["area_m2"].sum().to_numpy())
    assert by_zone.tolist() == pytest.approx(zones.area.tolist())
