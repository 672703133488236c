"""A public service that can misbehave, on this computer: each path has its answers, one after the other."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cpts_geo.sources.download.address import Reach
from cpts_geo.sources.download.client import Client, Limits
from cpts_geo.sources.download.pace import Clock


@dataclass(frozen=True)
class Asked:
    """One request that the server saw."""

    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """What the server answers; ``length`` lies about the size, ``pieces`` feeds it drop by drop."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    pieces: int = 0
    silence_s: float = 0.0
    cut_at: int | None = None


Answer = Reply | Callable[[Asked], Reply]


class Server(ThreadingHTTPServer):
    """Answers in turn; the last of a path is repeated."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[Asked] = []

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.netloc}"

    def on(self, path: str, *answers: Answer) -> None:
        self.answers[path] = list(answers)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that leave in the middle are what is being tested."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the name of the base class
        """Nothing on the screen of the tests."""

    def do_GET(self) -> None:
        parts = urlsplit(f"//{self.path}" if self.command == "CONNECT" else self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        asked = Asked(
            parts.path or parts.netloc,
            dict(parse_qsl(parts.query)),
            {k.title(): v for k, v in self.headers.items()},
            body,
        )
        self.server.asked.append(asked)
        waiting = self.server.answers.get(asked.path, [Reply(status=404)])
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        self.reply(answer(asked) if callable(answer) else answer)

    do_POST = do_GET  # noqa: N815 the name of the base class
    do_CONNECT = do_GET  # noqa: N815 idem

    def reply(self, reply: Reply) -> None:
        time.sleep(reply.silence_s)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        size = len(reply.body) if reply.length is None else reply.length
        self.send_header("Content-Length", str(size))
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        if not reply.pieces:
            self.wfile.write(reply.body[: reply.cut_at])
            return
        for i in range(0, len(reply.body), reply.pieces):
            self.wfile.write(reply.body[i : i + reply.pieces])
            self.wfile.flush()
            time.sleep(0.005)


@contextmanager
def served() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class HandClock:
    """Real time plus what was slept, which takes no time; ``slept`` keeps each pause."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return time.monotonic() + sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def clock(self) -> Clock:
        return Clock(self.monotonic, self.sleep, lambda: 0.5)


# Generous in time, so that a busy machine fails no test; what is about time uses ``TIGHT``.
FAST = Limits(pause_s=0.02, answer_bytes=200_000, file_bytes=400_000)
TIGHT = Limits(connect_s=0.3, read_s=0.3, answer_s=0.4, pause_s=0.02)


def client(server: Server, clock: HandClock | None = None, limits: Limits = FAST, **options: Any) -> Client:
    """A client that may ask this server and nothing else."""
    reach = Reach(frozenset(), frozenset({server.netloc}))
    return Client(reach, limits=limits, clock=(clock or HandClock()).clock(), **options)


def ranged(body: bytes, etag: str = '"v1"', cut_at: int | None = None) -> Callable[[Asked], Reply]:
    """A file that can be resumed, and that is not sent again when it has not changed."""

    def answer(asked: Asked) -> Reply:
        headers = {"ETag": etag, "Content-Type": "application/octet-stream"}
        if asked.headers.get("If-None-Match") == etag:
            return Reply(status=304, headers=headers)
        start = asked.headers.get("Range", "")
        if start and asked.headers.get("If-Range") == etag:
            first = int(start.removeprefix("bytes=").rstrip("-"))
            span = {"Content-Range": f"bytes {first}-{len(body) - 1}/{len(body)}"}
            return Reply(body[first:], 206, headers | span)
        return Reply(body, headers=headers, cut_at=cut_at)

    return answer
