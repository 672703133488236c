"""Any line layer that says enough to drive on: our own edges, or columns named by a mapping."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.errors import LayerError
from cpts_geo.model.problems import Outcome
from cpts_geo.sources.osm_tags import CAR_CLASSES, FOOT_CLASSES, NO_FOOT_CLASSES, parse_kmh
from cpts_geo.sources.road_form import (
    BACKWARD,
    BOTH,
    DEFAULT_KMH,
    DEFAULTS,
    FORWARD,
    RoadRead,
    complete_roads,
    counted,
    only_lines,
)

USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "highway": ("highway", "fclass", "class", "type", "road_type", "classe", "nature"),
    "name": ("name", "nom", "road_name", "libelle"),
    "ref": ("ref", "numero", "number"),
    "oneway": ("oneway", "one_way", "sens_unique"),
    "speed_kmh": ("speed_kmh", "maxspeed", "speed", "speed_kph", "vitesse"),
    "bridge": ("bridge", "pont"),
    "tunnel": ("tunnel",),
    "ford": ("ford", "gue"),
    "car": ("car",),
    "foot": ("foot",),
}
FORWARD_WORDS: Final = frozenset({"forward", "yes", "true", "1", "f", "oui", "ft"})
BACKWARD_WORDS: Final = frozenset({"backward", "-1", "t", "reverse", "tf"})
YES_WORDS: Final = frozenset({"yes", "true", "1", "t", "oui", "o", "viaduct"})


def detect(columns: Iterable[str]) -> bool:
    """Whether these headers name a class of road, or a speed."""
    known = _spelling(columns, {})
    return "highway" in known or "speed_kmh" in known


def read_roads(
    frame: gpd.GeoDataFrame, *, crs: str, file: str = "", mapping: Mapping[str, str] | None = None
) -> RoadRead:
    """Roads of a line layer, in the common form.

    Needs a class in OpenStreetMap's words (``highway``) or a speed (``speed_kmh``); everything else
    has a default. A line is cut where another one ends on one of its vertices; two lines that only
    share a vertex inside both are not joined, because one may pass over the other.

    Parameters
    ----------
    frame
        Rows as read, in their own CRS.
    crs
        CRS of the territory, metres.
    file
        Name quoted in problems.
    mapping
        Our column name to the file's; comes before the usual names.

    Raises
    ------
    LayerError
        ``missing_column`` when neither class nor speed is there, or when a mapped column is not.
    CrsError
        When the frame has no CRS or does not fit in ``crs``.
    """
    spelling = _spelling(frame.columns, mapping or {}, file)
    if not {"highway", "speed_kmh"} & set(spelling):
        raise LayerError(
            "missing_column", file=file, column="highway", expected="highway, speed_kmh", value=_heads(frame)
        )
    lines, bad = only_lines(frame, file)
    named = pd.DataFrame({ours: lines[theirs] for ours, theirs in spelling.items()}, index=lines.index)
    roads = gpd.GeoDataFrame(_common(named), geometry=lines.geometry, crs=frame.crs)
    unread = int(roads["speed_kmh"].isna().sum())
    roads["source_row"] = lines["source_row"]
    pieces = cut_at_ends(complete_roads(roads, crs, file))
    facts = (*bad, *counted(file, "default_speed", unread, Outcome.INFORMATION))
    return RoadRead(pieces, len(frame), facts)


def cut_at_ends(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Lines cut at their inner vertices (to the centimetre) where another line begins or ends."""
    lines = roads.geometry.to_numpy()
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    is_end = np.r_[True, owner[1:] != owner[:-1]] | np.r_[owner[1:] != owner[:-1], True]
    keys = pd.MultiIndex.from_arrays(list(np.rint(xy * 100).astype(np.int64).T))
    cut = ~is_end & keys.isin(keys[is_end])
    place = np.flatnonzero(cut)
    begins = np.insert(np.r_[True, owner[1:] != owner[:-1]], place + 1, True)
    part = np.cumsum(begins) - 1
    pieces = shapely.linestrings(np.insert(xy, place + 1, xy[place], axis=0), indices=part)
    origin = np.insert(owner, place + 1, owner[place])[begins]
    facts = roads.drop(columns="geometry").iloc[origin].reset_index(drop=True)
    return gpd.GeoDataFrame(facts, geometry=pieces, crs=roads.crs)


def _heads(frame: gpd.GeoDataFrame) -> str:
    return ", ".join(str(column) for column in frame.columns if column != frame.geometry.name)[:60]


def _spelling(columns: Iterable[str], mapping: Mapping[str, str], file: str = "") -> dict[str, str]:
    lower = {str(column).lower(): str(column) for column in columns}
    found = {ours: lower[c] for ours, known in USUAL.items() for c in reversed(known) if c in lower}
    for ours, theirs in mapping.items():
        if theirs.lower() not in lower or ours not in DEFAULTS:
            raise LayerError("missing_column", file=file, column=theirs, expected=ours)
        found[ours] = lower[theirs.lower()]
    return found


def _common(named: pd.DataFrame) -> pd.DataFrame:
    words = {column: _words(named[column]) for column in named.columns}
    highway = words.get("highway", pd.Series("unclassified", index=named.index))
    default_car = highway.isin(CAR_CLASSES) | ~highway.isin([*DEFAULT_KMH, *FOOT_CLASSES])
    columns: dict[str, Any] = {
        "highway": highway,
        "oneway": words["oneway"].map(_direction) if "oneway" in words else BOTH,
        "speed_kmh": words["speed_kmh"].map(parse_kmh).astype(float) if "speed_kmh" in words else np.nan,
        "car": words["car"].isin(YES_WORDS) if "car" in words else default_car,
        "foot": words["foot"].isin(YES_WORDS) if "foot" in words else ~highway.isin(NO_FOOT_CLASSES),
        **{name: words[name].isin(YES_WORDS) for name in ("bridge", "tunnel", "ford") if name in words},
        **{name: named[name] for name in ("name", "ref") if name in named},
    }
    return pd.DataFrame(columns, index=named.index)


def _words(column: pd.Series) -> pd.Series:
    text = column.astype(object).where(column.notna(), "").astype(str).str.strip().str.lower()
    return text.str.removesuffix(".0")


def _direction(word: str) -> str:
    return FORWARD if word in FORWARD_WORDS else BACKWARD if word in BACKWARD_WORDS else BOTH
