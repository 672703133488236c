"""``territory.toml`` as people write it: what it must say, what it may leave out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pyproj

from cpts_geo.model.crs import is_metric
from cpts_geo.model.errors import DataError
from cpts_geo.model.territory import Source

TERRITORY_FILE: Final = "territory.toml"
SOURCE_FACTS: Final = ("title", "vintage", "licence", "imported", "fingerprint", "url")


def checked_settings(settings: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Settings with a text ``name``, ``identifier`` and ``crs``; a CRS may be a bare EPSG number.

    Raises
    ------
    DataError
        ``bad_territory_file`` when the CRS is absent, unknown, or not counted in metres.
    """
    given = str(settings.get("crs", "")).strip()
    crs = f"EPSG:{given}" if given.isdigit() else given.upper()
    try:
        metric = is_metric(crs)
    except pyproj.exceptions.CRSError:
        metric = False
    if not metric:
        raise DataError("bad_territory_file", file=TERRITORY_FILE, column="crs", value=given)
    name = str(settings.get("name") or folder.resolve().name)
    identifier = str(settings.get("identifier") or folder.resolve().name)
    return {**settings, "name": name, "identifier": identifier, "crs": crs}


def read_sources(settings: Mapping[str, Any]) -> tuple[Source, ...]:
    """Provenance of each layer; ``date`` stands for ``imported``, facts nobody knows are left out."""
    given = settings.get("sources", {})
    if isinstance(given, list):
        given = {str(facts.get("layer", "")): facts for facts in given if isinstance(facts, Mapping)}
    found = given.items() if isinstance(given, Mapping) else ()
    return tuple(_source(layer, facts) for layer, facts in found if isinstance(facts, Mapping))


def _source(layer: str, facts: Mapping[str, Any]) -> Source:
    told = {"title": layer, "imported": facts.get("date", ""), **facts}
    size = facts.get("size_bytes", 0)
    known = {key: str(told[key]) for key in SOURCE_FACTS if key in told}
    return Source(layer, **known, size_bytes=size if isinstance(size, int) else 0)
