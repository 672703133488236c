"""What a grid holds, which no grid says: depths of water, elevations under a level of water, a relief."""

import math
from typing import Final

import streamlit as st

from cpts_geo.sources.rasters import LEVEL
from cpts_geo.sources.raw import parse_number
from cpts_geo.territory.preview import CANDIDATES
from cpts_geo.territory.recognise import Options
from cpts_geo.wording import data_page as words

UNSAID: Final = "raster_unsaid"
ASKED: Final = frozenset({UNSAID, "raster_is_elevation", "bad_level"})  # refusals that an answer lifts
SUFFIXES: Final = (".asc", ".tif", ".tiff")
_DEPTHS: Final = "depths"
_RELIEF: Final = "relief"
_FIELD: Final = "grid"


def ask(*, several: bool = False) -> Options | None:
    """Fields for a grid; what was said once « Lire ainsi » is clicked. Several together are a relief."""
    holds = st.radio(
        words.GRID_HOLDS,
        [_RELIEF] if several else list(words.GRID_KINDS),
        format_func=words.GRID_KINDS.__getitem__,
        key=f"{_FIELD}-holds",
    )
    level = "" if holds in (_DEPTHS, _RELIEF) else _level()
    left, right = st.columns(2)
    named = holds != _RELIEF
    name = left.text_input(words.LAYER_NAME, max_chars=60, key=f"{_FIELD}-name") if named else ""
    where = right if named else left
    crs = where.selectbox(words.CRS, ["", *CANDIDATES], format_func=_crs_label, key=f"{_FIELD}-crs")
    ready = holds in (_DEPTHS, _RELIEF) or math.isfinite(parse_number(level))
    if not st.button(words.TRY, disabled=not ready):
        return None
    kind = "hazard" if named else "relief"
    return Options(kind, name.strip(), crs or None, {LEVEL: level} if level else {})


def _level() -> str:
    """Level of the water as typed; what it supposes is said before anything is computed."""
    level = st.text_input(
        words.GRID_LEVEL, placeholder=words.GRID_LEVEL_EXAMPLE, max_chars=12, key=f"{_FIELD}-level"
    )
    if level.strip() and not math.isfinite(parse_number(level)):
        st.warning(words.GRID_LEVEL_WRONG)
    st.info(words.GRID_STILL_WATER)
    return level.strip()


def _crs_label(crs: str) -> str:
    return words.crs_label(crs) if crs else words.CRS_OF_FILE
