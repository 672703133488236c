import io
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import paper_town
from cpts_geo.hazards.flood import Flood
from cpts_geo.model.errors import ExportError, UnknownCommuneError
from cpts_geo.model.scenario import REFERENCE, Reading, Scenario
from cpts_geo.render import pdf
from cpts_geo.render.numbering import numbered_structures, rows_of
from cpts_geo.render.pdf import commune_sheet, territory_plan
from cpts_geo.render.sheet_commune import commune_facts
from cpts_geo.render.sheet_roads import closed_edges, road_rows
from cpts_geo.render.sheets import PAPERS, territory_facts, territory_frame, territory_grid
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study, run_study
from printing import printed, town_study

POINTS_PER_MM = 72 / 25.4


@pytest.fixture
def study() -> Study:
    return town_study()


@pytest.fixture
def plan() -> PdfReader:
    return printed("territory")


def text_of(reader: PdfReader) -> str:
    pages = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", pages)


def test_the_plan_says_who_what_when_and_that_it_must_be_confirmed(plan: PdfReader) -> None:
    text = text_of(plan)
    for said in (
        "CPTS du Val d’Ambre",
        "Scénario : Crue de l’Ambre",
        "Lecture médiane",
        "Édité le 23/11/2026 à 14 h 05",
        "À CONFIRMER SUR PLACE",
        "TERRITOIRE FICTIF – EXERCICE",
        "EPSG:2154",
        "non valable si agrandi ou réduit",
        "Licence Ouverte 2.0",
        "114 sourds et malentendants",
        "1 / 2",
    ):
        assert said in text, said


def test_every_structure_site_and_cut_road_is_in_the_tables(study: Study, plan: PdfReader) -> None:
    text = text_of(plan)
    names = [*study.territory.structures["name"], *study.territory.sites["name"]]
    assert all(text.count(name) == names.count(name) for name in set(names))
    assert "Coupées dans les trois lectures" in text


def test_the_plan_is_tagged_in_french_and_carries_its_title(plan: PdfReader) -> None:
    root: Any = plan.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "fr-FR"
    assert plan.metadata is not None
    assert plan.metadata.title == "Plan du territoire – CPTS du Val d’Ambre"
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


@pytest.mark.parametrize(("sheet", "size_mm"), [("territory", (297, 210)), ("territory-a3", (420, 297))])
def test_pages_have_the_size_of_their_paper(sheet: str, size_mm: tuple[int, int]) -> None:
    reader = printed(sheet)
    box = reader.pages[0].mediabox
    assert float(box.width) == pytest.approx(size_mm[0] * POINTS_PER_MM, abs=0.5)
    assert float(box.height) == pytest.approx(size_mm[1] * POINTS_PER_MM, abs=0.5)
    assert len(reader.pages) == 2


def test_the_same_study_gives_the_same_bytes(study: Study) -> None:
    again = run_study(paper_town.spec(), inputs=paper_town.town())
    assert territory_plan(study) == territory_plan(again)
    assert commune_sheet(study, "99000") == commune_sheet(again, "99000")


def test_a_commune_has_one_page_and_the_booklet_one_each_after_its_contents(study: Study) -> None:
    assert len(PdfReader(io.BytesIO(commune_sheet(study, "99001"))).pages) == 1
    booklet = printed("communes")
    assert len(booklet.pages) == 5
    first = booklet.pages[0].extract_text()
    assert all(name in first for name in paper_town.NAMES)


def test_the_commune_sheet_answers_the_mayor() -> None:
    text = text_of(printed("commune"))
    for said in ("Saint-Éloi-sur-Ambre (99000)", "1 000 habitants", "Lieu de repli", "S4 Salle des fêtes 0"):
        assert said in text, said


def test_minutes_of_the_commune_are_those_of_the_study(study: Study) -> None:
    page = commune_facts(study, "99003")["pages"][0]
    table = study.outcomes.comparison.communes.set_index(["code_insee", "category"])
    before = float(table["minutes_reference"].loc[("99003", "hopital")])
    assert page["access"]["rows"][0]["cells"][2] == f"{round(before)}\u202fmin"


def test_text_from_files_is_never_evaluated() -> None:
    hostile = run_study(
        paper_town.spec(author=paper_town.HOSTILE), inputs=paper_town.town(hostile=paper_town.HOSTILE)
    )
    text = text_of(PdfReader(io.BytesIO(territory_plan(hostile))))
    assert '#import "x" $x^2$ *gras* <script>alert(1)</script>' in text
    assert PdfReader(io.BytesIO(commune_sheet(hostile, "99000"))).pages


def test_the_normal_situation_prints_without_cut_roads() -> None:
    normal = run_study(paper_town.spec(scenario=REFERENCE, date=""), inputs=paper_town.town())
    text = text_of(PdfReader(io.BytesIO(territory_plan(normal))))
    assert "situation normale" in text
    assert "Aucune route coupée." in text
    assert "Date d’édition non précisée" in text


def test_lengths_cut_are_counted_once_for_both_directions(study: Study) -> None:
    rows = road_rows(study, closed_edges(study), territory_grid(study), gather_minor=True)
    assert [row["cells"][1] for row in rows if "cells" in row] == ["8,0\u202fkm"]


def test_a_road_cut_in_the_pessimistic_reading_only_says_so() -> None:
    base = paper_town.town()
    shallow = base.territory.zones["crue"].assign(depth_min_m=0.0, depth_max_m=0.5)
    territory = base.territory.__class__(**{**base.territory.__dict__, "zones": {"crue": shallow}})
    study = run_study(paper_town.spec(), inputs=base.__class__(territory, base.network))
    groups = [row["group"] for row in territory_facts(study, PAPERS["a4"])["roads"]["rows"] if "group" in row]
    assert groups == ["Coupées selon la lecture pessimiste seulement"]


def test_the_band_shows_the_three_readings_whatever_the_first(study: Study) -> None:
    pessimistic = run_study(paper_town.spec(Reading.PESSIMISTIC), inputs=paper_town.town())
    assert "pessimiste" in territory_facts(pessimistic, PAPERS["a4"])["notes"]["lines"][1]
    assert "médiane" in territory_facts(study, PAPERS["a4"])["notes"]["lines"][1]


def test_all_sheets_share_one_radio_grid(study: Study) -> None:
    grid = territory_grid(study)
    for paper in PAPERS.values():
        xmin, ymin, xmax, ymax = territory_frame(study, paper).bounds
        assert grid.square(xmin + 1, ymin + 1)
        assert grid.square(xmax - 1, ymax - 1)


def test_unknown_commune_and_paper_are_refused(study: Study) -> None:
    with pytest.raises(UnknownCommuneError, match="unknown_commune"):
        commune_sheet(study, "00000")
    with pytest.raises(ExportError, match="unknown_paper"):
        territory_plan(study, paper="a5")  # type: ignore[arg-type]


def test_a_page_is_light(study: Study) -> None:
    assert len(territory_plan(study)) < 1_000_000


DEMO = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def demo() -> Study:
    scenario = Scenario("Crue", (Flood("crue_04fai"),))
    return run_study(StudySpec(folder=str(DEMO), scenario=scenario, date="2026-11-23T14:05"))


def test_the_sheet_of_the_largest_town_still_has_one_page(demo: Study) -> None:
    communes = demo.territory.communes
    code = str(communes["population"].idxmax())
    reader = PdfReader(io.BytesIO(commune_sheet(demo, code)))
    assert len(reader.pages) == 1
    assert str(communes["name"].loc[code]) in text_of(reader)


def test_the_demonstration_plan_names_every_structure_with_its_number(demo: Study) -> None:
    content = territory_plan(demo)
    text = text_of(PdfReader(io.BytesIO(content)))
    assert len(content) < 1_000_000
    for row in rows_of(numbered_structures(demo)):
        assert f"{row.number} {row.name}"[:20] in text


def test_the_compiler_keeps_its_memory_in_another_process(study: Study) -> None:
    commune_sheet(study, str(study.territory.communes.index[0]))
    assert "typst" not in sys.modules


def test_a_refusal_of_the_compiler_is_an_error_of_export() -> None:
    with pytest.raises(ExportError, match="pdf") as caught:
        pdf._compile("commune", {"date": ""})
    assert "colours" in str(caught.value.value)
