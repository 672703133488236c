"""The library of scenarios of a territory: named, signed, with the figures they had on the data of then."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cpts_geo.model.changes import Change, Signed
from cpts_geo.model.errors import StoreError
from cpts_geo.territory.kept import change_row, delete_row, keep_row, kept_rows
from cpts_geo.territory.local import undo

SCENARIOS: Final = "scenarios"
VERSION_LENGTH: Final = 12  # of a fingerprint of the data: enough to tell versions apart


@dataclass(frozen=True, eq=False)
class Computed:
    """What a scenario gave, and on what.

    Attributes
    ----------
    figures
        Headline figures, as text of the door's own.
    data
        Version of the data: the first characters of the territory's fingerprint.
    at
        Local ISO time at which it was computed.
    """

    figures: str
    data: str
    at: str


@dataclass(frozen=True, eq=False)
class SavedScenario:
    """A scenario of the library.

    Attributes
    ----------
    key
        Never changes; the name may.
    name, toml
        As given, and its ``study.toml``.
    computed
        Its figures when they were last computed.
    row
        As it stands in the workspace: who, when, and the version that a change must name.
    """

    key: str
    name: str
    toml: str
    computed: Computed
    row: Change


def data_version(fingerprint: str) -> str:
    """Short name of a version of the data."""
    return fingerprint[:VERSION_LENGTH]


def list_scenarios(folder: str | Path) -> tuple[SavedScenario, ...]:
    """The library, by name then from the oldest."""
    found = [_read(row) for row in kept_rows(folder, SCENARIOS)]
    return tuple(sorted(found, key=lambda one: (_plain(one.name), one.row.time)))


def save_scenario(
    folder: str | Path, name: str, toml: str, computed: Computed, *, by: Signed
) -> SavedScenario:
    """Add a scenario; nothing that is there is ever replaced.

    Raises
    ------
    StoreError
        ``scenario_name_taken`` with a free name in ``expected``, ``scenario_without_name``.
    """
    values = {"name": _free(folder, name, by.time[:10]), "toml": toml, **vars(computed)}
    return _read(keep_row(folder, SCENARIOS, values, by))


def rename_scenario(folder: str | Path, seen: SavedScenario, name: str, *, by: Signed) -> SavedScenario:
    """Give a scenario another name.

    Raises
    ------
    StoreError, ConflictError
        As ``save_scenario``; ``changed_meanwhile``.
    """
    free = _free(folder, name, by.time[:10], but=seen.key)
    return _read(change_row(folder, seen.row, {"name": free}, by))


def record_figures(
    folder: str | Path, seen: SavedScenario, computed: Computed, *, by: Signed
) -> SavedScenario:
    """Replace the figures of a scenario by those of today's data; the old ones stay in the journal."""
    return _read(change_row(folder, seen.row, vars(computed), by))


def delete_scenario(folder: str | Path, seen: SavedScenario, *, by: Signed) -> int:
    """Delete a scenario; the number that ``restore_scenario`` takes."""
    return delete_row(folder, seen.row, by)


def restore_scenario(folder: str | Path, deleted: int, *, by: Signed) -> None:
    """Bring a deleted scenario back."""
    undo(folder, deleted, by)


def dated_name(name: str, day: str) -> str:
    """« Crue 2026 (23/11/2026) » for an ISO day."""
    year, month, date = day.split("-")
    return f"{name} ({date}/{month}/{year})"


def _free(folder: str | Path, name: str, day: str, *, but: str = "") -> str:
    """The name without useless spaces, once it is known that no other scenario bears it."""
    tidy = " ".join(name.split())
    if not tidy:
        raise StoreError("scenario_without_name", column="name")
    taken = {_plain(one.name) for one in list_scenarios(folder) if one.key != but}
    if _plain(tidy) not in taken:
        return tidy
    proposed = dated_name(tidy, day)
    others = (proposed, *(f"{proposed} {n}" for n in range(2, len(taken) + 3)))
    free = next(other for other in others if _plain(other) not in taken)
    raise StoreError("scenario_name_taken", value=tidy, expected=free)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _read(row: Change) -> SavedScenario:
    values = {name: str(row.values.get(name) or "") for name in ("name", "toml", "figures", "data", "at")}
    computed = Computed(values["figures"], values["data"], values["at"])
    return SavedScenario(row.feature_id, values["name"], values["toml"], computed, row)
