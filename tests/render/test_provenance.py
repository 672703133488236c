"""Where each layer comes from is on the map, on paper and in every export."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyogrio
import pypdf
import pytest

import toy
from cpts_geo import EXPORTERS, StudySpec, run_study
from cpts_geo.model.territory import Source
from cpts_geo.render import pdf, screen
from cpts_geo.study import Study
from cpts_geo.wording import provenance

ORIGIN = Source(
    "communes",
    "ADMIN EXPRESS, IGN",
    vintage="2026-06-15",
    licence="Licence Ouverte 2.0",
    imported="2026-11-26",
    fingerprint="ab" * 32,
)
FACTS = ("ADMIN EXPRESS, IGN", "2026-06-15", "Licence Ouverte 2.0", "26/11/2026", "abababababab")


@pytest.fixture(scope="module")
def study() -> Study:
    inputs = toy.inputs()
    known = replace(inputs, territory=replace(inputs.territory, sources=(ORIGIN,)))
    return run_study(StudySpec(), inputs=known)


def test_the_plan_and_the_commune_sheet_carry_it(study: Study) -> None:
    for content in (pdf.territory_plan(study, paper="a4"), pdf.commune_sheet(study, "99001")):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert all(fact in text for fact in FACTS), text[-600:]


def test_the_workbook_and_the_geopackage_carry_it(study: Study, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(EXPORTERS["xlsx"].write(study)))
    cells = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    path = tmp_path / "export.gpkg"
    path.write_bytes(EXPORTERS["gpkg"].write(study))
    layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    about = " ".join(pyogrio.read_dataframe(path, layer=name).to_string() for name in layers)
    for said in (cells, about):
        assert all(fact in said for fact in FACTS)


def test_the_foot_and_the_corner_of_the_map_carry_the_date(study: Study) -> None:
    assert provenance.under_map((ORIGIN,)) == "Sources : ADMIN EXPRESS, IGN, 2026-06-15."
    assert "2026-06-15" in screen.attribution(study.territory)


def test_what_is_unknown_is_said() -> None:
    assert provenance.facts(Source("sites", "liste.csv")) == [
        "liste.csv",
        "millésime non précisé",
        "licence inconnue",
    ]
    assert provenance.under_map(()) == "Sources non renseignées."


def test_under_a_map_few_sources_are_quoted_and_the_rest_counted() -> None:
    many = [Source("s", f"Source {n}", vintage="2026") for n in range(9)]
    assert provenance.under_map(many).endswith("Source 5, 2026 ; et 3 de plus, page Données.")
