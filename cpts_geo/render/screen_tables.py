"""Tables of the pages: French headers, numbers kept as numbers so that they sort, empty = not accessible."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CAPACITY, CATEGORY, NAME, POPULATION
from cpts_geo.model.problems import Problem
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.model.territory import Source, Territory
from cpts_geo.render import choices
from cpts_geo.render.map_layers import all_categories
from cpts_geo.render.map_results import lost_minutes
from cpts_geo.study import Study
from cpts_geo.wording import causes, cautions, columns, labels, numbers, pages, provenance


def _named(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Columns in order under their French headers; ``inf`` becomes empty."""
    out = pd.DataFrame({columns.HEADER[name]: frame[name] for name in names})
    return out.replace([np.inf, -np.inf], np.nan).reset_index(drop=True)


def _yes(values: pd.Series) -> pd.Series:
    return values.astype(bool).map(columns.YES_NO)


def structures_table(territory: Territory) -> pd.DataFrame:
    """Every structure of the territory."""
    frame = pd.DataFrame(territory.structures.drop(columns="geometry"))
    frame["category_label"] = [labels.CATEGORY[Category(value)] for value in frame[CATEGORY]]
    frame["unit_label"] = [labels.CAPACITY_UNIT.get(unit, unit) for unit in frame["capacity_unit"]]
    frame["status_label"] = [labels.STATUS.get(value, value) for value in frame["status"]]
    frame["urgences_label"] = _yes(frame["urgences"])
    names = (NAME, "category_label", "commune", CAPACITY, "unit_label", "urgences_label", "status_label")
    return _named(frame.sort_values(["category_label", NAME]), names)


def categories_table(territory: Territory) -> pd.DataFrame:
    """Number of structures and known capacity of each category; beds are not those of the urgences."""
    rows = []
    for category in all_categories(territory.structures):
        members = members_of(territory, category)
        sized = members.iloc[:0] if category is Category.URGENCES else members
        units = ", ".join(sorted({labels.CAPACITY_UNIT.get(u, u) for u in sized["capacity_unit"] if u}))
        total = sized[CAPACITY].astype(float).sum(min_count=1)
        name = labels.CATEGORY_PLURAL[category]
        rows.append({"category_label": name, "count": len(members), CAPACITY: total, "unit_label": units})
    names = ("category_label", "count", CAPACITY, "unit_label")
    return _named(pd.DataFrame(rows, columns=list(names)), names)


def members_of(territory: Territory, category: Category) -> pd.DataFrame:
    """Structures of a category; ``URGENCES`` is the hospitals with an emergency department."""
    frame = territory.structures
    if category is Category.URGENCES:
        return frame[frame["urgences"].astype(bool)]
    return frame[frame[CATEGORY] == category.value]


def inside_communes(territory: Territory, places: pd.DataFrame) -> pd.Series:
    """Which points lie in a commune of the territory; one flag per row."""
    inside = gpd.sjoin(gpd.GeoDataFrame(places[["geometry"]]), territory.communes[["geometry"]]).index
    return pd.Series(places.index.isin(inside), index=places.index)


def sources_table(sources: Sequence[Source]) -> pd.DataFrame:
    """Producer, vintage, licence and import date of each layer."""
    frame = pd.DataFrame([asdict(source) for source in sources], columns=list(columns.SOURCE_FIELDS))
    said = {
        "layer": [columns.layer_name(name) for name in frame["layer"]],
        "imported": [provenance.day(day) for day in frame["imported"]],
    }
    return _named(frame.assign(**said), columns.SOURCE_FIELDS)


def problems_table(problems: Sequence[Problem], sentences: Sequence[str]) -> pd.DataFrame:
    """Rows set aside or repaired, with their sentence."""
    rows = [asdict(p) | {"outcome_label": labels.OUTCOME[p.outcome]} for p in problems]
    frame = pd.DataFrame(rows, columns=["file", "row", "column", "value", "outcome_label"])
    frame = frame.assign(problem=sentences, row=frame["row"].where(frame["row"] > 0))
    return _named(frame, ("problem", "outcome_label", "file", "row", "column", "value"))


def cut_roads_table(study: Study) -> pd.DataFrame:
    """Roads cut in at least one reading, longest first."""
    roads = study.outcomes.roads_cut.rename_axis(None)
    frame = pd.DataFrame({"road": [road or labels.UNNAMED_ROAD for road in roads.index]}, index=roads.index)
    for reading in READINGS:
        frame[f"closed_km_{reading}"] = (roads[f"closed_m_{reading}"] / 1000).round(2)
    own = f"closed_km_{study.spec.scenario.reading}"
    frame["depth_m"] = roads["depth_m"].astype(float).round(2)
    frame["why"] = [causes.by_reading(by) for by in _causes(roads)]
    names = ("road", "why", *(f"closed_km_{reading}" for reading in READINGS), "depth_m")
    return _named(frame.sort_values([own, "road"], ascending=[False, True]), names)


def care_table(study: Study) -> pd.DataFrame:
    """One row per category: places, places under water, minutes, newly isolated; empty without any place."""
    frame = study.outcomes.comparison.categories.copy()
    frame["category_label"] = [labels.CATEGORY_PLURAL[Category(str(name))] for name in frame.index]
    computed = frame.columns.difference(["places", "category_label"])
    frame[computed] = frame[computed].astype(float).where(frame["places"] > 0)
    frame["median_minutes_reference"] = frame["median_minutes_reference"].round(1)
    own = study.spec.scenario.reading
    said = {
        "places_wet": numbers.band,
        "places_shut": numbers.band,
        "median_minutes": _tenths,
        "longer": numbers.band,
    }
    banded = {f"{name}_band": _bands(frame, name, own, write) for name, write in said.items()}
    frame = frame.assign(**banded)
    isolated = [f"newly_isolated_{reading}" for reading in READINGS]
    names = (
        "category_label",
        "places",
        "places_wet_band",
        "places_shut_band",
        "median_minutes_reference",
        "median_minutes_band",
        *isolated,
        "longer_band",
        "unreachable_reference",
    )
    return _named(frame, names)


def _tenths(low: float, middle: float, high: float) -> str:
    """As precise as the minutes of normal times beside them."""
    return numbers.minutes_band(low, middle, high, numbers.tenths)


def _bands(
    frame: pd.DataFrame, measure: str, own: Reading, write: Callable[[float, float, float], str]
) -> pd.Series:
    """A measure in the study's reading with its lowest and highest over the readings; empty when unknown."""
    values = frame[[f"{measure}_{reading}" for reading in READINGS]].to_numpy(float)
    rows = zip(values.min(axis=1), frame[f"{measure}_{own}"], values.max(axis=1), strict=True)
    said = [None if np.isnan(middle) else write(low, middle, high) for low, middle, high in rows]
    return pd.Series(said, index=frame.index, dtype=object)


def coverage_table(study: Study, category: str) -> pd.DataFrame:
    """People within each threshold of a category, before and in the three readings."""
    frame = study.outcomes.comparison.coverage.loc[category].reset_index()
    return _named(frame, ("threshold_min", "reference", *(reading.value for reading in READINGS)))


def communes_table(study: Study, category: str) -> pd.DataFrame:
    """One row per commune for a category, most isolated people first."""
    table = study.outcomes.comparison.communes
    frame = table[table["category"] == category].copy()
    before, after = frame["minutes_reference"], frame["minutes_scenario"]
    frame["access"] = [
        columns.access(b, a, lost) for b, a, lost in zip(before, after, frame["newly_isolated"], strict=True)
    ]
    frame["lost_min"] = (after - before).where(np.isfinite(after) & np.isfinite(before)).round(1)
    lost = [lost_minutes(before, frame[f"minutes_{reading}"]) for reading in READINGS]
    spans = zip(before, np.minimum.reduce(lost), np.maximum.reduce(lost), strict=True)
    frame["lost_span"] = [columns.lost_span(*span) for span in spans]
    minutes = ["minutes_reference", *(f"minutes_{reading}" for reading in READINGS)]
    frame[minutes] = frame[minutes].round(1)
    isolated = [f"newly_isolated_{reading}" for reading in READINGS]
    names = (NAME, POPULATION, *minutes, "lost_min", "lost_span", *isolated, "access")
    return _named(frame.sort_values(["newly_isolated", "lost_min"], ascending=False), names)


def structure_results_table(study: Study, category: Category) -> pd.DataFrame:
    """Structures of a category: under water or not, people attached before and after."""
    members = members_of(study.territory, category)
    results = study.outcomes.comparison.structures.loc[members.index]
    frame = pd.DataFrame(members[[NAME, "commune", CAPACITY]]).join(results)
    flooded = choices.flooded(study.spec)
    not_hit = [
        columns.not_hit(flooded=flooded, inside=at) for at in inside_communes(study.territory, members)
    ]
    for reading in READINGS:
        found = zip(frame[f"by_{reading}"], not_hit, strict=True)
        frame[f"hit_{reading}"] = [causes.said(int(by)) or otherwise for by, otherwise in found]
    hits = [f"hit_{reading}" for reading in READINGS]
    people = ["people_reference", *(f"people_{reading}" for reading in READINGS)]
    return _named(frame, (NAME, "commune", CAPACITY, *hits, *people))


def sites_table(study: Study, spans: pd.DataFrame) -> pd.DataFrame:
    """Candidate sites under French headers, index = site identifiers; first column: open or not.

    ``spans``: those of ``answers.spans.site_spans``.
    """
    sites, results = study.territory.sites, study.outcomes.comparison.sites
    frame = pd.DataFrame(sites[[NAME, "kind", "usage", "commune", CAPACITY, "capacity_per_day"]]).join(
        results
    )
    frame["kind_label"] = [labels.SITE_KIND.get(kind, kind) for kind in frame["kind"]]
    frame["usage_label"] = [labels.usages(usage) for usage in frame["usage"]]
    touched = _causes(frame)
    flooded = choices.flooded(study.spec)
    here = inside_communes(study.territory, sites)
    dry = [columns.dry(flooded=flooded, inside=inside) for inside in here]
    frame["water"] = [
        columns.water(by, feminine=False) if any(by.values()) else said
        for by, said in zip(touched, dry, strict=True)
    ]
    frame["reachable_percent"] = (frame["reachable_share"].astype(float) * 100).round()
    minutes = ["minutes_reference", "minutes_scenario"]
    frame[minutes] = frame[minutes].round(1)
    spans = spans.reindex(frame.index)
    frame["minutes_span"] = _between(spans["minutes_low"], spans["minutes_high"])
    frame["reachable_span"] = _between(spans["share_low"] * 100, spans["share_high"] * 100)
    frame.loc[~frame["reached"].astype(bool), ["minutes_span", "reachable_span"]] = cautions.OFF_ROADS
    names = (
        "open",
        NAME,
        *minutes,
        "minutes_span",
        "water",
        "reachable_percent",
        "reachable_span",
        CAPACITY,
        "commune",
        "kind_label",
        "usage_label",
    )
    return _named(frame, names).set_index(frame.index)


def open_off_roads(study: Study) -> list[str]:
    """Names of the open sites that no road of the network stands for: nobody is counted near them."""
    results = study.outcomes.comparison.sites
    apart = results.index[results["open"] & ~results["reached"]]
    return study.territory.sites[NAME].reindex(apart).astype(str).tolist()


def _between(low: Iterable[float], high: Iterable[float]) -> list[str]:
    """Spans in words, for the column beside a number that sorts."""
    return [numbers.between(*pair) for pair in zip(low, high, strict=True)]


def _causes(frame: pd.DataFrame) -> list[dict[Reading, int]]:
    """What hits each place, by reading."""
    rows = frame[[f"by_{reading}" for reading in READINGS]].astype(int).to_numpy()
    return [dict(zip(READINGS, map(int, row), strict=True)) for row in rows]


def site_coverage_table(study: Study) -> pd.DataFrame:
    """People within each threshold of an open site, before and in the three readings."""
    frame = study.outcomes.comparison.site_coverage.reset_index()
    return _named(frame, ("threshold_min", "reference", *(reading.value for reading in READINGS)))


def of_category(table: pd.DataFrame, category: str) -> pd.DataFrame:
    """Rows of one category of a public table."""
    return table[table["category"] == category].drop(columns="category")


def coverage_chart_data(study: Study, category: str) -> pd.DataFrame:
    """Long table for the chart: threshold, state, people."""
    frame = study.outcomes.comparison.coverage.loc[category]
    states = {"reference": "reference", "scenario": study.spec.scenario.reading.value}
    return pd.DataFrame(
        [
            {
                pages.CHART_TIME: str(threshold),
                pages.CHART_LEGEND: pages.CHART_STATE[state],
                pages.CHART_PEOPLE: int(frame[column][threshold]),
            }
            for threshold in study.spec.thresholds_min
            for state, column in states.items()
        ]
    )
