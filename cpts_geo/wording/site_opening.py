"""Words of the back of a site sheet: capacity as arithmetic, sketch, staff, opening."""

from math import floor, isfinite
from typing import Final

from cpts_geo.wording import numbers
from cpts_geo.wording.site_fields import with_unit

NBSP: Final = numbers.NO_BREAK_SPACE
NARROW: Final = numbers.NARROW_SPACE
BLANK: Final = "………"
CAPACITY: Final = "Capacité par jour"
NO_PATIENT: Final = "Ce lieu ne reçoit pas de patients : ni postes, ni capacité de soins."
PESSIMISTIC_NOTE: Final = (
    "Hypothèse de prudence : en 2009 (grippe H1N1), 90 passages par heure et par centre étaient prévus, environ "
    "51 ont été faits (presse). L’occupation des postes est plafonnée à 0,85."
)


def arithmetic(posts: float, acts: float, hours: float, occupancy: float) -> str:
    """« 12 postes × 10 actes/h × 8 h × 0,80 », a blank for each factor that nobody said."""
    shown = [
        f"{_or_blank(posts)} postes",
        f"{_or_blank(acts, 1)} actes/h",
        f"{_or_blank(hours, 1)}{NARROW}h",
        f"{_or_blank(occupancy, 2)} d’occupation",
    ]
    return " × ".join(shown)


def _or_blank(value: float, digits: int = 0) -> str:
    if not isfinite(value):
        return BLANK
    whole = digits < 2 and value == round(value)
    return numbers.decimal(value, 0 if whole else digits)


def planned(product: str, total: str) -> str:
    """The planned capacity as a sum that can be checked."""
    return f"{product} = {total} par jour (prévu)"


def pessimistic(total: str, done: str) -> str:
    """The pessimistic one."""
    return f"{total} × 51/90 = {done} par jour (prudent)"


def declared(value: float) -> str:
    """What the list of sites says, when it is not what the arithmetic gives."""
    return f"La liste des lieux déclare {numbers.integer(value)} par jour : à rapprocher."


def capped(value: float) -> str:
    """Occupancy said above what is counted."""
    return f"Occupation renseignée {numbers.decimal(value, 2)}, comptée 0,85."


def seats_line(room: str, arrivals: float, minutes: float, seats: int, said: float) -> str:
    """« Observation : 120 arrivées/h × 15 min / 60 = 30 places ; renseigné : 30 »."""
    known = f"renseigné : {numbers.integer(said)}" if isfinite(said) else f"renseigné : {BLANK}"
    enough = f" ▲ il manque {seats - int(said)} places" if isfinite(said) and said < seats else ""
    return (
        f"{room} : {numbers.decimal(arrivals, 0)} arrivées/h × {numbers.decimal(minutes, 0)}{NARROW}min / 60 = "
        f"{seats} places ({known}){enough}."
    )


WAITING: Final = "Attente (hypothèse : un quart d’heure)"
OBSERVATION: Final = "Observation (15 min)"


def full_line(what: str, minutes: float) -> str:
    """When what waits is full if work goes as in 2009."""
    return f"Si les arrivées suivent le prévu et les soins le rythme prudent, {what} est pleine en {numbers.minutes(minutes)}."


WAITING_ROOM: Final = "l’attente"
LANE: Final = "la voie d’attente"
QUEUE_UNKNOWN: Final = (
    f"File de voitures : nombre {BLANK}, longueur de voie hors route {BLANK} m (6 à 7 m par voiture)."
)


def queue_untraced(cars: int, low: float, high: float) -> str:
    """Cars expected when no lane is drawn."""
    return (
        f"File : {cars} voitures × 6 à 7{NARROW}m = {low:.0f} à {high:.0f}{NARROW}m de voie hors de la route ; "
        f"voie non tracée, à mesurer sur place : {BLANK} m."
    )


SKETCH: Final = "Aménagement intérieur – schéma de principe, à adapter aux locaux"
SKETCH_DRIVE: Final = "Aménagement du drive – schéma de principe, à adapter aux lieux"
NO_SKETCH: Final = (
    "Schéma impossible : il faut la surface utile et le nombre de postes. À relever sur place, puis à importer "
    "avec la liste des lieux."
)
SHAPE_NOTE: Final = "Forme supposée : rectangle 3 × 2 de la surface renseignée."


def sketch_title(scale: int, *, drive: bool) -> str:
    """Title of the sketch with its scale."""
    return f"{SKETCH_DRIVE if drive else SKETCH} – {numbers.scale(scale)}"


def sketch_alt(posts: int, width: float, depth: float) -> str:
    """Alternative text of the sketch."""
    return (
        f"Schéma de {numbers.decimal(width)} m sur {numbers.decimal(depth)} m : entrée à gauche, {posts} postes au "
        f"milieu, sortie à droite, sans croisement. Les surfaces sont dans le tableau voisin."
    )


def too_small(posts: int, needed: float, surface: float, fit: int) -> str:
    """The hall cannot hold what is asked."""
    return (
        f"▲ Surface trop petite : {posts} postes et leurs places assises demandent au moins "
        f"{numbers.integer(needed)}{NARROW}m², {numbers.integer(surface)}{NARROW}m² renseignés. "
        + (f"Schéma dessiné avec {fit} poste{'s' if fit > 1 else ''}." if fit else "Aucun poste ne tient.")
    )


def drive_too_small(left_out: int, lanes: int, fit: int) -> str:
    """The ground cannot hold the lanes or the cars."""
    said = []
    if fit < lanes:
        said.append(f"{fit} voies sur {lanes} tiennent dans la surface renseignée")
    if left_out:
        cars = (
            f"{left_out} voitures en attente ne tiennent" if left_out > 1 else "1 voiture en attente ne tient"
        )
        said.append(f"{cars} pas dans cette surface : prévoir leur attente hors de la voie publique")
    return f"▲ {' ; '.join(said)}." if said else ""


ZONE: Final[dict[str, tuple[str, str]]] = {
    "reception": ("Accueil", "Accueil"),
    "waiting": ("Attente", "Attente"),
    "observation": ("Observation", "Observ."),
    "exit": ("Sortie, suites", "Sortie"),
    "staff": ("Équipe, préparation, matériel", "Équipe"),
    "isolation": ("Isolement", "Isol."),
    "waste": ("DASRI", "DASRI"),
}
ENTRANCE: Final = "ENTRÉE"
EXIT: Final = "SORTIE"
STAFF_DOOR: Final = "accès du personnel"


def zone_names(role: str, area: float, *, sizes: tuple[float, float]) -> list[tuple[str, float]]:
    """Words for a room, the longest first, with the size of their letters."""
    long, short = ZONE[role]
    floor_m2 = f"{numbers.integer(area)}{NARROW}m²"
    return [(f"{long} – {floor_m2}", sizes[0]), (long, sizes[0]), (long, sizes[1]), (short, sizes[1])]


def metres(value: float) -> str:
    """« 12,5 m »."""
    return with_unit(value, "m", 1)


ROOMS_HEAD: Final = ("Espace", "Besoin", "Dessiné")
ROOM: Final[dict[str, str]] = {
    "posts": "Postes",
    "reception": "Accueil",
    "waiting": "Attente",
    "observation": "Observation",
    "corridor": "Passage",
    "surface": "Surface",
    "lanes": "Voies",
    "cars": "Voitures",
    "lane": "Longueur",
}
_WAYS: Final[dict[str, str]] = {
    "in": "avant l’acte",
    "out": "après l’acte",
    "aside": "vers l’isolement",
    "staff": "personnel",
}


def way_labels(*, drive: bool) -> dict[str, str]:
    """Words of the ways of a sketch; nobody is set apart in a drive."""
    return {name: said for name, said in _WAYS.items() if name != "aside" or not drive}


RATIOS: Final = (
    f"Hypothèses : poste 3 × 3{NARROW}m, 1,5{NARROW}m² par place d’attente, 2{NARROW}m² par place d’observation, "
    f"un guichet de 6{NARROW}m² pour 4 postes, passages d’au moins 1,40{NARROW}m (PMR)."
)
RATIOS_DRIVE: Final = (
    f"Hypothèses : 7{NARROW}m par voiture (6 à 7{NARROW}m), voie de 3,5{NARROW}m, 1,5{NARROW}m pour l’équipe de "
    f"chaque côté, une tente par voie, dossier fait à la vitre avant la tente."
)
STAFF: Final = "Équipe (hypothèses à ajuster)"
STAFF_HEAD: Final = ("Fonction", "Règle", "Nombre", "Prévus")
STAFF_ROW: Final[dict[str, tuple[str, str]]] = {
    "care": ("Soignants aux postes", "1 par poste"),
    "reception": ("Accueil, dossier", "1 pour 4 postes"),
    "preparation": ("Préparation, pharmacie", "1 pour 6 postes"),
    "watch": ("Surveillance", "1 pour 15 places d’observation"),
    "flow": ("Flux, sécurité", "entrée et sortie"),
    "lane": ("Guidage des voitures", "1 par voie, 1 à l’entrée"),
    "doctor": ("Médecin responsable", "1 par site"),
    "coordination": ("Coordination", "1 par site"),
}
TOTAL: Final = "Total présent"


def staff_check(per_person: float) -> str:
    """Our figure beside one that was seen."""
    return (
        f"Soit {numbers.decimal(per_person, 0)} actes par personne et par jour ; repère : Toulouse 2021, 120 personnes "
        f"pour 2{NARROW}500 par jour (presse), soit 21."
    )


TIMELINE: Final = "Chronologie d’ouverture"
TIMELINE_NOTE: Final = (
    "H0 : ouverture au public, à 8 h. Durées de préparation : hypothèses. Colonne « Fait à » : à remplir."
)
TIMELINE_HEAD: Final = ("Quand", "Étape", "Qui", "Fait à")
SETUP_H: Final = 6
DECISION: Final = (
    "Décision d’activer, alerte du propriétaire, appel de l’équipe",
    "Préfet ou ARS, maire, CPTS",
)
STEPS: Final = (
    (6, "Remise des clés, état des lieux, énergie et chauffage", "Propriétaire, commune"),
    (5, "Barrières, fléchage, sens unique, mobilier, accès PMR", "Services techniques"),
    (4, "Matériel, froid, DASRI, informatique", "CPTS, pharmacien responsable"),
    (2, "Équipe sur place, affectation aux postes", "Coordination du site"),
    (1, "Essai du circuit ; accès routier confirmé sur place", "Coordination, commune"),
    (0, "OUVERTURE", "Coordination du site"),
)


def before(hours: float, opening_hour: int = 8) -> str:
    """« H−54 (J−2) » for an opening at eight in the morning."""
    if hours == 0:
        return "H0 (J)"
    if not isfinite(hours):
        return f"H−(…… + {SETUP_H})"
    days = -floor((opening_hour - hours) / 24)
    return f"H−{numbers.decimal(hours, 0)} ({'J' if days <= 0 else f'J−{days}'})"


FORM: Final = "À relever sur place"
SIGNATURE: Final = "Vérifié sur place le ………………… par (fonction) ………………………………… Visa :"
CONFIRM: Final = "À confirmer sur place avant toute ouverture : état du bâtiment, énergie, accès routier."
