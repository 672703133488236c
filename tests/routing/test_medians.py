"""Medians of times: a road on paper, then random towns against sorting, and sums that round."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.routing import engine, trial
from cpts_geo.routing.median_sums import STRETCH, median_sums
from cpts_geo.routing.medians import median_times
from towns import Town, graph_of, state_of, towns


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    assert trial.warm_up()


@pytest.mark.parametrize("kernels", [True, False])
def test_on_a_road_whoever_cannot_come_or_lives_on_no_road_is_the_farthest(
    kernels: bool,  # noqa: FBT001 - a parameter
) -> None:
    # a two-way road 0 - 1 - 2 of one minute a piece, and 3, which one can only go to
    pieces = [(0, 1), (1, 2)]
    arcs = [(u, v, 60_000) for u, v in pieces] + [(v, u, 60_000) for u, v in pieces] + [(2, 3, 60_000)]
    state = state_of((graph_of(4, arcs), np.column_stack([np.arange(4.0), np.zeros(4)])), kernels=kernels)
    homes, living, places = np.array([0, 1, 2, 3]), np.array([10.0, 20.0, 10.0, 20.0]), np.array([0, 3])

    near, coming = median_times(state, homes, living, places)
    far, still = median_times(state, homes, living, places, elsewhere=30.0)
    nobody, _ = median_times(state, homes, np.zeros(4), places)
    no_place = median_times(state, homes, living, places[:0])

    assert (near.tolist(), coming.tolist()) == ([60_000, 60_000], [40, 60])
    assert (far.tolist(), still.tolist()) == ([np.inf, 120_000], [40, 60])
    assert np.isnan(nobody).all()
    assert [len(values) for values in no_place] == [0, 0]


@settings(max_examples=200, deadline=None)
@given(town=towns(fastest=0), data=st.data())
@pytest.mark.parametrize("kernels", [True, False])
def test_no_smaller_time_is_that_of_half_of_the_people(
    kernels: bool,  # noqa: FBT001 - a parameter
    town: Town,
    data: st.DataObject,
) -> None:
    state, nodes = state_of(town, kernels=kernels), st.integers(0, town[0].size - 1)
    homes, places = (np.array(data.draw(st.lists(nodes, min_size=1, max_size=80))) for _ in range(2))
    quarters = st.lists(st.integers(0, 8), min_size=len(homes), max_size=len(homes))
    living, elsewhere = np.array(data.draw(quarters)) / 4, data.draw(st.integers(0, 8)) / 4

    medians, arriving = median_times(state, homes, living, places, elsewhere=elsewhere)

    total = living.sum() + elsewhere
    for column, times in enumerate(engine.many_to_many(state, homes, places).T):
        assert arriving[column] == living[np.isfinite(times)].sum()
        enough = [
            time for time in [*times, np.inf] if 2 * living[times <= time].sum() >= total or time == np.inf
        ]
        assert np.array_equal(medians[column], min(enough) if total else np.nan, equal_nan=True)


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 20 * STRETCH) | st.just(np.inf), st.floats(0, 50)), min_size=1, max_size=60
    )
)
def test_whatever_the_weights_round_to_the_median_is_one_of_the_times(
    rows: list[tuple[float, float]],
) -> None:
    times, weights = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    (median,), (reached,) = median_sums(times[:, None], weights, max(weights.sum() / 2, 1e-9))

    assert median in [*times, np.inf]
    assert reached == pytest.approx(weights[np.isfinite(times)].sum())
    assert weights[times <= median].sum() >= weights.sum() / 2 * (1 - 1e-9)
