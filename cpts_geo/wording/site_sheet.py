"""Words of the sheet of a site: blocks, fields, values, hazards, access."""

from collections.abc import Mapping
from math import isfinite, isinf, isnan
from typing import Final

from cpts_geo.model.scenario import Reading
from cpts_geo.wording import crisis, labels, numbers
from cpts_geo.wording import sheet_tables as table_words

NBSP: Final = numbers.NO_BREAK_SPACE
NARROW: Final = numbers.NARROW_SPACE
KIND: Final = "Fiche site"
KIND_MANY: Final = "Fiches des sites"
OFFER: Final = "Fiche du site (recto verso)"
OFFER_MANY: Final = "Fiches de tous les sites"
CHOOSE: Final = "Site"
UNSAID: Final = "non renseigné"
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
    "pc": "poste de commandement",
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
NO_LIMIT: Final = "aucune limite signalée"
DOOR_NARROW: Final = "sous 0,90 m : PMR à vérifier"
FEW_PMR: Final = "sous 2 % des places"
FAR_BUS: Final = f"plus de 500{NARROW}m"


def title(number: str, name: str) -> str:
    """Heading of the sheet."""
    return f"{number} – {name}"


def second_line(kinds: str, commune: str) -> str:
    """What the site is for and where it is."""
    return " – ".join(part for part in (kinds, commune) if part)


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


# What the scenario does to the site.
HAZARDS: Final = "Aléas selon le scénario"
HAZARDS_HEAD: Final = ("", "Optimiste", "Médiane", "Pessimiste")
SITE_ROW: Final = "Site"
DEPTH_ROW: Final = "Hauteur d’eau au site"
ACCESS_ROW: Final = "Habitants qui peuvent venir"
DRY: Final = "hors d’eau"
WET: Final = "▲ inondé"
SHUT: Final = "▲ touché"
SPARED: Final = "non touché"
UNKNOWN_DEPTH: Final = "inconnue"
NOT_KNOWN: Final = "non connu"
OUTSIDE: Final = "hors des communes : non connu"
NOT_COMPUTED: Final = "non calculé (hors réseau)"
LAYERS: Final = "Zones connues au droit du site"
NO_LAYER: Final = (
    "donnée absente : aucune zone inondable n’a été importée, rien ne dit que le site est hors d’eau."
)


def site_state(*, hit: bool, by_water: bool, watered: bool, inside: bool) -> str:
    """State of the site in one reading; « hors d’eau » only when the scenario has water and could reach it."""
    if hit:
        return WET if by_water else SHUT
    if watered and not inside:
        return NOT_KNOWN
    return DRY if watered and by_water else SPARED


def depth(value: float, least: float) -> str:
    """Water at the site in one reading; ``least`` is that of the lowest, known when the class is open."""
    if isnan(value):
        return table_words.NONE
    if isinf(value):
        known = isfinite(least)
        return f"plus de {numbers.decimal(least)}{NARROW}m" if known else UNKNOWN_DEPTH
    return numbers.depth(value)


def layer_depth(low: float, high: float) -> str:
    """Depth class of a zone."""
    if isnan(low) and isnan(high):
        return "hauteur inconnue"
    if isinf(high) or isnan(high):
        return f"plus de {numbers.decimal(low)}{NARROW}m"
    return f"{numbers.decimal(0.0 if isnan(low) else low)} à {numbers.decimal(high)}{NARROW}m"


def in_layers(inside: list[tuple[str, str]], outside: list[str], *, known: bool) -> str:
    """In which zones of the territory the site stands, whatever the scenario."""
    said = []
    if inside:
        said.append(
            "Dans : " + " ; ".join(f"{name}, {deep}" if deep else name for name, deep in inside) + "."
        )
    if outside and not known:
        said.append(f"{OUTSIDE}.")
    elif outside:
        said.append("Hors des zones de : " + ", ".join(outside) + ".")
    return " ".join(said) or NO_LAYER


KEY: Final[dict[str, str]] = {
    "site": "Le site",
    "access": "Peuvent venir",
    "emergency": "Vers les urgences",
    "capacity": "Par jour",
}


def key_capacity(planned: int, pessimistic: int) -> str:
    """« 768 prévus, 435 prudents »."""
    return f"{numbers.integer(planned)} prévus, {numbers.integer(pessimistic)} prudents"


def change(before: str, after: str) -> str:
    """« 12 min → 20 min [18 – 31] »; one value when nothing changes."""
    return before if before == after else f"{before} → {after}"


def summary_state(hits: Mapping[Reading, bool], *, by_water: bool, watered: bool, inside: bool) -> str:
    """The site in two words for the top of the sheet."""
    if all(hits.values()):
        return f"{WET if by_water else SHUT} (trois lectures)"
    if any(hits.values()):
        return f"△ {'inondé' if by_water else 'touché'} selon la lecture"
    if not watered:
        return SPARED
    if not inside:
        return OUTSIDE
    return f"{DRY} (trois lectures)" if by_water else f"{SPARED} (trois lectures)"


COMMUNES: Final = "Trajets vers le site (habitant médian)"
COMMUNES_HEAD: Final = ("Commune", "Habitants", "Normal", "Scénario")
NO_COMMUNE: Final = "Aucun habitant connu."
LINKS: Final = "Appuis sanitaires depuis le site"
LINKS_HEAD: Final = ("Appui", "Le plus proche pendant le scénario", "Normal", "Scénario")
NO_LINK: Final = "aucun accessible"
NONE_KNOWN: Final = "aucun recensé"
BACKING: Final = "Adossement"


def minutes(value: float) -> str:
    """Minutes of a trip; « 0 min » would be read as a mistake."""
    said = numbers.minutes(value)
    return NEXT_DOOR if said == numbers.minutes(0) else said


def backing(category: str) -> str:
    """« Adossement : pharmacie »."""
    return f"{BACKING} : {category[:1].lower()}{category[1:]}"


def instead(name: str, usual: str) -> str:
    """The place that takes over from the usual one."""
    return f"{name} (au lieu de {usual})"


LINK: Final[dict[str, str]] = {
    "urgences": "Urgences",
    "pharmacie": "Pharmacie",
    "laboratoire": "Laboratoire",
    "ehpad": "EHPAD",
}
ROADS: Final = "Voies d’approche (150 m)"
ROADS_HEAD: Final = ("Voie", "À", "Sens", "Limites", "Scénario")
NO_ROAD: Final = "Aucune voie à moins de 150 m du point du site : position à vérifier."
TWO_WAYS: Final = "double"
ONE_WAY: Final = "unique"
SAME: Final = "inchangé"
NO_CARE: Final = "sans objet"
OPEN: Final = "ouverte"
CUT: Final = "▲ coupée"
MAYBE_CUT: Final = "△ selon la lecture"
SLOWED: Final = "ralentie"
MORE: Final = "… et {n} autres communes."


def limits(height: float, weight: float) -> str:
    """« 2,2 m, 3,5 t »; a dash when the road data say nothing."""
    said = [with_unit(height, "m", 1)] if isfinite(height) and height > 0 else []
    said += [with_unit(weight, "t", 1)] if isfinite(weight) and weight > 0 else []
    return ", ".join(said) or table_words.NONE


SITUATION: Final = "Plan de situation"
ACCESS_MAP: Final = "Plan d’accès"
GROUND_MAP: Final = "Plan de masse"
NEXT_DOOR: Final = f"moins d’1{NARROW}min"
ROLE: Final[dict[str, str]] = {
    "entrance": "Entrée",
    "exit": "Sortie",
    "parking": "Stationnement",
    "pmr_path": "Cheminement PMR",
    "one_way": "Sens de marche",
    "drive_lane": "Voie du drive",
    "queue": "File de voitures",
    "footprint": "Emprise du bâtiment",
    "staff": "Accès du personnel",
    "ambulance": "Arrêt ambulance",
}
SITE_MARK: Final = "Le site"
ONE_WAY_ROAD: Final = "Rue à sens unique"


def map_title(name: str, scale: int) -> str:
    """Name of a map with its scale."""
    return f"{name} – {numbers.scale(scale)}"


def map_alt(name: str, site: str, scale: int) -> str:
    """Alternative text of a map."""
    return (
        f"{name} de {site}, échelle {numbers.scale(scale)} : le site au centre, routes, eau et coupures du "
        f"scénario. Les mêmes informations sont dans les tableaux de cette fiche."
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def far_from_roads(distance: float) -> str:
    """Why no minute is given."""
    return (
        f"Le réseau routier importé passe à {numbers.metres(distance)} du site : ni trajet ni accès ne sont calculés. "
        f"Importez les routes de cette zone ou vérifiez la position du site."
    )


def undrawn(roles: list[str]) -> str:
    """What nobody has drawn on the ground: never a guessed position."""
    if not roles:
        return ""
    return f"À tracer sur place (non renseigné) : {', '.join(_small(ROLE[role]) for role in roles)}."


def queue_line(cars: int, needed: tuple[float, float], lane_m: float, overflow: int) -> str:
    """Whether the cars that wait stay off the public road."""
    said = (
        f"File : {cars} voitures × 6 à 7{NARROW}m = {needed[0]:.0f} à {needed[1]:.0f}{NARROW}m "
        f"pour une voie tracée de {lane_m:.0f}{NARROW}m"
    )
    if overflow:
        return f"{said} : ▲ {overflow} voitures déborderaient sur la voie publique."
    return f"{said} : elle tient hors de la voie publique."
