"""Pockets, roads of helpers and the inset of the printed plan."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import paper_town
from cpts_geo.model.layers import EMERGENCY
from cpts_geo.render.numbering import numbered_pockets, published_people
from cpts_geo.render.sheet_inset import LEAST, crowded_part
from cpts_geo.render.sheet_pockets import pocket_rows
from cpts_geo.render.sheets import PAPERS, territory_facts, territory_grid
from cpts_geo.render.svg import draw_sheet
from cpts_geo.render.svg_frame import MapFrame
from cpts_geo.study import run_study
from printing import cut_town, town_study

FRAME = MapFrame(paper_town.X0 + 6000, paper_town.Y0 + 4000, 75_000, 180.0, 150.0)


def test_a_pocket_is_hatched_labelled_and_listed_with_the_same_people() -> None:
    study = cut_town()
    (number, pocket), *_ = numbered_pockets(study)
    sheet = draw_sheet(study, FRAME)
    count = f"{pocket.population:,}".replace(",", "\u202f")
    assert "pocket" in sheet.legend
    assert f"{number}\u00a0: {count}\u00a0hab." in sheet.svg
    assert pocket_rows(study, territory_grid(study))[0]["cells"][:2] == [number, count]


def test_few_people_are_hatched_but_never_counted() -> None:
    study = cut_town(one_home_in=12)
    sheet = draw_sheet(study, FRAME)
    small = [number for number, pocket in numbered_pockets(study) if 0 < pocket.population < 11]
    assert small
    assert all(published_people(study)[number] is None for number in small)
    assert all(f"{number}\u00a0:" not in sheet.svg for number in small)


def test_without_loss_there_is_no_pocket_on_the_map() -> None:
    assert "pocket" not in draw_sheet(town_study(), FRAME).legend
    assert published_people(town_study()) == {}


def test_roads_of_helpers_only_are_drawn_and_named_in_the_legend() -> None:
    """OSM-19."""
    base = paper_town.town()
    private = base.network.edges["ref"] == "D4"
    edges = base.network.edges.assign(car=~private)
    edges[EMERGENCY] = True
    study = run_study(paper_town.spec(), inputs=replace(base, network=replace(base.network, edges=edges)))
    assert "helpers_only" in draw_sheet(study, FRAME).legend
    assert "helpers_only" not in draw_sheet(town_study(), FRAME).legend
    groups = territory_facts(study, PAPERS["a4"])["legend"]["groups"]
    assert "Secours seuls" in [entry["label"] for group in groups for entry in group["entries"]]


def test_the_inset_shows_the_crowd_larger_and_stays_on_the_map() -> None:
    rng = np.random.default_rng(7)
    crowd = np.array([FRAME.x - 6000, FRAME.y + 5000]) + rng.uniform(-400, 400, (LEAST * 4, 2))
    part = crowded_part(FRAME, crowd, 120, 90)
    assert part is not None
    assert part.scale < FRAME.scale
    assert part.contains(crowd).all()
    inner, outer = part.bounds, FRAME.bounds
    assert inner[0] >= outer[0]
    assert inner[3] <= outer[3]


@pytest.mark.parametrize("count", [0, LEAST - 1, LEAST * 2])
def test_places_far_apart_need_no_inset(count: int) -> None:
    apart = np.array([[FRAME.x + 900 * k, FRAME.y] for k in range(-count // 2, count // 2)]).reshape(-1, 2)
    assert crowded_part(FRAME, apart, 120, 90) is None


def test_what_no_place_gives_any_more_makes_no_pocket() -> None:
    study = cut_town()
    gone = study.outcomes.comparison.categories.assign(places_hit=lambda table: table["places"])
    comparison = replace(study.outcomes.comparison, categories=pd.DataFrame(gone))
    lost = replace(study, outcomes=replace(study.outcomes, comparison=comparison))
    assert numbered_pockets(lost) == []
