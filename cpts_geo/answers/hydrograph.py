"""A file of water levels as the steps of a scenario, through layers or kept scenarios of a territory."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cpts_geo.answers.steps import Chosen, LevelLayer, hydrograph_choices, hydrograph_steps, without_steps
from cpts_geo.model.errors import LayerError
from cpts_geo.model.scenario import Zones
from cpts_geo.sources.hydrograph import Hydrograph
from cpts_geo.spec import StudySpec
from cpts_geo.territory.gauges import list_rules
from cpts_geo.territory.scenarios import list_scenarios


def rule_of_station(folder: str | Path, station: str) -> tuple[LevelLayer, ...]:
    """Lines with a level of the table « which scenario to look at », for a station.

    Raises
    ------
    LayerError
        ``hydrograph_no_station``; ``hydrograph_drawn`` for a scenario that is more than layers.
    """
    rules = [rule for rule in list_rules(folder) if rule.level_m is not None]
    own = [rule for rule in rules if rule.station == station]
    if not own:
        known = ", ".join(dict.fromkeys(rule.station for rule in rules))
        raise LayerError("hydrograph_no_station", value=station, expected=known)
    saved = {one.key: one for one in list_scenarios(folder)}
    return tuple(
        _line(rule.level_m or 0.0, saved[rule.scenario].name, StudySpec.from_toml(saved[rule.scenario].toml))
        for rule in own
        if rule.scenario in saved
    )


def _line(level_m: float, name: str, spec: StudySpec) -> LevelLayer:
    if spec.drawings or spec.steps or spec.scenario.reopened:
        raise LayerError("hydrograph_drawn", value=name)
    return LevelLayer(level_m, name if spec.scenario.hazards else "", spec.scenario.hazards)


def with_hydrograph(
    spec: StudySpec, levels: Hydrograph, rule: Sequence[LevelLayer], zones: Zones
) -> tuple[StudySpec, tuple[Chosen, ...]]:
    """The spec with these steps in the place of its own, and why each is what it is.

    Raises
    ------
    ScenarioError
        As ``hydrograph_steps``.
    """
    steps = hydrograph_steps(levels.points, rule, zones)
    return replace(without_steps(spec), steps=steps), hydrograph_choices(levels.points, rule)
