"""Words of the pages: titles, labels of controls, help, messages. A nurse reads them."""

import math
from collections.abc import Mapping
from typing import Final

from cpts_geo.model.categories import NOT_CARE
from cpts_geo.model.layers import POPULATION as POPULATION_COLUMN
from cpts_geo.model.network_facts import NetworkFacts
from cpts_geo.model.scenario import READINGS
from cpts_geo.model.territory import Source
from cpts_geo.wording import cautions, labels, numbers

APP: Final = "Plan de crise de la CPTS"
TERRITORY_PAGE: Final = "Territoire"
SCENARIO_PAGE: Final = "Scénario"
ROUTE_PAGE: Final = "Itinéraire"
CARE_PAGE: Final = "Accès aux soins"
SITES_PAGE: Final = "Lieux"
EXPORTS_PAGE: Final = "Plans et exports"

SERVER_READY: Final = "Application prête : {address}\nPour l’arrêter : Ctrl + C dans cette fenêtre."
ASSETS_ABSENT: Final = (
    "La carte ne peut pas s’afficher : ses fichiers ne sont pas installés. À faire : lancer « cpts-geo assets » "
    "une fois, avec un accès à internet, puis relancer l’application. Les tableaux et les exports fonctionnent."
)
UNEXPECTED: Final = (
    "Une erreur imprévue est survenue (incident n° {incident}). Vos données ne sont pas modifiées. "
    "À faire : recharger la page ; si l’erreur revient, transmettre ce numéro."
)
TOO_MANY_UPLOADS: Final = "Trop de fichiers déposés : rechargez la page pour continuer."
UPLOAD_TOO_LARGE: Final = (
    "Fichier de plus de 50 Mo : importez-le avec la commande « cpts-geo import », ou découpez-le."
)
UPLOAD_WITHOUT_SIZE: Final = "Fichier refusé : sa taille n’est pas annoncée. Déposez-le depuis la page Données, ou utilisez « cpts-geo import »."
UPLOAD_REFUSED: Final = (
    "Fichier refusé : plus de 50 Mo, ou trop de fichiers depuis l’ouverture de la page. "
    "À faire : rechargez la page, ou utilisez la commande cpts-geo import."
)
NOT_FOUND: Final = "Introuvable."

# Banner
SCENARIO: Final = "Scénario"
READING: Final = "lecture"
VEHICLE: Final = "véhicule"
NO_SOURCE: Final = "source non renseignée"
DRAWN_BY_HAND: Final = "zones dessinées à la main"
ROADS_CLOSED_BY_HAND: Final = "routes fermées à la main"
CONFIRM: Final = "Résultats d’un calcul, à confirmer sur place."

# Map
MAP_LAYERS: Final = "Afficher sur la carte"
MAP_TABLE_NOTE: Final = "La carte et les tableaux montrent les mêmes informations."

# Territoire
POPULATION: Final = "Population"
STRUCTURES: Final = "Structures de santé"
ALL_STRUCTURES: Final = "Structures connues"
SITES: Final = "Lieux pressentis"
PREVENTION_PLANS: Final = "Zonage des plans de prévention"
COMMUNES: Final = "Communes"
SOURCES: Final = "Sources des données"
PROBLEMS: Final = "Problèmes dans les données"
NETWORK: Final = "Réseau routier"
CATEGORIES: Final = "Catégories"
NO_PROBLEM: Final = "Aucun problème relevé à l’import."
CAPACITIES: Final = "Nombre et capacités par catégorie"
DOWNLOAD_TABLE: Final = "Télécharger le tableau (CSV)"

# Scénario
FLOOD: Final = "Crue"
NO_FLOOD: Final = "aucune"
OTHER_HAZARDS: Final = "Autres aléas"
DEPTH_READING: Final = "Lecture de la hauteur d’eau"
VEHICLE_CHOICE: Final = "Véhicule"
VEHICLE_HELP: Final = (
    "L’ambulance et le véhicule haut empruntent aussi les voies privées, réservées ou interdites à la "
    "circulation (barrière ou clé possible, à vérifier) ; la voiture non."
)
DRAW_CHOICE: Final = "Ce que je dessine sur la carte"
DRAW_HELP: Final = (
    "Choisissez d’abord, puis dessinez une zone avec les boutons en haut à gauche de la carte. "
    "La hauteur d’eau d’une zone dessinée est inconnue : ses routes sont coupées."
)
CLOSE_ROADS: Final = "Fermer une route (numéro ou nom)"
CHOOSE_FILE: Final = "Choisir un fichier"
CHOOSE: Final = "Choisir…"
REMOVE: Final = "Retirer"
EXERCISE: Final = "C’est un exercice"
STUDY_FILE: Final = "Enregistrer ou reprendre l’étude"
SAVE_STUDY: Final = "Enregistrer l’étude (study.toml)"
LOAD_STUDY: Final = "Reprendre une étude enregistrée (study.toml)"
CUT_ROADS: Final = "Routes coupées"
SHOWN_STRUCTURES: Final = "Structures à montrer sur la carte"
PEOPLE_HIT: Final = "Habitants en zone inondée"
PEOPLE_SHUT: Final = "Habitants en zone inondée ou interdite"
ISOLATED_OF: Final = "Habitants isolés à montrer sur la carte"
NO_CUT_ROAD: Final = "Aucune route coupée dans ce scénario."
STRUCTURES_HIT: Final = "Structures touchées"
STRUCTURES_WET: Final = "Structures sous l’eau"
STRUCTURES_SHUT: Final = "Structures fermées"

# Itinéraire
FROM: Final = "Départ"
TO: Final = "Arrivée"
PLACE_KIND: Final[dict[str, str]] = {
    "structure": "Structure",
    "site": "Lieu pressenti",
    "commune": "Commune (mairie ou centre)",
    "point": "Point cliqué sur la carte",
}
PLACE: Final = "Lieu"
CLICK_AGAIN: Final = "Cliquez ailleurs sur la carte pour le déplacer."
CLICK_FIRST: Final = "Cliquez sur la carte : le point cliqué devient ce bout du trajet."
NOT_CHOSEN: Final = "Choisissez un départ et une arrivée."
STEPS: Final = "Feuille de route selon le scénario"
AVOIDED: Final = "Routes évitées"
NONE_AVOIDED: Final = "Aucune route du trajet normal n’est coupée ni ralentie."
PER_VEHICLE: Final = "Selon le véhicule"
NOT_IN_EVERY_READING: Final = "Attention : non accessible selon une autre hypothèse (lecture de la hauteur d’eau, hauteur que le véhicule franchit)."
NO_ROUTE: Final = (
    "Non accessible : aucun trajet praticable selon le scénario « {scenario} », à confirmer sur place."
)
NO_ROUTE_EVER: Final = "Non accessible, même en situation normale : ces deux points ne sont pas reliés par la route dans les données."

# Accès aux soins
CATEGORY: Final = "Catégorie de soins"
BY_CATEGORY: Final = "Par catégorie"
BY_COMMUNE: Final = "Par commune"
BY_STRUCTURE: Final = "Par structure"
VIEW: Final = "Ce qui est montré"
CARE_VIEW: Final[dict[str, str]] = {
    "care": "Soin par soin",
    "people": "Personnes fragiles",
    "pockets": "Poches isolées",
    "recourse": "Recours uniques",
    "ambulance": "Ambulances",
    "index": "Indice local d’accès",
    "isochrones": "Isochrones",
    "why": "Pourquoi",
    "reopen": "Que rouvrir d’abord",
    "evolution": "Dans le temps",
    "uncertainty": "Incertitude",
    "vital": "Routes vitales",
}
MAP_SCALE: Final = "Détail de la carte"
CHART_LEGEND: Final = "Situation"
BY_THRESHOLD: Final = "Population par temps d’accès"
SHOW: Final = "Montrer"
MEASURE: Final[dict[str, str]] = {"minutes": "Minutes pendant le scénario", "lost": "Minutes perdues"}
SCALE: Final[dict[str, str]] = {"communes": "Par commune", "homes": "Par lieu d’habitation"}
CHART_TIME: Final = "À … minutes ou moins"
CHART_PEOPLE: Final = "Habitants"
CHART_STATE: Final[dict[str, str]] = {"reference": "Situation normale", "scenario": "Selon le scénario"}
EMPTY: Final = "–"
EMPTY_MEANS: Final = "Tiret : non accessible, ou donnée inconnue."
HIDDEN_SMALL: Final = "Dans les fichiers téléchargés, les effectifs de 1 à 10 habitants sont masqués."

# Lieux
OPEN_SITES: Final = "Cochez les lieux ouverts"
NO_SITE: Final = "Ce territoire n’a pas de lieu pressenti."
NO_OPEN_SITE: Final = "Cochez au moins un lieu pour voir qui peut le rejoindre."
SITE_COVERAGE: Final = "Habitants à portée d’un lieu ouvert"

# Plans et exports
PAPER: Final = "Format"
PREPARE: Final = "Préparer"
DOWNLOAD: Final = "Télécharger"
COMMUNE: Final = "Commune"
COMPUTING: Final = "Calcul du scénario…"
OPENING: Final = "Ouverture du territoire…"
AUTHOR: Final = "Organisme qui publie (imprimé sur les documents)"
EXPORT_NOTE: Final = (
    "Chaque document porte le scénario, la lecture, le véhicule, les sources et la date. Les effectifs de 1 à 10 "
    "habitants y sont masqués."
)


def newly_isolated(category: str) -> str:
    """Title of a headline figure: « Nouvellement isolés : pharmacie »."""
    name = category if category.isupper() else category[0].lower() + category[1:]
    return f"Nouvellement isolés{numbers.NO_BREAK_SPACE}: {name}"


def beside_health(counts: Mapping[str, int]) -> str:
    """« et 7 centres de secours, 32 mairies »: what the territory knows that gives no care."""
    said = []
    for category in NOT_CARE:
        if count := counts.get(category.value, 0):
            name = labels.CATEGORY_PLURAL[category] if count > 1 else labels.CATEGORY[category]
            said.append(f"{numbers.integer(count)}{numbers.NO_BREAK_SPACE}{name.lower()}")
    return f"et {', '.join(said)}" if said else ""


def network_facts(facts: NetworkFacts, limit_m: float, population: float) -> list[str]:
    """What must be said of the road network before any flood; ``population``: of the whole territory."""
    far = float(facts.unsnapped[POPULATION_COLUMN].sum())
    apart = int(population - far - sum(facts.component_population))
    apart = apart if apart > facts.components else 0  # each part lost less than one person to its rounding
    limit = numbers.metres(limit_m)
    none = f"Tous les habitants sont à moins de {limit} d’une route."
    some = f"{numbers.people(far)} à plus de {limit} d’une route ne sont pas comptés dans les temps d’accès."
    size = f"{numbers.integer(facts.nodes)} carrefours et {numbers.integer(facts.edges)} tronçons de route orientés."
    off_road = cautions.count_off_road(len(facts.off_road), limit)
    return [size, _parts(facts, apart), some if far else none, *off_road]


def _parts(facts: NetworkFacts, apart: int) -> str:
    """Main parts with their people, and the people of the smaller parts together."""
    if facts.components <= 1 and not apart:
        return "Avant toute crue, le réseau routier est d’un seul tenant."
    smaller = f"des parties plus petites, séparées du reste : {numbers.people(apart)}"
    said = f"le réseau routier a une grande partie et {smaller}"
    if facts.components > 1:
        each = ", ".join(numbers.people(value) for value in facts.component_population)
        said = f"le réseau routier est déjà en {facts.components} grandes parties ({each})"
        said = f"{said}, plus {smaller}" if apart else said
    return (
        f"Avant toute crue, {said}. Ce qui était hors d’atteinte avant la crue n’est pas compté comme perdu."
    )


def practicable(scenario: str) -> str:
    """Never « itinéraire sûr »."""
    return f"Praticable selon le scénario « {scenario} », à confirmer sur place."


def drawing(kind: str, number: int) -> str:
    """« Zone inondée n° 1 »."""
    return f"{labels.ZONE_KIND[kind]} n°{numbers.NO_BREAK_SPACE}{number}"


def scenario_title(layers: list[str], drawn: int, roads: tuple[str, ...]) -> str:
    """Name of a scenario made on the page: « crue moyenne + 1 zone dessinée + D14 fermée »."""
    zones = [f"{drawn} zone{'s' if drawn > 1 else ''} dessinée{'s' if drawn > 1 else ''}"] if drawn else []
    return " + ".join([*layers, *zones, *(f"{road} fermée" for road in roads)])


def problem_count(count: int) -> str:
    """« 3 points relevés à l’import : à lire… »."""
    return f"{numbers.integer(count)} point{'s' if count > 1 else ''} relevé{'s' if count > 1 else ''} à l’import : à lire avant de se fier aux chiffres."


def source(origin: Source) -> str:
    """« Producteur, millésime 2024 »."""
    return f"{origin.title}, {origin.vintage}" if origin.vintage else origin.title


def hazard_source(sources: list[str]) -> str:
    """Where the hazards come from, in the banner."""
    return f"Aléa : {' ; '.join(sources)}" if sources else "Aucun aléa dans ce scénario"


def communes_count(count: int) -> str:
    """« 32 communes »."""
    return f"{numbers.integer(count)} commune{'s' if count > 1 else ''}"


def in_margin(count: int) -> str:
    """« dont 31 hors des communes, autour »."""
    return f"dont {numbers.integer(count)} autour, hors de ses communes"


def total_capacity(total: float, unit: str) -> str:
    """« 420 lits », « capacité non connue »."""
    if not math.isfinite(total):
        return "capacité non connue"
    return f"{numbers.integer(total)} {labels.unit(total, unit) or 'places ou lits'}"


def reading_help() -> str:
    """What each reading means."""
    return "\n\n".join(f"**{labels.READING[r]}** : {labels.READING_HELP[r]}" for r in READINGS)


def point(lonlat: tuple[float, float] | None) -> str:
    """Where the clicked point is, or what to do."""
    if lonlat is None:
        return CLICK_FIRST
    side = "E" if lonlat[0] >= 0 else "O"
    place = f"{numbers.decimal(lonlat[1], 5)} N, {numbers.decimal(abs(lonlat[0]), 5)} {side}"
    return f"Point choisi : {place}. {CLICK_AGAIN}"


def within(threshold: int) -> str:
    """« À 20 min ou moins »."""
    return f"À {threshold}{numbers.NARROW_SPACE}min ou moins"


def before(people: float) -> str:
    """« avant : 12 000 »."""
    return f"avant : {numbers.integer(people)}"


def queue_position(position: int) -> str:
    """What to say while other computations come first; 0 = this one is running for somebody else."""
    if not position:
        return COMPUTING
    rank = "le prochain" if position == 1 else f"{position}e de la file"
    return f"Calcul en attente, {rank}{numbers.NO_BREAK_SPACE}: le serveur fait deux calculs à la fois. Rien n’est perdu."
