"""The server of the app: Streamlit, local files of the map, headers that forbid any other origin."""

import logging
import os
import secrets
import signal
import socket
import sys
from pathlib import Path
from typing import Any, Final

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from cpts_geo.model.errors import CptsGeoError
from cpts_geo.render import screen
from cpts_geo.render.escape import markdown_text
from cpts_geo.routing import choice
from cpts_geo.sources.safe_read import self_test
from cpts_geo.ui import assets, layer_store, memory, redaction
from cpts_geo.ui.french import AsgiApp, French, Message, Receive, Send
from cpts_geo.ui.state import FOLDER_VARIABLE, territory_folder
from cpts_geo.wording import errors, pages

log = logging.getLogger(__name__)

PAGES: Final = Path(__file__).parent / "navigation.py"
ADDRESS: Final = "127.0.0.1"
FOREVER: Final = {"cache-control": "public, max-age=31536000, immutable"}
ASSET_PATHS: Final = ("/static/", "/vendor/", "/carte/", "/component/")
HIDDEN_PATHS: Final = ("/_stcore/metrics",)
UPLOADS: Final = "/_stcore/upload_file/"
# RELIABILITY 4.6 says 10; one shapefile is dropped as seven files, and a first day brings ten layers.
UPLOADS_PER_SESSION: Final = 80
UPLOAD_MB: Final = 50
FORM_BYTES: Final = 10_000  # what the form adds around the file
UPLOAD_BYTES_PER_SESSION: Final = 200_000_000
# RELIABILITY 4.6. Streamlit and the map component need inline scripts: the policy limits where data can go.
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


class Headers:
    """Add the protection headers to every answer and hide the routes nobody needs."""

    def __init__(self, app: AsgiApp) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if scope["path"] in HIDDEN_PATHS:
            return await PlainTextResponse(pages.NOT_FOUND, 404)(scope, receive, send)

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0].lower() != b"content-security-policy"]
                message["headers"] = [*kept, *HEADERS]
            await send(message)

        return await self.app(scope, receive, protected)


class Compressed:
    """Compress scripts and styles, which Streamlit sends as they are: a first page of 5 MB becomes 2."""

    def __init__(self, app: AsgiApp) -> None:
        self.app = app
        self.smaller = GZipMiddleware(app, minimum_size=1000, compresslevel=5)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_asset = scope["type"] == "http" and scope["path"].startswith(ASSET_PATHS)
        await (self.smaller if is_asset else self.app)(scope, receive, send)


class UploadQuota:
    """Refuse a file above the limit, too many uploads or 200 MB per session: Streamlit counts none in all."""

    def __init__(self, app: AsgiApp) -> None:
        self.app = app
        self.used: dict[str, tuple[int, int]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] == "PUT" and scope["path"].startswith(UPLOADS):
            session = scope["path"].removeprefix(UPLOADS).split("/")[0]
            count, size = self.used.get(session, (0, 0))
            declared = dict(scope["headers"]).get(b"content-length", b"")
            if not declared.isdigit():  # a browser always says it
                return await PlainTextResponse(pages.UPLOAD_WITHOUT_SIZE, 411)(scope, receive, send)
            if int(declared) > UPLOAD_MB * 2**20 + FORM_BYTES:
                return await PlainTextResponse(pages.UPLOAD_TOO_LARGE, 413)(scope, receive, send)
            size += int(declared)
            if count >= UPLOADS_PER_SESSION or size > UPLOAD_BYTES_PER_SESSION:
                return await PlainTextResponse(pages.TOO_MANY_UPLOADS, 413)(scope, receive, send)
            self.used[session] = (count + 1, size)
        return await self.app(scope, receive, send)


def tile(request: Request) -> Response:
    """A background file of the open territory; byte ranges are answered."""
    path = territory_folder() / "basemap" / f"{request.path_params['theme']}.pmtiles"
    if not path.is_file():
        return PlainTextResponse(pages.NOT_FOUND, 404)
    return FileResponse(path, media_type="application/octet-stream", headers={"cache-control": "no-cache"})


def layer(request: Request) -> Response:
    """A map layer published by a page."""
    data = layer_store.fetch(request.path_params["name"])
    if data is None:
        return PlainTextResponse(pages.NOT_FOUND, 404)
    return Response(data, media_type="application/json", headers=FOREVER)


def routes() -> list[BaseRoute]:
    """Local files of the map, background of the territory, layers of the pages."""
    assets.VENDOR.mkdir(exist_ok=True)
    return [
        Mount("/vendor", StaticFiles(directory=assets.VENDOR)),
        Mount("/carte", StaticFiles(directory=assets.STATIC)),
        Route("/donnees/{theme:str}.pmtiles", tile),
        Route("/calques/{name:str}.json", layer),
    ]


def report_error(error: Exception) -> bool:
    """French sentence of a known error; else an incident number, the details going to the log only."""
    if isinstance(error, CptsGeoError):
        st.error(markdown_text(errors.explain(error)))
        return True
    incident = secrets.token_hex(3).upper()
    log.error("incident %s", incident, exc_info=error)
    st.error(pages.UNEXPECTED.format(incident=incident))
    return True


def parts() -> dict[str, Any]:
    """What our application adds to Streamlit's: routes, headers, errors in French, logs without secrets.

    Raises
    ------
    UnreadableFileError
        ``drivers_not_limited``: files could not be received safely on this computer.
    """
    self_test()
    redaction.install()
    stack = (Headers, Compressed, UploadQuota, French)
    middleware = [Middleware(layer) for layer in stack]
    return {"routes": routes(), "middleware": middleware, "on_script_error": report_error}


def options(port: int, *, browser: bool) -> dict[str, Any]:
    """Streamlit options of RELIABILITY 4.6 and the colours of the house."""
    return {
        "server.port": port,
        "server.address": ADDRESS,
        "server.headless": not browser,
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
        "server.allowedHosts": [ADDRESS, "localhost"],
        "server.maxUploadSize": UPLOAD_MB,
        "server.maxMessageSize": 50,
        "server.disconnectedSessionTTL": 60,
        "server.enableAgentApi": False,
        "server.fileWatcherType": "none",
        "server.enableStaticServing": False,
        "runner.postScriptGC": False,  # a full collection after each answer; Python's own rhythm is enough
        "client.showErrorDetails": "none",
        "client.toolbarMode": "minimal",
        "client.disableDataExport": True,  # tables leave by our buttons only: formulas and small counts
        "browser.gatherUsageStats": False,
        "global.disableWidgetStateDuplicationWarning": True,  # ``ui/kept.py`` holds choices on purpose
        "logger.hideWelcomeMessage": True,  # English, after our own line
        **screen.theme(),
    }


def free_port() -> int:
    """A port nobody listens to."""
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


def _stopped(number: int, frame: object) -> None:
    """End well when asked to stop: STO-30."""
    del number, frame
    sys.exit(0)


def serve(folder: str | Path, port: int = 0, *, browser: bool | None = None) -> None:
    """Serve a territory until interrupted.

    Parameters
    ----------
    folder
        Territory folder.
    port
        0 = a free one.
    browser
        Whether to open a browser; by default when there is a display.
    """
    os.environ[FOLDER_VARIABLE] = str(Path(folder).resolve())
    chosen = port or free_port()
    has_display = sys.platform != "linux" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    sys.stdout.write(pages.SERVER_READY.format(address=f"http://{ADDRESS}:{chosen}") + "\n")
    sys.stdout.flush()
    opens = has_display if browser is None else browser
    choice.start()
    memory.give_back()
    signal.signal(signal.SIGTERM, _stopped)  # the server ends what it does, then hands the signal on
    st.App(PAGES, **parts()).run(config=options(chosen, browser=opens))
