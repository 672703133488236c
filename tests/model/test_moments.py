"""Dates of a place, and seasons that come back each year."""

import datetime as dt

import pytest

from cpts_geo.model.moments import in_season, turns

at = dt.datetime.fromisoformat


@pytest.mark.parametrize(
    ("opens", "closes", "at", "open_then"),
    [
        ("--06-01", "--09-30", "2026-07-14", True),
        ("--06-01", "--09-30", "2026-09-30T23:00", True),
        ("--06-01", "--09-30", "2026-11-26", False),
        ("--11-15", "--03-31", "2026-01-02", True),
        ("--11-15", "--03-31", "2026-06-02", False),
        ("2027-01-04", "", "2026-11-26", False),
        ("", "2026-11-25", "2026-11-26", False),
        ("--06-01", "", "2026-01-01", True),  # half a season says nothing
        ("--06-01", "--09-30", "", True),
    ],
)
def test_a_place_is_open_between_its_dates(opens: str, closes: str, at: str, *, open_then: bool) -> None:
    assert in_season(opens, closes, at) is open_then


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("--06-01", "--09-30"),
        ("--11-15", "--03-31"),
        ("--01-01", "--06-30"),
        ("--02-29", "--10-31"),
        ("--11-01", "--02-29"),
        ("--03-01", "--12-31"),
        ("2027-01-04", ""),
        ("", "2026-11-25"),
        ("2026-12-24", "2027-01-02"),
        ("--06-01", ""),
        ("", ""),
    ],
)
def test_a_place_turns_at_the_minutes_when_it_opens_or_has_just_closed(opens: str, closes: str) -> None:
    """Against every day of three years, asked one by one at midnight."""
    first, last = at("2026-01-01"), at("2028-12-31")
    days = [first + dt.timedelta(days=k) for k in range(1, (last - first).days)]
    state = {day: in_season(opens, closes, day.isoformat()) for day in [first, *days]}
    changes = {day for day in days if state[day] != state[day - dt.timedelta(days=1)]}

    assert {turn for turn in turns(opens, closes, first, last) if first < turn < last} == changes


def test_a_place_that_closes_within_a_day_turns_at_the_next_minute() -> None:
    first, last = at("2026-11-26"), at("2026-11-27")
    assert turns("2026-11-26T08:00", "2026-11-26T12:30", first, last) == [
        at("2026-11-26T08:00"),
        at("2026-11-26T12:31"),
    ]
