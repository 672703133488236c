"""The Bs2 zones of the PPR of Rochefort (« isolé et coupé des secours ») and what the tool finds isolated.

``python benchmarks/rochefort_bs2.py [DATA]`` imports the files of ``../shared/data`` (or ``DATA``) into a
folder of its own, runs the storm Xynthia, prints a report and writes ``benchmarks/rochefort_bs2.md``. Without
the data it says so and writes nothing. Every explanation is computed from the same run.
"""

import sys
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.answers.ground import CELL_M, Fate, Ground, judge_ground
from cpts_geo.hazards import Flood
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import NAME, POPULATION
from cpts_geo.model.network import road_pieces
from cpts_geo.model.scenario import Scenario
from cpts_geo.routing.snap import snap, snap_candidates
from cpts_geo.spec import StudySpec
from cpts_geo.study import Baseline, Inputs, Study, read_inputs, run_baseline, run_study
from cpts_geo.territory.importer import import_file

HERE = Path(__file__).parent
CODE = "Bs2"
MEANING = {
    Fate.ISOLATED: "found isolated: its road reached the target before, and does not under Xynthia",
    Fate.WET_BUT_SERVED: "not isolated: under the water of Xynthia, but its nearest road still passes",
    Fate.DRY: "not isolated: out of the water of Xynthia, and its nearest road still passes",
    Fate.NEVER: "not judged: its road reached no target before any flood",
    Fate.FAR: "not judged: no road of the imported network within the snapping limit",
}


def main() -> None:
    """Write the report."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent.parent / "shared" / "data"
    if not (data / "rochefort").exists():
        print(f"no data in {data}: nothing done")
        return
    with tempfile.TemporaryDirectory() as scratch:
        text = report(imported(Path(scratch), data))
    (HERE / "rochefort_bs2.md").write_text(text, encoding="utf-8")
    print(text)


def imported(folder: Path, data: Path) -> Inputs:
    """The territory as a coordinator would import it."""
    source = data / "rochefort"
    for name in ("COMMUNE", "routes"):
        import_file(folder, [source / f"{name}.shp"])
    import_file(folder, [source / "tempete_xynthia.shp"], kind="hazard", name="xynthia")
    import_file(folder, [source / "PPR.shp"], name="ppr")
    import_file(folder, [data / "national" / "ehpad_2025.csv"])
    return read_inputs(folder)


def judged(inputs: Inputs) -> tuple[Study, dict[str, Ground]]:
    """Fate of the Bs2 ground, seen from each target."""
    spec = StudySpec(scenario=Scenario("Xynthia", (Flood("xynthia"),)), categories=(Category.EHPAD,))
    baseline = run_baseline(spec, inputs)
    study = run_study(spec, inputs=inputs, baseline=baseline)
    targets = {
        "an EHPAD, the only care that these files place": _homes_for_the_old(study, baseline),
        "the middle of the most populated commune "
        "(assumption: rescue comes from there; no fire station is known)": _middle(study, baseline),
    }
    return study, {
        name: judge_ground(study, bs2(inputs), nodes, baseline=baseline) for name, nodes in targets.items()
    }


def bs2(inputs: Inputs) -> gpd.GeoDataFrame:
    """The Bs2 zones."""
    zones = inputs.territory.zones["ppr"]
    return zones[zones["codezone"] == CODE]


def _homes_for_the_old(study: Study, baseline: Baseline) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    hit = study.outcomes.readings[study.spec.scenario.reading].structures_hit
    node = baseline.located.structures.points["node"][~hit]
    return np.unique(node[node >= 0].to_numpy(np.int64))


def _middle(study: Study, baseline: Baseline) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    communes = study.territory.communes
    largest = communes.loc[[communes[POPULATION].idxmax()]]
    spot = largest.set_geometry(largest.geometry.representative_point())
    candidates = snap_candidates(study.network, baseline.graph)
    return snap(spot, study.network, candidates, study.spec.snap_limit_m).points["node"].to_numpy(np.int64)


def report(inputs: Inputs) -> str:
    """The whole report, in Markdown."""
    study, grounds = judged(inputs)
    zones, water = bs2(inputs), study.zones["xynthia"].union_all()
    area = zones.area.sum()
    wet = zones.intersection(water).area.sum() / area
    facts = study.outcomes.facts
    head = [
        "# Bs2 ground of the PPR of Rochefort under Xynthia",
        "",
        (
            "Written by `python benchmarks/rochefort_bs2.py`. Bs2 is the code that the regulation gives to "
            "ground which may be submerged, isolated and cut from rescue: a rule of land use, not an "
            "observed flood."
        ),
        "",
        (
            f"{len(zones)} zones, {area / 1e6:.2f} km², {100 * wet:.0f} % of it inside the extent of "
            f"Xynthia. Reading: {study.spec.scenario.reading}; vehicle: {study.spec.vehicle}. Ground is "
            f"judged by squares of {CELL_M:.0f} m, each standing at its nearest road node within "
            f"{study.spec.snap_limit_m:.0f} m as the crow flies. Network: {facts.edges:,} directed edges in "
            f"{facts.components} main parts before any flood."
        ),
    ]
    return (
        "\n".join(
            [*head, *(line for name, ground in grounds.items() for line in _seen_from(inputs, name, ground))]
        )
        + "\n"
    )


def _seen_from(inputs: Inputs, name: str, found: Ground) -> list[str]:
    shares, ground = found.shares(), found.ground
    area, people = ground["area_m2"].sum(), int(found.people["people"].sum())
    rows = [
        f"| {MEANING[fate]} | {shares[fate][0] / 1e6:.3f} | {_percent(shares[fate][0], area)} | "
        f"{shares[fate][1]:,} | {_percent(shares[fate][1], people)} |"
        for fate in Fate
    ]
    known = [fate for fate in Fate if fate not in {Fate.FAR, Fate.NEVER}]
    judged_area = sum(shares[fate][0] for fate in known)
    judged_people = sum(shares[fate][1] for fate in known)
    return [
        "",
        f"## Towards {name}",
        "",
        "| Fate | km² | of the ground | people | of the people |",
        "|---|--:|--:|--:|--:|",
        *rows,
        "",
        (
            f"**Of what can be judged, {_percent(shares[Fate.ISOLATED][0], judged_area)} of the ground and "
            f"{_percent(shares[Fate.ISOLATED][1], judged_people)} of the people are found isolated.** "
            "The rest, explained:"
        ),
        "",
        *(f"- {line}" for line in _explained(inputs, ground)),
    ]


def _explained(inputs: Inputs, ground: pd.DataFrame) -> list[str]:
    far, never = (ground[ground["fate"] == fate] for fate in (Fate.FAR, Fate.NEVER))
    served = ground[ground["fate"].isin([Fate.DRY, Fate.WET_BUT_SERVED])]
    lines = []
    if len(far):
        outside = far.loc[~far["in_commune"], "area_m2"].sum()
        lines.append(
            f"no road near: {far['area_m2'].sum() / 1e6:.2f} km², half of it more than "
            f"{far['distance_m'].median():,.0f} m from any imported road; "
            f"{_percent(outside, far['area_m2'].sum())} lies outside the communes of the territory, "
            f"the rest in {_communes(inputs, far)}"
        )
    if len(never):
        lines.append(
            "on a part of the network that did not reach the target before any flood: "
            f"{never['area_m2'].sum() / 1e6:.3f} km², in {_communes(inputs, never)}"
        )
    if len(served):
        total, away = served["area_m2"].sum(), served.loc[~served["door_on_zone"], "area_m2"].sum()
        lines.append(
            f"served although Bs2: {total / 1e6:.2f} km²; for {_percent(away, total)} of it the nearest "
            f"imported road node is outside the zones, at a median of {served['distance_m'].median():,.0f} m "
            "as the crow flies: the way between the ground and that road is not in the network, hence not "
            "judged"
        )
        lines.append(f"dry access kept by: {_roads(served)}")
    return lines or ["nothing left to explain"]


def _communes(inputs: Inputs, ground: pd.DataFrame) -> str:
    """Communes of the zones, by area, with the length of imported road in each."""
    communes, edges = inputs.territory.communes, inputs.network.edges
    roads = edges[~road_pieces(edges).duplicated()]  # both directions once
    spots = bs2(inputs).geometry.representative_point().loc[ground["zone"].unique()]
    home = gpd.sjoin(spots.to_frame("geometry"), communes[[NAME, "geometry"]], how="left")[NAME]
    area = ground.groupby(ground["zone"].map(home.groupby(level=0).first()))["area_m2"].sum()
    own = communes.set_index(NAME).geometry
    km = {str(town): roads.intersection(own[town]).length.sum() / 1000 for town in area.index}
    ranked = area.sort_values(ascending=False).items()
    return ", ".join(
        f"{town} ({_percent(part, area.sum())}, {km[str(town)]:.0f} km of road imported there)"
        for town, part in ranked
    )


def _roads(served: pd.DataFrame) -> str:
    by_road = served.groupby("road")["area_m2"].sum().sort_values(ascending=False)
    total = by_road.sum()
    return ", ".join(f"{road or 'unnamed roads'} ({_percent(area, total)})" for road, area in by_road.items())


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


if __name__ == "__main__":
    main()
