"""Tags of every printed sheet, read from its structure tree; the compiler checks PDF/UA-1 itself."""

import re
from itertools import pairwise
from typing import Any

import pytest

from pdf_structure import HEADINGS, attribute, elements
from printing import SHEETS, printed, town_study


@pytest.mark.parametrize("sheet", SHEETS)
def test_figures_are_told_tables_have_headed_columns_and_titles_skip_no_level(sheet: str) -> None:
    found = list(elements(printed(sheet)))
    kinds = [element["/S"] for element in found]
    assert all(str(e.get("/Alt", "")).strip() for e in found if e["/S"] == "/Figure")
    heads = [attribute(element, "/Scope") for element in found if element["/S"] == "/TH"]
    assert set(heads) <= {"/Column", "/Row"}
    assert bool(heads) == ("/Table" in kinds)
    levels = [HEADINGS.index(kind) + 1 for kind in kinds if kind in HEADINGS]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(str(e.get("/T", "")).strip() for e in found if e["/S"] in HEADINGS)


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_table_of_a_sheet_begins_with_its_head(sheet: str) -> None:
    for table in (element for element in elements(printed(sheet)) if element["/S"] == "/Table"):
        rows = [kid.get_object()["/S"] for kid in table["/K"]]
        assert rows[0] == "/THead"
        assert "/TBody" in rows


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_document_says_its_language_and_shows_its_title(sheet: str) -> None:
    reader = printed(sheet)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert "–" in str(reader.metadata.title)
    assert str(reader.metadata.author).endswith(town_study().spec.author)
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_foot_of_every_page_says_which_study_by_whom_and_that_it_must_be_confirmed(sheet: str) -> None:
    pages = printed(sheet).pages
    for rank, page in enumerate(pages, start=1):
        text = re.sub(r"\s+", " ", page.extract_text())
        foot = text[text.index("Établi par : CPTS du Val d’Ambre") :]
        assert f"empreinte de l’étude : {town_study().fingerprint[:12]}" in foot
        assert "cpts_geo" in foot
        assert "à confirmer sur place" in foot
        assert f"{rank} / {len(pages)}" in foot
        assert "Édité le 23/11/2026" in foot


@pytest.mark.parametrize("sheet", SHEETS)
def test_text_is_extracted_with_its_accents(sheet: str) -> None:
    text = " ".join(page.extract_text() for page in printed(sheet).pages)
    assert "scénario" in text.lower()
    assert "�" not in text
    assert not re.search(r"Ã|\(cid:", text)
