"""Names of categories, vehicles, readings, hazards and statuses, as a coordinator reads them."""

from collections.abc import Iterable
from typing import Final

from cpts_geo.model.categories import Category
from cpts_geo.model.problems import Outcome
from cpts_geo.model.scenario import Hazard, Reading
from cpts_geo.model.vehicles import VehicleName

CATEGORY: Final[dict[Category, str]] = {
    Category.HOPITAL: "Hôpital",
    Category.URGENCES: "Urgences",
    Category.EHPAD: "EHPAD",
    Category.MSP: "Maison de santé",
    Category.CENTRE_SANTE: "Centre de santé",
    Category.PHARMACIE: "Pharmacie",
    Category.LABORATOIRE: "Laboratoire",
    Category.MEDECIN: "Médecin",
    Category.INFIRMIER: "Infirmier",
    Category.DIALYSE: "Dialyse",
    Category.SSIAD: "SSIAD (soins à domicile)",
    Category.HAD: "HAD (hospitalisation à domicile)",
    Category.POMPIERS: "Centre de secours",
    Category.MAIRIE: "Mairie",
}
CATEGORY_PLURAL: Final[dict[Category, str]] = {
    Category.HOPITAL: "Hôpitaux",
    Category.URGENCES: "Services d’urgences",
    Category.EHPAD: "EHPAD",
    Category.MSP: "Maisons de santé",
    Category.CENTRE_SANTE: "Centres de santé",
    Category.PHARMACIE: "Pharmacies",
    Category.LABORATOIRE: "Laboratoires",
    Category.MEDECIN: "Cabinets de médecins",
    Category.INFIRMIER: "Cabinets d’infirmiers",
    Category.DIALYSE: "Centres de dialyse",
    Category.SSIAD: "SSIAD",
    Category.HAD: "HAD",
    Category.POMPIERS: "Centres de secours",
    Category.MAIRIE: "Mairies",
}
VEHICLE: Final[dict[VehicleName, str]] = {
    VehicleName.PEDESTRIAN: "à pied",
    VehicleName.CAR: "voiture",
    VehicleName.AMBULANCE: "ambulance",
    VehicleName.HIGH_CLEARANCE: "véhicule haut (engin de secours)",
}
SITE: Final = "Lieu pressenti"
READING: Final[dict[Reading, str]] = {
    Reading.OPTIMISTIC: "optimiste",
    Reading.MEDIAN: "médiane",
    Reading.PESSIMISTIC: "pessimiste",
}
READING_HELP: Final[dict[Reading, str]] = {
    Reading.OPTIMISTIC: "bas de chaque classe de hauteur d’eau, limites des zones resserrées",
    Reading.MEDIAN: "milieu de chaque classe de hauteur d’eau",
    Reading.PESSIMISTIC: "haut de chaque classe de hauteur d’eau, limites élargies, courant non mesuré",
}
HAZARD: Final[dict[str, str]] = {
    "flood": "Inondation",
    "closure": "Route ou zone fermée",
    "snow": "Neige ou verglas (zones)",
    "winter": "Neige ou verglas (altitude, pente, type de route)",
    "storm": "Tempête",
    "perimeter": "Périmètre interdit",
    "supply": "Offre de soins réduite",
    "traffic": "Circulation ralentie",
    "closed_by_hand": "Tronçon fermé à la main",
    "site_orders": "Lieux ouverts ou fermés par décision",
}
HAZARD_SAID: Final[dict[str, str]] = {
    "winter": "neige ou verglas",
    "storm": "tempête",
    "supply": "offre de soins réduite",
    "traffic": "circulation ralentie",
}
ZONE_KIND: Final[dict[str, str]] = {
    "flood": "Zone inondée",
    "closure": "Zone fermée",
    "slowdown": "Circulation ralentie",
    "perimeter": "Périmètre interdit d’accès",
    "woods": "Bois et forêts",
    "planning": "Zonage d’un plan de prévention (règle d’urbanisme)",
    "alert": "Vigilance crues",
    "expired": "Fermeture échue, non appliquée",
    "site_open": "Lieu ouvert par décision",
    "site_closed": "Lieu fermé par décision",
}
OCCURRENCE: Final[dict[str, str]] = {
    "01For": "crue fréquente (10 à 30 ans)",
    "02Moy": "crue moyenne (100 à 300 ans)",
    "03Mcc": "crue moyenne avec changement climatique",
    "04Fai": "crue extrême (1 000 ans et plus)",
}
OUTCOME: Final[dict[Outcome, str]] = {
    Outcome.REFUSED: "refusé",
    Outcome.FIXED: "corrigé",
    Outcome.SET_ASIDE: "mis de côté",
    Outcome.INFORMATION: "information",
}
CAPACITY_UNIT: Final[dict[str, str]] = {"": "", "places": "places", "beds": "lits", "posts": "postes"}


def unit(count: float, name: str) -> str:
    """Word for the unit of a capacity, in the singular below two: « 1 poste », « 240 lits »."""
    word = CAPACITY_UNIT.get(name, name)
    return word.removesuffix("s") if abs(count) < 2 else word


STATUS: Final[dict[str, str]] = {
    "open": "ouvert",
    "reduced": "activité réduite",
    "closed": "fermé",
    "pressenti": "pressenti",
    "conventionne": "conventionné",
    "teste": "testé",
    "active": "activé",
    "ferme": "fermé",
    "indisponible": "indisponible",
}
SITE_KIND: Final[dict[str, str]] = {
    "gym": "Gymnase",
    "hall": "Salle",
    "car_park": "Parking",
    "school": "École",
    "helipad": "Aire de poser pour hélicoptère",
    "stock": "Lieu de stockage",
    "other": "Autre lieu",
}
USAGE: Final[dict[str, str]] = {
    "vaccination": "vaccination",
    "drive": "drive de dépistage",
    "consultation": "consultations",
    "accueil": "accueil",
    "stockage": "stockage",
    "pc": "poste de commandement",
}
UNNAMED_ROAD: Final = "voie sans nom"
TO_CONFIRM: Final = "à confirmer sur place"
FICTITIOUS: Final = "TERRITOIRE FICTIF"
EXERCISE: Final = "EXERCICE"


def scenario_name(name: str) -> str:
    """Name of a scenario; the reference gets its French name."""
    return "situation normale" if name == "reference" else name


def hazard_layer(name: str, occurrence: str) -> str:
    """Label of a hazard layer: its occurrence when it is a TRI scenario, else its name."""
    return OCCURRENCE.get(occurrence, name.replace("_", " "))


def forecast(label: str, issued: str) -> str:
    """Label of a layer that is not what was seen but what is expected, with the time it was said."""
    said = issued.replace("T", " ")[:16]
    return f"{label} – prévision émise le {said}" if said else f"{label} – prévision"


def hazards_said(hazards: Iterable[Hazard]) -> list[str]:
    """Names of hazards that read no layer, for the name of a scenario, each once."""
    return list(dict.fromkeys(HAZARD_SAID[h.name] for h in hazards if h.name in HAZARD_SAID))


def usages(value: str) -> str:
    """``"vaccination;drive"`` → « vaccination, drive de dépistage »."""
    return ", ".join(USAGE.get(usage, usage) for usage in value.split(";") if usage)
