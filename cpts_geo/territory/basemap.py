"""The background of the map: vector tiles written once, when the territory is built."""

import os
import tempfile
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from cpts_geo.model.crs import to_degrees
from cpts_geo.model.layers import BASEMAP_THEMES, COMMUNES, EDGES, NAME, POPULATION
from cpts_geo.territory.folder import layer_path, read_layer, read_settings

ZOOMS: Final = {"buildings": (13, 15)}
DEFAULT_ZOOMS: Final = (7, 14)
TOWN_POPULATION: Final = 5_000
ROAD_CLASS: Final = {
    "motorway": "autoroute",
    "trunk": "nationale",
    "primary": "nationale",
    "secondary": "departementale",
    "tertiary": "departementale",
    "unclassified": "locale",
    "residential": "locale",
    "living_street": "locale",
    "road": "locale",
    "service": "desserte",
    "pedestrian": "desserte",
}
PATH_CLASS: Final = "chemin"


def build_basemap(folder: Path, edges: gpd.GeoDataFrame | None = None) -> list[str]:
    """Write ``basemap/THEME.pmtiles`` for every theme that has something to show.

    Themes come from ``basemap/*.parquet``, roads from the network, commune boundaries from the
    communes; places without a file of their own are the communes' names.

    Parameters
    ----------
    folder
        Territory folder.
    edges
        Roads, when they were already read.

    Returns
    -------
    list of str
        Themes written. Tiles of a theme that has nothing any more are removed.
    """
    crs = str(read_settings(folder)["crs"])
    communes = read_layer(folder, COMMUNES, crs)
    layers = {theme: _theme(folder, theme) for theme in BASEMAP_THEMES}
    if layers["places"] is None and len(communes):
        layers["places"] = commune_names(communes)
    layers["communes"] = commune_boundaries(communes) if len(communes) else None
    if edges is None and layer_path(folder, EDGES).exists():
        edges = read_layer(folder, EDGES, crs)
    if edges is not None:
        layers["roads"] = drawn_roads(edges)
    (folder / "basemap").mkdir(exist_ok=True)
    for theme in (*BASEMAP_THEMES, "communes", "roads"):
        _write_tiles(folder / "basemap" / f"{theme}.pmtiles", theme, layers.get(theme))
    return [theme for theme, frame in layers.items() if frame is not None and len(frame)]


def write_theme(folder: Path, theme: str, frame: gpd.GeoDataFrame) -> None:
    """Write one theme as ``basemap/THEME.parquet``, whole or not at all."""
    path = folder / "basemap" / f"{theme}.parquet"
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    frame.to_parquet(temporary, compression="zstd")
    temporary.replace(path)


def drawn_roads(edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Roads as the map draws them: columns ``k`` (French class), ``name``, ``ref``; one line per road.

    Each piece once, whatever its directions; pieces of the same class, name and number joined.
    """
    # Both directions have the same vertices: normalised, they are the same line.
    same = pd.Series(shapely.to_wkb(shapely.normalize(edges.geometry.to_numpy())), index=edges.index)
    once = edges[~same.duplicated()]
    k = once["highway"].str.removesuffix("_link").map(ROAD_CLASS).fillna(PATH_CLASS)
    groups = once.geometry.groupby([k.rename("k"), once[NAME], once["ref"]], sort=True)
    lines = groups.agg(lambda g: shapely.line_merge(shapely.multilinestrings(g.to_list())))
    frame = gpd.GeoDataFrame(lines.rename("geometry").reset_index(), geometry="geometry", crs=edges.crs)
    return frame.explode(ignore_index=True)


def commune_boundaries(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Outlines as lines, column ``name``."""
    lines = communes.geometry.boundary
    return gpd.GeoDataFrame({"k": "commune", NAME: communes[NAME]}, geometry=lines, crs=communes.crs)


def commune_names(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Names at a point inside each commune, ``k`` town above 5,000 people, else village."""
    k = communes[POPULATION].gt(TOWN_POPULATION).map({True: "town", False: "village"})
    points = communes.geometry.representative_point()
    return gpd.GeoDataFrame({"k": k, NAME: communes[NAME]}, geometry=points, crs=communes.crs)


def _theme(folder: Path, theme: str) -> gpd.GeoDataFrame | None:
    path = folder / "basemap" / f"{theme}.parquet"
    return gpd.read_parquet(path) if path.exists() else None


def _write_tiles(path: Path, theme: str, frame: gpd.GeoDataFrame | None) -> None:
    if frame is None or frame.empty:
        path.unlink(missing_ok=True)
        return
    low, high = ZOOMS.get(theme, DEFAULT_ZOOMS)
    kept = [column for column in ("k", NAME, "ref") if column in frame]
    degrees = to_degrees(frame[[*kept, frame.geometry.name]]).reset_index(drop=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".tiles") as scratch:
        fresh = Path(scratch) / path.name
        pyogrio.write_dataframe(
            degrees,
            fresh,
            driver="PMTiles",
            layer=theme,
            dataset_options={"MINZOOM": str(low), "MAXZOOM": str(high), "NAME": theme},
        )
        fresh.replace(path)
