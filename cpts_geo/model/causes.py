"""Why a road or a place is stopped: kinds of hazards, as the bits of one small number."""

from typing import Final

WATER: Final = "flood"
# The order is that of the bits; a cause is a hazard's name, or ``closed_by_hand`` for roads closed by name.
CAUSES: Final = (
    WATER,
    "closure",
    "closed_by_hand",
    "perimeter",
    "site_orders",
    "supply",
    "snow",
    "winter",
    "storm",
    "traffic",
    "other",
)


def bit(cause: str) -> int:
    """Bit of a cause; one that nobody listed is ``other``."""
    return 1 << CAUSES.index(cause if cause in CAUSES else "other")


def named(causes: int) -> tuple[str, ...]:
    """Causes of a number, in order; none when nothing stops."""
    return tuple(cause for rank, cause in enumerate(CAUSES) if causes >> rank & 1)
