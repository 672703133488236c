"""Which line of a table names its columns, when titles or groups of columns stand above it."""

import re
from collections.abc import Sequence
from typing import Final

LOOKED_AT: Final = 30  # first lines among which the header is sought
_VALUE: Final = re.compile(r"[\d\s.,:/+€%-]+")


def header_at(rows: Sequence[Sequence[str]]) -> int:
    """Position of the header among the first rows: titles above it fill few cells, groups leave holes."""
    filled = [_filled(row) for row in rows[:LOOKED_AT]]
    widest = max(filled, default=0)
    if widest < 2:
        return 0
    start = next(i for i, count in enumerate(filled) if count >= 2 and count * 2 >= widest)
    return start + 1 if _is_group_line(rows, start) else start


def _is_group_line(rows: Sequence[Sequence[str]], start: int) -> bool:
    """Whether the line names groups of columns (merged cells) and the next one the columns."""
    if start + 2 >= len(rows):
        return False
    above, below = rows[start], rows[start + 1]
    holes = [not cell.strip() for cell in above[:-1]]
    names = [cell.strip() for cell in below if cell.strip()]
    enough = len(above) >= 3 and sum(holes) * 3 >= len(above) and _filled(below) > _filled(above)
    return enough and len(set(names)) == len(names) and not any(_VALUE.fullmatch(name) for name in names)


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def column_names(above: Sequence[str], header: Sequence[str], used: Sequence[bool]) -> list[str]:
    """Name of each column: its own, else that of its group, else ``column_N`` when it is used, else empty.

    A name given twice gets a number, so that no cell hides another.
    """
    own = [name.strip() or (above[i].strip() if i < len(above) else "") for i, name in enumerate(header)]
    named = [name or (f"column_{i + 1}" if used[i] else "") for i, name in enumerate(own)]
    seen: dict[str, int] = {}
    out = []
    for name in named:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 or not name else f"{name}_{seen[name]}")
    return out
