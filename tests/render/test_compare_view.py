"""What the comparison says in French, and what its public tables hide."""

import numpy as np
import pandas as pd
import pytest

from cpts_geo.answers.compare import SideBySide
from cpts_geo.model.results import Band
from cpts_geo.render.compare_json import compare_object
from cpts_geo.render.compare_table import figures_table, public_figures
from cpts_geo.wording import compare as words

NAMES = ["optimistic", "median", "pessimistic"]


def side(first: list[int], second: list[int]) -> SideBySide:
    index = pd.MultiIndex.from_tuples([("newly_isolated", "hopital")], names=["indicator", "category"])
    frames = [pd.DataFrame([row], columns=NAMES, index=index) for row in (first, second)]
    figures = pd.concat(frames, axis=1, keys=[0, 1])
    return SideBySide(("crue", "tempête"), figures, figures.iloc[:0])


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ((0, 0, 0), (300, 300, 300), "isole 300\u00a0habitants de plus que A (dans les trois lectures)."),
        ((0, 100, 200), (300, 400, 900), "400"),
        ((0, 0, 0), (0, 0, 0), "autant d’habitants que A"),
        (
            (900, 900, 900),
            (100, 200, 300),
            "700\u00a0habitants de moins que A (entre 600 et 800 selon la lecture).",
        ),
    ],
)
def test_a_sentence_says_more_or_less_with_its_band(
    first: tuple[int, int, int], second: tuple[int, int, int], said: str
) -> None:
    gap = Band(*(b - a for a, b in zip(first, second, strict=True)))

    sentence = words.sentence("B", "Hôpitaux", gap, (Band(*second), Band(*first)))

    assert sentence.startswith("Hôpitaux : ")
    if said != "400":
        assert said in sentence
    assert "recouvrent" not in sentence


def test_bands_that_overlap_are_said_even_when_every_reading_agrees() -> None:
    sentence = words.sentence("B", "Hôpitaux", Band(100, 200, 50), (Band(100, 400, 550), Band(0, 200, 500)))

    assert "entre 50 et 200 selon la lecture" in sentence
    assert "se recouvrent" in sentence


def test_an_order_that_depends_on_the_reading_is_said_both_ways() -> None:
    sentence = words.sentence("B", "Hôpitaux", Band(-100, 0, 300), (Band(0, 300, 600), Band(100, 300, 300)))

    assert "de 100\u00a0habitants de moins à 300\u00a0habitants de plus" in sentence


def test_the_public_table_hides_ten_people_and_keeps_eleven() -> None:
    public = public_figures(side([0, 10, 11], [11, 12, 13]))

    assert public.iloc[0, 1:4].isna().tolist() == [False, True, False]


def test_the_screen_table_shows_bands_and_the_difference() -> None:
    row = figures_table(side([0, 10, 11], [11, 12, 13])).iloc[0].tolist()

    assert row == ["Isolés de : Hôpital", "10 (entre 0 et 11)", "12 (entre 11 et 13)", "+2 (de +2 à +11)"]


def test_the_object_of_the_command_says_whether_bands_overlap() -> None:
    (difference,) = compare_object(side([0, 10, 11], [11, 12, 13]))["differences"]

    assert difference["bands_overlap"] is True
    assert [difference[name] for name in NAMES] == np.subtract([11, 12, 13], [0, 10, 11]).tolist()
