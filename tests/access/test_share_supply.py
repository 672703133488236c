"""Supply in competition, on paper and as properties."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cpts_geo.access.competition import band_weights, share_supply

Floats = npt.NDArray[np.float64]
MINUTES = st.sampled_from([0.0, 5.0, 10.0, 10.01, 15.0, 20.0, 20.01, 30.0, 30.01, 45.0, np.inf])


@st.composite
def towns(draw: st.DrawFn) -> tuple[Floats, Floats, Floats]:
    homes, places = draw(st.integers(1, 8)), draw(st.integers(1, 5))
    minutes = draw(arrays.arrays(float, (homes, places), elements=MINUTES))
    people = draw(arrays.arrays(float, homes, elements=st.integers(0, 500).map(float)))
    supply = draw(arrays.arrays(float, places, elements=st.integers(0, 40).map(float)))
    return minutes, people, supply


@pytest.mark.parametrize(
    ("minutes", "weight"),  # FACTS 9.4: 1 / 0.68 / 0.22 on 0-10 / 10-20 / 20-30
    [(0, 1), (10, 1), (10.001, 0.68), (20, 0.68), (20.001, 0.22), (30, 0.22), (30.001, 0), (np.inf, 0)],
)
def test_each_band_has_its_published_weight_and_holds_its_upper_bound(minutes: float, weight: float) -> None:
    assert band_weights(np.array([minutes])) == [weight]


def test_two_villages_share_one_doctor_by_hand() -> None:
    # 100 people at 5 min (weight 1) and 100 at 15 min (0.68) ask for 168: each weight 1 gets 1/168.
    shares = share_supply(np.array([[5.0], [15.0]]), np.array([100.0, 100.0]), np.array([1.0]))

    assert shares.index == pytest.approx([1 / 168, 0.68 / 168])


def test_a_choice_between_two_doctors_by_hand() -> None:
    # One village at 5 min of A and 15 min of B: it weighs 1/1.68 on A and 0.68² / 1.68 on B, alone on both.
    shares = share_supply(np.array([[5.0, 15.0]]), np.array([100.0]), np.array([1.0, 1.0]), selective=True)

    assert shares.index == pytest.approx([2 / 100])


@given(town=towns(), selective=st.booleans())
def test_the_supply_that_somebody_reaches_is_conserved(
    town: tuple[Floats, Floats, Floats], *, selective: bool
) -> None:
    minutes, people, supply = town
    shares = share_supply(minutes, people, supply, selective=selective)

    reached = [bool((people[minutes[:, j] <= 30] > 0).any()) for j in range(len(supply))]
    assert shares.used.tolist() == reached
    assert people @ shares.index == pytest.approx(supply[reached].sum())


@given(town=towns(), selective=st.booleans(), seed=st.randoms(use_true_random=False))
def test_the_order_of_places_changes_nothing(
    town: tuple[Floats, Floats, Floats], seed: object, *, selective: bool
) -> None:
    minutes, people, supply = town
    order = np.arange(len(supply))
    seed.shuffle(order)  # type: ignore[attr-defined] # random.Random

    one = share_supply(minutes, people, supply, selective=selective).index
    other = share_supply(minutes[:, order], people, supply[order], selective=selective).index

    assert one == pytest.approx(other)


@given(town=towns())
def test_whoever_reaches_nothing_within_thirty_minutes_has_an_index_of_zero(
    town: tuple[Floats, Floats, Floats],
) -> None:
    minutes, people, supply = town
    index = share_supply(minutes, people, supply).index

    assert (index[(minutes > 30).all(axis=1)] == 0).all()
    assert (index >= 0).all()


@given(town=towns(), share=st.floats(0, 1))
def test_reduced_capacity_never_improves_anything(town: tuple[Floats, Floats, Floats], share: float) -> None:
    minutes, people, supply = town

    assert (share_supply(minutes, people, supply * share).index <= share_supply(*town).index + 1e-12).all()
