"""A row of a file that was set aside, repaired or deserves a look: a value, not an exception."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of the row."""

    REFUSED = "refused"
    FIXED = "fixed"
    SET_ASIDE = "set_aside"
    INFORMATION = "information"


@dataclass(frozen=True)
class Problem:
    """One fact about one row.

    Attributes
    ----------
    file
        Name of the file, without its folder.
    layer
        Our layer: ``communes``, ``structures``, ``sites``, ``roads``, ``hazard``, ``population``…
    row
        1-based line of a table (header is line 1) or number of the feature; 0 for the whole file.
    column
        Header of the column as the source spells it; empty when it does not apply.
    kind
        Stable code, a key of ``wording.problems``.
    value
        The value read, cut at 60 characters.
    outcome
        What became of it.
    """

    file: str
    layer: str
    row: int
    column: str
    kind: str
    value: str
    outcome: Outcome
