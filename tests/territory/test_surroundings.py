import pytest

from cpts_geo.territory.surroundings import margin_m, surroundings
from making import communes_frame


def test_thirty_minutes_are_thirty_kilometres() -> None:
    assert margin_m(30) == 30_000


def test_the_box_is_the_communes_and_their_margin() -> None:
    frame = communes_frame().set_index("code_insee")
    here = surroundings(frame, 12_000)
    west, south, east, north = here.box
    width, height = (frame.total_bounds[2:] - frame.total_bounds[:2]) / 1000
    assert (east - west) * 111.32 * 0.7 == pytest.approx(width + 24, rel=0.04)  # the grid leans a little
    assert (north - south) * 111.2 == pytest.approx(height + 24, rel=0.04)
    assert here.departements == ("17",)
    assert all(west <= x <= east and south <= y <= north for x, y in here.lookouts)


def test_without_margin_nobody_looks_around() -> None:
    assert surroundings(communes_frame().set_index("code_insee"), 0).lookouts == ()
