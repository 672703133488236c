"""The desk where long computations are asked for: two at a time, in order, each kept for all."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final

WORKERS: Final = 2  # RELIABILITY, fault RES-15
PATIENCE_S: Final = 0.5  # how often those who wait are told their position, or found to have left

Key = tuple[str, Hashable]
Keep = int | Callable[[Any], int]  # how many values of a kind, or how many of the size of the latest
Tell = Callable[[int], None]


@dataclass(eq=False)
class _Job:
    """One computation asked by one or more sessions."""

    waiting: int = 0
    running: bool = False
    dropped: bool = False
    done: bool = False
    value: Any = None


class Desk:
    """Computations by key: a kept one is given at once, a running one is waited for, a new one queues.

    A computation may ask for another one: it then uses the turn it already has, and takes a queued one
    over, so nothing can wait for itself. Those who leave (an exception out of ``tell``) give up their
    place. What is computed is computed once, whoever asked first.

    Parameters
    ----------
    workers
        How many computations run at the same time.
    """

    def __init__(self, workers: int = WORKERS) -> None:
        self._free = workers
        self._changed = threading.Condition()
        self._jobs: OrderedDict[Key, _Job] = OrderedDict()
        self._kept: dict[str, OrderedDict[Hashable, Any]] = {}
        self._depth = threading.local()

    def ask(self, key: Key, compute: Callable[[], Any], *, keep: Keep, tell: Tell) -> Any:
        """Value of ``compute`` for a key.

        Parameters
        ----------
        key
            Kind of computation, and on what; equal keys are computed once.
        compute
            Makes the value; what it raises reaches the one who ran it, the others compute again.
        keep
            How many values of this kind are kept, the least recently asked dropped first; a function says
            it of the latest value.
        tell
            Called every half second of waiting with the position in the queue: 1 = next, 0 = running.
        """
        while True:
            with self._changed:
                kept = self._kept.setdefault(key[0], OrderedDict())
                if key[1] in kept:
                    kept.move_to_end(key[1])
                    return kept[key[1]]
                job = self._jobs.setdefault(key, _Job())
                ours = self._wait(key, job, tell)
            if ours:
                return self._run(key, job, compute, keep)
            if job.done:
                return job.value

    def at_hand(self, key: Key, make: Callable[[], Any], *, keep: Keep) -> Any:
        """Value of a short computation: kept as the others, made at once without a turn."""
        with self._changed:
            kept = self._kept.setdefault(key[0], OrderedDict())
            if key[1] in kept:
                kept.move_to_end(key[1])
                return kept[key[1]]
        value = make()
        with self._changed:
            self._keep(key, value, keep)
        return value

    def keeps(self, key: Key) -> bool:
        """Whether the value of a key is kept."""
        with self._changed:
            return key[1] in self._kept.get(key[0], ())

    def clear(self) -> None:
        """Forget every kept value."""
        with self._changed:
            self._kept.clear()

    @property
    def nested(self) -> bool:
        """Whether this thread is inside a computation that another one asked for."""
        return self._level() > 1

    def _level(self) -> int:
        return int(getattr(self._depth, "value", 0))

    def _wait(self, key: Key, job: _Job, tell: Tell) -> bool:
        """Wait, the lock held, until the job is ours to run (true) or is over without us."""
        job.waiting += 1
        try:
            while not job.dropped:
                if not job.running and self._turn(job):
                    job.running = True
                    return True
                self._changed.wait(PATIENCE_S)
                if not job.dropped:
                    self._tell(job, tell)
            return False
        finally:
            job.waiting -= 1
            if not (job.waiting or job.running or job.dropped):
                self._drop(key, job)

    def _turn(self, job: _Job) -> bool:
        """Take a turn if the job may have one: at once inside another computation, else in order."""
        if self._level():
            return True
        if self._free and self._position(job) == 1:
            self._free -= 1
            return True
        return False

    def _position(self, job: _Job) -> int:
        return [other for other in self._jobs.values() if not other.running].index(job) + 1

    def _tell(self, job: _Job, tell: Tell) -> None:
        position = 0 if job.running else self._position(job)
        self._changed.release()
        try:
            tell(position)
        finally:
            self._changed.acquire()

    def _run(self, key: Key, job: _Job, compute: Callable[[], Any], keep: Keep) -> Any:
        self._depth.value = self._level() + 1
        try:
            job.value = compute()
            job.done = True
        finally:
            self._depth.value -= 1
            with self._changed:
                self._free += not self._level()
                if job.done:
                    self._keep(key, job.value, keep)
                self._drop(key, job)
        return job.value

    def _keep(self, key: Key, value: Any, keep: Keep) -> None:
        kept = self._kept.setdefault(key[0], OrderedDict())
        kept[key[1]] = value
        most = keep(value) if callable(keep) else keep
        while len(kept) > most:
            kept.popitem(last=False)

    def _drop(self, key: Key, job: _Job) -> None:
        job.dropped = True
        del self._jobs[key]
        self._changed.notify_all()
