"""Zones of a plan de prévention (PPR, COVADIS or CNIG 1.0.1): rules of land use, never a depth of water."""

import re
from typing import Final

import pandas as pd

from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, all_stored, summary
from cpts_geo.sources.raw import RawTable, normalise, problem, row_problems

ZONE_CODES: Final = ("codezone", "zone_rglt", "codezonereglement", "niveaualea", "nivalea_st", "nivalea")
RULES: Final = ("typereg", "typereglement")
RISK_CODES: Final = ("coderisque", "typealea", "codealea")
STATES: Final = ("etatprocedure", "etat", "etat_procedure")
_COLUMNS: Final = frozenset(
    {
        *("typereg", "codezone", "typereglement", "id_gaspar", "zone_rglt", "coderisque", "codeprocedure"),
        *("codezonereglement", "codezonereglementaire", "typealea", "niveaualea", "idzonereglementaire"),
    }
)
FLOOD_RISKS: Final = ("112", "113", "114", "115", "116", "117")  # FACTS 1.10.3; 118 and above are not water
MIXED_RISKS: Final = ("999", "99", "")
ENFORCEABLE: Final = ("APPROUVE", "ANTICIPE")  # FACTS 1.10.3
_FLOOD_WORDS: Final = re.compile(
    r"inond|crue|submers|torrent|ruissel|debordement|remontee|marais|aire_humide"
)
_OTHER_WORDS: Final = re.compile(
    r"erosion|eboulement|glissement|mouvement|chute|avalanche|seisme|sism|effondrement|cavite|tassement|incendie"
)


def is_planning(raw: RawTable) -> bool:
    """Zones of a PPR: rules of land use or hazard levels, never depths."""
    return len(raw.headers & _COLUMNS) >= 2 and raw.header(("id_s_inond", "id_sin")) is None


def is_perimeter(raw: RawTable) -> bool:
    """Limit of the area that a PPR studies: it says nothing of water."""
    coded = raw.headers & {"codezone", "typereg", "zone_rglt", "typereglement", *RISK_CODES}
    return bool(raw.headers & {"id_gaspar", "idperimetre"}) and not coded


def about_water(raw: RawTable) -> tuple[pd.Series, tuple[Problem, ...]]:
    """Fate of the zones of a PPR: flood codes kept, other risks counted out, mixed ones set aside."""
    code = raw.text(RISK_CODES).str[:3]
    said = raw.text(("nomrisque", "nom", "libellezonereglement", "descript"))
    words = said.map(normalise)
    if raw.header(RISK_CODES) is not None:
        water, mixed = code.isin(FLOOD_RISKS), code.isin(MIXED_RISKS)
    else:
        water = words.str.contains(_FLOOD_WORDS) | words.isin(["", "-"])
        mixed = ~water & ~words.str.contains(_OTHER_WORDS)
    fate = all_stored(raw).mask(~water, EXCLUDED).mask(mixed, SET_ASIDE)
    told = row_problems(
        raw,
        "hazard",
        "mixed_risk",
        Outcome.SET_ASIDE,
        values=said[mixed],
        column=raw.header(RISK_CODES) or "",
    )
    risk = raw.text(("nomrisque", "nom", "libellezonereglement", *RISK_CODES)).where(fate == EXCLUDED)
    for name, count in risk.value_counts().items():
        told += (problem(raw, "hazard", "other_risk", Outcome.INFORMATION, value=f"{count}, {name}"),)
    return fate, told


def facts(raw: RawTable) -> dict[str, pd.Series]:
    """Code of the zone, type of rule and state of the procedure, as the plan gives them.

    A file may spread its codes over several columns (the PPR of Rochefort does): the first filled one.
    """
    code = pd.Series("", index=raw.columns.index, dtype=object)
    for name in ZONE_CODES:
        code = code.where(code != "", raw.text((name,)))
    return {"codezone": code, "typereg": raw.text(RULES), "procedure": raw.text(STATES).str.upper()}


def notes(raw: RawTable, procedure: pd.Series) -> tuple[Problem, ...]:
    """What the zones are, and how many are of a plan that is not enforceable."""
    weak = procedure[(procedure != "") & ~procedure.isin(ENFORCEABLE)]
    said: tuple[Problem, ...] = (
        problem(raw, "hazard", "planning_zones", Outcome.INFORMATION, value=str(len(procedure))),
    )
    states = ", ".join(sorted(set(weak)))
    said += summary(raw, "hazard", "plan_not_enforceable", len(weak), value=f"({states})")
    if (procedure == "").all():
        said += (problem(raw, "hazard", "plan_state_unknown", Outcome.INFORMATION),)
    return said
