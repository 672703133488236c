"""Second recourses and ambulances in files: by commune and by square, in layers and in tables.

One count of people is written, those of each commune with a single recourse (``render.public_recourse``);
squares of fewer than eleven people are left out whole.
"""

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.answers.fallbacks import Fallbacks
from cpts_geo.model.layers import CATEGORY, CODE_INSEE, NAME
from cpts_geo.render.disclosure import MINIMUM_CELL
from cpts_geo.render.kept import kept_fallbacks
from cpts_geo.render.public_recourse import public_recourse
from cpts_geo.study import Study

SQUARE: Final = "square"
GROUPS: Final = {"communes": CODE_INSEE, "carreaux": SQUARE}


def fallback_tables(study: Study) -> Mapping[str, pd.DataFrame]:
    """Long tables by name, minutes with one decimal; ``inf`` = out of reach for half of the people."""
    found = kept_fallbacks(study)
    recourse = {f"recours_{name}": _recourse(study, found, key) for name, key in GROUPS.items()}
    ambulance = {f"ambulances_{name}": _ambulance(study, found, key) for name, key in GROUPS.items()}
    return {name: _named(study, table.reset_index()) for name, table in (recourse | ambulance).items()}


def fallback_layers(study: Study) -> Mapping[str, gpd.GeoDataFrame]:
    """One feature per commune or square, ``CATEGORY_column`` for recourses."""
    found = kept_fallbacks(study)
    layers = {}
    for name, key in GROUPS.items():
        layers[f"recours_{name}_s"] = _placed(study, found, key, _wide(_recourse(study, found, key)))
        layers[f"ambulances_{name}_s"] = _placed(study, found, key, _ambulance(study, found, key))
    return layers


def _recourse(study: Study, found: Fallbacks, key: str) -> pd.DataFrame:
    table = found.recourse[key]
    if key == CODE_INSEE:
        table = table.join(public_recourse(study))
    return table[table.index.get_level_values(key).isin(_shown(study, found, key))].round(1)


def _ambulance(study: Study, found: Fallbacks, key: str) -> pd.DataFrame:
    table = found.ambulance[key]
    return table[table.index.isin(_shown(study, found, key))].round(1)


def _shown(study: Study, found: Fallbacks, key: str) -> pd.Index:
    """Communes of the territory; squares with enough people."""
    people = found.people[key]
    return study.territory.communes.index if key == CODE_INSEE else people.index[people >= MINIMUM_CELL]


def _wide(table: pd.DataFrame) -> pd.DataFrame:
    names = dict.fromkeys(table.index.get_level_values(CATEGORY))
    parts = [table.xs(name, level=CATEGORY).add_prefix(f"{name}_") for name in names]
    return pd.concat(parts, axis=1).sort_index() if parts else table.droplevel(CATEGORY)


def _placed(study: Study, found: Fallbacks, key: str, table: pd.DataFrame) -> gpd.GeoDataFrame:
    communes = study.territory.communes
    shapes = communes.geometry if key == CODE_INSEE else found.squares
    if key == CODE_INSEE:
        table = table.join(communes[NAME])[[NAME, *table.columns]]
    placed = gpd.GeoDataFrame(table, geometry=shapes.reindex(table.index), crs=communes.crs)
    return placed.rename_axis(key)


def _named(study: Study, table: pd.DataFrame) -> pd.DataFrame:
    """Table with the names of its communes."""
    if CODE_INSEE not in table:
        return table
    names = study.territory.communes[NAME].reindex(table[CODE_INSEE]).to_numpy()
    first = [column for column in (CODE_INSEE, NAME, CATEGORY) if column == NAME or column in table]
    rest = [column for column in table if column not in first]
    return table.assign(**{NAME: names})[[*first, *rest]]
