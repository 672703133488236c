"""What a ruler says of the printed map is what its scale says."""

import io

import pytest
from pypdf import PdfReader

import measuring
from cpts_geo.render import pdf
from cpts_geo.render.sheets import PAPERS, territory_bounds, territory_facts, territory_frame, territory_grid
from cpts_geo.render.svg_margin import bar_length_m
from printing import printed, town_study

TOLERANCE_MM = 0.5


@pytest.mark.parametrize("paper", PAPERS)
def test_the_territory_measures_what_its_scale_says(paper: str) -> None:
    study, sheet = town_study(), "territory" if paper == "a4" else "territory-a3"
    found = measuring.shapes(printed(sheet).pages[0])
    frame, grid = territory_frame(study, PAPERS[paper]), territory_grid(study)
    xmin, ymin, xmax, ymax = territory_bounds(study)
    width, height = measuring.outline_mm(found)
    assert width == pytest.approx((xmax - xmin) * 1000 / frame.scale, abs=TOLERANCE_MM)
    assert height == pytest.approx((ymax - ymin) * 1000 / frame.scale, abs=TOLERANCE_MM)
    across, squares = measuring.grid_mm(found)
    assert across == pytest.approx(squares * grid.size_m * 1000 / frame.scale, abs=TOLERANCE_MM)
    assert across > 0.85 * frame.width_mm
    bar = measuring.scale_bar_mm(found)
    assert bar == pytest.approx(bar_length_m(frame) * 1000 / frame.scale, abs=TOLERANCE_MM / 4)


@pytest.mark.parametrize("wrong", [0.99, 1.01])
def test_a_map_one_percent_too_large_or_too_small_is_seen(wrong: float) -> None:
    study = town_study()
    facts = territory_facts(study, PAPERS["a4"])
    facts["map"] = facts["map"] | {"width": facts["map"]["width"] * wrong}
    found = measuring.shapes(PdfReader(io.BytesIO(pdf._compile("territory", facts))).pages[0])
    xmin, _, xmax, _ = territory_bounds(study)
    said = (xmax - xmin) * 1000 / territory_frame(study, PAPERS["a4"]).scale
    assert abs(measuring.outline_mm(found)[0] - said) > TOLERANCE_MM
