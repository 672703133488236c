"""Words of the sheet of a site: blocks, fields, values, hazards, access."""

from collections.abc import Mapping
from math import isfinite, isinf, isnan
from typing import Final

from cpts_geo.model.scenario import Reading
from cpts_geo.wording import numbers, site_fields
from cpts_geo.wording import sheet_tables as table_words
from cpts_geo.wording.causes import short
from cpts_geo.wording.cautions import OFF_ROADS

NBSP: Final = numbers.NO_BREAK_SPACE
NARROW: Final = numbers.NARROW_SPACE
KIND: Final = "Fiche site"
KIND_MANY: Final = "Fiches des sites"
UNSAID: Final = "non renseigné"


def title(number: str, name: str) -> str:
    """Heading of the sheet."""
    return f"{number} – {name}"


def second_line(kinds: str, commune: str) -> str:
    """What the site is for and where it is."""
    return " – ".join(part for part in (kinds, commune) if part)


# What the scenario does to the site.
HAZARDS: Final = "Aléas selon le scénario"
HAZARDS_HEAD: Final = ("Lecture", "Optimiste", "Médiane", "Pessimiste")
SITE_ROW: Final = "Site"
DEPTH_ROW: Final = "Hauteur d’eau au site"
ACCESS_ROW: Final = "Habitants qui peuvent venir"
DRY: Final = "hors d’eau"
SPARED: Final = "non touché"
UNKNOWN_DEPTH: Final = "inconnue"
NOT_KNOWN: Final = "non connu"
OUTSIDE: Final = "hors des communes : non connu"
NOT_COMPUTED: Final = OFF_ROADS
LAYERS: Final = "Zones connues au droit du site"
NO_LAYER: Final = (
    "donnée absente : aucune zone inondable n’a été importée, rien ne dit que le site est hors d’eau."
)


def site_state(causes: int, *, by_water: bool, watered: bool, inside: bool) -> str:
    """State of the site in one reading; « hors d’eau » only when the scenario has water and could reach it."""
    if causes:
        return f"▲ {short(causes)}"
    if watered and not inside:
        return NOT_KNOWN
    return DRY if watered and by_water else SPARED


def depth(value: float, least: float) -> str:
    """Water at the site in one reading; ``least`` is that of the lowest, known when the class is open."""
    if isnan(value):
        return table_words.NONE
    if isinf(value):
        known = isfinite(least)
        return f"plus de {numbers.decimal(least)}{NARROW}m" if known else UNKNOWN_DEPTH
    return numbers.depth(value)


def layer_depth(low: float, high: float) -> str:
    """Depth class of a zone."""
    if isnan(low) and isnan(high):
        return "hauteur inconnue"
    if isinf(high) or isnan(high):
        return f"plus de {numbers.decimal(low)}{NARROW}m"
    return f"{numbers.decimal(0.0 if isnan(low) else low)} à {numbers.decimal(high)}{NARROW}m"


def in_layers(inside: list[tuple[str, str]], outside: list[str], *, known: bool) -> str:
    """In which zones of the territory the site stands, whatever the scenario."""
    said = []
    if inside:
        said.append(
            "Dans : " + " ; ".join(f"{name}, {deep}" if deep else name for name, deep in inside) + "."
        )
    if outside and not known:
        said.append(f"{OUTSIDE}.")
    elif outside:
        said.append("Hors des zones de : " + ", ".join(outside) + ".")
    return " ".join(said) or NO_LAYER


KEY: Final[dict[str, str]] = {
    "site": "Le site",
    "access": "Peuvent venir",
    "emergency": "Vers les urgences",
    "capacity": "Par jour",
}


def key_capacity(planned: int, pessimistic: int) -> str:
    """« 768 prévus, 435 prudents »."""
    return f"{numbers.integer(planned)} prévus, {numbers.integer(pessimistic)} prudents"


def cut(causes: int) -> str:
    """State of a road that the scenario cuts: under water, closed and by what, or both."""
    return f"▲ {short(causes, feminine=True)}"


def change(before: str, after: str) -> str:
    """« 12 min → 20 min [18 – 31] »; one value when nothing changes."""
    return before if before == after else f"{before} → {after}"


def summary_state(
    causes: Mapping[Reading, int], own: Reading, *, by_water: bool, watered: bool, inside: bool
) -> str:
    """The site in two words for the top of the sheet; ``own``: the reading of the study."""
    found = set(causes.values())
    if len(found) == 1 and 0 not in found:
        return f"▲ {short(found.pop())} (trois lectures)"
    if causes[own]:
        return f"▲ {short(causes[own])} (selon lecture)"
    if any(found):
        return f"△ {short(causes[Reading.PESSIMISTIC] or max(found))} selon la lecture"
    if not watered:
        return SPARED
    if not inside:
        return OUTSIDE
    return f"{DRY} (trois lectures)" if by_water else f"{SPARED} (trois lectures)"


COMMUNES: Final = "Trajets vers le site (habitant médian)"
COMMUNES_HEAD: Final = ("Commune", "Habitants", "Normal", "Scénario")
NO_COMMUNE: Final = "Aucun habitant connu."
LINKS: Final = "Appuis sanitaires depuis le site"
LINKS_HEAD: Final = ("Appui", "Le plus proche pendant le scénario", "Normal", "Scénario")
NO_LINK: Final = "aucun accessible"
NONE_KNOWN: Final = "aucun recensé"
BACKING: Final = "Adossement"


def minutes(value: float) -> str:
    """Minutes of a trip; « 0 min » would be read as a mistake."""
    said = numbers.minutes(value)
    return NEXT_DOOR if said == numbers.minutes(0) else said


def backing(category: str) -> str:
    """« Adossement : pharmacie »."""
    return f"{BACKING} : {category[:1].lower()}{category[1:]}"


def instead(name: str, usual: str) -> str:
    """The place that takes over from the usual one."""
    return f"{name} (au lieu de {usual})"


LINK: Final[dict[str, str]] = {
    "urgences": "Urgences",
    "pharmacie": "Pharmacie",
    "laboratoire": "Laboratoire",
    "ehpad": "EHPAD",
}
ROADS: Final = "Voies d’approche (150 m)"
ROADS_HEAD: Final = ("Voie", "À", "Sens", "Limites", "Scénario")
NO_ROAD: Final = "Aucune voie à moins de 150 m du point du site : position à vérifier."
TWO_WAYS: Final = "double"
ONE_WAY: Final = "unique"
SAME: Final = "inchangé"
NO_CARE: Final = "sans objet"
OPEN: Final = "ouverte"
MAYBE_CUT: Final = "△ selon la lecture"
SLOWED: Final = "ralentie"


def more_communes(count: int) -> str:
    """Communes that a table leaves out, ``""`` for none."""
    s = "s" if count > 1 else ""
    return f"… et {count} autre{s} commune{s}." if count > 0 else ""


def limits(height: float, weight: float) -> str:
    """« 2,2 m, 3,5 t »; a dash when the road data say nothing."""
    said = [site_fields.with_unit(height, "m", 1)] if isfinite(height) and height > 0 else []
    said += [site_fields.with_unit(weight, "t", 1)] if isfinite(weight) and weight > 0 else []
    return ", ".join(said) or table_words.NONE


SITUATION: Final = "Plan de situation"
ACCESS_MAP: Final = "Plan d’accès"
GROUND_MAP: Final = "Plan de masse"
NEXT_DOOR: Final = f"moins d’1{NARROW}min"
ROLE: Final[dict[str, str]] = {
    "entrance": "Entrée",
    "exit": "Sortie",
    "parking": "Stationnement",
    "pmr_path": "Cheminement PMR",
    "one_way": "Sens de marche",
    "drive_lane": "Voie du drive",
    "queue": "File de voitures",
    "footprint": "Emprise du bâtiment",
    "staff": "Accès du personnel",
    "ambulance": "Arrêt ambulance",
}


def map_title(name: str, scale: int) -> str:
    """Name of a map with its scale."""
    return f"{name} – {numbers.scale(scale)}"


def map_alt(name: str, site: str, scale: int) -> str:
    """Alternative text of a map."""
    return (
        f"{name} de {site}, échelle {numbers.scale(scale)} : le site au centre, routes, eau et coupures du "
        f"scénario. Les mêmes informations sont dans les tableaux de cette fiche."
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def far_from_roads(distance: float) -> str:
    """Why no minute is given."""
    return (
        f"Le réseau routier importé passe à {numbers.metres(distance)} du site : ni trajet ni accès ne sont calculés. "
        f"Importez les routes de cette zone ou vérifiez la position du site."
    )


def undrawn(roles: list[str]) -> str:
    """What nobody has drawn on the ground: never a guessed position."""
    if not roles:
        return ""
    return f"À tracer sur place (non renseigné) : {', '.join(_small(ROLE[role]) for role in roles)}."


def queue_line(cars: int, needed: tuple[float, float], lane_m: float, overflow: int) -> str:
    """Whether the cars that wait stay off the public road."""
    said = (
        f"File : {cars} voitures × 6 à 7{NARROW}m = {needed[0]:.0f} à {needed[1]:.0f}{NARROW}m "
        f"pour une voie tracée de {lane_m:.0f}{NARROW}m"
    )
    if overflow:
        return f"{said} : ▲ {overflow} voitures déborderaient sur la voie publique."
    return f"{said} : elle tient hors de la voie publique."
