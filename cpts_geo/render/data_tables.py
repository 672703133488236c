"""Tables of the page *Données*, with their French headers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from cpts_geo.model.changes import Change, Conflict, JournalLine
from cpts_geo.model.findings import Finding
from cpts_geo.model.layers import NAME
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.model.territory import Source, Territory
from cpts_geo.territory.aside import LAT, LON, AsideRow, AsideTable
from cpts_geo.territory.report import ImportReport
from cpts_geo.wording import columns, file_kinds, labels, numbers, provenance
from cpts_geo.wording import data_page as words
from cpts_geo.wording import findings as finding_words
from cpts_geo.wording.problems import sentence

STALE: Final = "stale_layer"


def headed(rows: Sequence[Mapping[str, Any]], fields: Sequence[str]) -> pd.DataFrame:
    """Rows as a table with French headers, the columns there even without rows."""
    frame = pd.DataFrame(list(rows), columns=list(fields))
    return frame.rename(columns={**columns.HEADER, **words.HEADERS})


def counts(report: ImportReport) -> pd.DataFrame:
    """Rows read and what becomes of them."""
    return pd.DataFrame([{said: getattr(report, name) for name, said in file_kinds.COUNTS.items()}])


def told(problems: Sequence[Problem]) -> pd.DataFrame:
    """What an import says, one sentence per row."""
    rows = [{"problem": sentence(p), "outcome_label": labels.OUTCOME[p.outcome]} for p in problems]
    return headed(rows, ("problem", "outcome_label"))


def sources(origins: Sequence[Source]) -> pd.DataFrame:
    """Where each layer comes from."""
    rows = [
        {
            "layer": columns.layer_name(origin.layer),
            "title": origin.title,
            "vintage": origin.vintage or words.UNKNOWN_VINTAGE,
            "licence": origin.licence or words.UNKNOWN_LICENCE,
            "imported": provenance.day(origin.imported),
            "size": words.size(origin.size_bytes),
            "fingerprint": origin.fingerprint[: provenance.HASH_SHOWN],
            "url": origin.url,
        }
        for origin in origins
    ]
    shown = ("layer", "title", "vintage", "licence", "imported", "size", "fingerprint")
    return headed(rows, (*shown, "url") if any(origin.url for origin in origins) else shown)


def journal(lines: Sequence[JournalLine]) -> pd.DataFrame:
    """Lines of the journal, the last one first."""
    rows = [
        {
            "n": line.n,
            "time": numbers.date_time(line.time),
            "author": line.author,
            "act": words.ACT.get(line.act, line.act),
            "layer": columns.layer_name(line.layer) if line.layer else "",
            "feature_id": line.feature_id if line.layer else "",
            "reason": line.reason,
        }
        for line in reversed(lines)
    ]
    return headed(rows, ("n", "time", "author", "act", "layer", "feature_id", "reason"))


def changes(local: Sequence[Change], names: Mapping[str, str]) -> pd.DataFrame:
    """Local changes in force; ``names`` gives the name of each row by identifier."""
    rows = [
        {
            "layer": columns.layer_name(change.layer),
            "label": names.get(change.feature_id, str(change.values.get("name") or change.feature_id)),
            "act": words.ACTION[change.action],
            "values": values(change),
            "author": change.author,
            "time": numbers.date_time(change.time),
            "reason": change.reason,
        }
        for change in local
    ]
    return headed(rows, ("layer", "label", "act", "values", "author", "time", "reason"))


def values(change: Change) -> str:
    """« Capacité : 12 ; position : 45,94 N, 0,96 O »."""
    said = [f"{words.column(name)} : {cell(value)}" for name, value in change.values.items()]
    moved = [f"{words.POSITION} : {cell(change.lonlat)}"] if change.lonlat else []
    return " ; ".join((*said, *moved))


def conflicts(found: Sequence[Conflict], names: Mapping[str, str]) -> pd.DataFrame:
    """Values that a person and a later import give differently."""
    rows = [
        {
            "layer": columns.layer_name(conflict.layer),
            "label": names.get(conflict.feature_id, conflict.feature_id),
            "column": words.column(conflict.column),
            "mine": cell(conflict.local),
            "theirs": cell(conflict.imported) if conflict.column else words.GONE,
            "base": cell(conflict.base),
        }
        for conflict in found
    ]
    return headed(rows, ("layer", "label", "column", "mine", "theirs", "base"))


def cell(value: object) -> str:
    """A value as a person reads it: word of a category or status, place, number."""
    if value is None or value == "":
        return words.NOT_IN_LIST
    if isinstance(value, tuple):
        return ", ".join(numbers.decimal(float(part), 5) for part in reversed(value))
    if isinstance(value, bool):
        return columns.YES_NO[value]
    if isinstance(value, float):
        return numbers.integer(value) if value.is_integer() else numbers.decimal(value, 2)
    known = {str(key): said for key, said in labels.CATEGORY.items()} | labels.STATUS | labels.SITE_KIND
    return known.get(str(value), str(value))


def names(territory: Territory) -> dict[str, str]:
    """Name of each structure, site and commune by identifier."""
    layers = (territory.structures, territory.sites, territory.communes)
    return {str(key): str(name) for frame in layers for key, name in frame[NAME].items()}


def conflict_line(conflict: Conflict, known: Mapping[str, str]) -> str:
    """« Pharmacie du Port, capacité : ma valeur 12, nouvel import 14 »."""
    who = known.get(conflict.feature_id, conflict.feature_id)
    if not conflict.column:
        return f"{who} : {words.GONE}"
    return (
        f"{who}, {words.column(conflict.column).lower()} : {words.MINE.lower()} {cell(conflict.local)}, "
        f"{words.THEIRS.lower()} {cell(conflict.imported)}"
    )


def journal_line(line: JournalLine) -> str:
    """« n° 12, 26/11/2026 10:00, A. Martin : modifié, Structures P1 »."""
    what = f"{words.ACT.get(line.act, line.act)}, {columns.layer_name(line.layer)} {line.feature_id}"
    return f"n°{numbers.NO_BREAK_SPACE}{line.n}, {numbers.date_time(line.time)}, {line.author} : {what}"


def aside(table: AsideTable) -> pd.DataFrame:
    """Rows set aside: line, cause, cells as they are; a place can be typed when the file has none."""
    cells = [dict(row.cells) for row in table.rows]
    frame = pd.DataFrame(cells, dtype=object).fillna("")
    if table.editable:
        frame = frame.assign(**{name: "" for name in aside_places() if name not in frame})
    said = ["  ".join(causes(row)) for row in table.rows]
    frame.insert(0, words.CAUSE, said)
    frame.insert(0, words.LINE, [row.row for row in table.rows])
    return frame


def aside_fixed() -> list[str]:
    """Columns of ``aside`` that are not the file's."""
    return [words.LINE, words.CAUSE]


def aside_places() -> dict[str, str]:
    """Header of each typed coordinate to its name for the reader."""
    return {words.LON: LON, words.LAT: LAT}


def aside_cells(typed: Mapping[str, str]) -> dict[str, str]:
    """Cells typed in ``aside``, under the names that ``retry`` reads."""
    return {aside_places().get(name, name): value for name, value in typed.items()}


def causes(row: AsideRow) -> list[str]:
    """Why a row is set aside; its file and line are said beside."""
    return [sentence(replace(problem, file="", row=0, outcome=Outcome.INFORMATION)) for problem in row.causes]


def findings(found: Sequence[Finding]) -> pd.DataFrame:
    """One row per finding, gravest first."""
    rows = [
        {
            "severity": finding_words.SEVERITY[finding.severity],
            "what": finding_words.what((finding,)),
            "layer": layer_word(finding.layer),
            "value": finding.value,
            "place": finding_words.place(finding),
            "seen": columns.YES_NO[finding.ticked],
        }
        for finding in found
    ]
    return headed(rows, ("severity", "what", "layer", "value", "place", "seen"))


def layer_word(layer: str) -> str:
    """French of a layer; the territory as a whole when there is none."""
    return columns.layer_name(layer) if layer else words.WHOLE


def stale(found: Sequence[Finding]) -> list[Finding]:
    """Findings that say a layer is old."""
    return [finding for finding in found if finding.kind == STALE and not finding.ticked]
