"""Where the structures of a demonstration may stand."""

import numpy as np
import shapely

from cpts_geo.demo.grid import Grid
from cpts_geo.demo.spots import building_spots
from cpts_geo.demo.ways import way_table


def test_a_village_without_a_street_has_a_spot_beside_its_church() -> None:
    grid = Grid(20, 50, 100.0, 0.0, 0.0)
    street = shapely.linestrings([[900.0, 1000.0], [1100.0, 1000.0]])
    ways = way_table([street], highway="residential").assign(name="Rue des Tilleuls")
    seats = np.array([[1000.0, 1000.0], [4000.0, 1000.0]])
    depth = np.full((20, 50), -1.0)
    spots = building_spots(grid, ways, depth, seats=seats, people=np.array([500, 300]))
    assert spots.place.tolist() == [0, 1]
    for place in (0, 1):
        (spot,) = spots.near(place, (0.4, 0.8), flooded=True)
        assert np.hypot(*(spots.points[spot] - seats[place])) < 60
    assert spots.street[1] == ""
