"""Sentences of what goes wrong with the public services that are asked to prepare a territory.

kind: (what is wrong, what to do); ``file`` of the error is the name of the service or of the file.
"""

from typing import Final

_LATER: Final = "relancez la commande plus tard ; ce qui est déjà téléchargé ne le sera pas deux fois."
NETWORK_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "offline": (
        "aucun service public n’est joignable depuis cet ordinateur",
        "branchez internet et relancez, ou apportez les fichiers sur une clé et importez-les avec « cpts-geo import » : communes (geo.api.gouv.fr), routes (BD TOPO de l’IGN ou OpenStreetMap, download.geofabrik.de), structures (FINESS, data.gouv.fr), population (Filosofi, insee.fr), zones inondables (TRI, files.georisques.fr).",
    ),
    "unreachable": ("cette adresse n’est pas joignable", "vérifiez la connexion à internet, puis relancez."),
    "no_connection": ("le service n’a pas répondu en 5 secondes", _LATER),
    "timed_out": ("la réponse a été trop lente et a été arrêtée", _LATER),
    "server_error": ("le service est en panne, trois essais ont échoué", _LATER),
    "rate_limited": ("le service demande de ralentir", _LATER),
    "refused_request": (
        "le service refuse la demande",
        "vérifiez les codes donnés ; si le message persiste, le service a changé : signalez-le.",
    ),
    "access_refused": (
        "le service refuse l’accès à cet ordinateur",
        "téléchargez ce fichier avec un navigateur, puis importez-le.",
    ),
    "not_found": (
        "ce fichier n’existe pas ou plus à cette adresse",
        "cherchez l’édition en cours sur le site du producteur, puis importez-la.",
    ),
    "captive_portal": (
        "le réseau répond par une page de connexion au lieu des données",
        "ouvrez un navigateur, connectez-vous au réseau, puis relancez.",
    ),
    "unexpected_format": ("la réponse n’est pas au format attendu ({expected})", _LATER),
    "empty_answer": ("la réponse est vide", _LATER),
    "truncated_answer": ("la réponse est arrivée coupée ou illisible", _LATER),
    "bad_checksum": ("le fichier reçu n’est pas celui qui est publié (somme de contrôle)", _LATER),
    "too_big_answer": (
        "la réponse dépasse la limite de {expected} et a été arrêtée",
        "vérifiez que le territoire demandé n’est pas trop grand.",
    ),
    "missing_field": (
        "ce champ manque dans la réponse : le service a changé",
        "gardez la dernière copie et signalez ce message pour que la lecture soit adaptée.",
    ),
    "whole_country": (
        "la réponse dépasse ce qui a été demandé : le service a ignoré la demande",
        "rien n’a été gardé ; relancez plus tard, puis signalez ce message.",
    ),
    "centre_not_contour": (
        "le service envoie le centre des communes et non leur contour",
        "rien n’a été gardé ; relancez plus tard, puis signalez ce message.",
    ),
    "swapped_answer": (
        "la réponse inverse longitude et latitude",
        "rien n’a été gardé ; signalez ce message.",
    ),
    "incomplete_pages": (
        "des pages de la réponse manquent ou se répètent ({value} objets sur {expected})",
        _LATER,
    ),
    "nothing_here": ("le service ne connaît rien ici", "vérifiez les codes donnés."),
    "fictitious_folder": (
        "ce dossier est un territoire fictif, des données réelles ne peuvent pas s’y mêler",
        "donnez un autre dossier.",
    ),
    "bad_margin": ("cette marge n’est pas possible", "donnez un nombre de minutes entre : {expected}."),
    "unknown_code": (
        "aucun territoire ne porte ce code",
        "vérifiez-le : un EPCI a neuf chiffres, une commune cinq caractères, un département deux ou trois.",
    ),
    "no_resource": (
        "aucun fichier du jeu de données ne porte le nom attendu",
        "téléchargez-le avec un navigateur, puis importez-le.",
    ),
    "forbidden_address": (
        "cette adresse n’est pas celle d’un service public connu, elle n’a pas été demandée",
        "vérifiez que le réseau ne détourne pas les adresses ; services connus : {expected}.",
    ),
    "certificate": (
        "le certificat du service n’est pas reconnu, la connexion a été refusée",
        "si votre établissement filtre le réseau, demandez-lui son certificat d’autorité et donnez son fichier dans la variable {expected} ; vérifiez aussi la date de l’ordinateur.",
    ),
    "proxy_password": (
        "le proxy du réseau demande un mot de passe",
        "demandez à votre service informatique comment le donner (variable HTTPS_PROXY).",
    ),
    "proxy_refused": (
        "le proxy du réseau refuse cette adresse",
        "demandez à votre service informatique de l’autoriser.",
    ),
}
