"""Labels as a person says them."""

import pytest

from cpts_geo.wording import labels


@pytest.mark.parametrize(
    ("count", "name", "said"),
    [(1, "posts", "poste"), (2, "posts", "postes"), (0, "beds", "lit"), (240, "beds", "lits"), (3, "", "")],
)
def test_a_unit_is_in_the_singular_below_two(count: float, name: str, said: str) -> None:
    assert labels.unit(count, name) == said
