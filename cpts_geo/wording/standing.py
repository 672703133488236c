"""Words of a start that is cut at its own door: which roads, by what, how deep, in which readings."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from cpts_geo.answers.standing import ShutRoad, Standing
from cpts_geo.model.causes import WATER, named
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.wording import cautions, labels, numbers
from cpts_geo.wording.causes import by_reading

FAR_M: Final = 200.0  # from there on the way to the road is told (engineering choice)
THIS_POINT: Final = "ce point"


def quoted(name: str) -> str:
    """« Pharmacie du Pont »."""
    return f"« {name} »"


def of_place(found: Standing, subject: str, own: Reading) -> list[str]:
    """What keeps a place from being left or reached at its own door; nothing when nothing does."""
    said = []
    if found.readings:
        said.append(
            f"Toute route est coupée devant {subject}, {when(found.readings)} : {_roads(found.roads)}."
        )
    if own in found.readings:
        said.append(_nearest(found))
    if found.away_m >= FAR_M:
        said.append(
            f"La route la plus proche de {subject} est à {numbers.metres(found.away_m)} à vol d’oiseau : cette "
            "distance n’est pas comptée."
        )
    return said


def of_people(found: Standing, own: Reading) -> list[str]:
    """How many people cannot even leave their door, and which roads are there."""
    each = [float(getattr(found.people, reading.value)) for reading in READINGS]
    if not max(each):
        return []
    people = numbers.people(float(getattr(found.people, own.value)))
    said = f"Coupés devant chez eux : {people} ({cautions.band(min(each), max(each))})."
    return [f"{said} Routes où ils sont le plus nombreux : {_roads(found.roads)}."]


def when(readings: Sequence[Reading]) -> str:
    """« dans les trois lectures », « en lecture médiane, pessimiste »."""
    if len(readings) == len(READINGS):
        return cautions.IN_EVERY_READING
    return f"en lecture {', '.join(labels.READING[reading].lower() for reading in readings)}"


def _roads(roads: Sequence[ShutRoad]) -> str:
    return f"{numbers.NO_BREAK_SPACE}; ".join(_road(road) for road in roads)


def _road(shut: ShutRoad) -> str:
    wet = [reading for reading in READINGS if WATER in named(shut.causes[reading])]
    facts = [by_reading(shut.causes), _water(shut.depth_m, wet)]
    return ", ".join(filter(None, (shut.road or labels.UNNAMED_ROAD, *facts)))


def _water(depth_m: Mapping[Reading, float], wet: Sequence[Reading]) -> str:
    depths = [depth_m[reading] for reading in wet]
    if not depths:
        return ""
    if not np.isfinite(depths).all():
        return "hauteur d’eau inconnue"
    low, high = numbers.depth(min(depths)), numbers.depth(max(depths))
    return f"{high} d’eau" if low == high else f"de {low} à {high} d’eau selon la lecture"


def _nearest(found: Standing) -> str:
    if not np.isfinite(found.open_m):
        return "Aucune route du réseau n’est ouverte dans cette lecture."
    return (
        f"Route ouverte la plus proche dans cette lecture : {found.open_road or labels.UNNAMED_ROAD}, à "
        f"{numbers.metres(found.open_m)} à vol d’oiseau ; elle ne mène pas forcément à ce soin."
    )
