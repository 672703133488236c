"""Tables for offices: nothing runs, text stays text, small counts stay home."""

import csv
import io
import zipfile

import openpyxl
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import exported
from cpts_geo.render import csv_tables, xlsx
from cpts_geo.render.disclosure import MINIMUM_CELL, hidden_rows, hide_small
from cpts_geo.render.tables import csv_safe, tables
from cpts_geo.wording import dictionary, fields, files

DANGER = set("=+-@\t\r\n\0＝＋－＠")


def rows(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


@given(
    st.text(
        alphabet=st.one_of(st.sampled_from('=+-@\t\r\n\0＝＋－＠ \u00a0\u202f;"a1'), st.characters()),
        max_size=12,
    )
)
def test_no_text_starts_a_formula(text: str) -> None:
    safe = csv_safe(text)
    assert safe[:1] not in DANGER or not safe
    assert safe.lstrip(" \u00a0\u202f")[:1] not in DANGER or not safe.strip(" \u00a0\u202f")
    clean = text.replace("\0", "")
    assert safe in (clean, f"'{clean}")


def test_a_formula_in_a_name_is_inert_in_csv_and_in_xlsx() -> None:
    """STR-29."""
    table = rows(csv_tables.write_files(exported.study())["structures.csv"])
    names = [row[table[0].index("name")] for row in table[1:]]
    assert f"'{exported.HOSTILE}" in names
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(exported.study())))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]


def test_numbers_keep_a_decimal_point_and_unreachable_is_empty() -> None:
    table = rows(csv_tables.write_files(exported.study())["communes.csv"])
    header = table[0]
    first = next(row for row in table[1:] if row[header.index("category")] == "hopital")
    assert first[header.index("minutes_reference")] == "3.0"
    assert first[header.index("minutes_scenario")] == ""


def test_places_carry_both_systems_of_coordinates() -> None:
    table = rows(csv_tables.write_files(exported.study())["structures.csv"])
    row = dict(zip(table[0], table[1], strict=True))
    assert (row["structure_id"], row["x_m"], row["y_m"]) == ("E1", "400000.0", "6499000.0")
    assert (round(float(row["lon"])), round(float(row["lat"]))) == (-1, 46)


def test_people_are_conserved_between_the_summary_and_the_communes() -> None:
    found = tables(exported.study())
    lost = found["communes"].groupby("category")["newly_isolated"].sum()
    total = found["synthese"].set_index("category")["newly_isolated_median"]
    assert (lost.loc[total.index] == total).all()


def test_every_column_of_every_file_has_a_meaning() -> None:
    from cpts_geo.render.themes import themes

    columns = {str(c) for table in tables(exported.study()).values() for c in table.columns}
    columns |= {str(c) for frame in themes(exported.study()).values() for c in frame.reset_index().columns}
    unknown = [name for name in sorted(columns) if dictionary.split_field(name)[1] not in fields.FIELDS]
    assert unknown == ["geometry"]


def test_an_xlsx_is_the_same_twice_and_keeps_codes_as_text() -> None:
    first, second = (xlsx.write(exported.study()) for _ in range(2))
    assert first == second
    sheet = openpyxl.load_workbook(io.BytesIO(first))[files.TABLE["communes"]]
    assert sheet["A2"].value == "99001"
    assert [cell.value for cell in sheet[1]][:3] == ["Code INSEE", "Nom", "Population"]


def test_the_zip_of_tables_opens() -> None:
    with zipfile.ZipFile(io.BytesIO(csv_tables.write(exported.study()))) as archive:
        assert set(archive.namelist()) == {
            f"{name}.csv" for name in [*files.TABLE, "recours_communes", "dictionnaire"]
        }


def test_small_counts_are_absent() -> None:
    assert list(hide_small(pd.Series([0.0, 1, 10, 11])).isna()) == [False, True, True, False]


def test_a_single_small_count_takes_a_companion_with_it() -> None:
    counts = pd.DataFrame({"median": [3, 40, 25, 0]}, index=list("abcd"))
    assert list(hidden_rows(counts)) == [True, False, True, False]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=12))
def test_no_small_count_can_be_deduced_from_a_published_total(values: list[tuple[int, int]]) -> None:
    counts = pd.DataFrame(values, columns=["low", "high"])
    hidden = hidden_rows(counts)
    for column in counts:
        kept = counts[column][hidden]
        assert not counts[column][~hidden].between(1, MINIMUM_CELL - 1).any()
        attack = counts[column].sum() - counts[column][~hidden].sum()
        if kept.between(1, MINIMUM_CELL - 1).any() and counts[column].sum() >= MINIMUM_CELL:
            assert attack >= MINIMUM_CELL
            assert (kept > 0).sum() >= 2
