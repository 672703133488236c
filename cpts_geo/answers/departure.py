"""Last departure of a trip while the roads of a scenario in time are being cut, in three readings."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf

import numpy as np
import numpy.typing as npt

from cpts_geo.access.departure import FOREVER, departure_windows
from cpts_geo.answers.steps import step_specs
from cpts_geo.answers.trips import snapped_ends
from cpts_geo.hazards.effects import edge_effects
from cpts_geo.model.scenario import READINGS, Reading, step_hours
from cpts_geo.model.vehicles import VEHICLES
from cpts_geo.routing.graph import build_graph, degraded_ms
from cpts_geo.scene import study_zones, with_dated_steps
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, read_inputs

MS_PER_HOUR = 3_600_000


@dataclass(frozen=True)
class Period:
    """Hours between which one may leave; ``ends`` is ``inf`` until further notice."""

    begins: float
    ends: float


class Leaving(StrEnum):
    """What may be said of the departures of a trip in one reading."""

    ALWAYS = "always"
    UNTIL = "until"
    NOT_BEFORE = "not_before"
    NEVER = "never"


@dataclass(frozen=True)
class Departures:
    """When a trip may begin under a scenario in time.

    Attributes
    ----------
    begins, first
        Hour of the first step, and its local ISO time or ``""``.
    periods
        By reading, in order; none when the trip is never possible. Whoever leaves within one uses roads
        open at that moment that stay open until they are left, at the slowest speed met since; nobody waits.
    """

    begins: float
    first: str
    periods: Mapping[Reading, tuple[Period, ...]]

    def leaving(self, reading: Reading) -> tuple[Leaving, float]:
        """What to act by in a reading, and the hour of the last departure (``NOT_BEFORE``: of the first one).

        The hour is ``inf`` when one may always leave and ``-inf`` when one never may: a stricter reading
        never has a later last departure.
        """
        periods = self.periods[reading]
        if not periods:
            return Leaving.NEVER, -inf
        if periods[0].begins > self.begins:
            return Leaving.NOT_BEFORE, periods[0].begins
        ends = periods[0].ends
        return (Leaving.ALWAYS if ends == inf else Leaving.UNTIL), ends


def last_departure(
    spec: StudySpec,
    origin: tuple[float, float],
    destination: tuple[float, float],
    *,
    inputs: Inputs | None = None,
) -> Departures:
    """When one may still leave for a trip, for the spec's vehicle.

    Parameters
    ----------
    spec
        With steps.
    origin, destination
        Longitude, latitude in WGS84.

    Raises
    ------
    ScenarioError
        ``no_steps``, or ``too_far_from_road`` as ``find_route``.
    """
    inputs = inputs or read_inputs(spec.folder)
    spec = with_dated_steps(spec, inputs.territory)
    stills, hours = step_specs(spec), step_hours(spec.steps)
    graph = build_graph(inputs.network, VEHICLES[spec.vehicle])
    ends = snapped_ends(spec, (origin, destination), inputs, graph)["node"]
    source, target = (int(node) for node in ends)
    factors = {still: _factors(still, inputs) for still in dict.fromkeys(stills)}
    starts = np.round(np.array(hours) * MS_PER_HOUR).astype(np.int64)
    periods = {}
    for reading in READINGS:
        times = np.array([degraded_ms(graph, factors[still][reading]) for still in stills], dtype=np.int64)
        found = departure_windows(graph, times, starts, source, target)
        periods[reading] = tuple(Period(_hour(window.begins), _hour(window.ends)) for window in found)
    first = spec.steps[0].at
    return Departures(hours[0], first if isinstance(first, str) else "", periods)


def _hour(moment_ms: int) -> float:
    return inf if moment_ms == FOREVER else moment_ms / MS_PER_HOUR


def _factors(still: StudySpec, inputs: Inputs) -> dict[Reading, npt.NDArray[np.float64]]:
    zones, vehicle = study_zones(still, inputs.territory), VEHICLES[still.vehicle]
    effects = edge_effects(still.scenario, inputs.network.edges, zones, vehicle)
    return {reading: effect["factor"].to_numpy() for reading, effect in effects.items()}
