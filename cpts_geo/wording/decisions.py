"""Words about decisions received from an authority: problems of their files, page *Scénario*, cautions."""

from collections.abc import Mapping, Sequence
from typing import Final

from cpts_geo.model.scenario import Reading
from cpts_geo.wording.causes import by_reading, said

DECISION_ROWS: Final[dict[str, str]] = {
    "unknown_decision": (
        "décision non comprise (attendu : route fermée, périmètre interdit, lieu ouvert, lieu fermé) ; "
        "corrigez le mot dans la colonne « decision »"
    ),
    "reopening_by_hand": (
        "réouverture de route : jamais appliquée depuis un fichier ; sur la page Scénario, "
        "cliquez le tronçon après vérification sur place, elle sera signée"
    ),
    "unknown_site_order": (
        "lieu introuvable sur le territoire (identifiant, nom ou position à moins de 100 m) ; "
        "ajoutez-le d’abord page Données, ou corrigez son identifiant"
    ),
    "several_sites_order": "plusieurs lieux portent ce nom ; indiquez l’identifiant (site_id) ou la commune",
    "contradicting_orders": (
        "ordres contraires sur le même lieu, à la même période (autres lignes : {value}) : aucun n’est appliqué ; "
        "demandez lequel vaut et supprimez l’autre"
    ),
    "touches_no_road": (
        "ce tracé ne touche aucune route du territoire : il ne fermerait rien ; "
        "vérifiez sa position, ou donnez le numéro de la route sans tracé"
    ),
    "perimeter_not_area": "un périmètre doit être une surface ; dessinez son contour fermé",
    "decision_elsewhere": "périmètre à plus de 30 km des communes du territoire",
}
DECISION_FILES: Final[dict[str, str]] = {
    "expired_decisions": "décisions échues, gardées mais non appliquées : {value}",
    "unsigned_decisions": "décisions sans auteur ni autorité : {value} ; à vérifier avant de les appliquer",
    "endless_decisions": "décisions sans date de fin : {value} ; elles valent jusqu’à ce qu’on les retire",
    "decisions_to_apply": (
        "rien n’est appliqué : choisissez la couche « {value} » page Scénario, "
        "ou ajoutez « --hazard {value} » à la commande study"
    ),
}
DECISION_ERRORS: Final[dict[str, tuple[str, str]]] = {
    "own_result": (
        "ce fichier est un résultat de cet outil (routes coupées par un scénario), pas une décision",
        "il n’est pas importé : pour fermer ces routes par décision, demandez le fichier de l’autorité.",
    ),
    "not_decisions": (
        "ce fichier n’a pas de colonne « decision » (route fermée, périmètre, lieu ouvert, lieu fermé)",
        "importez les autres fichiers page Données.",
    ),
}

TITLE: Final = "Décisions reçues (préfecture, mairies)"
DROP: Final = "Déposer un fichier de décisions (GeoJSON, CSV…)"
HELP: Final = (
    "Routes fermées, périmètres interdits, lieux ordonnés ouverts ou fermés. "
    "Rien n’est appliqué avant votre accord."
)
READING: Final = "Lecture du fichier…"
UNDERSTOOD: Final = "Ce qui est compris"
NOT_APPLIED: Final = "Ce qui ne sera pas appliqué, ou à vérifier"
NOTHING_YET: Final = "Rien n’est encore appliqué."
APPLY: Final = "Appliquer au scénario"
REFUSE: Final = "Ne pas appliquer"
IN_FORCE: Final = "Décisions du scénario"
SIGN: Final = "Indiquez votre nom ou votre fonction, ci-dessus, pour appliquer ces décisions."
CURRENT_LAYER: Final = "Une couche de ce nom existe déjà : elle sera remplacée par ce fichier."
HEADERS: Final[dict[str, str]] = {
    "row": "Ligne",
    "what": "Décision",
    "about": "Objet",
    "state": "État",
    "begin": "Début",
    "end": "Fin",
    "by": "Autorité, auteur",
}
WHAT: Final[dict[str, str]] = {
    "closure": "Route fermée",
    "perimeter": "Périmètre interdit d’accès",
    "site_open": "Lieu ouvert",
    "site_closed": "Lieu fermé",
    "expired": "Décision échue",
}
IN_FORCE_NOW: Final = "En vigueur"
OVER: Final = "Échue : non appliquée"
LATER: Final = "Pas encore en vigueur"
NO_LIMIT: Final = "sans date"


def applied(layer: str, count: int) -> str:
    """After confirmation."""
    many = f"{count} décisions appliquées" if count > 1 else f"{count} décision appliquée"
    return f"{many} au scénario (couche « {layer} »). Pour revenir en arrière : « Retirer »."


def stopped(causes: Mapping[Reading, int], own: Reading) -> str:
    """State of a site ordered open that the scenario hits, in the study's reading or in another one."""
    if causes[own]:
        return f"ALERTE : {said(causes[own], feminine=False)} selon le scénario"
    return f"Attention : {by_reading(causes, feminine=False)}"


def ordered_under_water(places: Sequence[tuple[str, str]]) -> str:
    """Sites ordered open that the scenario hits: name, and why."""
    listed = ", ".join(f"{name} ({why})" for name, why in places)
    head = "Lieu ouvert" if len(places) == 1 else "Lieux ouverts"
    return (
        f"{head} par décision mais hors d’usage selon le scénario : {listed}. "
        "Ne pas y envoyer de patients sans vérification sur place."
    )


def held(names: Sequence[str]) -> str:
    """Under the list of sites: which ones a tick does not change."""
    return f"Ouverts ou fermés par décision : {', '.join(names)}. Pour les changer, retirez la décision page Scénario."


def contradicted(names: Sequence[str]) -> str:
    """Sites that two layers of decisions open and close."""
    return f"Décisions contraires, lieu compté comme fermé : {', '.join(names)}. À vérifier auprès de l’autorité."
