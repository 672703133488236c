"""Communes, people, roads and layers: each thing that can be wrong with the town as a whole."""

import dataclasses
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import toy
from ailing import TODAY, case, changed, found
from cpts_geo.model.findings import Severity
from cpts_geo.model.layers import COMMUNES, DEMAND, SITES, STRUCTURES, empty_layer
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.model.territory import Source
from cpts_geo.sources.movements import history
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, run_baseline
from cpts_geo.territory.doctor import Case, examine
from cpts_geo.territory.doctor.communes import current_codes
from cpts_geo.territory.doctor.layers import latest_day, stale
from cpts_geo.territory.parts import population_problems

INPUTS = toy.inputs()
TOWN = INPUTS.territory
COMMUNES_2 = TOWN.communes
FLOOD = {"crue": toy.zones("flood", toy.river())}


def without_bridge() -> RoadNetwork:
    """Two banks that nothing joins (OSM-09)."""
    edges = INPUTS.network.edges
    return RoadNetwork(INPUTS.network.nodes, edges[~edges["bridge"]])


def beside(gap_m: float) -> RoadNetwork:
    """The right bank moved so that its column C stands ``gap_m`` from column B."""
    nodes, edges = INPUTS.network.nodes, without_bridge().edges
    shift = np.where(nodes.index % 4 > 1, gap_m - toy.BLOCK_M, 0.0)
    points = shapely.points(nodes.geometry.x + shift, nodes.geometry.y)
    ends = pd.Series(points, index=nodes.index)
    pairs = zip(ends[edges["u"]], ends[edges["v"]], strict=True)
    lines = [shapely.LineString(pair) for pair in pairs]
    return RoadNetwork(nodes.set_geometry(points, crs=toy.CRS), edges.set_geometry(lines, crs=toy.CRS))


def recoded(*codes: str) -> gpd.GeoDataFrame:
    return COMMUNES_2.set_axis(pd.Index(codes, name="code_insee"))


def only(kind: str, patient: Case) -> str:
    return found(patient, kind)[0].value


def demand(**columns: Any) -> gpd.GeoDataFrame:
    return TOWN.demand.assign(**columns)


def ring() -> gpd.GeoDataFrame:
    """Eight square communes of 1 km around a square that is in none."""
    corners = [(1000 * x, 1000 * y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    x0, y0 = toy.ORIGIN
    shapes = [shapely.box(x0 + x, y0 + y, x0 + x + 1000, y0 + y + 1000) for x, y in corners]
    facts = {"name": [f"C{i}" for i in range(8)], "population": 10.0}
    index = pd.Index([f"9900{i}" for i in range(8)], name="code_insee")
    return gpd.GeoDataFrame(facts, index=index, geometry=shapes, crs=toy.CRS)


def test_absent_layers_block_or_are_said_and_never_read_as_zero() -> None:
    empty: dict[str, Any] = {c.name: empty_layer(c, toy.CRS) for c in (COMMUNES, STRUCTURES, SITES, DEMAND)}
    findings = examine(dataclasses.replace(case(**empty), network=None))

    ranks = {f.kind: f.severity for f in findings}
    assert {k for k, s in ranks.items() if s is Severity.BLOCKING} == {
        "no_communes", "no_structures", "no_demand", "no_network",
    }  # fmt: skip
    assert ranks["no_hazard"] is Severity.LOOK
    assert ranks["no_sites"] is Severity.INFORMATION


def test_a_ppr_is_not_a_flood_layer() -> None:
    plan = {"ppr": toy.zones("planning", toy.river())}

    assert found(case(zones=plan), "no_hazard")
    assert not found(case(zones=FLOOD), "no_hazard")


def test_a_commune_no_flood_layer_covers_is_unknown_not_dry() -> None:
    west = {"crue": toy.zones("flood", COMMUNES_2.geometry["99001"].buffer(-10))}
    findings = found(case(zones=west), "flood_unknown_here")

    assert [(f.feature_id, f.value) for f in findings] == [("99002", "0 %")]


def test_unknown_population_is_found() -> None:
    silent = COMMUNES_2.assign(population=[np.nan, 800.0])

    assert [f.name for f in found(case(communes=silent), "commune_without_population")] == ["Rive-Gauche"]
    assert not found(case(), "commune_without_population")


def test_a_commune_that_merged_names_the_one_of_today() -> None:
    merged = dataclasses.replace(case(), movements={"99001": "99010"})

    assert [(f.feature_id, f.value) for f in found(merged, "commune_merged")] == [("99001", "99010")]
    assert not found(case(), "commune_merged")


def test_codes_gone_are_followed_to_the_commune_of_today_and_splits_are_left() -> None:
    columns = ["mod", "date", "code_before", "code_after"]
    rows = [
        ("32", "2017-01-01", "99001", "99002"),
        ("32", "2024-01-01", "99002", "99003"),
        ("30", "2020-01-01", "99008", "99006"),
        ("30", "2020-01-01", "99008", "99007"),
    ]
    table = pd.DataFrame(rows, columns=columns).assign(type_before="COM", type_after="COM", source="m.csv")
    names = {"name_before": "x", "name_after": "y"}

    assert current_codes(history(table.assign(**names))) == {"99001": "99003", "99002": "99003"}


@pytest.mark.parametrize(
    ("kind", "communes"),
    [
        ("city_and_districts", recoded("75056", "75101")),
        ("mixed_projections", recoded("97608", "34172")),
        ("crs_not_legal", recoded("97608", "97611")),
    ],
)
def test_codes_that_cannot_go_together_are_found(kind: str, communes: gpd.GeoDataFrame) -> None:
    assert found(case(communes=communes), kind)
    assert not found(case(), kind)


def test_two_communes_on_the_same_land_count_people_twice() -> None:
    left, right = COMMUNES_2.geometry
    wide = COMMUNES_2.set_geometry([left, right.union(left)], crs=toy.CRS)

    assert only("communes_overlap", case(communes=wide)) == "Rive-Droite ; 8.00 km2"
    assert not found(case(), "communes_overlap")


def test_a_hole_has_its_surface_its_neighbours_and_its_place() -> None:
    hole = found(case(communes=ring()), "hole_between_communes")[0]

    assert hole.value == "1.00 km2"
    assert hole.name == "C0, C1, C2"
    assert hole.lonlat is not None


def test_totals_that_differ_say_by_how_much() -> None:
    near = case(demand=demand(population=[1, *[100] * 15]))
    far = case(demand=demand(population=50))

    assert only("demand_differs", near) == "1501 ; 1600 ; -6.2 %"
    assert only("demand_far_from_total", far) == "800 ; 1600 ; -50.0 %"
    assert not found(case(), "demand_differs")


def test_totals_are_compared_where_the_population_is_known() -> None:
    silent = COMMUNES_2.assign(population=[np.nan, 800.0])

    assert not found(case(communes=silent), "demand_differs")
    assert not found(case(communes=silent), "demand_far_from_total")


def test_imputed_cells_are_a_share_of_cells_and_of_people() -> None:
    half = case(demand=demand(imputed=[True] * 4 + [False] * 12, population=[25] * 4 + [100] * 12))

    assert only("imputed_share", half) == "25 % ; 8 %"
    assert not found(case(), "imputed_share")


def test_people_without_any_point_are_counted() -> None:
    left = case(demand=TOWN.demand[TOWN.demand["code_insee"] == "99001"])

    assert [(f.name, f.value) for f in found(left, "people_without_point")] == [("Rive-Droite", "800")]


def test_people_far_from_any_road_are_counted_by_commune() -> None:
    away = shapely.Point(toy.at("A1").x - 1001, toy.at("A1").y)
    far = case(demand=changed(TOWN.demand, {"geometry": ("A1", away)}))

    assert [(f.name, f.value) for f in found(far, "people_far_from_road")] == [
        ("Rive-Gauche", "100 ; 1.0 km")
    ]


def test_an_island_has_its_people_and_its_communes() -> None:
    island = found(case(network=without_bridge()), "network_island")

    assert [(f.value, f.name) for f in island] == [("800 ; 8 ; 10.0 km", "Rive-Droite")]
    assert not found(case(), "network_island")


def test_people_of_a_part_are_those_that_studies_count_on_it() -> None:
    """Nobody enters a road from inside a tunnel: the people of C2 leave from B2, on the other bank."""
    edges, c2 = without_bridge().edges, toy.number("C2")
    network = RoadNetwork(INPUTS.network.nodes, edges.assign(tunnel=(edges["u"] == c2) | (edges["v"] == c2)))
    nearer = shapely.Point(toy.at("C2").x - 450, toy.at("C2").y)
    patient = case(network=network, demand=changed(TOWN.demand, {"geometry": ("C2", nearer)}))

    told = [int(p.value) for p in population_problems(network, patient.territory.demand)]
    facts = run_baseline(StudySpec(), Inputs(patient.territory, network)).facts
    assert told == list(facts.component_population) == [900, 700]
    assert [f.value for f in found(patient, "network_island")] == ["700 ; 8 ; 10.0 km"]


def test_ends_a_few_metres_apart_look_like_a_broken_junction() -> None:
    gaps = found(case(network=beside(4.0)), "network_gap")

    assert {f.value for f in gaps} == {"4.0 m"}
    assert len(gaps) == 4
    assert all(f.lonlat for f in gaps)
    assert not found(case(network=beside(6.0)), "network_gap")


def test_the_main_part_is_where_people_live_not_where_junctions_are() -> None:
    crowded = demand(population=[1 if n[0] in "AB" else 500 for n in toy.NAMES])
    island = found(case(network=without_bridge(), demand=crowded), "network_island")

    assert [f.name for f in island] == ["Rive-Gauche"]


def test_roads_without_bridges_are_doubted_only_where_there_is_water() -> None:
    flat = RoadNetwork(INPUTS.network.nodes, INPUTS.network.edges.assign(bridge=False))

    assert found(case(network=flat, zones=FLOOD), "no_bridge")
    assert not found(case(network=flat), "no_bridge")
    assert not found(case(zones=FLOOD), "no_bridge")


def test_roads_cut_at_the_border_are_said_with_the_distance() -> None:
    small = COMMUNES_2.set_geometry(COMMUNES_2.geometry.buffer(-200), crs=toy.CRS)

    assert only("network_cut_at_border", case()) == "0 m"
    assert only("network_cut_at_border", case(communes=small.iloc[:1])) == "1.7 km"


def test_one_class_and_default_speeds_are_said() -> None:
    slow = RoadNetwork(INPUTS.network.nodes, INPUTS.network.edges.assign(speed_kmh=55.0))

    assert only("one_road_class", case()) == "secondary"
    assert only("speeds_by_class", case(network=slow)) == "100 %"
    assert not found(case(), "speeds_by_class")


def test_a_hazard_layer_elsewhere_has_its_distance() -> None:
    away = {"loin": toy.zones("flood", shapely.affinity.translate(toy.around("A1"), -50_000, 0))}

    assert [(f.name, f.value) for f in found(case(zones=away), "hazard_far")] == [("loin", "49.4 km")]
    assert not found(case(zones=FLOOD), "hazard_far")


def test_the_share_without_depth_is_by_area() -> None:
    zones = toy.zones("flood", toy.around("A1"), toy.river(), low=0.5)
    zones["depth_min_m"] = [np.nan, 0.5]

    assert only("depth_unknown_share", case(zones={"crue": zones})) == "1 %"
    assert only("depth_unknown_share", case(zones=FLOOD)) == "100 %"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024", "2024-12-31"),
        ("2024-02", "2024-02-29"),
        ("2025-11-25", "2025-11-25"),
        ("RP 2021, diffusé en 2024", "2024-12-31"),
        ("BDT_3-5_ED2026-06-15", "2026-06-15"),
    ],
)
def test_a_date_is_the_latest_day_it_can_mean(text: str, day: str) -> None:
    assert str(latest_day(text)) == day


@pytest.mark.parametrize("text", ["", "édition courante", "2024-13-45", "120245"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert latest_day(text) is None


def test_a_layer_older_than_a_year_is_stale_by_its_own_date() -> None:
    sources = [
        Source("communes", "Vieille", vintage="2025-11-25", imported="2026-11-26"),
        Source("structures", "Fraîche", vintage="2025-11-26", imported="2020-01-01"),
        Source("network", "Sans millésime", imported="2026-11-01"),
        Source("sites", "Importée il y a longtemps", imported="2024-01-01"),
    ]

    kinds = [(f.feature_id, f.kind) for f in stale(sources, (), TODAY)]
    assert kinds == [("communes", "stale_layer"), ("network", "vintage_unknown"), ("sites", "stale_layer")]


def test_the_date_of_an_extract_ages_the_roads() -> None:
    told = Problem("r.osm", "roads", 0, "", "extract_date", "2019-05-01", Outcome.INFORMATION)
    source = Source("network", "OSM (r.osm)", imported="2026-11-01")

    assert [f.value for f in stale([source], [told], TODAY)] == ["2019-05-01"]


def test_nothing_is_old_when_nobody_says_the_day() -> None:
    assert not [
        f for f in stale([Source("communes", "x", vintage="1999")], (), "") if f.kind == "stale_layer"
    ]
