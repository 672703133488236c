"""Forbidden turns of BD TOPO: the layer ``non_communication``."""

from collections.abc import Iterable
from typing import Final

import shapely

from cpts_geo.model.crs import transform_points
from cpts_geo.sources.raw import RawTable
from cpts_geo.sources.road_form import Ban

LAYER: Final = "non_communication"
FROM: Final = "lien_vers_troncon_entree"
TO: Final = "liens_vers_troncon_sortie"
SEPARATOR: Final = "/"  # between several exits (FACTS 1.8)


def detect(columns: Iterable[str]) -> bool:
    """Whether these headers are those of the layer of forbidden turns."""
    return {FROM, TO} <= {str(column).lower() for column in columns}


def read_bans(raw: RawTable, crs: str) -> tuple[Ban, ...]:
    """One ban for each exit of each row; the place is the row's point where it has one."""
    entries, exits = raw.text((FROM,)), raw.text((TO,))
    return tuple(
        Ban(start, end.strip(), via, "no")
        for start, ends, via in zip(entries, exits, _places(raw, crs), strict=True)
        for end in ends.split(SEPARATOR)
        if start and end.strip()
    )


def _places(raw: RawTable, crs: str) -> list[tuple[float, float] | None]:
    nothing: list[tuple[float, float] | None] = [None] * len(raw.columns)
    if raw.geometry is None or raw.geometry.crs is None:
        return nothing
    shapes = raw.geometry.to_numpy()
    points = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    if not points.all() or shapely.is_empty(shapes).any():
        return nothing
    xy = shapely.get_coordinates(shapes)
    return list(transform_points([(x, y) for x, y in xy.tolist()], str(raw.geometry.crs), crs))
