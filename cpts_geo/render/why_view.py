"""Why an area loses a kind of care: figures, tables and map."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.access.stretches import Stretch
from cpts_geo.answers.why import Why
from cpts_geo.model.crs import WGS84, reproject
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.render import style
from cpts_geo.render.disclosure import hide_small
from cpts_geo.render.map_layers import SIMPLIFY_M, MapLayer, disc, line, make_layer, told
from cpts_geo.render.screen import Figure
from cpts_geo.study import Study
from cpts_geo.wording import causes, cautions, labels, maps, numbers, why

CUT_COLUMNS = ("road", "closed_length_m", "depth_m", "causes", "readings")
STEP_COLUMNS = ("road", "closed_length_m", "depth_m", "difficulty", "people", "back")


def why_figures(found: Why, reading: Reading) -> list[Figure]:
    """People cut with their band, passages, ways in normal times, longer trips."""
    lost = [getattr(found.lost, r.value) for r in READINGS]
    own = float(getattr(found.lost, reading.value))
    roads = why.by_roads([road.road or labels.UNNAMED_ROAD for road in found.way_roads])
    said = cautions.band(min(lost), max(lost))
    first = Figure(why.LOST, numbers.people(own), said, alarming=own > 0)
    if not found.population:
        said = why.cut_in(found.cut_in) if found.cut_in else ""
        first = Figure(why.ACCESS, why.access(found), said, alarming=found.cut)
    return [
        first,
        Figure(
            why.PASSAGES,
            numbers.integer(found.passages),
            why.passages_note(found.passages, len(found.cuts)),
        ),
        Figure(why.WAYS, why.ways(found.ways), roads, alarming=found.ways == 1),
        _trip(found, reading) if not found.population else _longer(found, reading),
    ]


def _longer(found: Why, reading: Reading) -> Figure:
    longer = found.detour.longer if found.detour else Band(0, 0, 0)
    each = [float(getattr(longer, r)) for r in READINGS]
    own = float(getattr(longer, reading))
    return Figure(why.LONGER, numbers.people(own), cautions.band(min(each), max(each)))


def _trip(found: Why, reading: Reading) -> Figure:
    """Minutes of the trip from a place where nobody is counted."""
    if found.detour is None:
        return Figure(why.TRIP, numbers.UNREACHABLE)
    minutes = found.detour.minutes
    each = [float(getattr(minutes, r)) for r in READINGS]
    return Figure(
        why.TRIP,
        numbers.minutes(float(getattr(minutes, reading))),
        cautions.minutes_band(min(each), max(each)),
    )


def cuts_table(study: Study, found: Why) -> pd.DataFrame:
    """The stretches that isolate by themselves, and the readings in which each is cut."""
    rows = [
        {
            **_facts(stretch),
            "causes": _causes(study, stretch),
            "readings": ", ".join(_readings(study, stretch)) or numbers.UNKNOWN,
        }
        for stretch in found.cuts
    ]
    frame = pd.DataFrame(rows, columns=list(CUT_COLUMNS))
    return frame.rename(columns=why.HEADER)


def _causes(study: Study, stretch: Stretch) -> str:
    """What closes it in the study's reading."""
    cut_by = study.outcomes.readings[study.spec.scenario.reading].edges["cut_by"].to_numpy(int)
    return causes.said(int(np.bitwise_or.reduce(cut_by[list(stretch.edges)])))


def _readings(study: Study, stretch: Stretch) -> list[str]:
    shut = [
        labels.READING[r]
        for r in READINGS
        if (study.outcomes.readings[r].edges["factor"].to_numpy()[list(stretch.edges)] == 0).any()
    ]
    return [why.ALL_READINGS] if len(shut) == len(READINGS) else shut


def steps_table(found: Why, *, public: bool = False) -> pd.DataFrame:
    """The least to reopen, in order; ``public`` leaves counts of one to ten out. No people of a place."""
    rows = [
        {**_facts(s.stretch), "difficulty": s.difficulty, "people": s.people, "back": s.back}
        for s in found.steps
    ]
    kept = [name for name in STEP_COLUMNS if found.population or name not in ("people", "back")]
    frame = pd.DataFrame(rows, columns=kept)
    if public and found.population:
        frame = frame.assign(**{name: hide_small(frame[name].astype(float)) for name in ("people", "back")})
    return frame.rename(columns=why.HEADER)


def _facts(stretch: Stretch) -> dict[str, object]:
    return {
        "road": stretch.road or labels.UNNAMED_ROAD,
        "closed_length_m": round(stretch.length_m),
        "depth_m": round(stretch.depth_m, 2) if np.isfinite(stretch.depth_m) else np.nan,
    }


def why_layer(study: Study, found: Why) -> MapLayer:
    """What cuts in red, the least to reopen in blue above it."""
    looks = [
        (why.ON_MAP_CUT, line(style.DANGER, 8, opacity=0.55)),
        (why.ON_MAP_STEP, line(style.ROUTE_SCENARIO, 5)),
    ]
    kinds = [(0, stretch) for stretch in found.cuts] + [(1, step.stretch) for step in found.steps]
    frame = stretch_frame(study, [stretch.edges for _, stretch in kinds]).assign(
        look=[look for look, _ in kinds],
        title=[stretch.road or labels.UNNAMED_ROAD for _, stretch in kinds],
    )
    facts = [[looks[k][0], numbers.metres(s.length_m), maps.deepest(s.depth_m)] for k, s in kinds]
    return replace(make_layer(frame.assign(lines=told(facts, frame.index)), looks), rank=0)


def spot_layer(point: tuple[float, float], crs: str) -> MapLayer:
    """The place asked about, longitude and latitude in WGS84."""
    frame = gpd.GeoDataFrame({"look": [0], "title": [why.SPOT]}, geometry=[shapely.Point(point)], crs=WGS84)
    looks = [(why.SPOT, {**disc(style.PAPER, 8, opacity=1), "color": style.ISOLATED, "width": 4})]
    return make_layer(reproject(frame, crs), looks)


def stretch_frame(study: Study, stretches: Sequence[tuple[int, ...]]) -> gpd.GeoDataFrame:
    """One line per list of edges."""
    lines = study.network.edges.geometry.to_numpy()
    shapes = [
        shapely.simplify(shapely.line_merge(shapely.union_all(lines[list(edges)])), SIMPLIFY_M)
        for edges in stretches
    ]
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, crs=study.territory.crs))
