"""Moments of ISO 8601 texts, compared without ever reading the clock."""

import datetime as dt
from typing import Final

_DATE: Final = len("2026-11-26")
_END_OF_DAY: Final = dt.time(23, 59, 59)


def moment(text: str, *, end: bool = False) -> dt.datetime | None:
    """Local moment of an ISO time; a date alone is its first second, or its last one (``end``).

    ``None`` when the text is not a time.
    """
    try:
        if len(text) == _DATE:
            return dt.datetime.combine(dt.date.fromisoformat(text), _END_OF_DAY if end else dt.time())
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone().replace(tzinfo=None) if found.tzinfo else found


def holds(begin: str, end: str, at: str) -> bool:
    """Whether a validity holds at a moment; what has no bound, or an unreadable one, is not bounded there."""
    now, first, last = moment(at), moment(begin), moment(end, end=True)
    if now is None:
        return True
    return (first is None or first <= now) and (last is None or now <= last)


def in_season(opens: str, closes: str, at: str) -> bool:
    """As ``holds``; two days of the year (``--MM-DD``) are a season that comes back, over new year or not."""
    now = moment(at)
    if now is None or not (opens.startswith("--") and closes.startswith("--")):
        return holds(opens, closes, at)
    day = f"--{now:%m-%d}"
    if opens <= closes:
        return opens <= day <= closes
    return day >= opens or day <= closes
