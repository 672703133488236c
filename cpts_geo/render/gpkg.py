"""GeoPackage in the legal projection: one layer per theme, same bytes for the same study."""

import tempfile
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from cpts_geo.model.errors import ExportError
from cpts_geo.render import qgis_styles
from cpts_geo.render.fallback_files import fallback_layers
from cpts_geo.render.metadata import metadata
from cpts_geo.render.themes import themes
from cpts_geo.study import Study
from cpts_geo.wording import files, provenance

GPKG_VERSION: Final = "1.2"  # newer ones make the GIS of a few years ago complain
GEOMETRY: Final = "geom"
GEOMETRY_TYPE: Final = {"s": "MultiPolygon", "l": "MultiLineString", "p": "Point"}
STYLED: Final = files.THEME | files.FALLBACK_THEME
CLOCK: Final = "OGR_CURRENT_DATE"  # GDAL writes this instead of the time of day
_ONE_WRITER = threading.Lock()  # the option above belongs to the whole process


def write(study: Study) -> bytes:
    """GeoPackage with a layer per theme, its style for QGIS, and a table ``metadonnees`` without geometry."""
    return write_layers(study, {**themes(study), **fallback_layers(study)}, metadata(study))


def write_layers(study: Study, layers: Mapping[str, gpd.GeoDataFrame], about: Mapping[str, Any]) -> bytes:
    """GeoPackage of several layers, whose names end in ``_s``, ``_l`` or ``_p`` for their geometry.

    Raises
    ------
    ExportError
        ``cannot_write`` with the writer's words.
    """
    with _ONE_WRITER, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.gpkg"
        pyogrio.set_gdal_config_options({CLOCK: _moment(study.spec.date)})
        try:
            for theme, frame in layers.items():
                _append(path, theme, frame)
            _append_styles(path, [theme for theme in layers if theme in STYLED], study)
            pyogrio.write_dataframe(
                _about(study, about), path, layer="metadonnees", driver="GPKG", append=True
            )
        except pyogrio.errors.DataSourceError as error:
            raise ExportError("cannot_write", file=path.name, value=str(error)) from error
        finally:
            pyogrio.set_gdal_config_options({CLOCK: None})
        return path.read_bytes()


def _append(path: Path, theme: str, frame: gpd.GeoDataFrame) -> None:
    ready = frame.reset_index()
    for column in ready.columns.difference([ready.geometry.name]):
        ready[column] = _storable(ready[column])
    kind = GEOMETRY_TYPE[theme[-1]]
    options: dict[str, Any] = {
        "geometry_type": kind,
        "promote_to_multi": kind != "Point",
        "append": path.exists(),
        "dataset_options": {"VERSION": GPKG_VERSION},
    }
    pyogrio.write_dataframe(ready, path, layer=theme, driver="GPKG", **options)


def _storable(values: pd.Series) -> pd.Series:
    """Infinite numbers become null: GIS programs show them as 1.8e308 or refuse the file."""
    if pd.api.types.is_float_dtype(values.dtype):
        return values.replace([np.inf, -np.inf], np.nan)
    return values if pd.api.types.is_numeric_dtype(values.dtype) else values.astype("str")


def _append_styles(path: Path, themes_written: Sequence[str], study: Study) -> None:
    """The table in which QGIS looks for the style of each layer."""
    reading = study.spec.scenario.reading.value
    always = {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_geometry_column": GEOMETRY,
        "useAsDefault": True,
    }
    rows = [
        {
            **always,
            "f_table_name": theme,
            "styleName": theme,
            "styleQML": qgis_styles.qml(theme, reading),
            "styleSLD": "",
            "description": STYLED[theme],
            "owner": "",
            "ui": "",
            "update_time": pd.Timestamp(_moment(study.spec.date)),
        }
        for theme in themes_written
    ]
    if rows:
        options: dict[str, Any] = {
            "append": True,
            "layer_options": {"FID": "id", "DATETIME_PRECISION": "MILLISECOND"},
        }
        pyogrio.write_dataframe(pd.DataFrame(rows), path, layer="layer_styles", driver="GPKG", **options)


def _about(study: Study, about: Mapping[str, Any]) -> pd.DataFrame:
    facts = {key: value for key, value in about.items() if key != "sources"}
    rows = [(key, "" if value is None else str(value)) for key, value in facts.items()]
    rows += [
        (f"source {origin.layer}", ", ".join(provenance.facts(origin, whole=True)))
        for origin in study.territory.sources
    ]
    return pd.DataFrame(rows, columns=["key", "value"])


def _moment(date: str) -> str:
    """Time of the study as GeoPackage wants it; the start of 1980 when the study has no date."""
    moment = datetime.fromisoformat(date) if date else datetime(1980, 1, 1, tzinfo=UTC)
    placed = moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # never the zone of this machine
    return f"{placed.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
