"""How many people one server holds: sessions that click as people do, their waits and the server's memory.

Each session speaks Streamlit's own protocol, as a browser does without drawing. Every ten seconds it opens
a page of the app or moves one of its controls. ``--minutes`` of a soak and its growth are read the same way.

Faults RES-11 and RES-13, figures M7 and M8 of the reliability bar.
"""

import argparse
import asyncio
import bisect
import contextlib
import http.client
import random
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from cpts_geo.ui.server import free_port

ROOT: Final = Path(__file__).parents[1]
PAGE_SHARE: Final = 0.25  # of the actions open another page, the others move a control
PATIENCE_S: Final = 120.0
MB: Final = 1024


@dataclass
class Person:
    """One session: what its page shows, and how long it waited each time."""

    number: int
    pages: dict[str, str] = field(default_factory=dict)
    page: str = ""
    widgets: dict[str, Any] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    waits: list[tuple[str, float]] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


async def answer(line: ClientConnection, person: Person) -> None:
    """Read what the server draws until the page is complete."""
    while True:
        message = ForwardMsg.FromString(await asyncio.wait_for(line.recv(decode=False), PATIENCE_S))
        kind = message.WhichOneof("type")
        if kind == "navigation":
            person.pages = {p.page_script_hash: p.page_name for p in message.navigation.app_pages}
            person.page = person.page or message.navigation.page_script_hash
        elif kind == "delta" and message.delta.HasField("new_element"):
            note(message.delta.new_element, person)
        elif kind == "script_finished":
            return


def note(element: Any, person: Person) -> None:
    """Keep the controls of the page and any error it shows."""
    kind = element.WhichOneof("type")
    if kind in {"slider", "button_group", "selectbox"}:
        control = getattr(element, kind)
        person.widgets[control.id] = (kind, list(control.options))
    elif kind == "exception":
        person.errors.append(element.exception.message)


def act(person: Person, chance: random.Random) -> bytes:
    """One action of a person: another page, or another value of a control."""
    if not person.widgets or chance.random() < PAGE_SHARE:
        person.page = chance.choice(list(person.pages))
        person.widgets, person.states = {}, {}
    else:
        name = chance.choice(sorted(person.widgets))
        kind, options = person.widgets[name]
        person.states[name] = chosen(name, kind, chance.choice(options) if options else "")
    run = BackMsg()
    run.rerun_script.page_script_hash = person.page
    run.rerun_script.widget_states.widgets.extend(person.states.values())
    return bytes(run.SerializeToString())


def chosen(name: str, kind: str, option: Any) -> WidgetState:
    """State of a control after a choice."""
    state = WidgetState(id=name)
    text = option if isinstance(option, str) else option.content
    if kind == "selectbox":
        state.string_value = text
    else:
        state.string_array_value.data.append(text)
    return state


async def live(person: Person, address: str, end: float, pause_s: float) -> None:
    """A session from its arrival to the end, one action each ``pause_s`` on average."""
    chance = random.Random(person.number)  # noqa: S311 - which control is clicked, no secret
    await asyncio.sleep(chance.random() * pause_s)
    where = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    async with connect(where, origin=Origin(address), max_size=None) as line:
        first = BackMsg()
        first.rerun_script.query_string = ""
        await timed(line, person, first.SerializeToString())
        while time.monotonic() < end:
            await asyncio.sleep(pause_s * (0.5 + chance.random()))
            await timed(line, person, act(person, chance))


async def timed(line: ClientConnection, person: Person, message: bytes) -> None:
    """Send one action and note when it was and how long the answer took."""
    begun = time.monotonic()
    await line.send(message)
    await answer(line, person)
    person.ends.append(time.monotonic())
    person.waits.append((person.pages.get(person.page, ""), person.ends[-1] - begun))


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """Address and process of a server on a territory."""
    port = free_port()
    start = f"from cpts_geo.ui.server import serve; serve({str(folder)!r}, {port}, browser=False)"
    with subprocess.Popen([sys.executable, "-c", start], cwd=ROOT, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            with contextlib.suppress(OSError, http.client.HTTPException):
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=5)  # noqa: S310
                break
            time.sleep(0.2)
        yield address, process.pid
        process.terminate()


def memory_mb(pid: int) -> float:
    """Resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / MB


def descriptors(pid: int) -> int:
    """Open files and sockets of a process."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def watch(pid: int, end: float, seen: list[tuple[float, float, int]]) -> None:
    """Memory and descriptors each second."""
    while time.monotonic() < end:
        seen.append((time.monotonic(), memory_mb(pid), descriptors(pid)))
        await asyncio.sleep(1)


async def run(people: list[Person], address: str, pid: int, options: argparse.Namespace) -> list[Any]:
    """Everybody at once; memory as it went."""
    end = time.monotonic() + options.minutes * 60
    seen: list[tuple[float, float, int]] = []
    lives = [live(person, address, end, options.pause) for person in people]
    ended = await asyncio.gather(watch(pid, end, seen), *lives, return_exceptions=True)
    for person, outcome in zip(people, ended[1:], strict=True):
        if outcome is not None:
            person.errors.append(f"{type(outcome).__name__}: {outcome}")
    return seen


def report(people: list[Person], seen: list[Any], begun: float) -> str:
    """What was measured, in lines to read and to keep."""
    waits = sorted(wait for person in people for _, wait in person.waits)
    cuts = statistics.quantiles(waits, n=100)
    failed = [error for person in people for error in person.errors]
    quarter = len(seen) // 4
    early, late = (
        statistics.median(m for _, m, _ in part) for part in (seen[quarter : 2 * quarter], seen[-quarter:])
    )
    lines = [
        f"{len(people)} sessions, {len(waits)} actions in {(seen[-1][0] - begun) / 60:.1f} min",
        f"wait: p50 {cuts[49]:.2f} s, p95 {cuts[94]:.2f} s, p99 {cuts[98]:.2f} s, longest {waits[-1]:.2f} s",
        *by_page(people),
        f"errors and cut sessions: {len(failed)}",
        f"memory: {max(m for _, m, _ in seen):.0f} MB at most",
        *by_tenth(people, seen),
        f"growth: second quarter {early:.0f} MB, last {late:.0f} MB ({100 * (late / early - 1):+.1f} %)",
        f"descriptors: {seen[quarter][2]} after a quarter, {seen[-1][2]} at the end",
    ]
    return "\n".join([*lines, *sorted(set(failed))[:5]])


def by_tenth(people: list[Person], seen: list[Any]) -> Iterator[str]:
    """Memory along the run, beside the actions made since its beginning."""
    ends = sorted(end for person in people for end in person.ends)
    for part in range(10):
        some = seen[part * len(seen) // 10 : (part + 1) * len(seen) // 10]
        if some:
            made, memory = bisect.bisect(ends, some[-1][0]), statistics.median(m for _, m, _ in some)
            yield f"  after {made} actions: {memory:.0f} MB, {some[-1][2]} descriptors"


def by_page(people: list[Person]) -> Iterator[str]:
    """How long each page took."""
    for page in sorted({page for person in people for page, _ in person.waits}):
        waits = [wait for person in people for where, wait in person.waits if where == page]
        cuts = statistics.quantiles(waits, n=20) if len(waits) > 1 else waits * 19
        yield f"  {page}: {len(waits)} actions, p50 {cuts[9]:.2f} s, p95 {cuts[18]:.2f} s"


def main() -> None:
    """Run the sessions asked for and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "data")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--pause", type=float, default=10, help="seconds between two actions of a session")
    options = parser.parse_args()
    people = [Person(n) for n in range(options.sessions)]
    with served(options.folder) as (address, pid):
        begun = time.monotonic()
        seen = asyncio.run(run(people, address, pid, options))
        print(report(people, seen, begun))


if __name__ == "__main__":
    main()
