"""Cells of a site as lists spell them, and the blocks of its sheet; empty when nobody said."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, Final

import pandas as pd

from cpts_geo.render.escape import plain_text
from cpts_geo.sources.raw import normalise, parse_number
from cpts_geo.wording import labels, numbers
from cpts_geo.wording import site_fields as words

Fields = list[dict[str, str]]
LEAST_DOOR_M: Final = 0.90  # FACTS 4.4, accessibility reference values
LEAST_PMR: Final = 0.02
MOST_BUS_M: Final = 500.0
# Other spellings of the columns, from the schemas that FACTS 2.5 quotes.
ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "erp_category": ("erp_categorie",),
    "posts": ("postes", "lanes"),
    "convention": ("convention_no", "convention_numero"),
    "validated_by": ("valide_par",),
    "validated_on": ("valide_le",),
    "parcel": ("idu", "parcelle"),
    "operator": ("exploitant",),
    "rank": ("rang",),
    "cost": ("cout",),
}
TRUE: Final = frozenset({"true", "1", "1.0", "oui", "vrai", "t", "yes"})
FALSE: Final = frozenset({"false", "0", "0.0", "non", "faux", "f", "no"})


def said(site: pd.Series, name: str) -> str:
    """Text of a cell, ``""`` when the column is absent or the cell empty."""
    for column in (name, *ALIASES.get(name, ())):
        value: Any = site.get(column, "")
        if value is not None and not (isinstance(value, float) and not isfinite(value)):
            text = plain_text(value).strip()
            if text and text.lower() not in {"nan", "none", "<na>"}:
                return text.removesuffix(".0") if isinstance(value, float) else text
    return ""


def amount(site: pd.Series, name: str) -> float:
    """Number of a cell, NaN when nobody said; zero is « not said » for what cannot be zero."""
    value = parse_number(said(site, name))
    return value if isfinite(value) and value >= 0 else float("nan")


def positive(site: pd.Series, name: str) -> float:
    """Number of a cell that cannot be zero."""
    value = amount(site, name)
    return value if value > 0 else float("nan")


def flag(site: pd.Series, name: str) -> bool | None:
    """Whether a cell says yes; ``None`` when it says nothing that we understand."""
    text = said(site, name).lower()
    return True if text in TRUE else False if text in FALSE else None


def field(name: str, value: str) -> dict[str, str]:
    """One line of a block."""
    return {"label": words.FIELD[name], "value": plain_text(value, 240)}


def _yes(site: pd.Series, name: str) -> str:
    known = flag(site, name)
    return said(site, name) if known is None else words.YES_NO[known]


def _measure(unit: str, digits: int = 0) -> Callable[[pd.Series, str], str]:
    def measured(site: pd.Series, name: str) -> str:
        value = positive(site, name)
        return words.with_unit(value, unit, digits) if isfinite(value) else ""

    return measured


def _number(site: pd.Series, name: str) -> str:
    value = positive(site, name)
    return numbers.integer(value) if isfinite(value) else ""


def in_words(table: Mapping[str, str], text: str) -> str:
    """Words of a code of a site, the text itself when the table does not know it."""
    return next((table[k] for k in (text, text.upper(), normalise(text)) if k in table), text)


def _coded(table: Mapping[str, str]) -> Callable[[pd.Series, str], str]:
    return lambda site, name: in_words(table, said(site, name))


def _hours(site: pd.Series, name: str) -> str:
    value = amount(site, name)
    return words.hours(value) if isfinite(value) else ""


def _door(site: pd.Series, name: str) -> str:
    value = positive(site, name)
    if not isfinite(value):
        return ""
    shown = words.with_unit(value, "m", 2)
    return f"{shown} ({words.DOOR_NARROW})" if value < LEAST_DOOR_M else shown


def _bus(site: pd.Series, name: str) -> str:
    value = amount(site, name)
    if not isfinite(value):
        return ""
    shown = words.with_unit(value, "m")
    return f"{shown} ({words.FAR_BUS})" if value > MOST_BUS_M else shown


def _spaces(site: pd.Series, name: str) -> str:
    total, part = amount(site, name), amount(site, f"{name}_pmr")
    if not isfinite(total):
        return ""
    shown = words.of_which(numbers.integer(total), numbers.integer(part) if isfinite(part) else "……")
    few = isfinite(part) and name == "parking" and part < LEAST_PMR * total
    return f"{shown} ({words.FEW_PMR})" if few else shown


def _day(site: pd.Series, name: str) -> str:
    text = said(site, name)
    return numbers.date_time(text[:10]) if text[:4].isdigit() and text[4:5] == "-" else text


def _crises(site: pd.Series, name: str) -> str:
    return words.crises(said(site, name))


BLOCKS: Final[dict[str, tuple[tuple[str, Callable[[pd.Series, str], str]], ...]]] = {
    "identity": (
        ("gradation", _coded(words.GRADATION)),
        ("crisis_types", _crises),
        ("status", _coded(labels.STATUS)),
        ("rank", _coded(words.RANK)),
        ("version", said),
        ("validated_by", said),
        ("validated_on", _day),
    ),
    "place": (
        ("parcel", said),
        ("altitude_m", _measure("m")),
        ("seveso", _yes),
        ("landslide", _yes),
    ),
    "owner": (
        ("owner", said),
        ("operator", said),
        ("convention", _yes),
        ("notice_h", _hours),
        ("other_use", _coded(words.OTHER_USE)),
        ("cost", said),
    ),
    "building": (
        ("erp_type", _coded(words.ERP_TYPE)),
        ("erp_category", _coded(words.ERP_CATEGORY)),
        ("admitted", _number),
        ("capacity", _number),
        ("surface_m2", _measure("m²")),
        ("rooms", _number),
        ("ceiling_m", _measure("m", 1)),
        ("door_width_m", _door),
        ("floor_load", said),
    ),
    "utilities": (
        ("drinking_water", _yes),
        ("toilets", _spaces),
        ("power_kva", _measure("kVA")),
        ("generator_plug", _yes),
        ("heating", _yes),
        ("ventilation", _yes),
        ("outdoor_lighting", _yes),
        ("internet", said),
        ("mobile_4g", _yes),
        ("medical_fridge", _yes),
        ("dasri_storage", _yes),
    ),
    "flow": (
        ("one_way_flow", _yes),
        ("separate_staff_access", _yes),
        ("ambulance_stop", _yes),
        ("shelter", _yes),
        ("isolation_room", _yes),
    ),
    "access": (
        ("parking", _spaces),
        ("coach", _yes),
        ("step_free", _yes),
        ("bus_stop_m", _bus),
        ("walk_m", _measure("m")),
        ("max_height_m", _measure("m", 1)),
        ("max_weight_t", _measure("t", 1)),
        ("helicopter", _yes),
        ("winter_service", said),
    ),
}


def block(name: str, fields: Sequence[dict[str, str]]) -> dict[str, Any]:
    """A block of a sheet."""
    return {"title": words.BLOCK[name], "fields": list(fields)}


def fields_of(site: pd.Series, name: str) -> Fields:
    """Fields of a block that come straight from the cells of the site."""
    return [field(column, read(site, column)) for column, read in BLOCKS[name]]
