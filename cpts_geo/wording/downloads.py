"""Words of ``cpts-geo init``: what was taken from which service, what is absent, what failed."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from cpts_geo.territory.init import LayerDone, Prepared, State
from cpts_geo.wording import numbers
from cpts_geo.wording.errors import explain

LAYER: Final[dict[str, str]] = {
    "communes": "Communes",
    "movements": "Fusions de communes",
    "town_halls": "Mairies",
    "structures": "Structures de soins",
    "population": "Population par carreau",
    "roads": "Routes",
    "water": "Rivières et plans d’eau",
    "helipads": "Aires de poser pour hélicoptère",
    "tri": "Zones inondables (TRI)",
    "addresses": "Adresses à placer",
    "vigicrues": "Vigicrues",
}
VIGILANCE: Final[dict[int, str]] = {
    1: "verte, aucune alerte",
    2: "jaune",
    3: "orange",
    4: "rouge",
}
ABSENT: Final[dict[str, str]] = {
    "tri": (
        "donnée absente : aucun zonage de TRI publié ici, ce qui ne veut pas dire hors zone inondable "
        "(demandez les PPR à la DDT)"
    ),
    "population": (
        "donnée absente : l’INSEE ne publie pas de carroyage pour ce département ; "
        "la population des communes sera répartie le long des routes"
    ),
    "water": "aucune surface d’eau dans la zone demandée",
    "helipads": (
        "non renseignées : la BD TOPO n’a aucun aérodrome ni héliport dans la zone demandée, ce qui ne veut pas dire "
        "qu’un hélicoptère ne peut pas s’y poser"
    ),
    "town_halls": "le service ne donne la position d’aucune mairie",
}
HEADERS: Final = ("Couche", "Lignes", "Date", "Licence", "État")
STATE: Final[dict[State, str]] = {
    State.IMPORTED: "importée",
    State.UNCHANGED: "à jour",
    State.KEPT: "ancienne copie gardée",
    State.ABSENT: "donnée absente",
    State.NOTED: "pour information",
    State.BY_HAND: "apportée à la main, laissée telle quelle",
    State.FAILED: "échec",
}
REASON: Final = "position du géocodeur de la Géoplateforme, au numéro de rue, score d’au moins 0,8"
BY_HAND: Final = (
    "À apporter à la main, faute d’adresse officielle stable : lits et urgences (SAE), capacités des EHPAD, "
    "PPR du département, salles et gymnases."
)


def label(key: str) -> str:
    """``tri/17`` → « Zones inondables (TRI), 17 »."""
    name, _, part = key.partition("/")
    return f"{LAYER.get(name, name)}{f', {part}' if part else ''}"


def size(octets: float) -> str:
    """``1234567`` → « 1,2 Mo »."""
    unit, divisor = ("Go", 1e9) if octets >= 1e9 else ("Mo", 1e6) if octets >= 1e6 else ("ko", 1e3)
    return f"{numbers.decimal(octets / divisor)}{numbers.NO_BREAK_SPACE}{unit}"


def progress(name: str, done: int, total: int) -> str:
    """A file, or the objects of a layer, coming in."""
    if "." not in name:
        return f"  {name} : {numbers.integer(done)} objets sur {numbers.integer(total)}"
    return f"  {name} : {size(done)}" + (f" sur {size(total)}" if total else "")


def layer_line(done: LayerDone, now: str) -> str:
    """What became of a layer, in one line."""
    name, said = label(done.key), done.key.partition("/")[0]
    if done.state is State.ABSENT:
        return f"{name} : {ABSENT.get(said, STATE[State.ABSENT])}."
    if done.state is State.NOTED:
        said = _addresses(done.detail) if done.key == "addresses" else _vigilance(done.detail, now)
        return f"{name} : {said}."
    if done.error is not None and done.card is not None and done.key == "vigicrues":
        return f"{name} : {explain(done.error)} {_last_vigilance(done.detail, done.card.fetched, now)}"
    if done.error is not None:
        kept = f" Copie du {numbers.date_time(done.card.fetched)} gardée." if done.card else ""
        return f"{name} : {explain(done.error)}{kept}"
    if done.card is None:
        return f"{name} : {STATE[done.state]}."
    rows = _count(done.card.rows or 0, "ligne", "lignes")
    return f"{name} : {STATE[done.state]}, {rows}, {size(done.card.size_bytes)} ({done.card.title})."


def _count(number: int, one: str, many: str) -> str:
    return f"{numbers.integer(number)} {one if number < 2 else many}"


def _addresses(detail: str) -> str:
    asked, found, good = (int(part) for part in detail.split("/"))
    if not asked:
        return "aucune structure de FINESS n’attend une position"
    proposed = _count(found, "position proposée", "positions proposées")
    return (
        f"{_count(asked, 'structure', 'structures')} de FINESS sans position, {proposed} "
        f"dont {numbers.integer(good)} au numéro de rue ; "
        "aucune n’est prise sans votre accord"
    )


def placed(count: int, left: int, author: str) -> str:
    """Answer of ``init --accept-addresses``."""
    return (
        f"{_count(count, 'structure placée', 'structures placées')} à leur adresse au nom de {author}, "
        f"reste à placer : {numbers.integer(left)}."
    )


def _vigilance(detail: str, now: str) -> str:
    watched, _, level = detail.partition("/")
    if watched == "0":
        return "aucun cours d’eau surveillé ici ; la vigilance est inconnue, pas verte"
    told = VIGILANCE.get(int(level), "inconnue, pas verte")
    reaches = _count(int(watched), "tronçon surveillé", "tronçons surveillés")
    return f"{reaches}, vigilance {told} le {numbers.date_time(now)}"


def _last_vigilance(detail: str, fetched: str, now: str) -> str:
    """What was known before the service failed: the present state is unknown, never the last one."""
    days = (dt.date.fromisoformat(now[:10]) - dt.date.fromisoformat(fetched[:10])).days
    age = "aujourd’hui" if days < 1 else f"il y a {_count(days, 'jour', 'jours')}"
    told = VIGILANCE.get(int(detail.partition("/")[2]), "inconnue, pas verte")
    return f"Vigilance inconnue ; dernière valeur reçue {age} : {told}."


def renamed(codes: Sequence[tuple[str, str]]) -> str:
    """Communes that a merger took away."""
    said = ", ".join(f"{old} → {new}" for old, new in codes)
    return f"Communes disparues, remplacées par celle qui les a reprises : {said}. Vérifiez la liste."


def partial(prepared: Prepared) -> str:
    """Départements whose flood zones are not known, when some failed; empty otherwise."""
    asked = [done for done in prepared.layers if done.key.startswith("tri/")]
    failed = [done for done in asked if done.error is not None]
    if not failed:
        return ""
    known = f"{len(asked) - len(failed)}/{len(asked)}"
    names = ", ".join(done.key.partition("/")[2] for done in failed)
    return (
        f"Zones inondables : {known} départements reçus ; manquent : {names}. "
        "Tout total sur l’inondation est partiel."
    )


def table(prepared: Prepared) -> list[str]:
    """Layer, rows, date, licence and state of everything that was asked for, in columns."""
    rows = [HEADERS, *(_row(done) for done in prepared.layers if done.state is not State.NOTED)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADERS))]
    return ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def _row(done: LayerDone) -> tuple[str, ...]:
    card = done.card
    rows = numbers.integer(card.rows) if card and card.rows is not None else "–"
    date = numbers.date_time(card.fetched) if card and card.fetched else "–"
    return label(done.key), rows, date, (card.licence if card else "") or "–", STATE[done.state]


def ready(folder: str) -> str:
    """Last line when communes and roads are there."""
    return f"Territoire prêt dans {folder}. Vérifiez-le avec « cpts-geo check {folder} »."
