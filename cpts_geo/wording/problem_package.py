"""What may be wrong in a package that is read again, as ends of sentences."""

from typing import Final

PACKAGE_FILES: Final[dict[str, str]] = {
    "package_unreadable": "ce n’est pas une archive zip lisible",
    "package_without_manifest": "pas de manifest.json : ce n’est pas un dossier d’échange de cpts_geo",
    "package_other_version": "manifeste illisible ou d’une autre version du format",
    "package_missing_file": "fichier annoncé par le manifeste et absent",
    "package_extra_file": "fichier que le manifeste n’annonce pas",
    "package_changed_file": "fichier modifié depuis la fabrication du dossier : son empreinte ne correspond plus",
    "package_not_json": "JSON illisible, ou qui contient un nombre infini",
    "package_off_profile": "contraire au profil GeoJSON ({value})",
    "package_other_study": "fichier d’une autre étude que celle du manifeste",
    "package_bad_base": "GeoPackage abîmé",
    "package_other_projection": "couche absente du GeoPackage, ou dans une autre projection que la projection légale",
    "package_bases_differ": "le GeoPackage et le GeoJSON n’ont pas les mêmes objets : {value}",
    "counts_disagree": "les effectifs des tableaux se contredisent",
    "package_figures_differ": "effectif différent de celui des tableaux, ou masqué dans un fichier et pas dans l’autre",
    "package_without": (
        "le dossier d’échange ne contient ni les routes, ni la répartition des habitants, ni les contacts, ni les "
        "propriétaires et l’équipement des lieux, ni les zones hors du scénario : importez au moins les routes et la "
        "population avant d’étudier un scénario"
    ),
    "package_no_bom": "tableau sans marque UTF-8 : un tableur perdrait les accents",
    "package_personal": "numéro de sécurité sociale, téléphone mobile ou adresse électronique d’une personne",
}
PACKAGE_ROWS: Final[dict[str, str]] = {
    "package_repeated_id": "identifiant déjà vu plus haut",
    "package_invalid_shape": "surface ou ligne invalide",
    "package_ring_order": "anneau extérieur dans le sens des aiguilles d’une montre",
    "package_too_precise": "plus de sept décimales",
    "package_small_count": "effectif de 1 à 10 habitants, qui devait être masqué",
    "small_count_deduced": "effectif de 1 à 10 habitants que l’on retrouve à partir des autres chiffres du dossier",
    "package_formula": "cellule qu’un tableur prendrait pour une formule",
}
SOUND: Final = (
    "Dossier sain : complet, conforme au profil et au secret statistique, GeoJSON et GeoPackage d’accord."
)
