"""FINESS+ structures: which of its coordinates are the place, in an order that varies from row to row."""

import zlib
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.crs import WGS84, moved_columns
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources import finess
from cpts_geo.sources.harvest import SET_ASIDE, Harvest, Place, summary
from cpts_geo.sources.points import territory_box
from cpts_geo.sources.raw import RawTable, row_problems

# Four readings of the two pairs, nominal layout first: (columns, layout, swapped).
PAIRS: Final = (
    (("x1", "y1"), "A", False),
    (("x2", "y2"), "B", False),
    (("y1", "x1"), "A", True),
    (("y2", "x2"), "B", True),
)
_NUMBER: Final = r"[+-]?\d+(?:\.\d+)?"  # a decimal comma or a text is unusable, never coerced (FACTS 1.4.4)
FAR_FROM_COMMUNE_M: Final = 10_000.0  # FACTS 1.4.4, advice
HEAD_BYTES: Final = 4096
GZIP: Final = 31  # window bits by which zlib reads gzip
_SIGNS: Final = (b'"pmej"', b'"schemaVersion"', b'"gcc"')


def is_plus(path: Path, kind: str) -> bool:
    """Whether a JSON file, gzipped or not, begins as those of FINESS+ do."""
    if kind not in {"json", "gz"}:
        return False
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    try:
        head = zlib.decompressobj(GZIP).decompress(head, HEAD_BYTES) if kind == "gz" else head
    except zlib.error:
        return False
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and any(sign in head for sign in _SIGNS)


def detect(raw: RawTable) -> bool:
    """A table made from ``finess-structures``."""
    return raw.layer.startswith("finess_plus")


def read(raw: RawTable, place: Place) -> Harvest:
    """Structures of the territory and its margin, at the pair of coordinates that falls there.

    Raises
    ------
    LayerError
        ``none_here`` when no row concerns the territory.
    """
    found = resolved(raw, place)
    here = found["lon"].notna()
    far = _far_from_commune(raw, place, found)
    used = found.mask(far.reindex(found.index).notna() & here)
    quality = raw.text(("ban_key",)).map(quality_of).where(used["lon"].notna(), "")
    columns = raw.columns.assign(
        lon=used["lon"].map(_text), lat=used["lat"].map(_text), geo_quality=quality, located=_located(raw)
    )
    ready = RawTable(raw.file, columns, problems=raw.problems, layer=raw.layer)
    got = finess.read(ready, place)
    return Harvest(
        raw,
        got.layers,
        got.fate,
        (*_told(raw, got, far), *_counted(raw, got, found, quality)),
        vintage=got.vintage,
    )


def _told(raw: RawTable, got: Harvest, far: pd.Series) -> tuple[Problem, ...]:
    """Problems of the rows; one refused for its distance says so instead of « missing »."""
    aside = far[far.index.isin(got.fate.index[got.fate == SET_ASIDE])]
    distances = aside.map(lambda metres: f"{metres / 1000:.0f} km")
    notes = row_problems(raw, "structures", "far_from_commune", Outcome.SET_ASIDE, values=distances)
    rows = set(aside.index)
    return (*(p for p in got.problems if p.row not in rows), *notes)


def _counted(raw: RawTable, got: Harvest, found: pd.DataFrame, quality: pd.Series) -> tuple[Problem, ...]:
    kept = got.layers[0].frame.index if got.layers else found.index[:0]
    used = found.loc[kept]
    return (
        *summary(raw, "structures", "layout_b", int((used["layout"] == "B").sum())),
        *summary(raw, "structures", "swapped_pairs", int(used["swapped"].eq(other=True).sum())),
        *summary(raw, "structures", "at_commune_centre", int((quality[kept] == "commune").sum())),
        *summary(raw, "structures", "at_street", int((quality[kept] == "street").sum())),
    )


def resolved(raw: RawTable, place: Place) -> pd.DataFrame:
    """Longitude, latitude, layout and order of the reading that falls in the territory; NaN when none does.

    Degrees first, in either order, then metres of the territory's projection, in either order.
    """
    west, south, east, north = territory_box(place)[0]
    numbers = {name: _numbers(raw.text((name,))) for name in ("x1", "y1", "x2", "y2")}
    out = pd.DataFrame(index=raw.columns.index, columns=["lon", "lat", "layout", "swapped"], dtype=object)
    out[["lon", "lat"]] = out[["lon", "lat"]].astype(float)
    for crs in (WGS84, place.crs):
        for (x, y), layout, swapped in PAIRS:
            wanted = out["lon"].isna() & numbers[x].notna() & numbers[y].notna()
            wanted &= ~((numbers[x] == 0) & (numbers[y] == 0))
            rows = wanted.index[wanted]
            lon, lat = numbers[x][rows], numbers[y][rows]
            if crs != WGS84:
                lon, lat = moved_columns(lon, lat, crs, WGS84)
            good = rows[lon.between(west, east) & lat.between(south, north)]
            out.loc[good, "lon"], out.loc[good, "lat"] = lon[good], lat[good]
            out.loc[good, "layout"] = layout if crs == WGS84 else {"A": "B", "B": "A"}[layout]
            out.loc[good, "swapped"] = swapped
    return out


def _numbers(texts: pd.Series) -> pd.Series:
    plain = texts.str.fullmatch(_NUMBER).astype(bool)
    return texts.where(plain).astype(float)


def _located(raw: RawTable) -> pd.Series:
    """``1`` where coordinates are written but cannot be used whatever the territory: the drift to watch."""
    texts = [raw.text((name,)) for name in ("x1", "y1", "x2", "y2")]
    present = pd.concat([text != "" for text in texts], axis=1).any(axis=1)
    values = [_numbers(text) for text in texts]
    usable = [
        values[i].notna() & values[i + 1].notna() & ~((values[i] == 0) & (values[i + 1] == 0)) for i in (0, 2)
    ]
    return (present & ~usable[0] & ~usable[1]).map({True: "1", False: ""})


def _far_from_commune(raw: RawTable, place: Place, found: pd.DataFrame) -> pd.Series:
    """Metres between a point and the commune that its row declares, where they are too many."""
    codes = raw.text(("cog",)).str.upper()
    rows = found.index[found["lon"].notna() & codes.isin(place.communes.index)]
    x, y = moved_columns(found.loc[rows, "lon"], found.loc[rows, "lat"], WGS84, place.crs)
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), index=rows, crs=place.crs)
    homes = gpd.GeoSeries(place.communes.geometry.reindex(codes[rows]).set_axis(rows), crs=place.crs)
    metres = points.distance(homes)
    return metres[metres > FAR_FROM_COMMUNE_M]


def quality_of(key: str) -> str:
    """Worth of a point by its BAN key: ``01053_1950_00062`` is a house, ``01053_1950`` a street."""
    if not key:
        return ""
    return {0: "commune", 1: "street"}.get(key.count("_"), "exact")


def _text(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.7f}"
