"""Each thing that can be wrong with a structure or a site, one town at a time."""

import dataclasses
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import toy
from ailing import case, changed, found, repaired, sites, structures
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.findings import Severity
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.territory.doctor import Case, check_folder, examine
from cpts_geo.territory.importer import import_file
from making import communes_file, text

FAR = shapely.Point(toy.ORIGIN[0] + 300_000, toy.ORIGIN[1])
WATER = gpd.GeoDataFrame({"k": ["river"]}, geometry=[toy.river()], crs=toy.CRS)
IN_RIVER = shapely.Point(toy.ORIGIN[0] + 1600, toy.ORIGIN[1] - 3000)


def swapped(name: str) -> shapely.Point:
    """The point of a junction whose longitude and latitude were exchanged before it was read."""
    point = toy.at(name)
    lon, lat = transform_points([(point.x, point.y)], toy.CRS, WGS84)[0]
    return shapely.Point(transform_points([(lat, lon)], WGS84, toy.CRS)[0])


def twice(row: str, **cells: object) -> gpd.GeoDataFrame:
    """Structures with a copy of a row under the identifier ``Z``."""
    frame = structures(finess=(row, "170000001"))
    copy = changed(frame.loc[[row]], {c: (row, value) for c, value in cells.items()}).set_axis(
        pd.Index(["Z"], name=frame.index.name)
    )
    return gpd.GeoDataFrame(pd.concat([frame, copy]), crs=frame.crs)


AILING: dict[str, Case] = {
    "swapped_axes_left": case(structures=structures(geometry=("P1", swapped("A3")))),
    "in_another_commune": case(structures=structures(code_insee=("P1", "99002"))),
    "structure_in_water": case(structures=structures(geometry=("P1", IN_RIVER)), basemap={"water": WATER}),
    "site_in_water": case(sites=sites(geometry=("S1", IN_RIVER)), basemap={"water": WATER}),
    "site_outside": case(sites=sites(geometry=("S1", FAR))),
    "site_in_flood": case(zones={"crue": toy.zones("flood", toy.around("A2"))}),
    "structure_in_flood": case(zones={"crue": toy.zones("flood", toy.around("A1"))}),
    "structure_in_plan": case(zones={"ppr": toy.zones("planning", toy.around("A1"))}),
    "site_in_plan": case(zones={"ppr": toy.zones("planning", toy.around("A2"))}),
    "far_from_road": case(
        structures=structures(geometry=("P1", shapely.Point(toy.at("A3").x + 500, toy.at("A3").y + 490)))
    ),
    "rough_location": case(structures=structures(geo_quality=("P1", "commune"))),
    "same_finess": case(structures=twice("P1", name="Autre nom", geometry=toy.at("A4"))),
    "same_place": case(structures=twice("P1", finess="")),
    "dates_reversed": case(sites=sites(opens=("S1", "2026-11-10"), closes=("S1", "2026-11-09"))),
    "capacity_out_of_bounds": case(structures=structures(capacity=("H", 1e9))),
    "structure_far": case(structures=structures(geometry=("P1", FAR), code_insee=("P1", ""))),
    "category_not_counted": case(structures=structures(category=("P1", "veterinaire"))),
    "category_absent": case(),
    "no_emergency_information": case(structures=structures(urgences=("H", False))),
    "ehpad_without_capacity": case(structures=structures(capacity=("E1", np.nan))),
    "structure_closed": case(structures=structures(status=("P1", "closed"))),
    "site_closed": case(sites=sites(status=("S1", "ferme"))),
    "site_without_capacity": case(),
    "site_without_parking": case(),
}
NORMAL = {"category_absent", "site_without_capacity", "site_without_parking"}  # the town has these


@pytest.mark.parametrize("kind", AILING)
def test_what_is_wrong_is_found_with_its_place(kind: str) -> None:
    findings = found(AILING[kind], kind)

    assert findings
    assert all(f.lonlat is not None for f in findings if f.feature_id)


def test_a_sound_town_has_nothing_of_these_kinds() -> None:
    assert {f.kind for f in examine(case())} & AILING.keys() == NORMAL


@pytest.mark.parametrize("kind", AILING)
def test_the_first_repair_removes_its_finding_and_blocks_nothing(kind: str) -> None:
    patient = AILING[kind]
    for finding in found(patient, kind):
        if not finding.repairs:
            continue
        cured = dataclasses.replace(patient, territory=repaired(patient.territory, finding.repairs[0]))
        assert finding.key not in {f.key for f in examine(cured)}
        assert {f.kind for f in examine(cured) if f.severity is Severity.BLOCKING} == set()


def test_every_repair_offered_removes_its_finding() -> None:
    for kind, patient in AILING.items():
        for finding in found(patient, kind):
            for repair in finding.repairs:
                cured = dataclasses.replace(patient, territory=repaired(patient.territory, repair))
                assert finding.key not in {f.key for f in examine(cured)}, repair.kind


def test_a_swapped_point_is_told_once_and_goes_back_to_its_place() -> None:
    finding = found(AILING["swapped_axes_left"], "swapped_axes_left")[0]
    point = toy.at("A3")
    lon, lat = transform_points([(point.x, point.y)], toy.CRS, WGS84)[0]

    assert finding.repairs[0].lonlat == pytest.approx((lon, lat), abs=1e-6)
    kinds = {f.kind for f in examine(AILING["swapped_axes_left"]) if f.feature_id == "P1"}
    assert kinds == {"swapped_axes_left"}


def test_a_point_in_another_commune_has_both_names_and_the_distance() -> None:
    finding = found(AILING["in_another_commune"], "in_another_commune")[0]

    assert finding.value == "Rive-Droite ; Rive-Gauche ; 1.5 km"
    assert [r.kind for r in finding.repairs] == ["take_commune", "move_to_commune"]
    take, move = (dict(repair.values) for repair in finding.repairs)
    assert take["code_insee"] == "99001"
    assert move["geo_quality"] == "commune"


def test_the_declared_commune_is_read_as_a_name_and_through_mergers() -> None:
    by_name = structures(declared_commune=("P1", "RIVE DROITE CEDEX 2"))
    by_code = structures(declared_commune=("P1", "99777"))
    gone = dataclasses.replace(case(structures=by_code), movements={"99777": "99001"})

    assert len(found(case(structures=by_name), "in_another_commune")) == 1
    assert found(case(structures=by_code), "in_another_commune")[0].value == "99777 ; Rive-Gauche"
    assert found(gone, "in_another_commune") == []


def test_a_city_and_its_district_are_one_commune() -> None:
    territory = case().territory
    paris = territory.communes.rename({"99001": "75105"})
    frame = structures(declared_commune=("P1", "75056"))

    assert found(case(communes=paris, structures=frame.assign(code_insee="")), "in_another_commune") == []


def test_a_point_a_little_over_a_simplified_outline_is_in_its_commune() -> None:
    border = shapely.Point(toy.ORIGIN[0] + 1590, toy.at("A3").y)

    assert found(case(structures=structures(geometry=("P1", border))), "in_another_commune") == []


def test_the_scenarios_over_a_site_are_named() -> None:
    layers = {
        "fai": toy.zones("flood", toy.around("A2")).assign(occurrence="04Fai"),
        "moy": toy.zones("flood", toy.around("A2")).assign(occurrence="02Moy"),
        "levee": toy.zones("closure", toy.around("A2")),
    }

    assert [f.value for f in found(case(zones=layers), "site_in_flood")] == ["04Fai ; 02Moy"]


def test_the_fullest_of_two_rows_is_kept() -> None:
    twin = twice("E1", capacity=np.nan)

    assert [f.feature_id for f in found(case(structures=twin), "same_finess")] == ["Z"]


def test_one_number_on_two_categories_is_told_and_never_merged() -> None:
    twin = twice("P1", category="laboratoire")
    findings = found(case(structures=twin), "same_finess")

    assert [f.repairs for f in findings] == [()]
    assert found(case(structures=twin), "same_place") == []


@pytest.mark.parametrize(("metres", "count"), [(49.0, 1), (51.0, 0)])
def test_the_same_name_is_the_same_place_within_fifty_metres(metres: float, count: int) -> None:
    point = shapely.Point(toy.at("A3").x + metres, toy.at("A3").y)
    twin = twice("P1", finess="", name="PHARMACIE DE L'ILE", geometry=point)

    assert len(found(case(structures=twin), "same_place")) == count


def test_the_distance_to_the_road_is_said_beyond_five_hundred_metres() -> None:
    at = [shapely.Point(toy.at("A1").x - 400, toy.at("A1").y + d) for d in (300.0, 301.0)]
    first, second = (case(structures=structures(geometry=("P1", p))) for p in at)

    assert found(first, "far_from_road") == []
    assert [f.value for f in found(second, "far_from_road")] == ["501 m"]


def test_care_of_the_neighbours_that_no_road_reaches_is_counted_not_listed() -> None:
    away = shapely.Point(toy.at("A1").x - 5000, toy.at("A1").y)
    findings = examine(case(structures=structures(geometry=("P1", away), code_insee=("P1", "99999"))))

    assert [f.value for f in findings if f.kind == "beyond_network"] == ["1"]
    assert [f.value for f in findings if f.kind == "structures_outside"] == ["1"]
    assert not [f for f in findings if f.kind == "far_from_road"]


def test_a_rough_point_is_not_said_to_be_in_the_water() -> None:
    rough = structures(geo_quality=("E1", "commune"))
    wet = case(structures=rough, zones={"crue": toy.zones("flood", toy.around("A1"))})

    assert found(wet, "structure_in_flood") == []


def test_times_count_as_well_as_days_and_an_empty_end_is_no_end() -> None:
    wrong = sites(opens=("S1", "2026-04-03T14:00+02:00"), closes=("S1", "2026-04-03T09:00+02:00"))

    assert len(found(case(sites=wrong), "dates_reversed")) == 1
    assert found(case(sites=sites(opens=("S1", "2026-04-03"))), "dates_reversed") == []


def test_a_place_far_from_the_commune_it_declares_is_told_once() -> None:
    lost = structures(geometry=("P1", FAR), code_insee=("P1", "99001"))
    kinds = [f.kind for f in examine(case(structures=lost)) if f.feature_id == "P1"]

    assert kinds == ["in_another_commune"]


def test_a_place_beside_a_commune_that_its_file_cuts_is_not_astray() -> None:
    beside = shapely.Point(toy.at("A1").x - 1500, toy.at("A1").y)
    lost = structures(geometry=("P1", beside), code_insee=("P1", "99001"))
    told = Problem("c.shp", "communes", 0, "", "clipped_commune", "99001 (7%)", Outcome.INFORMATION)

    assert found(case(structures=lost), "in_another_commune")
    assert not found(case(structures=lost, problems=(told,)), "in_another_commune")


def test_a_list_keeps_the_commune_it_declares(tmp_path: Path) -> None:
    folder = tmp_path / "val"
    import_file(folder, communes_file(tmp_path))
    rows = "nom;categorie;lon;lat;commune\nPharmacie;pharmacie;-0.84;45.55;Bourg l'Etang\n"
    import_file(folder, text(tmp_path / "p.csv", rows))
    finding = next(f for f in check_folder(folder) if f.kind == "in_another_commune")

    assert finding.value.startswith("Bourg-l'Étang ; Aulnaie ; ")


def test_a_commune_of_the_same_name_elsewhere_is_no_contradiction() -> None:
    lost = structures(geometry=("P1", FAR), declared_commune=("P1", "Rive-Gauche"))
    kinds = [f.kind for f in examine(case(structures=lost)) if f.feature_id == "P1"]

    assert kinds == ["structure_far"]
