"""Sketches of halls and drives: everything inside, nothing over another, people going forward only."""

from itertools import combinations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.access.drive_layout import DriveAsk, boxes_per_lane, drive_plan, lanes_that_fit, overflow
from cpts_geo.access.site_layout import HallAsk, hall_plan, most_posts, needed_surface
from cpts_geo.model.site_plan import SitePlan

halls = st.builds(HallAsk, st.floats(40, 5000), st.integers(1, 24), st.integers(0, 90), st.integers(0, 90))
drives = st.builds(DriveAsk, st.floats(100, 12_000), st.integers(1, 12), st.integers(0, 120))


def boxes(plan: SitePlan) -> list[shapely.Geometry]:
    return [shapely.box(z.x, z.y, z.x + z.width, z.y + z.depth) for z in plan.zones]


def ways(lines: tuple[tuple[tuple[float, float], ...], ...]) -> shapely.Geometry:
    return shapely.multilinestrings([shapely.linestrings(line) for line in lines])


def check(plan: SitePlan) -> None:
    found = boxes(plan)
    outline = shapely.box(-1e-6, -1e-6, plan.width_m + 1e-6, plan.depth_m + 1e-6)
    assert all(outline.contains(box) for box in found)
    assert all(shapely.area(shapely.intersection(a, b)) < 1e-6 for a, b in combinations(found, 2))
    acts = shapely.union_all(
        [box for box, zone in zip(found, plan.zones, strict=True) if zone.role in ("post", "tent")]
    )
    meet = shapely.intersection(ways(plan.incoming), ways(plan.outgoing))
    assert acts.buffer(1e-6).contains(meet)


@given(halls)
def test_posts_stay_inside_never_overlap_and_ways_in_and_out_meet_in_posts_only(ask: HallAsk) -> None:
    plan = hall_plan(ask)
    if plan is None:
        assert most_posts(ask) < ask.posts
        return
    check(plan)
    assert plan.width_m * plan.depth_m == pytest.approx(ask.surface_m2)
    assert len(plan.of("post")) == most_posts(ask) == ask.posts
    assert plan.corridor_m >= 1.4
    assert plan.of("waiting")[0].area_m2 >= 1.5 * ask.waiting - 1e-6
    assert plan.of("observation")[0].area_m2 >= 2 * ask.observation - 1e-6


@given(halls)
def test_no_other_room_is_crossed_by_those_who_have_finished(ask: HallAsk) -> None:
    plan = hall_plan(ask)
    if plan is None:
        return
    shut = [shapely.box(z.x, z.y, z.x + z.width, z.y + z.depth) for z in plan.of("waiting")]
    shut += [shapely.box(z.x, z.y, z.x + z.width, z.y + z.depth) for z in plan.of("reception")]
    assert not any(shapely.intersects(ways(plan.outgoing), room) for room in shut)


def test_two_posts_stand_side_by_side_in_a_hall_of_160_square_metres() -> None:
    # 15.49 x 10.33 m, 3 m of staff rooms: one row of two posts, corridors of (7.33 - 3) / 2 = 2.16 m.
    plan = hall_plan(HallAsk(160, 2, 5, 5))
    assert plan is not None
    one, two = plan.of("post")
    assert two.x - one.x == pytest.approx(3)
    assert two.y == one.y
    assert one.y == pytest.approx(3 + 2.164, abs=0.001)


def test_a_hall_that_is_too_small_says_what_it_holds_and_what_is_needed() -> None:
    ask = HallAsk(200, 12, 30, 30)
    assert hall_plan(ask) is None
    assert 0 < most_posts(ask) < 12
    needed = needed_surface(ask)
    assert hall_plan(HallAsk(needed, 12, 30, 30)) is not None
    assert hall_plan(HallAsk(needed - 1, 12, 30, 30)) is None


@given(drives)
def test_cars_stay_inside_and_those_left_out_are_counted(ask: DriveAsk) -> None:
    plan = drive_plan(ask)
    held = 0 if plan is None else len(plan.of("car"))
    if plan is not None:
        check(plan)
        assert len(plan.of("tent")) == lanes_that_fit(ask)
    assert held + overflow(ask) == ask.cars


def test_a_car_park_of_1800_square_metres_holds_ten_of_twelve_cars() -> None:
    # 52 m long: 7 boxes of 7 m, two of which are the tent and the way out: five cars wait in each lane.
    ask = DriveAsk(1800, 2, 12)
    assert (boxes_per_lane(ask), lanes_that_fit(ask), overflow(ask)) == (5, 2, 2)
