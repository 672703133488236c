"""French in what Streamlit sends: the language of the page, the words of its own controls and tables."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from cpts_geo.wording.controls import LABELS, PHRASES

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Message, Receive, Send], Awaitable[None]]
Kinds = tuple[bytes, ...]  # how a type of content starts: systems name that of scripts differently

# Without it, a page opened by its address first looks for the server under its own path and logs a 404.
ROOT_HINT: Final = b'<script>window.__streamlit={BACKEND_BASE_URL:location.origin+"/"}</script>'
SCRIPTS: Final = "/static/js/"
REFUSED: Final = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
CHANGED: Final = (b"content-length", b"etag", b"last-modified", b"accept-ranges")
_PHRASE: Final = re.compile("`(" + "|".join(map(re.escape, sorted(PHRASES, key=len, reverse=True))) + ")`")
_LABEL: Final = re.compile(
    '((?:label|title|children|"aria-label"):)`(' + "|".join(map(re.escape, LABELS)) + ")`"
)


class French:
    """Serve pages as ``<html lang="fr">``, which gives screen readers their voice, and scripts in French."""

    def __init__(self, app: AsgiApp) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        translate = _translation(scope)
        if translate is None:
            return await self.app(scope, receive, send)
        plain = [pair for pair in scope["headers"] if pair[0] not in REFUSED]
        return await self.app({**scope, "headers": plain}, receive, _translated(send, *translate))


def french_script(script: str) -> str:
    """A script of Streamlit with its texts in French."""
    phrased = _PHRASE.sub(lambda found: f"`{PHRASES[found[1]]}`", script)
    return _LABEL.sub(lambda found: f"{found[1]}`{LABELS[found[2]]}`", phrased)


def _translation(scope: Message) -> tuple[Kinds, Callable[[bytes], bytes]] | None:
    """Kinds of answer that are put in French, and how; none for the others."""
    if scope["type"] != "http":
        return None
    folder, name = scope["path"].rsplit("/", 1)
    if "." not in name:
        return (b"text/html",), _french_page
    if f"{folder}/".endswith(SCRIPTS) and name.endswith(".js"):
        return (b"text/javascript", b"application/javascript"), lambda body: french_script(
            body.decode()
        ).encode()
    return None


def _french_page(body: bytes) -> bytes:
    return body.replace(b'<html lang="en"', b'<html lang="fr"', 1).replace(
        b"<head>", b"<head>" + ROOT_HINT, 1
    )


def _translated(send: Send, kinds: Kinds, translate: Callable[[bytes], bytes]) -> Send:
    """Sender that holds an answer of these kinds back until it is whole, and translates it."""
    held: list[Message] = []

    async def forward(message: Message) -> None:
        if message["type"] == "http.response.start" and _is(message, kinds):
            held.append(message)
        elif not held:
            await send(message)
        else:
            held.append(message)
            if not message.get("more_body"):
                await _send_whole(held, send, translate)
                held.clear()

    return forward


def _is(start: Message, kinds: Kinds) -> bool:
    return bool(dict(start["headers"]).get(b"content-type", b"").startswith(kinds))


async def _send_whole(held: list[Message], send: Send, translate: Callable[[bytes], bytes]) -> None:
    start, *parts = held
    body = translate(b"".join(part.get("body", b"") for part in parts))
    headers = [pair for pair in start["headers"] if pair[0] not in CHANGED]
    start["headers"] = [*headers, (b"content-length", str(len(body)).encode())]
    await send(start)
    await send({"type": "http.response.body", "body": body})
