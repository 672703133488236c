"""The answer of ``check --json``: the contract's keys of a problem, then rank, place and repairs."""

from typing import Any

from cpts_geo.model.findings import Finding, Repair
from cpts_geo.wording.findings import REPAIRS, line


def finding_object(finding: Finding) -> dict[str, Any]:
    """One finding; ``lon`` and ``lat`` are null when it has no place."""
    lon, lat = finding.lonlat or (None, None)
    return {
        "file": finding.file,
        "row": finding.row,
        "column": finding.column,
        "kind": finding.kind,
        "value": finding.value,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "layer": finding.layer,
        "feature_id": finding.feature_id,
        "name": finding.name,
        "lon": lon,
        "lat": lat,
        "repairs": [_repair_object(repair) for repair in finding.repairs],
        "ticked": finding.ticked,
        "message": line((finding,)),
    }


def _repair_object(repair: Repair) -> dict[str, Any]:
    lon, lat = repair.lonlat or (None, None)
    return {
        "kind": repair.kind,
        "label": REPAIRS[repair.kind],
        "layer": repair.layer,
        "feature_id": repair.feature_id,
        "action": repair.action.value,
        "values": dict(repair.values),
        "lon": lon,
        "lat": lat,
    }
