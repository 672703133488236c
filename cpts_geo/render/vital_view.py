"""Vital roads: table and map."""

import geopandas as gpd
import pandas as pd

from cpts_geo.answers.vital import VitalRoad, VitalRoads
from cpts_geo.model.layers import NAME
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.render import style
from cpts_geo.render.disclosure import MINIMUM_CELL, hide_small
from cpts_geo.render.map_layers import MapLayer, line, make_layer, told
from cpts_geo.render.why_view import stretch_frame
from cpts_geo.study import Study
from cpts_geo.wording import labels, numbers, reopening, vital

BANDS = tuple(f"isolated_{reading}" for reading in READINGS)
COUNTS = (*BANDS, "isolated", "slowed", "crossing")


def vital_table(study: Study, found: VitalRoads, *, public: bool = False) -> pd.DataFrame:
    """One row per road, worst first; ``public`` leaves counts of one to ten out."""
    reading = study.spec.scenario.reading
    least = MINIMUM_CELL if public else 0
    communes = _communes(study, found)
    rows = [
        {"rank": rank, "commune": town, **_row(road, reading, least)}
        for rank, (road, town) in enumerate(zip(found.roads, communes, strict=True), 1)
    ]
    unused = {"isolated"} if found.under_scenario else set(BANDS)
    names = [name for name in vital.HEADER if name not in unused]
    frame = pd.DataFrame(rows, columns=names)
    if public:
        kept = [name for name in COUNTS if name in frame]
        frame = frame.assign(**{name: hide_small(frame[name].astype(float)) for name in kept})
    return frame.rename(columns=vital.HEADER)


def _row(road: VitalRoad, reading: Reading, least: int) -> dict[str, object]:
    care = sorted(road.by_category.items(), key=lambda item: -item[1])
    own = {name: getattr(getattr(road, name), reading.value) for name in ("isolated", "slowed", "crossing")}
    return {
        "road": road.road or labels.UNNAMED_ROAD,
        "length_m": round(road.length_m),
        "works": ", ".join(vital.WORK[work] for work in road.works),
        **{f"isolated_{r}": int(getattr(road.isolated, r.value)) for r in READINGS},
        **{name: int(value) for name, value in own.items()},
        "minutes": _minutes(road, reading),
        "care": reopening.by_care(care, least=least),
        "also": road.also,
    }


def _minutes(road: VitalRoad, reading: Reading) -> str:
    each = [float(getattr(road.minutes, r)) for r in READINGS]
    return numbers.band(min(each), float(getattr(road.minutes, reading)), max(each))


def _communes(study: Study, found: VitalRoads) -> list[str]:
    """Communes that each stretch crosses."""
    frame = stretch_frame(study, [road.edges for road in found.roads])
    met = gpd.sjoin(frame, study.territory.communes[[NAME, "geometry"]])[NAME]
    return [", ".join(sorted(set(met[met.index == row]))) or vital.OUTSIDE for row in frame.index]


def vital_layer(study: Study, found: VitalRoads) -> MapLayer:
    """The roads, thick; those that are somebody's only way in purple."""
    looks = [
        (vital.ON_MAP, line(style.ROUTE_SCENARIO, 6, opacity=0.85)),
        (vital.ON_MAP_ISOLATES, line(style.ISOLATED, 7, opacity=0.85)),
    ]
    reading = study.spec.scenario.reading.value
    harm = [(getattr(road.isolated, reading), getattr(road.minutes, reading)) for road in found.roads]
    frame = stretch_frame(study, [road.edges for road in found.roads]).assign(
        look=[int(people > 0) for people, _ in harm],
        title=[vital.rank(n, road.road or labels.UNNAMED_ROAD) for n, road in enumerate(found.roads, 1)],
    )
    return make_layer(frame.assign(lines=told([vital.loss(*each) for each in harm], frame.index)), looks)
