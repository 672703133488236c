"""The five kinds of crisis of a CPTS's plan as scenarios to start from.

FACTS 3.2 gives the five kinds and says that the national text itself was not at hand. What each one does
to roads and care is not written there: every hazard below is an assumption, shown with its figures and
changed by whoever plays the scenario.
"""

from dataclasses import dataclass
from typing import Final

from cpts_geo.hazards.supply import Supply
from cpts_geo.hazards.traffic import Traffic
from cpts_geo.model.scenario import Hazard


@dataclass(frozen=True)
class Template:
    """A scenario to start from.

    Attributes
    ----------
    key
        Name in ``wording.crisis``.
    orsan
        Names of the ORSAN plans of the same kind, as far as FACTS knows; none: its transversal part.
    hazards
        What it does before anything is drawn or chosen.
    draw
        Kinds of zones still to be drawn on the map.
    choose
        What is still to be chosen: ``flood``, ``snow``, ``storm``, ``roads``, ``structures``, ``sites``.
    """

    key: str
    orsan: tuple[str, ...]
    hazards: tuple[Hazard, ...]
    draw: tuple[str, ...] = ()
    choose: tuple[str, ...] = ()


TEMPLATES: Final = (
    Template(
        "casualties",
        ("AMAVI", "MEDICO-PSY"),
        (Supply(categories=("hopital",), capacity=0.5),),
        draw=("perimeter",),
        choose=("structures", "sites"),
    ),
    Template(
        "ill_people",
        ("EPI-CLIM",),
        (Supply(categories=("medecin", "infirmier", "pharmacie"), capacity=0.7),),
        choose=("structures", "sites"),
    ),
    Template(
        "emerging_agent",
        ("REB",),
        (Supply(categories=("medecin", "infirmier"), capacity=0.6),),
        choose=("structures", "sites"),
    ),
    Template("nrc", ("NRC",), (Traffic(factor=0.5),), draw=("perimeter",), choose=("sites",)),
    Template(
        "altered_supply",
        (),
        (Supply(categories=("pharmacie",), capacity=0.5),),
        draw=("flood", "closure"),
        choose=("flood", "snow", "storm", "roads", "structures"),
    ),
)
