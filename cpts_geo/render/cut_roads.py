"""Roads cut or slowed by a scenario, both directions and all stretches of a road drawn as one line."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.causes import named
from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import READINGS
from cpts_geo.study import Study
from cpts_geo.wording.causes import said
from cpts_geo.wording.labels import UNNAMED_ROAD

CAUSES: Final = ("causes", "causes_label")
ROAD_ID: Final = "road_id"
CLOSED: Final = tuple(f"closed_{reading}" for reading in READINGS)
COLUMNS: Final = ("road", "highway", "length_m", "depth_m", *CAUSES, "bridge", "tunnel", "ford", *CLOSED)


def cut_roads(study: Study) -> gpd.GeoDataFrame:
    """Roads closed in the study's own reading; ``closed_*`` says in which readings each part is."""
    stretches = _stretches(study)
    return _merged(stretches[stretches["factor"] == 0], study)


def uncertain_roads(study: Study) -> gpd.GeoDataFrame:
    """Roads open in the study's own reading and closed in another one."""
    stretches = _stretches(study)
    return _merged(stretches[(stretches["factor"] > 0) & stretches[list(CLOSED)].any(axis=1)], study)


def slowed_roads(study: Study) -> gpd.GeoDataFrame:
    """Roads open but slower in the study's own reading; ``speed_factor`` is the worst along the road."""
    stretches = _stretches(study)
    return _merged(stretches[(stretches["factor"] > 0) & (stretches["factor"] < 1)], study)


def _stretches(study: Study) -> gpd.GeoDataFrame:
    """Edges touched in any reading, with what each reading says."""
    outcomes = study.outcomes
    edges = study.network.edges
    factors = pd.DataFrame({reading: outcomes.readings[reading].edges["factor"] for reading in READINGS})
    touched = edges[(factors.reindex(edges.index) < 1).any(axis=1)]
    own = outcomes.readings[study.spec.scenario.reading].edges.reindex(touched.index)
    closed = {f"closed_{reading}": factors.loc[touched.index, reading] == 0 for reading in READINGS}
    stops = [outcomes.readings[reading].edges["cut_by"].reindex(touched.index) for reading in READINGS]
    facts = {"factor": own["factor"], "depth_m": own["depth_m"], "road": road_labels(touched)}
    return touched.assign(**facts, cut_by=np.bitwise_or.reduce(stops), **closed)


def _merged(stretches: gpd.GeoDataFrame, study: Study) -> gpd.GeoDataFrame:
    """One feature per road and certainty."""
    lines = gpd.GeoSeries(shapely.normalize(stretches.geometry.to_numpy()), index=stretches.index)
    once = stretches.set_geometry(lines.set_crs(study.territory.crs))
    once = once.assign(_wkb=once.geometry.to_wkb()).sort_values(["factor", "_wkb"], kind="stable")
    once = once.drop_duplicates(["_wkb", "road", *CLOSED])
    rows = [
        _feature(keys, part)
        for keys, part in once.groupby(["road", "highway", *CLOSED], sort=True, dropna=False)
    ]
    columns = [ROAD_ID, *COLUMNS, "speed_factor", "geometry"]
    frame = pd.DataFrame(rows, columns=columns).set_index(ROAD_ID)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=study.territory.crs)


def _feature(keys: tuple[Any, ...], part: pd.DataFrame) -> dict[str, object]:
    road, highway, *closed = keys
    certainty = "".join(str(reading)[0] for reading, shut in zip(READINGS, closed, strict=True) if shut)
    line = shapely.line_merge(shapely.union_all(part["geometry"].to_numpy()))
    depths = part["depth_m"].dropna()
    stops = int(np.bitwise_or.reduce(part["cut_by"].to_numpy()))
    return {
        ROAD_ID: f"{road or '-'}|{highway}|{certainty or 'slowed'}",
        "road": road or UNNAMED_ROAD,
        "highway": highway,
        "length_m": round(float(part["length_m"].sum()), 1),
        "depth_m": float(depths.max()) if len(depths) else np.nan,
        "causes": ";".join(named(stops)),
        "causes_label": said(stops),
        **{flag: bool(part[flag].any()) for flag in ("bridge", "tunnel", "ford")},
        **dict(zip(CLOSED, (bool(shut) for shut in closed), strict=True)),
        "speed_factor": float(part["factor"].min()),
        "geometry": line,
    }
