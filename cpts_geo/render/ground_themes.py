"""Public themes about the ground: isolated pockets, and what is drawn on the ground of the sites."""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.answers.pockets import HOME_M
from cpts_geo.model.layers import PLANS, POPULATION, SITE_ID
from cpts_geo.model.results import Pocket
from cpts_geo.render.pocket_columns import PLACES
from cpts_geo.render.public_figures import HIDDEN, public_figures
from cpts_geo.study import Study

POCKET_ID: Final = "pocket_id"
POCKET_COLUMNS: Final = ("pocket", POPULATION, HIDDEN, "services", "missing", "communes", *PLACES)
PLAN_COLUMNS: Final = (SITE_ID, "role", "source")
OUTLINE_M: Final = 10.0  # the outline of a pocket is drawn around its homes, it needs no more detail
# Theme of each kind of geometry; names of FACTS 2.6 for the two first.
PLAN_THEMES: Final = {2: "sites_emprise_s", 1: "flux_l", 0: "sites_reperes_p"}


def pockets_theme(study: Study) -> gpd.GeoDataFrame:
    """Ground around the homes of each pocket: people (few are hidden), care left and lost, EHPAD."""
    table = public_figures(study).pockets.rename_axis(None)
    ids = pd.Index([f"poche/{number:03d}" for number in table["pocket"]], name=POCKET_ID, dtype=object)
    facts = table.set_axis(ids).assign(**{HIDDEN: table[POPULATION].isna().to_numpy()})
    shapes = [_ground(study, pocket) for pocket in study.outcomes.pockets]
    geometry = gpd.GeoSeries(shapes, index=ids, crs=study.territory.crs)
    return gpd.GeoDataFrame(facts[list(POCKET_COLUMNS)], geometry=geometry)


def _ground(study: Study, pocket: Pocket) -> shapely.Geometry:
    demand = study.territory.demand
    rows = demand.index.get_indexer(pd.Index(pocket.demand_ids))
    homes = shapely.buffer(demand.geometry.to_numpy()[rows], HOME_M, quad_segs=4)
    return shapely.simplify(shapely.union_all(homes), OUTLINE_M)


def plan_themes(study: Study) -> dict[str, gpd.GeoDataFrame]:
    """What is drawn on the ground of sites, by kind of geometry; no theme when nothing is drawn."""
    plans = study.territory.plans
    if not len(plans):
        return {}
    named = plans.assign(**{PLANS.index: plans.index.astype(str)}).set_index(PLANS.index)
    dimensions: npt.NDArray[np.int32] = shapely.get_dimensions(named.geometry.to_numpy())
    frames = {theme: named[dimensions == size] for size, theme in PLAN_THEMES.items()}
    return {
        theme: gpd.GeoDataFrame(frame[list(PLAN_COLUMNS)], geometry=frame.geometry)
        for theme, frame in frames.items()
    }
