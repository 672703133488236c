"""Points named on the command line: files of points, coordinates, identifiers of places."""

import re
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.crs import WGS84, reproject, to_degrees
from cpts_geo.model.errors import DataError, LayerError
from cpts_geo.model.layers import CODE_INSEE, SITE_ID, STRUCTURE_ID
from cpts_geo.model.territory import Territory
from cpts_geo.sources.raw import RawTable
from cpts_geo.sources.safe_read import read_file

ID_NAMES: Final = ("id", STRUCTURE_ID, SITE_ID, CODE_INSEE)
LON_NAMES: Final = ("lon", "longitude")
LAT_NAMES: Final = ("lat", "latitude")
LON_LAT: Final = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*")


def read_points(text: str, territory: Territory) -> gpd.GeoDataFrame:
    """Points of a file, or of the territory's layer ``structures`` or ``sites``.

    Parameters
    ----------
    text
        Path of a CSV ``id,lon,lat`` or of a point layer, or the name of a layer.
    territory
        Gives the CRS, and the layers that can be named.

    Returns
    -------
    GeoDataFrame
        Index ``id`` (text); points in the territory's CRS.

    Raises
    ------
    DataError
        When the file cannot be read, holds no point, or a coordinate is not one.
    """
    path = Path(text)
    layers = {"structures": territory.structures, "sites": territory.sites}
    if not path.exists() and text in layers:
        named = layers[text][["geometry"]]
        return named.set_index(named.index.astype(str).rename("id"))
    raw = read_file(path)
    ids = _identifiers(raw)
    geometry = _coordinates(raw) if raw.geometry is None else _layer_points(raw)
    frame = gpd.GeoDataFrame(geometry=geometry.to_numpy(), index=pd.Index(ids, name="id"), crs=geometry.crs)
    return reproject(frame, territory.crs)


def _identifiers(raw: RawTable) -> pd.Series:
    ids = raw.text(ID_NAMES)
    if raw.header(ID_NAMES) is None:
        return pd.Series(ids.index.astype(str), index=ids.index)
    for row, value in ids[(ids == "") | ids.duplicated()].items():
        kind = "duplicate_id" if value else "null_id"
        raise LayerError(kind, file=raw.file, row=int(str(row)), column="id", value=value)
    return ids


def _coordinates(raw: RawTable) -> gpd.GeoSeries:
    columns = {}
    for names, limit in ((LON_NAMES, 180.0), (LAT_NAMES, 90.0)):
        if raw.header(names) is None:
            raise LayerError("missing_column", file=raw.file, column=names[0], expected="id, lon, lat")
        values = raw.number(names)
        for row in values[~(values.abs() <= limit)].index:
            text = str(raw.text(names).loc[row])
            raise DataError("bad_coordinate", file=raw.file, row=int(row), column=names[0], value=text)
        columns[names[0]] = values
    return gpd.GeoSeries.from_xy(columns["lon"], columns["lat"], crs=WGS84)


def _layer_points(raw: RawTable) -> gpd.GeoSeries:
    assert raw.geometry is not None  # noqa: S101 the caller looked
    shapes = gpd.GeoSeries(raw.geometry.dropna())
    found = ", ".join(sorted(set(shapes.geom_type.tolist()) - {"Point"}))
    if found or len(shapes) != len(raw.columns):
        raise LayerError("geometry_type", file=raw.file, value=found, expected="Point")
    return shapes.set_crs(WGS84) if shapes.crs is None else shapes


def find_place(text: str, territory: Territory) -> tuple[float, float]:
    """Longitude and latitude of « lon,lat » or of the structure, site or commune with this identifier.

    A commune stands at its most inhabited demand point, else inside its limits.

    Raises
    ------
    DataError
        ``bad_coordinate`` outside the globe, ``unknown_place`` when nothing has this identifier.
    """
    found = LON_LAT.fullmatch(text)
    if found:
        lon, lat = float(found[1]), float(found[2])
        if abs(lon) > 180 or abs(lat) > 90:
            raise DataError("bad_coordinate", value=text, expected="LON,LAT")
        return lon, lat
    for layer in (territory.structures, territory.sites):
        if text in layer.index:
            return _degrees(layer.loc[[text]])
    if text in territory.communes.index:
        return _degrees(_heart(text, territory))
    raise DataError("unknown_place", value=text)


def _heart(code_insee: str, territory: Territory) -> gpd.GeoDataFrame:
    demand = territory.demand
    inhabited = demand[demand[CODE_INSEE] == code_insee]
    if len(inhabited):
        return inhabited.sort_values("population", kind="stable").iloc[[-1]]
    commune = territory.communes.loc[[code_insee]]
    return commune.set_geometry(commune.geometry.representative_point())


def _degrees(place: gpd.GeoDataFrame) -> tuple[float, float]:
    lon, lat = to_degrees(place).geometry.get_coordinates().iloc[0]
    return float(lon), float(lat)
