"""Times as files write them, as ISO 8601; nothing is invented when they cannot be read."""

import datetime as dt
import re
from typing import Final

_FRENCH: Final = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s*(?:a|à|,)?\s*(\d{1,2})\s*[:hH]\s*(\d{2})?(?::\d{2})?)?"
)


def iso_time(text: str) -> str:
    """``"26/11/2026 14h30"``, ``"2026-11-26 14:30"`` → ISO 8601; empty when it is not a time.

    A date alone stays a date; an offset stays; a time without offset is local time.
    """
    plain = text.strip()
    found = _FRENCH.fullmatch(plain)
    try:
        if found:
            day, month, year, hour, minute = found.groups()
            date = dt.date(int(year), int(month), int(day))
            if hour is None:
                return date.isoformat()
            return dt.datetime.combine(date, dt.time(int(hour), int(minute or 0))).isoformat("T", "minutes")
        if len(plain) == len("2026-11-26"):
            return dt.date.fromisoformat(plain).isoformat()
        return dt.datetime.fromisoformat(plain).isoformat()
    except ValueError:
        return ""
