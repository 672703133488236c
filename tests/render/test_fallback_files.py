"""Recourses and ambulances in the GeoPackage and in the workbook, as a reader finds them."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pyogrio
import pytest

import exported
import toy
from cpts_geo.answers.fallbacks import find_fallbacks
from cpts_geo.render import gpkg, xlsx
from cpts_geo.render.fallback_files import fallback_layers, fallback_tables
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_study
from cpts_geo.wording import dictionary, fields, files


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "out.gpkg"
    path.write_bytes(gpkg.write(exported.study()))
    return path


def with_people(**people: int) -> Study:
    """The town with other numbers of people at some junctions."""
    inputs = toy.inputs()
    demand = inputs.territory.demand.copy()
    for name, count in people.items():
        demand.loc[name, "population"] = count
    return run_study(StudySpec(), inputs=Inputs(replace(inputs.territory, demand=demand), inputs.network))


def test_a_gis_reads_the_recourses_of_each_commune(base: Path) -> None:
    read = pyogrio.read_dataframe(base, layer="recours_communes_s").set_index("code_insee")
    long = find_fallbacks(exported.study()).recourse["code_insee"]

    assert read.crs == toy.CRS
    assert list(read["name"]) == ["Rive-Gauche", "Rive-Droite"]
    for key, row in long.iterrows():
        code, category = str(key[0]), str(key[1])  # type: ignore[index] # a pair
        for name in ("first_min_reference", "second_min_pessimistic", "margin_min_median"):
            value = read[f"{category}_{name}"][code]
            assert value == round(row[name], 1) or (pd.isna(value) and row[name] == float("inf"))
        assert bool(read[f"{category}_single_median"][code]) == row["single_median"]


def test_a_gis_reads_the_recourses_of_each_square(base: Path) -> None:
    read = pyogrio.read_dataframe(base, layer="recours_carreaux_s")

    assert (read.geometry.area == 1_000_000).all()
    assert len(read) == 15  # seven people live at A1: that square is not written


def test_an_office_reads_the_same_in_the_workbook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(exported.study())))
    tables = fallback_tables(exported.study())

    for name, title in files.FALLBACK_TABLE.items():
        head, *rows = book[title].iter_rows(values_only=True)
        assert head == tuple(dictionary.header(str(column)) for column in tables[name])
        assert len(rows) == len(tables[name])
    row = dict(
        zip(
            *[list(line) for line in list(book["Recours par commune"].iter_rows(values_only=True))[:2]],
            strict=True,
        )
    )
    assert (row["Code INSEE"], row["Nom"]) == ("99001", "Rive-Gauche")


def test_every_column_has_a_meaning_in_french() -> None:
    study = exported.study()
    frames = [*fallback_tables(study).values(), *(f.reset_index() for f in fallback_layers(study).values())]
    names = {str(name) for frame in frames for name in frame.columns} - {"geometry"}

    assert {dictionary.split_field(name)[1] for name in names} <= fields.FIELDS.keys()


def test_no_count_of_people_is_written() -> None:
    """Minutes, identifiers, and whether most people have a single recourse: nothing to subtract."""
    for table in fallback_tables(with_people(A1=3, B1=11)).values():
        numbers = [name for name in table if pd.api.types.is_numeric_dtype(table[name])]
        plain = [str(name) for name in numbers if not pd.api.types.is_bool_dtype(table[name])]
        assert all("_min_" in name for name in plain)


def test_a_square_of_ten_people_is_not_written_and_one_of_eleven_is() -> None:
    tables = fallback_tables(with_people(A1=10, B1=11))

    written = set(tables["recours_carreaux"]["square"])
    assert len(written) == 15
    everybody = set(fallback_tables(with_people())["recours_carreaux"]["square"])
    (left_out,) = everybody - written
    assert left_out == f"E{int(toy.at('A1').x // 1000)}N{int(toy.at('A1').y // 1000)}"


def test_without_care_or_people_the_files_are_written_all_the_same() -> None:
    inputs = toy.inputs()
    territory = replace(
        inputs.territory,
        structures=inputs.territory.structures.iloc[:0],
        demand=inputs.territory.demand.iloc[:0],
    )
    study = run_study(StudySpec(), inputs=Inputs(territory, inputs.network))

    assert [len(table) for table in fallback_tables(study).values()] == [0, 0, 0, 0]
    assert gpkg.write(study)
    assert xlsx.write(study)
