"""Which services are asked, where they live, under which licence; nothing here is guessed.

Each address carries the paragraph of the project's facts that gives it. What has no stable official
address (SAE, EHPAD capacities, PPR of a département, vaccination sites) is absent: it is brought by hand.
"""

from dataclasses import dataclass
from typing import Final

LICENCE_OUVERTE: Final = "Licence Ouverte 2.0"

# The only machines that are ever asked. ``static.data.gouv.fr`` holds the files that the API of
# data.gouv.fr names; ``www.georisques.gouv.fr`` is where ``georisques.gouv.fr`` redirects.
HOSTS: Final = frozenset(
    {
        "geo.api.gouv.fr",  # FACTS 1.1
        "data.geopf.fr",  # 1.2, 1.8, 1.9
        "www.data.gouv.fr",  # 1.4.1
        "static.data.gouv.fr",
        "georisques.gouv.fr",  # 1.10.4
        "www.georisques.gouv.fr",
        "files.georisques.fr",  # 1.10.1
        "www.insee.fr",  # 1.3, 1.7
        "www.vigicrues.gouv.fr",  # 1.11
    }
)


@dataclass(frozen=True)
class Services:
    """Where each service lives; tests give the address of a local server instead."""

    geo_api: str = "https://geo.api.gouv.fr"
    wfs: str = "https://data.geopf.fr/wfs/ows"
    geocoding: str = "https://data.geopf.fr/geocodage"
    data_gouv: str = "https://www.data.gouv.fr/api/1/datasets"
    georisques_api: str = "https://georisques.gouv.fr/api/v1"
    georisques_files: str = "https://files.georisques.fr/di_2020"
    insee: str = "https://www.insee.fr/fr/statistiques/fichier"
    vigicrues: str = "https://www.vigicrues.gouv.fr/services/1/InfoVigiCru.geojson"


# Requests per second that we allow ourselves, by the start of the address after the host.
# Géoplateforme: 50/s for geocoding (we take 20), 5/s for altimetry and navigation (FACTS 1.8, 1.9).
RATES: Final[dict[str, float]] = {
    "geocodage": 20.0,
    "navigation": 5.0,
    "altimetrie": 5.0,
}
DEFAULT_RATE: Final = 5.0  # assumption: as the strictest published limit


@dataclass(frozen=True)
class Dataset:
    """A dataset of data.gouv.fr and the names of the files wanted in it; the newest is taken.

    ``file`` is the name of our copy, the same from one edition to the next: rows of a file replace those
    that an earlier edition of the same file brought.
    """

    slug: str
    pattern: str
    file: str
    title: str


# FACTS 1.4.1. The monthly file first: it does not change under a download that is resumed.
FINESS_PLUS: Final = Dataset(
    "finess-structures-1",
    r"finess-structures-(?:mensuel-\d{6}|journalier-\d{8})\.json\.gz",
    "finess-structures.json.gz",
    "FINESS+ structures, Agence du numérique en santé",
)
FINESS_FROZEN: Final = Dataset(
    "finess-extraction-du-fichier-des-etablissements",
    r"etalab[-_]cs1100507[-_]stock[-_]\d{8}[-_]\d{4}\.csv",
    "etalab-cs1100507.csv",
    "FINESS (extraction figée en mai 2026), DREES / ANS",
)

# Identifiers of INSEE files; they change with each edition and cannot be guessed (FACTS 1.3, 1.7).
INSEE_GRID: Final = ("8735162", "Filosofi2021_carreaux_200m_csv.zip", "2021")
INSEE_MOVEMENTS: Final = ("8740222", "v_mvt_commune_2026.csv", "2026")
# Filosofi covers metropolitan France, Martinique and La Réunion only (FACTS 1.7).
WITHOUT_GRID: Final = ("971", "973", "975", "976", "977", "978", "986", "987", "988")
TRI_FILE: Final = "tri_2020_sig_di_{departement}.zip"  # FACTS 1.10.1
TRI_VINTAGE: Final = "rapportage 2020"


@dataclass(frozen=True)
class FeatureType:
    """A layer of the WFS of the Géoplateforme.

    Attributes
    ----------
    name
        Typename.
    file
        Name of our copy, without extension.
    required
        Attributes without which the answer is refused.
    kept
        Attributes worth keeping beside those.
    title, geometry
        What to quote; ``line`` or ``polygon``.
    """

    name: str
    file: str
    required: tuple[str, ...]
    kept: tuple[str, ...]
    title: str
    geometry: str


# FACTS 1.8.
ROADS: Final = FeatureType(
    "BDTOPO_V3:troncon_de_route",
    "troncon_de_route",
    ("cleabs", "nature", "importance", "sens_de_circulation", "vitesse_moyenne_vl"),
    (
        *("position_par_rapport_au_sol", "urbain", "etat_de_l_objet", "acces_vehicule_leger"),
        *("acces_pieton", "cpx_numero", "nom_collaboratif_gauche", "nom_collaboratif_droite", "fictif"),
        *("prive", "reserve_aux_bus", "largeur_de_chaussee", "nombre_de_voies", "periode_de_fermeture"),
        *("nature_de_la_restriction", "restriction_de_hauteur", "restriction_de_poids_total"),
        *("insee_commune_gauche", "insee_commune_droite", "cpx_classement_administratif"),
    ),
    "BD TOPO, tronçons de route, IGN",
    "line",
)
TURN_BANS: Final = FeatureType(
    "BDTOPO_V3:non_communication",
    "non_communication",
    ("cleabs", "lien_vers_troncon_entree", "liens_vers_troncon_sortie"),
    (),
    "BD TOPO, non-communications, IGN",
    "point",
)
WATER: Final = FeatureType(
    "BDTOPO_V3:surface_hydrographique",
    "surface_hydrographique",
    ("cleabs", "nature"),
    ("persistance", "position_par_rapport_au_sol", "etat_de_l_objet"),
    "BD TOPO, surfaces hydrographiques, IGN",
    "polygon",
)
# Class of BD TOPO 3; its « nature » says which are heliports (``sources.helipads``).
AERODROMES: Final = FeatureType(
    "BDTOPO_V3:aerodrome",
    "aerodrome",
    ("cleabs", "nature", "code_icao"),
    ("toponyme", "categorie", "usage", "etat_de_l_objet"),
    "BD TOPO, aérodromes, IGN",
    "polygon",
)
ADMIN_COMMUNES: Final = FeatureType(  # FACTS 1.2
    "ADMINEXPRESS-COG.LATEST:commune",
    "admin_express_communes",
    ("cleabs", "code_insee", "nom_officiel"),
    ("code_insee_du_departement", "population"),
    "ADMIN EXPRESS COG, communes, IGN",
    "polygon",
)
