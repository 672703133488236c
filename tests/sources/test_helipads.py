"""Helipads of OpenStreetMap and of BD TOPO become sites, and their absence is never « none »."""

import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.territory.doctor import check_folder
from cpts_geo.territory.folder import read_territory
from faulting import brought
from homes import with_communes
from making import CRS, SOUTH, WEST, geojson, text

ROADS = [[(500.0, 500.0), (3000.0, 500.0)], [(3000.0, 500.0), (9000.0, 500.0)]]
PADS = {
    (1000.0, 1000.0): {"aeroway": "helipad", "name": "Hôpital"},
    (2000.0, 1000.0): {"aeroway": "heliport"},
    (2500.0, 1000.0): {"aeroway": "helipad", "disused": "yes"},
    (2600.0, 1000.0): {"aeroway": "runway", "name": "Piste"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fichiers").mkdir()
    return with_communes(tmp_path / "home" / "territoire")


def degrees(*spots: tuple[float, float]) -> list[tuple[float, float]]:
    return transform_points([(WEST + x, SOUTH + y) for x, y in spots], CRS, WGS84)


def osm(path: Path, pads: dict[tuple[float, float], dict[str, str]]) -> Path:
    nodes, ways, number = "", "", 0
    for spot, tags in pads.items():
        number += 1
        lon, lat = degrees(spot)[0]
        inner = "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())
        nodes += f'<node id="{number}" version="1" lon="{lon:.8f}" lat="{lat:.8f}">{inner}</node>'
    pad = [(4000.0, 1000.0), (4020.0, 1000.0), (4020.0, 1020.0), (4000.0, 1020.0)]
    lines = [*((road, {"highway": "tertiary"}) for road in ROADS), (pad, {"aeroway": "helipad", "ref": "H2"})]
    for way, (line, tags) in enumerate(lines, 100):
        refs = []
        for lon, lat in degrees(*line):
            number += 1
            nodes += f'<node id="{number}" version="1" lon="{lon:.8f}" lat="{lat:.8f}"/>'
            refs.append(number)
        refs += refs[:1] if len(line) > 2 else []
        inner = "".join(f'<nd ref="{r}"/>' for r in refs) + "".join(
            f'<tag k="{k}" v="{v}"/>' for k, v in tags.items()
        )
        ways += f'<way id="{way}" version="1">{inner}</way>'
    return text(path, f'<?xml version="1.0"?><osm version="0.6">{nodes}{ways}</osm>')


def aerodromes(*rows: tuple[str, str, float, dict[str, Any]]) -> gpd.GeoDataFrame:
    facts = [
        {"cleabs": f"AERODROM{n:016d}", "nature": nature, "toponyme": name, "code_icao": None,
         "etat_de_l_objet": "En service", **more}
        for n, (nature, name, _, more) in enumerate(rows)
    ]  # fmt: skip
    shapes = [shapely.box(WEST + x, SOUTH + 2000, WEST + x + 30, SOUTH + 2030) for _, _, x, _ in rows]
    return gpd.GeoDataFrame(facts, geometry=shapes, crs=CRS)


def sites(folder: Path) -> gpd.GeoDataFrame:
    return read_territory(folder).sites


def test_the_roads_of_openstreetmap_bring_the_helipads_with_them(folder: Path, tmp_path: Path) -> None:
    said = brought(folder, osm(tmp_path / "routes.osm", PADS))
    found = sites(folder)

    assert found["name"].to_dict() == {"osm-n1": "Hôpital", "osm-n2": "", "osm-w102": "H2"}
    assert set(found["kind"]) == {"helipad"}
    assert set(found["commune"]) == {"Aulnaie"}
    middle = found.loc[["osm-w102"]].geometry
    assert (middle.x.item() - WEST, middle.y.item() - SOUTH) == pytest.approx((4010, 1010), abs=0.1)
    assert "aires de poser pour hélicoptère : 3" in said.text
    origin = next(s for s in read_territory(folder).sources if s.layer == "sites/routes")
    assert (origin.title, origin.licence) == ("© les contributeurs d'OpenStreetMap (routes.osm)", "ODbL")
    asked = {f.kind for f in check_folder(folder) if f.layer == "sites"}
    assert not asked & {"site_without_capacity", "site_without_parking"}


def test_roads_without_helipads_leave_the_sites_as_they_were(folder: Path, tmp_path: Path) -> None:
    path = osm(tmp_path / "routes.osm", {})
    path.write_text(path.read_text("utf-8").replace("aeroway", "leisure"), encoding="utf-8")
    brought(folder, path)
    assert not (folder / "sites").exists()


def test_heliports_of_bd_topo_are_kept_and_airfields_counted(folder: Path, tmp_path: Path) -> None:
    layer = aerodromes(
        ("Héliport", "Héliport du CH", 1000, {}),
        ("Héliport", "", 6000, {"code_icao": "LFXX"}),
        ("Aérodrome", "Grand Champ", 2000, {}),
        ("Altiport", "Haut", 2100, {}),
        ("Héliport", "Fermé", 2200, {"etat_de_l_objet": "En construction"}),
        ("Héliport", "Loin", 90_000, {}),
    )
    said = brought(folder, geojson(tmp_path / "aerodrome.geojson", layer))

    assert said.report is not None
    assert (said.report.source, said.report.rows_stored, said.report.rows_excluded) == ("helipads", 2, 4)
    assert sorted(sites(folder)["name"]) == ["Héliport du CH", "LFXX"]
    assert "aérodromes, altiports et hydrobases, non retenus : 2" in said.text
    assert "ne sont pas en service, non retenus : 1" in said.text


def test_a_layer_without_heliport_adds_nothing_and_is_no_error(folder: Path, tmp_path: Path) -> None:
    layer = aerodromes(("Aérodrome", "Grand Champ", 2000, {}))
    said = brought(folder, geojson(tmp_path / "aerodrome.geojson", layer))
    assert said.report is not None
    assert (said.report.rows_stored, said.report.rows_excluded) == (0, 1)


def test_the_package_of_bd_topo_brings_the_helipads_beside_its_roads(folder: Path, tmp_path: Path) -> None:
    lines = [shapely.LineString([(WEST + x, SOUTH + y) for x, y in line]) for line in ROADS]
    facts = {
        "cleabs": ["T1", "T2"],
        "nature": "Route à 1 chaussée",
        "importance": "4",
        "sens_de_circulation": "Double sens",
        "vitesse_moyenne_vl": 50,
    }
    path = tmp_path / "BDT_3-5_GPKG_LAMB93_D017_ED2026-06-15.gpkg"
    gpd.GeoDataFrame(facts, geometry=lines, crs=CRS).to_file(path, layer="troncon_de_route")
    aerodromes(("Héliport", "Héliport du CH", 1000, {})).to_file(path, layer="aerodrome")
    brought(folder, path, kind="roads", mapping={"layer": "troncon_de_route"})

    assert sites(folder)["name"].tolist() == ["Héliport du CH"]
    origin = next(s for s in read_territory(folder).sources if s.layer.startswith("sites/"))
    assert origin.vintage == "2026-06-15"


def test_importing_again_replaces_and_a_closed_helipad_goes(folder: Path, tmp_path: Path) -> None:
    brought(folder, osm(tmp_path / "routes.osm", PADS))
    fewer = {spot: tags for spot, tags in PADS.items() if tags.get("name") == "Hôpital"}
    brought(folder, osm(tmp_path / "routes.osm", fewer))
    assert "osm-n2" not in sites(folder).index
    shutil.rmtree(folder)
