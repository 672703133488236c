import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.model.errors import LayerError
from cpts_geo.sources.raw import RawTable, apply_mapping, clean_text, normalise, parse_number, strip_unit
from cpts_geo.sources.rounding import largest_remainder


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12\u202f345", 12345.0),
        ("18.0", 18.0),
        ("48,8566", 48.8566),
        ("-0,5", -0.5),
        ("1e3", 1000.0),
        (" 7 ", 7.0),
    ],
)
def test_numbers_are_read_the_french_and_the_english_way(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "n.d.", "S", ">50", "1,234.5", "inf", "nan", "0x10"])
def test_what_is_not_a_number_is_unknown(text: str) -> None:
    assert math.isnan(parse_number(text))


def test_a_known_unit_is_dropped_and_no_other() -> None:
    assert [strip_unit(t) for t in ("12 lits", "40 places", "12 m")] == ["12", "40", "12 m"]


def test_headers_are_compared_without_case_or_accent() -> None:
    assert normalise(" Libellé d'Étab. ") == "libelle_d_etab"


@given(st.text())
def test_cleaned_text_is_on_one_line_and_cleaning_twice_changes_nothing(text: str) -> None:
    cleaned = clean_text(text)
    assert not set(cleaned) & set("\n\r\t\0\u202e\u2066\u200b")
    assert clean_text(cleaned) == cleaned


def test_the_column_the_user_names_wins_over_the_usual_one() -> None:
    raw = RawTable("f.csv", pd.DataFrame({"Nom": ["a"], "Raison": ["b"]}))
    mapped = apply_mapping(raw, {"name": "Raison"})
    assert mapped.text(("name", "nom")).tolist() == ["b"]


def test_a_mapping_to_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(LayerError, match="unknown_column"):
        apply_mapping(RawTable("f.csv", pd.DataFrame({"Nom": ["a"]})), {"name": "Titre"})


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.integers(0, 10**6))
def test_shares_add_up_and_stay_within_one_of_the_exact_value(weights: list[float], total: int) -> None:
    array = np.array(weights, dtype=np.float64)
    shares = largest_remainder(array, total)
    if array.sum() > 0:
        assert shares.sum() == total
        assert (abs(shares - array / array.sum() * total) <= 1 + 1e-6).all()
    else:
        assert shares.sum() == 0
