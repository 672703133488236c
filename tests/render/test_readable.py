"""Printed maps can be read: no label over another, text with contrast, water told apart without colour."""

import io
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from pypdf import PdfReader

from cpts_geo.hazards.flood import Flood
from cpts_geo.model.scenario import Scenario
from cpts_geo.render import pdf, style
from cpts_geo.render.sheets import PAPERS, territory_frame, territory_grid
from cpts_geo.render.svg import MapSheet, draw_sheet
from cpts_geo.render.svg_hazard import HATCH_MM
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study, run_study
from measuring import shapes
from printing import SHEETS, cut_town, printed

DEMO = Path(__file__).parents[2] / "data"
TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
FOOT = "#666666"  # luma(40%), out of reach of the stamp
TEXT_COLOURS = (style.INK, style.DANGER, style.BAND, style.ISOLATED, FOOT, "#4d4d4d")
BOOKS = ("communes", "site-book", "territory-a3", "scenario-a3")  # the templates of other sheets


def luminance(colour: str) -> float:
    """Relative luminance of WCAG."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def covered(sheet: MapSheet) -> int:
    """Pairs of symbols or labels that share ground."""
    boxes = sheet.boxes
    one, other = boxes[:, None, :], boxes[None, :, :]
    apart = (one[..., 0] >= other[..., 2]) | (one[..., 2] <= other[..., 0])
    apart |= (one[..., 1] >= other[..., 3]) | (one[..., 3] <= other[..., 1])
    return int((~apart & ~np.eye(len(boxes), dtype=bool)).sum())


@pytest.fixture(scope="module")
def demo() -> Study:
    scenario = Scenario("Crue", (Flood("crue_04fai"),))
    return run_study(StudySpec(folder=str(DEMO), scenario=scenario, date="2026-11-23T14:05"))


def test_no_label_covers_another_on_the_dense_map_of_the_demonstration(demo: Study) -> None:
    paper = PAPERS["a4"]
    sheet = draw_sheet(demo, territory_frame(demo, paper), grid=territory_grid(demo))
    assert len(sheet.boxes) > 200
    assert covered(sheet) == 0
    assert len(sheet.left_out) < 10


def test_pockets_are_labelled_without_covering_anything() -> None:
    study = cut_town()
    sheet = draw_sheet(study, territory_frame(study, PAPERS["a4"]))
    assert ">P1\u00a0: " in sheet.svg
    assert covered(sheet) == 0


@pytest.mark.parametrize("colour", TEXT_COLOURS)
def test_text_has_contrast_on_paper_and_on_striped_rows_under_the_stamp(colour: str) -> None:
    """The stamp darkens paper by a tenth: text on it is held to the same limit."""
    assert contrast(colour, style.PAPER) >= TEXT_CONTRAST
    assert contrast(colour, style.STRIPE) >= TEXT_CONTRAST
    if colour != FOOT:
        assert contrast(colour, "#e6e6e6") >= TEXT_CONTRAST
    assert contrast(style.PAPER, style.BAND) >= TEXT_CONTRAST


@pytest.mark.parametrize("sheet", [name for name in SHEETS if name not in BOOKS])
def test_letters_are_dark_enough_on_paper_or_stand_on_a_symbol_or_a_band(sheet: str) -> None:
    on_colour = {style.PAPER, *(symbol.ink for symbol in style.CATEGORY_SYMBOLS.values())}
    inks = text_inks(sheet)
    assert inks
    assert [ink for ink in inks - on_colour if contrast(ink, style.PAPER) < TEXT_CONTRAST] == []


def text_inks(sheet: str) -> set[str]:
    """Fill colours under which letters are painted."""
    found: set[str] = set()
    for page in printed(sheet).pages:
        contents = page.get_contents()
        assert contents is not None
        fill, kept = "#000000", []
        for given, operator in contents.operations:
            if operator == b"q":
                kept.append(fill)
            elif operator == b"Q":
                fill = kept.pop()
            elif operator == b"scn":
                values = [float(value) for value in given if not isinstance(value, str)]
                channels = values * 3 if len(values) == 1 else values
                fill = "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
            elif operator in (b"Tj", b"TJ"):
                found.add(fill)
    return found


def test_classes_of_water_differ_without_colour() -> None:
    """By the spacing of their hatching, and darker as water is deeper; unknown depth is oblique."""
    steps = [HATCH_MM[depth.key] for depth in style.DEPTH_STYLES]
    assert all(one / other > 1.3 for one, other in pairwise(steps))
    shades = [luminance(depth.colour) for depth in style.DEPTH_STYLES]
    assert shades == sorted(shades, reverse=True)


def test_symbols_differ_by_shape_or_letter_alone() -> None:
    looks = [(symbol.path, symbol.letter) for symbol in style.CATEGORY_SYMBOLS.values()]
    assert all(one != other for one, other in combinations(looks, 2))


def test_pockets_and_water_are_hatched_in_different_directions() -> None:
    slopes = {int(np.sign(np.prod(line[1] - line[0]))) for line in hatching_of(cut_town())}
    assert slopes == {1}  # down to the right on paper; water of known depth is level, unknown depth goes up


def hatching_of(study: Study) -> list[npt.NDArray[np.float64]]:
    """Lines, of two points each, that fill the ground of the pockets on the printed plan."""
    page = PdfReader(io.BytesIO(pdf.territory_plan(study))).pages[0]
    hatch = [s for s in shapes(page) if s.stroke == style.ISOLATED and abs(s.width_mm - 0.13) < 0.01]
    return [part for shape in hatch if len(shape.parts) > 5 for part in shape.parts if len(part) == 2]
