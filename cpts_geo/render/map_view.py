"""Where a map looks."""

from cpts_geo.model.crs import to_degrees
from cpts_geo.model.territory import Territory


def territory_bounds(
    territory: Territory, commune: str = ""
) -> tuple[tuple[float, float], tuple[float, float]]:
    """``((south, west), (north, east))`` in degrees of the communes, else of the people, else of France.

    Those of one commune when its code is given.
    """
    one = territory.communes[territory.communes.index == commune]
    layers = (one, territory.communes, territory.demand, territory.structures)
    shown = next((layer for layer in layers if len(layer)), None)
    if shown is None:
        return (41.2, -5.5), (51.3, 9.8)
    west, south, east, north = (float(value) for value in to_degrees(shown).total_bounds)
    return (south, west), (north, east)


def whole_extent(territory: Territory) -> tuple[float, float, float, float]:
    """West, south, east, north of ``territory_bounds``."""
    (south, west), (north, east) = territory_bounds(territory)
    return west, south, east, north
