"""What a person needs to say how a file must be read: its columns, first rows, and where each CRS puts it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.changes import ColumnMapping
from cpts_geo.model.crs import LEGAL_CRS, METROPOLE, WGS84, reproject, to_degrees
from cpts_geo.model.errors import CrsError
from cpts_geo.model.layers import COMMUNES
from cpts_geo.sources.geometry_gate import FRANCE, Bounds
from cpts_geo.sources.headers import header_signature
from cpts_geo.sources.safe_read import read_file
from cpts_geo.territory.folder import read_layer, read_settings
from cpts_geo.territory.recognise import remembered
from cpts_geo.territory.settings import TERRITORY_FILE

SAMPLE_ROWS: Final = 5
SHAPES_SHOWN: Final = 1000  # on the preview; shares are of these
MARGIN_DEG: Final = 0.4  # about the 30 km that roads and structures may lie beyond the communes
CONIC: Final = tuple(f"EPSG:{code}" for code in range(3942, 3951))  # Lambert-93 CC42 to CC50
CANDIDATES: Final = tuple(
    dict.fromkeys(
        (
            *(WGS84, METROPOLE, *LEGAL_CRS.values(), "EPSG:27572", "EPSG:3857"),
            *("EPSG:32630", "EPSG:32631", "EPSG:32632", *CONIC),
        )
    )
)


@dataclass(frozen=True, eq=False)
class CrsChoice:
    """One CRS that puts some of a file on the territory.

    Attributes
    ----------
    crs
        ``EPSG:n``.
    inside
        Share of the shapes that fall in the territory or 30 km around.
    shapes
        In degrees, to be drawn on the communes.
    """

    crs: str
    inside: float
    shapes: gpd.GeoSeries


@dataclass(frozen=True, eq=False)
class FileLook:
    """A file as it is, nothing decided.

    Attributes
    ----------
    signature
        Of its headers, what a mapping is remembered by.
    headers
        As the file spells them.
    sample
        First rows.
    crs
        CRS that the file declares, empty when it declares none.
    choices
        Plausible CRS, the likeliest first; none for a table.
    known
        What people said of a file with the same headers.
    """

    signature: str
    headers: tuple[str, ...]
    sample: pd.DataFrame
    crs: str
    choices: tuple[CrsChoice, ...]
    known: ColumnMapping | None


def look_at(folder: str | Path, path: Path, layer: str = "") -> FileLook:
    """Read a file to ask about it.

    Raises
    ------
    DataError
        The file cannot be read, or holds several layers and ``layer`` does not say which.
    """
    root, raw = Path(folder), read_file(path, layer)
    signature = header_signature(raw)
    return FileLook(
        signature,
        tuple(str(name) for name in raw.columns.columns),
        raw.columns.head(SAMPLE_ROWS),
        "" if raw.geometry is None or raw.geometry.crs is None else str(raw.geometry.crs),
        () if raw.geometry is None else crs_choices(root, raw.geometry),
        remembered(root, signature),
    )


def crs_choices(folder: Path, shapes: gpd.GeoSeries) -> tuple[CrsChoice, ...]:
    """Plausible CRS of these shapes, those that put most of them on the territory first."""
    drawn = gpd.GeoSeries(shapes[~(shapes.isna() | shapes.is_empty)].head(SHAPES_SHOWN))
    boxes = _boxes(folder)
    found = [choice for crs in CANDIDATES if (choice := _choice(drawn, crs, boxes))]
    return tuple(sorted(found, key=lambda choice: -choice.inside))


def _boxes(folder: Path) -> tuple[Bounds, ...]:
    """Envelope of the communes and its margin, of France before the first communes; degrees."""
    if not (folder / TERRITORY_FILE).exists():
        return FRANCE
    communes = read_layer(folder, COMMUNES, str(read_settings(folder)["crs"]))
    if communes.empty:
        return FRANCE
    west, south, east, north = (float(v) for v in to_degrees(communes).total_bounds)
    return ((west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG),)


def _choice(shapes: gpd.GeoSeries, crs: str, boxes: tuple[Bounds, ...]) -> CrsChoice | None:
    frame = gpd.GeoDataFrame(geometry=shapes.set_crs(crs, allow_override=True))
    try:
        degrees = to_degrees(frame) if crs != WGS84 else frame
    except CrsError:
        return None
    west, south, east, north = shapely.bounds(degrees.geometry.to_numpy()).T
    lon, lat = (west + east) / 2, (south + north) / 2
    inside = np.zeros(len(lon), dtype=bool)
    for box in boxes:
        inside |= (lon >= box[0]) & (lon <= box[2]) & (lat >= box[1]) & (lat <= box[3])
    share = float(inside.mean()) if len(inside) else 0.0
    return CrsChoice(crs, share, degrees.geometry) if share > 0 else None


def in_territory_crs(folder: str | Path, shapes: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Shapes in degrees as a frame in the CRS of the territory, for its map."""
    return reproject(gpd.GeoDataFrame(geometry=shapes), str(read_settings(Path(folder))["crs"]))
