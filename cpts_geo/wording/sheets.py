"""Words of the printed sheets: titles, headings, notes, alternative texts."""

import math
from typing import Final

from cpts_geo.model.scenario import Reading
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.wording import columns, labels, numbers
from cpts_geo.wording import sheet_tables as table_words
from cpts_geo.wording.hours import scenario_said

NBSP: Final = numbers.NO_BREAK_SPACE
NARROW: Final = numbers.NARROW_SPACE
KIND: Final[dict[str, str]] = {"territory": "Plan du territoire", "commune": "Fiche communale"}
BOOKLET: Final = "Fiches communales"
CONTENTS: Final = "Sommaire"
FIGURES: Final = "Chiffres du scénario"
FIGURES_HEAD: Final = ("Service", "Lieux", "Perdent l’accès", "Trajet médian")
STRUCTURES: Final = "Structures et capacités"
STRUCTURES_HEAD: Final = ("N°", "Structure, commune", "Capacité", "Carré", "Bâtiment")
SHORT_STRUCTURES_HEAD: Final = ("N°", "Structure", "Capacité", "Carré", "Bâtiment")
SITES: Final = "Lieux candidats"
SITES_HEAD: Final = ("N°", "Lieu, commune", "Accueil", "Par jour", "Carré", "Trajet médian", "Bâtiment")
POCKETS: Final = "Poches coupées d’un soin"
POCKETS_HEAD: Final = ("N°", "Habitants", "Communes", "Carré", "Encore sur place", "Soins perdus")
NO_POCKET: Final = "Aucune poche : personne ne perd un soin encore donné ailleurs."
ROADS: Final = "Routes coupées"
ROADS_HEAD: Final = ("Route", "Longueur coupée", "Eau, fermée", "Carrés")
HERE_STRUCTURES_BY_NUMBER: Final = "Structures et capacités (▲ touché, △ selon lecture)"
CONTENTS_HEAD: Final = (
    "Commune",
    "Habitants",
    "Structures (▲)",
    "Routes coupées",
    "Plus forte perte d’accès",
    "Page",
)
ACCESS: Final = "Accès aux soins depuis la commune"
ACCESS_HEAD: Final = (
    "Service",
    "Le plus proche en temps normal",
    "Trajet",
    "Le plus proche pendant le scénario",
    "Trajet",
    "Perdent l’accès",
)
IN_BRIEF: Final = "En bref"
HERE_STRUCTURES: Final = "Structures et capacités de la commune"
HERE_SITES: Final = "Lieux candidats de la commune"
HERE_ROADS: Final = "Routes coupées (commune et 1\u202fkm autour)"
FALLBACK: Final = "Lieu de repli"
CONTINUED: Final = "suite"
SOURCES: Final = "Sources des données"
READING_NOTES: Final = "Comment lire ce document"
TO_CONFIRM: Final = "À CONFIRMER SUR PLACE"
EMERGENCY_TITLE: Final = "Urgence"
EMERGENCY: Final = (
    ("15", "SAMU"),
    ("18", "pompiers"),
    ("112", "numéro européen"),
    ("114", "sourds et malentendants (SMS, appli, visio)"),
)
NO_ROAD: Final = "Aucune route coupée."
NO_STRUCTURE: Final = "Aucune structure recensée."
NO_SITE: Final = "Aucun lieu candidat recensé."
_CRS_NAME: Final[dict[str, str]] = {
    "EPSG:2154": "Lambert-93",
    "EPSG:5490": "RGAF09 / UTM 20 Nord",
    "EPSG:2972": "RGFG95 / UTM 22 Nord",
    "EPSG:2975": "RGR92 / UTM 40 Sud",
    "EPSG:4471": "RGM04 / UTM 38 Sud",
    "EPSG:4467": "RGSPM06 / UTM 21 Nord",
}
_LAYER: Final[dict[str, str]] = {
    "communes": "communes",
    "structures": "structures",
    "sites": "lieux candidats",
    "plans": "dessins des lieux",
    "demand": "population",
    "network": "routes",
    "roads": "routes",
    "relief": "relief",
    "basemap": "fond de carte",
}


def scenario_line(name: str, steps: int = 0) -> str:
    """Scenario of the band."""
    return f"Scénario : {scenario_said(name, steps)}"


def reading_line(reading: Reading, vehicle: VehicleName) -> str:
    """Reading in plain French, and vehicle."""
    return f"Lecture {labels.READING[reading]} ({labels.READING_HELP[reading]}) – {labels.VEHICLE[vehicle]}"


def edited(date: str) -> str:
    """Date of edition, with its time zone when the date carries one."""
    return (
        f"Édité le {numbers.date_time(date)}{numbers.offset(date)}" if date else "Date d’édition non précisée"
    )


def published_by(author: str) -> str:
    """Body that publishes."""
    return f"Établi par : {author}" if author else "Organisme auteur non précisé"


def projection_line(crs: str) -> str:
    """Projection of the map, and where its background comes from: never the network."""
    return f"Projection : {_CRS_NAME.get(crs, 'système légal')} ({crs}), fond hors ligne"


def paper_line(paper: str, scale: int) -> str:
    """On which paper the scale holds."""
    return f"{paper.upper()} – {numbers.scale(scale)} ; non valable si agrandi ou réduit"


def identity_line(version: str, fingerprint: str) -> str:
    """Version of the tool, fingerprint of the study, and that nothing of it is certain."""
    return f"cpts_geo {version} – empreinte de l’étude : {fingerprint[:12]} – {labels.TO_CONFIRM}"


def caution(scenario: str) -> str:
    """The sentence without which no plan leaves the house."""
    return (
        f"Routes praticables selon le scénario «{NBSP}{labels.scenario_name(scenario)}{NBSP}», "
        f"à confirmer sur place. Ne jamais s’engager sur une route inondée."
    )


def cut_meaning(vehicle: VehicleName) -> str:
    """What « coupée » means for the vehicle of the study."""
    limits = VEHICLES[vehicle]
    usual, cautious = (
        f"{numbers.decimal(v, 2)}{NARROW}m"
        for v in (limits.wading_depth_m, limits.wading_depth_pessimistic_m)
    )
    return (
        f"«{NBSP}Coupée{NBSP}» : au moins {usual} d’eau ({cautious} en lecture pessimiste), hauteur d’eau "
        f"inconnue, tunnel ou gué sous l’eau, ou route fermée. Un pont au-dessus de l’eau reste ouvert : "
        f"vérifier ses accès."
    )


def band_meaning(reading: Reading) -> str:
    """What the numbers and the brackets of a band mean."""
    return (
        f"Chiffres de la lecture {labels.READING[reading]} ; entre crochets, les extrêmes des trois lectures "
        "(trajet vers un lieu : du plus court au plus long, selon aussi l’eau que le véhicule franchit). "
        f"«{NBSP}Perdent l’accès{NBSP}» : pouvaient s’y rendre par la route, ne le peuvent plus. "
        f"{table_words.HIDDEN} : effectif trop faible pour être publié (ou déduit), peut-être nul."
    )


def minutes_meaning() -> str:
    """What a travel time is."""
    return (
        "Trajet médian : la moitié des habitants met moins de temps. Temps calculés sans circulation, "
        "depuis la route la plus proche."
    )


def overview_alt(name: str, scale: int) -> str:
    """Alternative text of the small map of the booklet."""
    return f"Carte d’ensemble de {name}, échelle {numbers.scale(scale)} : communes, aléa et routes coupées."


def inset_title(scale: int) -> str:
    """Title of the larger map of the crowded part; its outline on the first map is dashed."""
    return f"Encart : cadre en tirets du plan, agrandi – {numbers.scale(scale)}"


def inset_alt(name: str, scale: int) -> str:
    """Alternative text of the larger map."""
    return f"Encart de {name}, échelle {numbers.scale(scale)} : la partie où les lieux sont les plus serrés."


def source_line(layers: list[str], facts: list[str]) -> str:
    """Where layers come from."""
    names = ", ".join(dict.fromkeys(layer_words(layer) for layer in layers))
    return f"{names} : {', '.join(facts)}"


def layer_words(layer: str) -> str:
    """« routes », « structures (ehpad 2025) », « fond de carte (plans d’eau) »."""
    group, _, own = columns.layer_name(layer).partition(" : ")
    said = _LAYER.get(layer.partition("/")[0], group.lower())
    return f"{said} ({own})" if own else said


def left_out(places: list[str]) -> str:
    """Places without room on the map."""
    return f"Sans place sur la carte (voir les carrés) : {', '.join(places)}." if places else ""


OMITTED: Final = "… et {n} de plus : voir le plan du territoire et les exports."


def beyond(rest: int) -> str:
    """Structures of the margin that the map does not show."""
    if not rest:
        return ""
    return f"{rest} structure{'s' if rest > 1 else ''} du voisinage hors carte : non listée{'s' if rest > 1 else ''}."


def more_pockets(rest: int) -> str:
    """Small pockets that are hatched on the map without a number."""
    if rest <= 0:
        return ""
    many = rest > 1
    return f"{rest} autre{'s' if many else ''} poche{'s' if many else ''}, moins peuplée{'s' if many else ''} : hachurée{'s' if many else ''} sur la carte, sans numéro."


def population_line(population: float) -> str:
    """Population of a commune."""
    return numbers.people(population) if math.isfinite(population) else "population non connue"


def commune_title(name: str, code_insee: str) -> str:
    """Heading of a commune sheet."""
    return f"{name} ({code_insee})"


def map_alt(name: str, scenario: str, scale: int, counts: tuple[int, int, int]) -> str:
    """Alternative text of a map; everything on it is also in the tables."""
    places, hit, roads = counts
    return (
        f"Carte de {name}, scénario {labels.scenario_name(scenario)}, échelle {numbers.scale(scale)} : "
        f"{places} lieux numérotés dont {hit} touchés, {roads} routes coupées. "
        f"Les mêmes informations sont dans les tableaux de ce document."
    )


def lost_sentence(losses: list[tuple[str, str]], more: int) -> str:
    """Which services people of a commune lose, most people first."""
    if not losses:
        return "Aucun habitant de la commune ne perd l’accès par la route aux services étudiés."
    listed = ", ".join(f"{service} ({people})" for service, people in losses)
    rest = f" et {more} autre{'s' if more > 1 else ''} service{'s' if more > 1 else ''}" if more else ""
    return f"Habitants qui perdent l’accès par la route : {listed}{rest}."


def fallback_open(site: str, square: str, reach: str) -> str:
    """Nearest open site for most people of the commune, with its minutes and their band."""
    return f"{site}{f', carré {square}' if square else ''} : {reach} (trajet médian pendant le scénario)."


def fallback_spared(why: str, names: list[str], known: int, *, watered: bool) -> str:
    """Candidate sites of the commune that the scenario spares when no open one can be reached."""
    if not known:
        return f"{why} Donnée absente : aucun lieu candidat dans la commune : voir le plan du territoire."
    if not names:
        spared = "hors d’eau selon" if watered else "épargné par"
        return f"{why} Aucun lieu candidat {spared} le scénario dans la commune : voir le plan du territoire."
    spared = "hors d’eau dans les trois lectures" if watered else "non touchés par le scénario"
    return f"{why} Lieux candidats {spared} : {', '.join(names)}."


NO_OPEN_SITE: Final = "Aucun lieu n’est ouvert dans ce scénario."
FALLBACK_UNREACHABLE: Final = "Aucun lieu ouvert n’est accessible par la route pour la plupart des habitants."


def brief_structures(total: int, hit: int) -> str:
    """Structures of a commune."""
    return f"Structures dans la commune : {total}, dont touchées : {hit}."


def brief_roads(total: int) -> str:
    """Cut roads of a commune."""
    return f"Routes coupées dans la commune ou à moins de 1{NARROW}km : {total}."
