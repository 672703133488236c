"""How counts of people are hidden so that no small one can be worked out from those that are shown.

For each category people are cut into disjoint classes: out of reach before the scenario, lost in the
optimistic reading, lost from the median one, from the pessimistic one, never lost. Every published figure
is a sum of classes in a row, of a group of people (a commune, an age) or of everybody. A sum of one to ten
people is a secret, and so is the difference of two figures that contain one another.
``render.differencing`` attacks the result and says what is promised.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cpts_geo.model.scenario import READINGS
from cpts_geo.render.disclosure import MINIMUM_CELL

BEFORE: Final = "before"  # figure of the people out of reach before the scenario
LOST: Final = tuple(reading.value for reading in READINGS)  # figures of those who lose it, by reading
LAST: Final = 4  # position of the class of those who never lose it
Counts = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def small(values: Any) -> Any:
    """Whether each count is of one to ten people: enough to recognise somebody."""
    return (np.asarray(values) > 0) & (np.asarray(values) < MINIMUM_CELL)


def hide_nested(values: Sequence[float], end: float) -> list[bool]:
    """Which of nested counts to hide: neighbours that stay, 0 and ``end`` included, are equal or 11 apart.

    Parameters
    ----------
    values
        From the smallest group of people to the largest, which contains all the others.
    end
        A larger group whose count is known; ``inf`` = none.
    """
    kept: list[int] = []
    for position, value in enumerate(values):
        if not small(value - (values[kept[-1]] if kept else 0.0)):
            kept.append(position)
    while kept and small(end - values[kept[-1]]):
        kept.pop()
    return [position not in kept for position in range(len(values))]


def hidden_groups(
    classes: Counts, unknown: Collection[str], *, first: int, also: Flags | None = None
) -> tuple[Flags, set[str]]:
    """Groups whose figures are all hidden, and the figures of everybody that must be hidden with them.

    Parameters
    ----------
    classes
        Groups × disjoint classes, in their order.
    unknown
        Figures of everybody that are hidden: ``BEFORE``, ``LOST``.
    first
        Position of the first class: 1 when what was out of reach before is not published by group.
    also
        Groups hidden for another reason.
    """
    spans = [(i, j) for i in range(classes.shape[1]) for j in range(i, classes.shape[1])]
    sums = np.stack([classes[:, i : j + 1].sum(axis=1) for i, j in spans], axis=1)
    whole = sums[:, [spans.index((0, classes.shape[1] - 1))]]
    rest = np.array([j + first == LAST for _, j in spans]) & bool(first)
    secret = small(sums) & ~(rest & (sums == whole))  # that a commune of seven has seven people is public
    told = [_figures(i + first, j + first) for i, j in spans]
    open_sums = [s for s, figures in enumerate(told) if figures and not figures & set(unknown)]
    hidden = secret.any(axis=1) | (False if also is None else also)
    while (more := _companion(sums, secret, hidden, open_sums)) is not None:
        hidden[more] = True
    bare = [s for s in open_sums if not _protected(sums[hidden, s], secret[hidden, s])]
    return _at_least_one(hidden, whole[:, 0], needed=bool(unknown)), {_given_up(told[s]) for s in bare}


def hidden_places(served: Counts, known: Sequence[bool]) -> tuple[Flags, list[bool]]:
    """Places whose figures are hidden, and the columns whose sum must be hidden with them.

    Parameters
    ----------
    served
        Places × columns of people, each person once per column.
    known
        Whether the sum of each column is known.
    """
    secret = small(served)
    hidden = secret.any(axis=1)
    columns = np.flatnonzero(known).tolist()
    while (more := _companion(served, secret, hidden, columns)) is not None:
        hidden[more] = True
    bare = [
        n in columns and not _protected(served[hidden, n], secret[hidden, n]) for n in range(served.shape[1])
    ]
    return _at_least_one(hidden, served.max(axis=1, initial=0), needed=not all(known)), bare


def hidden_in_lines(values: Counts, lines: Flags) -> tuple[Flags, Flags]:
    """Counts that are hidden, and the lines whose sum must be hidden with them.

    Parameters
    ----------
    values
        Of groups of people that do not overlap.
    lines
        Line × group: the groups of each line, whose sum may be known.
    """
    secret = small(values)
    hidden = secret.copy()
    changed = True
    while changed:
        changed = False
        for line in lines[_bare_lines(values, lines, hidden)]:
            more = _companion(values[:, None], secret[:, None], hidden & line, [0], among=line)
            changed |= more is not None
            hidden[[] if more is None else more] = True
    return hidden, _bare_lines(values, lines, hidden)


def _bare_lines(values: Counts, lines: Flags, hidden: Flags) -> Flags:
    inside = [values[line & hidden] for line in lines]
    return np.array([not _protected(counts, small(counts)) for counts in inside], dtype=bool)


def _figures(low: int, high: int) -> set[str]:
    """Figures of everybody that tell the sum of the classes from ``low`` to ``high``."""
    lost = {LOST[edge - 1] for edge in (low - 1, high) if 1 <= edge <= len(LOST)}
    return lost | ({BEFORE} if low == 0 or high == LAST else set())


def _given_up(figures: set[str]) -> str:
    return next(name for name in (*reversed(LOST), BEFORE) if name in figures)


def _protected(values: Counts, secret: Flags) -> bool:
    """Whether hidden counts of a known sum keep their secret: several, whose sum leaves room for eleven."""
    count, total = int((values > 0).sum()), float(values.sum())
    if not secret.any() and not small(total):
        return True
    return count > 1 and total >= MINIMUM_CELL + count - 1


def _companion(
    sums: Counts, secret: Flags, hidden: Flags, columns: Iterable[int], among: Flags | None = None
) -> int | None:
    """The group to hide next, the smallest that helps; none when all is protected or nothing helps."""
    for column in columns:
        if _protected(sums[hidden, column], secret[hidden, column]):
            continue
        spare = np.flatnonzero(~hidden & (sums[:, column] > 0) & (True if among is None else among))
        if len(spare):
            return int(spare[np.argmin(sums[spare, column])])
    return None


def _at_least_one(hidden: Flags, people: Counts, *, needed: bool) -> Flags:
    """Groups hidden, with one of enough people at least when a figure of everybody is hidden."""
    if not needed or people[hidden].sum() >= 2 * MINIMUM_CELL or not len(people):
        return hidden
    order = np.lexsort((np.arange(len(people)), people))
    large = [n for n in order if not hidden[n] and people[n] >= 2 * MINIMUM_CELL]
    out = hidden.copy()
    out[large[0] if large else order[-1]] = True
    return out
