"""Each service on answers of its real shape: what is asked, what is kept, what is believed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest

from cpts_geo.model.errors import SourceError
from cpts_geo.sources.download import data_gouv, geo_api, geocoding, georisques, ign_wfs, insee, vigicrues
from cpts_geo.sources.download.catalogue import FINESS_FROZEN, FINESS_PLUS, ROADS, WATER
from cpts_geo.sources.download.client import Limits
from cpts_geo.sources.download.geo_api import Perimeter
from cpts_geo.sources.download.geocoding import Address, Trust
from cpts_geo.sources.download.shelf import Shelf
from fault_server import Asked, HandClock, Reply, Server, client, ranged, served
from french_services import (
    CODES,
    EPCI,
    as_json,
    collection,
    commune,
    communes_answer,
    corner,
    dataset,
    degrees,
    pages,
    road,
    roads,
    services,
    water,
    wfs,
    zipped,
)

BOX = (-1.0, 45.4, -0.5, 45.7)


@pytest.fixture
def server() -> Iterator[Server]:
    with served() as found:
        found.on("/geo/epcis/200000172", as_json({"nom": "CC du Val", "code": EPCI}))
        found.on("/geo/departements/17", as_json({"nom": "Charente-Maritime", "code": "17"}))
        found.on("/geo/communes", communes_answer)
        yield found


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "downloads", "2026-11-26")


def found(server: Server, kind: Any, *codes: str) -> geo_api.Communes:
    with client(server) as asks:
        return geo_api.communes(asks, services(server), Perimeter(kind, codes))


def codes_of(answer: geo_api.Communes) -> list[str]:
    return [feature["properties"]["code"] for feature in answer.features]


@pytest.mark.parametrize(
    ("kind", "code", "name"), [("epci", EPCI, "CC du Val"), ("departement", "17", "Charente-Maritime")]
)
def test_communes_of_a_named_perimeter(server: Server, kind: str, code: str, name: str) -> None:
    answer = found(server, kind, code)
    assert (answer.name, tuple(codes_of(answer))) == (name, CODES)
    asked = server.asked[-1].params
    assert (asked["format"], asked["geometry"]) == ("geojson", "contour")


def test_an_epci_that_does_not_exist(server: Server) -> None:
    with pytest.raises(SourceError, match="unknown_code"):
        found(server, "epci", "200000999")


def test_a_list_follows_mergers_and_asks_each_departement_once(server: Server) -> None:
    answer = found(server, "communes", "17003", "17099", "17001")
    assert codes_of(answer) == ["17001", "17002", "17003"]
    assert answer.renamed == (("17099", "17002"),)
    assert [a.params.get("codeDepartement") for a in server.asked] == ["17", None]


def test_a_code_that_nobody_took_over_is_refused(server: Server) -> None:
    with pytest.raises(SourceError, match="unknown_code") as caught:
        found(server, "communes", "17001", "17999")
    assert caught.value.value == "17999"


def test_districts_of_paris_are_asked_as_districts(server: Server) -> None:
    def answer(asked: Asked) -> Reply:
        told = commune("17001")
        told["properties"] |= {"code": asked.params["code"], "codeDepartement": "75"}
        return as_json(collection([told] if asked.params.get("type") == "arrondissement-municipal" else []))

    server.on("/geo/communes", answer)
    assert codes_of(found(server, "communes", "75101", "75102")) == ["75101", "75102"]


def test_town_halls_are_points_with_a_name(server: Server) -> None:
    halls = geo_api.town_halls(found(server, "epci", EPCI))
    assert [h["properties"]["id"] for h in halls] == ["mairie-17001", "mairie-17002", "mairie-17003"]
    assert halls[0]["geometry"]["type"] == "Point"


def test_no_departement_at_sea(server: Server) -> None:
    server.on("/geo/communes", as_json([]), as_json([{"code": "17001", "codeDepartement": "17"}]))
    with client(server) as asks:
        assert geo_api.departements_at(asks, services(server), [(-2.0, 45.0), (-1.0, 45.9)]) == ("17",)


@pytest.mark.parametrize(
    ("names", "newest"),
    [
        (["mensuel-202609", "mensuel-202610"], "mensuel-202610"),
        (["journalier-20261125", "journalier-20261126"], "journalier-20261126"),
        (["journalier-20261126", "mensuel-202610"], "mensuel-202610"),
    ],
)
def test_the_newest_file_of_a_dataset(server: Server, names: list[str], newest: str) -> None:
    files = [(f"finess-structures-{name}.json.gz", f"{i:040x}") for i, name in enumerate(names)]
    noise = [("schema-finess-structures.json", ""), ("finess-structures-mensuel-202610.csv", "")]
    server.on(
        "/datasets/finess-structures-1/", as_json(dataset("https://x", *files, *noise, licence="odc-odbl"))
    )
    with client(server) as asks:
        card, sha1 = data_gouv.newest(asks, services(server), FINESS_PLUS)
    assert card.name == "finess-structures.json.gz"  # the same from one edition to the next
    assert card.url.endswith(f"/finess-structures-{newest}.json.gz")
    assert sha1 == dict(files)[card.url.rpartition("/")[2]]
    assert card.licence == "ODbL"
    assert card.vintage == newest.rpartition("-")[2]


def test_the_frozen_extraction_is_found_by_its_name(server: Server) -> None:
    name = "etalab-cs1100507-stock-20260512-0338.csv"
    others = ("etalab-cs1100502-stock-20260512-0338.csv", "")
    server.on(f"/datasets/{FINESS_FROZEN.slug}/", as_json(dataset("https://x", others, (name, "a" * 40))))
    with client(server) as asks:
        card, _ = data_gouv.newest(asks, services(server), FINESS_FROZEN)
    assert (card.url, card.vintage) == (f"https://x/{name}", "20260512")


def test_a_layer_is_assembled_from_pages_smaller_than_asked(server: Server, shelf: Shelf) -> None:
    server.on("/wfs/ows", wfs({"troncon_de_route": pages(roads(7), at_most=2)}))
    with client(server) as asks:
        card = ign_wfs.layer(asks, services(server), shelf, ROADS, BOX)
    frame = gpd.read_file(shelf.path(card.name))
    assert len(frame) == 7
    assert frame["cleabs"].is_unique
    assert str(frame.crs) == "EPSG:4326"
    assert set(frame.columns) >= {*ROADS.required, "urbain"}
    assert "precision_altimetrique" not in frame  # nothing reads it, and there are eighty of them
    assert [a.params["startIndex"] for a in server.asked] == ["0", "2", "4", "6"]
    assert server.asked[0].params["bbox"] == "-1.000000,45.400000,-0.500000,45.700000,EPSG:4326"
    assert server.asked[0].params["sortby"] == "cleabs"


def test_what_the_attributes_say_is_kept_as_text(server: Server, shelf: Shelf) -> None:
    told = road(0, ((0, 0.5), (1, 0.5)), urbain=True, vitesse_moyenne_vl=None)
    server.on("/wfs/ows", wfs({"troncon_de_route": pages([told])}))
    with client(server) as asks:
        card = ign_wfs.layer(asks, services(server), shelf, ROADS, BOX)
    row = gpd.read_file(shelf.path(card.name)).iloc[0]
    assert (row["urbain"], row["nature"]) == ("true", "Route à 1 chaussée")
    assert row["vitesse_moyenne_vl"] is None


def test_a_layer_of_surfaces_holds_parts(server: Server, shelf: Shelf) -> None:
    parts = water()
    parts["geometry"] = {"type": "MultiPolygon", "coordinates": [parts["geometry"]["coordinates"]]}
    parts["properties"] = parts["properties"] | {"cleabs": "SURFHYDR02"}
    server.on("/wfs/ows", wfs({"surface_hydrographique": pages([water(), parts])}))
    with client(server) as asks:
        card = ign_wfs.layer(asks, services(server), shelf, WATER, BOX)
    assert set(gpd.read_file(shelf.path(card.name)).geom_type) == {"MultiPolygon"}


def test_pages_interrupted_go_on_from_there_the_same_day(server: Server, shelf: Shelf) -> None:
    whole = wfs({"troncon_de_route": pages(roads())})
    server.on("/wfs/ows", whole, Reply(status=500))
    with client(server) as asks, pytest.raises(SourceError, match="server_error"):
        ign_wfs.layer(asks, services(server), shelf, ROADS, BOX)
    server.asked.clear()
    server.on("/wfs/ows", whole)
    with client(server) as asks:
        card = ign_wfs.layer(asks, services(server), shelf, ROADS, BOX)
    assert [a.params["startIndex"] for a in server.asked] == ["3", "6"]
    assert pyogrio.read_info(shelf.path(card.name))["features"] == 7
    assert [p.name for p in shelf.folder.iterdir() if "draft" in p.name] == []


def test_a_slow_line_is_asked_for_less_at_a_time(server: Server, shelf: Shelf) -> None:
    whole = wfs({"troncon_de_route": pages(roads(), at_most=1000)})

    def slow(asked: Asked) -> Reply:
        drip = int(asked.params["count"]) > 2000
        return Reply(b'{"a": "' + b"x" * 400 + b'"}', pieces=1) if drip else whole(asked)

    server.on("/wfs/ows", slow)
    with client(server, limits=Limits(answer_s=1.0, pause_s=0.02)) as asks:
        ign_wfs.layer(asks, services(server), shelf, ROADS, BOX)
    assert [a.params["count"] for a in server.asked] == ["5000", "1250"]


@pytest.mark.parametrize("change", ["day", "box", "total"])
def test_pages_of_another_day_or_box_are_never_mixed(server: Server, shelf: Shelf, change: str) -> None:
    server.on("/wfs/ows", wfs({"troncon_de_route": pages(roads())}), Reply(status=500))
    with client(server) as asks, pytest.raises(SourceError):
        ign_wfs.layer(asks, services(server), shelf, ROADS, BOX)
    server.asked.clear()
    count = 8 if change == "total" else 7
    server.on("/wfs/ows", wfs({"troncon_de_route": pages(roads(count))}))
    again = Shelf(shelf.folder, "2026-11-27") if change == "day" else shelf
    box = (-1.1, *BOX[1:]) if change == "box" else BOX
    with client(server) as asks:
        if change == "total":
            with pytest.raises(SourceError, match="incomplete_pages"):
                ign_wfs.layer(asks, services(server), again, ROADS, box)
        ign_wfs.layer(asks, services(server), again, ROADS, box)
    assert "0" in [a.params["startIndex"] for a in server.asked]
    assert pyogrio.read_info(shelf.path("troncon_de_route.gpkg"))["features"] == count


def test_the_same_roads_the_next_week_keep_their_file(server: Server, shelf: Shelf) -> None:
    server.on("/wfs/ows", wfs({"troncon_de_route": pages(roads())}))
    with client(server) as asks:
        old = ign_wfs.layer(asks, services(server), shelf, ROADS, BOX)
        content = shelf.path(old.name).read_bytes()
        new = ign_wfs.layer(asks, services(server), Shelf(shelf.folder, "2026-12-03"), ROADS, BOX)
    assert shelf.path(old.name).read_bytes() == content
    assert (new.sha256, new.size_bytes) == (old.sha256, old.size_bytes)


def test_a_tri_archive_is_kept_and_its_absence_is_an_answer(server: Server, shelf: Shelf) -> None:
    server.on("/di_2020/tri_2020_sig_di_17.zip", ranged(zipped(a__shp=b"x")))
    with client(server) as asks:
        card = georisques.tri_archive(asks, services(server), shelf, "17")
        assert georisques.tri_archive(asks, services(server), shelf, "23") is None
    assert card is not None
    assert card.vintage == "rapportage 2020"


def test_communes_in_a_tri_are_asked_ten_at_a_time_page_after_page(server: Server) -> None:
    def answer(asked: Asked) -> Reply:
        codes = asked.params["code_insee"].split(",")
        assert len(codes) <= 10
        page = int(asked.params["page"])
        rows = [{"code_insee": codes[page - 1], "code_national_tri": "FRF_TRI_X"}] if len(codes) == 10 else []
        return as_json({"results": 2 * len(rows), "page": page, "total_pages": 2, "data": rows})

    server.on("/georisques/gaspar/tri", answer)
    codes = [f"17{i:03d}" for i in range(12)]
    with client(server) as asks:
        assert georisques.communes_in_tri(asks, services(server), codes) == ("17000", "17001")


@pytest.mark.parametrize(
    ("departement", "covered"), [("17", True), ("972", True), ("974", True), ("971", False)]
)
def test_the_grid_is_known_to_stop_at_its_coverage(departement: str, covered: bool) -> None:  # noqa: FBT001 a column
    assert insee.has_grid(departement) is covered


def reach(level: object, **names: object) -> dict[str, Any]:
    line = {"type": "LineString", "coordinates": degrees(corner(0, 0.4), corner(3, 0.4))}
    told = names or {"NivInfViCr": level}
    return {"type": "Feature", "properties": told, "geometry": line}


@pytest.mark.parametrize(
    ("reaches", "watched", "level"),
    [
        ([reach(1), reach("3")], 2, 3),  # a number or a text (FACTS 1.11)
        ([reach(None, NivSituVigiCruEnt="2")], 1, 2),
        ([reach(1), reach(0)], 2, None),  # a level that is not one: unknown, never green
        ([reach(1)], 1, 1),
        ([], 0, None),
    ],
)
def test_the_highest_level_of_watched_rivers(
    server: Server, reaches: list[Any], watched: int, level: int | None
) -> None:
    far = reach(4) | {"geometry": {"type": "LineString", "coordinates": [[5.0, 45.0], [5.1, 45.0]]}}
    server.on("/vigicrues", as_json(collection([*reaches, far])))
    with client(server) as asks:
        assert vigicrues.vigilance(asks, services(server), BOX) == vigicrues.Vigilance(watched, level)


def geocoded(*rows: str) -> Reply:
    head = "id,adresse,code_insee,longitude,latitude,result_score,result_type,result_label,result_citycode"
    return Reply("\n".join([head, *rows]).encode(), headers={"Content-Type": "text/csv"})


@pytest.mark.parametrize(
    ("row", "trust"),
    [
        ("0,a,17001,-0.8,45.5,0.8,housenumber,1 rue,17001", Trust.GOOD),
        ("0,a,17001,-0.8,45.5,0.79,housenumber,1 rue,17001", Trust.DOUBTFUL),
        ("0,a,17001,-0.8,45.5,0.95,street,rue,17001", Trust.DOUBTFUL),
        ("0,a,17001,-0.8,45.5,0.5,street,rue,17001", Trust.DOUBTFUL),
        ("0,a,17001,-0.8,45.5,0.49,housenumber,1 rue,17001", Trust.REJECTED),
        ("0,a,17001,-0.8,45.5,0.99,housenumber,1 rue,17002", Trust.OTHER_COMMUNE),
        ("0,a,17001,-0.8,45.5,0.99,municipality,Ville,17001", Trust.TOWN_CENTRE),
        ("0,a,17001,,,,,,", Trust.REJECTED),
    ],
)
def test_a_geocoded_address_is_believed_within_the_thresholds(server: Server, row: str, trust: Trust) -> None:
    server.on("/geocodage/search/csv", geocoded(row))
    with client(server) as asks:
        answer = geocoding.locate(asks, services(server), [Address("p1", "1 rue", "17001")])
    assert [(a.key, a.trust) for a in answer] == [("p1", trust)]


def test_answers_of_the_geocoder_go_back_to_their_address_whatever_their_order(server: Server) -> None:
    server.on(
        "/geocodage/search/csv",
        geocoded("1,b,17001,-0.7,45.5,0.9,street,b,17001", "0,a,17001,-0.8,45.5,0.9,street,a,17001"),
    )
    with client(server) as asks:
        one, two = geocoding.locate(
            asks, services(server), [Address("p1", "a", "17001"), Address("p2", "b", "17001")]
        )
    assert ((one.key, one.lonlat), (two.key, two.lonlat)) == (("p1", (-0.8, 45.5)), ("p2", (-0.7, 45.5)))


def test_an_answer_of_the_geocoder_with_lost_rows_is_refused(server: Server) -> None:
    server.on("/geocodage/search/csv", geocoded("0,a,17001,-0.8,45.5,0.9,street,a,17001"))
    with client(server) as asks, pytest.raises(SourceError, match="incomplete_pages"):
        geocoding.locate(asks, services(server), [Address("p1", "a", "17001"), Address("p2", "b", "17001")])


def test_many_addresses_are_sent_in_few_requests(server: Server) -> None:
    def answer(asked: Asked) -> Reply:
        count = asked.body.count(b",rue,") or asked.body.count(b"rue")
        return geocoded(*(f"{i},rue,17001,-0.8,45.5,0.9,street,a,17001" for i in range(count)))

    server.on("/geocodage/search/csv", answer)
    with client(server, HandClock()) as asks:
        many = [Address(str(i), "rue", "17001") for i in range(1500)]
        assert len(geocoding.locate(asks, services(server), many)) == 1500
    assert len(server.asked) == 2
