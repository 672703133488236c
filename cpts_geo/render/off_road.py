"""Structures that no road of the imported network is near: what is said of them, and their list."""

from collections import Counter

import pandas as pd

from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CATEGORY, NAME
from cpts_geo.render.numbering import stored_categories
from cpts_geo.study import Study
from cpts_geo.wording import cautions, labels


def off_road_structures(study: Study) -> pd.DataFrame:
    """Those of the studied categories, farthest last: the columns of their layer and ``distance_m``."""
    far = study.outcomes.facts.off_road.sort_values(kind="stable")
    rows = study.territory.structures.reindex(far.index).assign(distance_m=far)
    return rows[rows[CATEGORY].isin(stored_categories(study))]


def off_road_said(study: Study) -> list[str]:
    """One sentence, none when a road is near all of them."""
    counts = Counter(off_road_structures(study)[CATEGORY])
    known = {category: counts[category.value] for category in Category if counts[category.value]}
    return [cautions.structures_off_road(known, study.spec.snap_limit_m)] if known else []


def off_road_table(study: Study) -> pd.DataFrame:
    """Their name, kind, commune and crow-fly distance to the nearest road."""
    rows = off_road_structures(study)
    kinds = [labels.CATEGORY[Category(str(name))] for name in rows[CATEGORY]]
    facts = {
        NAME: rows[NAME],
        CATEGORY: kinds,
        "commune": rows["commune"],
        "distance_m": rows["distance_m"].round(),
    }
    return pd.DataFrame({title: facts[name] for name, title in cautions.OFF_ROAD_HEADER.items()})
