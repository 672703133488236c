"""Copernicus EMS Rapid Mapping: the observed event, never the area that was looked at."""

import re
from typing import Final

import pandas as pd

from cpts_geo.model.problems import Problem
from cpts_geo.sources.harvest import EXCLUDED, all_stored, summary
from cpts_geo.sources.raw import RawTable, normalise

_PARTS: Final = (r"emsr\d+", r"aoi\d+", r"(?<=_)(?:fep|del|gra)(?=_)", r"product|monit\d+")
_NOT_WATER: Final = re.compile(
    r"area_?of_?interest|image_?footprint|hydrography|transportation|built_?up|facilit"
)
_OBSERVED: Final = re.compile(r"observed_?event")
TYPES: Final = ("event_type",)


def is_product(raw: RawTable) -> bool:
    """A layer of an activation, by its name or its columns."""
    words = f"{normalise(raw.file)}_{normalise(raw.layer)}"
    return re.search(r"emsr\d+", words) is not None or {"event_type", "det_method"} <= raw.headers


def is_background(raw: RawTable) -> bool:
    """A layer of a product that is not the event: footprint, area of interest, reference data."""
    words = normalise(f"{raw.file}_{raw.layer}")
    return _NOT_WATER.search(words) is not None and _OBSERVED.search(words) is None


def product_name(raw: RawTable) -> str:
    """``"EMSR685 AOI01 GRA PRODUCT"`` from the name of the file or of the layer."""
    words = normalise(f"{raw.layer}_{raw.file}")
    found = (re.search(part, words) for part in _PARTS)
    return " ".join(part[0].upper() for part in found if part)


def about_water(raw: RawTable) -> tuple[pd.Series, tuple[Problem, ...]]:
    """Flood events stored, the others (landslides, storm damage) left out and counted."""
    fate = all_stored(raw)
    if raw.header(TYPES) is None:
        return fate, ()
    other = ~raw.text(TYPES).map(normalise).str.contains("flood|inond|crue")
    fate = fate.mask(other, EXCLUDED)
    return fate, summary(raw, "hazard", "other_event", int(other.sum()))
