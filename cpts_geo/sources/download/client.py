"""The one client: fixed machines, deadlines, polite retries, resumed files; keeps only what was asked for."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self
from urllib.parse import urljoin

import httpx

from cpts_geo.model.errors import SourceError
from cpts_geo.sources.download.address import Reach, check_address
from cpts_geo.sources.download.answer import check_start, inflated, read_json, with_head
from cpts_geo.sources.download.pace import Clock, Pace
from cpts_geo.sources.download.refusals import ANSWERED, TOO_MANY, asked_pause, explained, refusal
from cpts_geo.sources.download.resume import check_whole, conditions, resumed_at, validators
from cpts_geo.sources.download.shelf import Card, Shelf, digest

log = logging.getLogger(__name__)

AGENT: Final = "cpts-geo/0.1"
REDIRECTS: Final = (301, 302, 303, 307, 308)
MAX_REDIRECTS: Final = 5
RETRIED: Final = frozenset({"server_error", "timed_out", "rate_limited", "truncated_answer"})
DEAD: Final = frozenset({"unreachable", "no_connection"})
HEAD_BYTES: Final = 512
MIN_RATE_BYTES_S: Final = 1024.0  # assumption: slower than this is a line that feeds drop by drop


@dataclass(frozen=True)
class Limits:
    """Bounds of every request (RELIABILITY NET-01, 02, 03, 18).

    Attributes
    ----------
    connect_s, read_s
        To get a connection, and between two pieces of an answer.
    answer_s
        For an answer of an API, tries included, pauses of politeness excluded. A file may take longer
        as long as more than one kilobyte a second comes in.
    retries, pause_s
        How many more tries, and the pause before the first of them, doubled and drawn at random.
    answer_bytes, file_bytes
        Largest answer of an API, largest file.
    """

    connect_s: float = 5.0
    read_s: float = 10.0
    answer_s: float = 20.0
    retries: int = 2
    pause_s: float = 0.5
    answer_bytes: int = 200_000_000
    file_bytes: int = 2_000_000_000


NO_PARAMS: Final[Mapping[str, str]] = MappingProxyType({})
Progress = Callable[[str, int, int], None]  # name, done, total (0 when unknown)


def silent(name: str, done: int, total: int) -> None:
    """Progress that says nothing."""
    del name, done, total


class Client:
    """Asks the public services. Nothing it returns has been parsed beyond JSON.

    Parameters
    ----------
    reach, limits, clock
        What may be asked, within what bounds, on which clock.
    progress
        Told of what comes in.
    environment
        Whether proxy and certificates of the environment are used; always, except with a local server.
    """

    def __init__(
        self,
        reach: Reach | None = None,
        *,
        limits: Limits | None = None,
        clock: Clock | None = None,
        progress: Progress = silent,
        environment: bool | None = None,
    ) -> None:
        self.reach = reach or Reach()
        self.limits = limits or Limits()
        self.progress = progress
        self._clock = clock or Clock()
        self._pace = Pace(self._clock)
        self._dead: set[str] = set()
        self._http = httpx.Client(
            timeout=httpx.Timeout(self.limits.read_s, connect=self.limits.connect_s),
            headers={"User-Agent": AGENT},
            follow_redirects=False,
            trust_env=not self.reach.loopback if environment is None else environment,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get_json(self, name: str, url: str, params: Mapping[str, str] = NO_PARAMS) -> Any:
        """Answer of an API as JSON; ``name`` is what the service is called in messages.

        Raises
        ------
        SourceError
            See ``wording.error_network``.
        """
        request = self._http.build_request("GET", url, params=dict(params) or None)
        return self._tried(lambda end: read_json(name, self._body(name, request, end, "json")))

    def post_csv(self, name: str, url: str, table: bytes, fields: Mapping[str, str | list[str]]) -> bytes:
        """Answer to a CSV sent as the file ``data`` of a form.

        Raises
        ------
        SourceError
            See ``wording.error_network``.
        """
        files = {"data": ("adresses.csv", table, "text/csv")}
        request = self._http.build_request("POST", url, files=files, data=dict(fields))
        request.read()
        return bytes(self._tried(lambda end: self._body(name, request, end, "csv")))

    def save(self, shelf: Shelf, card: Card, expected: str, *, sha1: str = "") -> Card:
        """Fetch a file in a shelf, resume it if it was begun, leave it if it has not changed.

        Parameters
        ----------
        shelf, card
            Where to keep it; name, address and what to write about it.
        expected
            ``zip``, ``gz``, ``csv`` or ``json``.
        sha1
            Published digest, empty when there is none.

        Raises
        ------
        SourceError
            The last good copy is then untouched.
        """
        old = shelf.card(card.name)
        if old and sha1 and digest(shelf.path(card.name), "sha1") == sha1:
            return old
        try:
            found: Card = self._tried(lambda _: self._fetch(shelf, card, expected, sha1))
        except OSError as error:
            raise SourceError("cannot_write", file=card.name, value=error.strerror or "") from error
        return found

    def _now(self) -> float:
        return self._clock.monotonic() - self._pace.waited

    def _tried(self, act: Callable[[float], Any]) -> Any:
        """Try, then try again after what may pass; one deadline covers all tries."""
        end = self._now() + self.limits.answer_s
        for attempt in range(self.limits.retries):
            try:
                return act(end)
            except SourceError as error:
                if error.kind not in RETRIED or (error.kind == "timed_out" and self._now() >= end):
                    raise
                pause = self.limits.pause_s * 2**attempt * (1 + self._clock.jitter())
                log.info("%s from %s, trying again in %.1f s", error.kind, error.file, pause)
                self._clock.sleep(pause)
        return act(end)

    def _body(self, name: str, request: httpx.Request, end: float, expected: str) -> bytes:
        request.headers["Accept-Encoding"] = "gzip"
        with self._opened(name, request) as answer:
            blocks = inflated(
                self._in_time(name, answer, end), _encoding(answer), self.limits.answer_bytes, name
            )
            content = b"".join(blocks)
            check_start(name, content[:HEAD_BYTES], answer.headers.get("content-type", ""), expected)
        return content

    def _fetch(self, shelf: Shelf, card: Card, expected: str, sha1: str) -> Card:
        old = shelf.card(card.name)
        headers = {"Accept-Encoding": "identity", **conditions(shelf, card, old if not sha1 else None)}
        with self._opened(card.name, self._http.build_request("GET", card.url, headers=headers)) as answer:
            if answer.status_code == 304 and old:
                return old
            if answer.status_code == 416:
                shelf.forget_beginning(card.name)
                raise SourceError("truncated_answer", file=card.name)
            try:
                self._receive(shelf, card, answer, expected)
            except SourceError as error:
                if error.kind not in RETRIED:
                    shelf.forget_beginning(card.name)
                raise
            known = validators(card, answer)
        check_whole(shelf, card.name, expected, sha1)
        return shelf.keep(known)

    def _receive(self, shelf: Shelf, card: Card, answer: httpx.Response, expected: str) -> None:
        part, limit = shelf.part(card.name), self.limits.file_bytes
        size = already = resumed_at(answer, part)
        total = already + int(answer.headers.get("content-length") or 0)
        if total > limit:
            raise SourceError("too_big_answer", file=card.name, expected=f"{limit / 1e6:g} Mo")
        if not already:
            shelf.forget_beginning(card.name)
        shelf.begin(validators(card, answer))
        # A file that is itself compressed is kept as it comes, whatever the server calls it.
        encoding = "" if expected == "gz" else _encoding(answer)
        blocks = inflated(self._in_time(card.name, answer, None), encoding, limit - already, card.name)
        with part.open("ab" if already else "wb") as stream:
            for block in with_head(blocks, HEAD_BYTES):
                if not size:
                    kind = answer.headers.get("content-type", "")
                    check_start(card.name, block[:HEAD_BYTES], kind, expected)
                stream.write(block)
                size += len(block)
                self.progress(card.name, size, total)

    def _in_time(self, name: str, answer: httpx.Response, end: float | None) -> Iterator[bytes]:
        """Blocks as they come, never waited for to be full: by a deadline, or at more than a trickle."""
        started = self._now()
        size = 0
        for block in answer.iter_raw():
            size += len(block)
            spent = self._now() - started
            slow = spent > self.limits.answer_s and size < MIN_RATE_BYTES_S * spent
            if slow or (end is not None and self._now() > end):
                raise SourceError("timed_out", file=name)
            yield block

    @contextmanager
    def _opened(self, name: str, request: httpx.Request) -> Iterator[httpx.Response]:
        """The answer to a request, redirects followed within the list, refusals raised."""
        host = request.url.host
        if host in self._dead:
            raise SourceError("unreachable", file=host)
        try:
            answer = self._followed(request)
            try:
                if answer.status_code == TOO_MANY:
                    self._pace.hold(str(answer.url), asked_pause(answer.headers.get("retry-after", "")))
                if answer.status_code not in ANSWERED:
                    raise refusal(name, answer)
                yield answer
            finally:
                answer.close()
        except httpx.HTTPError as error:
            found = explained(name, error)
            self._dead |= {host} if found.kind in DEAD else set()
            raise found from error
        except httpx.InvalidURL as error:
            raise SourceError("forbidden_address", value=host) from error
        except SourceError as error:
            self._dead |= {host} if error.kind in DEAD else set()
            raise

    def _followed(self, request: httpx.Request) -> httpx.Response:
        answer = self._sent(request)
        for _ in range(MAX_REDIRECTS):
            if answer.status_code not in REDIRECTS:
                break
            answer.close()
            target = urljoin(str(answer.url), answer.headers.get("location", ""))
            answer = self._sent(self._http.build_request("GET", target, headers=_kept(request)))
        return answer

    def _sent(self, request: httpx.Request) -> httpx.Response:
        check_address(str(request.url), self.reach)
        self._pace.wait(str(request.url))
        return self._http.send(request, stream=True)


def _encoding(answer: httpx.Response) -> str:
    return str(answer.headers.get("content-encoding", "")).lower()


def _kept(request: httpx.Request) -> dict[str, str]:
    names = ("accept-encoding", "range", "if-range", "if-none-match", "if-modified-since")
    return {name: request.headers[name] for name in names if name in request.headers}
