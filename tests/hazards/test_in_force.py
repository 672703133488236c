"""Closures hold between their times; plans are shown and exported, never applied."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.hazards.closure import in_force
from cpts_geo.model.moments import holds

AT = "2026-11-26T12:00"


@pytest.mark.parametrize(
    ("begin", "end", "valid"),
    [
        ("", "", True),
        ("2026-11-26", "2026-11-26", True),
        ("2026-11-27", "", False),
        ("", "2026-11-25", False),
        ("", "2026-11-26T11:59", False),
        ("2026-11-26T12:00", "2026-11-26T12:00", True),
        ("n’importe quoi", "bientôt", True),
    ],
)
def test_a_validity_includes_its_bounds_and_unknown_bounds_hold(begin: str, end: str, *, valid: bool) -> None:
    assert holds(begin, end, AT) is valid


@given(st.datetimes(), st.datetimes(), st.datetimes())
def test_a_validity_is_an_interval(a: object, b: object, c: object) -> None:
    first, middle, last = sorted([a, b, c], key=str)
    assert holds(str(first), str(last), str(middle))


def test_only_closures_expire_and_only_at_a_known_date() -> None:
    zones = gpd.GeoDataFrame(
        {"kind": ["closure", "flood", "closure"], "valid_until": ["2026-11-25", "2026-11-25", None]},
        geometry=[shapely.box(0, 0, 1, 1)] * 3,
        crs="EPSG:2154",
    )
    assert in_force(zones, AT)["kind"].tolist() == ["expired", "flood", "closure"]
    assert in_force(zones, "")["kind"].tolist() == ["closure", "flood", "closure"]
    assert zones["kind"].tolist() == ["closure", "flood", "closure"]
