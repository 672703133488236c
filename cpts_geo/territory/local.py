"""What doors call when a person changes a row: checked, compared with the import, saved and journaled."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import geopandas as gpd

from cpts_geo.model.changes import Action, Cell, Change, Conflict, LonLat, Signed
from cpts_geo.model.errors import ConflictError, LayerError, StoreError
from cpts_geo.model.findings import Repair
from cpts_geo.model.layers import COMMUNES, GEOMETRY, SITES, ZONES, LayerContract
from cpts_geo.model.problems import Problem
from cpts_geo.store.workspace import Workspace, open_workspace
from cpts_geo.territory.accepted import (
    accepted,
    check_hours,
    checked_place,
    commune_at,
    contract_of,
    place_facts,
    zones_of,
)
from cpts_geo.territory.folder import local_changes, read_layer, read_settings
from cpts_geo.territory.laying import Known, laid, settled, who
from cpts_geo.territory.merging import cells, lonlat_of

NEW_NAMES: Final = 100  # identifiers tried for a new row when several people add one at the same time


@dataclass(frozen=True)
class Saved:
    """A change that is on the disk.

    Attributes
    ----------
    change
        As saved, with its version.
    problems
        What the person must be told about the place: ``outside_territory``, ``in_flood_zone``.
    """

    change: Change
    problems: tuple[Problem, ...] = ()


def save_edit(  # noqa: PLR0913 the facts of one edit, as every door has them
    folder: str | Path,
    layer: str,
    feature_id: str,
    *,
    values: Mapping[str, Cell],
    lonlat: LonLat | None = None,
    version: int,
    by: Signed,
) -> Saved:
    """Change some values of a row, or its place; what was changed before stays changed.

    Parameters
    ----------
    folder
        Territory folder.
    layer, feature_id
        The row.
    values
        Columns of ``model.layers`` to their new values, ``None`` = not said.
    lonlat
        New position, WGS84; ``None`` keeps the one it has. The commune follows the position.
    version
        Version of the row's local change that the person saw, 0 when it had none.
    by
        Who, when, why. A reason is required for a site outside of the communes or in a flood layer.

    Raises
    ------
    ConflictError
        ``changed_meanwhile`` with the current change.
    LayerError, DataError, StoreError
        A value, the place or the file is refused; nothing was saved.
    """
    root, contract = Path(folder), contract_of(layer)
    told, problems = _told(root, contract, values, lonlat, by=by)
    place = checked_place(lonlat) if lonlat else None
    with open_workspace(root, write=True) as workspace:
        now = _now(workspace, layer, feature_id)
        if (now.version if now else 0) != version:
            raise ConflictError("changed_meanwhile", value=feature_id, current=now, expected=who(now))
        seen = now or Change(layer, feature_id, Action.EDIT)
        change = laid(seen, _imported(root, contract, feature_id), told, place)
        check_hours({**change.base, **change.values})
        return Saved(workspace.save(change, by), problems)


def add_row(
    folder: str | Path,
    layer: str,
    *,
    values: Mapping[str, Cell],
    lonlat: LonLat,
    by: Signed,
    feature_id: str = "",
) -> Saved:
    """Add a structure or a site that no import knows; its identifier is made when none is given.

    Raises
    ------
    ConflictError
        The identifier is taken.
    LayerError, DataError, StoreError
        As ``save_edit``; ``not_editable`` for communes.
    """
    root, contract = Path(folder), contract_of(layer)
    _refuse_communes(contract)
    told, problems = _told(root, contract, values, lonlat, by=by)
    for column in contract.required:
        if not told.get(column):
            raise LayerError("bad_value", column=column)
    check_hours(told)
    known = _layer(root, contract).index
    if feature_id in known:
        raise LayerError("duplicate_id", column=contract.index, value=feature_id)
    row = {"source": by.author, **told}
    change = Change(layer, feature_id, Action.ADD, MappingProxyType(row), lonlat=checked_place(lonlat))
    with open_workspace(root, write=True) as workspace:
        first = len(workspace.journal()) + 1
        names = [feature_id] if feature_id else [f"local-{n}" for n in range(first, first + NEW_NAMES)]
        for name in names:
            try:
                return Saved(workspace.save(replace(change, feature_id=name), by), problems)
            except ConflictError:
                if name == names[-1]:
                    raise
    raise StoreError("workspace_failed")


def delete_row(folder: str | Path, layer: str, feature_id: str, *, version: int, by: Signed) -> Change:
    """Hide a structure or a site; what the import says of it is kept, and ``undo`` brings it back.

    Raises
    ------
    ConflictError
        ``changed_meanwhile`` with the current change.
    LayerError
        ``unknown_row``; ``not_editable`` for communes.
    """
    root, contract = Path(folder), contract_of(layer)
    _refuse_communes(contract)
    with open_workspace(root, write=True) as workspace:
        now = _now(workspace, layer, feature_id)
        known = _imported(root, contract, feature_id)
        if now is None and known is None:
            raise LayerError("unknown_row", column=contract.index, value=feature_id)
        mine = now or Change(layer, feature_id, Action.DELETE)
        base, place = known or (
            MappingProxyType({**mine.base, **mine.values}),
            mine.lonlat or mine.base_lonlat,
        )
        change = Change(layer, feature_id, Action.DELETE, base=base, base_lonlat=place, version=version)
        return workspace.save(change, by)


def apply_repair(folder: str | Path, repair: Repair, by: Signed) -> Saved:
    """Do what the data doctor proposed and a person chose.

    Raises
    ------
    CptsGeoError
        As ``save_edit``, ``add_row``, ``delete_row``.
    """
    layer, key = repair.layer, repair.feature_id
    mine = (c for c in local_changes(Path(folder)) if (c.layer, c.feature_id) == (layer, key))
    version = next((c.version for c in mine), 0)
    if repair.action is Action.DELETE:
        return Saved(delete_row(folder, layer, key, version=version, by=by))
    if repair.action is Action.ADD and repair.lonlat:
        return add_row(folder, layer, values=repair.values, lonlat=repair.lonlat, by=by, feature_id=key)
    return save_edit(folder, layer, key, values=repair.values, lonlat=repair.lonlat, version=version, by=by)


def resolve(folder: str | Path, conflict: Conflict, *, keep_local: bool, by: Signed) -> Change | None:
    """Settle a conflict: keep the person's value against this import, or take the import's.

    A row gone from the import is kept as a row of the person's own, or deleted.

    Returns
    -------
    Change or None
        The row's local change; ``None`` when nothing local is left.

    Raises
    ------
    ConflictError
        The value changed since the conflict was shown.
    """
    root, contract = Path(folder), contract_of(conflict.layer)
    known = _imported(root, contract, conflict.feature_id)
    with open_workspace(root, write=True) as workspace:
        now = _now(workspace, conflict.layer, conflict.feature_id)
        if now is None:
            raise ConflictError("changed_meanwhile", value=conflict.feature_id)
        new = settled(now, known, conflict, keep_local=keep_local)
        if new.values or new.lonlat:
            return workspace.save(new, by)
        workspace.forget(conflict.layer, conflict.feature_id, now.version, by)
        return None


def undo(folder: str | Path, n: int, by: Signed) -> Change | None:
    """Undo line ``n`` of the journal; see ``Workspace.undo``."""
    with open_workspace(Path(folder), write=True) as workspace:
        return workspace.undo(n, by)


def facts_of_place(folder: str | Path, layer: str, lonlat: LonLat) -> tuple[Problem, ...]:
    """What to tell a person about a position before it is saved."""
    root = Path(folder)
    crs = str(read_settings(root)["crs"])
    zones = {name: read_layer(root, ZONES, crs, name) for name in zones_of(root)}
    return place_facts(layer, checked_place(lonlat), read_layer(root, COMMUNES, crs), zones)


def _told(
    root: Path, contract: LayerContract, values: Mapping[str, Cell], lonlat: LonLat | None, *, by: Signed
) -> tuple[dict[str, Cell], tuple[Problem, ...]]:
    """Values accepted, with the commune of a new place, and what must be said of that place."""
    told = accepted(contract.name, values)
    if lonlat is None:
        return told, ()
    if contract is COMMUNES:
        raise LayerError("not_editable", column=GEOMETRY, value=contract.name, expected=SITES.name)
    problems = facts_of_place(root, contract.name, lonlat)
    if contract is SITES and problems and not by.reason.strip():
        said = ", ".join(p.value for p in problems)
        raise StoreError("place_needs_reason", column="reason", value=said)
    home = commune_at(checked_place(lonlat), _layer(root, COMMUNES))
    return {**home, **told}, problems


def _imported(root: Path, contract: LayerContract, feature_id: str) -> Known:
    frame = _layer(root, contract)
    if feature_id not in frame.index:
        return None
    place = None if contract is COMMUNES else lonlat_of(frame, feature_id)
    return MappingProxyType(cells(frame, feature_id)), place


def _layer(root: Path, contract: LayerContract) -> gpd.GeoDataFrame:
    return read_layer(root, contract, str(read_settings(root)["crs"]))


def _now(workspace: Workspace, layer: str, feature_id: str) -> Change | None:
    return next((c for c in workspace.changes(layer) if c.feature_id == feature_id), None)


def _refuse_communes(contract: LayerContract) -> None:
    if contract is COMMUNES:
        raise LayerError("not_editable", value=contract.name, expected="structures, sites")
