"""What people keep in the workspace beside the layers: rows of no layer, with journal, versions and undo."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cpts_geo.model.changes import Action, Cell, Change, Signed
from cpts_geo.model.errors import ConflictError, StoreError
from cpts_geo.store.workspace import open_workspace

TRIES: Final = 100  # identifiers tried for a new row when several people add one at the same time


def kept_rows(folder: str | Path, kind: str) -> tuple[Change, ...]:
    """Rows of a kind that nobody deleted."""
    with open_workspace(Path(folder)) as workspace:
        return tuple(row for row in workspace.changes(kind) if row.action is not Action.DELETE)


def keep_row(folder: str | Path, kind: str, values: Mapping[str, Cell], by: Signed) -> Change:
    """Add a row under a new identifier."""
    new = Change(kind, "", Action.ADD, MappingProxyType(dict(values)))
    with open_workspace(Path(folder), write=True) as workspace:
        first = len(workspace.journal()) + 1
        for n in range(first, first + TRIES):
            try:
                return workspace.save(replace(new, feature_id=f"{kind}-{n}"), by)
            except ConflictError:
                continue
    raise StoreError("workspace_failed")


def change_row(folder: str | Path, seen: Change, values: Mapping[str, Cell], by: Signed) -> Change:
    """Change some values of a row as the person saw it.

    Raises
    ------
    ConflictError
        ``changed_meanwhile`` when somebody changed or deleted it since.
    """
    new = replace(seen, values=MappingProxyType({**seen.values, **values}))
    with open_workspace(Path(folder), write=True) as workspace:
        return workspace.save(new, by)


def delete_row(folder: str | Path, seen: Change, by: Signed) -> int:
    """Hide a row; the line of the journal that ``undo`` brings back.

    Raises
    ------
    ConflictError
        As ``change_row``.
    """
    with open_workspace(Path(folder), write=True) as workspace:
        workspace.save(replace(seen, action=Action.DELETE), by)
        return workspace.journal()[-1].n
