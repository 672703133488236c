"""Closures hold between their times; plans are shown and exported, never applied."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import toy
from cpts_geo.hazards import Closure
from cpts_geo.hazards.closure import ever_in_force, in_force
from cpts_geo.model.moments import holds
from cpts_geo.model.scenario import Step
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_study

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


def test_an_order_in_force_at_some_time_counts_in_the_whole_episode() -> None:
    """Valid from 20 h to 22 h: cut in all steps together, between two of them too, not in steps after it."""
    order = toy.zones("closure", toy.between("B3", "C3")).assign(
        valid_from="2026-11-26T20:00", valid_until="2026-11-26T22:00"
    )
    town = toy.inputs(ordre=order)
    closed = (Closure("ordre"),)
    steps = tuple(Step(f"2026-11-26T{hour}:00", closed) for hour in (19, 21, 23))

    def cut(steps: tuple[Step, ...]) -> bool:
        study = run_study(StudySpec(steps=steps, date="2026-11-27T08:00"), inputs=town)
        return "D14" in study.outcomes.roads_cut.index

    assert [cut(steps), cut(steps[::2]), cut(steps[2:])] == [True, True, False]
    moments = [str(step.at) for step in steps]
    assert ever_in_force(order, moments)["kind"].tolist() == ["closure"]
    assert ever_in_force(order, moments[::2])["kind"].tolist() == ["expired"]
