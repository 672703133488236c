"""Words of the hour that a page or a paper shows when the scenario has steps."""

from collections.abc import Sequence
from typing import Final

from cpts_geo.wording import evolution, labels, numbers

HOUR: Final = "Heure"
WORST: Final = "le pire de l’épisode"
WORST_MARK: Final = "pire_de_l_episode"
FLOOD_OF_STEPS: Final = "Crue : celle de chaque étape. Pour en choisir une seule, retirez les étapes (« Scénario dans le temps »)."
ZERO: Final = "J 00:00 est l’heure zéro du scénario."
CLICKS: Final = "Ce que vous fermez ou rouvrez vaut pour tout l’épisode, pas pour cette heure seulement."


def moment(value: float, first: str) -> str:
    """« J 06:00 », « J+1 02:30 » of a scenario that counts hours, « 23/11/2026 à 20 h 30 » of a dated one."""
    if first:
        return evolution.hour(value, first)
    days, minutes = divmod(round(value * 60), 24 * 60)
    day = f"J{'+' if days > 0 else '−'}{abs(days)}" if days else "J"
    return f"{day} {minutes // 60:02d}:{minutes % 60:02d}"


def moments(ats: Sequence[float | str]) -> list[str]:
    """``moment`` of the beginnings of the steps of a scenario."""
    dated = [at for at in ats if isinstance(at, str)]
    if dated:
        return [numbers.date_time(at) for at in dated]
    return [moment(float(at), "") for at in ats]


def at(name: str, said: str) -> str:
    """Name of a scenario as it is at one of its steps."""
    known = labels.scenario_name(evolution.untitled(name))
    return f"{known}, {said}" if "/" in said else f"{known}, à {said}"


def scenario_said(name: str, steps: int) -> str:
    """Name of a scenario, and that it is all its steps together when it has some."""
    known = labels.scenario_name(name)
    return f"{known}, {WORST}" if steps else known


def period(said: str, until: str) -> str:
    """Until when what is shown holds."""
    end = f"jusqu’au {until}" if "/" in until else f"jusqu’à {until}" if until else "jusqu’à nouvel ordre"
    zero = "" if "/" in said else f" {ZERO}"
    return f"Chiffres et carte : {said}, {end}. Heures du scénario, pas une prévision.{zero} {CLICKS}"


def worst(steps: int) -> str:
    """What is shown without an hour."""
    return f"Chiffres et carte : {WORST}. {evolution.still(steps)} Le curseur montre une étape."


def file_mark(position: int) -> str:
    """Part of the name of a file that was made at a step."""
    return f"etape_{position + 1}"
