"""Practitioners counted by commune: posts at a point of the commune, never a person nor an address."""

from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.layers import CAPACITY, CATEGORY, CODE_INSEE, NAME, STRUCTURE_ID, STRUCTURES
from cpts_geo.sources.harvest import EXCLUDED, Harvest, Layer, Place, all_stored, summary
from cpts_geo.sources.raw import RawTable

PER_COMMUNE: Final = {"generaliste": "medecin", "infirmiers": "infirmier"}
# Headers of the extraction of the RPPS (FACTS 1.5).
PERSON, PROFESSION, SKILL = ("identifiant_pp",), ("code_profession",), ("code_savoir_faire",)
SECTOR, COMMUNE = ("code_secteur_d_activite",), ("code_commune_coord_structure",)
DOCTOR, NURSE = "10", "60"
GENERAL_PRACTICE: Final = ("SM26", "SM53", "SM54")
TELECONSULTATION: Final = "SA64"
CODE_LENGTH: Final = 5


def detect_communes(raw: RawTable) -> bool:
    """Counts of practitioners, one row per commune."""
    return raw.geometry is None and raw.headers >= {"codecommuneetablissement", *PER_COMMUNE}


def detect_rpps(raw: RawTable) -> bool:
    """The extraction « PS_LibreAcces_Personne_activite »."""
    return raw.headers >= {*PERSON, *PROFESSION, *COMMUNE}


def read_communes(raw: RawTable, place: Place) -> Harvest:
    """Posts of general practitioners and nurses of the communes of the territory."""
    codes = _codes(raw.text(("codecommuneetablissement",)))
    counts = pd.DataFrame({category: raw.number((header,)) for header, category in PER_COMMUNE.items()})
    return _harvest(raw, place, codes, counts.fillna(0.0))


def read_rpps(raw: RawTable, place: Place) -> Harvest:
    """Posts by commune; a person who works at several places counts for a share at each.

    Names, numbers and addresses of persons are read, counted and left in the file.
    """
    doctor = (raw.text(PROFESSION) == DOCTOR) & raw.text(SKILL).isin(GENERAL_PRACTICE)
    nurse = raw.text(PROFESSION) == NURSE
    counted = (doctor | nurse) & (raw.text(SECTOR) != TELECONSULTATION)
    codes = _codes(raw.text(COMMUNE))
    own = pd.DataFrame({"person": raw.text(PERSON), "code": codes})[counted & (codes != "")]
    own = own[~own.duplicated()]
    share = 1 / own.groupby("person")["person"].transform("size")
    each = share.reindex(codes.index).fillna(0.0)
    counts = pd.DataFrame({"medecin": each.where(doctor, 0.0), "infirmier": each.where(nurse & ~doctor, 0.0)})
    return _harvest(raw, place, codes, counts)


def _codes(texts: pd.Series) -> pd.Series:
    """INSEE codes: a number read as one gets its zero back, an arrondissement becomes its city."""
    plain = texts.str.replace(r"\.0$", "", regex=True).str.upper()
    codes = plain.mask(plain.str.fullmatch(r"\d{1,4}"), plain.str.zfill(CODE_LENGTH)).astype(object)
    return codes.map(city_of)


def city_of(code: str) -> str:
    """Commune of a municipal arrondissement of Paris, Lyon or Marseille (FACTS 1.3), else the code."""
    cities = (("75101", "75120", "75056"), ("69381", "69389", "69123"), ("13201", "13216", "13055"))
    return next((city for first, last, city in cities if first <= code <= last), code)


def _harvest(raw: RawTable, place: Place, codes: pd.Series, counts: pd.DataFrame) -> Harvest:
    local = codes.isin(place.communes.index)
    used = local & (counts.sum(axis=1) > 0)
    fate = all_stored(raw).mask(~used, EXCLUDED)
    totals = pd.concat({name: counts[name][used].groupby(codes[used]).sum() for name in counts.columns})
    totals = totals[totals > 0]
    told = (
        *summary(raw, "structures", "posts_per_commune", len(totals)),
        *summary(raw, "structures", "no_post", int((local & ~used).sum())),
        *summary(raw, "structures", "outside_communes", int((~local).sum())),
    )
    layers = (Layer(STRUCTURES, _frame(raw, place, totals)),) if len(totals) else ()
    return Harvest(raw, layers, fate, (*raw.problems, *told))


def _frame(raw: RawTable, place: Place, totals: pd.Series) -> gpd.GeoDataFrame:
    words = totals.index.get_level_values(0).astype(str)
    codes = totals.index.get_level_values(1).astype(str)
    names = place.communes[NAME].reindex(codes).to_numpy()
    inside = gpd.GeoSeries(place.communes.geometry.representative_point().reindex(codes), crs=place.crs)
    columns = {
        STRUCTURE_ID: [f"{word}-{code}" for code, word in zip(codes, words, strict=True)],
        NAME: names,
        CATEGORY: words,
        CODE_INSEE: codes,
        "commune": names,
        CAPACITY: totals.round(1).to_numpy(),
        "capacity_unit": "posts",
        "geo_quality": "commune",
        "source": raw.file,
    }
    return gpd.GeoDataFrame(columns, geometry=inside.reset_index(drop=True), crs=place.crs)
