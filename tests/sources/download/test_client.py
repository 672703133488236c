"""Files resumed, unchanged, cut; politeness. Group NET of the catalogue is in ``tests/faults``."""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cpts_geo.model.errors import SourceError
from cpts_geo.sources.download.address import Reach, check_address
from cpts_geo.sources.download.catalogue import HOSTS
from cpts_geo.sources.download.client import Client, Limits
from cpts_geo.sources.download.pace import Pace
from cpts_geo.sources.download.shelf import Card, Shelf
from fault_server import FAST, Asked, HandClock, Reply, Server, client, ranged, served

DAY = "2026-11-26"


@pytest.fixture
def server() -> Iterator[Server]:
    with served() as found:
        yield found


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "downloads", DAY)


def gz(size: int = 100_000) -> bytes:
    """A gzip that does not shrink: each byte follows from the digest before it."""
    noise = b"".join(hashlib.sha256(str(i).encode()).digest() for i in range(size // 32))
    return gzip.compress(noise, mtime=0)


def test_an_interrupted_file_goes_on_from_where_it_was(server: Server, shelf: Shelf) -> None:
    body = gz()
    server.on("/f.gz", ranged(body, cut_at=40_000), ranged(body))
    with client(server) as asks:
        card = asks.save(shelf, Card("f.gz", f"{server.url}/f.gz"), "gz")
    assert shelf.path("f.gz").read_bytes() == body
    assert card.size_bytes == len(body)
    assert server.asked[1].headers["Range"] == "bytes=40000-"
    assert not shelf.part("f.gz").exists()


def test_a_file_interrupted_in_one_run_is_resumed_in_the_next(server: Server, shelf: Shelf) -> None:
    body = gz()
    server.on("/f.gz", ranged(body, cut_at=30_000))
    card = Card("f.gz", f"{server.url}/f.gz")
    once = Limits(retries=0)
    with client(server, limits=once) as asks, pytest.raises(SourceError, match="truncated_answer"):
        asks.save(shelf, card, "gz")
    assert shelf.card("f.gz") is None
    server.on("/f.gz", ranged(body))
    with client(server) as asks:
        asks.save(shelf, card, "gz")
    assert shelf.path("f.gz").read_bytes() == body
    assert server.asked[-1].headers["Range"] == "bytes=30000-"


def test_a_beginning_of_another_edition_is_never_continued(server: Server, shelf: Shelf) -> None:
    old, new = gz(), gz(64_000)
    server.on("/f.gz", ranged(old, '"v1"', cut_at=30_000), ranged(new, '"v2"'))
    with client(server) as asks:
        asks.save(shelf, Card("f.gz", f"{server.url}/f.gz"), "gz")
    assert shelf.path("f.gz").read_bytes() == new


def test_a_file_that_has_not_changed_is_not_sent_again(server: Server, shelf: Shelf) -> None:
    server.on("/f.gz", ranged(gz()))
    card = Card("f.gz", f"{server.url}/f.gz")
    with client(server) as asks:
        first = asks.save(shelf, card, "gz")
        assert asks.save(Shelf(shelf.folder, "2027-01-01"), card, "gz") == first
    assert server.asked[1].headers["If-None-Match"] == '"v1"'


def test_a_file_of_the_published_digest_is_not_even_asked_for(server: Server, shelf: Shelf) -> None:
    body = gz()
    server.on("/f.gz", ranged(body))
    card, sha1 = Card("f.gz", f"{server.url}/f.gz"), hashlib.sha1(body).hexdigest()  # noqa: S324 published
    with client(server) as asks:
        asks.save(shelf, card, "gz", sha1=sha1)
        asks.save(shelf, card, "gz", sha1=sha1)
    assert len(server.asked) == 1


def test_a_file_of_another_digest_is_refused_and_the_last_good_one_kept(server: Server, shelf: Shelf) -> None:
    server.on("/f.gz", ranged(gz()))
    card = Card("f.gz", f"{server.url}/f.gz")
    with client(server) as asks:
        asks.save(shelf, card, "gz")
        with pytest.raises(SourceError, match="bad_checksum"):
            asks.save(shelf, card, "gz", sha1="0" * 40)
    assert shelf.path("f.gz").read_bytes() == gz()
    assert not shelf.part("f.gz").exists()


def test_an_archive_without_its_end_is_refused(server: Server, shelf: Shelf) -> None:
    server.on("/f.zip", Reply(b"PK\x03\x04" + b"x" * 1000))
    with client(server) as asks, pytest.raises(SourceError, match="truncated_answer"):
        asks.save(shelf, Card("f.zip", f"{server.url}/f.zip"), "zip")
    assert not shelf.path("f.zip").exists()


def test_a_bomb_in_the_transport_is_cut_at_the_limit(server: Server) -> None:
    bomb = gzip.compress(b"[" + b" " * 50_000_000 + b"]")
    server.on("/j", Reply(bomb, headers={"Content-Encoding": "gzip"}))
    with client(server) as asks, pytest.raises(SourceError, match="too_big_answer"):
        asks.get_json("x", f"{server.url}/j")


def test_a_compressed_answer_is_read(server: Server) -> None:
    server.on("/j", Reply(gzip.compress(b'{"a": 1}'), headers={"Content-Encoding": "gzip"}))
    with client(server) as asks:
        assert asks.get_json("x", f"{server.url}/j") == {"a": 1}


def test_a_redirection_within_the_list_is_followed_with_its_conditions(server: Server, shelf: Shelf) -> None:
    server.on("/old", Reply(status=302, headers={"Location": "/new"}))
    server.on("/new", ranged(gz()))
    with client(server) as asks:
        asks.save(shelf, Card("f.gz", f"{server.url}/old"), "gz")
        asks.save(shelf, Card("f.gz", f"{server.url}/old"), "gz")
    assert server.paths() == ["/old", "/new", "/old", "/new"]
    assert server.asked[-1].headers["If-None-Match"] == '"v1"'


def test_redirections_without_end_are_stopped(server: Server) -> None:
    server.on("/j", Reply(status=302, headers={"Location": "/j"}))
    with client(server) as asks, pytest.raises(SourceError, match="refused_request"):
        asks.get_json("x", f"{server.url}/j")
    assert len(server.asked) < 10


def test_requests_are_spaced_by_the_rate_of_the_service(server: Server) -> None:
    server.on("/geocodage/search", Reply(b"{}"))
    server.on("/altimetrie/x", Reply(b"{}"))
    clock = HandClock()
    with client(server, clock) as asks:
        for path in ("geocodage/search", "geocodage/search", "altimetrie/x", "altimetrie/x"):
            asks.get_json("x", f"{server.url}/{path}")
    fast, slow = clock.slept
    assert 0 < fast <= 1 / 20
    assert 1 / 20 < slow <= 1 / 5


def test_a_service_that_asked_for_a_pause_is_asked_half_as_often_after_it() -> None:
    clock = HandClock()
    pace = Pace(clock.clock())
    for _ in range(2):
        pace.wait("https://h/wfs/ows")
    pace.hold("https://h/wfs/ows", 5.0)
    for _ in range(2):
        pace.wait("https://h/wfs/ows")
    assert [round(s, 1) for s in clock.slept] == [0.2, 5.0, 0.4]


def test_a_service_that_cannot_be_reached_is_asked_only_once() -> None:
    known: list[str] = []
    reach = Reach(frozenset({"geo.api.gouv.fr"}), resolve=lambda host: known.append(host) or [])  # type: ignore[func-returns-value]
    with Client(reach, limits=FAST, clock=HandClock().clock()) as asks:
        for _ in range(3):
            with pytest.raises(SourceError, match="unreachable"):
                asks.get_json("x", "https://geo.api.gouv.fr/communes")
    assert known == ["geo.api.gouv.fr"]


def test_a_half_written_index_is_as_if_nothing_was_there(shelf: Shelf) -> None:
    shelf.put(Card("a.json"), b"{}")
    (shelf.folder / "downloads.json").write_text('{"a.json": {"na')
    assert shelf.card("a.json") is None


def test_a_copy_that_someone_changed_is_not_the_good_one(shelf: Shelf) -> None:
    shelf.put(Card("a.json"), b"{}")
    shelf.path("a.json").write_bytes(b"{ }")
    assert shelf.card("a.json") is None


def test_the_same_content_keeps_the_date_of_the_first_copy(shelf: Shelf) -> None:
    first = shelf.put(Card("a.json"), b"{}")
    assert Shelf(shelf.folder, "2027-01-01").put(Card("a.json"), b"{}") == first


def test_every_machine_of_the_list_is_asked_by_https() -> None:
    reach = Reach(resolve=lambda _: ["1.1.1.1"])
    for host in HOSTS:
        check_address(f"https://{host}/x", reach)
        with pytest.raises(SourceError, match="forbidden_address"):
            check_address(f"http://{host}/x", reach)


def test_progress_is_told_with_the_size(server: Server, shelf: Shelf) -> None:
    told: list[tuple[str, int, int]] = []
    server.on("/f.gz", ranged(gz()))
    with client(server, progress=lambda *facts: told.append(facts)) as asks:
        asks.save(shelf, Card("f.gz", f"{server.url}/f.gz"), "gz")
    assert told[-1] == ("f.gz", len(gz()), len(gz()))
    assert len(told) > 1


def test_a_form_carries_its_file_and_its_fields(server: Server) -> None:
    def echo(asked: Asked) -> Reply:
        assert b'name="citycode"' in asked.body
        return Reply(b"id,score\r\n1,0.9\r\n", headers={"Content-Type": "text/csv"})

    server.on("/csv", echo)
    with client(server) as asks:
        out = asks.post_csv("x", f"{server.url}/csv", b"id,q\n1,a\n", {"citycode": "code", "columns": ["q"]})
    assert out.startswith(b"id,score")


def test_httpx_is_used_nowhere_else() -> None:
    root = Path(__file__).parents[3] / "cpts_geo"
    users = {p.parent.name for p in root.rglob("*.py") if "import httpx" in p.read_text(encoding="utf-8")}
    assert users == {"download"}
