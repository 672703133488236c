"""What a site can do in a day, planned and pessimistic, and how many people or cars wait meanwhile."""

from dataclasses import dataclass
from math import ceil, floor, inf
from typing import Final

# H1N1 2009 in France: 90 people an hour planned in a centre, about 51 done (FACTS 9.5, press).
DONE_PER_HOUR: Final = 51
PLANNED_PER_HOUR: Final = 90
MOST_OCCUPANCY: Final = 0.85  # FACTS 4.4; performance falls above 0.80 (FACTS 9.5)
OBSERVATION_MIN: Final = 15.0  # FACTS 4.4
WAITING_MIN: Final = 15.0  # seats for the arrivals of a quarter of an hour (assumption)
CAR_M: Final = (6.0, 7.0)  # one car in a queue (FACTS 4.4 and 9.5)
_DUST: Final = 1e-9  # 768.0 must not become 767 because of the last bit


@dataclass(frozen=True)
class Throughput:
    """Daily capacity of a site, every factor apart so that it can be shown as arithmetic.

    Attributes
    ----------
    posts
        Posts or lanes that work at the same time.
    minutes_per_act
        Minutes of one act at one post.
    hours
        Opening hours of a day.
    occupancy
        Share of the time that a post works; never counted above ``MOST_OCCUPANCY``.
    """

    posts: int
    minutes_per_act: float
    hours: float
    occupancy: float

    @property
    def acts_per_post(self) -> float:
        """Acts of one post in one hour without a break."""
        return 60 / self.minutes_per_act

    @property
    def arrivals_per_hour(self) -> float:
        """People an hour when every post works without a break: what waits is sized on it."""
        return self.posts * self.acts_per_post

    @property
    def counted_occupancy(self) -> float:
        """Occupancy that the arithmetic uses."""
        return min(self.occupancy, MOST_OCCUPANCY)

    @property
    def planned_per_day(self) -> int:
        """Posts × acts an hour × hours × occupancy, whole people."""
        return floor(self.arrivals_per_hour * self.hours * self.counted_occupancy + _DUST)

    @property
    def pessimistic_per_day(self) -> int:
        """What was done for what was planned in 2009, applied here."""
        return self.planned_per_day * DONE_PER_HOUR // PLANNED_PER_HOUR

    @property
    def hourly(self) -> tuple[float, float]:
        """People an hour, planned and pessimistic, over the whole day."""
        planned = self.arrivals_per_hour * self.counted_occupancy
        return planned, planned * DONE_PER_HOUR / PLANNED_PER_HOUR


def seats(arrivals_per_hour: float, minutes: float) -> int:
    """Seats for people who stay ``minutes``: arrivals an hour × minutes / 60, rounded up."""
    return ceil(arrivals_per_hour * minutes / 60 - _DUST)


def minutes_until_full(room: float, throughput: Throughput) -> float:
    """Minutes until ``room`` people or cars wait, when arrivals are as planned and work as in 2009."""
    planned, done = throughput.hourly
    return 60 * room / (planned - done) if planned > done else inf


@dataclass(frozen=True)
class Queue:
    """Cars in a lane off the public road.

    Attributes
    ----------
    cars
        The most that are expected to wait.
    lane_m
        Length of the lane they wait in.
    """

    cars: int
    lane_m: float

    @property
    def needed_m(self) -> tuple[float, float]:
        """Length that the cars take, at 6 m and at 7 m each."""
        return self.cars * CAR_M[0], self.cars * CAR_M[1]

    @property
    def holds(self) -> int:
        """Cars that the lane holds at 7 m each."""
        return floor(self.lane_m / CAR_M[1] + _DUST)

    @property
    def overflow(self) -> int:
        """Cars that would wait on the public road."""
        return max(0, self.cars - self.holds)
