"""Words of the controls of the hazards that are not zones."""

from typing import Final

TITLE: Final = "Type de crise et autres aléas"
# What a shape drawn on the map does, in the order of the choice.
DRAW_KIND: Final[dict[str, str]] = {
    "flood": "Inonder",
    "closure": "Fermer",
    "perimeter": "Interdire",
    "slowdown": "Ralentir",
}
BY_ASSUMPTION: Final = "hypothèses choisies à la main"
SNOW: Final = "Neige ou verglas"
SNOW_ALTITUDE: Final = "À partir de l’altitude (mètres ; 0 : partout)"
NO_ALTITUDE: Final = (
    "Les routes de ce territoire n’ont pas d’altitude : la neige ne peut être mise que partout. "
    "Les routes de la BD TOPO en ont une ; un relief en grille (RGE ALTI, BD ALTI), importé dans la page Données, en donne une aux autres."
)
STORM: Final = "Tempête : arbres tombés, longs ponts"
NO_WOODS: Final = (
    "Donnée absente : ce territoire ne dit pas où sont les bois, ce qui ne veut pas dire qu’il n’y en a pas. "
    "Seuls les longs ponts sont traités ; fermez les autres routes à la main."
)
STORM_BRIDGE: Final = "Longueur des ponts fermés aux véhicules hauts (mètres)"
TRAFFIC: Final = "Circulation ralentie"
TRAFFIC_SHARE: Final = "Part de la vitesse qui reste"
TRAFFIC_ROADS: Final = "Routes ralenties (aucune : toutes)"
SUPPLY_CLOSED: Final = "Structures fermées"
SUPPLY_REDUCED: Final = "Soins réduits (toutes les structures)"
SUPPLY_SHARE: Final = "Part de la capacité qui reste"
INSIDE: Final = "Dans le périmètre interdit"
INSIDE_CHOICE: Final[dict[float, str]] = {1.0: "On circule pour sortir", 0.0: "On reste chez soi"}
