"""Sentences of what goes wrong with what people changed; see ``error_files``."""

from typing import Final

STORE_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "changed_meanwhile": (
        "« {value} » a été modifié entre-temps ({expected})",
        "comparez les deux versions, puis enregistrez celle qui convient.",
    ),
    "changed_since": (
        "« {value} » a été modifié depuis ({expected}) : ce changement ne peut plus être annulé seul",
        "annulez d’abord les changements plus récents.",
    ),
    "no_such_line": ("le journal n’a pas de ligne n° {value}", "choisissez une ligne du journal."),
    "cannot_undo": (
        "la ligne n° {value} du journal ne se défait pas",
        "refaites le choix contraire dans la page Données.",
    ),
    "personal_number": (
        "ce texte contient un numéro de sécurité sociale : il n’est pas enregistré",
        "retirez-le. L’outil ne garde aucune donnée de santé d’une personne.",
    ),
    "scenario_name_taken": (
        "un scénario s’appelle déjà ainsi : il n’est pas remplacé",
        "enregistrez celui-ci sous un autre nom, par exemple « {expected} ».",
    ),
    "scenario_without_name": ("ce scénario n’a pas de nom", "donnez-lui un nom."),
    "bad_gauge_rule": (
        "cette ligne ne dit pas à quoi elle s’applique",
        "donnez une station ou un tronçon, et soit une hauteur, soit une couleur de vigilance.",
    ),
    "gauge_rule_taken": (
        "cette station a déjà une ligne pour cette hauteur ou cette couleur",
        "supprimez d’abord l’autre ligne.",
    ),
    "workspace_busy": (
        "la base des modifications est occupée par un autre logiciel",
        "fermez-la dans l’autre logiciel (QGIS par exemple), puis recommencez. Rien n’a été perdu.",
    ),
    "workspace_read_only": (
        "les modifications ne peuvent pas être enregistrées ici : lecture seule",
        "vérifiez les droits du dossier et du fichier, puis rouvrez le territoire. La consultation reste possible.",
    ),
    "workspace_not_written": (
        "l’enregistrement a échoué : disque plein ou en panne. Rien n’a été changé",
        "libérez de la place, puis recommencez.",
    ),
    "workspace_failed": (
        "l’enregistrement a échoué. Rien n’a été changé",
        "recommencez ; si cela dure, signalez ce message.",
    ),
    "workspace_damaged": (
        "le fichier des modifications est abîmé et aucune copie n’a été trouvée",
        "mettez ce fichier de côté, il n’est pas effacé ; cherchez une sauvegarde du dossier.",
    ),
    "workspace_to_restore": (
        "le fichier des modifications est abîmé. Dernière copie saine : {value}",
        "remettez-la en place (page Données, ou « cpts-geo check DOSSIER --restore VOTRE_NOM ») ; ce qui a été changé après elle est perdu. Copie, et lignes de journal qu’elle contient : {expected}.",
    ),
    "nothing_to_restore": (
        "le fichier des modifications s’ouvre, ou n’a aucune copie : rien n’a été remplacé",
        "pour défaire une modification, utilisez « Modifications » dans la page Données.",
    ),
    "workspace_missing": (
        "le fichier des modifications a disparu. Dernière copie saine : {value}",
        "remettez-la en place (page Données, ou « cpts-geo check DOSSIER --restore VOTRE_NOM »), ou déplacez le dossier des copies pour repartir de zéro. Copie, et lignes de journal qu’elle contient : {expected}.",
    ),
    "workspace_not_a_source": (
        "c’est le fichier des modifications d’un territoire, pas une couche à importer",
        "importez les fichiers d’origine.",
    ),
    "import_unfinished": (
        "un import interrompu n’a pas pu être terminé",
        "vérifiez les droits du dossier et la place libre, puis rouvrez le territoire.",
    ),
    "workspace_newer": (
        "ce fichier vient d’une version plus récente de l’outil : il peut être lu, pas modifié",
        "mettez l’outil à jour.",
    ),
    "workspace_of_another": (
        "ces modifications sont celles d’un autre territoire : {value}, et non {expected}",
        "vérifiez le dossier ; rien n’a été changé.",
    ),
    # what a person writes in a row
    "not_editable": ("cette couche ne se modifie pas ligne à ligne", "choisissez parmi : {expected}."),
    "aside_not_editable": (
        "les lignes mises de côté de ce fichier ne se corrigent pas ici",
        "corrigez le fichier, puis importez-le de nouveau.",
    ),
    "unknown_row": (
        "cette ligne n’est pas, ou plus, dans le territoire",
        "relisez la couche, puis choisissez une ligne.",
    ),
    "row_removed": (
        "« {value} » a été supprimé ({expected})",
        "annulez d’abord la suppression si la ligne doit revenir.",
    ),
    "bad_value": ("cette valeur ne convient pas", "corrigez-la{expects}."),
    "closes_before_opens": (
        "la fermeture est avant l’ouverture ({value})",
        "corrigez la date d’ouverture (opens) ou la date de fermeture (closes).",
    ),
    "place_needs_reason": (
        "ce lieu est hors du territoire ou en zone inondable ({value})",
        "écrivez pourquoi vous le retenez : la raison est gardée au journal.",
    ),
    "journal_broken": (
        "le journal a été altéré à partir de cette ligne",
        "gardez ce fichier comme preuve et comparez-le à la dernière copie.",
    ),
}
