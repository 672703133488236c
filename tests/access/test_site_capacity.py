"""Capacity of a site and its queue, on figures that fit on a napkin."""

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.access.site_capacity import Queue, Throughput, minutes_until_full, seats

GYM = Throughput(posts=12, minutes_per_act=6, hours=8, occupancy=0.8)
throughputs = st.builds(
    Throughput, st.integers(1, 40), st.floats(0.5, 60), st.floats(0.5, 24), st.floats(0.01, 1)
)


def test_twelve_posts_of_six_minutes_for_eight_hours_at_80_percent_do_768() -> None:
    assert GYM.acts_per_post == 10
    assert GYM.planned_per_day == 768


def test_the_pessimistic_value_is_what_was_done_in_2009_for_what_was_planned() -> None:
    assert Throughput(9, 6, 1, 0.85).planned_per_day == 76
    assert GYM.pessimistic_per_day == 435  # 768 x 51 / 90 = 435.2


def test_no_post_is_counted_as_working_more_than_85_percent_of_the_time() -> None:
    assert Throughput(1, 6, 10, 1.0).planned_per_day == 85


def test_thirty_people_are_watched_when_120_an_hour_stay_a_quarter() -> None:
    assert seats(GYM.arrivals_per_hour, 15) == 30
    assert seats(41, 15) == 11


def test_a_waiting_room_of_thirty_is_full_in_43_minutes_if_work_goes_as_in_2009() -> None:
    planned, done = GYM.hourly
    assert (planned, done) == (96, 54.4)
    assert round(minutes_until_full(30, GYM)) == 43  # 30 / 41.6 h


def test_twelve_cars_take_72_to_84_metres_and_two_of_them_overflow_a_lane_of_70() -> None:
    long, short = Queue(12, 70), Queue(10, 70)
    assert list(long.needed_m) == [72, 84]
    assert [long.holds, long.overflow, short.overflow] == [10, 2, 0]


@given(throughputs)
def test_the_pessimistic_value_is_never_above_the_planned_one(site: Throughput) -> None:
    assert 0 <= site.pessimistic_per_day <= site.planned_per_day
    assert site.planned_per_day <= site.arrivals_per_hour * site.hours * 0.85 + 1e-6
    assert 0 < minutes_until_full(1, site) <= inf


@given(st.integers(0, 500), st.floats(0, 5000))
def test_cars_on_the_lane_and_on_the_road_are_all_the_cars(cars: int, lane_m: float) -> None:
    queue = Queue(cars, lane_m)
    assert min(cars, queue.holds) + queue.overflow == cars
    assert queue.holds * 7 <= lane_m + 1e-6
