"""What every printed sheet promises, on each of its pages."""

import io
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

import paper_town
from cpts_geo.render import pdf
from cpts_geo.study import run_study
from printing import SHEETS, printed


def across(page: PageObject) -> list[str]:
    """Texts of a page that are neither level nor upright."""
    found: list[str] = []

    def keep(text: str, matrix: list[float], *_: Any) -> None:
        if text.strip() and abs(matrix[0] * matrix[1]) > 0.01:
            found.append(text.strip())

    page.extract_text(visitor_text=keep)
    return found


def spoken_slants(page: PageObject) -> int:
    """Slanted drawings of a page outside every artifact: a reader would speak them."""
    inside: list[bool] = []
    spoken = 0
    contents = page.get_contents()
    assert contents is not None
    for given, operator in contents.operations:
        if operator in (b"BMC", b"BDC"):
            inside.append(given[0] == "/Artifact")
        elif operator == b"EMC":
            inside.pop()
        elif operator == b"cm" and abs(given[0] * given[1]) > 0.01:
            spoken += not any(inside)
    return spoken


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_page_is_stamped_across_as_an_artifact(sheet: str) -> None:
    for page in printed(sheet).pages:
        assert across(page) == ["TERRITOIRE FICTIF – EXERCICE"]
        assert spoken_slants(page) == 0


def test_a_real_territory_in_a_real_event_is_not_stamped() -> None:
    scenario = paper_town.spec().scenario
    real = scenario.__class__(scenario.name, scenario.hazards)
    study = run_study(paper_town.spec(scenario=real), inputs=paper_town.town(fictitious=False))
    reader = PdfReader(io.BytesIO(pdf.commune_sheet(study, "99000")))
    assert [across(page) for page in reader.pages] == [[]]
    assert "EXERCICE" not in reader.pages[0].extract_text()
