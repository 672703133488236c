"""Permanent base of equipments (BPE, INSEE): the health equipments we know, one row each."""

from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.crs import WGS84, moved_columns
from cpts_geo.model.layers import CAPACITY, CATEGORY, NAME, STRUCTURE_ID, STRUCTURES
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Layer, Place, summary
from cpts_geo.sources.national import filtered
from cpts_geo.sources.points import locate
from cpts_geo.sources.raw import RawTable
from cpts_geo.sources.structures import build

# TYPEQU of BPE24, then those of earlier editions (FACTS 1.5). Other codes: see the labels of the archive.
CODES: Final = {
    **dict.fromkeys(("D265", "D201"), "medecin"),
    **dict.fromkeys(("D281", "D232"), "infirmier"),
    **dict.fromkeys(("D307", "D301"), "pharmacie"),
    "D106": "urgences",
    "D108": "centre_sante",
    "D113": "msp",
}
PERSONS: Final = frozenset({"medecin", "infirmier"})  # their names are left in the file


def detect(raw: RawTable) -> bool:
    """Headers of the base."""
    placed = {"lambert_x", "lambert_y"} <= raw.headers or {"longitude", "latitude"} <= raw.headers
    return placed and raw.headers >= {"typequ", "depcom"}


def read(raw: RawTable, place: Place) -> Harvest:
    """Equipments of the territory and its margin; practitioners at one point are one row of posts."""
    code = raw.text(("typequ",)).str.upper()
    category = code.map(lambda text: CODES.get(text, "")).astype(object)
    ready = RawTable(raw.file, _columns(raw, code, category))
    located = locate(ready, "structures", place)
    local = raw.text(("depcom",)).isin(place.communes.index)
    fate, far = filtered(located.points, located.fate.mask(category == "", EXCLUDED), place, local=local)
    frame, fate, told = build(ready, place, located.points, fate, category=category)
    kept = set(fate.index[fate.isin([STORED, SET_ASIDE])])
    counts = (
        *(p for p in located.problems if p.row in kept),
        *(p for p in told if p.kind not in {"out_of_territory", "outside_territory"}),
        *summary(raw, "structures", "category_not_kept", int((category == "").sum())),
        *summary(raw, "structures", "out_of_territory", far),
    )
    layers = (Layer(STRUCTURES, _gathered(frame)),) if len(frame) else ()
    year = raw.text(("an",))
    return Harvest(
        raw, layers, fate, (*raw.problems, *counts), vintage=str(year.iloc[0]) if len(year) else ""
    )


def _columns(raw: RawTable, code: pd.Series, category: pd.Series) -> pd.DataFrame:
    lon, lat = raw.number(("longitude",)), raw.number(("latitude",))
    x, y, systems = raw.number(("lambert_x",)), raw.number(("lambert_y",)), raw.text(("epsg",))
    for epsg in sorted(set(systems[systems.str.fullmatch(r"\d{4,5}") & lon.isna() & x.notna()])):
        rows = systems.index[(systems == epsg) & lon.isna() & x.notna() & y.notna()]
        lon[rows], lat[rows] = moved_columns(x[rows], y[rows], f"EPSG:{epsg}", WGS84)
    silent = systems == ""
    person = category.isin(PERSONS)
    return pd.DataFrame(
        {
            STRUCTURE_ID: [f"bpe-{kind}-{row}" for row, kind in code.items()],
            NAME: raw.text(("nomrs",)).mask(person, ""),
            "code_insee": raw.text(("depcom",)),
            "commune": raw.text(("libcom",)),
            "lon": lon.where(~(silent & lon.isna()), x).map(_text),
            "lat": lat.where(~(silent & lat.isna()), y).map(_text),
        },
        index=raw.columns.index,
        dtype=object,
    )


def _text(value: float) -> str:
    return "" if value != value else f"{value:.7f}"  # noqa: PLR0124 NaN is no coordinate


def _gathered(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Practitioners of one category at one point as one row of posts; a nameless place has its commune's."""
    frame = frame.assign(**{NAME: frame[NAME].mask(frame[NAME] == "", frame["commune"])})
    person = frame[CATEGORY].isin(PERSONS)
    spots = frame.loc[person, CATEGORY] + frame.loc[person].geometry.to_wkt()
    counts = spots.map(spots.value_counts())
    out = frame.drop(index=spots.index[spots.duplicated()])
    own = out.index.isin(spots.index)
    out.loc[own, CAPACITY] = counts.reindex(out.index[own]).astype(float)
    out.loc[own, "capacity_unit"] = "posts"
    return out
