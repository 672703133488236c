"""Health structures of any list: usual headers in French or English, or the columns the user names."""

from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.categories import Category
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import (
    CAPACITY,
    CATEGORY,
    CODE_INSEE,
    DECLARED,
    NAME,
    PHONE,
    STRUCTURE_ID,
    STRUCTURES,
)
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.category_words import category_word, is_protected
from cpts_geo.sources.cells import capacities, days, refuse_backward
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Layer, Place, summary
from cpts_geo.sources.identity import FINESS, finess_numbers, identifiers
from cpts_geo.sources.list_rows import same_places, told_totals, total_lines
from cpts_geo.sources.points import MANY_FAR, commune_of, has_coordinates, kept_rows, locate, near, outside
from cpts_geo.sources.raw import RawTable, by_value, normalise, picked, problem, row_problems

IDS: Final = (STRUCTURE_ID, "id", "identifiant", *FINESS, "gid", "_id")
NAMES: Final = (
    *(NAME, "nom", "rs", "raison_sociale", "libelle", "title", "denomination", "etablissement"),
    *("designation", "equip_nom", "nom_etablissement", "nom_de_l_etablissement", "nom_structure"),
    *("nom_de_la_structure", "intitule", "structure", "enseigne", "libelle_etablissement", "nomrs"),
)
CATEGORIES: Final = (
    *(CATEGORY, "categorie", "type", "nature", "categetab", "type_structure", "type_de_structure", "amenity"),
    *("healthcare", "profession", "type_etablissement", "type_d_etablissement", "categorie_etablissement"),
    *("categorie_de_structure", "code_categorie", "libcategetab", "specialite", "activite"),
)
CAPACITIES: Final = (
    *(CAPACITY, "capacite", "places", "nb_places", "nombre_de_places", "lits", "nb_lits", "nombre_de_lits"),
    *("beds", "capacite_totale", "capacite_installee", "capacite_d_accueil", "nb_lits_et_places"),
    *("lits_et_places", "capacite_lits", "capacite_places", "capacite_lits_et_places"),
)
ADDRESSES: Final = ("address", "adresse", "adr", "adresse_complete", "adresse_postale")
ADDRESS_PARTS: Final = (
    ("numero", "num", "num_voie", "numero_voie", "numvoie", "adr_num", "adr_numero"),
    ("type_voie", "typvoie", "type_de_voie"),
    ("voie", "rue", "nom_voie", "libelle_voie", "adr_voie", "adr_nomvoie"),
    ("code_postal", "cp", "codepostal", "com_cp", "adr_codepostal"),
    ("commune", "ville", "city", "com_nom", "adr_commune", "nom_commune"),
)
CITIES: Final = ("commune", "city", "ville", "com_nom", "nom_commune", "adr_commune", "libelle_commune")
CODES: Final = ("insee", "com_insee", "code_commune", "codgeo", "depcom", "code_insee_commune", "insee_com")
PHONES: Final = (
    PHONE,
    "telephone",
    "tel",
    "numero_telephone",
    "numero_de_telephone",
    "standard",
    "equip_tel",
)
STATUSES: Final = ("open", "reduced", "closed")
STATUS_HEADERS: Final = ("status", "statut", "etat", "situation")
STATUS_WORDS: Final = {
    "closed": ("ferme", "cesse", "inactif", "arret", "suspendu", "indisponible"),
    "reduced": ("reduit", "partiel", "degrade", "limite"),
    "open": ("ouvert", "actif", "en_activite", "en_service", "operationnel", "normal"),
}


def detect(raw: RawTable) -> bool:
    """Rows with a place, a name and a category that we know in most rows."""
    if not has_coordinates(raw) or raw.header(NAMES) is None or raw.header(CATEGORIES) is None:
        return False
    return bool((categories(raw) != "").mean() > 0.3)


def refuse_unknown_words(raw: RawTable) -> None:
    """Raise for a list with places and names whose categories we do not know, with the first of them.

    Raises
    ------
    LayerError
        ``unknown_categories``.
    """
    said = raw.text(CATEGORIES)
    filled = said[said != ""]
    if raw.geometry is not None and not raw.geometry.geom_type.isin(["Point"]).any():
        return
    if has_coordinates(raw) and raw.header(NAMES) is not None and len(filled):
        words = ", ".join(filled.unique()[:5])
        accepted = ", ".join(c.value for c in Category)
        facts = {"column": raw.header(CATEGORIES) or "", "value": words, "expected": accepted}
        raise LayerError("unknown_categories", raw.file, int(filled.index[0]), **facts)


def categories(raw: RawTable) -> pd.Series:
    """Our category word of each row, ``""`` when the word or code is not known."""
    return by_value(raw.text(CATEGORIES), category_word)


def read(raw: RawTable, place: Place) -> Harvest:
    """Structures of a list; rows without a known category or without coordinates are set aside.

    Raises
    ------
    LayerError
        ``missing_column`` when no header says the name or the category, ``no_coordinates``,
        ``none_here``.
    """
    _check_headers(raw)
    said = raw.text(CATEGORIES)
    found = categories(raw)
    located = locate(raw, "structures", place, spare_far=True)
    shelter = by_value(said, is_protected).astype(bool) & (found == "")
    totals = total_lines(raw, located.fate == SET_ASIDE)
    unknown = said[(found == "") & ~shelter & ~totals]
    header = raw.header(CATEGORIES) or ""
    notes = row_problems(
        raw, "structures", "unknown_category", Outcome.SET_ASIDE, values=unknown, column=header
    )
    accepted = ", ".join(c.value for c in Category)
    listed = (
        (problem(raw, "structures", "accepted_categories", Outcome.INFORMATION, value=accepted),)
        if len(unknown)
        else ()
    )
    fate = located.fate.mask(found == "", SET_ASIDE).mask(shelter | totals, EXCLUDED)
    frame, fate, told = build(raw, place, located.points, fate, category=found)
    hidden = set(shelter.index[shelter | totals])
    placed = tuple(p for p in located.problems if p.row not in hidden)
    kept = summary(raw, "structures", "protected_places", int(shelter.sum()))
    told = (*told, *told_totals(raw, "structures", totals))
    layers = (Layer(STRUCTURES, frame),) if len(frame) else ()
    return Harvest(raw, layers, fate, (*raw.problems, *placed, *notes, *listed, *told, *kept))


def _check_headers(raw: RawTable) -> None:
    headers = ", ".join(raw.columns.columns[:20])
    for column, names in ((NAME, NAMES), (CATEGORY, CATEGORIES)):
        if raw.header(names) is None:
            raise LayerError(
                "missing_column", raw.file, column=column, value=headers, expected=f"--map {column}="
            )
    if not has_coordinates(raw):
        raise LayerError("no_coordinates", raw.file, value=headers, expected="--map lon= --map lat=")


def build(
    raw: RawTable, place: Place, points: gpd.GeoSeries, fate: pd.Series, *, category: pd.Series
) -> tuple[gpd.GeoDataFrame, pd.Series, tuple[Problem, ...]]:
    """Frame of the stored rows, perhaps none, the fate settled, and what must be told.

    Raises
    ------
    LayerError
        ``none_here`` when no row is stored nor set aside.
    """
    away = fate.index[(fate == STORED) & ~near(points, place).reindex(fate.index, fill_value=False)]
    if len(away) > MANY_FAR:
        fate = fate.mask(fate.index.isin(away), EXCLUDED)
    finess, fate, numbered = finess_numbers(raw, fate, place.finess, "structures")
    ids, fate, doubles = identifiers(raw, fate, IDS, "structures", finess=finess)
    rows = kept_rows(fate)
    if not len(rows) and not (fate == SET_ASIDE).any():
        raise LayerError("none_here", raw.file, value=str(len(fate)))
    here = picked(points, rows)
    columns, told = _columns(raw.keep(fate == STORED), category.loc[rows])
    frame = gpd.GeoDataFrame(columns, geometry=here, crs=here.crs)
    frame[STRUCTURE_ID], frame["finess"] = ids.loc[rows], finess.loc[rows]
    city = raw.text(CITIES).loc[rows]
    frame[DECLARED] = frame[CODE_INSEE].where(frame[CODE_INSEE] != "", city)
    where = commune_of(here, place)
    frame[CODE_INSEE] = where["code_insee"].where(where["code_insee"] != "", frame[CODE_INSEE])
    frame["commune"] = where["commune"].where(where["commune"] != "", city)
    twins = same_places(raw, "structures", frame, STRUCTURE_ID)
    notes = (*numbered, *doubles, *told, *twins, *outside(raw, "structures", here, place))
    count = len(away) if len(away) > MANY_FAR else 0
    return frame, fate, (*notes, *summary(raw, "structures", "out_of_territory", count))


def _columns(raw: RawTable, words: pd.Series) -> tuple[dict[str, pd.Series], tuple[Problem, ...]]:
    status, unsure = statuses(raw)
    emergency = raw.text(("urgences",)).str.lower().isin(["1", "true", "oui", "t", "vrai"])
    capacity, odd = capacities(raw, CAPACITIES, "structures")
    unit = raw.text(("capacity_unit",))
    opened, backward, dated = days(raw, "structures")
    refuse_backward(raw, backward)
    columns = {
        NAME: raw.text(NAMES),
        CATEGORY: words.replace({"urgences": "hopital"}),
        CODE_INSEE: raw.text((CODE_INSEE, *CODES)),
        CAPACITY: capacity,
        "capacity_unit": unit.mask((unit == "") & (words == "ehpad") & capacity.notna(), "places"),
        "capacity_per_day": raw.number(("capacity_per_day", "capacite_jour", "capacite_par_jour")),
        "urgences": (words == "urgences") | emergency,
        "address": address(raw),
        PHONE: raw.text(PHONES),
        **opened,
        "status": status,
        "geo_quality": raw.text(("geo_quality",)),
        "source": pd.Series(raw.file, index=words.index, dtype=object),
    }
    names = raw.text(NAMES)
    nameless = summary(raw, "structures", "without_name", int((names == "").sum()))
    return columns, (*odd, *dated, *unsure, *nameless)


def statuses(raw: RawTable) -> tuple[pd.Series, tuple[Problem, ...]]:
    """Whether each structure is open; a word that we do not know leaves it open and is told."""
    texts, header = raw.text(STATUS_HEADERS), raw.header(STATUS_HEADERS) or ""
    found = by_value(texts, status_word)
    odd = texts[(found == "") & (texts != "")]
    notes = row_problems(raw, "structures", "unknown_status", Outcome.INFORMATION, values=odd, column=header)
    return found.mask(found == "", "open"), notes


def status_word(text: str) -> str:
    """``open``, ``reduced`` or ``closed`` of a word, empty when it is none that we know."""
    word = normalise(text)
    if word in STATUSES:
        return word
    return next((status for status, starts in STATUS_WORDS.items() if word.startswith(starts)), "")


def address(raw: RawTable) -> pd.Series:
    """Address in one cell, or put together from its parts."""
    if raw.header(ADDRESSES) is not None:
        return raw.text(ADDRESSES)
    parts = [raw.text(names).astype(object) for names in ADDRESS_PARTS]
    joined = parts[0].str.cat(pd.concat(parts[1:], axis=1), sep=" ")
    return joined.str.split().str.join(" ")
