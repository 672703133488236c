"""The three-way merge never loses a local value, says each disagreement once, and has no order."""

from types import MappingProxyType

import geopandas as gpd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.model.changes import Action, Cell, Change
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.layers import STRUCTURES, conform
from cpts_geo.territory.merging import merged, said

Case = tuple[gpd.GeoDataFrame, list[Change]]
KEYS = ["A", "B", "C", "D"]
NUMBERS = st.one_of(st.none(), st.sampled_from([1.0, 2.0, 3.0]))
TEXTS = st.sampled_from(["", "x", "y", "z"])
ROWS = st.fixed_dictionaries({"capacity": NUMBERS, "name": TEXTS, "urgences": st.booleans()})
LOCAL = st.fixed_dictionaries({}, optional={"capacity": NUMBERS, "name": TEXTS, "urgences": st.booleans()})
SPOTS = st.sampled_from(["A1", "B2", "C3"])


def layer(rows: dict[str, dict[str, Cell]], spots: dict[str, str]) -> gpd.GeoDataFrame:
    columns = [{"structure_id": key, "category": "ehpad", **row} for key, row in rows.items()]
    frame = gpd.GeoDataFrame(columns, geometry=[toy.at(spots[key]) for key in rows], crs=toy.CRS)
    return conform(frame.astype({"capacity": float}), STRUCTURES)


def lonlat(spot: str) -> tuple[float, float]:
    x, y = shapely.get_coordinates(toy.at(spot))[0]
    lon, lat = transform_points([(x, y)], toy.CRS, WGS84)[0]
    return round(lon, 7), round(lat, 7)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
    frame = layer({key: draw(ROWS) for key in keys}, {key: draw(SPOTS) for key in keys})
    changes = []
    for key in draw(st.lists(st.sampled_from(KEYS), unique=True)):
        action = draw(st.sampled_from([Action.EDIT, Action.ADD, Action.DELETE]))
        base = {"category": "ehpad", **draw(ROWS)} if action is not Action.ADD else {}
        values = draw(LOCAL) if action is not Action.DELETE else {}
        values = {"category": "msp", "name": "n", **values} if action is Action.ADD else values
        moved, was = draw(st.one_of(st.none(), SPOTS)), draw(SPOTS)
        place = lonlat(moved or "A1") if action is Action.ADD or moved else None
        mine, theirs = MappingProxyType(values), MappingProxyType(base)
        changes.append(Change("structures", key, action, mine, theirs, place, lonlat(was), 1))
    return frame, changes


@settings(deadline=None, max_examples=30)
@given(cases())
def test_every_local_value_is_in_the_layer(case: Case) -> None:
    frame, changes = case
    out, _ = merged(frame, changes, STRUCTURES)
    for change in changes:
        if change.action is Action.DELETE:
            assert change.feature_id not in out.index
            continue
        for column, value in change.values.items():
            assert said(out[column][change.feature_id]) == said(value)
        if change.lonlat:
            here = toy.at(next(s for s in ("A1", "B2", "C3") if lonlat(s) == change.lonlat))
            assert out.geometry[change.feature_id].distance(here) < 0.1


@settings(deadline=None, max_examples=30)
@given(cases())
def test_rows_and_values_nobody_changed_are_the_import_s(case: Case) -> None:
    frame, changes = case
    out, _ = merged(frame, changes, STRUCTURES)
    mine = {change.feature_id: change for change in changes}
    gone = {key for key, change in mine.items() if change.action is Action.DELETE}
    assert set(out.index) == (set(frame.index) | set(mine)) - gone
    for key in set(frame.index) - gone:
        for column in ("capacity", "name", "urgences", "category"):
            if key not in mine or column not in mine[key].values:
                assert said(out[column][key]) == said(frame[column][key])


@settings(deadline=None, max_examples=30)
@given(cases())
def test_the_order_of_changes_and_a_second_merge_change_nothing(case: Case) -> None:
    frame, changes = case
    before = frame.copy()
    out, told = merged(frame, changes, STRUCTURES)
    other, again = merged(frame, changes[::-1], STRUCTURES)
    assert out.sort_index().equals(other.sort_index())
    assert set(told) == set(again)
    assert frame.equals(before)
    twice, _ = merged(out, changes, STRUCTURES)
    assert twice.sort_index().equals(out.sort_index())


@settings(deadline=None, max_examples=30)
@given(cases())
def test_a_conflict_is_told_exactly_when_three_values_differ(case: Case) -> None:
    frame, changes = case
    _, told = merged(frame, changes, STRUCTURES)
    expected = set()
    for change in changes:
        if change.action is Action.DELETE or change.feature_id not in frame.index:
            continue
        for column, value in change.values.items():
            imported = said(frame[column][change.feature_id])
            if imported not in (said(value), said(change.base.get(column))):
                expected.add((change.feature_id, column))
    assert {(c.feature_id, c.column) for c in told if c.column not in {"", "geometry"}} == expected


def test_thirty_edits_survive_a_newer_list() -> None:
    """STR-27: untouched rows updated, edited rows listed, 30 of 30 local edits still there."""
    keys = [f"{n:09d}" for n in range(100)]
    spots = dict.fromkeys(keys, "A1")
    old: dict[str, dict[str, Cell]] = {
        key: {"capacity": 10.0, "name": key, "urgences": False} for key in keys
    }
    newer: dict[str, dict[str, Cell]] = {key: {**row, "capacity": 20.0} for key, row in old.items()}
    edits = [
        Change("structures", k, Action.EDIT, {"capacity": 99.0}, old[k], version=1) for k in keys[::3][:30]
    ]
    before, none = merged(layer(old, spots), edits, STRUCTURES)
    after, told = merged(layer(newer, spots), edits, STRUCTURES)
    mine = {change.feature_id for change in edits}
    assert none == ()
    assert {c.feature_id for c in told} == mine
    assert (after.loc[sorted(mine), "capacity"] == 99.0).sum() == len(mine) == 30
    assert (after.drop(index=sorted(mine))["capacity"] == 20.0).all()
    assert (before.drop(index=sorted(mine))["capacity"] == 10.0).all()
