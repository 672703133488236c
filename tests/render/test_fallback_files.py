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
from cpts_geo.hazards import Closure
from cpts_geo.model.scenario import Scenario
from cpts_geo.render import csv_tables, gpkg, xlsx
from cpts_geo.render.differencing import deduced
from cpts_geo.render.fallback_files import fallback_layers, fallback_tables
from cpts_geo.render.public_figures import public_figures, published
from cpts_geo.render.public_recourse import ALONE, public_recourse
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_study
from cpts_geo.wording import dictionary, fields, files


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "out.gpkg"
    path.write_bytes(gpkg.write(exported.study()))
    return path


def with_people(*, closed: tuple[str, ...] = (), **people: int) -> Study:
    """The town with other numbers of people at some junctions, and closed roads."""
    inputs = toy.inputs()
    demand = inputs.territory.demand.copy()
    for name, count in people.items():
        demand.loc[name, "population"] = count
    spec = StudySpec(scenario=Scenario("essai", (Closure(roads=closed),) if closed else ()))
    return run_study(spec, inputs=Inputs(replace(inputs.territory, demand=demand), inputs.network))


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


def test_no_other_count_of_people_is_written() -> None:
    """Minutes, identifiers, whether most people have one recourse; people of communes who do."""
    for key, table in fallback_tables(with_people(A1=3, B1=11)).items():
        numbers = [name for name in table if pd.api.types.is_numeric_dtype(table[name])]
        plain = {str(name) for name in numbers if not pd.api.types.is_bool_dtype(table[name])}
        counts = {name for name in plain if "_min_" not in name}
        assert counts == (set(ALONE) if key == "recours_communes" else set())


def alone(study: Study, category: str) -> list[list[int]]:
    """Two communes × normal times and three readings."""
    return public_recourse(study).xs(category, level="category").fillna(-1).to_numpy().tolist()


def test_on_paper_each_bank_has_its_own_pharmacy_once_the_bridge_is_closed() -> None:
    study = with_people(closed=("D14",))

    assert alone(study, "pharmacie") == [[0, 800, 800, 800], [0, 800, 800, 800]]
    assert alone(study, "hopital") == [[800, 0, 0, 0], [800, 800, 800, 800]]


def test_seven_people_who_lose_their_single_recourse_hide_their_commune() -> None:
    study = with_people(D4=7, closed=("C4-D4", "D3-D4"))

    counts = find_fallbacks(study).alone.xs("hopital", level="category")
    assert counts.to_numpy().tolist() == [[800] * 4, [707, 700, 700, 700]]
    assert alone(study, "hopital") == [[800] * 4, [-1] * 4]
    assert alone(study, "pharmacie") == [[0] * 4, [0] * 4]  # nobody before or after


def test_the_attack_finds_seven_people_with_a_single_recourse_that_nobody_hid() -> None:
    study = with_people(D4=7, closed=("C4-D4", "D3-D4"))
    said = published(study, public_figures(study))
    naive = find_fallbacks(study).alone.reset_index()
    naive.loc[naive["category"] == "hopital", "alone_median"] -= 693

    found = deduced(replace(said, tables={**said.tables, "recours_communes": naive}))
    assert {leak.table for leak in found} >= {"recours_communes"}
    hidden = public_recourse(study).reset_index()
    assert deduced(replace(said, tables={**said.tables, "recours_communes": hidden})) == []


def test_the_table_of_recourses_is_in_the_csv_files_as_in_the_workbook() -> None:
    written = csv_tables.write_files(exported.study())["recours_communes.csv"]
    read = pd.read_csv(io.BytesIO(written), sep=";", dtype={"code_insee": str})

    expected = fallback_tables(exported.study())["recours_communes"]
    assert list(read) == list(expected)
    assert read["alone_median"].fillna(-1).tolist() == expected["alone_median"].fillna(-1).tolist()


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
