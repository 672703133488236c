"""From what goes wrong on the network to our errors, without the words of libraries or of web pages."""

import email.utils
import ssl
import time
from typing import Final
from urllib.parse import urlsplit

import httpx

from cpts_geo.model.errors import SourceError

ANSWERED: Final = frozenset({200, 206, 304, 416})
TOO_MANY: Final = 429
REFUSALS: Final[dict[int, str]] = {
    400: "refused_request",
    401: "access_refused",
    403: "access_refused",
    404: "not_found",
    407: "proxy_password",
    410: "not_found",
    TOO_MANY: "rate_limited",
}
BROKEN: Final = "server_error"
WORDS_BYTES: Final = 512
DEFAULT_HOLD_S: Final = 5.0  # block of the Géoplateforme after a 429 (FACTS 1.9)
LONGEST_HOLD_S: Final = 60.0


def refusal(name: str, answer: httpx.Response) -> SourceError:
    """Error for a status that is no answer, with the start of what the service says."""
    status = answer.status_code
    kind = REFUSALS.get(status, BROKEN if status >= 500 else "refused_request")
    said = "" if status >= 500 else _words(answer)
    return SourceError(kind, file=name, value=f"HTTP {status} {said}".strip())


def _words(answer: httpx.Response) -> str:
    head = next(answer.iter_raw(WORDS_BYTES), b"").lstrip()
    return "" if head.startswith(b"<") else head[:200].decode("utf-8", "replace")


def explained(name: str, error: httpx.HTTPError) -> SourceError:
    """Error for one of httpx; its text is left out, it may hold the password of a proxy."""
    host = urlsplit(str(error.request.url)).hostname or name
    if _has_cause(error, ssl.SSLError):
        return SourceError("certificate", file=host, expected="SSL_CERT_FILE")
    if isinstance(error, httpx.ProxyError):
        return SourceError("proxy_password" if "407" in str(error) else "proxy_refused", file=host)
    if isinstance(error, httpx.ConnectTimeout):
        return SourceError("no_connection", file=host)
    if isinstance(error, httpx.TimeoutException):
        return SourceError("timed_out", file=name)
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return SourceError("truncated_answer", file=name)
    return SourceError("unreachable", file=host)


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False


def asked_pause(text: str) -> float:
    """Seconds of a ``Retry-After``, which is a number or a date."""
    if text.strip().isdigit():
        return min(float(text), LONGEST_HOLD_S)
    try:
        moment = email.utils.parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError):
        return DEFAULT_HOLD_S
    return min(max(moment - time.time(), 0.0), LONGEST_HOLD_S)
