"""Words by which lists name a category of structure, in lower-case ASCII."""

from typing import Final

from cpts_geo.model.categories import FINESS_CATEGORY, Category
from cpts_geo.sources.raw import normalise

SYNONYMS: Final[dict[Category, str]] = {
    Category.HOPITAL: (
        "ch chu chru centre_hospitalier clinique polyclinique hospital hopitaux hopital_de_proximite "
        "centre_hospitalier_c_h centre_hospitalier_regional_c_h_r centre_hospitalier_universitaire "
        "centre_hospitalier_ex_hopital_local etablissement_de_soins_pluridisciplinaire"
    ),
    Category.URGENCES: "urgence service_d_urgence service_d_urgences service_des_urgences emergency",
    Category.EHPAD: (
        "maison_de_retraite nursing_home etablissement_d_hebergement_pour_personnes_agees_dependantes"
    ),
    Category.MSP: (
        "maison_de_sante maisons_de_sante maison_de_sante_pluriprofessionnelle maison_medicale "
        "maison_de_sante_l_6223_3"
    ),
    Category.CENTRE_SANTE: "centre_de_sante centres_de_sante health_centre cds",
    Category.PHARMACIE: "pharmacies pharmacie_d_officine officine pharmacy",
    Category.LABORATOIRE: (
        "labo lbm laboratoires laboratoire_d_analyses laboratoire_d_analyses_medicales "
        "laboratoire_de_biologie_medicale laboratory"
    ),
    Category.MEDECIN: (
        "medecins medecin_generaliste medecin_liberal generaliste cabinet_medical doctor doctors gp "
        "medecine_generale medecins_generalistes cabinet_de_medecine_generale"
    ),
    Category.INFIRMIER: (
        "infirmiers infirmiere infirmier_liberal idel ide cabinet_infirmier cabinet_de_soins_infirmiers "
        "nurse infirmieres infirmiers_liberaux infirmiere_liberale infirmier_diplome_d_etat idels"
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


# Places whose address must not be shown (FACTS 1.4.5, advice): people hide or are protected there.
PROTECTED_CODES: Final = frozenset({"462", "214"})
_PROTECTED_WORDS: Final = (
    *("lieu_de_vie", "lieux_de_vie", "chrs", "hebergement_d_urgence", "foyer_d_urgence", "mecs"),
    *("centre_d_hebergement_et_de_reinsertion_sociale", "foyer_de_l_enfance", "centre_maternel"),
    *("maison_d_enfants_a_caractere_social", "accueil_mere_enfant", "femmes_victimes_de_violences"),
)


def is_protected(text: str) -> bool:
    """Whether a category names a shelter, a refuge or a home for children in care."""
    words = f"_{normalise(text)}_"
    return text in PROTECTED_CODES or any(f"_{name}_" in words for name in _PROTECTED_WORDS)
