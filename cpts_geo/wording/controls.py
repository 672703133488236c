"""French of what Streamlit itself writes on its controls and tables, by the English of its scripts.

Only what this app can show. A phrase that a later Streamlit words otherwise stays in English.
"""

from typing import Final

# whole texts, wherever they are
PHRASES: Final = {
    "No results": "Aucun résultat",
    "Choose an option": "Choisissez",
    "Choose options": "Choisissez",
    "No options to select": "Aucun choix possible",
    "No options to select.": "Aucun choix possible.",
    "Clear value": "Effacer le choix",
    "Clear all": "Tout effacer",
    "Clear entry": "Effacer",
    "Select all": "Tout choisir",
    "Selected values": "Choix faits",
    "Selectbox options": "Choix possibles",
    "Multiselect options": "Choix possibles",
    "Remove ${e}": "Retirer ${e}",
    "Press Enter to ${e}": "Entrée pour ${e}",
    "submit form`:`apply": "valider`:`valider",  # the second alone is a name of the program elsewhere
    "Number is above the allowed range.": "Ce nombre est trop grand.",
    "Number is below the allowed range.": "Ce nombre est trop petit.",
    "Number is above the allowed range. Please enter a value less than or equal to ${r}.": (
        "Ce nombre est trop grand : au plus ${r}."
    ),
    "Number is below the allowed range. Please enter a value greater than or equal to ${n}.": (
        "Ce nombre est trop petit : au moins ${n}."
    ),
    "Invalid input.": "Saisie non valable.",
    # files
    "Add files": "Ajouter des fichiers",
    "Download failed": "Le téléchargement a échoué",
    "File is larger than ${q(e)}": "Le fichier dépasse ${q(e)}",
    "Only one file is allowed.": "Un seul fichier à la fois.",
    "Too many files": "Trop de fichiers",
    "Upload failed": "Le fichier n’a pas été reçu",
    "Click to retry upload": "Cliquez pour recommencer l’envoi",
    "Unexpected error. Please try again.": "Erreur imprévue. Recommencez.",
    "Remove ${e.name}": "Retirer ${e.name}",
    "Cancel upload of ${e.name}": "Arrêter l’envoi de ${e.name}",
    # tables
    "Sort ascending": "Trier par ordre croissant",
    "Sort descending": "Trier par ordre décroissant",
    "Pin column": "Épingler la colonne",
    "Unpin column": "Détacher la colonne",
    "Hide column": "Masquer la colonne",
    "Show/hide columns": "Afficher ou masquer des colonnes",
    "Copy column name": "Copier le nom de la colonne",
    "Dataframe column menu": "Menu de la colonne",
    "Clear selection": "Effacer la sélection",
    "Close Search": "Fermer la recherche",
    "Next Result": "Résultat suivant",
    "Previous Result": "Résultat précédent",
    "Add row": "Ajouter une ligne",
    "Delete row(s)": "Supprimer les lignes",
    "Type to search": "Tapez pour chercher",
    "Based on sample": "D’après un échantillon",
    "Average length": "Longueur moyenne",
    "Maximum length": "Longueur la plus grande",
    "Minimum length": "Longueur la plus petite",
    "Standard deviation": "Écart-type",
    "No content": "Rien",
    "No data": "Aucune donnée",
    "Close fullscreen": "Quitter le plein écran",
    # the page
    "App pages": "Pages de l’application",
    "Main menu": "Menu",
    "Skip to main content": "Aller au contenu",
    "Scroll tabs left": "Onglets précédents",
    "Scroll tabs right": "Onglets suivants",
    "Connection error": "Connexion perdue",
    "Connection lost. Please wait for the app to reconnect, then try again.": (
        "Connexion perdue. Attendez qu’elle revienne, puis recommencez."
    ),
    "Streamlit server is not responding. Are you connected to the internet?": (
        "L’application ne répond pas. Vérifiez qu’elle est ouverte sur l’ordinateur."
    ),
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": (
        "L’application s’est arrêtée. Rouvrez-la sur l’ordinateur avec la commande :"
    ),
    "streamlit run yourscript.py": "cpts-geo app",
    "Page not found": "Page introuvable",
    "The page that you have requested does not seem to exist": "Cette page n’existe pas",
    "${t}. Running the app's main page.": "${t} : voici la première page.",
}

# single words, only where they name a control: elsewhere the same word is a part of the program
LABELS: Final = {
    "Open": "Ouvrir",
    "Close": "Fermer",
    "Increment": "Augmenter",
    "Decrement": "Diminuer",
    "Search": "Chercher",
    "Fullscreen": "Plein écran",
    "Average": "Moyenne",
    "Median": "Médiane",
    "Sum": "Somme",
    "Distinct": "Valeurs différentes",
    "Empty": "Vides",
    "Values": "Valeurs",
    "Range": "Étendue",
    "Cancel": "Annuler",
    "Notifications": "Messages",
    "Running...": "Calcul en cours",
    "file upload": "envoi de fichier",
}
