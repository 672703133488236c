"""The toy town as a study to export: a flood on the bridge, hostile names, a hole in a polygon."""

from dataclasses import replace
from functools import cache

import geopandas as gpd
import numpy as np
import shapely

import toy
from cpts_geo.hazards import Flood
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_study

HOSTILE = '=HYPERLINK("http://x","y")<script>&\u202e'
DATE = "2026-11-23T14:05+01:00"


def water() -> gpd.GeoDataFrame:
    """Deep water on the bridge's west approach, a shallow class on A3-A4, a lake with an island."""
    island = toy.around("D1", 300).difference(toy.around("D1", 150))
    approach = shapely.box(*toy.around("B3", 150).bounds)
    shapes = [approach, toy.between("A3", "A4"), island]
    frame = toy.zones("flood", *shapes, low=0.5, high=1.0)
    return frame.assign(depth_min_m=[1.0, 0.1, np.nan], depth_max_m=[np.inf, 0.5, np.nan], source=HOSTILE)


def inputs() -> Inputs:
    made = toy.inputs(eau=water())
    structures = made.territory.structures.copy()
    structures.loc["P1", "name"] = HOSTILE
    structures = structures.assign(telephone="06 12 34 56 78")
    demand = made.territory.demand.copy()
    demand.loc["A1", "population"] = 7
    return Inputs(replace(made.territory, structures=structures, demand=demand), made.network)


@cache
def study(reading: Reading = Reading.MEDIAN, *, hazard: bool = True) -> Study:
    hazards = (Flood("eau"),) if hazard else ()
    scenario = Scenario("crue d'essai", hazards, reading, exercise=True)
    return run_study(
        StudySpec(scenario=scenario, open_sites=("S1",), date=DATE, author="CPTS"), inputs=inputs()
    )
