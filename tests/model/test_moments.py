"""Seasons that come back each year."""

import pytest

from cpts_geo.model.moments import in_season


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
