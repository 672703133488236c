"""What the imports said, as findings; what the doctor sees by itself in the layers is not said twice."""

from typing import Final

import geopandas as gpd

from cpts_geo.model.changes import LonLat
from cpts_geo.model.findings import Finding
from cpts_geo.model.layers import NAME
from cpts_geo.model.problems import Problem
from cpts_geo.territory.doctor.facts import Findings, lonlats
from cpts_geo.territory.doctor.severity import OF_OUTCOME, SEVERITY

# Kinds of problems about something the layers show: what a person repaired since is not told again.
SEEN_IN_LAYERS: Final = frozenset(
    {
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
