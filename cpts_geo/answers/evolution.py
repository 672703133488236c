"""A scenario in time: each headline figure as a curve, and when roads, places and care are lost and back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.access.timeline import cut_and_back, hours_table
from cpts_geo.answers.headline import NAMES, headline, lost_by_commune
from cpts_geo.answers.steps import step_specs
from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import READINGS, step_hours
from cpts_geo.routing.components import linked
from cpts_geo.routing.graph import INFINITE_MS, Graph, Ints, degraded_ms
from cpts_geo.scene import not_open, with_dated_steps
from cpts_geo.spec import StudySpec
from cpts_geo.study import Baseline, Inputs, Study, read_inputs, run_baseline, run_study

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Evolution:
    """What a scenario in time does, hour by hour. Hours of return are ``inf`` when nothing comes back.

    Attributes
    ----------
    hours
        Beginning of each step; a step holds until the next, the last one until further notice.
    moments
        Local ISO time of each step, empty when the scenario counts hours only.
    curves
        One row per step, indicator and category: ``hour, indicator, category, optimistic, median,
        pessimistic``. Indicators: ``newly_isolated`` (people, by category), ``people_hit``,
        ``structures_hit``, ``roads_cut`` (named roads), with an empty category.
    edges
        Index ``edge_id``, those cut in some reading: ``cut_<reading>``, ``back_<reading>``,
        ``spells_<reading>`` (how many times it is cut), and ``road``.
    roads
        The same by number or name: cut as soon as one of its edges is, back when all are.
    structures
        The same per structure, cut when it is hit or no longer joined to the main part of the open roads;
        ``hit_<reading>``: hour at which it is itself hit, NaN = never.
    communes
        Per ``code_insee, category``: from the first inhabitant who loses this care to the last who has it
        back; ``people_<reading>``: the most people without it at one time.
    """

    hours: tuple[float, ...]
    moments: tuple[str, ...]
    curves: pd.DataFrame
    edges: pd.DataFrame
    roads: pd.DataFrame
    structures: pd.DataFrame
    communes: pd.DataFrame


def run_evolution(
    spec: StudySpec, *, inputs: Inputs | None = None, baseline: Baseline | None = None
) -> Evolution:
    """Compute a scenario at each of its steps.

    Parameters
    ----------
    spec
        With steps.
    inputs, baseline
        Already done for the same folder and spec; done here otherwise.

    Raises
    ------
    ScenarioError
        ``no_steps``, or as ``run_study``.
    """
    inputs = inputs or read_inputs(spec.folder)
    spec = with_dated_steps(spec, inputs.territory)
    stills, hours = step_specs(spec), step_hours(spec.steps)
    baseline = baseline or run_baseline(spec, inputs)
    known: dict[StudySpec, _Moment] = {}
    for still in stills:
        if still not in known:
            normal = baseline if _same_places(spec, still, inputs) else run_baseline(still, inputs)
            known[still] = _moment(run_study(still, inputs=inputs, baseline=normal), normal)
    moments = [known[still] for still in stills]
    return Evolution(
        hours=hours,
        moments=tuple(str(step.at) if isinstance(step.at, str) else "" for step in spec.steps),
        curves=pd.concat(
            [m.figures.assign(hour=h) for m, h in zip(moments, hours, strict=True)], ignore_index=True
        ),
        edges=_edges(inputs, moments, hours),
        roads=_roads(inputs, moments, hours),
        structures=_structures(moments, hours),
        communes=_communes(moments, hours),
    )


def _same_places(spec: StudySpec, still: StudySpec, inputs: Inputs) -> bool:
    """Whether the structures that their own dates close are the same for the spec and for a step."""
    structures = inputs.territory.structures
    return spec.date == still.date or not_open(structures, spec.date).equals(not_open(structures, still.date))


@dataclass(frozen=True, eq=False)
class _Moment:
    """What is kept of a step: figures, and what is stopped, columns = readings."""

    figures: pd.DataFrame
    edges: pd.DataFrame
    hit: pd.DataFrame
    severed: pd.DataFrame
    communes: pd.DataFrame


def _moment(study: Study, baseline: Baseline) -> _Moment:
    readings = study.outcomes.readings
    factors = {r.value: readings[r].edges["factor"] for r in READINGS}
    hit = pd.DataFrame({r.value: readings[r].structures_hit for r in READINGS})
    severed = {name: _severed(baseline, factor) for name, factor in factors.items()}
    return _Moment(
        figures=headline(study),
        edges=pd.DataFrame({name: factor == 0 for name, factor in factors.items()}),
        hit=hit,
        severed=pd.DataFrame(severed, index=hit.index),
        communes=lost_by_commune(study),
    )


def _severed(baseline: Baseline, factor: pd.Series) -> Bools:
    """Structures that were joined, both ways, to the main part of the roads and are not any more."""
    graph, node = baseline.graph, baseline.located.structures.points["node"].to_numpy()
    before, after = (
        _in_main_part(graph, time_ms)[node]
        for time_ms in (graph.time_ms, degraded_ms(graph, factor.to_numpy()))
    )
    severed: Bools = (node >= 0) & before & ~after
    return severed


def _in_main_part(graph: Graph, time_ms: Ints) -> Bools:
    """Nodes of the part of the open roads with the most junctions, in which all can reach all."""
    label = linked(graph, time_ms < INFINITE_MS, "strong")
    main: Bools = label == np.bincount(label, minlength=1).argmax()
    return main


def _stopped(frames: Sequence[pd.DataFrame]) -> dict[str, Bools]:
    """Step × thing by reading."""
    return {name: np.array([frame[name].to_numpy(bool) for frame in frames]) for name in NAMES}


def _edges(inputs: Inputs, moments: Sequence[_Moment], hours: Sequence[float]) -> pd.DataFrame:
    edges = inputs.network.edges
    table = hours_table(_stopped([m.edges for m in moments]), edges.index, hours)
    return table.assign(road=road_labels(edges).reindex(table.index))


def _roads(inputs: Inputs, moments: Sequence[_Moment], hours: Sequence[float]) -> pd.DataFrame:
    label = road_labels(inputs.network.edges).to_numpy()
    frames = [moment.edges.groupby(label).any().drop(index="", errors="ignore") for moment in moments]
    return hours_table(_stopped(frames), frames[0].index.rename("road"), hours)


def _structures(moments: Sequence[_Moment], hours: Sequence[float]) -> pd.DataFrame:
    hit, index = _stopped([m.hit for m in moments]), moments[0].hit.index
    severed = _stopped([m.severed for m in moments])
    table = hours_table({name: hit[name] | severed[name] for name in NAMES}, index, hours)
    wet = {f"hit_{name}": pd.Series(cut_and_back(hit[name], hours)[0], index=index) for name in NAMES}
    return table.join(pd.DataFrame(wet))


def _communes(moments: Sequence[_Moment], hours: Sequence[float]) -> pd.DataFrame:
    frames, index = [m.communes for m in moments], moments[0].communes.index
    table = hours_table(_stopped([frame > 0 for frame in frames]), index, hours)
    most = {f"people_{name}": np.max([frame[name] for frame in frames], axis=0) for name in NAMES}
    return table.join(pd.DataFrame(most, index=index))
