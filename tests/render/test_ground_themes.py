"""Pockets and drawings of sites as public themes."""

from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

import exported
import toy
from cpts_geo.model.layers import PLANS, conform
from cpts_geo.render import geojson
from cpts_geo.render.disclosure import MINIMUM_CELL
from cpts_geo.render.ground_themes import plan_themes, pockets_theme
from cpts_geo.render.themes import themes
from cpts_geo.study import Study


@pytest.fixture(scope="module")
def drawn() -> Study:
    """The toy town with what is drawn on the ground of two of its sites, one of which stores material."""
    study = exported.study()
    rows = {
        "plan_id": ["1", "2", "3", "4"],
        "site_id": ["S1", "S1", "S1", "S2"],
        "role": ["footprint", "one_way", "entrance", "entrance"],
    }
    door = toy.at("A2")
    shapes = [toy.around("A2", 20), shapely.LineString([door, toy.at("A3")]), door, toy.at("D2")]
    plans = conform(gpd.GeoDataFrame(rows, geometry=shapes, crs=toy.CRS), PLANS)
    sites = study.territory.sites.assign(kind=["gym", "stock"])
    return replace(study, territory=replace(study.territory, plans=plans, sites=sites))


def test_each_pocket_is_around_its_homes_and_few_people_are_hidden() -> None:
    study = exported.study()
    frame, demand = pockets_theme(study), study.territory.demand
    assert len(frame) == len(study.outcomes.pockets) > 0
    for shape, pocket in zip(frame.geometry, study.outcomes.pockets, strict=True):
        homes = demand[demand.index.isin(pocket.demand_ids)].geometry
        assert homes.within(shape).all()
    people = [pocket.population for pocket in study.outcomes.pockets]
    shown = frame["population"].notna()
    assert [n for n, told in zip(people, shown, strict=True) if told and 0 < n < MINIMUM_CELL] == []


def test_a_territory_where_nothing_is_drawn_has_no_theme_of_drawings() -> None:
    assert plan_themes(exported.study()) == {}


def test_drawings_leave_by_kind_of_geometry(drawn: Study) -> None:
    found = themes(drawn)
    assert list(found["sites_emprise_s"]["role"]) == ["footprint"]
    assert list(found["flux_l"]["role"]) == ["one_way"]


def test_a_place_of_storage_and_its_drawings_stay_home(drawn: Study) -> None:
    found = themes(drawn)
    assert list(found["sites_p"].index) == ["S1"]
    assert list(found["sites_reperes_p"].index) == ["3"]
    assert b"S2" not in b"".join(geojson.write_files(drawn).values())


def test_no_pocket_gives_an_empty_theme_with_its_columns() -> None:
    frame = themes(exported.study(hazard=False))["poches_s"]
    assert len(frame) == 0
    assert {"services", "missing", "population"} <= set(frame.columns)
