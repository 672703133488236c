"""The person in the middle: on paper, then against the definition."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.access.weights import weighted_medians


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
