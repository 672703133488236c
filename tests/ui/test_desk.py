"""RES-15: ten computations asked at once are done two at a time, in order, each once, positions told."""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cpts_geo.ui.desk import Desk
from cpts_geo.ui.queue import DESK
from cpts_geo.wording import pages


class Gone(Exception):  # noqa: N818 - somebody who leaves, no error
    pass


def silent(position: int) -> None:
    del position


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


class Counter:
    """Ten people ask at a desk for computations that end when the test says so."""

    def __init__(self, workers: int = 2) -> None:
        self.desk = Desk(workers)
        self.begun: list[Any] = []
        self.told: dict[Any, list[int]] = {}
        self.given: dict[Any, Any] = {}
        self.end = {n: threading.Event() for n in range(10)}
        self.threads: list[threading.Thread] = []

    def compute(self, n: int) -> str:
        self.begun.append(n)
        assert self.end[n].wait(20)
        return f"study {n}"

    def arrives(self, who: Any, n: int) -> None:
        def asks() -> None:
            tell = self.told.setdefault(who, []).append
            self.given[who] = self.desk.ask(("study", n), lambda: self.compute(n), keep=20, tell=tell)

        self.threads.append(threading.Thread(target=asks, daemon=True))
        self.threads[-1].start()

    def leave(self) -> None:
        for thread in self.threads:
            thread.join(20)
            assert not thread.is_alive()


def test_res_15_ten_scenarios_at_once_run_two_by_two_in_order_with_positions_shown() -> None:
    counter = Counter()
    for n in range(10):
        counter.arrives(n, n)
        wait_until(lambda n=n: n in counter.begun or len(counter.threads) > 2)  # type: ignore[misc]
        time.sleep(0.02)
    wait_until(lambda: counter.told.get(9, [])[-1:] == [8])
    assert counter.begun == [0, 1]
    assert [counter.told[n][-1] for n in range(2, 10)] == [1, 2, 3, 4, 5, 6, 7, 8]
    for n in range(10):
        counter.end[n].set()
        wait_until(lambda n=n: n in counter.given)  # type: ignore[misc]
        assert len(counter.begun) <= n + 3
    counter.leave()
    assert counter.begun == list(range(10))
    assert counter.given == {n: f"study {n}" for n in range(10)}


def test_what_several_ask_is_computed_once() -> None:
    counter = Counter()
    for who in "abc":
        counter.arrives(who, 0)
    counter.end[0].set()
    counter.leave()
    assert counter.begun == [0]
    assert set(counter.given.values()) == {"study 0"}


def test_a_kept_value_does_not_queue() -> None:
    desk = Desk(workers=1)
    desk.ask(("study", 0), lambda: "kept", keep=2, tell=silent)
    hold, held = threading.Event(), threading.Event()

    def long() -> None:
        held.set()
        hold.wait(20)

    thread = threading.Thread(target=desk.ask, args=(("study", 1), long), kwargs={"keep": 2, "tell": silent})
    thread.start()
    assert held.wait(20)
    assert desk.ask(("study", 0), pytest.fail, keep=2, tell=silent) == "kept"
    hold.set()
    thread.join(20)


def test_the_least_recently_asked_is_forgotten_first() -> None:
    desk, made = Desk(), []

    def ask(n: int) -> None:
        desk.ask(("study", n), lambda: made.append(n), keep=2, tell=silent)

    for n in (1, 2, 1, 3, 1, 2):
        ask(n)
    assert made == [1, 2, 3, 2]
    desk.clear()
    ask(1)
    assert made[-1] == 1


def test_large_values_are_kept_in_smaller_number() -> None:
    desk = Desk()
    for n, size in enumerate([10, 10, 10, 40]):
        desk.ask(("study", n), partial(int, size), keep=lambda value: 80 // int(value), tell=silent)

    assert [desk.keeps(("study", n)) for n in range(4)] == [False, False, True, True]


def test_a_computation_that_needs_a_queued_one_does_not_wait_for_itself() -> None:
    counter = Counter(workers=1)
    entered, go_on = threading.Event(), threading.Event()

    def plan() -> str:
        entered.set()
        assert go_on.wait(20)
        return f"plan of {counter.desk.ask(('study', 0), lambda: 'study 0', keep=2, tell=silent)}"

    done: list[str] = []
    thread = threading.Thread(
        target=lambda: done.append(counter.desk.ask(("plan", 0), plan, keep=2, tell=silent)), daemon=True
    )
    thread.start()
    assert entered.wait(20)
    counter.arrives("queued", 0)
    wait_until(lambda: counter.told.get("queued", [])[-1:] == [1])
    go_on.set()
    thread.join(20)
    counter.leave()
    assert done == ["plan of study 0"]
    assert counter.begun == []
    assert counter.given == {"queued": "study 0"}


def test_who_leaves_gives_up_the_place() -> None:
    counter = Counter(workers=1)
    counter.arrives("first", 0)
    wait_until(lambda: counter.begun == [0])

    def leave(position: int) -> None:
        raise Gone(position)

    with pytest.raises(Gone):
        counter.desk.ask(("study", 1), pytest.fail, keep=2, tell=leave)
    counter.arrives("next", 2)
    wait_until(lambda: counter.told.get("next", [])[-1:] == [1])
    counter.end[0].set()
    counter.end[2].set()
    counter.leave()
    assert counter.begun == [0, 2]


def test_a_computation_that_fails_frees_its_turn_and_the_next_tries_again() -> None:
    desk = Desk(workers=1)
    with pytest.raises(ZeroDivisionError):
        desk.ask(("study", 0), lambda: 1 // 0, keep=2, tell=silent)
    assert desk.ask(("study", 0), lambda: "again", keep=2, tell=silent) == "again"


def test_a_page_that_waits_shows_its_position_then_its_figures(
    open_page: Callable[[str], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, hold = threading.Barrier(3), threading.Event()

    def long() -> None:
        busy.wait(20)
        hold.wait(20)

    others = [
        threading.Thread(
            target=DESK.ask, args=(("other", n), long), kwargs={"keep": 1, "tell": silent}, daemon=True
        )
        for n in range(2)
    ]
    for other in others:
        other.start()
    busy.wait(20)
    sentences: list[str] = []
    said = pages.queue_position

    def shown(position: int) -> str:
        hold.set()
        sentences.append(said(position))
        return sentences[-1]

    monkeypatch.setattr(pages, "queue_position", shown)
    app = open_page("scenario_page")
    assert sentences[0].startswith("Calcul en attente, le prochain")
    assert not app.exception
    assert not any("attente" in info.value for info in app.info)
