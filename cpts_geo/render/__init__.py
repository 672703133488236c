"""Study to picture or file. Every exporter gives the same bytes for the same study.

Writers import their own tools, so that naming the formats costs nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cpts_geo.study import Study


@dataclass(frozen=True)
class Exporter:
    """A file format.

    Attributes
    ----------
    label
        Key of its French name in ``wording.files.EXPORTER``.
    extension
        With its dot.
    media_type
        As a browser wants it.
    write
        Study to bytes, deterministic.
    """

    label: str
    extension: str
    media_type: str
    write: Callable[[Study], bytes]


def _geojson(study: Study) -> bytes:
    from cpts_geo.render import geojson

    return geojson.write(study)


def _gpkg(study: Study) -> bytes:
    from cpts_geo.render import gpkg

    return gpkg.write(study)


def _kml(study: Study) -> bytes:
    from cpts_geo.render import kml

    return kml.write(study)


def _csv(study: Study) -> bytes:
    from cpts_geo.render import csv_tables

    return csv_tables.write(study)


def _xlsx(study: Study) -> bytes:
    from cpts_geo.render import xlsx

    return xlsx.write(study)


def _pdf(study: Study) -> bytes:
    from cpts_geo.render import pdf

    return pdf.territory_plan(study)


def _prefecture(study: Study) -> bytes:
    from cpts_geo.render import package

    return package.write(study)


ZIP: Final = "application/zip"
EXPORTERS: Final[dict[str, Exporter]] = {
    "geojson": Exporter("geojson", ".zip", ZIP, _geojson),
    "gpkg": Exporter("gpkg", ".gpkg", "application/geopackage+sqlite3", _gpkg),
    "kml": Exporter("kml", ".kml", "application/vnd.google-earth.kml+xml", _kml),
    "csv": Exporter("csv", ".zip", ZIP, _csv),
    "xlsx": Exporter(
        "xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx
    ),
    "pdf": Exporter("pdf", ".pdf", "application/pdf", _pdf),
    "prefecture": Exporter("prefecture", ".zip", ZIP, _prefecture),
}
