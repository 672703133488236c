"""A scenario in time as one still spec per step, and steps made from a hydrograph."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.scenario import Hazard, Step, Zones
from cpts_geo.scene import hazards_for_layers
from cpts_geo.spec import StudySpec


@dataclass(frozen=True)
class LevelLayer:
    """Up to which level a flood layer of the territory, or a scenario of its library, stands for the water.

    Attributes
    ----------
    level_m
        Level of the gauge.
    layer
        Hazard layer (empty: up to this level the river stays in its bed), or name of a scenario.
    hazards
        Those of a scenario; none when ``layer`` is a layer.
    """

    level_m: float
    layer: str
    hazards: tuple[Hazard, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """Why a step is what it is.

    Attributes
    ----------
    at
        Its beginning.
    highest_m
        Highest level from then to the next step, the line read at the next step included.
    below_m
        Known level below that one; ``None`` when it is the lowest known.
    line
        What was taken: the lowest known level that is not below.
    """

    at: float | str
    highest_m: float
    below_m: float | None
    line: LevelLayer


def step_specs(spec: StudySpec) -> tuple[StudySpec, ...]:
    """The state of each step as a spec without steps: what holds throughout, and what the step adds.

    A dated step gives its spec its date, so that closures with a validity hold when they should.

    Raises
    ------
    ScenarioError
        ``no_steps``.
    """
    if not spec.steps:
        raise ScenarioError("no_steps", value=spec.scenario.name)
    base = without_steps(spec)
    return tuple(_at(base, step) for step in spec.steps)


def without_steps(spec: StudySpec) -> StudySpec:
    """The scenario as it was before its steps: what holds throughout, as a still picture."""
    stepped = {hazard for step in spec.steps for hazard in step.hazards}
    kept = tuple(hazard for hazard in spec.scenario.hazards if hazard not in stepped)
    return replace(spec, steps=(), scenario=replace(spec.scenario, hazards=kept))


def _at(base: StudySpec, step: Step) -> StudySpec:
    hazards = tuple(dict.fromkeys((*base.scenario.hazards, *step.hazards)))
    still = replace(base, scenario=replace(base.scenario, hazards=hazards))
    return replace(still, date=step.at) if isinstance(step.at, str) else still


def next_higher(level: float, known: Sequence[float]) -> int | None:
    """Position, in sorted levels, of the lowest that is not below ``level``; ``None`` above them all.

    Never an interpolation, never a lower one: what is known at 3 m says nothing of 3.1 m.
    """
    position = bisect_left(known, level)
    return position if position < len(known) else None


def hydrograph_steps(
    points: Sequence[tuple[float | str, float]], rule: Sequence[LevelLayer], zones: Zones
) -> tuple[Step, ...]:
    """Steps of a table of hours and levels; see ``hydrograph_choices``.

    Parameters
    ----------
    points
        Hour or ISO time, level in metres; in order.
    rule
        Which layer stands for the water up to which level.
    zones
        Hazard layers of the territory.

    Raises
    ------
    ScenarioError
        As ``hydrograph_choices`` and ``hazards_for_layers``.
    """
    return tuple(Step(one.at, _hazards(one.line, zones)) for one in hydrograph_choices(points, rule))


def hydrograph_choices(
    points: Sequence[tuple[float | str, float]], rule: Sequence[LevelLayer]
) -> tuple[Chosen, ...]:
    """What each step takes and why; lines that take the same are one step.

    From one line to the next the water may be anywhere between both levels: the higher one counts, so a
    road is said cut from the beginning of a rise and to the end of a fall. The last line holds until
    further notice. The next higher known level is taken, never an interpolation.

    Raises
    ------
    ScenarioError
        ``no_level_rule`` without a rule, ``level_above_known``.
    """
    known = sorted(rule, key=lambda line: line.level_m)
    if not known:
        raise ScenarioError("no_level_rule")
    levels = [level for _, level in points]
    highest = [max(pair) for pair in zip(levels, [*levels[1:], *levels[-1:]], strict=True)]
    found: list[Chosen] = []
    for (at, _), level in zip(points, highest, strict=True):
        position = _position(level, known)
        if found and found[-1].line is known[position]:
            found[-1] = replace(found[-1], highest_m=max(level, found[-1].highest_m))
        else:
            below = known[position - 1].level_m if position else None
            found.append(Chosen(at, level, below, known[position]))
    return tuple(found)


def _position(level: float, known: Sequence[LevelLayer]) -> int:
    found = next_higher(level, [line.level_m for line in known])
    if found is None:
        raise ScenarioError("level_above_known", value=f"{level:g} m", expected=f"{known[-1].level_m:g}")
    return found


def _hazards(line: LevelLayer, zones: Zones) -> tuple[Hazard, ...]:
    return line.hazards or hazards_for_layers([line.layer] if line.layer else [], zones)
