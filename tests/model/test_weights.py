"""The person in the middle: on paper, then against the definition."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.model.weights import medians_by_group, weighted_medians


def test_half_of_the_people_are_no_farther_and_whoever_has_no_way_counts() -> None:
    minutes = np.array([[5.0, 1.0, 7.0], [10.0, np.inf, 7.0], [20.0, np.inf, 3.0]])
    assert weighted_medians(minutes, np.array([10.0, 30.0, 20.0])).tolist() == [10.0, np.inf, 7.0]
    assert weighted_medians(minutes, np.array([30.0, 20.0, 10.0])).tolist() == [5.0, 1.0, 7.0]
    assert np.isnan(weighted_medians(minutes, np.zeros(3))).all()


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.5, 2.0, 9.0, np.inf]), st.integers(0, 5)), min_size=1))
def test_it_is_the_smallest_value_that_half_of_the_weight_does_not_exceed(
    rows: list[tuple[float, int]],
) -> None:
    values, weights = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    (found,) = weighted_medians(values[:, np.newaxis], weights)
    if not weights.sum():
        assert np.isnan(found)
        return
    enough = [v for v in values if 2 * weights[values <= v].sum() >= weights.sum()]
    assert found == min(enough)


def test_each_group_has_its_own_person_in_the_middle_and_an_empty_one_has_none() -> None:
    minutes, people = np.array([[1.0, 9.0], [2.0, 8.0], [30.0, np.inf]]), np.array([10.0, 30.0, 5.0])
    members = [np.array([1, 0]), np.array([], dtype=np.int64), np.array([2])]

    found = medians_by_group(minutes, people, members)

    assert np.array_equal(found, [[2.0, 8.0], [np.nan, np.nan], [30.0, np.inf]], equal_nan=True)
    assert medians_by_group(minutes, people, []).shape == (0, 2)
