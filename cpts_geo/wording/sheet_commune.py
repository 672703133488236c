"""Words of the sheet of a commune: roads first, structures by kind, what the commune must do."""

from collections.abc import Sequence
from typing import Final

from cpts_geo.model.categories import Category
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.wording import labels, numbers
from cpts_geo.wording import sheet_tables as table_words

NBSP: Final = numbers.NO_BREAK_SPACE
ROADS: Final = "Routes à rouvrir ou à protéger d’abord pour les habitants de la commune"
ROADS_HEAD: Final = (
    "Agir",
    "Route",
    "Carrés",
    "Eau, fermée",
    "Habitants",
    "Soins rendus ou gardés",
)
REOPEN: Final = "Rouvrir"
PROTECT: Final = "Protéger"
ROADS_NOTE: Final = (
    "Rouvrir : elle seule rend un soin perdu. Protéger : seul chemin encore ouvert vers un soin."
)
NOTHING_LOST: Final = "Aucun soin perdu par la route : rien à rouvrir d’abord."
NO_ROAD_HELPS: Final = (
    "Aucune route à rouvrir ne rend les soins perdus : les lieux où aller sont eux-mêmes touchés."
)
EVERY_CARE: Final = "tous les soins suivis"
OTHER_ROADS: Final = "Autres routes coupées (commune et 1\u202fkm autour)"
NO_OTHER_ROAD: Final = "Aucune autre route coupée."
HERE: Final = "dans la commune"
TASKS: Final = "Ce que la commune doit faire"
PREPARE: Final = "Ce que la commune doit préparer"
LISTED: Final = 2
KEPT_ROADS: Final = 4
FEW: Final = "moins de 11"


def more_roads(reopen: int, protect: int) -> str:
    """Roads that also matter and have no line."""
    parts = [f"{reopen} à rouvrir" if reopen else "", f"{protect} à protéger" if protect else ""]
    said = ", ".join(part for part in parts if part)
    return f"Non listées : {said}." if said else ""


def together(service: str, roads: Sequence[str], count: int) -> str:
    """No road alone gives care back."""
    return (
        f"{labels.CATEGORY_PLURAL[Category(service)]} : aucune route seule ne les rend. Tronçons à rouvrir "
        f"ensemble : {count}, d’abord {', '.join(roads)}."
    )


def cares(names: Sequence[str], *, every: bool) -> str:
    """« hôpitaux, services d’urgences, EHPAD et 7 autres »."""
    if every:
        return EVERY_CARE
    said = [labels.CATEGORY_PLURAL[Category(name)] for name in names[:LISTED]]
    rest = len(names) - LISTED
    return ", ".join(said) + (f" et {rest} autre{'s' if rest > 1 else ''}" if rest > 0 else "")


def between(start: str, end: str) -> str:
    """Where a stretch of road is."""
    if start and end and start != end:
        return f"entre {start} et {end}"
    return f"vers {start or end}" if start or end else ""


def road(label: str, where: str) -> str:
    """« D10, entre Port-Solenne et les Essarts »."""
    name = label or labels.UNNAMED_ROAD
    return f"{name}, {where}" if where else name


def structures(number: str, place: str, square: str) -> str:
    """« n° 15, Vaurelles (L10) »: how the access table names a place on one line."""
    return f"n°{NBSP}{number}, {place}{f' ({square})' if square else ''}"


def not_listed(services: Sequence[str]) -> str:
    """Care of which no place is in the data: unknown, which is not « none »."""
    return (
        f"Aucun lieu dans les données importées (nombre inconnu) : {', '.join(services)}." if services else ""
    )


def other_roads(names: Sequence[str], rest: int) -> str:
    """The other cut roads on one line, the number of those left out."""
    more = f" et {rest} autre{'s' if rest > 1 else ''} (voir le plan du territoire)" if rest else ""
    return f"{' ; '.join(names)}{more}." if names else NO_OTHER_ROAD


def warn() -> str:
    """First of all."""
    return (
        "Prévenir le COD (préfecture) et le référent crise de la CPTS ; ouvrir le PCC si le PCS le prévoit."
    )


def check_roads(roads: Sequence[str], rest: int) -> str:
    """Roads to look at."""
    more = and_more(rest) if rest > 0 else ""
    return (
        f"Vérifier sur place, barrer si l’eau passe et signaler au gestionnaire : {', '.join(roads)}{more} "
        f"(D : Département, N : État, autres : commune)."
    )


def check_bridges(count: int) -> str:
    """Bridges said open."""
    return f"Vérifier les accès des ponts laissés ouverts au-dessus de l’eau ({count} dans la commune)."


def ask_to_reopen(roads: Sequence[str]) -> str:
    """What the mayor asks for."""
    return f"Demander d’abord la réouverture de : {', '.join(roads)}."


def protect_roads(roads: Sequence[str]) -> str:
    """Roads that must stay open."""
    return f"Garder ouverte (surveillance, déviation, dégagement) : {', '.join(roads)}."


def people_cut(people: str, services: str) -> str:
    """People to find."""
    return (
        f"Recenser et relayer les habitants sans accès par la route ({people}{NBSP}habitants : {services}) : demander un relais "
        f"de soins ou une évacuation au COD."
    )


def open_site(site: str, facts: Sequence[str]) -> str:
    """A site that the study opens."""
    said = f" ({', '.join(facts)})" if facts else ""
    return f"Ouvrir {site}{said} ; clés et astreinte : voir Qui appeler."


def prepare_sites(sites: Sequence[str], rest: int, *, watered: bool) -> str:
    """Sites that the scenario spares and that could be opened; dry only if it has water."""
    more = f" ; et {rest} autre{'s' if rest > 1 else ''}" if rest > 0 else ""
    spared = "hors d’eau dans les trois lectures" if watered else "non touché par le scénario"
    return f"Tenir prêt, {spared} : {' ; '.join(sites)}{more}."


def no_site(known: int, *, watered: bool) -> str:
    """No site of the commune that the scenario spares, or none in the data."""
    spared = "hors d’eau" if watered else "épargné par le scénario"
    said = (
        f"Aucun lieu {spared} dans la commune"
        if known
        else "Donnée absente : aucun lieu pressenti dans la commune"
    )
    return f"{said} : convenir d’un lieu de repli avec l’EPCI et la CPTS."


def site_facts(*, convention: bool | None, notice_h: float | None, other_use: str) -> list[str]:
    """Agreement, notice, conflict of use: only what is written."""
    said = []
    if convention is not None:
        said.append("conventionné" if convention else "convention à signer")
    if notice_h:
        said.append(f"délai {numbers.integer(notice_h)}{numbers.NARROW_SPACE}h")
    if other_use:
        said.append(f"aussi prévu : {other_use}")
    return said


def ehpads(names: Sequence[str], hit: Sequence[str]) -> str:
    """EHPAD of the commune."""
    said = f"Transmettre à la CPTS et à l’ARS l’état des EHPAD : {', '.join(names)}"
    return f"{said} ; plan bleu et évacuation à décider : n°{NBSP}{', '.join(hit)}." if hit else f"{said}."


def structures_hit(names: Sequence[str], rest: int) -> str:
    """Places to look at."""
    more = and_more(rest) if rest > 0 else ""
    return (
        f"Confirmer l’état des structures touchées et le dire à la CPTS : n°{NBSP}{', '.join(names)}{more}."
    )


def register() -> str:
    """The register of vulnerable people never leaves the mairie (CASF L121-6-1)."""
    return (
        "Appeler les personnes inscrites au registre communal (CASF L121-6-1) ; il reste à la mairie, "
        "ne jamais le transmettre."
    )


def log() -> str:
    """What stays afterwards."""
    return "Noter l’heure de chaque action (main courante du PCC) et le retour au COD."


def keep_ready() -> list[str]:
    """In normal times."""
    return [
        "Tenir à jour le PCS et son annuaire, par fonction ; le transmettre à la CPTS sans données de personnes.",
        "Vérifier chaque année les conventions, les clés et les délais des lieux candidats.",
        "Tenir à jour le registre communal (CASF L121-6-1) ; il reste à la mairie.",
        "Faire un exercice au moins tous les cinq ans (décret n° 2022-1532), avec la CPTS.",
    ]


def and_more(rest: int) -> str:
    """« et 7 autres »."""
    return f" et {rest} autre{'s' if rest > 1 else ''}"


def place(number: object, name: str) -> str:
    """« n° 7 EHPAD Le Grand Cèdre »."""
    return table_words.place_line(str(number), name, "")


def short_note(vehicle: VehicleName) -> str:
    """How to read the sheet, in two lines."""
    limit = f"{numbers.decimal(VEHICLES[vehicle].wading_depth_m, 2)}{numbers.NARROW_SPACE}m"
    return (
        f"Entre crochets : extrêmes des trois lectures. Trajet médian, sans circulation. «{NBSP}Coupée{NBSP}» : au "
        f"moins {limit} d’eau, hauteur inconnue ou route fermée. {table_words.HIDDEN} : effectif trop faible pour "
        f"être publié (ou déduit), peut-être nul."
    )
