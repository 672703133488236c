"""What the imports said, as findings; what the doctor sees by itself in the layers is not said twice."""

from typing import Final

import geopandas as gpd

from cpts_geo.model.changes import Conflict, LonLat
from cpts_geo.model.findings import Finding
from cpts_geo.model.layers import NAME
from cpts_geo.model.problems import Problem
from cpts_geo.model.territory import Territory
from cpts_geo.territory.doctor.facts import Findings, cut, lonlats, whole
from cpts_geo.territory.doctor.severity import OF_OUTCOME, SEVERITY

# Kinds of problems about something the layers show: what a person repaired since is not told again.
SEEN_IN_LAYERS: Final = frozenset(
    {
        "altitude_unknown",
        "at_commune_point",
        "commune_without_population",
        "demand_differs",
        "hole_between_communes",
        "depth_unknown",
        "network_parts",
        "outside_territory",
        "part_population",
        "short_margin",
        "population_unknown",
    }
)


def check(problems: tuple[Problem, ...], communes: gpd.GeoDataFrame) -> Findings:
    """One finding per problem; those about a commune get its name and place."""
    told = [problem for problem in problems if problem.kind not in SEEN_IN_LAYERS]
    centre: dict[str, LonLat] = dict(zip(communes.index, lonlats(communes.geometry), strict=True))
    return tuple(_finding(problem, communes, centre) for problem in told)


def conflicts(territory: Territory) -> Findings:
    """Values that a person changed and that a later import says otherwise; the person's is in use."""
    frames: dict[str, gpd.GeoDataFrame] = {
        f: getattr(territory, f) for f in ("structures", "sites", "communes")
    }
    return tuple(_conflict(conflict, frames[conflict.layer]) for conflict in territory.conflicts)


def _conflict(conflict: Conflict, frame: gpd.GeoDataFrame) -> Finding:
    row = frame[frame.index.astype(str) == conflict.feature_id]
    told = (conflict.column, _shown(conflict.local), _shown(conflict.imported))
    return whole(
        conflict.layer,
        "local_conflict" if conflict.column else "local_orphan",
        cut(*told) if conflict.column else "",
        feature_id=conflict.feature_id,
        name=str(row[NAME].iloc[0]) if len(row) else conflict.feature_id,
        lonlat=lonlats(row.geometry)[0] if len(row) else None,
        column=conflict.column,
    )


def _shown(value: object) -> str:
    return ", ".join(f"{part:.5f}" for part in value) if isinstance(value, tuple) else str(value or "-")


def _finding(problem: Problem, communes: gpd.GeoDataFrame, centre: dict[str, LonLat]) -> Finding:
    code = problem.value[:5] if problem.layer == "communes" and problem.value[:5] in centre else ""
    return Finding(
        problem.kind,
        SEVERITY.get(problem.kind, OF_OUTCOME[problem.outcome]),
        problem.layer,
        feature_id=code,
        name=str(communes.loc[code, NAME]) if code else "",
        value=problem.value,
        lonlat=centre.get(code),
        file=problem.file,
        row=problem.row,
        column=problem.column,
        outcome=problem.outcome,
    )
