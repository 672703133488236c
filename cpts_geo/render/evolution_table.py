"""Tables and curves of a scenario in time; public editions hide small counts of people."""

from collections.abc import Sequence

import pandas as pd

from cpts_geo.answers.departure import Departures
from cpts_geo.answers.evolution import Evolution
from cpts_geo.answers.headline import ISOLATED
from cpts_geo.answers.steps import Chosen
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import NAME
from cpts_geo.model.scenario import READINGS, step_hours
from cpts_geo.model.territory import Territory
from cpts_geo.render.choices import layer_label
from cpts_geo.render.disclosure import hide_small
from cpts_geo.sources.hydrograph import Hydrograph
from cpts_geo.spec import StudySpec
from cpts_geo.wording import evolution as words
from cpts_geo.wording import hours, hydrograph, labels


def curve_names(evolution: Evolution) -> dict[tuple[str, str], str]:
    """French name of each curve, those where something happens first."""
    most = evolution.curves.groupby(["indicator", "category"], sort=False)["pessimistic"].max()
    keys = [*most[most > 0].index, *most[most == 0].index]
    return {(str(indicator), str(category)): _curve_name(indicator, category) for indicator, category in keys}


def _curve_name(indicator: str, category: str) -> str:
    if indicator == ISOLATED:
        return words.newly_isolated(labels.CATEGORY[Category(category)])
    return words.CURVES[indicator]


def curve_data(evolution: Evolution, key: tuple[str, str]) -> pd.DataFrame:
    """One curve for a chart: hour and its three values; the last step is drawn a little longer."""
    curves = evolution.curves
    own = curves[(curves["indicator"] == key[0]) & (curves["category"] == key[1])]
    tail = own.tail(1).assign(hour=evolution.hours[-1] + _tail(evolution))
    both = pd.concat([own, tail])
    return pd.DataFrame(
        {
            words.CHART_HOUR: both["hour"],
            words.CHART_LOW: both[["optimistic", "pessimistic"]].min(axis=1),
            words.CHART_MEDIAN: both["median"],
            words.CHART_HIGH: both[["optimistic", "pessimistic"]].max(axis=1),
        }
    )


def _tail(evolution: Evolution) -> float:
    hours = evolution.hours
    return max((hours[-1] - hours[0]) / 10, 1.0)


def first_moment(evolution: Evolution) -> str:
    """ISO time of hour 0, empty when the scenario counts hours only."""
    return evolution.moments[0] if evolution.moments else ""


def steps_table(spec: StudySpec, territory: Territory) -> pd.DataFrame:
    """When each step begins and what it puts in force."""
    first = str(spec.steps[0].at) if isinstance(spec.steps[0].at, str) else ""
    hours = [words.hour(hour, first) for hour in step_hours(spec.steps)]
    layers = [
        [str(getattr(hazard, "layer", "") or hazard.name) for hazard in step.hazards] for step in spec.steps
    ]
    return pd.DataFrame(
        {words.STEP: hours, words.IN_FORCE: [_in_force(names, territory) for names in layers]}
    )


def _in_force(names: list[str], territory: Territory) -> str:
    known = [
        layer_label(territory, name) if name in territory.zones else name for name in dict.fromkeys(names)
    ]
    return ", ".join(known) or words.NOTHING_IN_FORCE


def choices_table(chosen: Sequence[Chosen], territory: Territory) -> pd.DataFrame:
    """What each step of a hydrograph takes, and why."""
    moments = hours.moments([one.at for one in chosen])
    rows = [
        (moment, hydrograph.level(one.highest_m), _taken(one, territory), hydrograph.why(one))
        for moment, one in zip(moments, chosen, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(hydrograph.CHOICES_HEAD))


def _taken(one: Chosen, territory: Territory) -> str:
    name = one.line.layer
    return layer_label(territory, name) if name in territory.zones else name or hydrograph.NO_WATER


def levels_read(found: Hydrograph) -> str:
    """What was understood of a file of levels."""
    begins, ends = hours.moments([found.points[0][0], found.points[-1][0]])
    highest = max(level for _, level in found.points)
    return hydrograph.read(
        len(found.points), found.station, begins=begins, ends=ends, highest_m=highest, datum=found.datum
    )


def periods_table(found: Departures) -> pd.DataFrame:
    """When one may leave, by reading."""
    return pd.DataFrame(words.periods_by_reading(found), columns=[words.READING, words.MAY_LEAVE])


def roads_table(evolution: Evolution) -> pd.DataFrame:
    """Hours of each road, first cut first."""
    ordered = _ordered(evolution.roads)
    return _hours(pd.DataFrame({words.ROAD: ordered.index}), ordered, evolution)


def structures_table(evolution: Evolution, territory: Territory) -> pd.DataFrame:
    """Hours of each structure, first cut first."""
    ordered = _ordered(evolution.structures)
    known = territory.structures.loc[ordered.index]
    start = pd.DataFrame(
        {
            words.STRUCTURE: known[NAME].to_numpy(),
            words.CATEGORY: [labels.CATEGORY[Category(value)] for value in known["category"]],
            words.HIT: [words.NO if never else words.YES for never in ordered["hit_pessimistic"].isna()],
        }
    )
    return _hours(start, ordered, evolution)


def communes_table(evolution: Evolution, territory: Territory, *, public: bool = False) -> pd.DataFrame:
    """Hours at which each commune loses each care, first lost first; ``public`` hides counts of one to ten.

    In a public table a row whose count is small in some reading is left out: its hours would tell it apart.
    """
    ordered = _ordered(evolution.communes)
    people = ordered[[f"people_{reading}" for reading in READINGS]]
    if public:
        kept = ~people.apply(hide_small).isna().any(axis=1).to_numpy()
        ordered, people = ordered[kept], people[kept]
    codes, care = (ordered.index.get_level_values(level) for level in (0, 1))
    start = pd.DataFrame(
        {
            words.COMMUNE: territory.communes[NAME].astype(str).reindex(codes).to_numpy(),
            words.CATEGORY: [labels.CATEGORY[Category(name)] for name in care],
        }
    )
    counts = {
        f"{words.MOST_PEOPLE}, {labels.READING[reading].lower()}": people[f"people_{reading}"].to_numpy()
        for reading in READINGS
    }
    return _hours(start, ordered, evolution).assign(**counts)


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(["cut_pessimistic", "cut_median"], kind="stable")


def _hours(start: pd.DataFrame, table: pd.DataFrame, evolution: Evolution) -> pd.DataFrame:
    first = first_moment(evolution)
    columns = {
        header(reading): [words.hour(float(value), first) for value in table[f"{column}_{reading}"]]
        for reading in READINGS
        for column, header in (("cut", words.cut), ("back", words.back))
    }
    return start.assign(**columns)
