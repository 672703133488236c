"""Nobody enters, everybody may leave."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.hazards import Perimeter
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study, run_study

CAR = VEHICLES[VehicleName.CAR]
X, Y = toy.ORIGIN


def factors(edges: gpd.GeoDataFrame, *shapes: shapely.Geometry, inside: float = 1.0) -> np.ndarray:
    zones = {"cordon": toy.zones("perimeter", *shapes)}
    hazard = Perimeter("cordon", inside=inside)
    return hazard.speed_factor(edges, zones, CAR, Reading.MEDIAN).to_numpy(dtype=float)


def road(*xy: tuple[float, float]) -> gpd.GeoDataFrame:
    edges = toy.network().edges.iloc[:1].copy()
    return edges.set_geometry([shapely.LineString(xy)], crs=toy.CRS)


SQUARE = shapely.box(0, 0, 100, 100)


@pytest.mark.parametrize(
    ("line", "factor"),
    [
        ([(-50, 50), (50, 50)], 0),  # goes in
        ([(50, 50), (150, 50)], 1),  # comes out
        ([(20, 50), (80, 50)], 0.5),  # stays inside
        ([(-50, 50), (150, 50)], 0),  # crosses
        ([(50, 50), (150, 50), (150, 60), (50, 60)], 0),  # comes out and goes in again
        ([(-50, 50), (50, 50), (50, 150)], 0),  # goes in and comes out
        ([(-50, 50), (0, 50)], 0),  # ends on the outline, which is inside
        ([(0, 50), (-50, 50)], 1),  # starts on the outline
        ([(-50, 150), (150, 150)], 1),  # passes by
    ],
)
def test_a_road_is_closed_when_it_enters_even_for_a_moment(
    line: list[tuple[float, float]], factor: float
) -> None:
    assert factors(road(*line), SQUARE, inside=0.5).tolist() == [factor]


def test_a_road_between_two_parts_that_touch_stays_inside() -> None:
    other = shapely.box(100, 0, 200, 100)

    assert factors(road((50, 50), (150, 50)), SQUARE, other).tolist() == [1]


def test_two_perimeters_apart_are_left_then_not_entered() -> None:
    assert factors(road((50, 50), (350, 50)), SQUARE, shapely.box(300, 0, 400, 100)).tolist() == [0]


def study(radius_m: float, centre: str = "C3") -> Study:
    inputs = toy.inputs(cordon=toy.zones("perimeter", toy.around(centre, radius_m)))
    return run_study(StudySpec(scenario=Scenario("attentat", (Perimeter("cordon"),))), inputs=inputs)


def test_those_inside_reach_care_outside_and_those_outside_cannot_come_through() -> None:
    minutes = study(300).outcomes.readings[Reading.MEDIAN].access.minutes["hopital"]

    assert minutes["C3"] == 1  # inside, drives out to D3
    assert minutes["A3"] == np.inf  # its only bridge leads into the perimeter
    assert minutes["C2"] == 2  # goes round by D2


def test_a_place_inside_is_closed_to_everybody() -> None:
    result = study(300, "D3").outcomes.readings[Reading.MEDIAN]

    assert result.structures_hit.loc[["H", "E2"]].tolist() == [True, False]
    assert np.isinf(result.access.minutes["hopital"]).all()


@settings(deadline=None, max_examples=60)
@given(x=st.floats(-500, 3500), y=st.floats(-4500, -500), radius=st.floats(5, 2500))
def test_walking_forward_in_small_steps_gives_the_same_answer(x: float, y: float, radius: float) -> None:
    shape = shapely.Point(X + x, Y + y).buffer(radius)
    edges = toy.network().edges
    steps = shapely.line_interpolate_point(
        edges.geometry.to_numpy()[:, None], np.linspace(0, 1, 401)[None, :], normalized=True
    )
    inside = shapely.covers(shape, steps)
    entered = (inside[:, 1:] & ~inside[:, :-1]).any(axis=1)
    close = shapely.length(shapely.intersection(edges.geometry.to_numpy(), shape)) < 5

    found = factors(edges, shape)

    assert (found[entered & ~close] == 0).all()
    assert (found[~entered & ~close] == 1).all()


def test_a_perimeter_never_helps_anybody() -> None:
    done = study(900)
    before, after = done.outcomes.baseline.minutes, done.outcomes.readings[Reading.MEDIAN].access.minutes
    assert (after.to_numpy() >= before.to_numpy()).all()


def test_a_share_outside_zero_and_one_is_refused() -> None:
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(ScenarioError, match="bad_parameter"):
            Perimeter("cordon", inside=wrong)
