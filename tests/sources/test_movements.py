from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.model.reference import MOVEMENTS
from cpts_geo.sources.movements import History, history
from cpts_geo.sources.recode import brought_up_to_date, recoded
from making import communes_frame
from paths import REAL

A, B, C, D = "17001", "17002", "17003", "17004"
Row = tuple[str, str, str, str]


def past(*rows: Row) -> History:
    """History of rows ``(mod, date, before, after)``, all of whole communes."""
    cells = [
        (mod, date, "COM", old, f"Nom {old}", "COM", new, f"Nom {new}", "mvt.csv")
        for mod, date, old, new in rows
    ]
    return history(pd.DataFrame(cells, columns=list(MOVEMENTS), dtype=object))


def test_two_mergers_in_a_row_are_followed_to_the_end() -> None:
    walk = past(("32", "2017-01-01", A, B), ("32", "2024-01-01", B, C)).follow(A, "")
    assert walk.code == C
    assert [step.date for step in walk.steps] == ["2017-01-01", "2024-01-01"]


def test_a_code_and_a_merger_of_the_same_day_are_both_followed() -> None:
    """As Pont-Farcy did on 1 January 2018: another département, then another commune."""
    assert past(("41", "2018-01-01", A, B), ("32", "2018-01-01", B, C)).follow(A, "").code == C


def test_a_table_written_after_a_merger_does_not_move_again() -> None:
    assert past(("32", "2017-01-01", A, B), ("32", "2024-01-01", B, C)).follow(B, "2024-01-01").code == B


def test_a_circle_of_one_day_stops_and_a_return_of_another_year_comes_home() -> None:
    assert past(("32", "2017-01-01", A, B), ("32", "2017-01-01", B, A)).follow(A, "").trouble == "circular"
    assert past(("50", "2021-01-01", A, B), ("50", "2023-01-01", B, A)).follow(A, "").code == A


def test_a_commune_shared_between_several_is_not_guessed() -> None:
    walk = past(("30", "1965-01-01", A, B), ("30", "1965-01-01", A, C)).follow(A, "")
    assert (walk.code, walk.trouble) == (A, "split")


def test_a_re_establishment_does_not_move_the_commune_that_goes_on() -> None:
    assert past(("21", "2024-01-01", A, B)).follow(A, "").code == A


def test_the_year_of_a_table_is_read_in_its_codes() -> None:
    moves = past(("32", "2017-01-01", A, B), ("32", "2019-01-01", C, D))
    assert moves.vintage([A, B, C]) == "2016-12-31"
    assert moves.vintage([B, C]) == "2018-12-31"
    assert moves.vintage([B, D]) == "2019-01-01"


CODES = st.sampled_from([f"1700{i}" for i in range(9)])
YEARS = st.integers(2010, 2016).map(lambda year: f"{year}-01-01")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(YEARS, CODES, CODES).filter(lambda row: row[1] != row[2]), max_size=14))
def test_following_equals_a_walk_day_by_day(rows: list[tuple[str, str, str]]) -> None:
    """Oracle: every code carries a label, and each day moves the labels to the sink of that day's graph."""
    one = {(date, old): new for date, old, new in rows}  # one successor per code and day
    moves = past(*(("32", date, old, new) for (date, old), new in one.items()))
    days: dict[str, dict[str, str]] = defaultdict(dict)
    for (date, old), new in one.items():
        days[date][old] = new
    for code in {old for _, old in one}:
        label, circular = code, False
        for date in sorted(days):
            seen = {label}
            while label in days[date] and not circular:
                label = days[date][label]
                circular = label in seen
                seen.add(label)
        walk = moves.follow(code, "")
        assert (walk.trouble == "circular") == circular
        assert circular or walk.code == label


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(YEARS, CODES, CODES).filter(lambda row: row[1] < row[2]), max_size=10), st.data())
def test_people_of_a_recoded_table_are_counted_once(
    rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    one = {(date, old): new for date, old, new in rows}
    moves = past(*(("32", date, old, new) for (date, old), new in one.items()))
    codes = pd.Series(data.draw(st.lists(CODES, unique=True, min_size=1)), dtype=object)
    known = pd.Index({moves.follow(code, moves.start(code, moves.vintage(codes))).code for code in codes})
    found = recoded(codes, known, moves)
    assert len(found.codes) == len(codes)
    assert all(code in known for row, code in found.codes.items() if row not in found.doubtful)


def test_a_layer_of_2018_becomes_that_of_2024() -> None:
    layer = communes_frame((1000.0, 500.0, 70.0)).rename(columns={"nom": "name"}).set_index("code_insee")
    layer = layer.assign(pop_0_14=1.0, pop_15_59=1.0, pop_60_74=1.0, pop_75p=None, former="", city="")
    got = brought_up_to_date(layer, past(("32", "2019-01-01", A, B)))
    assert got.communes["population"].to_dict() == {B: 1500.0, C: 70.0}
    assert got.communes["former"].to_dict() == {B: f"{A} Aulnaie", C: ""}
    assert got.communes.area.sum() == pytest.approx(layer.area.sum())
    assert [p.kind for p in got.problems] == ["cog_updated", "merged_commune"]


@pytest.mark.skipif(
    not (REAL / "national").exists(), reason="real data are not shipped: put them in ../shared/data"
)
def test_the_real_movements_lead_to_the_real_list_of_communes() -> None:
    from cpts_geo.sources.csv_text import read_csv
    from cpts_geo.sources.reference_tables import read

    tables = {
        name: read(read_csv(REAL / "national" / f"{name}.csv"))
        for name in ("mouvements-communes", "communes")
    }
    moves = history((tables["mouvements-communes"].reference or {})["movements"])
    cog = (tables["communes"].reference or {})["cog"]
    today = set(cog.loc[cog["type"] == "COM", "code"])
    assert moves.vintage(today) == moves.last == "2024-01-01"
    assert {code for code in moves.lives if moves.is_alive(code, moves.last)} <= today
    ends = {moves.follow(code, "").code for code in moves.lives if not moves.follow(code, "").trouble}
    assert ends <= today
    assert moves.follow("14513", "").code == "50592"
