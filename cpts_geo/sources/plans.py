"""What is drawn on the ground of candidate sites: entrance, exit, parking, ways, lanes, queue."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.layers import PLAN_ROLES, PLANS, SITE_ID
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.geometry_gate import check_geometry, check_place
from cpts_geo.sources.harvest import (
    SET_ASIDE,
    STORED,
    Harvest,
    Layer,
    Place,
    all_stored,
    file_stem,
    nothing_usable,
)
from cpts_geo.sources.points import territory_box
from cpts_geo.sources.raw import RawTable, by_value, moved, normalise, row_problems

IDS: Final = (SITE_ID, "lieu", "id_lieu")
ROLES: Final = ("role", "nature_trace")
# French words for each role, as people write them; our own codes are accepted as well.
WORDS: Final[dict[str, str]] = {
    "emprise": "footprint",
    "batiment": "footprint",
    "stationnement": "parking",
    "voie_drive": "drive_lane",
    "couloir_drive": "drive_lane",
    "file": "queue",
    "file_d_attente": "queue",
    "attente": "queue",
    "sens_unique": "one_way",
    "marche_en_avant": "one_way",
    "cheminement_pmr": "pmr_path",
    "entree": "entrance",
    "sortie": "exit",
    "acces_personnel": "staff",
    "livraison": "staff",
    "arret_ambulance": "ambulance",
}
FAR_M: Final = 1000.0  # a drawing farther than this from its site is told (assumption)


def detect(raw: RawTable) -> bool:
    """Shapes that name a site and their own role on its ground."""
    return raw.geometry is not None and raw.headers >= {SITE_ID, "role"}


def read(raw: RawTable, place: Place) -> Harvest:
    """Drawings of sites that the territory has; others are set aside, and so are unknown roles.

    Raises
    ------
    LayerError
        ``no_valid_row``.
    UnreadableFileError, CrsError
        When the geometry is refused as a whole.
    """
    roles = by_value(raw.text(ROLES), _role).astype(object)
    sites = raw.text(IDS)
    known = sites.isin([] if place.sites is None else place.sites.index.astype(str))
    fate = all_stored(raw).mask((roles == "") | ~known, SET_ASIDE)
    told = (
        *raw.problems,
        *_aside(raw, "unknown_plan_role", raw.text(ROLES)[roles == ""], "role"),
        *_aside(raw, "unknown_plan_site", sites[(roles != "") & ~known], SITE_ID),
    )
    if not (fate == STORED).any():
        raise nothing_usable(raw, told)
    gate = check_geometry(raw.keep(fate == STORED), PLANS.name, "any")
    check_place(raw.file, gate.geometry, territory_box(place))
    flat = shapely.get_dimensions(gate.geometry.to_numpy())
    wrong = gate.geometry.index[flat != roles.loc[gate.geometry.index].map(PLAN_ROLES)]
    odd = _aside(raw, "plan_shape", raw.text(ROLES).loc[wrong], "role")
    fate.loc[gate.refused.index.union(wrong)] = SET_ASIDE
    shapes = moved(gpd.GeoSeries(gate.geometry.drop(wrong)), place.crs)
    told = (*told, *gate.problems, *odd)
    if shapes.empty:
        raise nothing_usable(raw, told)
    frame = _frame(raw, shapes, sites, roles)
    return Harvest(raw, (Layer(PLANS, frame),), fate, (*told, *_far(raw, frame, place)))


def _role(text: str) -> str:
    """Our code for a role; empty when the word means nothing to us."""
    word = normalise(text)
    return word if word in PLAN_ROLES else WORDS.get(word, "")


def _aside(raw: RawTable, kind: str, values: pd.Series, column: str) -> tuple[Problem, ...]:
    return row_problems(raw, PLANS.name, kind, Outcome.SET_ASIDE, values=values, column=column)


def _frame(raw: RawTable, shapes: gpd.GeoSeries, sites: pd.Series, roles: pd.Series) -> gpd.GeoDataFrame:
    stem = normalise(file_stem(raw.file))
    columns = {
        PLANS.index: [f"{stem}-{row}" for row in shapes.index],
        SITE_ID: sites.loc[shapes.index],
        "role": roles.loc[shapes.index],
        "source": raw.file,
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=shapes.crs)


def _far(raw: RawTable, frame: gpd.GeoDataFrame, place: Place) -> tuple[Problem, ...]:
    """Drawings that stand far from their site: told, kept."""
    if place.sites is None:
        return ()
    here = np.asarray(place.sites.geometry.reindex(frame[SITE_ID]))
    away = pd.Series(shapely.distance(np.asarray(frame.geometry), here), index=frame.index)
    far = away[away > FAR_M].round().astype(int).astype(str)
    return row_problems(raw, PLANS.name, "plan_far", Outcome.INFORMATION, values=far)
