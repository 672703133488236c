"""Meaning, unit and French header of each column of the exported files."""

from typing import Final

from cpts_geo.wording.fields_fallbacks import FIELDS as FALLBACKS
from cpts_geo.wording.fields_off_road import FIELDS as OFF_ROAD
from cpts_geo.wording.fields_readings import BY_READING, HIDDEN
from cpts_geo.wording.labels import CATEGORY, READING

_HIT = "la structure ou le lieu est sous l’eau ou dans une zone fermée, lecture "
_CLOSED = "la route est coupée, lecture "
JSON_TYPE: Final[dict[str, str]] = {
    "texte": "string",
    "code": "string",
    "date": "string",
    "entier": "integer",
    "nombre": "number",
    "booléen": "boolean",
}
# field: (type, unit, what it says, short French header)
FIELDS: Final[dict[str, tuple[str, str, str, str]]] = {
    "theme": ("texte", "", "thème de l’objet (fichier unique)", "Thème"),
    "code_insee": ("texte", "", "code INSEE de la commune", "Code INSEE"),
    "structure_id": ("texte", "", "identifiant de la structure", "Identifiant"),
    "site_id": ("texte", "", "identifiant du lieu", "Identifiant"),
    "zone_id": ("texte", "", "couche et identifiant de la zone", "Identifiant"),
    "road_id": ("texte", "", "identifiant : route, classe et lectures où elle est coupée", "Identifiant"),
    "name": ("texte", "", "nom", "Nom"),
    "population": (
        "entier",
        "habitants",
        f"population ; absent = inconnue ; dans les poches, {HIDDEN}",
        "Population",
    ),
    "pop_0_14": ("nombre", "habitants", "population de 0 à 14 ans ; absent = inconnue", "0 à 14 ans"),
    "pop_15_59": ("nombre", "habitants", "population de 15 à 59 ans ; absent = inconnue", "15 à 59 ans"),
    "pop_60_74": ("nombre", "habitants", "population de 60 à 74 ans ; absent = inconnue", "60 à 74 ans"),
    "pop_75p": ("nombre", "habitants", "population de 75 ans et plus ; absent = inconnue", "75 ans et plus"),
    "former": ("texte", "", "communes fusionnées dans celle-ci : code et nom", "Anciennes communes"),
    "city": ("texte", "", "commune d’un arrondissement municipal (Paris, Lyon, Marseille)", "Ville"),
    "epci_siren": ("texte", "", "numéro SIREN de l’EPCI", "SIREN de l’EPCI"),
    "epci_name": ("texte", "", "nom de l’EPCI (intercommunalité)", "EPCI"),
    "category": ("code", "", "catégorie de structure : " + ", ".join(CATEGORY), "Catégorie (code)"),
    "category_label": ("texte", "", "catégorie en clair", "Catégorie"),
    "commune": ("texte", "", "nom de la commune", "Commune"),
    "declared_commune": ("texte", "", "commune que la source déclare, code ou nom", "Commune déclarée"),
    "capacity": ("nombre", "voir capacity_unit", "capacité ; absent = inconnue", "Capacité"),
    "capacity_unit": ("code", "", "places, beds (lits), posts (postes)", "Unité de capacité"),
    "capacity_per_day": (
        "nombre",
        "personnes par jour",
        "capacité par jour ; absent = inconnue",
        "Capacité par jour",
    ),
    "urgences": ("booléen", "", "l’hôpital a un service d’urgences", "Urgences"),
    "finess": ("texte", "", "numéro FINESS géographique", "FINESS"),
    "address": ("texte", "", "adresse", "Adresse"),
    "status": (
        "code",
        "",
        "état : open, reduced, closed ; lieux : pressenti, conventionne, teste, active…",
        "État",
    ),
    "geo_quality": ("code", "", "position : exact, street (rue), commune (centre de la commune)", "Position"),
    "phone": ("texte", "", "téléphone de l’établissement, tel que la source l’écrit", "Téléphone"),
    "opens": ("date", "", "ouverture, AAAA-MM-JJ ; --MM-JJ quand l’année manque", "Ouverture"),
    "closes": ("date", "", "fermeture, AAAA-MM-JJ ; --MM-JJ quand l’année manque", "Fermeture"),
    "source": ("texte", "", "source de la ligne", "Source"),
    "kind": ("code", "", "nature du lieu ou de la zone (flood, closure, slowdown)", "Nature"),
    "usage": ("texte", "", "usages prévus, séparés par « ; »", "Usages"),
    "surface_m2": ("nombre", "m²", "surface ; absent = inconnue", "Surface (m²)"),
    "parking": ("nombre", "places", "stationnement ; absent = inconnu", "Stationnement"),
    "parking_pmr": ("nombre", "places", "stationnement PMR ; absent = inconnu", "Stationnement PMR"),
    "open": ("booléen", "", "lieu ouvert dans cette étude", "Ouvert"),
    "hit_optimistic": ("booléen", "", _HIT + "optimiste", "Touché (optimiste)"),
    "hit_median": ("booléen", "", _HIT + "médiane", "Touché (médiane)"),
    "hit_pessimistic": ("booléen", "", _HIT + "pessimiste", "Touché (pessimiste)"),
    "causes": (
        "code",
        "",
        (
            "ce qui arrête la route ou le lieu dans une lecture au moins, séparé par « ; » : flood (eau), closure "
            "(arrêté, décision, tracé), closed_by_hand, perimeter, site_orders (décision), supply (personnel, moyens), "
            "snow, winter, storm, traffic ; vide = rien"
        ),
        "Causes (codes)",
    ),
    "causes_label": (
        "texte",
        "",
        "les mêmes causes en clair : sous l’eau, fermée et par quoi, ou les deux",
        "Causes",
    ),
    "people_reference": (
        "entier",
        "habitants",
        f"habitants dont c’est la structure la plus proche, situation normale ; {HIDDEN}",
        "Habitants rattachés avant",
    ),
    "people_scenario": (
        "entier",
        "habitants",
        f"habitants dont c’est la structure la plus proche, scénario ; {HIDDEN}",
        "Habitants rattachés pendant",
    ),
    "minutes_reference": (
        "nombre",
        "minutes",
        "temps médian en situation normale ; absent = non accessible",
        "Minutes avant",
    ),
    "minutes_scenario": (
        "nombre",
        "minutes",
        "temps médian pendant le scénario ; absent = non accessible",
        "Minutes pendant",
    ),
    "minutes_low": (
        "nombre",
        "minutes",
        "temps médian le plus court selon la lecture et la hauteur d’eau franchissable ; absent = non accessible",
        "Minutes pendant, au moins",
    ),
    "minutes_high": (
        "nombre",
        "minutes",
        "temps médian le plus long selon la lecture et la hauteur d’eau franchissable ; absent = non accessible",
        "Minutes pendant, au plus",
    ),
    "reachable_share": (
        "nombre",
        "part de 0 à 1",
        "part des habitants qui peuvent rejoindre le lieu pendant le scénario ; absent = non calculé",
        "Part pouvant rejoindre",
    ),
    "newly_isolated": (
        "entier",
        "habitants",
        f"habitants qui y accédaient et n’y accèdent plus, lecture choisie ; {HIDDEN}",
        "Nouvellement isolés",
    ),
    "newly_isolated_optimistic": (
        "entier",
        "habitants",
        f"idem, lecture optimiste ; {HIDDEN}",
        "Isolés (optimiste)",
    ),
    "newly_isolated_median": (
        "entier",
        "habitants",
        f"idem, lecture médiane ; {HIDDEN}",
        "Isolés (médiane)",
    ),
    "newly_isolated_pessimistic": (
        "entier",
        "habitants",
        f"idem, lecture pessimiste ; {HIDDEN}",
        "Isolés (pessimiste)",
    ),
    **BY_READING,
    **FALLBACKS,
    "moins_de_11": (
        "booléen",
        "",
        "vrai : effectifs absents car un d’eux est de 1 à 10, ou pour qu’on ne puisse le déduire du total",
        "Effectif masqué",
    ),
    "road": ("texte", "", "numéro ou nom de la route", "Route"),
    "highway": ("code", "", "classe de la route", "Classe"),
    "length_m": (
        "nombre",
        "mètres",
        "longueur touchée, chaque sens de circulation compté une fois par tronçon",
        "Longueur (m)",
    ),
    "depth_m": (
        "nombre",
        "mètres",
        "plus grande hauteur d’eau rencontrée, lecture choisie ; absent = inconnue ou sans limite",
        "Hauteur d’eau (m)",
    ),
    "bridge": ("booléen", "", "comprend un pont", "Pont"),
    "tunnel": ("booléen", "", "comprend un tunnel", "Tunnel"),
    "ford": ("booléen", "", "comprend un gué", "Gué"),
    "closed_optimistic": ("booléen", "", _CLOSED + "optimiste", "Coupée (optimiste)"),
    "closed_median": ("booléen", "", _CLOSED + "médiane", "Coupée (médiane)"),
    "closed_pessimistic": ("booléen", "", _CLOSED + "pessimiste", "Coupée (pessimiste)"),
    "speed_factor": (
        "nombre",
        "0 à 1",
        "part de la vitesse normale : 0 = coupée, 1 = normale",
        "Part de la vitesse",
    ),
    "layer": ("texte", "", "couche d’aléa", "Couche"),
    "depth_min_m": (
        "nombre",
        "mètres",
        "bas de la classe de hauteur d’eau ; absent = inconnu",
        "Hauteur min (m)",
    ),
    "depth_max_m": (
        "nombre",
        "mètres",
        "haut de la classe ; absent = inconnu ou classe ouverte",
        "Hauteur max (m)",
    ),
    "codezone": ("texte", "", "code de la zone dans le règlement du plan de prévention", "Zone du plan"),
    "typereg": ("code", "", "type de règlement : 01 à 06 (COVADIS), 01 à 07 (CNIG)", "Type de règlement"),
    "procedure": (
        "code",
        "",
        "état du plan : APPROUVE, ANTICIPE, PRESCRIT… ; vide = non dit",
        "État du plan",
    ),
    "occurrence": (
        "code",
        "",
        "scénario de la directive inondation : 01For, 02Moy, 03Mcc, 04Fai, ou texte libre",
        "Occurrence",
    ),
    "threshold_min": ("entier", "minutes", "seuil : temps inférieur ou égal", "Seuil (min)"),
    "reference": ("entier", "habitants", f"habitants dans le seuil, situation normale ; {HIDDEN}", "Avant"),
    "optimistic": (
        "entier",
        "habitants",
        f"habitants dans le seuil, lecture optimiste ; {HIDDEN}",
        "Optimiste",
    ),
    "median": ("entier", "habitants", f"habitants dans le seuil, lecture médiane ; {HIDDEN}", "Médiane"),
    "pessimistic": (
        "entier",
        "habitants",
        f"habitants dans le seuil, lecture pessimiste ; {HIDDEN}",
        "Pessimiste",
    ),
    "places": ("entier", "structures", "structures de la catégorie", "Structures"),
    **OFF_ROAD,
    "places_hit": ("entier", "structures", "structures touchées, lecture choisie", "Structures touchées"),
    "unreachable_reference": (
        "entier",
        "habitants",
        f"habitants sans accès avant tout aléa ; {HIDDEN}",
        "Sans accès avant",
    ),
    "median_minutes_reference": (
        "nombre",
        "minutes",
        "temps médian, situation normale ; absent = non accessible pour la moitié",
        "Temps médian avant",
    ),
    "median_minutes_scenario": (
        "nombre",
        "minutes",
        "temps médian, scénario ; absent = non accessible pour la moitié",
        "Temps médian pendant",
    ),
    "band": (
        "code",
        "",
        (
            "âge : 65_79, 80p, under_65 (Filosofi) ; 75p, under_75 (recensement) ; ehpad ; unknown = inconnu. "
            "Dans ce tableau, « dans le seuil » veut dire : un chemin existe"
        ),
        "Âge (code)",
    ),
    "people": ("entier", "habitants", f"habitants de cet âge ; {HIDDEN}", "Habitants"),
    **{
        f"lost_{reading}": (
            "entier",
            "habitants",
            f"ont perdu ce soin, lecture {label} ; {HIDDEN}",
            f"Perdent, {label}",
        )
        for reading, label in READING.items()
    },
    "pocket_id": ("texte", "", "identifiant de la poche dans ce dossier", "Identifiant"),
    "plan_id": ("texte", "", "identifiant du tracé", "Identifiant"),
    "role": (
        "code",
        "",
        (
            "footprint (emprise), parking, drive_lane (voie du drive), queue (file), one_way (sens unique), pmr_path "
            "(cheminement PMR), entrance (entrée), exit (sortie), staff (personnel), ambulance (arrêt)"
        ),
        "Rôle",
    ),
    "pocket": ("entier", "", "numéro de la poche", "Poche"),
    "services": ("texte", "", "catégories encore accessibles", "Encore accessibles"),
    "missing": ("texte", "", "catégories perdues", "Perdues"),
    "communes": ("texte", "", "communes de la poche", "Communes"),
    "file": ("texte", "", "fichier lu", "Fichier"),
    "row": ("entier", "", "ligne du fichier, 0 = tout le fichier", "Ligne"),
    "column": ("texte", "", "colonne du fichier", "Colonne"),
    "value": ("texte", "", "valeur lue", "Valeur lue"),
    "outcome": ("code", "", "refused, fixed, set_aside, information", "Suite donnée"),
    "x_m": ("nombre", "mètres", "abscisse dans la projection légale", "X (projection légale)"),
    "y_m": ("nombre", "mètres", "ordonnée dans la projection légale", "Y (projection légale)"),
    "lon": ("nombre", "degrés", "longitude WGS 84", "Longitude"),
    "lat": ("nombre", "degrés", "latitude WGS 84", "Latitude"),
}
