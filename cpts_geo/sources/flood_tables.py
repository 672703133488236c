"""Which table of the flood standards a file is: COVADIS DI v2.1 and the CNIG draft « Cartographies DI »."""

import re
from typing import Final

from cpts_geo.sources.raw import RawTable, normalise

EXTENT: Final = "extent"
DEPTHS: Final = "depths"
CURRENT: Final = "current"
OVER_HAZARD: Final = "over_hazard"
USED: Final = (EXTENT, DEPTHS, CURRENT, OVER_HAZARD)
# Part of the table's name → what it holds (FACTS 1.10.1, 1.10.2); what is not in USED is refused.
NAMES: Final = (
    (r"enjeu", "stakes"),
    (r"iso_ht|zone_iso_classe_hauteur", DEPTHS),
    (r"iso_cote|ligne_iso_cote", "level_lines"),
    (r"iso_deb|zone_iso_classe_debit", "flow"),
    (r"cote_vit_deb|point_remarquable_cvd", "measures"),
    (r"champ_vit", "measures"),
    (r"ecoul|zone_iso_classe_vitesse", CURRENT),
    (r"suralea", OVER_HAZARD),
    (r"soust_inond", "protected"),
    (r"zone_proteg|zone_protegee", "protected"),
    (r"ouv_protec|ouvrageprotecteur", "works"),
    (r"rel_hydro_inond", "relation"),
    (r"carte_inond|carte_risq|carte_surfaces_inondables|carte_risques_inondation", "map_sheet"),
    (r"_commune_s|_quartier_s|_tri_s(?:_|$)|^tri_s$", "district"),
    (r"(?:^|_)inondable|surface_inondable", EXTENT),
)
# Columns that leave no doubt when the name says nothing.
COLUMNS: Final = (
    (("ht_min",), DEPTHS),
    (("palier_hauteur",), DEPTHS),
    (("vitesse_quali",), CURRENT),
    (("deblin_min",), "flow"),
    (("vitess_min",), "measures"),
    (("id_ligne", "cote"), "level_lines"),
    (("id_zone", "vitesse", "id_s_inond"), CURRENT),
    (("zp", "zpp"), "protected"),
    (("codcovadis",), "stakes"),
    (("type_enjeu",), "stakes"),
    (("id_carte",), "map_sheet"),
    (("id_ouvrage",), "works"),
    (("depart", "prec_plani", "region"), "district"),
    (("id_s_inond",), EXTENT),
    (("id_sin",), EXTENT),
)
# Only names of this form are believed: « inondable » alone may be anything.
_STANDARD: Final = re.compile(
    r"^n_[a-z0-9_]+_[slp](?:_\d{1,2}[0-9ab])?$|zone_iso_classe|surface_inondable_s|enjeu_[slp]$|ligne_iso_cote"
    r"|zonesuralea|zone_protegee|ouvrageprotecteur|point_remarquable_cvd|carte_(?:surf|risq)|^tri_s$"
)


def table_of(raw: RawTable) -> str:
    """Content of the table, empty when it is not of the standards; the columns speak before the name."""
    found = next((kind for names, kind in COLUMNS if set(names) <= raw.headers), "")
    if found and found != EXTENT:
        return found
    return name_of(file_words(raw)) or found


def name_of(words: str) -> str:
    """Content of a table from its normalised name, empty when it is not named as the standards ask."""
    if not _STANDARD.search(words):
        return ""
    return next((kind for pattern, kind in NAMES if re.search(pattern, words)), "")


def file_words(raw: RawTable) -> str:
    """Name of the layer, else of the file, without its extension."""
    return normalise(raw.layer if raw.layer and raw.layer != "data" else raw.file.rsplit(".", 1)[0])
