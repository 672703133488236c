"""The estuary of the Charente under the eyes of a coordinator: what is wrong, where, and nothing twice."""

from collections import Counter
from pathlib import Path

import geopandas as gpd
import networkx as nx
import pytest

from cpts_geo.model.findings import Finding, Severity
from cpts_geo.study import Inputs
from cpts_geo.territory.doctor import check_folder, grouped
from cpts_geo.wording.findings import line
from paths import needs_real_data

pytestmark = needs_real_data


@pytest.fixture(scope="module")
def findings(rochefort_folder: Path) -> tuple[Finding, ...]:
    return check_folder(rochefort_folder, today="2026-11-26")


def test_nothing_blocks_and_the_list_fits_on_a_page(findings: tuple[Finding, ...]) -> None:
    lines = [line(group) for group in grouped(findings)]

    assert not [f for f in findings if f.severity is Severity.BLOCKING]
    assert len(lines) < 30
    assert len(set(lines)) == len(lines)


def test_what_everybody_who_knows_the_files_expects_is_there(findings: tuple[Finding, ...]) -> None:
    kinds = Counter(f.kind for f in findings)

    assert kinds["clipped_commune"] == 9
    assert kinds["network_island"] == 3
    assert kinds["network_cut_at_border"] == 1
    assert {f.value for f in findings if f.kind == "category_absent"} >= {"medecin", "pharmacie", "hopital"}
    assert {f.name for f in findings if f.kind == "depth_unknown_share"} == {"xynthia"}


def test_islands_have_the_people_that_networkx_gives_them(
    findings: tuple[Finding, ...], rochefort: Inputs
) -> None:
    edges = rochefort.network.edges[rochefort.network.edges["car"]]
    ways = nx.DiGraph(zip(edges["u"], edges["v"], strict=True))
    label = {node: rank for rank, part in enumerate(nx.weakly_connected_components(ways)) for node in part}
    both = {node for part in nx.strongly_connected_components(ways) if len(part) >= 6 for node in part}
    motorway = edges["highway"].isin(["motorway", "motorway_link"])
    doors = edges[~(edges["bridge"] | edges["tunnel"] | motorway)]
    nodes = rochefort.network.nodes.loc[sorted(both & {*doors["u"], *doors["v"]})]
    near = gpd.sjoin_nearest(rochefort.territory.demand, nodes[["geometry"]])
    near = near[~near.index.duplicated()]
    people = near.groupby(near["node_id"].map(label))["population"].sum().sort_values()

    told = sorted(int(f.value.split(" ; ")[0]) for f in findings if f.kind == "network_island")
    assert told == people.iloc[:-1].tolist()


def test_the_broken_junction_of_the_d137_is_shown_where_it_is(findings: tuple[Finding, ...]) -> None:
    gap = next(f for f in findings if f.kind == "network_gap")

    assert (gap.name, gap.value) == ("D137", "2.4 m")
    assert gap.lonlat == pytest.approx((-1.03777, 45.99142), abs=1e-4)


def test_care_beside_a_commune_that_its_file_cuts_is_not_moved(findings: tuple[Finding, ...]) -> None:
    assert not [f for f in findings if f.kind == "in_another_commune"]
