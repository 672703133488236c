"""FACTS 6, the checklist of traps of implementation: one test per row, in its order."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import exported
import toy
from ailing import case, found
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.errors import SourceError
from cpts_geo.model.layers import COMMUNES, ZONES, conform
from cpts_geo.model.reference import MOVEMENTS
from cpts_geo.render import geojson as export
from cpts_geo.render.svg_frame import MapFrame, line_path
from cpts_geo.render.svg_margin import bar_length_m, scale_bar
from cpts_geo.render.themes import themes
from cpts_geo.sources import bdtopo, finess, finess_plus, grid
from cpts_geo.sources.csv_text import read_csv
from cpts_geo.sources.depth import read_depths
from cpts_geo.sources.download import geocoding, vigicrues
from cpts_geo.sources.download.shelf import Shelf
from cpts_geo.sources.harvest import Harvest, Place
from cpts_geo.sources.movements import history
from cpts_geo.sources.raw import RawTable
from cpts_geo.sources.safe_read import read_file
from cpts_geo.territory import public_layers
from cpts_geo.territory.folder import read_layer, read_network, read_territory
from cpts_geo.territory.importer import import_file
from cpts_geo.territory.workshop import LayerDone, State
from cpts_geo.wording import downloads
from fault_server import HandClock, Reply, client, served
from finess_plus import address, ege, legal_entity, point, written
from french_services import as_json, collection, services
from making import CRS, SOUTH, WEST, communes_file, communes_frame, features, polygon, text

METRES, DEGREES = (870_262.2, 6_571_540.8), (5.20918, 46.22229)  # FACTS 1.4.2
NOW = "2026-11-26T10:05"


def plus(folder: Path, *addresses: dict[str, Any]) -> Harvest:
    """One establishment of FINESS+ read on a commune around ``METRES``."""
    around = gpd.GeoDataFrame(
        {"code_insee": ["01000"], "name": ["Ici"], "population": [1.0]},
        geometry=[shapely.Point(METRES).buffer(4000)],
        crs=CRS,
    )
    raw = read_file(written(folder / "finess.json", legal_entity(ege("010000001", *addresses))))
    return finess_plus.read(raw, Place(CRS, conform(around, COMMUNES)))


def at(
    first: tuple[object, object],
    second: tuple[object, object] = ("", ""),
    key: str = "01000_0010_00001",
    usage: str = "03",
) -> dict[str, Any]:
    return address(point(first, second, key), cog="01000", town="01000 ICI", usage=usage)


def place_of(got: Harvest) -> tuple[float, float]:
    here = got.layers[0].frame.geometry.iloc[0]
    return float(shapely.get_x(here)), float(shapely.get_y(here))


def bd_topo(**cells: object) -> gpd.GeoDataFrame:
    """One road of BD TOPO, from west to east."""
    common = {
        "nature": "Route à 1 chaussée", "importance": "4", "sens_de_circulation": "Double sens",
        "vitesse_moyenne_vl": 58, "position_par_rapport_au_sol": "0", "urbain": False,
        "etat_de_l_objet": "En service", "acces_vehicule_leger": "Libre",
    }  # fmt: skip
    line = shapely.LineString([(WEST, SOUTH + 100), (WEST + 100, SOUTH + 100)])
    return gpd.GeoDataFrame([{**common, **cells}], geometry=[line], crs=CRS)


def test_row_01_a_code_gone_in_two_mergers_is_followed_to_the_end() -> None:
    cells = [
        ("32", f"{year}-01-01", "COM", old, old, "COM", new, new, "mvt.csv")
        for year, old, new in ((2017, "17001", "17002"), (2024, "17002", "17003"))
    ]
    moves = history(pd.DataFrame(cells, columns=list(MOVEMENTS), dtype=object))
    assert moves.follow("17001", "").code == "17003"


def test_row_02_finess_overseas() -> None:
    assert finess.insee_code("9F", "610") == "97610"


VECTORS = (
    (870262.2, 6571540.8, 2154, 5.20918, 46.22229),
    (657242.9, 1795384.4, 5490, -61.52874, 16.23400),
    (353672.8, 544349.1, 2972, -52.31973, 4.92347),
    (323086.6, 7679599.8, 2975, 55.29821, -20.97571),
    (524819.9, 8587194.7, 4471, 45.22868, -12.77989),
    (563213.8, 5180306.8, 32621, -56.17201, 46.77332),
)


@pytest.mark.parametrize(("x", "y", "epsg", "lon", "lat"), VECTORS)
def test_row_03_each_territory_of_france_has_its_system(
    x: float, y: float, epsg: int, lon: float, lat: float
) -> None:
    """The regression vectors of FACTS 1.4.2, Mayotte among them; by rows of FINESS in ``test_finess``."""
    assert transform_points([(x, y)], f"EPSG:{epsg}", WGS84)[0] == pytest.approx((lon, lat), abs=1e-5)


def test_row_04_a_northing_before_an_easting_is_turned(tmp_path: Path) -> None:
    got = plus(tmp_path, at((6571540, 870262)))
    assert place_of(got) == pytest.approx((870_262, 6_571_540), abs=0.01)


def test_row_05_both_layouts_give_the_same_place(tmp_path: Path) -> None:
    a, b = (place_of(plus(tmp_path, at(*pairs))) for pairs in ((DEGREES, METRES), (METRES, DEGREES)))
    assert a == b == pytest.approx(METRES, abs=1.5)


def test_row_06_a_key_without_underscore_is_the_centre_of_a_commune(tmp_path: Path) -> None:
    got = plus(tmp_path, at(DEGREES, METRES, "01053"))
    assert got.layers[0].frame["geo_quality"].tolist() == ["commune"]
    assert "at_commune_centre" in {p.kind for p in got.problems}


def test_row_07_the_address_of_the_site_is_taken_and_not_the_first(tmp_path: Path) -> None:
    reception = at((5.25, 46.25), (873_000, 6_575_000), usage="06")
    assert place_of(plus(tmp_path, reception, at(DEGREES, METRES))) == pytest.approx(METRES, abs=1.5)


@pytest.mark.parametrize("top", ["9999", "99", "", "NaN"])
def test_row_08_the_open_top_class_is_infinite(top: str) -> None:
    depths, _ = read_depths(RawTable("iso_ht.shp", pd.DataFrame({"HT_MIN": ["2"], "HT_MAX": [top]})))
    assert depths.to_numpy().tolist() == [[2.0, np.inf]]


def test_row_09_vigicrues_three_as_text_is_orange() -> None:
    line = {"type": "LineString", "coordinates": [[-1.0, 45.5], [-0.9, 45.6]]}
    answer = {"type": "Feature", "properties": {"NivInfViCr": "3"}, "geometry": line}
    with served() as server:
        server.on("/vigicrues", as_json(collection([answer])))
        with client(server) as asks:
            seen = vigicrues.vigilance(asks, services(server), (-1.1, 45.4, -0.8, 45.7))
    done = LayerDone("vigicrues", State.NOTED, f"{seen.watched}/{seen.level}")
    assert "vigilance orange" in downloads.layer_line(done, NOW)


def test_row_10_vigicrues_down_is_unknown_with_the_last_value_and_its_age(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[-1.0, 45.5], [-0.9, 45.6]]}
    answer = {"type": "Feature", "properties": {"NivInfViCr": "3"}, "geometry": line}
    box = (-1.1, 45.4, -0.8, 45.7)
    with served() as server:
        server.on("/vigicrues", as_json(collection([answer])))
        with client(server) as asks:
            public_layers.watch(shop(tmp_path, asks, server, box, "2026-11-23"))
        server.on("/vigicrues", Reply(status=503))
        with client(server, HandClock()) as asks:
            done = public_layers.watch(shop(tmp_path, asks, server, box, NOW[:10]))
            with pytest.raises(SourceError, match="server_error"):
                public_layers.watch(shop(tmp_path / "never", asks, server, box, NOW[:10]))
    told = downloads.layer_line(done, NOW)
    assert "HTTP 503" in told
    assert "Vigilance inconnue ; dernière valeur reçue il y a 3 jours : orange." in told


def shop(folder: Path, asks: Any, server: Any, box: tuple[float, ...], today: str) -> Any:
    """What ``watch`` needs of a workshop."""
    around = SimpleNamespace(box=box)
    return SimpleNamespace(client=asks, services=services(server), shelf=Shelf(folder, today), around=around)


def test_row_11_a_cell_of_two_communes_names_both() -> None:
    assert grid.commune_codes("7737393051") == ("77373", "93051")


def test_row_12_an_imputed_cell_is_marked_and_no_cell_is_shown(tmp_path: Path) -> None:
    east, north = transform_points([(WEST + 2500, SOUTH + 2500)], CRS, "EPSG:3035")[0]
    cell = f"CRS3035RES200mN{int(north // 200 * 200)}E{int(east // 200 * 200)}"
    rows = f"idcar_200m,idcar_1km,i_est_200,lcog_geo,ind,men,ind_65_79,ind_80p\n{cell},x,1,17001,10,4,3,1\n"
    here = Place(CRS, conform(communes_frame((None, None)).rename(columns={"nom": "name"}), COMMUNES))
    got = grid.read(read_csv(text(tmp_path / "c.csv", rows)), here)
    assert got.layers[0].frame["imputed"].tolist() == [True]
    assert [name for name in themes(exported.study()) if "demand" in name or "carreau" in name] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    import_file(tmp_path / "val", communes_file(tmp_path))
    return tmp_path / "val"


def test_row_13_a_file_in_lambert_93_is_converted_and_leaves_without_crs(
    folder: Path, tmp_path: Path
) -> None:
    ring = [(WEST + x, SOUTH + y) for x, y in ((0, 0), (900, 0), (900, 900), (0, 900), (0, 0))]
    crs = "urn:ogc:def:crs:EPSG::2154"
    import_file(folder, features(tmp_path / "crue.geojson", polygon(*ring), crs=crs), kind="hazard")
    zones = read_layer(folder, ZONES, CRS, "crue")
    assert zones.total_bounds[:2] == pytest.approx((WEST, SOUTH), abs=0.01)
    out = json.loads(export.feature_collection(zones[["geometry"]], {}))
    assert "crs" not in out
    lon, lat = out["features"][0]["geometry"]["coordinates"][0][0]
    assert (-1.5 < lon < -0.5, 45 < lat < 46) == (True, True)


def test_row_14_a_clockwise_ring_is_turned_on_export() -> None:
    clockwise = shapely.Polygon([(0, 45), (0, 46), (1, 46), (1, 45)])
    assert not clockwise.exterior.is_ccw
    out = json.loads(export.feature_collection(gpd.GeoDataFrame(geometry=[clockwise], crs=WGS84), {}))
    assert shapely.LinearRing(out["features"][0]["geometry"]["coordinates"][0]).is_ccw


@pytest.mark.parametrize("speed", [1, None])
def test_row_15_a_road_of_speed_one_or_none_is_not_driven(speed: int | None) -> None:
    read = bdtopo.read_bdtopo(bd_topo(vitesse_moyenne_vl=speed), crs=CRS)
    assert read.roads["car"].tolist() == [False]


def test_row_16_sens_inverse_is_the_reverse_arc_only(folder: Path, tmp_path: Path) -> None:
    bd_topo(sens_de_circulation="Sens inverse").to_file(tmp_path / "troncon_de_route.gpkg")
    report = import_file(folder, tmp_path / "troncon_de_route.gpkg")
    network = read_network(folder)
    starts, ends = (network.nodes.geometry.x[network.edges[end]].round().tolist() for end in ("u", "v"))
    assert report.source == "roads_bdtopo"
    assert (starts, ends) == ([WEST + 100], [WEST])


def test_row_17_an_address_of_paris_keeps_both_codes(tmp_path: Path) -> None:
    lon, lat = 2.35, 48.85
    for code in ("75056", "75105"):
        frame = gpd.GeoDataFrame(
            {"code": [code], "nom": ["Paris"], "population": [1]},
            geometry=[shapely.box(lon - 0.05, lat - 0.03, lon + 0.05, lat + 0.03)],
            crs=WGS84,
        )
        frame.to_file(tmp_path / f"{code}.geojson")
        import_file(tmp_path / code, tmp_path / f"{code}.geojson")
        rows = f"id;nom;type;code_insee;lon;lat\nx;Mairie;mairie;75105;{lon};{lat}\n"
        import_file(tmp_path / code, text(tmp_path / "m.csv", rows))
    city, district = (read_territory(tmp_path / code) for code in ("75056", "75105"))
    assert city.structures[["code_insee", "declared_commune"]].iloc[0].tolist() == ["75056", "75105"]
    assert district.structures["code_insee"].tolist() == ["75105"]
    assert district.communes["city"].tolist() == ["75056"]


def test_row_18_a_kilometre_at_25_000_is_40_millimetres_on_a3() -> None:
    frame = MapFrame(WEST + 5000, SOUTH + 3500, 25_000, 400.0, 277.0)
    assert scale_bar(frame)
    assert bar_length_m(frame) * frame.mm_per_m == pytest.approx(bar_length_m(frame) / 1000 * 40)
    path = line_path(np.array([shapely.LineString([(frame.x, frame.y), (frame.x + 1000, frame.y)])]), frame)
    x0, _, x1, _ = (float(part) for part in re.findall(r"-?\d+\.\d+", path))
    assert x1 - x0 == pytest.approx(40.0, abs=0.01)


def test_row_19_an_address_found_in_another_commune_waits_for_a_person() -> None:
    head = "id,adresse,longitude,latitude,result_score,result_type,result_label,result_citycode\n"
    row = "0,1 rue du Port,-1.0,45.9,0.97,housenumber,1 Rue du Port,17999\n"
    with served() as server:
        server.on("/geocodage/search/csv", Reply((head + row).encode()))
        with client(server) as asks:
            asked = [geocoding.Address("a", "1 rue du Port", "17001")]
            (found_,) = geocoding.locate(asks, services(server), asked)
    assert found_.trust is geocoding.Trust.OTHER_COMMUNE
    assert found_.code_insee == "17999"


def test_row_20_a_site_in_a_scenario_of_a_tri_is_flagged_with_its_name() -> None:
    zones = {"tri": toy.zones("flood", toy.around("A2")).assign(occurrence="04Fai")}
    assert [f.value for f in found(case(zones=zones), "site_in_flood")] == ["04Fai"]


def test_row_21_no_tri_is_absent_data_and_never_dry_land() -> None:
    told = downloads.layer_line(LayerDone("tri/17", State.ABSENT, "17"), NOW)
    assert "donnée absente" in told
    assert "ne veut pas dire hors zone inondable" in told
    assert found(case(zones={}), "no_hazard")
