"""What became of the communes: codes followed from one year of the COG to the next, never guessed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import pandas as pd

# Ends of a commune as such: suppression, fusions, commune nouvelle, change of code (FACTS 1.3); 34 and 35
# are the end of an associated or delegated commune, 50 the transfer of the chef-lieu.
ENDS: Final = frozenset({"30", "31", "32", "33", "34", "35", "41", "50"})
STARTS: Final = frozenset({"20", "21"})  # creation, re-establishment: the commune of origin goes on
NEW_CODE: Final = frozenset({"20", "21", "41", "50"})  # only these bring a code that was not there before
ALWAYS: Final = ""
NEVER: Final = "9999"


@dataclass(frozen=True)
class Step:
    """One hop of a code: the day, where it went, and the ``MOD`` of the movement."""

    date: str
    code: str
    mod: str


@dataclass(frozen=True)
class Walk:
    """What became of a code.

    Attributes
    ----------
    code
        Where the walk ends; the code itself when it did not move or cannot be followed.
    steps
        Hops, oldest first.
    trouble
        ``""``, ``split`` (shared between several communes) or ``circular``.
    """

    code: str
    steps: tuple[Step, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, eq=False)
class History:
    """Movements of communes ready to be followed.

    Attributes
    ----------
    ends
        Code → its ends, by date: the day and the hops of that day (several = split).
    lives
        Code → periods ``[born, died)`` in which it was a commune; absent = always.
    origins
        Code created or re-established → the day and the commune it was taken from.
    present_names
        Code → its last name.
    last
        Day of the last known movement.
    source
        File of the movements.
    """

    ends: Mapping[str, tuple[tuple[str, tuple[Step, ...]], ...]]
    lives: Mapping[str, tuple[tuple[str, str], ...]]
    origins: Mapping[str, tuple[Step, ...]]
    present_names: Mapping[str, str]
    last: str = ALWAYS
    source: str = ""

    def is_alive(self, code: str, day: str) -> bool:
        """Whether the code was a commune at the end of that day."""
        return any(born <= day < died for born, died in self.lives.get(code, ((ALWAYS, NEVER),)))

    def follow(self, code: str, since: str) -> Walk:
        """The code as it is after every known movement later than ``since`` (ISO date)."""
        here, day, steps = code, since, list[Step]()
        seen: set[tuple[str, str]] = set()
        while True:
            end = next((e for e in self.ends.get(here, ()) if e[0] > day or (steps and e[0] == day)), None)
            if end is None:
                return Walk(here, tuple(steps))
            if (here, end[0]) in seen:
                return Walk(code, tuple(steps), "circular")
            if len(end[1]) > 1:
                return Walk(code, (*steps, *end[1]), "split")
            seen.add((here, end[0]))
            steps.append(end[1][0])
            here, day = end[1][0].code, end[0]

    def start(self, code: str, day: str) -> str:
        """Day since which a code of a table of that ``day`` is followed: that day, or the code's own time."""
        if self.is_alive(code, day):
            return day
        lives = self.lives[code]
        past = [born for born, died in lives if died <= day]
        return past[-1] if past else lives[0][0]

    def vintage(self, codes: Iterable[str]) -> str:
        """Last day on which the most of these codes are communes: the COG they were written in."""
        change: dict[str, int] = defaultdict(int)
        for code in set(codes) & self.lives.keys():
            for born, died in self.lives[code]:
                change[born] += 1
                change[died] -= 1
        days = sorted({*change, ALWAYS, NEVER})
        alive, best, end = 0, -1, NEVER
        for when, then in pairwise(days):
            alive += change[when]
            if alive >= best:
                best, end = alive, then
        return self.last if end == NEVER else _day_before(end)

    def parts(self, code: str, since: str) -> set[str]:
        """Codes alive on ``since`` that are now this commune."""
        return {c for c in self.ends if self.is_alive(c, since) and self.follow(c, since).code == code} | (
            {code} if self.is_alive(code, since) and self.follow(code, since).code == code else set()
        )


def history(movements: pd.DataFrame) -> History:
    """History of a table with the columns of ``model.reference.MOVEMENTS``."""
    rows = movements.sort_values("date", kind="stable")
    whole = rows[(rows["type_before"] == "COM") & (rows["type_after"] == "COM")]
    stays = set(
        whole.loc[whole["code_before"] == whole["code_after"], ["code_before", "date"]].itertuples(
            index=False, name=None
        )
    )
    ends: dict[str, dict[str, dict[str, Step]]] = defaultdict(lambda: defaultdict(dict))
    origins: dict[str, list[Step]] = defaultdict(list)
    moved = whole[whole["code_before"] != whole["code_after"]]
    for mod, date, old, new in moved[["mod", "date", "code_before", "code_after"]].itertuples(index=False):
        if mod in ENDS and (old, date) not in stays:
            ends[old][date][new] = Step(date, new, mod)
        elif mod in STARTS:
            origins[new].append(Step(date, old, mod))
    born = rows[(rows["type_after"] == "COM") & rows["mod"].isin(NEW_CODE)]
    starts = set(born[["code_after", "date"]].itertuples(index=False, name=None)) - stays
    deaths = {(code, date) for code, days in ends.items() for date in days}
    return History(
        {c: tuple((day, tuple(hops.values())) for day, hops in days.items()) for c, days in ends.items()},
        _lives(starts, deaths),
        {code: tuple(steps) for code, steps in origins.items()},
        _names(rows),
        str(rows["date"].max()) if len(rows) else ALWAYS,
        ", ".join(sorted(set(rows["source"]))),
    )


def _lives(
    starts: set[tuple[str, str]], deaths: set[tuple[str, str]]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Periods of each code that the movements make end or start; born and gone on one day is no period."""
    events = [(code, day, 0) for code, day in starts - deaths] + [(code, day, 1) for code, day in deaths]
    lives: dict[str, list[tuple[str, str]]] = defaultdict(list)
    since: dict[str, str] = {}
    for code, day, death in sorted(events):
        if death:
            if (code, day) not in starts or code in since:
                lives[code].append((since.pop(code, ALWAYS), day))
        elif code in lives or code not in since:
            since.setdefault(code, day)
    for code, day in since.items():
        lives[code].append((day, NEVER))
    return {code: tuple(periods) for code, periods in lives.items()}


def _day_before(day: str) -> str:
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()


def _names(rows: pd.DataFrame) -> dict[str, str]:
    told = rows[(rows["type_after"] == "COM") & (rows["name_after"] != "")]
    return dict(zip(told["code_after"], told["name_after"], strict=True))
