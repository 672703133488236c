from itertools import combinations
from math import inf, nan

import pytest

from cpts_geo.model.categories import Category
from cpts_geo.render import style


def luminance(colour: str) -> float:
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_category_has_a_symbol() -> None:
    assert set(style.CATEGORY_SYMBOLS) == set(Category)


def test_categories_differ_in_black_and_white() -> None:
    symbols = [*style.CATEGORY_SYMBOLS.values(), style.SITE_SYMBOL]
    for one, other in combinations(symbols, 2):
        assert one.path != other.path
        assert one.order != other.order
    letters = [s.letter for s in symbols if s.letter]
    assert len(letters) == len(set(letters))


@pytest.mark.parametrize("symbol", style.CATEGORY_SYMBOLS.values(), ids=list(style.CATEGORY_SYMBOLS))
def test_letters_are_readable_on_their_colour(symbol: style.Symbol) -> None:
    assert contrast(symbol.ink, symbol.colour) >= 4.5


def test_white_text_is_readable_on_bands_and_red_text_on_white() -> None:
    assert contrast(style.PAPER, style.BAND) >= 7
    assert contrast(style.DANGER, style.PAPER) >= 4.5


def test_a_hospital_with_emergencies_takes_their_symbol() -> None:
    assert style.structure_symbol("hopital", urgences=True) is style.CATEGORY_SYMBOLS[Category.URGENCES]
    assert style.structure_symbol("ehpad", urgences=True) is style.CATEGORY_SYMBOLS[Category.EHPAD]


@pytest.mark.parametrize(
    ("depth_max_m", "key"),
    [
        (0.5, "up_to_0_5"),
        (1.0, "up_to_1"),
        (2.0, "up_to_2"),
        (2.01, "above_2"),
        (inf, "above_2"),
        (nan, "unknown"),
    ],
)
def test_depth_classes_follow_the_deepest_water(depth_max_m: float, key: str) -> None:
    assert style.depth_style(depth_max_m).key == key


def test_deeper_water_is_darker() -> None:
    values = [luminance(s.colour) for s in style.DEPTH_STYLES]
    assert values == sorted(values, reverse=True)


def test_slip_roads_take_the_class_of_their_road_and_unknown_ones_are_local() -> None:
    assert style.road_class("motorway_link") is style.RoadClass.AUTOROUTE
    assert style.road_class("something_new") is style.RoadClass.DESSERTE
