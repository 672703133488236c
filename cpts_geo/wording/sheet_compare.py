"""Words of the printed comparison of scenarios."""

from collections.abc import Sequence
from typing import Final

from cpts_geo.model.scenario import Reading
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.wording import labels, numbers

KIND: Final = "Comparaison de scénarios"
PREPARE: Final = "Imprimer cette comparaison"
PRINT: Final = "Télécharger la comparaison (PDF)"
GAUGES: Final = "Quel scénario regarder"
GAUGES_HEAD: Final = ("Station ou cours d’eau", "Niveau", "Scénario")
CAUTION: Final = "Routes praticables selon chaque scénario, à confirmer sur place. Ne jamais s’engager sur une route inondée."
FILE_NAME: Final = "comparaison.pdf"


def compared(count: int) -> str:
    """Under the name of the territory."""
    return f"Comparaison de {count} scénarios ; le premier, A, sert de point de comparaison"


def vehicles(used: Sequence[VehicleName]) -> str:
    """Vehicle of the studies, or that they differ."""
    names = list(dict.fromkeys(labels.VEHICLE[vehicle] for vehicle in used))
    return (
        f"Véhicule : {names[0]}"
        if len(names) == 1
        else f"Attention, véhicules différents : {', '.join(names)}"
    )


def reading(value: Reading) -> str:
    """Under each map."""
    return f"lecture {labels.READING[value]}"


def identity(first: str, prints: Sequence[str]) -> str:
    """Fingerprints of all the studies, those after the first added."""
    return " ; ".join([first, *(fingerprint[:12] for fingerprint in prints[1:])])


def map_alt(name: str, scale: int) -> str:
    """Alternative text of a small map."""
    return f"Carte du scénario {name}, échelle {numbers.scale(scale)} environ : eau, périmètres et routes coupées."
