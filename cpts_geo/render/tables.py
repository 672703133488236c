"""The public tables of a study, shared by CSV and XLSX; numbers stay numbers, text stays text."""

from collections.abc import Mapping
from dataclasses import asdict

import geopandas as gpd
import pandas as pd

from cpts_geo.model.crs import to_degrees
from cpts_geo.model.edition import Edition
from cpts_geo.render.editions import edition_of
from cpts_geo.render.losses_view import public_ages
from cpts_geo.render.public_figures import public_figures
from cpts_geo.render.themes import public_communes, summary_table, themes
from cpts_geo.study import Study

PROBLEM_COLUMNS = ("file", "layer", "row", "column", "kind", "value", "outcome")
UNSAFE = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")  # RELIABILITY 4.5
SPACES = " \u00a0\u202f"


def csv_safe(value: object) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe stands before a dangerous start."""
    text = "" if value is None else str(value).replace("\0", "")
    return f"'{text}" if text[:1] in UNSAFE or text.lstrip(SPACES)[:1] in UNSAFE else text


def tables(study: Study) -> Mapping[str, pd.DataFrame]:
    """Tables by name, ``inf`` = unreachable, missing = unknown or hidden; no geometry but x, y, lon, lat."""
    study = edition_of(study, Edition.PUBLIC)
    frames, figures = themes(study), public_figures(study)
    problems = [asdict(problem) for problem in study.territory.problems]
    return {
        "synthese": summary_table(study).reset_index(),
        "couverture": figures.coverage,
        "ages": public_ages(study),
        "communes": public_communes(study),
        "structures": _places(frames["structures_p"]),
        "lieux": _places(frames["sites_p"]),
        "routes_coupees": _without_geometry(frames["acces_coupes_l"]),
        "poches": figures.pockets,
        "problemes": pd.DataFrame(problems, columns=list(PROBLEM_COLUMNS)),
    }


def _without_geometry(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index()


def _places(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Attributes of points with their coordinates in both systems."""
    table = _without_geometry(frame)
    if not len(frame):
        return table.assign(x_m=[], y_m=[], lon=[], lat=[])
    degrees = to_degrees(frame).geometry
    return table.assign(
        x_m=frame.geometry.x.round(2).to_numpy(),
        y_m=frame.geometry.y.round(2).to_numpy(),
        lon=degrees.x.round(7).to_numpy(),
        lat=degrees.y.round(7).to_numpy(),
    )
