"""Group NET of the catalogue of faults, source by source; durations are counted on a clock in hand."""

import gzip
import itertools
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cpts_geo.model.errors import SourceError
from cpts_geo.sources.download import data_gouv, geo_api, geocoding, georisques, ign_wfs, insee, vigicrues
from cpts_geo.sources.download.address import Reach, check_address
from cpts_geo.sources.download.catalogue import FINESS_PLUS, ROADS
from cpts_geo.sources.download.client import Client, Limits
from cpts_geo.sources.download.shelf import Card, Shelf
from cpts_geo.territory.workshop import LayerDone, State
from cpts_geo.wording import downloads
from cpts_geo.wording.errors import explain
from fault_server import FAST, TIGHT, HandClock, Reply, Server, client, served
from french_services import (
    EPCI,
    as_json,
    collection,
    commune,
    communes_answer,
    pages,
    road,
    roads,
    services,
    wfs,
)

DAY = "2026-11-26"
BOX = (-1.0, 45.4, -0.5, 45.7)  # degrees, around the three communes
ADDRESSES = [geocoding.Address("a", "1 rue du Port", "17001")]
Call = Callable[[Client, Server, Shelf], Any]


@pytest.fixture
def server() -> Iterator[Server]:
    with served() as found:
        found.on("/geo/epcis/200000172", as_json({"nom": "CC du Val", "code": EPCI}))
        yield found


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "downloads", DAY)


def communes(asks: Client, server: Server, shelf: Shelf) -> geo_api.Communes:
    del shelf
    return geo_api.communes(asks, services(server), geo_api.Perimeter("epci", (EPCI,)))


def finess(asks: Client, server: Server, shelf: Shelf) -> tuple[Card, str]:
    del shelf
    return data_gouv.newest(asks, services(server), FINESS_PLUS)


def road_layer(asks: Client, server: Server, shelf: Shelf) -> Card:
    return ign_wfs.layer(asks, services(server), shelf, ROADS, BOX)


def in_tri(asks: Client, server: Server, shelf: Shelf) -> tuple[str, ...]:
    del shelf
    return georisques.communes_in_tri(asks, services(server), ["17001"])


def watched(asks: Client, server: Server, shelf: Shelf) -> vigicrues.Vigilance:
    del shelf
    return vigicrues.vigilance(asks, services(server), BOX)


def located(asks: Client, server: Server, shelf: Shelf) -> tuple[geocoding.Located, ...]:
    del shelf
    return geocoding.locate(asks, services(server), ADDRESSES)


def grid(asks: Client, server: Server, shelf: Shelf) -> Card:
    return insee.grid(asks, services(server), shelf)


def tri_file(asks: Client, server: Server, shelf: Shelf) -> Card | None:
    return georisques.tri_archive(asks, services(server), shelf, "17")


# Source: how it is called, the path that answers, and what a good answer is.
SOURCES: dict[str, tuple[Call, str]] = {
    "communes": (communes, "/geo/communes"),
    "finess": (finess, "/datasets/finess-structures-1/"),
    "roads": (road_layer, "/wfs/ows"),
    "tri": (in_tri, "/georisques/gaspar/tri"),
    "vigicrues": (watched, "/vigicrues"),
    "geocoding": (located, "/geocodage/search/csv"),
    "grid": (grid, "/insee/8735162/Filosofi2021_carreaux_200m_csv.zip"),
    "tri_file": (tri_file, "/di_2020/tri_2020_sig_di_17.zip"),
}
APIS = ("communes", "finess", "roads", "tri", "vigicrues")
PORTAL = b"<!DOCTYPE html><html><head><title>Connexion au Wi-Fi de l'hopital</title></head></html>"


def refused(
    server: Server, shelf: Shelf, source: str, clock: HandClock | None = None, limits: Limits = FAST
) -> SourceError:
    call, _ = SOURCES[source]
    with client(server, clock, limits) as asks, pytest.raises(SourceError) as caught:
        call(asks, server, shelf)
    return caught.value


def good_copy(server: Server, shelf: Shelf) -> tuple[Card, bytes]:
    """A layer fetched the day before: what must still be there after any fault."""
    server.on("/wfs/ows", wfs({"troncon_de_route": pages(roads())}))
    before = Shelf(shelf.folder, "2026-11-25")
    with client(server) as asks:
        card = ign_wfs.layer(asks, services(server), before, ROADS, BOX)
    return card, before.path(card.name).read_bytes()


def test_net_01_an_address_that_never_answers_is_left_after_its_connection_time(shelf: Shelf) -> None:
    deaf = socket.create_server(("127.0.0.1", 0), backlog=1)
    calls = [socket.create_connection(deaf.getsockname()) for _ in range(2)]  # the queue is full
    reach = Reach(frozenset(), frozenset({f"127.0.0.1:{deaf.getsockname()[1]}"}))
    url = f"http://127.0.0.1:{deaf.getsockname()[1]}/x"
    clock = HandClock()
    with Client(reach, limits=TIGHT, clock=clock.clock()) as asks:
        for _ in range(2):
            with pytest.raises(SourceError, match=r"no_connection|unreachable") as caught:
                asks.get_json("x", url)
    for call in (*calls, deaf):
        call.close()
    assert clock.slept == []  # not tried again: the user would wait three times five seconds
    assert Limits().connect_s <= 5
    assert "internet" in explain(caught.value)
    assert shelf.folder.exists() is False


@pytest.mark.parametrize("source", ["communes", "roads", "geocoding"])
def test_net_02_a_drip_is_cut_at_the_deadline_of_all_tries(server: Server, shelf: Shelf, source: str) -> None:
    server.on(SOURCES[source][1], Reply(b'{"a": "' + b"x" * 400 + b'"}', pieces=1))
    assert refused(server, shelf, source, limits=TIGHT).kind == "timed_out"
    assert server.paths().count(SOURCES[source][1]) <= 6  # a layer in pages asks for less twice
    assert Limits().answer_s == 20


def test_net_02_a_file_that_drips_is_cut_too(server: Server, shelf: Shelf) -> None:
    server.on(SOURCES["grid"][1], Reply(b"PK\x03\x04" + b"x" * 500, pieces=1))
    assert refused(server, shelf, "grid", limits=TIGHT).kind == "timed_out"
    assert shelf.card("Filosofi2021_carreaux_200m_csv.zip") is None


@pytest.mark.parametrize(("status", "source"), list(itertools.product([500, 502, 503], SOURCES)))
def test_net_03_a_failing_service_is_tried_three_times_with_random_pauses(
    server: Server, shelf: Shelf, status: int, source: str
) -> None:
    server.on(SOURCES[source][1], Reply(b"<html>Internal", status))
    clock = HandClock()
    error = refused(server, shelf, source, clock)
    assert error.kind == "server_error"
    assert f"HTTP {status}" in explain(error)
    assert "html" not in explain(error)
    assert server.paths().count(SOURCES[source][1]) == 3
    assert {0.03, 0.06} <= {round(pause, 6) for pause in clock.slept}  # doubled, half as much again at random


def test_net_03_a_service_that_recovers_is_not_a_failure(server: Server, shelf: Shelf) -> None:
    server.on("/geo/communes", Reply(status=503), Reply(status=502), communes_answer)
    with client(server) as asks:
        assert len(communes(asks, server, shelf).features) == 3


def test_net_04_the_pause_that_a_service_asks_for_is_taken(server: Server, shelf: Shelf) -> None:
    server.on("/geo/communes", Reply(status=429, headers={"Retry-After": "5"}), communes_answer)
    clock = HandClock()
    with client(server, clock) as asks:
        communes(asks, server, shelf)
    assert sum(clock.slept) >= 5
    assert server.paths().count("/geo/communes") == 2


@pytest.mark.parametrize("source", SOURCES)
def test_net_04_a_service_that_bans_is_left_alone_after_three_tries(
    server: Server, shelf: Shelf, source: str
) -> None:
    server.on(SOURCES[source][1], Reply(status=429, headers={"Retry-After": "5"}))
    assert refused(server, shelf, source).kind == "rate_limited"
    assert server.paths().count(SOURCES[source][1]) == 3


@pytest.mark.parametrize("pause", ["", "soon", "Wed, 21 Oct 2015 07:28:00 GMT", "999999"])
def test_net_04_a_pause_badly_written_is_neither_nothing_nor_endless(server: Server, pause: str) -> None:
    server.on("/geo/x", Reply(status=429, headers={"Retry-After": pause}), Reply(b"{}"))
    clock = HandClock()
    with client(server, clock) as asks:
        asks.get_json("x", f"{server.url}/geo/x")
    assert sum(clock.slept) <= 62


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_net_05_the_page_of_a_captive_portal_is_neither_read_nor_kept(
    server: Server, shelf: Shelf, source: str, kind: str
) -> None:
    card, content = good_copy(server, shelf)
    server.on(SOURCES[source][1], Reply(b"\xef\xbb\xbf\r\n" + PORTAL, headers={"Content-Type": kind}))
    error = refused(server, shelf, source)
    assert error.kind == "captive_portal"
    assert "page de connexion" in explain(error)
    assert shelf.path(card.name).read_bytes() == content
    assert {p.name for p in shelf.folder.iterdir()} == {card.name, "downloads.json"}


def test_net_05_a_portal_on_another_machine_is_not_even_asked(server: Server, shelf: Shelf) -> None:
    server.on("/geo/communes", Reply(status=302, headers={"Location": "http://10.0.0.1/login"}))
    assert refused(server, shelf, "communes").kind == "forbidden_address"


@pytest.mark.parametrize("source", SOURCES)
def test_net_06_an_empty_body_is_no_data(server: Server, shelf: Shelf, source: str) -> None:
    server.on(SOURCES[source][1], Reply(b""))
    assert refused(server, shelf, source).kind == "empty_answer"


@pytest.mark.parametrize("source", SOURCES)
def test_net_07_an_answer_shorter_than_it_says_is_refused(server: Server, shelf: Shelf, source: str) -> None:
    card, content = good_copy(server, shelf)
    start = (
        b"PK\x03\x04" if source in {"grid", "tri_file"} else b'{"type": "FeatureCollection", "features": ['
    )
    server.on(SOURCES[source][1], Reply(start, length=len(start) + 1000))
    assert refused(server, shelf, source).kind == "truncated_answer"
    assert shelf.path(card.name).read_bytes() == content
    assert shelf.card(card.name) == card


def test_net_07_json_cut_by_a_server_that_counts_well_is_refused(server: Server, shelf: Shelf) -> None:
    server.on("/geo/communes", Reply(b'{"type": "FeatureCollection", "features": [{"ty'))
    assert refused(server, shelf, "communes").kind == "truncated_answer"


def without(value: dict[str, Any], name: str, new: str) -> dict[str, Any]:
    return {new if key == name else key: item for key, item in value.items()}


ROAD = road(0, ((0, 0.5), (1, 0.5)))
RENAMED: dict[str, tuple[str, str, Any]] = {
    "geometry": ("communes", "geometry", collection([without(commune("17001"), "geometry", "geom")])),
    "features": ("communes", "features", without(collection([commune("17001")]), "features", "items")),
    "code": (
        "communes",
        "code",
        collection(
            [commune("17001") | {"properties": without(commune("17001")["properties"], "code", "insee")}]
        ),
    ),
    "resources": ("finess", "resources", {"data": []}),
    "url": ("finess", "url", {"resources": [{"title": "finess-structures-mensuel-202610.json.gz"}]}),
    "numberMatched": ("roads", "numberMatched", collection([ROAD], totalFeatures=1)),
    "vitesse_moyenne_vl": (
        "roads",
        "vitesse_moyenne_vl",
        collection(
            [ROAD | {"properties": without(ROAD["properties"], "vitesse_moyenne_vl", "vitesse")}],
            numberMatched=1,
        ),
    ),
    "results": ("tri", "results", {"total": 0, "data": []}),
    "code_insee": ("tri", "code_insee", {"results": 1, "data": [{"codeInsee": "17001"}]}),
    "NivInfViCr": (
        "vigicrues",
        "NivInfViCr",
        collection([{"properties": {"niveau": 2}, "geometry": {"coordinates": [[-0.8, 45.6]]}}]),
    ),
}


@pytest.mark.parametrize("name", RENAMED)
def test_net_09_a_renamed_field_is_named(server: Server, shelf: Shelf, name: str) -> None:
    source, column, answer = RENAMED[name]
    server.on(SOURCES[source][1], as_json(answer))
    error = refused(server, shelf, source)
    assert (error.kind, error.column) == ("missing_field", column)
    assert f"colonne {column}" in explain(error)
    assert explain(error).startswith("Source ")


def test_net_09_a_renamed_column_of_a_table_is_named(server: Server, shelf: Shelf) -> None:
    server.on("/geocodage/search/csv", Reply(b"id,adresse,lat,lon,score\n0,1 rue,45,-1,0.9\n"))
    assert refused(server, shelf, "geocoding").column == "longitude"


def test_net_11_nothing_found_is_an_answer_where_it_may_be(server: Server, shelf: Shelf) -> None:
    server.on("/georisques/gaspar/tri", as_json({"results": 0, "page": 1, "total_pages": 0, "data": []}))
    server.on("/vigicrues", as_json(collection([])))
    with client(server) as asks:
        assert in_tri(asks, server, shelf) == ()
        assert watched(asks, server, shelf) == vigicrues.Vigilance(0, None)  # unknown, never green


def test_net_11_a_calm_day_has_its_hour_and_is_not_a_service_that_is_down() -> None:
    calm = downloads.layer_line(LayerDone("vigicrues", State.NOTED, "3/1"), f"{DAY}T10:05")
    assert "aucune alerte le 26/11/2026 à 10" in calm
    down = LayerDone("vigicrues", State.FAILED, error=SourceError("server_error", file="Vigicrues"))
    assert "aucune alerte" not in downloads.layer_line(down, f"{DAY}T10:05")


@pytest.mark.parametrize("source", ["communes", "roads"])
def test_net_11_nothing_found_is_refused_where_it_cannot_be(
    server: Server, shelf: Shelf, source: str
) -> None:
    server.on(SOURCES[source][1], as_json(collection([], numberMatched=0)))
    assert refused(server, shelf, source).kind in {"unknown_code", "nothing_here"}


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that no authority signed, as behind the filter of a hospital."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate of this test")
    home = tmp_path_factory.mktemp("tls")
    made = [
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
        *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"),
    ]
    subprocess.run(made, cwd=home, check=True, capture_output=True)
    return home


def secured(server: Server, home: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(home / "cert.pem", home / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)


def test_net_13_an_unknown_certificate_is_refused_and_the_setting_named(
    server: Server, own_certificate: Path
) -> None:
    secured(server, own_certificate)
    with client(server) as asks, pytest.raises(SourceError, match="certificate") as caught:
        asks.get_json("x", f"https://{server.netloc}/x")
    assert "SSL_CERT_FILE" in explain(caught.value)


def test_net_13_the_authority_of_the_establishment_can_be_given(
    server: Server, own_certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secured(server, own_certificate)
    server.on("/x", Reply(b"{}"))
    monkeypatch.setenv("SSL_CERT_FILE", str(own_certificate / "cert.pem"))
    for name in [n for n in os.environ if n.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    # The list names the machine and its address is asked once more: only the certificate is at stake.
    reach = Reach(frozenset(), frozenset({server.netloc}))
    with Client(reach, limits=FAST, clock=HandClock().clock(), environment=True) as asks:
        assert asks.get_json("x", f"https://{server.netloc}/x") == {}


def test_net_13_nothing_in_the_code_turns_verification_off() -> None:
    root = Path(ign_wfs.__file__).parents[2]
    for path in root.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "verify=False" not in text
        assert "CERT_NONE" not in text


def test_net_14_a_proxy_that_asks_for_a_password_is_named_and_no_password_told(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server.on("data.geopf.fr:443", Reply(b"denied", 407))
    for name in [n for n in os.environ if n.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HTTPS_PROXY", f"http://jean:s3cret@{server.netloc}")
    caplog.set_level("DEBUG")
    asks = Client(limits=FAST, clock=HandClock().clock())
    with asks, pytest.raises(SourceError, match="proxy_password") as caught:
        asks.get_json("x", "https://data.geopf.fr/wfs/ows")
    assert "mot de passe" in explain(caught.value)
    assert "s3cret" not in explain(caught.value) + str(caught.value) + caplog.text


def test_net_18_a_huge_answer_is_cut_at_the_limit(server: Server, shelf: Shelf) -> None:
    server.on("/geo/communes", Reply(b"[" + b"1," * 500_000))
    assert refused(server, shelf, "communes").kind == "too_big_answer"


def test_net_18_a_huge_file_is_cut_at_the_limit_whatever_it_says(server: Server, shelf: Shelf) -> None:
    body = b"PK\x03\x04" + b"x" * 1_000_000
    for headers in ({}, {"Content-Encoding": "gzip"}):
        sent = gzip.compress(body) if headers else body
        server.on(SOURCES["grid"][1], Reply(sent, headers=headers))
        assert refused(server, shelf, "grid").kind == "too_big_answer"
    assert [p.name for p in shelf.folder.iterdir()] == ["downloads.json"]


PRIVATE = (
    *(
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://0x7f000001/",
        "https://2130706433/",
    ),
    *("https://169.254.169.254/latest/meta-data", "file:///etc/passwd", "ftp://data.geopf.fr/", "https:///x"),
    *(
        "https://data.geopf.fr@evil.example/",
        "https://evil.example/data.geopf.fr",
        "https://data.geopf.fr:22/",
    ),
    *(
        "https://data.geopf.fr.evil.example/",
        "https://localhost/",
        "gopher://x",
        "https://u:p@data.geopf.fr/",
    ),
    *("https://[::ffff:127.0.0.1]/", "https://data.geopf.fr:99999/"),
)


@pytest.mark.parametrize("url", PRIVATE)
def test_sec_23_no_address_outside_the_list_is_asked(url: str) -> None:
    with pytest.raises(SourceError, match="forbidden_address"):
        check_address(url, Reach(resolve=lambda _: ["1.1.1.1"]))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
        "0.0.0.0",  # noqa: S104 an address that must be refused
    ],
)
def test_net_19_a_public_name_that_leads_inside_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [n for n in os.environ if n.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    with pytest.raises(SourceError, match="forbidden_address"):
        check_address("https://data.geopf.fr/wfs/ows", Reach(resolve=lambda _: ["1.1.1.1", address]))


def test_net_19_each_redirection_is_checked_again(server: Server, shelf: Shelf) -> None:
    with served() as inside:
        inside.on("/secret", Reply(b"{}"))
        server.on("/geo/communes", Reply(status=302, headers={"Location": f"{inside.url}/secret"}))
        assert refused(server, shelf, "communes").kind == "forbidden_address"
        assert inside.asked == []


def test_a_parameter_that_is_ignored_does_not_bring_the_country(server: Server, shelf: Shelf) -> None:
    alien = commune("17002", codeEpci="200000999")
    server.on("/geo/communes", as_json(collection([commune("17001"), alien])))
    assert refused(server, shelf, "communes").kind == "whole_country"
    server.on("/georisques/gaspar/tri", as_json({"results": 35_000, "data": [{"code_insee": "01001"}]}))
    assert refused(server, shelf, "tri").kind == "whole_country"
    far = road(9, ((90, 90), (91, 90)))
    server.on("/wfs/ows", wfs({"troncon_de_route": pages([*roads(), far], 99)}))
    assert refused(server, shelf, "roads").kind == "whole_country"


def test_centres_instead_of_contours_are_refused(server: Server, shelf: Shelf) -> None:
    point = commune("17001") | {"geometry": commune("17001")["properties"]["mairie"]}
    server.on("/geo/communes", as_json(collection([point])))
    assert refused(server, shelf, "communes").kind == "centre_not_contour"


def test_a_refused_request_is_told_with_the_words_of_the_service(server: Server, shelf: Shelf) -> None:
    server.on("/geo/communes", Reply(b'{"code":400,"message":"filtre obligatoire"}', 400))
    error = refused(server, shelf, "communes")
    assert error.kind == "refused_request"
    assert "filtre obligatoire" in explain(error)


def test_axes_in_the_other_order_are_refused(server: Server, shelf: Shelf) -> None:
    turned = [
        {
            **f,
            "geometry": {
                **f["geometry"],
                "coordinates": [[y, x, z] for x, y, z in f["geometry"]["coordinates"]],
            },
        }
        for f in roads()
    ]
    server.on("/wfs/ows", wfs({"troncon_de_route": pages(turned)}))
    assert refused(server, shelf, "roads").kind == "swapped_answer"


def test_pages_that_overlap_are_refused(server: Server, shelf: Shelf) -> None:
    first = as_json(collection(roads()[:4], numberMatched=7))
    again = as_json(collection(roads()[3:6], numberMatched=7))
    server.on("/wfs/ows", first, again)
    assert refused(server, shelf, "roads").kind == "incomplete_pages"
