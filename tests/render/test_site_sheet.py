"""The sheet of a site, recto and verso, read back from its PDF."""

import io
import re
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader

import measuring
import paper_town
import site_town
from cpts_geo.access.site_layout import HallAsk
from cpts_geo.model.edition import Edition
from cpts_geo.model.errors import ExportError, ScenarioError
from cpts_geo.model.scenario import Reading
from cpts_geo.render import pdf
from cpts_geo.render.editions import edition_of
from cpts_geo.render.sheet_site import site_facts
from cpts_geo.render.site_opening_facts import opening_of
from cpts_geo.render.style import INK
from cpts_geo.study import Inputs, run_study
from cpts_geo.wording import site_fields, site_opening, site_sheet
from site_town import BARE, DRIVE, HALL, STOCK

MM_AT = {25_000: 1000 / 25_000, 5_000: 1000 / 5_000}
FOOTPRINT = "#d9c3ae"


@cache
def printed(site: str) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.site_sheet(site_town.study(), site)))


def text_of(site: str) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in printed(site).pages))


def bars(found: list[measuring.Shape]) -> list[float]:
    """Length of each scale bar of a page, the farthest left first."""
    cells = [s.box for s in found if s.stroke == INK and s.fill and abs(s.size[1] - 1) < 0.03]
    groups: dict[tuple[int, bool], list[Any]] = {}
    for box in cells:
        groups.setdefault((round(box[1]), bool(box[0] > 100)), []).append(box)
    return [float(max(b[2] for b in group) - min(b[0] for b in group)) for _, group in sorted(groups.items())]


def test_a_ruler_on_the_three_maps_finds_their_scales() -> None:
    found = measuring.shapes(printed(HALL).pages[0])
    situation, access, ground = bars(found)
    assert situation == pytest.approx(1000 * MM_AT[25_000], abs=0.1)
    assert access == pytest.approx(200 * MM_AT[5_000], abs=0.1)
    sizes = sorted(s.size for s in found if s.fill == FOOTPRINT and s.size[0] > 7.5)
    assert sizes[0] == pytest.approx((40 * MM_AT[5_000], 25 * MM_AT[5_000]), abs=0.5)
    scale = int(re.sub(r"\D", "", re.findall(r"Plan de masse – 1/([\d\s\u202f]+)", text_of(HALL))[0]))
    assert sizes[1] == pytest.approx((40_000 / scale, 25_000 / scale), abs=0.5)
    assert ground * scale / 1000 == pytest.approx(round(ground * scale / 1000), abs=0.5)


def test_the_radio_grid_of_the_situation_map_is_at_its_scale() -> None:
    found = measuring.shapes(printed(HALL).pages[0])
    lines = [s for s in found if s.stroke == INK and abs(s.width_mm - 0.13) < 0.005 and len(s.parts) > 2]
    across = sorted(float(part[0, 0]) for part in lines[0].parts if abs(part[0, 0] - part[-1, 0]) < 0.01)
    steps = np.diff(across)
    assert steps == pytest.approx(1000 * MM_AT[25_000], abs=0.1)


def test_capacity_is_shown_as_arithmetic_planned_and_pessimistic() -> None:
    text = text_of(HALL)
    for said in (
        "12 postes × 10 actes/h × 8 h × 0,80 d’occupation = 768 par jour (prévu)",
        "768 × 51/90 = 435 par jour (prudent)",
        "90 passages par heure et par centre étaient prévus, environ 51",
        "120 arrivées/h × 15 min / 60 = 30 places (renseigné : 20) ▲ il manque 10 places",
        "La liste des lieux déclare 400 par jour : à rapprocher.",
        "H−54 (J−2)",
    ):
        assert said in text, said


def test_codes_are_said_in_words() -> None:
    text = text_of(HALL)
    for said in (
        "établissement sportif couvert (X)",
        "2e : 701 à 1 500 personnes",
        "les cinq types",
        "conflit à régler avec le maire",
        "67, dont PMR : 1 (sous 2 % des places)",
        "EPSG:2154",
        "Adossement : hôpital",
    ):
        assert said in text, said


def test_what_nobody_said_is_a_blank_and_what_nobody_drew_is_told() -> None:
    text = text_of(BARE)
    assert "……… postes × ……… actes/h × ……… h × ……… d’occupation = ……… par jour (prévu)" in text
    assert (
        "À tracer sur place (non renseigné) : entrée, sortie, stationnement, cheminement PMR, sens de marche."
        in text
    )
    assert "Schéma impossible" in text
    assert "Plan de masse" not in text
    assert "À tracer sur place (non renseigné) : stationnement, sens de marche." in text_of(HALL)


def test_cars_that_would_wait_on_the_road_are_counted() -> None:
    said = "12 voitures × 6 à 7 m = 72 à 84 m pour une voie tracée de 70 m : ▲ 2 voitures déborderaient"
    assert said in text_of(DRIVE)


def test_a_hall_that_is_too_small_says_so_with_figures() -> None:
    base = site_town.study()
    small = site_town.sites()
    small.loc[HALL, "surface_m2"] = 200.0
    study = replace(base, territory=replace(base.territory, sites=small))
    sketch = site_facts(study, HALL)["pages"][0]["sketch"]
    assert "12 postes et leurs places assises demandent au moins" in sketch["warning"]
    assert "200\u202fm² renseignés" in sketch["warning"]
    assert sketch["svg"]


def test_every_sheet_has_two_pages_tags_and_a_title() -> None:
    for site in (HALL, DRIVE, BARE):
        reader: Any = printed(site)
        root = reader.trailer["/Root"]
        assert len(reader.pages) == 2
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "fr-FR"
        assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
        assert reader.metadata.title.startswith("Fiche site – S")


def test_the_same_study_gives_the_same_bytes() -> None:
    town = paper_town.town()
    territory = replace(town.territory, sites=site_town.sites(), plans=site_town.plans())
    again = run_study(paper_town.spec(), inputs=Inputs(territory, town.network))
    assert pdf.site_sheet(again, HALL) == pdf.site_sheet(site_town.study(), HALL)


def test_a_place_of_storage_has_a_restricted_sheet_only() -> None:
    with pytest.raises(ExportError, match="site_is_restricted"):
        pdf.site_sheet(site_town.study(), STOCK)
    restricted = pdf.site_sheet(site_town.study(), STOCK, edition=Edition.RESTRICTED)
    text = PdfReader(io.BytesIO(restricted)).pages[1].extract_text()
    assert "Ce lieu ne reçoit pas de patients" in text
    every = PdfReader(io.BytesIO(pdf.site_sheets(site_town.study())))
    assert len(every.pages) == 2 * 4
    assert not any("Réserve secrète" in page.extract_text() for page in every.pages)


def test_drawings_of_a_hidden_site_leave_the_public_edition() -> None:
    base = site_town.study()
    moved = site_town.plans().assign(site_id=STOCK)
    study = replace(base, territory=replace(base.territory, plans=moved))
    assert edition_of(study, Edition.PUBLIC).territory.plans.empty


def test_a_site_that_is_not_there_is_refused() -> None:
    with pytest.raises(ScenarioError, match="unknown_site"):
        pdf.site_sheet(site_town.study(), "s9")


def test_text_of_files_is_never_evaluated() -> None:
    hostile = site_town.sites().assign(name=paper_town.HOSTILE, address=paper_town.HOSTILE)
    base = site_town.study()
    study = replace(base, territory=replace(base.territory, sites=hostile))
    text = PdfReader(io.BytesIO(pdf.site_sheet(study, BARE))).pages[0].extract_text()
    assert '#import "x" $x^2$ *gras* <script>alert(1)</script>' in re.sub(r"\s+", " ", text)


def test_a_command_post_and_a_drive_are_told_apart_from_a_hall() -> None:
    row = site_town.sites().T[HALL]
    assert opening_of(row).observation == 30
    assert not opening_of(row.where(row.index != "usage", "pc")).receives
    assert opening_of(row.where(row.index != "usage", "drive")).observation == 0
    assert opening_of(row.where(row.index != "posts", float("nan"))).work is None


def test_times_before_the_opening_name_their_day() -> None:
    said = [site_opening.before(hours) for hours in (0, 6, 9, 33, float("nan"))]
    assert said == ["H0 (J)", "H−6 (J)", "H−9 (J−1)", "H−33 (J−2)", "H−(…… + 6)"]


def test_crises_are_said_by_name_and_all_five_in_two_words() -> None:
    assert site_fields.crises("5;4;3;2;1") == "les cinq types"
    assert site_fields.crises("3") == "3\u00a0agent infectieux émergent"


def test_fewer_posts_need_fewer_seats() -> None:
    assert HallAsk(500, 12, 30, 30).with_posts(4) == HallAsk(500, 4, 10, 10)


def test_a_site_hit_in_the_reading_of_the_study_has_the_full_mark_whatever_the_others_say() -> None:
    """The key of the tables: ▲ in the reading of the study, △ in another one."""
    said = {
        own: site_sheet.summary_state(
            {Reading.OPTIMISTIC: 0, Reading.MEDIAN: 1, Reading.PESSIMISTIC: 1},
            own,
            by_water=True,
            watered=True,
            inside=True,
        )[0]
        for own in Reading
    }
    assert said == {Reading.OPTIMISTIC: "△", Reading.MEDIAN: "▲", Reading.PESSIMISTIC: "▲"}
