"""How an edit or a decision changes the local state of a row: values in, values out, nothing saved."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from cpts_geo.model.changes import Action, Cell, Change, Conflict, LonLat
from cpts_geo.model.errors import ConflictError, LayerError, StoreError
from cpts_geo.model.layers import GEOMETRY, NAME, SITES
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.model.territory import Territory
from cpts_geo.territory.merging import said

Known = tuple[Mapping[str, Cell], LonLat | None] | None  # a row as imported: values and place


def laid(seen: Change, known: Known, told: Mapping[str, Cell], place: LonLat | None) -> Change:
    """The row's local change with more values; the base of what is changed now is today's import."""
    if seen.action is Action.DELETE:
        raise StoreError("row_removed", value=seen.feature_id, expected=who(seen))
    values = MappingProxyType({**seen.values, **told})
    if seen.action is Action.ADD:
        return replace(seen, values=values, lonlat=place or seen.lonlat)
    if known is None and not seen.version:
        raise LayerError("unknown_row", value=seen.feature_id)
    row, here = known or (seen.base, seen.base_lonlat)
    older = {c: seen.base.get(c) for c in seen.values if c not in told}
    moved = place is None and seen.lonlat is not None
    return replace(
        seen,
        values=values,
        base=MappingProxyType({**row, **older}),
        lonlat=place or seen.lonlat,
        base_lonlat=seen.base_lonlat if moved else here,
    )


def settled(now: Change, known: Known, conflict: Conflict, *, keep_local: bool) -> Change:
    """The local change once one conflict is decided."""
    if not conflict.column:
        if not keep_local:
            return replace(now, action=Action.EDIT, values=MappingProxyType({}), lonlat=None)
        whole, place = MappingProxyType({**now.base, **now.values}), now.lonlat or now.base_lonlat
        return replace(now, action=Action.ADD, values=whole, base=MappingProxyType({}), lonlat=place)
    column, moved = conflict.column, conflict.column == GEOMETRY
    local = now.lonlat if moved else said(now.values.get(column))
    if known is None or local != conflict.local:
        raise ConflictError("changed_meanwhile", value=now.feature_id, current=now, expected=who(now))
    row, here = known
    others = {c: now.base.get(c) for c in now.values if c != column}
    base, values = {**row, **others}, {c: v for c, v in now.values.items() if keep_local or c != column}
    settled = replace(now, action=Action.EDIT, base=MappingProxyType(base), values=MappingProxyType(values))
    if not moved:
        return replace(settled, base_lonlat=now.base_lonlat if now.lonlat else here)
    return replace(settled, base_lonlat=here, lonlat=now.lonlat if keep_local else None)


def who(now: Change | None) -> str:
    """Author and time of a change, empty for none."""
    return f"{now.author}, {now.time}" if now else ""


def removed_sites(territory: Territory, wanted: Sequence[str]) -> tuple[Problem, ...]:
    """One line per site that a study wants and that a person deleted: its name, the day, who."""
    gone = {c.feature_id: c for c in territory.changes if (c.layer, c.action) == (SITES.name, Action.DELETE)}
    return tuple(
        Problem("", SITES.name, 0, "", "removed_site", _removal(gone[site]), Outcome.INFORMATION)
        for site in wanted
        if site in gone and site not in territory.sites.index
    )


def _removal(change: Change) -> str:
    return " ; ".join((str(change.base.get(NAME) or change.feature_id), change.time[:10], change.author))
