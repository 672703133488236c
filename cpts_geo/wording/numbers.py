"""Numbers as they are written in French: narrow no-break spaces, decimal comma, hours and minutes."""

import math
from collections.abc import Callable
from typing import Final

NARROW_SPACE: Final = "\u202f"
NO_BREAK_SPACE: Final = "\u00a0"
UNREACHABLE: Final = "non accessible"
UNKNOWN: Final = "non connu"


def integer(value: float) -> str:
    """``12345`` → « 12 345 »; not a number → « non connu »."""
    if not math.isfinite(value):
        return UNKNOWN
    return f"{round(value):,}".replace(",", NARROW_SPACE).replace("-", "−")


def decimal(value: float, digits: int = 1) -> str:
    """``1234.5`` → « 1 234,5 »."""
    if not math.isfinite(value):
        return UNKNOWN
    text = f"{value:,.{digits}f}"
    return text.replace(",", NARROW_SPACE).replace(".", ",").replace("-", "−")


def percent(share: float, digits: int = 0) -> str:
    """``0.123`` → « 12 % »."""
    return f"{decimal(100 * share, digits)}{NARROW_SPACE}%" if math.isfinite(share) else UNKNOWN


def people(value: float) -> str:
    """``1`` → « 1 habitant », ``1200`` → « 1 200 habitants »."""
    noun = "habitant" if abs(value) < 2 else "habitants"
    return f"{integer(value)}{NO_BREAK_SPACE}{noun}"


def minutes(value: float) -> str:
    """``12.4`` → « 12 min », ``65`` → « 1 h 05 », ``inf`` → « non accessible »."""
    if math.isnan(value):
        return UNKNOWN
    if math.isinf(value):
        return UNREACHABLE
    whole = round(value)
    if whole < 60:
        return f"{whole}{NARROW_SPACE}min"
    return f"{whole // 60}{NARROW_SPACE}h{NARROW_SPACE}{whole % 60:02d}"


def metres(value: float) -> str:
    """``850`` → « 850 m », ``12345`` → « 12,3 km »."""
    if not math.isfinite(value):
        return UNKNOWN
    if value < 1000:
        return f"{integer(value)}{NARROW_SPACE}m"
    return f"{decimal(value / 1000)}{NARROW_SPACE}km"


def depth(value: float) -> str:
    """``0.5`` → « 0,5 m »; unknown → « profondeur inconnue »."""
    if math.isnan(value):
        return "profondeur inconnue"
    return f"plus de 4{NARROW_SPACE}m" if math.isinf(value) else f"{decimal(value)}{NARROW_SPACE}m"


def band(low: float, middle: float, high: float) -> str:
    """Median with its band: « 1 200 (entre 800 et 2 100) »; no brackets when the three agree."""
    least, most = min(low, middle, high), max(low, middle, high)
    if least == most:
        return integer(middle)
    return f"{integer(middle)} (entre {integer(least)} et {integer(most)})"


def minutes_band(low: float, middle: float, high: float, write: Callable[[float], str] = minutes) -> str:
    """« 12 min (10 min à 15 min) »; no brackets when the three read alike."""
    least, own, most = write(low), write(middle), write(high)
    return own if least == most else f"{own} ({least} à {most})"


def tenths(value: float) -> str:
    """``2.38`` → « 2,4 », ``inf`` → « non accessible »."""
    return UNREACHABLE if math.isinf(value) else decimal(value)


def minutes_to_tenths(value: float) -> str:
    """``2.38`` → « 2,4 min », where whole minutes would hide the difference."""
    return f"{tenths(value)}{NARROW_SPACE}min" if math.isfinite(value) else minutes(value)


def between(low: float, high: float, write: Callable[[float], str] = integer) -> str:
    """« 12 à 25 », « 12 à non accessible »; one number when both read alike."""
    least, most = (UNREACHABLE if math.isinf(value) else write(value) for value in (low, high))
    return least if least == most else f"{least} à {most}"


def scale(denominator: int) -> str:
    """``75000`` → « 1/75 000 »."""
    return f"1/{integer(denominator)}"


def offset(iso: str) -> str:
    """``2026-11-23T14:05+01:00`` → «  (UTC+1) »; nothing when the date carries no offset."""
    sign, (hours, _, minutes) = iso[-6:-5], iso[-5:].partition(":")
    if "T" not in iso or sign not in {"+", "-"} or not (hours + minutes).isdigit():
        return ""
    rest = f":{minutes}" if int(minutes) else ""
    return f" (UTC{sign.replace('-', '−')}{int(hours)}{rest})"


def date_time(iso: str) -> str:
    """``2026-11-23T14:05`` → « 23/11/2026 à 14 h 05 »; ``""`` → « date non précisée »."""
    if not iso:
        return "date non précisée"
    day, _, hour = iso.partition("T")
    written = "/".join(reversed(day.split("-")))
    if not hour:
        return written
    return f"{written} à {hour[:2]}{NARROW_SPACE}h{NARROW_SPACE}{hour[3:5]}"
