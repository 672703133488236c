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


def turns(opens: str, closes: str, first: dt.datetime, last: dt.datetime) -> list[dt.datetime]:
    """Moments when what ``in_season`` says changes: the beginning, and the first minute after the end.

    A season has them in every year from that of ``first`` to that of ``last``.
    """
    bounds = [(opens, closes)]
    if opens.startswith("--") and closes.startswith("--"):
        years = range(first.year, last.year + 1)
        bounds = [(_in_year(y, opens, "-03-01"), _in_year(y, closes, "-02-28")) for y in years]
    begins = [moment(begin) for begin, _ in bounds]
    return [at for at in (*begins, *(just_after(end) for _, end in bounds)) if at]


def _in_year(year: int, day: str, otherwise: str) -> str:
    """Day of a season in a year; 29 February has its neighbour in the years without it."""
    text = f"{year}{day[1:]}"
    return text if moment(text) else f"{year}{otherwise}"


def just_after(end: str) -> dt.datetime | None:
    """First minute that is no more within a validity; ``None`` when it has no readable end."""
    last = moment(end, end=True)
    return last and last.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)


def in_season(opens: str, closes: str, at: str) -> bool:
    """As ``holds``; two days of the year (``--MM-DD``) are a season that comes back, over new year or not."""
    now = moment(at)
    if now is None or not (opens.startswith("--") and closes.startswith("--")):
        return holds(opens, closes, at)
    day = f"--{now:%m-%d}"
    if opens <= closes:
        return opens <= day <= closes
    return day >= opens or day <= closes
