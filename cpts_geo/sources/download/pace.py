"""Politeness: a rate per service, the pauses that a service asks for, and random pauses between tries."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cpts_geo.sources.download.catalogue import DEFAULT_RATE, RATES


@dataclass(frozen=True)
class Clock:
    """Durations only; tests give their own."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random


@dataclass
class Pace:
    """When each service may be asked again; ``waited`` is the time spent being polite."""

    clock: Clock
    waited: float = 0.0
    free_at: dict[str, float] = field(default_factory=dict)
    interval: dict[str, float] = field(default_factory=dict)

    def wait(self, url: str) -> None:
        """Sleep until the service of this address may be asked, and take the turn."""
        key = service(url)
        gap = self.interval.setdefault(key, 1 / RATES.get(key.partition("/")[2], DEFAULT_RATE))
        start = self.clock.monotonic()
        pause = self.free_at.get(key, start) - start
        if pause > 0:
            self.clock.sleep(pause)
            self.waited += self.clock.monotonic() - start
        self.free_at[key] = max(start + pause, start) + gap

    def hold(self, url: str, seconds: float) -> None:
        """Leave the service alone for so long, then go half as fast."""
        key = service(url)
        self.free_at[key] = self.clock.monotonic() + seconds
        self.interval[key] = 2 * self.interval.get(key, 1 / DEFAULT_RATE)


def service(url: str) -> str:
    """``host/first part of the path``: what a published rate applies to."""
    parts = urlsplit(url)
    return f"{parts.netloc}/{parts.path.strip('/').partition('/')[0]}"
