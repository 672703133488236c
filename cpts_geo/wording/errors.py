"""Every error as one French sentence that says where, what, the value read and what to do."""

import re
from typing import Final

from cpts_geo.model.errors import CptsGeoError
from cpts_geo.wording.decisions import DECISION_ERRORS
from cpts_geo.wording.error_files import FILE_SENTENCES
from cpts_geo.wording.error_hazards import HAZARD_SENTENCES
from cpts_geo.wording.error_network import NETWORK_SENTENCES
from cpts_geo.wording.error_store import STORE_SENTENCES
from cpts_geo.wording.error_studies import STUDY_SENTENCES
from cpts_geo.wording.hydrograph import HYDROGRAPH_SENTENCES
from cpts_geo.wording.numbers import metres
from cpts_geo.wording.problems import SENTENCES as PROBLEMS
from cpts_geo.wording.problems import row_word

LONGEST: Final = 60  # characters of a value shown, RELIABILITY 5
_HIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_LENGTH: Final = re.compile(r"\b(\d+) m\b")  # as errors say them
_QUOTED: Final = re.compile("'(.*)'")

SENTENCES: Final[dict[str, tuple[str, str]]] = (
    FILE_SENTENCES
    | HAZARD_SENTENCES
    | STUDY_SENTENCES
    | STORE_SENTENCES
    | NETWORK_SENTENCES
    | DECISION_ERRORS
    | HYDROGRAPH_SENTENCES
)
_SYSTEM: Final[dict[str, str]] = {
    "No space left on device": "plus de place sur le disque",
    "File too large": "fichier trop grand pour ce disque ou ce compte",
    "Permission denied": "accès refusé",
    "Is a directory": "c’est un dossier",
    "Not a directory": "ce n’est pas un dossier",
    "File exists": "un fichier porte déjà ce nom",
    "Read-only file system": "disque en lecture seule",
    "File name too long": "nom trop long",
}
# What these carry is a program's own English words, of no use to the reader.
SILENT: Final = frozenset(
    {
        "unusable_closure",
        "truncated_file",
        "not_graphml",
        "not_osm",
        "broken_json",
        "npm_failed",
        "unreadable",
        "binary",
        "workspace_busy",
        "workspace_damaged",
        "workspace_failed",
        "workspace_not_written",
        "workspace_read_only",
    }
)
FOLDERS: Final = frozenset({"not_a_territory", "no_network", "fictitious_folder"})
UNKNOWN_KIND: Final = ("l’opération a échoué", "signalez ce message avec le fichier utilisé.")


def explain(error: CptsGeoError) -> str:
    """Return « Fichier F, ligne L, colonne C : ce qui ne va pas. Valeur lue : V. À faire : action. »."""
    what, action = SENTENCES.get(error.kind, UNKNOWN_KIND)
    what = _with_cause(what, error)
    row, column, value = _place(error)
    facts = {"value": _short(value), "expected": _LENGTH.sub(_metres, _short(error.expected, 300))}
    facts["expects"] = f" ; attendu : {facts['expected']}" if facts["expected"] else ""
    noun = "dossier" if error.kind in FOLDERS else "source" if error.kind in NETWORK_SENTENCES else "fichier"
    lines = error.kind.startswith("broken_")  # of the text itself, not of what it draws
    where = _where(noun, _short(error.file, 200), row, _short(column), lines=lines)
    shown = f" Valeur lue : {facts['value']}." if value and "{value}" not in what else ""
    return f"{where}{_capital(what.format(**facts)) if not where else what.format(**facts)}.{shown} À faire : {action.format(**facts)}"


def _metres(length: re.Match[str]) -> str:
    return metres(float(length[1]))


def _with_cause(what: str, error: CptsGeoError) -> str:
    """What is wrong, and with the first row when a whole file is lost to its rows."""
    cause = PROBLEMS.get(error.expected, "") if error.kind == "no_valid_row" else ""
    return f"{what} ; la première : {cause}" if cause else what


def _place(error: CptsGeoError) -> tuple[int | None, str, str]:
    """Row, column and value; the parser's English words give their place and are dropped."""
    found = _PLACE.search(error.value)
    if found:
        return int(found[1]), found[2], ""
    if error.kind in SILENT:
        return error.row, error.column, ""
    if error.kind == "bad_spec":
        quoted = _QUOTED.search(error.value)
        return error.row, error.column, quoted[1] if quoted else ""
    return error.row, error.column, _SYSTEM.get(error.value, error.value)


def _where(noun: str, file: str, row: int | None, column: str, *, lines: bool) -> str:
    word = "ligne" if lines else row_word(file)
    parts = [
        f"{noun} {file}" if file else "",
        f"{word} {row}" if row else "",
        f"colonne {column}" if column else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{_capital(said)} : " if said else ""


def _short(text: str, longest: int = LONGEST) -> str:
    clean = _HIDDEN.sub(" ", text).strip()
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
