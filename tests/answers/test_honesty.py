"""Whole studies of a town under any water: what is worse never improves a number that people read."""

from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from banned import TOY_BANS, toy_with
from cpts_geo.answers.ambulance import Bases, find_ambulance_times
from cpts_geo.answers.bridges import bridges_over_water
from cpts_geo.answers.isochrones import isochrones
from cpts_geo.answers.losses import find_losses
from cpts_geo.answers.pockets import describe_pockets
from cpts_geo.answers.recourse import find_recourse
from cpts_geo.hazards import Flood
from cpts_geo.model import vehicles
from cpts_geo.model.categories import Category
from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import READINGS, Reading, Scenario
from cpts_geo.model.vehicles import VEHICLES, VehicleName, wading
from cpts_geo.spec import StudySpec
from cpts_geo.study import Baseline, Inputs, Study, run_baseline, run_study

Floats = npt.NDArray[np.float64]
Burdens = dict[tuple[str, Reading], Floats]
LIMITS = (1.5, 3.0, 5.0)
BLOCKS = sorted({str(road) for road in road_labels(toy.network().edges)})
DEPTH = st.one_of(st.none(), st.sampled_from([0.0, 0.05, 0.1, 0.19, 0.2, 0.25, 0.3, 0.45, 0.6, 1.0, 2.0]))
SOME_VEHICLES = st.sampled_from([VehicleName.CAR, VehicleName.HIGH_CLEARANCE, VehicleName.PEDESTRIAN])


class Pool(NamedTuple):
    """Water around a place: where from the corner of the town, how wide, how deep; ``None`` = unknown."""

    x: float
    y: float
    radius_m: float
    low_m: float | None
    thick_m: float | None

    @property
    def depths(self) -> tuple[float, float]:
        low = np.nan if self.low_m is None else self.low_m
        high = np.nan if self.thick_m is None else self.thick_m + (0 if self.low_m is None else self.low_m)
        return low, high

    def frame(self) -> gpd.GeoDataFrame:
        spot = shapely.Point(toy.ORIGIN[0] + self.x, toy.ORIGIN[1] - self.y).buffer(self.radius_m)
        low, high = self.depths
        return toy.zones("flood", spot, low=low, high=high)


POOLS = st.lists(
    st.builds(Pool, st.floats(-200, 3200), st.floats(800, 4200), st.floats(30, 1300), DEPTH, DEPTH),
    min_size=1,
    max_size=3,
)


def works(inputs: Inputs) -> Inputs:
    """The town with a tunnel between A2 and B2, and a ford between C2 and D2."""
    edges = inputs.network.edges
    dug = edges.assign(tunnel=edges["ref"] == "A2-B2", ford=edges["ref"] == "C2-D2")
    return replace(inputs, network=replace(inputs.network, edges=dug))


def town(pools: list[Pool], turns: set[tuple[int, int]]) -> Inputs:
    water = pd.concat([pool.frame() for pool in pools])
    water.index = pd.RangeIndex(len(water), name=water.index.name)
    return works(toy_with(turns, lambda: toy.inputs(eau=water)))


class Run(NamedTuple):
    study: Study
    normal: Baseline


def run(inputs: Inputs, vehicle: VehicleName = VehicleName.CAR, *, wet: bool = True) -> Run:
    hazards = (Flood("eau"),) if wet else ()
    spec = StudySpec(
        scenario=Scenario("crue", hazards), vehicle=vehicle, open_sites=("S1",), thresholds_min=(2, 4)
    )
    baseline = run_baseline(spec, inputs)
    return Run(run_study(spec, inputs=inputs, baseline=baseline), baseline)


def burdens(found: Run) -> Burdens:
    """Numbers that people read, by name and reading, each growing as things get worse."""
    study, baseline = found
    compared = study.outcomes.comparison
    losses = find_losses(study, baseline=baseline)
    pockets = describe_pockets(study, baseline=baseline)
    ambulance = find_ambulance_times(study, bases=Bases.EMERGENCY)
    alone = find_recourse(study, baseline=baseline).by_category()
    inward = isochrones(study, Category.HOPITAL, LIMITS, baseline=baseline).people
    outward = isochrones(study, Category.PHARMACIE, LIMITS, outward=True, baseline=baseline).people
    numbers: Burdens = {}
    for r in READINGS:
        result = study.outcomes.readings[r]
        numbers |= {
            ("minutes", r): result.access.minutes.to_numpy(),
            ("minutes to sites", r): result.site_minutes["minutes"].to_numpy(float),
            ("speed lost", r): 1 - result.edges["factor"].to_numpy(),
            ("lost by category", r): compared.categories[f"newly_isolated_{r}"].to_numpy(float),
            ("reached", r): -compared.coverage[r.value].to_numpy(float),
            ("reached sites", r): -compared.site_coverage[r.value].to_numpy(float),
            ("communes", r): compared.communes[f"newly_isolated_{r}"].to_numpy(float),
            ("median minutes", r): compared.communes[f"minutes_{r}"].to_numpy(float),
            ("structures hit", r): compared.structures[f"hit_{r}"].to_numpy(float),
            ("sites hit", r): compared.sites[f"hit_{r}"].to_numpy(float),
            ("people hit", r): np.array([getattr(compared.people_hit, r.value)], dtype=float),
            ("lost by age", r): losses.by_age[f"lost_{r}"].to_numpy(float),
            ("lost by commune", r): losses.by_commune[f"lost_{r}"].to_numpy(float),
            ("lost by square", r): losses.by_square[f"lost_{r}"].to_numpy(float),
            ("homes", r): losses.home_minutes[r.value].to_numpy(float),
            ("pockets", r): np.array([getattr(pockets.people, r.value)], dtype=float),
            ("ambulance", r): ambulance.legs[r.value]["total_min"].to_numpy(float),
            ("ambulance late", r): -np.array([ambulance.within(t)[r.value] for t in (3, 6, 30)], dtype=float),
            ("one or no recourse", r): (alone[f"alone_{r}"] + alone[f"none_{r}"]).to_numpy(float),
            ("isochrones", r): -_inside(inward, r),
            ("isochrones outward", r): -_inside(outward, r),
        }
    return numbers


def _inside(people: pd.DataFrame, reading: Reading) -> Floats:
    """People within each limit."""
    bands = people[people["state"] == reading.value].groupby("band")["population"].sum()
    return bands.reindex(range(len(LIMITS)), fill_value=0).cumsum().to_numpy(float)


def assert_worse(milder: Burdens, harsher: Burdens) -> None:
    """Nothing in the second is better than in the first."""
    assert [name for name, worst in harsher.items() if not (worst >= milder[name]).all()] == []


def _deeper(pool: Pool, more: float, wider: float) -> Pool:
    grown = pool._replace(radius_m=pool.radius_m * wider)
    if pool.low_m is not None:
        return grown._replace(low_m=pool.low_m + more)
    return grown if pool.thick_m is None else grown._replace(thick_m=pool.thick_m + more)


@settings(max_examples=8, deadline=None)
@given(
    pools=POOLS,
    more=st.lists(st.tuples(st.floats(0, 1.5), st.floats(1, 1.5)), min_size=3, max_size=3),
    vehicle=SOME_VEHICLES,
    turns=TOY_BANS,
)
def test_deeper_or_wider_water_never_improves_a_number(
    pools: list[Pool], more: list[tuple[float, float]], vehicle: VehicleName, turns: set[tuple[int, int]]
) -> None:
    harsher = [_deeper(pool, *change) for pool, change in zip(pools, more, strict=False)]
    inputs = town(pools, turns)
    dry, mild, harsh = (
        burdens(found)
        for found in (
            run(inputs, vehicle, wet=False),
            run(inputs, vehicle),
            run(town(harsher, turns), vehicle),
        )
    )

    assert_worse(dry, mild)
    assert_worse(mild, harsh)


@settings(max_examples=8, deadline=None)
@given(pools=POOLS, vehicle=SOME_VEHICLES, turns=TOY_BANS)
def test_a_stricter_reading_never_improves_a_number(
    pools: list[Pool], vehicle: VehicleName, turns: set[tuple[int, int]]
) -> None:
    found = burdens(run(town(pools, turns), vehicle))
    by_reading = [{(n, Reading.MEDIAN): v for (n, r), v in found.items() if r is one} for one in READINGS]

    for milder, stricter in pairwise(by_reading):
        assert_worse(milder, stricter)


@settings(max_examples=8, deadline=None)
@given(
    pools=POOLS,
    depths=st.sets(st.sampled_from([0.05, 0.2, 0.3, 0.305, 0.31, 0.4, 0.6, 1.0]), min_size=2, max_size=2),
    vehicle=SOME_VEHICLES,
)
def test_a_lower_vehicle_never_improves_a_number(
    pools: list[Pool], depths: set[float], vehicle: VehicleName
) -> None:
    inputs, found = town(pools, set()), []
    for depth in sorted(depths, reverse=True):
        with pytest.MonkeyPatch.context() as patch:
            for name in {vehicle, VehicleName.AMBULANCE}:
                patch.setitem(vehicles.VEHICLES, name, wading(VEHICLES[name], depth))
            found.append(burdens(run(inputs, vehicle)))

    assert_worse(*found)


@settings(max_examples=20, deadline=None)
@given(
    block=st.sampled_from(BLOCKS),
    share=st.floats(0.1, 0.9),
    depths=st.sampled_from([(1.0, 2.0), (0.3, np.nan), (np.nan, np.nan), (np.nan, 0.4)]),
    vehicle=SOME_VEHICLES,
)
def test_water_anywhere_on_a_road_cuts_it_and_a_viaduct_stays_open_and_is_told(
    block: str, share: float, depths: tuple[float, float], vehicle: VehicleName
) -> None:
    edges = toy.network().edges
    line = edges.geometry[edges["ref"] == block].iloc[0]
    spot = line.interpolate(share, normalized=True).buffer(60)  # neither end is wet
    inputs = works(toy.inputs(eau=toy.zones("flood", spot, low=depths[0], high=depths[1])))
    study = run(inputs, vehicle).study
    readings = {r: study.outcomes.readings[r].edges for r in READINGS}
    bridge, dug = block == "D14", block in {"A2-B2", "C2-D2"}
    wet = inputs.network.edges["ref"] == block

    for reading, state in readings.items():
        closed = (state["factor"] == 0).to_numpy()
        water = state.loc[wet, "depth_m"].to_numpy()
        assert (water > 0).all()  # whatever is known of it, water is told
        assert not closed[~wet].any()
        assert closed[wet].all() == ((not bridge and (water >= _limit(vehicle, reading)).all()) or dug)
        assert bridges_over_water(study, reading)["road"].tolist() == (["D14"] if bridge else [])


def _limit(vehicle: VehicleName, reading: Reading) -> float:
    own = VEHICLES[vehicle]
    return own.wading_depth_pessimistic_m if reading is Reading.PESSIMISTIC else own.wading_depth_m


@settings(max_examples=10, deadline=None)
@given(x=st.floats(0, 3000), y=st.floats(1000, 4000), radius=st.floats(30, 900), vehicle=SOME_VEHICLES)
def test_water_of_unknown_depth_is_never_no_water(
    x: float, y: float, radius: float, vehicle: VehicleName
) -> None:
    """Beyond the 25 m by which its outline may be wrong, it closes every road but bridges."""
    pool = Pool(x, y, radius, None, None)
    inputs = town([pool], set())
    study = run(inputs, vehicle).study
    spot = pool.frame().geometry.iloc[0]
    edges = inputs.network.edges
    inside = edges.intersects(spot.buffer(-25.5)).to_numpy() & ~edges["bridge"].to_numpy()
    homes = inputs.territory.demand.intersects(spot.buffer(-25.5))

    for reading in READINGS:
        result = study.outcomes.readings[reading]
        assert (result.edges.loc[inside, "factor"] == 0).all()
        assert np.isinf(result.edges.loc[inside, "depth_m"]).all()
        assert result.people_hit >= 100 * homes.sum()
