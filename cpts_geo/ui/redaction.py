"""Logs without secrets: no password, token, number of a person or identifier of a session."""

import logging
import re
import traceback
from typing import Any, Final

HIDDEN: Final = "[…]"
_NAMES: Final = r"password|passwd|pwd|secret|token|api[_-]?key|authorization|mot de passe"
_PATTERNS: Final = (
    re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"),  # user:password of an address
    re.compile(rf"(?i)(?<=\b)(?:{_NAMES})[\"']?\s*[:=]\s*(?:bearer\s+)?[^\s,;&\"')]+"),
    re.compile(r"(?i)\bbearer\s+[\w.~+/=-]+"),
    re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"),  # a signed token
    re.compile(r"(?<!\d)[1-478](?:[\s.\-]?\d){4}[\s.\-]?(?:\d\d|2[ABab])(?:[\s.\-]?\d){8}(?!\d)"),  # NIR
    re.compile(r"(?<=/_stcore/upload_file/)[^/\s]+"),  # the session is whoever knows this
)


def redacted(text: str) -> str:
    """Text without what must never be logged."""
    for pattern in _PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text


def install() -> None:
    """Redact every record of every logger of this process, tracebacks included."""
    make = logging.getLogRecordFactory()
    if getattr(make, "redacts", False):
        return

    def safe(*args: Any, **details: Any) -> logging.LogRecord:
        record = make(*args, **details)
        record.msg, record.args = redacted(record.getMessage()), ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = redacted("".join(traceback.format_exception(*record.exc_info)).rstrip())
            record.exc_info = None
        return record

    safe.redacts = True  # type: ignore[attr-defined]  # so that it is installed once
    logging.setLogRecordFactory(safe)
