"""A closure that ended after its import closes nothing on the pages, and they say so."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from streamlit.testing.v1 import AppTest

import toy
from cpts_geo.hazards import Closure
from cpts_geo.hazards.closure import out_of_force, timed_zones
from cpts_geo.model.layers import ZONES
from cpts_geo.model.scenario import Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.territory.folder import write_layer
from cpts_geo.ui import cache
from data_app import said

Open = Callable[[str], AppTest]
LAYER = "coupures"


def closures(folder: Path, *ends: str) -> None:
    frames = [toy.zones("closure", toy.around("B2", 60), toy.around("A2", 60))]
    layer = pd.concat(frames).assign(valid_until=list(ends))
    write_layer(folder, ZONES, layer, LAYER)


def study_of(folder: Path) -> StudySpec:
    return StudySpec(folder=str(folder), scenario=Scenario("coupures", hazards=(Closure(LAYER),)))


def test_an_ended_closure_closes_nothing_and_the_study_is_computed_once(own: Path, open_page: Open) -> None:
    del open_page
    closures(own, "2020-01-01", "2020-01-01")
    study = cache.study(study_of(own))
    assert study.outcomes.roads_cut.empty
    assert study.spec.date  # the minute is said
    assert cache.study(study_of(own)) is study


def test_a_closure_without_end_or_at_the_date_of_a_saved_study_holds(own: Path, open_page: Open) -> None:
    del open_page
    closures(own, "2020-01-01", "")
    now = cache.study(study_of(own)).outcomes.roads_cut
    then = cache.study(StudySpec(**{**study_of(own).__dict__, "date": "2019-12-31T10:00"})).outcomes.roads_cut
    assert 0 < len(now) < len(then)


def test_the_scenario_says_how_many_closures_are_over(own: Path, open_page: Open) -> None:
    closures(own, "2020-01-01", "")
    app = open_page("scenario_page")
    others = next(box for box in app.multiselect if LAYER in str(box.options))
    others.set_value([next(o for o in others.options if LAYER in o)]).run()
    assert not app.exception
    assert "non appliquées : 1." in said(app)


def test_layers_without_validity_need_no_clock() -> None:
    plain = toy.zones("closure", toy.around("B2"))
    assert timed_zones({"a": plain, "b": plain.assign(valid_until="")}) == {}
    ended = plain.assign(valid_until="2020-01-01")
    assert list(timed_zones({"a": ended})) == ["a"]
    assert out_of_force(ended, "2026-11-26T10:00") == [str(ended.index[0])]
