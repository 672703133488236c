"""What must be said beside the results of a scenario: bridges left open, structures out of their dates."""

from collections.abc import Sequence
from typing import Final

from cpts_geo.wording import labels, numbers

NAMED: Final = 6


def bridges(over_water: int, one_side: Sequence[str], no_access: Sequence[str]) -> str:
    """Bridges left open over water, and those that nobody can get to."""
    many = over_water > 1
    said = (
        f"{numbers.integer(over_water)} pont{'s' if many else ''} au-dessus de l’eau laissé{'s' if many else ''} "
        f"ouvert{'s' if many else ''} par le calcul, à vérifier sur place."
    )
    if no_access:
        said += f" Inutilisable{'s' if len(no_access) > 1 else ''}, tous leurs accès sont coupés : {_some(no_access)}."
    if one_side:
        said += f" Accessible{'s' if len(one_side) > 1 else ''} d’un seul côté, on n’y passe pas : {_some(one_side)}."
    return said


def altitude_unknown(share: float) -> str:
    """Roads that the snow hits for want of an altitude."""
    much = "moins de 1 %" if share < 0.01 else numbers.percent(share)
    return (
        f"Altitude inconnue sur {much} de la longueur des routes : elles sont comptées enneigées dans les trois lectures, "
        "jamais comme un terrain bas."
    )


def not_open(count: int, names: Sequence[str]) -> str:
    """« Structures pas encore ouvertes ou déjà fermées à la date de l’étude… »."""
    some = _first(names, count)
    one = count < 2
    return (
        f"{numbers.integer(count)} structure{'' if one else 's'} pas encore ouverte{'' if one else 's'} ou déjà "
        f"fermée{'' if one else 's'} à la date de l’étude, non comptée{'' if one else 's'} : {some}."
    )


def _some(roads: Sequence[str]) -> str:
    """Names with how many bridges each has when it has several, the first ones only."""
    names = [road or labels.UNNAMED_ROAD for road in roads]
    counted = [
        f"{name} ({names.count(name)} ponts)" if names.count(name) > 1 else name
        for name in dict.fromkeys(names)
    ]
    return _first(counted, len(counted))


def _first(names: Sequence[str], count: int) -> str:
    """« D8, D10 et 3 autres »: the first names, and how many are not said."""
    rest = count - NAMED
    return ", ".join(names[:NAMED]) + (f" et {rest} autre{'s' if rest > 1 else ''}" if rest > 0 else "")
