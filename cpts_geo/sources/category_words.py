"""Words by which lists name a category of structure, in lower-case ASCII."""

from typing import Final

from cpts_geo.model.categories import FINESS_CATEGORY, Category
from cpts_geo.sources.raw import normalise

SYNONYMS: Final[dict[Category, str]] = {
    Category.HOPITAL: (
        "ch chu chru centre_hospitalier clinique polyclinique hospital hopitaux hopital_de_proximite"
    ),
    Category.URGENCES: "urgence service_d_urgence service_d_urgences service_des_urgences emergency",
    Category.EHPAD: "maison_de_retraite nursing_home",
    Category.MSP: "maison_de_sante maison_de_sante_pluriprofessionnelle maison_medicale",
    Category.CENTRE_SANTE: "centre_de_sante centres_de_sante health_centre cds",
    Category.PHARMACIE: "pharmacies pharmacie_d_officine officine pharmacy",
    Category.LABORATOIRE: (
        "labo lbm laboratoires laboratoire_d_analyses laboratoire_d_analyses_medicales "
        "laboratoire_de_biologie_medicale laboratory"
    ),
    Category.MEDECIN: (
        "medecins medecin_generaliste medecin_liberal generaliste cabinet_medical doctor doctors gp"
    ),
    Category.INFIRMIER: (
        "infirmiers infirmiere infirmier_liberal idel ide cabinet_infirmier cabinet_de_soins_infirmiers nurse"
    ),
    Category.DIALYSE: "centre_de_dialyse unite_de_dialyse dialysis",
    Category.SSIAD: "service_de_soins_infirmiers_a_domicile",
    Category.HAD: "hospitalisation_a_domicile",
    Category.POMPIERS: "caserne sdis cis centre_de_secours sapeurs_pompiers fire_station",
    Category.MAIRIE: "hotel_de_ville town_hall townhall",
}
_WORDS: Final = {word: c.value for c, words in SYNONYMS.items() for word in (c.value, *words.split())}


def category_word(text: str) -> str:
    """Our category of a word or FINESS code, ``""`` when it is not known.

    ``"urgences"`` is answered as itself: it is a hospital with an emergency department.
    """
    if text in FINESS_CATEGORY:
        return FINESS_CATEGORY[text].value
    return _WORDS.get(normalise(text), "")
