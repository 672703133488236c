"""What each edition of a study may show: every sheet and every file starts from here.

The public edition is a study without what is restricted, so that no renderer can forget to hide it:
no telephone, no electronic address, no stock place, no key holder (FACTS 3.4).
"""

from dataclasses import replace
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.contacts import BODY, CONTACTS_LAYER, FUNCTION, RESTRICTED_COLUMNS
from cpts_geo.model.edition import Edition
from cpts_geo.model.layers import SITE_ID
from cpts_geo.sources.raw import normalise
from cpts_geo.study import Study

STOCK: Final = "stock"  # kind of site, and how a usage of it starts: « stockage »
# Who opens and how: functions read without accents, words joined by « _ ».
KEYS: Final = r"(?:^|_)(?:cles?|clefs?|alarmes?|digicodes?|gardien|code_d_acces)(?:_|$)"
# Words of the names of columns that a list of sites may carry about who answers and who opens.
PRIVATE_WORDS: Final = frozenset(
    {
        *("contact", "contacts", "permanence", "astreinte", "telephone", "tel", "phone", "mail", "email"),
        *("courriel", "holder", "keyholder", "cles", "clef", "clefs", "detenteur", "gardien"),
        *("alarm", "alarme", "digicode"),
    }
)
PRIVATE_COLUMNS: Final = frozenset({"mobile", "portable", "cle", "keys"})
# Owners that are bodies; any other may be somebody's name.
BODIES: Final = (
    *("commune", "ville", "mairie", "metropole", "communaute", "departement", "region", "etat", "conseil"),
    *("syndicat", "epci", "ccas", "centre", "hopital", "ch_", "sdis", "etablissement", "association"),
    *("paroisse", "universite", "rectorat"),
)


def edition_of(study: Study, edition: Edition) -> Study:
    """The study as an edition shows it; its fingerprint stays that of the whole study."""
    if edition is Edition.RESTRICTED:
        return study
    territory = study.territory
    sites = public_sites(territory.sites)
    told = tuple(problem for problem in territory.problems if problem.layer != CONTACTS_LAYER)
    plans = territory.plans[territory.plans[SITE_ID].isin(sites.index.astype(str))]
    contacts = public_contacts(territory.contacts, sites)
    public = replace(territory, sites=sites, contacts=contacts, plans=plans, problems=told)
    comparison = study.outcomes.comparison
    table = comparison.sites[comparison.sites.index.isin(sites.index)]
    outcomes = replace(study.outcomes, comparison=replace(comparison, sites=table))
    return replace(study, territory=public, outcomes=outcomes)


def is_stock(sites: pd.DataFrame) -> pd.Series:
    """Which sites store material of the State, medicines or vaccines."""
    kind = sites["kind"].astype(str).str.lower().str.startswith(STOCK)
    usage = sites["usage"].astype(str).str.lower().str.contains(STOCK)
    return kind | usage


def public_sites(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Sites that may be shown to anybody, without their columns about persons and keys."""
    private = [column for column in sites.columns if is_private(str(column))]
    kept = sites[~is_stock(sites).to_numpy(bool)].drop(columns=private)
    owners = kept["owner"].astype(str)
    return kept.assign(owner=owners.where(owners.map(normalise).str.startswith(BODIES), ""))


def is_private(column: str) -> bool:
    """Whether a column of a site says who answers or who opens it."""
    return column in PRIVATE_COLUMNS or bool(PRIVATE_WORDS & set(column.lower().split("_")))


def public_contacts(contacts: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Functions and bodies alone; keys and alarms, and whatever is about a hidden site, left out."""
    words = (contacts[FUNCTION] + " " + contacts[BODY]).astype(str).map(normalise)
    secret = words.str.contains(KEYS)
    secret |= (contacts[SITE_ID] != "") & ~contacts[SITE_ID].isin(sites.index.astype(str))
    kept = contacts[~secret.to_numpy(bool)]
    blank = dict.fromkeys(RESTRICTED_COLUMNS, "")
    return kept.assign(**blank).drop_duplicates().reset_index(drop=True)
