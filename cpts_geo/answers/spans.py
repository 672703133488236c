"""Lowest and highest minutes over what is assumed of the water: its readings, and the depth a vehicle wades.

People and places stay tied to the road as in the study. The water is overlaid once, and states of the roads
that come out equal are measured once.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.access.route import find_way
from cpts_geo.access.state import PEOPLE, trips_to_sites
from cpts_geo.answers.trips import snapped_ends
from cpts_geo.hazards.effects import edge_effects_of
from cpts_geo.model.layers import POPULATION
from cpts_geo.model.results import Span
from cpts_geo.model.scenario import Reading
from cpts_geo.model.vehicles import VEHICLES, Vehicle, VehicleName, wadings
from cpts_geo.routing.choice import prepare_in
from cpts_geo.routing.engine import customise
from cpts_geo.routing.graph import build_graph, degraded_ms
from cpts_geo.scene import study_zones
from cpts_geo.spec import StudySpec
from cpts_geo.study import Baseline, Inputs, Study, read_inputs, run_baseline

Floats = npt.NDArray[np.float64]
Ends = Sequence[tuple[float, float]]
Effects = Mapping[Vehicle, Mapping[Reading, pd.DataFrame]]


def site_spans(study: Study, *, baseline: Baseline | None = None) -> pd.DataFrame:
    """Spans of what ``Comparison.sites`` says of each site.

    Parameters
    ----------
    study
        Its vehicle drives, wading a little less or a little more.
    baseline
        Already run for the same spec; run here otherwise.

    Returns
    -------
    pandas.DataFrame
        Index ``site_id``: ``minutes_low``, ``minutes_high`` (``inf`` = half the people cannot come in some
        combination), ``share_low``, ``share_high``; NaN where no road of the network stands for the site.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    vehicles = wadings(VEHICLES[study.spec.vehicle])
    found = edge_effects_of(study.spec.scenario, study.network.edges, study.zones, vehicles)
    people = study.territory.demand[POPULATION].to_numpy(float)
    each = [
        trips_to_sites(baseline.roads(edges), baseline.located, people) for edges in _each(found, vehicles)
    ]
    total = people.sum()
    each = [table.assign(share=table[PEOPLE] / total if total else np.nan) for table in each]
    spans = {
        f"{name}_{end}": getattr(np.array([table[name] for table in each]), least)(axis=0)
        for name in ("minutes", "share")
        for end, least in (("low", "min"), ("high", "max"))
    }
    table = pd.DataFrame(spans, index=each[0].index)
    table.loc[baseline.located.sites.points["node"] < 0] = np.nan
    return table


def trip_spans(
    spec: StudySpec,
    ends: Ends,
    *,
    vehicles: Sequence[VehicleName] = tuple(VehicleName),
    inputs: Inputs | None = None,
) -> dict[VehicleName, Span]:
    """Span of the minutes of a trip for each vehicle, ``inf`` = no way in some combination.

    Parameters
    ----------
    spec
        Its scenario; neither its vehicle nor its reading matters.
    ends
        Departure and arrival, longitude and latitude in WGS84.

    Raises
    ------
    ScenarioError
        ``too_far_from_road`` when an end is beyond the snapping limit.
    """
    inputs = inputs or read_inputs(spec.folder)
    wade = {name: wadings(VEHICLES[name]) for name in vehicles}
    every = tuple(vehicle for each in wade.values() for vehicle in each)
    found = edge_effects_of(spec.scenario, inputs.network.edges, study_zones(spec, inputs.territory), every)
    return {
        name: _trip_span(spec, ends, inputs, _each(found, wade[name]), wade[name][0]) for name in vehicles
    }


def _trip_span(
    spec: StudySpec, ends: Ends, inputs: Inputs, states: Iterator[pd.DataFrame], vehicle: Vehicle
) -> Span:
    graph = build_graph(inputs.network, vehicle)
    source, target = (int(node) for node in snapped_ends(spec, ends, inputs, graph)["node"])
    topology = prepare_in(spec.folder, graph, inputs.network.xy, searches=2)
    times = [degraded_ms(graph, edges["factor"].to_numpy()) for edges in states]
    minutes = [find_way(customise(topology, graph, time), source, target).minutes for time in times]
    return Span(min(minutes), max(minutes))


def _each(found: Effects, vehicles: Sequence[Vehicle]) -> Iterator[pd.DataFrame]:
    """State of the edges in each combination, equal ones once."""
    known: dict[bytes, pd.DataFrame] = {}
    for vehicle in vehicles:
        for edges in found[vehicle].values():
            known.setdefault(edges["factor"].to_numpy().tobytes(), edges)
    return iter(known.values())
