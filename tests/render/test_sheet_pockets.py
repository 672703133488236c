"""What the sheet of the crisis cell says that a pocket lost."""

from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest

from cpts_geo.model.categories import Category
from cpts_geo.model.results import Pocket
from cpts_geo.model.scenario import Reading
from cpts_geo.render.sheet_pockets import care, still_reached
from cpts_geo.study import Study
from cpts_geo.wording import pockets

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


def test_a_place_that_nobody_of_the_pocket_can_reach_is_not_said_to_be_still_there() -> None:
    """Two homes on cut roads, one of which still gets to the town hall: they make one pocket."""
    minutes = pd.DataFrame({"hopital": [np.inf, np.inf], "mairie": [np.inf, 3.0]}, index=["a", "b"])
    readings = {Reading.MEDIAN: SimpleNamespace(access=SimpleNamespace(minutes=minutes))}
    base = study(*FIVE)
    scenario = SimpleNamespace(reading=Reading.MEDIAN)
    base.spec.scenario, base.outcomes.readings = scenario, readings  # type: ignore[misc, assignment]
    alone, both = (Pocket(9, ("mairie",), ("hopital", "mairie"), (), ids) for ids in (("a",), ("a", "b")))
    assert still_reached(base, alone) == set()
    assert still_reached(base, both) == {"mairie"}


def test_care_that_some_of_a_pocket_lost_is_said_apart() -> None:
    assert pockets.lost_and_partly("Hôpital", "Mairie") == "Hôpital ; pour une partie : Mairie"
    assert pockets.lost_and_partly("Hôpital", "") == "Hôpital"
