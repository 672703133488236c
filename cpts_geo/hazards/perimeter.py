"""Perimeter: nobody enters, those inside may leave, places inside close (NRC accident, attack)."""

from dataclasses import dataclass
from typing import ClassVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.hazards.overlay import layer_of, touching
from cpts_geo.hazards.parameters import at_least
from cpts_geo.model.scenario import Reading, Zones
from cpts_geo.model.vehicles import Vehicle

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Perimeter:
    """An area that an order closes: its outline is exact, readings do not change it.

    Attributes
    ----------
    layer
        Hazard layer whose ``perimeter`` zones are closed to whoever is outside.
    inside
        Factor of the roads that stay inside: 1 lets people drive to the exits (default), 0 keeps them at
        home. Roads that lead out stay open whatever it is.
    """

    name: ClassVar[str] = "perimeter"
    banded: ClassVar[bool] = False
    layer: str
    inside: float = 1.0

    def __post_init__(self) -> None:
        at_least(self, "inside", 0.0, 1.0)

    def speed_factor(
        self, edges: gpd.GeoDataFrame, zones: Zones, vehicle: Vehicle, reading: Reading
    ) -> pd.Series:
        """0 where the edge goes in, even for a moment; ``inside`` where it never leaves; bridges too."""
        del vehicle, reading
        area = closed_area(layer_of(zones, self.layer, "perimeter"))
        factor = np.ones(len(edges))
        touched = np.unique(touching(edges.geometry, gpd.GeoSeries([area], crs=edges.crs))[1])
        lines = edges.geometry.to_numpy()[touched]
        enters, stays = _passages(lines, area)
        factor[touched] = np.where(enters, 0.0, np.where(stays, self.inside, 1.0))
        return pd.Series(factor, index=edges.index)

    def hits(self, places: gpd.GeoDataFrame, zones: Zones, reading: Reading) -> pd.Series:
        """Whether each place is inside, its boundary included."""
        del reading
        area = closed_area(layer_of(zones, self.layer, "perimeter"))
        return pd.Series(shapely.covers(area, places.geometry.to_numpy()), index=places.index)


def closed_area(zones: gpd.GeoDataFrame) -> shapely.Geometry:
    """Surfaces of the zones as one, so that a road between two that touch is inside."""
    shapes = np.asarray(zones.geometry, dtype=object)
    area = shapely.union_all(shapes[shapely.get_dimensions(shapes) == 2])
    shapely.prepare(area)
    return area


def _passages(lines: npt.NDArray[np.object_], area: shapely.Geometry) -> tuple[Bools, Bools]:
    """Whether each line, driven from its start, enters the area at some moment, and whether it never leaves.

    Each stretch outside is followed by an entry, except one that goes on to the end.
    """
    outside = shapely.line_merge(shapely.difference(lines, area))
    stretches = np.where(shapely.is_empty(outside), 0, shapely.get_num_geometries(outside))
    ends_outside = ~shapely.covers(area, shapely.get_point(lines, -1))
    return stretches > ends_outside, stretches == 0
