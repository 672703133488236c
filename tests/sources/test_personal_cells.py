"""The quick look that comes before reading a cell closer never misses what the closer reading finds."""

import re

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.model import personal
from cpts_geo.sources import personal_cells

AROUND = st.text(max_size=3)
NUMBER = re.compile(personal._GAP.join(personal._PARTS))


def is_held(text: str, sign: str) -> bool:
    return len(personal_cells._holding(pd.Series([text]).value_counts(), sign)) == 1


@given(AROUND, st.from_regex(personal._MOBILE, fullmatch=True), AROUND)
def test_no_mobile_is_missed(before: str, mobile: str, after: str) -> None:
    assert is_held(before + mobile + after, personal_cells._MAYBE_MOBILE)


@given(AROUND, st.from_regex(NUMBER, fullmatch=True), AROUND)
def test_no_number_of_a_person_is_missed(before: str, number: str, after: str) -> None:
    assert is_held(before + number + after, personal_cells._MANY_DIGITS)


def test_the_number_of_a_person_born_in_corsica_is_found() -> None:
    number = "1 85 05 2A 004 021"
    key = 97 - int(number.replace(" ", "").replace("2A", "19")) % 97
    assert personal.has_nir(f"{number} {key:02d}")
    assert is_held(f"{number} {key:02d}", personal_cells._MANY_DIGITS)
