"""Words of the exported files: formats, themes, tables, warnings; columns are in ``fields``."""

from typing import Final

WARNING: Final = (
    "Résultat d’un calcul selon le scénario indiqué, à confirmer sur place. "
    "Aucun itinéraire n’est garanti praticable."
)
RESTRICTED: Final = "Diffusion restreinte — gestion de crise"
EXPORTER: Final[dict[str, str]] = {
    "geojson": "GeoJSON (un fichier par thème)",
    "gpkg": "GeoPackage (projection légale, pour QGIS)",
    "kml": "KML (visualisation)",
    "csv": "Tableaux CSV",
    "xlsx": "Classeur Excel",
    "pdf": "Plan PDF",
    "prefecture": "Dossier pour la préfecture (zip complet)",
}
THEME: Final[dict[str, str]] = {
    "territoire_s": "Communes et indicateurs",
    "structures_p": "Structures de santé",
    "sites_p": "Lieux pressentis",
    "acces_coupes_l": "Routes coupées dans la lecture choisie",
    "acces_incertains_l": "Routes coupées dans une autre lecture seulement",
    "routes_ralenties_l": "Routes ralenties",
    "alea_s": "Zones d’aléa du scénario (surfaces)",
    "alea_l": "Zones d’aléa du scénario (lignes)",
    "poches_s": "Poches isolées",
    "sites_emprise_s": "Emprises et stationnements des lieux pressentis",
    "flux_l": "Circulation dans les lieux pressentis",
    "sites_reperes_p": "Entrées, sorties et arrêts des lieux pressentis",
    "zonage_ppr_s": "Zonage des plans de prévention (règle d’urbanisme, jamais une crue)",
}
FALLBACK_THEME: Final[dict[str, str]] = {  # of the GeoPackage only
    "recours_communes_s": "Premier, deuxième et troisième recours, par commune",
    "recours_carreaux_s": "Premier, deuxième et troisième recours, par carreau d’un kilomètre",
    "ambulances_communes_s": "Ambulances : base, patient, urgences, par commune",
    "ambulances_carreaux_s": "Ambulances : base, patient, urgences, par carreau d’un kilomètre",
}
LAYER_THEME: Final[dict[str, str]] = {  # of files that an answer makes, not of the exports of a study
    "isochrones_s": "Isochrones",
    "centres_p": "Lieux choisis",
}
PROFILE_TITLE: Final = "Profil GeoJSON de cpts_geo"
PROFILE: Final = (
    "Un FeatureCollection par thème et par type de géométrie, en WGS 84 (longitude, latitude), sept décimales au plus. "
    "Une valeur absente (null) veut dire inconnue, non accessible ou masquée, selon la description du champ."
)
TABLE: Final[dict[str, str]] = {
    "synthese": "Synthèse par catégorie",
    "couverture": "Population par seuil de temps",
    "ages": "Pertes par âge",
    "communes": "Communes",
    "structures": "Structures",
    "lieux": "Lieux",
    "routes_coupees": "Routes coupées",
    "poches": "Poches isolées",
    "problemes": "Problèmes des données",
}
FALLBACK_TABLE: Final[dict[str, str]] = {  # at most 31 characters: names of sheets
    "recours_communes": "Recours par commune",
    "recours_carreaux": "Recours par carreau de 1 km",
    "ambulances_communes": "Ambulances par commune",
    "ambulances_carreaux": "Ambulances par carreau de 1 km",
}
ABOUT_SHEET: Final = "Lisez-moi"
DICTIONARY_SHEET: Final = "Dictionnaire"
README_PREFECTURE: Final = (
    "Dossier d’échange cpts_geo\n\n"
    "geojson/ : un fichier par thème et par type de géométrie, WGS 84 (longitude, latitude), RFC 7946.\n"
    "{gpkg} : les mêmes thèmes dans la projection légale ({crs}), et les recours et les temps d’ambulance par commune et "
    "par carreau d’un kilomètre.\n"
    "territoire.kml : les mêmes thèmes, à regarder sur un globe.\n"
    "tableaux/ : les mêmes chiffres en CSV (séparateur « ; », UTF-8 avec BOM, décimales avec un point) "
    "et dans un classeur Excel, qui contient aussi les recours par carreau et les temps d’ambulance.\n"
    "plans/ : plans à imprimer.\n"
    "dictionnaire.csv : signification de chaque champ.\n"
    "metadonnees.xml : métadonnées ISO 19115 (INSPIRE), pour un catalogue.\n"
    "profil.schema.json : schéma JSON des fichiers GeoJSON, pour les vérifier.\n"
    "study.toml : l’étude, à rejouer avec « cpts-geo study ».\n"
    "manifest.json : statut, date, auteur, versions, sources et empreinte SHA-256 de chaque fichier.\n\n"
    "Effectifs d’habitants : ceux de 1 à 10 sont masqués (case vide), avec ceux qui permettraient de les retrouver "
    "par différence, dans tous les fichiers à la fois. Ne rapprochez pas deux dossiers de scénarios différents : "
    "leur différence pourrait concerner quelques habitants seulement.\n"
    "Ce dossier ne contient ni le réseau routier, ni la répartition des habitants, ni les contacts, ni les lieux de "
    "stockage : « cpts-geo import » en relit les communes, les structures, les lieux, leurs plans et les zones.\n\n"
    "{warning}\n"
)
ABOUT: Final[dict[str, str]] = {
    "territory": "Territoire",
    "identifier": "Identifiant",
    "fictitious": "Territoire fictif",
    "exercise": "Exercice",
    "status": "Statut",
    "warning": "Avertissement",
    "cautions": "À savoir",
    "scenario": "Scénario",
    "assumptions": "Hypothèses du scénario",
    "reading": "Lecture (code)",
    "reading_label": "Lecture",
    "vehicle": "Véhicule (code)",
    "vehicle_label": "Véhicule",
    "population": "Habitants comptés",
    "people_hit_optimistic": "Habitants en zone touchée (optimiste)",
    "people_hit_median": "Habitants en zone touchée (médiane)",
    "people_hit_pessimistic": "Habitants en zone touchée (pessimiste)",
    "date": "Date de l’étude",
    "author": "Organisme",
    "fingerprint": "Empreinte de l’étude",
    "legal_crs": "Projection légale",
    "sources": "Sources",
}
YES_NO: Final[dict[bool, str]] = {True: "oui", False: "non"}
