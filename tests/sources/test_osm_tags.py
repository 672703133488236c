import pytest

from cpts_geo.sources.osm_tags import (
    car_allowed,
    foot_allowed,
    is_tunnel,
    oneway,
    parse_kmh,
    read_way,
    speed_kmh,
    stops_cars,
)


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50),
        ("50 mph", 80.4672),
        ("30mph", 48.28032),
        ("50 km/h", 50),
        ("FR:urban", 50),
        ("FR:rural", 80),
        ("FR:motorway", 130),
        ("FR:zone30", 30),
        ("DE:zone:30", 30),
        ("FR:30", 30),
        ("none", 130),
        ("walk", 5),
        ("-5", None),
        ("0", None),
        ("999", None),
        ("signals", None),
        ("", None),
    ],
)
def test_a_speed_limit_is_read_or_left(text: str, kmh: float | None) -> None:
    assert parse_kmh(text) == (None if kmh is None else pytest.approx(kmh))


def test_the_lowest_of_several_limits_is_kept() -> None:
    assert speed_kmh({"maxspeed": "50;70"}) == 50
    assert speed_kmh({"maxspeed:forward": "70", "maxspeed:backward": "50"}) == 50
    assert speed_kmh({"source:maxspeed": "FR:urban"}) == 50
    assert speed_kmh({"maxspeed": "signals", "source:maxspeed": "FR:rural"}) == 80
    assert speed_kmh({}) is None


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({"highway": "residential"}, "both"),
        ({"highway": "residential", "oneway": "yes"}, "forward"),
        ({"highway": "residential", "oneway": "-1"}, "backward"),
        ({"highway": "tertiary", "junction": "roundabout"}, "forward"),
        ({"highway": "motorway"}, "forward"),
        ({"highway": "motorway", "oneway": "no"}, "both"),
        ({"highway": "residential", "oneway": "yes", "oneway:motor_vehicle": "no"}, "both"),
        ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, "forward"),
    ],
)
def test_the_direction_open_to_cars(tags: dict[str, str], direction: str) -> None:
    assert oneway(tags) == direction


@pytest.mark.parametrize(
    ("tags", "car", "foot"),
    [
        ({"highway": "residential"}, True, True),
        ({"highway": "residential", "access": "private"}, False, False),
        ({"highway": "residential", "access": "no", "motor_vehicle": "yes"}, True, False),
        ({"highway": "residential", "motor_vehicle": "no"}, False, True),
        ({"highway": "service", "access": "customers"}, True, True),
        ({"highway": "residential", "vehicle": "private", "foot": "yes"}, False, True),
        ({"highway": "motorway"}, True, False),
        ({"highway": "trunk", "motorroad": "yes"}, True, False),
        ({"highway": "footway"}, False, True),
        ({"highway": "track"}, False, True),
        ({"highway": "track", "tracktype": "grade1"}, True, True),
        ({"highway": "track", "motor_vehicle": "yes"}, True, True),
        ({"highway": "track", "tracktype": "grade1", "motor_vehicle": "forestry"}, False, True),
        ({"highway": "pedestrian", "foot": "no"}, False, False),
    ],
)
def test_who_may_use_a_way(tags: dict[str, str], car: bool, foot: bool) -> None:  # noqa: FBT001 a table of cases
    assert (car_allowed(tags), foot_allowed(tags)) == (car, foot)


def test_a_lane_that_changes_direction_with_the_hour_is_not_driven() -> None:
    assert not read_way({"highway": "primary", "oneway": "reversible"}).car


def test_only_what_is_under_the_ground_is_a_tunnel() -> None:
    assert is_tunnel({"tunnel": "yes"})
    assert is_tunnel({"covered": "yes", "layer": "-1"})
    assert not is_tunnel({"tunnel": "building_passage"})
    assert not is_tunnel({"covered": "yes"})


def test_a_barrier_says_whom_it_stops() -> None:
    assert stops_cars({"barrier": "bollard"})
    assert not stops_cars({"barrier": "bollard", "motor_vehicle": "yes"})
    assert stops_cars({"barrier": "lift_gate", "access": "private"})
    assert not stops_cars({"barrier": "gate"})
    assert not stops_cars({"barrier": "kerb"})
