"""Words of the fields of a site: labels, codes in plain French, values with their unit."""

from typing import Final

from cpts_geo.wording import crisis, labels, numbers

NBSP: Final = numbers.NO_BREAK_SPACE
NARROW: Final = numbers.NARROW_SPACE
YES_NO: Final[dict[bool, str]] = {True: "oui", False: "non"}
BLOCK: Final[dict[str, str]] = {
    "identity": "Identité",
    "place": "Lieu",
    "owner": "Propriétaire et mise à disposition",
    "building": "Bâtiment",
    "utilities": "Réseaux et équipements",
    "flow": "Flux",
    "access": "Accès et stationnement",
}
FIELD: Final[dict[str, str]] = {
    "site_id": "Identifiant",
    "type": "Type",
    "kind": "Nature du lieu",
    "gradation": "Gradation",
    "crisis_types": "Types de crise",
    "status": "Statut",
    "rank": "Rang",
    "substitute": "Site de substitution",
    "version": "Version",
    "validated_by": "Validée par",
    "validated_on": "Validée le",
    "address": "Adresse",
    "commune": "Commune (INSEE)",
    "lonlat": "Longitude, latitude",
    "xy": "X, Y",
    "square": "Carré radio",
    "parcel": "Parcelle",
    "altitude_m": "Altitude",
    "seveso": "Périmètre Seveso ou PPI",
    "landslide": "Mouvement de terrain",
    "owner": "Propriétaire",
    "operator": "Exploitant",
    "convention": "Convention",
    "notice_h": "Délai de mise à disposition",
    "other_use": "Usages concurrents",
    "cost": "Coût",
    "erp_type": "Type d’ERP",
    "erp_category": "Catégorie d’ERP",
    "admitted": "Effectif admissible",
    "capacity": "Accueil simultané (personnes)",
    "surface_m2": "Surface utile",
    "rooms": "Nombre de salles",
    "ceiling_m": "Hauteur sous plafond",
    "door_width_m": "Largeur des portes",
    "floor_load": "Charge au sol",
    "drinking_water": "Eau potable",
    "toilets": "Sanitaires, dont PMR",
    "power_kva": "Électricité",
    "generator_plug": "Prise pour groupe électrogène",
    "heating": "Chauffage",
    "ventilation": "Ventilation",
    "outdoor_lighting": "Éclairage extérieur",
    "internet": "Internet",
    "mobile_4g": "Téléphonie 4G ou 5G",
    "medical_fridge": "Réfrigérateur médical",
    "dasri_storage": "Stockage des DASRI",
    "one_way_flow": "Marche en avant possible",
    "separate_staff_access": "Accès du personnel séparé",
    "ambulance_stop": "Arrêt ambulance",
    "shelter": "Abri contre les intempéries",
    "isolation_room": "Salle d’isolement",
    "parking": "Stationnement, dont PMR",
    "coach": "Stationnement d’un autocar",
    "step_free": "Cheminement de plain-pied",
    "bus_stop_m": "Arrêt de bus",
    "walk_m": "À pied depuis le centre",
    "max_height_m": "Hauteur limitée à",
    "max_weight_t": "Poids limité à",
    "helicopter": "Poser d’hélicoptère",
    "winter_service": "Déneigement, niveau",
}
USAGE: Final[dict[str, str]] = {
    **labels.USAGE,
    "consultation": "centre de consultation dédié",
    "accueil": "accueil des impliqués",
}
# Règlement de sécurité des ERP, as FACTS 4.4 gives it from knowledge: indicative, said so on the sheet.
ERP_TYPE: Final[dict[str, str]] = {
    "L": "salle polyvalente, de réunion ou de spectacle (L)",
    "X": "établissement sportif couvert (X)",
    "R": "établissement d’enseignement (R)",
    "PA": "établissement de plein air (PA)",
    "CTS": "chapiteau ou tente (CTS)",
    "U": "établissement de soins (U)",
    "W": "bureaux (W)",
}
ERP_CATEGORY: Final[dict[str, str]] = {
    "1": f"1re : plus de 1{NARROW}500 personnes",
    "2": f"2e : 701 à 1{NARROW}500 personnes",
    "3": "3e : 301 à 700 personnes",
    "4": "4e : 300 personnes au plus",
    "5": "5e : sous le seuil d’assujettissement",
}
GRADATION: Final[dict[str, str]] = {
    "1": "1 – plus d’activité, structures constantes",
    "2": "2 – structure dédiée",
}
OTHER_USE: Final[dict[str, str]] = {
    "pcs": "hébergement prévu au PCS : conflit à régler avec le maire",
    "ecole": "école",
    "bureau_de_vote": "bureau de vote",
    "associations": "associations",
}
RANK: Final[dict[str, str]] = {"principal": "principal", "substitution": "site de substitution"}
_CRISES: Final = tuple(crisis.KIND.values())
ALL_CRISES: Final = "les cinq types"
DOOR_NARROW: Final = "sous 0,90 m : PMR à vérifier"
FEW_PMR: Final = "sous 2 % des places"
FAR_BUS: Final = f"plus de 500{NARROW}m"


def types(usage: str) -> str:
    """« vaccination, drive de dépistage »."""
    said = ", ".join(USAGE.get(word, word) for word in usage.split(";") if word)
    return said[:1].upper() + said[1:]


def crises(codes: str) -> str:
    """« 1 blessés…, 3 agent infectieux émergent »; all five together in two words."""
    known = [code.strip() for code in codes.replace(",", ";").split(";") if code.strip()]
    if sorted(known) == ["1", "2", "3", "4", "5"]:
        return ALL_CRISES
    words = {str(k): text for k, text in enumerate(_CRISES, 1)}
    return ", ".join(f"{code}{NBSP}{words[code].lower()}" if code in words else code for code in known)


def lonlat(lon: float, lat: float) -> str:
    """Six decimals, point as in instruments, so that it can be typed."""
    return f"{lon:.6f}, {lat:.6f} (WGS{NBSP}84)"


def metric(x: float, y: float, crs: str) -> str:
    """Coordinates in the legal projection, whole metres."""
    return f"{numbers.integer(x)}, {numbers.integer(y)} ({crs})"


def hours(value: float) -> str:
    """« 48 h »."""
    return f"{numbers.decimal(value, 0 if value == round(value) else 1)}{NARROW}h"


def square_metres(value: float) -> str:
    """« 1 410 m² »."""
    return f"{numbers.integer(value)}{NARROW}m²"


def with_unit(value: float, unit: str, digits: int = 0) -> str:
    """« 2,7 m », « 36 kVA »."""
    return f"{numbers.decimal(value, digits)}{NARROW}{unit}"


def of_which(total: str, part: str) -> str:
    """« 67, dont PMR : 2 »; a blank for the part that nobody said."""
    return f"{total}, dont PMR{NBSP}: {part}"


def substitute(name: str, number: str, square: str, state: str) -> str:
    """Site of substitution, where it is and whether the scenario reaches it."""
    where = f", carré {square}" if square else ""
    return f"{number} {name}{where}{f' – {state}' if state else ''}"
