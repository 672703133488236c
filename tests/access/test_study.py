"""The toy town, whose answers fit on paper (see ``toy.py``)."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.access.roads import cut_roads
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.categories import Category
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.layers import POPULATION
from cpts_geo.model.results import Band, Outcomes
from cpts_geo.model.scenario import READINGS, Reading, Scenario
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.routing import medians
from cpts_geo.scene import hazards_for_layers
from cpts_geo.spec import Drawing, StudySpec
from cpts_geo.study import Inputs, run_baseline, run_study

BRIDGE_CLOSED = Scenario("pont", (Closure(roads=("D14",)),))


def outcomes(inputs: Inputs, scenario: Scenario, **fields: object) -> Outcomes:
    spec = dataclasses.replace(StudySpec(scenario=scenario), **fields)  # type: ignore[arg-type]
    return run_study(spec, inputs=inputs).outcomes


def test_closing_the_only_bridge_isolates_the_left_bank_from_the_hospital() -> None:
    row = outcomes(toy.inputs(), BRIDGE_CLOSED).comparison.categories.loc["hopital"]

    assert row["newly_isolated_median"] == 800
    assert row["unreachable_reference"] == 0


def test_minutes_are_counted_in_blocks() -> None:
    minutes = outcomes(toy.inputs(), Scenario("reference")).baseline.minutes["hopital"]

    assert minutes[["D3", "C3", "B3", "A3", "A1"]].tolist() == [0, 1, 2, 3, 5]


def test_the_reference_loses_nothing() -> None:
    result = outcomes(toy.inputs(), Scenario("reference"))

    assert (result.comparison.categories.filter(like="newly_isolated") == 0).all(axis=None)
    assert result.pockets == ()
    assert result.roads_cut.empty


def test_what_was_unreachable_before_is_never_counted_as_lost() -> None:
    inputs = toy.inputs()
    edges = inputs.network.edges
    cut = dataclasses.replace(inputs.network, edges=edges[edges["ref"] != "D14"])
    already_cut = dataclasses.replace(inputs, network=cut)

    result = outcomes(already_cut, Scenario("rive gauche", (Closure(roads=("A1-B1",)),)))

    assert result.facts.components == 2
    assert result.comparison.categories.loc["hopital", "unreachable_reference"] == 800
    assert result.comparison.categories.loc["hopital", "newly_isolated_median"] == 0


def test_a_flooded_hospital_serves_nobody() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("D3", 50), low=1, high=2))

    row = outcomes(inputs, Scenario("crue", (Flood("eau"),))).comparison.categories.loc["hopital"]

    assert row["places_hit"] == 1
    assert row["newly_isolated_median"] == 1600


def test_people_under_water_are_those_whose_own_point_is_wet() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("A1"), toy.around("B2"), low=0, high=1))

    found = outcomes(inputs, Scenario("crue", (Flood("eau"),))).comparison.people_hit

    assert found == Band(0, 200, 200)


def test_a_pocket_says_who_is_in_it_and_what_is_missing() -> None:
    (pocket,) = outcomes(toy.inputs(), BRIDGE_CLOSED).pockets

    assert pocket.population == 800
    assert pocket.services == ("ehpad", "pharmacie")
    assert pocket.missing == ("hopital", "urgences")
    assert pocket.communes == ("99001",)


def test_a_one_way_dead_end_is_not_a_service_nearby() -> None:
    inputs = toy.inputs()
    edges = inputs.network.edges
    leaving_a1 = (edges["u"] == toy.number("A1")) & (edges["v"] == toy.number("A2"))
    one_way = dataclasses.replace(inputs.network, edges=edges[~leaving_a1])

    (pocket,) = outcomes(
        dataclasses.replace(inputs, network=one_way), Scenario("coupure", (Closure(roads=("A1-B1",)),))
    ).pockets

    assert pocket.demand_ids == ("A1",)  # one can drive in from A2, not out
    assert pocket.services == ("ehpad",)
    assert "hopital" in pocket.missing


def test_communes_add_up_to_the_headline() -> None:
    result = outcomes(toy.inputs(), BRIDGE_CLOSED).comparison

    by_commune = result.communes.groupby("category")["newly_isolated"].sum()

    assert by_commune.equals(
        result.categories["newly_isolated_median"].loc[by_commune.index].rename("newly_isolated")
    )


def test_thresholds_are_inclusive() -> None:
    coverage = outcomes(toy.inputs(), BRIDGE_CLOSED, thresholds_min=(1, 2)).comparison.coverage

    assert coverage.loc[("hopital", 1), "reference"] == 400  # D3, C3, D2 and D4
    assert coverage.loc[("hopital", 2), "reference"] == 800  # and D1, C2, C4, B3
    assert coverage.loc[("hopital", 2), "median"] == 700  # B3 is across the bridge


def test_an_open_site_is_measured_before_and_after() -> None:
    result = outcomes(toy.inputs(), BRIDGE_CLOSED, open_sites=("S1",), thresholds_min=(60,)).comparison

    assert result.site_coverage.loc[60].to_dict() == {
        "reference": 1600,
        "optimistic": 800,
        "median": 800,
        "pessimistic": 800,
    }
    assert result.sites.loc["S1", "reachable_share"] == 0.5


def test_no_ticked_site_gives_no_row() -> None:
    assert outcomes(toy.inputs(), BRIDGE_CLOSED).comparison.site_coverage.empty


def test_cut_roads_are_named_and_counted_once_for_both_directions() -> None:
    roads = outcomes(toy.inputs(), BRIDGE_CLOSED).roads_cut

    assert roads.index.tolist() == ["D14"]
    assert roads.loc["D14", "closed_m_median"] == 1000


@pytest.mark.parametrize("directions", [(0,), (1,), (0, 1)])
def test_a_road_closed_in_one_direction_is_as_long_as_in_both(directions: tuple[int, ...]) -> None:
    edges = toy.network().edges
    both = np.flatnonzero(edges["ref"] == "D14")
    factor = pd.Series(1.0, index=edges.index)
    factor.iloc[both[list(directions)]] = 0.0
    state = pd.DataFrame({"factor": factor, "depth_m": np.nan, "cut_by": (factor == 0).astype(int)})

    roads = cut_roads(edges, dict.fromkeys(READINGS, state), Reading.MEDIAN)

    assert roads.loc["D14", "closed_m_median"] == 1000
    assert roads.loc["D14", "edges_median"] == len(directions)


def test_a_drawing_floods_like_a_layer() -> None:
    drawn = gpd.GeoSeries([toy.around("D3", 50)], crs=toy.CRS).to_crs("EPSG:4326")[0]
    drawing = Drawing("dessin", "flood", shapely.to_wkt(drawn, rounding_precision=7))

    result = outcomes(toy.inputs(), Scenario("dessin", (Flood("dessin"),)), drawings=(drawing,))

    assert result.comparison.structures.loc["H", "hit_median"]


def test_a_baseline_done_before_changes_nothing() -> None:
    inputs, spec = toy.inputs(), StudySpec(scenario=BRIDGE_CLOSED)

    once = run_study(spec, inputs=inputs).outcomes.comparison
    again = run_study(spec, inputs=inputs, baseline=run_baseline(spec, inputs)).outcomes.comparison

    pd.testing.assert_frame_equal(once.categories, again.categories)


def test_inputs_are_not_modified() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.river(), low=0, high=1))
    edges, demand = inputs.network.edges.copy(), inputs.territory.demand.copy()

    outcomes(inputs, Scenario("crue", (Flood("eau"),)))

    assert edges.equals(inputs.network.edges)
    assert demand.equals(inputs.territory.demand)


def test_hazards_follow_the_kinds_of_a_layer() -> None:
    mixed = pd.concat([toy.zones("flood", toy.river()), toy.zones("closure", toy.river())])

    assert hazards_for_layers(["mixte"], {"mixte": mixed}) == (Flood("mixte"), Closure("mixte"))


def test_an_unknown_site_is_named() -> None:
    with pytest.raises(ScenarioError, match="unknown_site: S9"):
        outcomes(toy.inputs(), BRIDGE_CLOSED, open_sites=("S9",))


@settings(max_examples=25, deadline=None)
@given(
    x=st.floats(-200, 3200),
    y=st.floats(-4200, -800),
    radius=st.floats(50, 1200),
    growth=st.floats(1, 2),
    deeper=st.floats(0, 2),
)
def test_more_water_never_gives_back_care(
    x: float, y: float, radius: float, growth: float, deeper: float
) -> None:
    centre = shapely.Point(toy.ORIGIN[0] + x, toy.ORIGIN[1] + y)
    frequent = toy.zones("flood", centre.buffer(radius), low=0.0, high=0.5)
    extreme = toy.zones("flood", centre.buffer(radius * growth), low=deeper, high=deeper + 0.5)

    small, large = (
        outcomes(toy.inputs(eau=zones), Scenario("crue", (Flood("eau"),))) for zones in (frequent, extreme)
    )

    lost = [o.comparison.categories.filter(like="newly_isolated") for o in (small, large)]
    assert (lost[1] >= lost[0]).all(axis=None)
    for result in (small, large):
        band = result.comparison.categories
        assert (band["newly_isolated_optimistic"] <= band["newly_isolated_median"]).all()
        assert (band["newly_isolated_median"] <= band["newly_isolated_pessimistic"]).all()
        pessimistic = result.readings[Reading.PESSIMISTIC].access.minutes
        assert (pessimistic >= result.baseline.minutes).all(axis=None)


def test_people_are_conserved_in_every_table() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("C2", 1100), low=0, high=1))
    result = outcomes(inputs, Scenario("crue", (Flood("eau"),)), thresholds_min=(10_000,))
    total = inputs.territory.demand[POPULATION].sum()

    for category, row in result.comparison.categories.iterrows():
        reached = result.comparison.coverage["median"].xs(10_000, level="threshold_min")[str(category)]
        assert reached + row["newly_isolated_median"] + row["unreachable_reference"] == total
    served = result.comparison.structures.groupby(inputs.territory.structures["category"])[
        "people_scenario"
    ].sum()
    assert (
        served["pharmacie"]
        == np.isfinite(result.readings[Reading.MEDIAN].access.minutes["pharmacie"]).sum() * 100
    )


@pytest.mark.parametrize("vehicle", VehicleName)
def test_every_vehicle_answers(vehicle: VehicleName) -> None:
    result = outcomes(toy.inputs(), BRIDGE_CLOSED, vehicle=vehicle, categories=(Category.HOPITAL,))

    assert result.comparison.categories.loc["hopital", "newly_isolated_median"] == 800


def test_trips_to_sites_are_the_same_however_many_are_asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = StudySpec(scenario=Scenario("pont", (Closure(roads=("D14",)),)))
    whole = run_study(spec, inputs=toy.inputs()).outcomes.comparison.sites
    monkeypatch.setattr(medians, "AT_ONCE", 1)

    pd.testing.assert_frame_equal(run_study(spec, inputs=toy.inputs()).outcomes.comparison.sites, whole)
    assert len(whole) > 1
