"""How large a demonstration territory is: the same code makes a commune or a whole region."""

from dataclasses import dataclass
from typing import Final

from cpts_geo.model.errors import DataError

# Open sea of the Bay of Biscay, west of longitude -2.5: checked against the islands of Yeu, Noirmoutier and
# Belle-Ile and the Spanish coast, in RGF93 / Lambert-93.
SEA_CENTRE: Final = (186_000.0, 6_521_000.0)


@dataclass(frozen=True)
class Size:
    """Extent and counts of one size.

    Attributes
    ----------
    name
        Word given on the command line.
    width_m, height_m, cell_m
        Domain, with the margin around the territory, and side of a relief cell (metres, EPSG:2154).
    communes, population
        Of the territory; the population is exact.
    rivers
        Number of main rivers, each crossing the domain from east to west.
    centre
        Middle of the domain (EPSG:2154).
    spacing_m
        Distance between neighbouring villages: communes of about 13 km2.
    """

    name: str
    width_m: float
    height_m: float
    cell_m: float
    communes: int
    population: int
    rivers: int
    centre: tuple[float, float] = SEA_CENTRE
    spacing_m: float = 3_650.0

    @property
    def scale(self) -> float:
        """Number of CPTS of the default size that this size is worth."""
        return self.communes / 32


SIZES: Final[dict[str, Size]] = {
    "commune": Size("commune", 8_000, 7_200, 50, 1, 4_200, 1),
    "cpts": Size("cpts", 34_000, 29_000, 50, 32, 75_000, 1),
    "departement": Size("departement", 136_800, 118_800, 75, 970, 2_270_000, 5),
    "region": Size("region", 264_000, 360_000, 150, 9_000, 21_100_000, 16, (138_000.0, 6_505_000.0), 3_150.0),
}


def size_named(name: str) -> Size:
    """Size with this name.

    Raises
    ------
    DataError
        ``unknown_size`` when there is none.
    """
    if name not in SIZES:
        raise DataError("unknown_size", value=name, expected=", ".join(SIZES))
    return SIZES[name]
