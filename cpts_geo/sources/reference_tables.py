"""Reference tables of the State: movements of communes, COG, EPCI, départements. Kept, not drawn."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from cpts_geo.model.problems import Outcome
from cpts_geo.model.reference import COLUMNS, Reference
from cpts_geo.sources.codes import CODE, code_texts
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, all_stored, summary
from cpts_geo.sources.raw import RawTable, row_problems

OLD_CODES: Final = ("codgeo_ini", "com_ini", "ancien_code", "code_ancien", "ancien_code_insee", "code_avant")
NEW_CODES: Final = ("com_fin", "nouveau_code", "code_nouveau", "nouveau_code_insee", "code_apres")
YEARS: Final = ("date_eff", "date", "annee", "annee_modif", "an")
EPCI_NAMES: Final = ("raison_sociale", "libepci", "nom_epci", "lib_epci", "libelle_epci", "nom_complet")
SIRENS: Final = ("siren", "epci", "code_epci", "siren_epci", "codeepci", "num_siren")
MEMBERS: Final = ("insee", "codgeo", "code_insee", "insee_com", "code_commune", "depcom")
MEMBER_NAMES: Final = ("nom_membre", "libgeo", "nom_commune", "nom_com", "libelle", "nom")
KEPT: Final = {
    "movements": "reference_movements",
    "cog": "reference_cog",
    "epci": "reference_epci",
    "departments": "reference_departments",
}
_PASSAGE_YEAR: Final = re.compile(r"(?:codgeo|com)_(\d{4})")


def detect(raw: RawTable) -> str:
    """``movements``, ``passage``, ``cog``, ``epci``, ``departments``, or nothing."""
    if raw.geometry is not None:
        return ""
    headers = raw.headers
    tests = {
        "movements": {"mod", "date_eff", "com_av", "com_ap"} <= headers,
        "passage": raw.header(OLD_CODES) is not None and bool(_new_codes(raw)),
        "cog": "com" in headers and bool({"typecom", "date_debut"} & headers) and "libelle" in headers,
        "epci": raw.header(EPCI_NAMES) is not None
        and raw.header(SIRENS) is not None
        and raw.header(MEMBERS) is not None,
        "departments": {"dep", "libelle", "cheflieu"} <= headers and "com" not in headers,
    }
    return next((name for name, is_it in tests.items() if is_it), "")


def read(raw: RawTable) -> Harvest:
    """Reference table of a file, whole: the territory is cut out of it when it is used."""
    kind = detect(raw)
    readers = {
        "movements": _movements,
        "passage": _passage,
        "cog": _cog,
        "epci": _epci,
        "departments": _departments,
    }
    table, needed = readers[kind](raw)
    name = "movements" if kind == "passage" else kind
    bad = ~needed
    fate = all_stored(raw).mask(bad, SET_ASIDE)
    if "type" in table and kind == "cog" and (table["type"] == "ended").any():
        fate = fate.mask((table["type"] == "ended") & (fate == STORED), EXCLUDED)
    notes = row_problems(
        raw, "reference", "bad_insee_code", Outcome.SET_ASIDE, values=raw.columns.iloc[:, 0][bad]
    )
    kept = table.loc[fate == STORED, [c for c in COLUMNS[name] if c != "source"]].assign(source=raw.file)
    said = summary(raw, "reference", KEPT[name], len(kept))
    return Harvest(raw, (), fate, (*raw.problems, *notes, *said), reference={name: kept})


def with_tables(reference: Reference, raws: Sequence[RawTable]) -> Reference:
    """Tables of a folder with those of files that are being imported beside."""
    fresh = {name: table for raw in raws for name, table in (read(raw).reference or {}).items()}
    return replace(reference, **{name: table for name, table in fresh.items() if hasattr(reference, name)})


def _is_code(texts: pd.Series) -> pd.Series:
    return texts.map(lambda text: CODE.fullmatch(text) is not None).astype(bool)


def _movements(raw: RawTable) -> tuple[pd.DataFrame, pd.Series]:
    names = {
        "mod": "mod",
        "date": "date_eff",
        "type_before": "typecom_av",
        "code_before": "com_av",
        "name_before": "libelle_av",
        "type_after": "typecom_ap",
        "code_after": "com_ap",
        "name_after": "libelle_ap",
    }
    table = pd.DataFrame({ours: raw.text((theirs,)) for ours, theirs in names.items()})
    for column in ("type_before", "type_after"):  # a file without types speaks of communes only
        if raw.header((names[column],)) is None:
            table[column] = "COM"
    table["date"] = table["date"].map(_iso)
    created = (table["mod"] == "20") & (table["code_before"] == "")
    good = _is_code(table["code_after"]) & (created | _is_code(table["code_before"]))
    return table, good & table["date"].str.fullmatch(r"\d{4}-\d\d-\d\d")


def _iso(text: str) -> str:
    """Day first, always; a bare year is its first of January."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    if found:
        return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    return f"{text}-01-01" if re.fullmatch(r"\d{4}", text) else text[:10]


def _new_codes(raw: RawTable) -> tuple[str, ...]:
    years = sorted((h for h in raw.headers if _PASSAGE_YEAR.fullmatch(h)), reverse=True)
    return (*NEW_CODES, *years) if years or raw.header(NEW_CODES) is not None else ()


def _passage(raw: RawTable) -> tuple[pd.DataFrame, pd.Series]:
    """Old code → code of a year: a movement without its reason (MOD 32), dated of that year."""
    headers = _new_codes(raw)
    year = next((h[-4:] for h in headers if _PASSAGE_YEAR.fullmatch(h) and h in raw.headers), "")
    day = raw.text(YEARS).map(_iso) if raw.header(YEARS) else pd.Series("", index=raw.columns.index)
    table = pd.DataFrame(
        {
            "mod": "32",
            "date": day.where(day != "", f"{year or '1943'}-01-01"),
            "type_before": "COM",
            "code_before": code_texts(raw.text(OLD_CODES)),
            "name_before": raw.text(("libgeo_ini", "ancien_nom", "nom_ancien")),
            "type_after": "COM",
            "code_after": code_texts(raw.text(headers)),
            "name_after": raw.text((f"libgeo_{year}", "libgeo", "nouveau_nom", "nom_nouveau")),
        }
    )
    return table, _is_code(table["code_before"]) & _is_code(table["code_after"])


def _cog(raw: RawTable) -> tuple[pd.DataFrame, pd.Series]:
    codes = code_texts(raw.text(("com",)))
    kinds = raw.text(("typecom",)) if raw.header(("typecom",)) else pd.Series("COM", index=codes.index)
    ended = raw.text(("date_fin",)) != ""
    table = pd.DataFrame(
        {
            "code": codes,
            "type": kinds.mask(ended, "ended"),
            "name": raw.text(("libelle",)),
            "department": raw.text(("dep",)).where(raw.text(("dep",)) != "", codes.map(department_of)),
            "parent": raw.text(("comparent",)),
        }
    )
    return table, _is_code(codes)


def _epci(raw: RawTable) -> tuple[pd.DataFrame, pd.Series]:
    codes = code_texts(raw.text(MEMBERS))
    table = pd.DataFrame(
        {
            "code_insee": codes,
            "name": raw.text(MEMBER_NAMES),
            "siren": raw.text(SIRENS),
            "epci": raw.text(EPCI_NAMES),
        }
    )
    return table, _is_code(codes) & (table["siren"] != "")


def _departments(raw: RawTable) -> tuple[pd.DataFrame, pd.Series]:
    table = pd.DataFrame({"department": raw.text(("dep",)).str.upper(), "name": raw.text(("libelle",))})
    return table, table["department"] != ""


def department_of(code: str) -> str:
    """Département of an INSEE code: two characters, three overseas."""
    return code[:3] if code[:2] in {"97", "98"} else code[:2]
