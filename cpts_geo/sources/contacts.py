"""Contacts by function: mayor on duty, CPTS, ARS, préfecture, keys of a hall. Never a person (FACTS 3.4)."""

import re
from typing import Final

import pandas as pd

from cpts_geo.model.contacts import (
    BODY,
    CONTACT_KEY,
    CONTACTS_LAYER,
    EMAIL,
    FUNCTION,
    HOURS,
    IMPORTED,
    TELEPHONE,
)
from cpts_geo.model.layers import CODE_INSEE, NAME, SITE_ID
from cpts_geo.model.personal import mobiles
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.codes import CODE, CODES, city_of, code_texts
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Place, all_stored, summary
from cpts_geo.sources.raw import RawTable, by_value, normalise, problem, row_problems

FUNCTIONS: Final = (FUNCTION, "fonction", "role", "poste", "qualite")
BODIES: Final = (BODY, "organisme", "service", "entite", "collectivite", "organisation", "structure")
TELEPHONES: Final = (
    *(TELEPHONE, "tel", "phone", "numero", "numero_de_telephone", "num_tel", "ligne"),
    *("astreinte", "tel_astreinte", "telephone_astreinte", "standard"),
)
EMAILS: Final = (EMAIL, "courriel", "e_mail", "mail", "mel", "adresse_mail", "adresse_electronique")
OPENINGS: Final = (HOURS, "horaires", "heures", "plage", "disponibilite")
COMMUNES: Final = ("commune", "nom_commune", "nom_de_la_commune", "ville")
SITES: Final = (SITE_ID, "id_site", "identifiant_site", "site", "lieu")
PERSONS: Final = (
    *("nom", "prenom", "nom_prenom", "prenom_nom", "nom_et_prenom", "nom_de_famille", "civilite"),
    *("titulaire", "personne", "interlocuteur", "elu", "nom_elu", "nom_du_maire", "maire", "referent"),
    *("contact", "name"),
)
_CIVILITY: Final = re.compile(
    r"\b(?:MM?\.|Mr|Mme|Mmes|Mlle|Monsieur|Madame|Mademoiselle|Dr\.?|Docteure?|Pr\.?)\s+[A-ZÀ-Ý]"
)
_LONG_NUMBER: Final = re.compile(r"(?:\d[\s.\-/]{0,2}){9}")
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]{2,}")
_FRENCH: Final = re.compile(r"0[1-9]\d{8}")
_FOREIGN: Final = re.compile(r"\+[1-9]\d{6,14}")  # E.164: fifteen digits at most
_SHORT: Final = re.compile(r"1\d{1,2}|3\d{3}|116\d{3}|10\d{2}")  # 15, 112, 3114, 116117, 1013
_SEVERAL: Final = re.compile(r"\s*(?:/|;|,|\bou\b|\bpuis\b)\s*")


def detect(raw: RawTable) -> bool:
    """A table with a function, and a telephone or an electronic address."""
    means = raw.header(TELEPHONES) or raw.header(EMAILS)
    return raw.geometry is None and raw.header(FUNCTIONS) is not None and means is not None


def read(raw: RawTable, place: Place, today: str = "") -> Harvest:
    """Contacts of a list; what is told of a row never repeats its telephone, its address nor a name."""
    frame = _frame(raw, place)
    numbers = by_value(frame[TELEPHONE], telephone)
    away = frame[CODE_INSEE].map(lambda code: CODE.fullmatch(code) is not None) & ~_known(frame, place)
    fate = all_stored(raw).mask(away, EXCLUDED)
    checks = {
        "contact_without_function": frame[FUNCTION] == "",
        "contact_person": _says(frame, _CIVILITY),
        "contact_number_in_text": _says(frame, _LONG_NUMBER) | _says(frame, _EMAIL),
        "contact_telephone": (frame[TELEPHONE] != "") & (numbers == ""),
        "contact_email": (frame[EMAIL] != "") & ~frame[EMAIL].str.fullmatch(_EMAIL.pattern),
        "contact_commune": (frame[CODE_INSEE] != "") & ~away & ~_known(frame, place),
        "contact_site": (frame[SITE_ID] != "") & ~frame[SITE_ID].isin(_sites(place)),
    }
    told: list[Problem] = []
    for kind, wrong in checks.items():
        told += _rows(raw, kind, Outcome.SET_ASIDE, wrong & (fate == STORED))
        fate = fate.mask(wrong & (fate == STORED), SET_ASIDE)
    completed = frame[TELEPHONE].str.replace(r"\D", "", regex=True).str.fullmatch(r"[1-9]\d{8}")
    told += _rows(raw, "contact_zero", Outcome.FIXED, completed & (fate == STORED))
    fate, doubles = _without_doubles(raw, frame, fate)
    frame[TELEPHONE], frame["source"], frame[IMPORTED] = numbers, raw.file, today
    kept = frame[fate == STORED].reset_index(drop=True)
    told += [*doubles, *_summaries(raw, kept, int(away.sum()))]
    return Harvest(raw, (), fate, (*raw.problems, *told), contacts=kept)


def telephone(text: str) -> str:
    """Numbers of a cell grouped as they are read aloud, ``" / "`` between several; empty when one is wrong.

    A French number of nine digits has lost its first zero in a spreadsheet: it is given back.
    """
    found = [_number(part) for part in _SEVERAL.split(text.strip()) if part]
    return " / ".join(found) if all(found) else ""


def _number(text: str) -> str:
    compact = re.sub(r"[\s.\-()_]|\.0$", "", text)
    compact = re.sub(r"^(?:\+33|0033)0?(?=[1-9]\d{8}$)", "0", compact)
    compact = "0" + compact if re.fullmatch(r"[1-9]\d{8}", compact) else compact
    if _FRENCH.fullmatch(compact):
        return " ".join(compact[k : k + 2] for k in range(0, 10, 2))
    return compact if _SHORT.fullmatch(compact) or _FOREIGN.fullmatch(compact) else ""


def _frame(raw: RawTable, place: Place) -> pd.DataFrame:
    codes = code_texts(raw.text(CODES))
    codes = codes.mask(codes.str.fullmatch(r"\d{4}"), "0" + codes)
    communes = _by_name(place.communes)
    named = by_value(raw.text(COMMUNES), lambda name: communes.get(normalise(name), name))
    sites = {} if place.sites is None else _by_name(place.sites)
    return pd.DataFrame(
        {
            FUNCTION: raw.text(FUNCTIONS),
            BODY: raw.text(BODIES),
            CODE_INSEE: by_value(codes.where(codes != "", named), lambda code: city_of(code) or code),
            SITE_ID: by_value(raw.text(SITES), lambda name: sites.get(normalise(name), name)),
            TELEPHONE: raw.text(TELEPHONES),
            EMAIL: raw.text(EMAILS).str.lower(),
            HOURS: raw.text(OPENINGS),
        },
        dtype=object,
    )


def _by_name(layer: pd.DataFrame) -> dict[str, str]:
    """Normalised name to identifier; a name that two places bear leads nowhere."""
    names = [normalise(str(name)) for name in layer[NAME]] if len(layer) else []
    pairs = zip(names, layer.index.astype(str), strict=True)
    return {name: key for name, key in pairs if names.count(name) == 1}


def _known(frame: pd.DataFrame, place: Place) -> pd.Series:
    return frame[CODE_INSEE].isin(place.communes.index)


def _sites(place: Place) -> list[str]:
    return [] if place.sites is None else place.sites.index.astype(str).tolist()


def _says(frame: pd.DataFrame, pattern: re.Pattern[str]) -> pd.Series:
    """Rows whose words, which public sheets show, hold what they must not."""
    found = [frame[column].str.contains(pattern) for column in (FUNCTION, BODY, HOURS)]
    return found[0] | found[1] | found[2]


def _rows(raw: RawTable, kind: str, outcome: Outcome, rows: pd.Series) -> tuple[Problem, ...]:
    """One line per row, without its value: problems leave the house with the tables."""
    return row_problems(raw, CONTACTS_LAYER, kind, outcome, values=pd.Series("", index=rows.index)[rows])


def _without_doubles(
    raw: RawTable, frame: pd.DataFrame, fate: pd.Series
) -> tuple[pd.Series, tuple[Problem, ...]]:
    """The same row twice counts once; two answers for one post are both set aside: a person says which."""
    alive = frame[fate == STORED]
    same = alive.duplicated()
    once = alive[~same]
    twice = once.duplicated(list(CONTACT_KEY), keep=False)
    told = (
        *_rows(raw, "contact_repeated", Outcome.FIXED, same),
        *_rows(raw, "contact_twice", Outcome.SET_ASIDE, twice),
    )
    fate = fate.mask(fate.index.isin(same.index[same]), EXCLUDED)
    return fate.mask(fate.index.isin(twice.index[twice]), SET_ASIDE), told


def _summaries(raw: RawTable, kept: pd.DataFrame, away: int) -> tuple[Problem, ...]:
    names = {header: raw.columns[header] for header in map(str, raw.columns) if normalise(header) in PERSONS}
    used = {raw.header(known) for known in (FUNCTIONS, BODIES, TELEPHONES, EMAILS, OPENINGS, COMMUNES, SITES)}
    persons = tuple(
        problem(
            raw, CONTACTS_LAYER, "contact_names_left", Outcome.INFORMATION,
            column=header, value=int((cells.str.strip() != "").sum()),
        )
        for header, cells in names.items() if header not in used
    )  # fmt: skip
    means = (kept[TELEPHONE] == "") & (kept[EMAIL] == "")
    mobile = kept[TELEPHONE].map(lambda text: bool(mobiles(text)))
    return (
        *summary(raw, CONTACTS_LAYER, "outside_communes", away),
        *persons,
        *summary(raw, CONTACTS_LAYER, "contact_mobiles", int(mobile.sum())),
        *summary(raw, CONTACTS_LAYER, "contact_without_means", int(means.sum())),
    )
