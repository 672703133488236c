import math

import pandas as pd
import pytest

from cpts_geo.sources.depth import depth_class, read_depths
from cpts_geo.sources.raw import RawTable


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("0,5 m", (0.5, 0.5)),
        ("0.5-1", (0.5, 1.0)),
        ("0,5 à 1 m", (0.5, 1.0)),
        ("> 1 m", (1.0, math.inf)),
        ("plus de 2 m", (2.0, math.inf)),
        ("< 0,5 m", (0.0, 0.5)),
        ("05-1m", (0.5, 1.0)),
        ("Sup2m", (2.0, math.inf)),
    ],
)
def test_classes_are_read_however_they_are_written(text: str, bounds: tuple[float, float]) -> None:
    assert depth_class(text) == bounds


@pytest.mark.parametrize("text", ["", "H3", "fort", "1-0.5", "-1", "Emerg"])
def test_what_means_nothing_is_unknown_and_never_zero(text: str) -> None:
    assert all(math.isnan(bound) for bound in depth_class(text))


@pytest.mark.parametrize("top", ["9999", "999", "99", "", "NaN"])
def test_the_open_top_class_is_infinite(top: str) -> None:
    raw = RawTable("iso_ht.shp", pd.DataFrame({"HT_MIN": ["2", "0.5"], "HT_MAX": [top, "1"]}))
    depths, odd = read_depths(raw)
    assert depths.to_numpy().tolist() == [[2.0, math.inf], [0.5, 1.0]]
    assert odd.empty


def test_an_unreadable_lower_bound_is_reported() -> None:
    depths, odd = read_depths(RawTable("z", pd.DataFrame({"ht_min": ["fort", "-1"], "ht_max": ["1", "1"]})))
    assert depths.isna().all(axis=None)
    assert odd.tolist() == ["fort", "-1"]
