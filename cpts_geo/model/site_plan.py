"""A sketch of how a site is laid out: rectangles in metres and the ways of people between them."""

from dataclasses import dataclass

Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Zone:
    """A rectangle of the sketch, metres; ``number`` is that of a post, else 0."""

    role: str
    x: float
    y: float
    width: float
    depth: float
    number: int = 0

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the rectangle."""
        return self.x + self.width / 2, self.y + self.depth / 2

    @property
    def area_m2(self) -> float:
        """Floor of the rectangle."""
        return self.width * self.depth


@dataclass(frozen=True)
class SitePlan:
    """A sketch: outline, rectangles, and the ways of people.

    Attributes
    ----------
    width_m, depth_m
        Outline, along the flow and across it.
    zones
        Rectangles, none over another.
    incoming, outgoing
        Ways before and after the act; they meet in the posts only.
    aside
        Way from the reception to the isolation room.
    staff
        Way of the staff, by its own door.
    corridor_m
        Narrowest passage.
    """

    width_m: float
    depth_m: float
    zones: tuple[Zone, ...]
    incoming: tuple[Line, ...]
    outgoing: tuple[Line, ...]
    aside: tuple[Line, ...] = ()
    staff: tuple[Line, ...] = ()
    corridor_m: float = 0.0

    def of(self, role: str) -> tuple[Zone, ...]:
        """Rectangles of one role."""
        return tuple(zone for zone in self.zones if zone.role == role)
