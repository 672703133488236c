import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import paper_town
from cpts_geo.model.errors import ExportError
from cpts_geo.model.scenario import Reading
from cpts_geo.render.legend import OTHER_KEYS, swatch
from cpts_geo.render.style import CATEGORY_SYMBOLS, DANGER
from cpts_geo.render.svg import MapSheet, draw_sheet
from cpts_geo.render.svg_frame import (
    MARGIN_MM,
    ROUND_SCALES,
    Grid,
    MapFrame,
    area_path,
    fit_frame,
    letters,
    line_path,
    make_grid,
)
from cpts_geo.render.svg_hazard import edge_state, traffic
from cpts_geo.render.svg_labels import Text, inert, place, text_width
from cpts_geo.render.svg_margin import bar_length_m, scale_bar
from cpts_geo.study import Study, run_study

SVG = "{http://www.w3.org/2000/svg}"
FRAME = MapFrame(paper_town.X0 + 6000, paper_town.Y0 + 4000, 75_000, 180.0, 150.0)


@pytest.fixture(scope="module")
def study() -> Study:
    return run_study(paper_town.spec(), inputs=paper_town.town())


@pytest.fixture(scope="module")
def sheet(study: Study) -> MapSheet:
    return draw_sheet(study, FRAME)


def numbers(data: str) -> np.ndarray:
    return np.array([float(value) for value in re.findall(r"-?\d+\.\d+", data)]).reshape(-1, 2)


def test_one_kilometre_measures_the_scale_says() -> None:
    road = shapely.LineString([(FRAME.x, FRAME.y), (FRAME.x + 1000, FRAME.y)])
    (x0, y0), (x1, y1) = numbers(line_path(np.array([road]), FRAME))
    assert (x0, y0, y1) == (90.0, 75.0, 75.0)
    assert x1 - x0 == pytest.approx(1_000_000 / 75_000, abs=0.01)


def test_the_scale_bar_is_as_long_as_its_figures() -> None:
    widths = re.findall(r'width="([\d.]+)" height="1"', scale_bar(FRAME))
    assert sum(float(width) for width in widths) == pytest.approx(bar_length_m(FRAME) / 75, abs=0.03)


def test_the_sheet_is_in_millimetres_and_says_its_scale(sheet: MapSheet) -> None:
    root = ET.fromstring(sheet.svg)  # noqa: S314 our own text
    assert (root.get("width"), root.get("viewBox")) == ("189mm", "-4.5 -4.5 189 159")
    assert "échelle 1/75\u202f000" in sheet.svg


@given(st.floats(10, 280_000), st.floats(10, 280_000))
def test_the_scale_chosen_is_round_shows_everything_and_is_the_largest(width: float, height: float) -> None:
    frame = fit_frame((0, 0, width, height), 180, 150)
    xmin, ymin, xmax, ymax = frame.bounds
    assert frame.scale in ROUND_SCALES
    assert xmin <= 0 <= width <= xmax
    assert ymin <= 0 <= height <= ymax
    larger = [scale for scale in ROUND_SCALES if scale < frame.scale]
    if larger:
        assert max(width / 172, height / 142) * 1000 > larger[-1]


def test_a_territory_without_extent_or_too_large_is_refused() -> None:
    with pytest.raises(ExportError, match="no_extent"):
        fit_frame((np.nan, 0, 1, 1), 100, 100)
    with pytest.raises(ExportError, match="beyond_scale"):
        fit_frame((0, 0, 1e7, 1e7), 100, 100)


def test_nothing_is_drawn_outside_the_frame() -> None:
    far = np.array([shapely.LineString([(FRAME.x - 1e6, FRAME.y - 5e4), (FRAME.x + 1e6, FRAME.y + 5e4)])])
    lake = np.array([shapely.Point(FRAME.x, FRAME.y).buffer(1e6)])
    for data in (line_path(far, FRAME), area_path(lake, FRAME)):
        points = numbers(data)
        assert len(points) >= 2
        assert (points >= -0.01).all()
        assert (points <= [180.01, 150.01]).all()


def test_symbols_and_labels_never_overlap_and_stay_inside(sheet: MapSheet) -> None:
    boxes = sheet.boxes
    assert len(boxes) > 40
    one, other = boxes[:, None, :], boxes[None, :, :]
    apart = (
        (one[..., 0] >= other[..., 2])
        | (one[..., 2] <= other[..., 0])
        | (one[..., 1] >= other[..., 3])
        | (one[..., 3] <= other[..., 1])
    )
    together = ~apart & ~np.eye(len(boxes), dtype=bool)
    assert not together.any()
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, 2:] <= [180, 150]).all()


@given(st.lists(st.tuples(st.floats(0, 90), st.floats(0, 90)), min_size=1, max_size=40))
def test_placement_never_covers_what_is_taken(points: list[tuple[float, float]]) -> None:
    options = [np.array([[[x + k, y, x + k + 8, y + 3]] for k in (0.0, 4.0, -4.0, 9.0)]) for x, y in points]
    taken = np.array([[40.0, 40.0, 60.0, 60.0]])
    chosen = place(options, taken, np.array([0.0, 0.0, 100.0, 100.0]))
    kept = [shapely.box(*taken[0])] + [
        shapely.box(*option[pick][0]) for option, pick in zip(options, chosen, strict=True) if pick >= 0
    ]
    total = sum(box.area for box in kept)
    assert shapely.union_all(kept).area == pytest.approx(total, rel=1e-9)


def test_every_structure_and_site_is_on_the_map_or_said_left_out(study: Study, sheet: MapSheet) -> None:
    texts = {"".join(node.itertext()) for node in ET.fromstring(sheet.svg).iter(f"{SVG}text")}  # noqa: S314
    names = [*(str(k) for k in range(1, 16)), "S1", "S3", "S4"]
    assert all(name in texts or name in sheet.left_out for name in names)
    assert "S2\u00a0▲" in texts
    assert study.outcomes.readings[Reading.MEDIAN].sites_hit.sum() == 1


def test_only_roads_under_water_are_cut_and_the_bridge_is_marked_open(study: Study) -> None:
    edges = edge_state(study)
    cut = edges[edges["factor"] == 0]
    assert set(cut.geometry.bounds["minx"]) <= {paper_town.X0 + 6000, paper_town.X0 + 6500}
    assert len(cut) == 16
    layer = traffic(study, edges, FRAME)
    assert {"cut", "bridge"} <= set(layer.legend)
    assert DANGER in layer.svg[2]


def test_the_legend_names_only_what_is_on_the_map(sheet: MapSheet) -> None:
    assert "category_urgences" in sheet.legend
    assert "category_hopital" not in sheet.legend
    assert {key for key in sheet.legend if key.startswith("depth")} == {"depth_up_to_0_5", "depth_up_to_2"}


@pytest.mark.parametrize("key", [*OTHER_KEYS, *(f"category_{c}" for c in CATEGORY_SYMBOLS)])
def test_every_legend_entry_has_a_swatch(key: str) -> None:
    assert ET.fromstring(swatch(key)).tag == f"{SVG}svg"  # noqa: S314


def test_text_from_files_is_inert_in_svg() -> None:
    study = run_study(paper_town.spec(), inputs=paper_town.town(hostile=paper_town.HOSTILE))
    root = ET.fromstring(draw_sheet(study, FRAME).svg)  # noqa: S314
    assert {node.tag for node in root.iter()} <= {
        SVG + tag for tag in ("svg", "g", "path", "rect", "text", "circle", "defs", "clipPath")
    }
    assert inert("<b>\ud800\uffff\x07") == "&lt;b&gt;"


def test_fictitious_and_exercise_are_stamped_and_a_real_place_is_not(sheet: MapSheet) -> None:
    assert "TERRITOIRE FICTIF – EXERCICE" in sheet.svg
    real = paper_town.town(fictitious=False)
    scenario = paper_town.spec().scenario.__class__("Crue", paper_town.spec().scenario.hazards)
    assert "FICTIF" not in draw_sheet(run_study(paper_town.spec(scenario=scenario), inputs=real), FRAME).svg


def test_squares_are_named_like_a_chess_board_and_empty_outside() -> None:
    grid = Grid(0, 10_000, 1000, 30, 10)
    assert grid.square(500, 9_500) == "A1"
    assert grid.square(2_000, 9_000) == "C2"
    assert grid.square(27_500, 500) == "AB10"
    assert grid.square(-1, 500) == ""
    assert letters(25) == "Z"


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(100, 3e5), st.floats(0, 1), st.floats(0, 1))
def test_every_point_of_the_territory_has_a_square(
    x: float, y: float, side: float, right: float, up: float
) -> None:
    grid = make_grid((x, y, x + side, y + side))
    assert grid.square(x + right * side * 0.999, y + up * side * 0.999 + side * 0.0005)
    assert max(grid.columns, grid.rows) <= 22


def test_text_width_is_that_of_the_font() -> None:
    assert text_width("M" * 10, 1.0) == pytest.approx(8.63, abs=0.05)
    assert text_width("M", 1.0, "bold") > text_width("M", 1.0)
    assert Text("é 漢", 2.0).width > 0
    assert MARGIN_MM > 0
