"""Isochrones on a page: figures, tables and map."""

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.answers.isochrones import AGES, Isochrones
from cpts_geo.answers.states import REFERENCE, STATES
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.layers import CODE_INSEE, NAME, POPULATION
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.render import style
from cpts_geo.render.disclosure import hidden_cells
from cpts_geo.render.map_layers import MapLayer, area, disc, make_layer, told
from cpts_geo.render.screen import Figure
from cpts_geo.study import Study
from cpts_geo.wording import causes, cautions, isochrones, numbers, pages, standing

COLOURS: Final = style.MINUTE_COLOURS
FIGURES: Final = 4
TOLD: Final = 5  # centres of which the page says what stops them


def read_limits(written: str) -> tuple[float, ...]:
    """« 5 10,5 ; 15 » → ``(5, 10.5, 15)``.

    Raises
    ------
    ScenarioError
        ``bad_limits`` when a word is no number.
    """
    words = written.replace(";", " ").replace(",", ".").split()
    try:
        return tuple(float(word) for word in words)
    except ValueError as error:
        raise ScenarioError("bad_limits", value=written) from error


def reach_figures(found: Isochrones, reading: Reading) -> list[Figure]:
    """People within each of the first limits, before and in the three readings."""
    table = _counts(found).cumsum().T
    return [
        _figure(isochrones.within(limit), table[rank], reading)
        for rank, limit in enumerate(found.limits_min[:FIGURES])
    ]


def _figure(title: str, people: pd.Series, reading: Reading) -> Figure:
    values, before = [float(people[r.value]) for r in READINGS], float(people[REFERENCE])
    note = f"{pages.before(before)}, {cautions.band(min(values), max(values))}"
    own = float(people[reading.value])
    return Figure(title, numbers.people(own), note, alarming=own < before)


def _counts(found: Isochrones) -> pd.DataFrame:
    """People: band × state, every band present."""
    ranks = range(len(found.limits_min) + 2)
    table = found.people.pivot_table(index="band", columns="state", values=POPULATION, aggfunc="sum")
    return table.reindex(index=ranks, columns=list(STATES)).fillna(0).astype(int)


def bands_table(found: Isochrones, *, public: bool = False) -> pd.DataFrame:
    """People of each band, in normal times and in the three readings; ``public`` hides small counts."""
    counts = _counts(found)
    if public:
        counts = counts.astype("Int64").mask(hidden_cells(counts))
    said = [isochrones.band(rank, found.limits_min) for rank in counts.index]
    titles = {state: isochrones.SHORT_STATES[state] for state in STATES}
    return (
        counts.rename(columns=titles)
        .reset_index(drop=True)
        .assign(**{isochrones.BAND: said})[[isochrones.BAND, *titles.values()]]
    )


def communes_table(found: Isochrones, state: str) -> pd.DataFrame:
    """People of each commune by band in one state."""
    own = found.people[found.people["state"] == state]
    table = own.pivot_table(index=[NAME, CODE_INSEE], columns="band", values=POPULATION, aggfunc="sum")
    ranks = range(len(found.limits_min) + 2)
    counts = table.reindex(columns=ranks).fillna(0).astype(int)
    named = counts.rename(columns={rank: isochrones.band(rank, found.limits_min) for rank in ranks})
    flat = named.reset_index().drop(columns=CODE_INSEE).rename_axis(None, axis=1)
    return flat.rename(columns={NAME: isochrones.COMMUNE})


def ages_table(found: Isochrones, state: str) -> pd.DataFrame:
    """People of each band by the ages that the data give; no column when they give none."""
    known = [name for name in AGES if name in found.people]
    own = found.people[found.people["state"] == state]
    measures = own[[POPULATION, *known]]
    sums = measures.groupby(own["band"]).sum().mask(measures.isna().groupby(own["band"]).any())
    said = [isochrones.band(int(rank), found.limits_min) for rank in sums.index]
    titles = {name: isochrones.AGE[name] for name in (POPULATION, *known)}
    table = sums.rename(columns=titles).round().reset_index(drop=True)
    return table.assign(**{isochrones.BAND: said})[[isochrones.BAND, *titles.values()]]


def bands_layer(found: Isochrones, state: str) -> MapLayer:
    """Areas of a state, light to dark with minutes."""
    own = found.bands[found.bands["state"] == state].reset_index(drop=True)
    names = [isochrones.band(rank, found.limits_min) for rank in range(len(found.limits_min))]
    shades = _shades(len(names))
    looks = [
        (name, area(fill, style.INK, opacity=0.55, width=0.5))
        for name, fill in zip(names, shades, strict=True)
    ]
    frame = own.assign(
        look=range(len(own)),
        title=names,
        lines=told([[numbers.people(p)] for p in own[POPULATION]], own.index),
    )
    return make_layer(frame[~frame.geometry.is_empty], looks)


def _shades(count: int) -> Sequence[str]:
    last = len(COLOURS) - 1
    return [COLOURS[round(rank * last / max(count - 1, 1))] for rank in range(count)]


def centres_said(study: Study, found: Isochrones) -> list[str]:
    """What stops centres, or every road at them, in some reading; the first ones, the others counted."""
    own = study.spec.scenario.reading
    said = []
    for rank, (key, name) in enumerate(zip(found.centres.index, found.centres[NAME], strict=True), start=1):
        subject = standing.quoted(str(name)) if name else isochrones.point(rank)
        door = found.doors.get(key)
        why = _stopped(study, key)
        lines = [*([isochrones.stopped(subject, why)] if why else [])]
        lines += standing.of_place(door, subject, own) if door else []
        said += [" ".join(lines)] if lines else []
    rest = len(said) - TOLD
    return [*said[:TOLD], isochrones.more_centres(rest)] if rest > 0 else said


def _stopped(study: Study, key: object) -> str:
    """What hits a structure or a site, with its readings; nothing for a point."""
    territory, readings = study.territory, study.outcomes.readings
    for layer, name in ((territory.structures, "structures_by"), (territory.sites, "sites_by")):
        if key in layer.index:
            return causes.by_reading({r: int(getattr(readings[r], name)[key]) for r in READINGS})
    return ""


def centres_layer(study: Study, found: Isochrones, state: str) -> MapLayer:
    """Centres of a state; those that it takes away are hollow, and say what stops them."""
    usable = found.centres[state].to_numpy(bool)
    names = [str(name) or isochrones.UNNAMED_POINT for name in found.centres[NAME]]
    lines = [[_stopped(study, key)] for key in found.centres.index]
    frame = gpd.GeoDataFrame(
        {
            "look": (~usable).astype(int),
            "title": names,
            "lines": told(lines, found.centres.index).to_numpy(),
        },
        geometry=found.centres.geometry.to_numpy(),
        crs=found.centres.crs,
    )
    looks = [
        (isochrones.CENTRE, disc(style.ROUTE_SCENARIO, 5)),
        (isochrones.CENTRE_HIT, {**disc(style.PAPER, 5, outline=style.DANGER), "width": 2}),
    ]
    return make_layer(frame, looks)
