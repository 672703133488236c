"""Vigilance of rivers (Vigicrues) and hydrometric stations: shown, never a flood; unknown is never green."""

from typing import Final

import geopandas as gpd
import numpy as np

from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import ALERT, NAME, ZONE_ID, ZONES
from cpts_geo.model.problems import Outcome
from cpts_geo.sources.geometry_gate import check_geometry, check_place
from cpts_geo.sources.harvest import (
    EXCLUDED,
    MARGIN_M,
    SET_ASIDE,
    STORED,
    Harvest,
    Layer,
    Place,
    all_stored,
    summary,
)
from cpts_geo.sources.points import territory_box
from cpts_geo.sources.raw import RawTable, moved, problem

LEVELS: Final = ("nivinfvicr", "nivsituvigicruent", "nivinfvicrevent", "nivsituvigicru")
NAMES: Final = ("lbentcru", "nomentvigicru", "nomentcru", "acroentcru")
STATION: Final = r"[A-Z]\d{9}"  # code of a hydrometric station
KNOWN: Final = ("1", "2", "3", "4")  # green, yellow, orange, red (FACTS 1.11)


def detect(raw: RawTable) -> bool:
    """Stretches of river with a level of vigilance."""
    return raw.header(LEVELS) is not None and raw.geometry is not None


def detect_gauges(raw: RawTable) -> bool:
    """Measures of stations, by Hub'Eau or Vigicrues."""
    if raw.header(("resultat_obs",)) is not None or {"code_station", "libelle_station"} <= raw.headers:
        return True
    return {"id", "name"} <= raw.headers and bool(raw.text(("id",)).str.fullmatch(STATION).all())


def read_gauges(raw: RawTable, place: Place) -> Harvest:
    """Refuse them with the reason: a height on a staff is not water on a road.

    Raises
    ------
    LayerError
        ``gauges_only``.
    """
    del place
    raise LayerError("gauges_only", raw.file, value=str(len(raw.columns)))


def read(raw: RawTable, place: Place, *, layer: str) -> Harvest:
    """Stretches near the territory as zones of kind ``alert``, their level in ``level``.

    A level that is not 1 to 4 is unknown: empty, never green.

    Raises
    ------
    LayerError
        ``no_vigilance`` when none is near.
    UnreadableFileError, CrsError
        When the geometry is refused as a whole.
    """
    gate = check_geometry(raw, "hazard", "line")
    fate = all_stored(raw)
    fate.loc[gate.refused.index] = SET_ASIDE
    check_place(raw.file, gate.geometry, territory_box(place))
    metres = moved(gate.geometry, place.crs)
    if len(place.communes):
        near = metres.intersects(place.communes.union_all().buffer(MARGIN_M))
        fate.loc[near.index[~near]] = EXCLUDED
    rows = fate.index[fate == STORED]
    if rows.empty:
        raise LayerError("no_vigilance", raw.file, value=str(len(fate)))
    kept = raw.keep(fate == STORED)
    said = kept.text(LEVELS).str.removesuffix(".0")
    level = said.where(said.isin(KNOWN), "")
    frame = gpd.GeoDataFrame(
        {
            ZONE_ID: [f"{layer}-{row}" for row in rows],
            "kind": ALERT,
            "depth_min_m": np.nan,
            "depth_max_m": np.nan,
            NAME: kept.text(NAMES),
            "source": raw.file,
            "level": level,
            "nature": "forecast",
        },
        index=rows,
        geometry=metres.loc[rows],
        crs=place.crs,
    )
    counts = " / ".join(str(int((level == code).sum())) for code in (*KNOWN, ""))
    told = (
        *raw.problems,
        *gate.problems,
        problem(raw, "hazard", "vigilance_levels", Outcome.INFORMATION, value=counts),
        *summary(raw, "hazard", "vigilance_unknown", int((level == "").sum())),
        *summary(raw, "hazard", "vigilance_outside", int((fate == EXCLUDED).sum())),
    )
    return Harvest(raw, (Layer(ZONES, frame, layer),), fate, told)
