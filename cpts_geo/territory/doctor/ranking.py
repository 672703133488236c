"""Gravest first, in an order that depends on nothing else, and alike findings together."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import groupby
from typing import Final

from cpts_geo.model.findings import Finding, Severity
from cpts_geo.territory.doctor.severity import SEVERITY

ALIKE: Final = 3  # findings of one kind that are still listed one by one
_GRAVITY: Final = {severity: rank for rank, severity in enumerate(Severity)}
_RANK: Final = {kind: rank for rank, kind in enumerate(SEVERITY)}


def ranked(findings: Iterable[Finding], ticked: AbstractSet[str] = frozenset()) -> tuple[Finding, ...]:
    """Findings without repetition, gravest first; those a person ticked come last, and are flagged."""
    once = {(finding.key, finding.column, finding.name, finding.lonlat): finding for finding in findings}
    flagged = (replace(found, ticked=True) if found.key in ticked else found for found in once.values())
    return tuple(sorted(flagged, key=_order))


def _order(finding: Finding) -> tuple[object, ...]:
    place = (finding.layer, finding.file, finding.row, finding.column)
    who = (finding.name, finding.feature_id, finding.value, finding.lonlat or ())
    kind = (_RANK.get(finding.kind, len(_RANK)), finding.kind)
    return (finding.ticked, _GRAVITY[finding.severity], *kind, *place, *who)


def grouped(findings: Iterable[Finding], alike: int = ALIKE) -> tuple[tuple[Finding, ...], ...]:
    """Ranked findings as people read them: more than ``alike`` of one cause make one line."""
    lines: list[tuple[Finding, ...]] = []
    for _, members in groupby(findings, key=_cause):
        together = tuple(members)
        lines += [together] if len(together) > alike else [(finding,) for finding in together]
    return tuple(lines)


def _cause(finding: Finding) -> tuple[object, ...]:
    return (finding.ticked, finding.severity, finding.kind, finding.layer)
