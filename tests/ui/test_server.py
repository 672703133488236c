"""What the server answers, without starting Streamlit."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from cpts_geo.model.errors import ScenarioError
from cpts_geo.ui import layer_store, server
from cpts_geo.ui.french import French
from cpts_geo.ui.state import FOLDER_VARIABLE
from cpts_geo.wording import pages
from cpts_geo.wording.controls import LABELS, PHRASES


def page(_: Request) -> HTMLResponse:
    return HTMLResponse('<!doctype html><html lang="en"><head></head><body>é</body></html>')


def script(request: Request) -> Response:
    kind = "text/javascript" if request.url.path.endswith("1.js") else "application/javascript"
    return Response('a({label:`Search`,b:`Search`,c:`No results`});"é"', media_type=kind)


def put(_: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


class Client:
    """Asks an ASGI application without any network."""

    def __init__(self, app: Starlette) -> None:
        self.transport = httpx.ASGITransport(app=app)

    def ask(self, method: str, path: str, **details: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, path, **details)

        return asyncio.run(once())

    def get(self, path: str, **details: Any) -> httpx.Response:
        return self.ask("GET", path, **details)

    def put(self, path: str, **details: Any) -> httpx.Response:
        return self.ask("PUT", path, **details)


@pytest.fixture
def client(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    own = [
        Route("/page", page),
        *(Route(path, script) for path in ("/static/js/a.1.js", "/static/js/a.2.js", "/other.js")),
        Route("/_stcore/upload_file/{session}/{file}", put, methods=["PUT"]),
    ]
    stack = [Middleware(server.Headers), Middleware(server.UploadQuota), Middleware(French)]
    return Client(Starlette(routes=[*server.routes(), *own], middleware=stack))


def test_the_page_is_french_and_forbids_any_other_origin(client: Client) -> None:
    answer = client.get("/page")
    assert '<html lang="fr">' in answer.text
    assert "é" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert not any(word in policy for word in ("http:", "https:", " * ", "ws:"))
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["a.1.js", "a.2.js"])
def test_only_the_words_of_streamlit_s_scripts_are_changed(client: Client, name: str) -> None:
    answer = client.get(f"/static/js/{name}")
    assert answer.text == 'a({label:`Chercher`,b:`Search`,c:`Aucun résultat`});"é"'
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "No results" in client.get("/other.js").text


def test_each_phrase_is_one_that_the_installed_streamlit_writes() -> None:
    folder = Path(streamlit.__file__).parent / "static" / "static" / "js"
    scripts = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.js"))
    assert [text for text in PHRASES if f"`{text}`" not in scripts] == []
    assert [
        text for text in LABELS if not re.search(f'(label|title|children|"aria-label"):`{text}`', scripts)
    ] == []


def test_background_tiles_answer_byte_ranges(client: Client) -> None:
    answer = client.get("/donnees/roads.pmtiles", headers={"range": "bytes=0-6"})
    assert (answer.status_code, answer.content) == (206, b"PMTiles")


@pytest.mark.parametrize("name", ["absent", "..%2f..%2fterritory", "%2e%2e/network/edges"])
def test_only_background_tiles_are_served(client: Client, name: str) -> None:
    assert client.get(f"/donnees/{name}.pmtiles").status_code == 404


def test_other_files_of_the_territory_are_not_served(client: Client) -> None:
    assert client.get("/donnees/territory.toml").status_code == 404


def test_a_published_layer_is_fetched_under_the_name_of_its_content(client: Client) -> None:
    address = layer_store.publish(b'{"type":"FeatureCollection","features":[]}')
    assert address == layer_store.publish(b'{"type":"FeatureCollection","features":[]}')
    answer = client.get(address.removeprefix("../.."))
    assert answer.json()["features"] == []
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/calques/unknown.json").status_code == 404


def test_the_layer_store_forgets_the_oldest_when_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layer_store, "BYTES_KEPT", 10)
    first, last = layer_store.publish(b"12345678"), layer_store.publish(b"abcdefgh")
    names = [address.rsplit("/", 1)[1].removesuffix(".json") for address in (first, last)]
    assert [layer_store.fetch(name) for name in names] == [None, b"abcdefgh"]


def test_metrics_are_hidden(client: Client) -> None:
    assert client.get("/_stcore/metrics").status_code == 404


def test_uploads_of_a_session_are_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """RES-03."""
    monkeypatch.setattr(server, "UPLOADS_PER_SESSION", 10)
    codes = [client.put(f"/_stcore/upload_file/s1/{k}", content=b"x").status_code for k in range(11)]
    assert codes == [200] * 10 + [413]
    assert client.put("/_stcore/upload_file/s2/0", content=b"x").status_code == 200


def test_a_huge_upload_is_refused_by_its_announced_size(client: Client) -> None:
    """RES-01: the limit and one megabyte, before a byte of it is read."""
    headers = {"content-length": str((server.UPLOAD_MB + 1) * 2**20)}
    answer = client.put("/_stcore/upload_file/s3/0", content=b"x", headers=headers)
    assert (answer.status_code, answer.text) == (413, pages.UPLOAD_TOO_LARGE)


def test_an_upload_of_unsaid_length_is_refused(client: Client) -> None:
    """RES-02: a browser always says it."""

    async def chunks() -> AsyncIterator[bytes]:
        yield b"x"

    answer = client.put("/_stcore/upload_file/s4/0", content=chunks())
    assert (answer.status_code, answer.text) == (411, pages.UPLOAD_WITHOUT_SIZE)


def test_unexpected_errors_show_a_number_and_no_secret(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    monkeypatch.setattr("streamlit.error", said.append)
    assert server.report_error(RuntimeError("mot de passe : 1234"))
    assert "1234" not in said[0]
    assert "incident n°" in said[0]
    assert "1234" in caplog.text


def test_known_errors_are_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("streamlit.error", said.append)
    assert server.report_error(ScenarioError("unknown_layer", value="crue"))
    assert "À faire" in said[0]


def test_options_keep_the_server_at_home() -> None:
    options = server.options(8600, browser=False)
    assert options["server.address"] == "127.0.0.1"
    assert options["browser.gatherUsageStats"] is False
    assert options["client.showErrorDetails"] == "none"
    assert options["server.headless"] is True
    assert options["logger.hideWelcomeMessage"] is True  # it is in English


def test_a_free_port_can_be_taken() -> None:
    assert 1024 < server.free_port() < 65536
