"""What the data doctor finds, as French lines: how grave, where, what was read, what can be done."""

import re
from collections.abc import Sequence
from typing import Final

from cpts_geo.model.categories import Category
from cpts_geo.model.findings import Finding, Severity
from cpts_geo.model.problems import Problem
from cpts_geo.territory.doctor import grouped
from cpts_geo.wording import columns, labels, numbers, problems
from cpts_geo.wording.finding_words import REPAIRS, WORDS

__all__ = ["REPAIRS", "SEVERITY", "counted", "line", "listed", "place", "repairs", "severity_counts", "what"]

SEVERITY: Final[dict[Severity, str]] = {
    Severity.BLOCKING: "Bloquant",
    Severity.LOOK: "À regarder",
    Severity.INFORMATION: "Information",
}
COUNTED: Final[dict[Severity, tuple[str, str]]] = {
    Severity.BLOCKING: ("bloquant", "bloquants"),
    Severity.LOOK: ("à regarder", "à regarder"),
    Severity.INFORMATION: ("information", "informations"),
}
TICKED: Final = "vu"
NAMED: Final = 6  # names quoted in a line about several rows
_DECIMAL: Final = re.compile(r"(?<=\d)\.(?=\d)")
_UNIT: Final = re.compile(r"(?<=\d) (?=(?:m|km|km2|%)$)")
_HOLE: Final = re.compile(r"\{(\w+)\}")
_WHOLE: Final = re.compile(r"-?\d+")


def severity_counts(groups: Sequence[Sequence[Finding]]) -> str:
    """« 2 bloquants, 14 à regarder, 31 informations », all three always said, each group counted once."""
    said = []
    for severity, (one, many) in COUNTED.items():
        count = sum(group[0].severity is severity for group in groups)
        said.append(f"{numbers.integer(count)} {many if count > 1 else one}")
    return ", ".join(said)


def listed(findings: Sequence[Finding]) -> str:
    """The same where each finding has its own row: « 0 bloquant, 8 à regarder, 19 informations. »."""
    return _summary(findings, [(finding,) for finding in findings])


def counted(findings: Sequence[Finding]) -> str:
    """First line of ``check``: how many lines of each rank, how many rows they stand for, how many seen."""
    return _summary(findings, grouped(findings))


def _summary(findings: Sequence[Finding], groups: Sequence[Sequence[Finding]]) -> str:
    if not findings:
        return "Aucun problème trouvé."
    seen = sum(finding.ticked for finding in findings)
    rows = f"{numbers.integer(len(findings))} constats" if len(groups) < len(findings) else ""
    ticks = f"dont {numbers.integer(seen)} déjà vu{'s' if seen > 1 else ''}" if seen else ""
    end = f" ({', '.join(part for part in (rows, ticks) if part)})" if rows or ticks else ""
    return f"{severity_counts(groups)}{end}."


def line(group: Sequence[Finding]) -> str:
    """One finding, or several of one kind: « À regarder : ce qui ne va pas. À faire : action. »."""
    first = group[0]
    head = SEVERITY[first.severity] + (f" ({TICKED})" if first.ticked else "")
    where = f" Où : {place(first)}." if len(group) == 1 and first.lonlat else ""
    todo = WORDS[first.kind].todo if first.kind in WORDS else ""
    done = f" À faire : {todo}." if todo else ""
    offered = repairs(first) if len(group) == 1 else ""
    return f"{head} : {what(group)}{where}{done}{offered}"


def what(group: Sequence[Finding]) -> str:
    """What is wrong, as a sentence."""
    first = group[0]
    if first.kind not in WORDS:
        return _imported(group)
    if len(group) == 1:
        return f"{_filled(first)}."
    many = WORDS[first.kind].many.replace("{count}", numbers.integer(len(group)))
    return f"{many} : {_names(group)}."


def repairs(finding: Finding) -> str:
    """What one click would do."""
    if not finding.repairs:
        return ""
    said = " ; ".join(REPAIRS[repair.kind] for repair in finding.repairs)
    return f" Corrections possibles : {said}."


def place(finding: Finding) -> str:
    """« 45,94090 N, 0,95830 O »; empty without a place."""
    if finding.lonlat is None:
        return ""
    lon, lat = finding.lonlat
    return (
        f"{numbers.decimal(abs(lat), 5)} {'N' if lat >= 0 else 'S'}, "
        f"{numbers.decimal(abs(lon), 5)} {'E' if lon >= 0 else 'O'}"
    )


def _filled(finding: Finding) -> str:
    parts = [_part(part) for part in finding.value.split(" ; ")]
    padded = [*parts, "", "", ""]
    facts = {
        "name": finding.name,
        "value": ", ".join(parts),
        "a": _named(finding.kind, padded[0]),
        "b": padded[1],
        "c": padded[2],
        "off": f", à {padded[2]} d’elle" if padded[2] else "",
        "there": f"dans {padded[1]}" if padded[1] != "-" else "hors des communes du territoire",
        "layers": ", ".join(labels.hazard_layer(part, part) for part in finding.value.split(" ; ")),
        "date": numbers.date_time(finding.value),
        "opens": numbers.date_time(finding.value.partition(" ; ")[0]),
        "closes": numbers.date_time(finding.value.partition(" ; ")[2]),
    }
    words = WORDS[finding.kind].one
    said = _HOLE.sub(lambda hole: facts[hole[1]], words)
    return said if words.startswith("{") else said[:1].upper() + said[1:]


def _part(text: str) -> str:
    """Numbers as the French write them: « 12.3 km » → « 12,3 km », « 53145 » → « 53 145 »."""
    if _WHOLE.fullmatch(text) and len(text) < 8 and not text.startswith("0"):
        return numbers.integer(int(text))
    said = _UNIT.sub(numbers.NARROW_SPACE, text)
    return _DECIMAL.sub(",", said).replace("km2", "km²") if said != text else text


def _named(kind: str, text: str) -> str:
    """French name of a category or a column; any other text as it is."""
    if kind == "local_conflict":
        return columns.HEADER.get(text, text)
    return _category(text) if kind == "category_absent" else text


def _category(name: str) -> str:
    return labels.CATEGORY[Category(name)] if name in set(Category) else name


def _names(group: Sequence[Finding]) -> str:
    shown = [finding.name or _part(finding.value) for finding in group[:NAMED]]
    if group[0].kind == "category_absent":
        shown = [_category(finding.value) for finding in group[:NAMED]]
    return ", ".join(shown) + _others(len(group) - len(shown))


def _others(count: int) -> str:
    return f" et {numbers.integer(count)} autre{'s' if count > 1 else ''}" if count > 0 else ""


def _imported(group: Sequence[Finding]) -> str:
    """Sentence of what an import said; several of one kind quote their values and lines."""
    first = group[0]
    if len(group) == 1:
        name = f" ({first.name})" if first.name else ""
        return f"{problems.sentence(_problem(first))}{name}"
    said = problems.SENTENCES.get(first.kind, problems.UNKNOWN)
    values = "{value}" if "{value}" in said else ""
    quoted = [_quoted(finding) for finding in group[:NAMED]]
    if all(finding.row and not finding.value and not finding.name for finding in group):
        quoted = [f"lignes {first.row}", *(str(finding.row) for finding in group[1:NAMED])]
    shown = ", ".join(quoted) + _others(len(group) - len(quoted))
    outcome = problems.OUTCOMES[first.outcome]
    body = said.replace("{value}", shown) if values else f"{said} : {shown}"
    files = ", ".join(dict.fromkeys(finding.file for finding in group if finding.file))
    head = f"{numbers.integer(len(group))} fois, {files} : " if files else ""
    return f"{head}{body}. {outcome}".strip()


def _quoted(finding: Finding) -> str:
    """One of several: the name of its commune, its value or its line."""
    if finding.name:
        return f"{finding.name} {finding.value.removeprefix(finding.feature_id).strip()}".strip()
    row = f"ligne {finding.row}" if finding.row else ""
    return " ".join(part for part in (row, finding.value and f"« {finding.value} »") if part) or finding.file


def _problem(finding: Finding) -> Problem:
    where = (finding.file, finding.layer, finding.row, finding.column)
    return Problem(*where, finding.kind, finding.value, finding.outcome)
