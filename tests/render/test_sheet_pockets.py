"""What the sheet of the crisis cell says that a pocket lost."""

from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from cpts_geo.model.categories import Category
from cpts_geo.render.sheet_pockets import care
from cpts_geo.study import Study

FIVE = (Category.HOPITAL, Category.EHPAD, Category.PHARMACIE, Category.MEDECIN, Category.MAIRIE)


def study(*given: Category) -> Study:
    """Five kinds of care asked for, of which these still have a place."""
    table = pd.DataFrame(
        {"places": [2 * (c in given) for c in FIVE], "places_hit": 0}, index=[c.value for c in FIVE]
    )
    spec = SimpleNamespace(categories=FIVE)
    outcomes = SimpleNamespace(comparison=SimpleNamespace(categories=table))
    return cast("Study", SimpleNamespace(spec=spec, outcomes=outcomes))


@pytest.mark.parametrize(
    ("given", "lost", "said"),
    [
        (FIVE, FIVE, "tous ceux pris en compte (5)"),
        (FIVE, FIVE[:4], "tous ceux pris en compte, sauf : Mairie"),
        (FIVE, FIVE[:2], "Hôpital, EHPAD"),
        ((Category.EHPAD,), (Category.EHPAD,), "EHPAD"),
        ((Category.EHPAD,), FIVE, "EHPAD"),
        (FIVE, (), ""),
    ],
)
def test_lost_care_is_named_and_most_of_it_in_few_words(
    given: tuple[Category, ...], lost: tuple[Category, ...], said: str
) -> None:
    assert care(study(*given), [category.value for category in lost]) == said
