"""The store against a plain dictionary: any order of saves, deletes, drops, undos and reopenings."""

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cpts_geo.model.changes import Action, Cell, Change, LonLat, Signed
from cpts_geo.model.errors import ConflictError
from cpts_geo.store.geopackage import faults
from cpts_geo.store.workspace import Workspace, open_workspace

KEYS = st.sampled_from(["A", "B", "é 1"])
CELLS = st.one_of(
    st.none(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5)
)
VALUES = st.dictionaries(st.sampled_from(["name", "capacity", "status"]), CELLS, max_size=3)
PLACES = st.one_of(st.none(), st.tuples(st.floats(-180, 180), st.floats(-90, 90)))
BY = Signed("Anne", "2026-11-26T09:00:00+01:00")
State = tuple[Action, dict[str, Cell], LonLat | None]


def state(change: Change | None) -> State | None:
    return (change.action, dict(change.values), change.lonlat) if change else None


class Store(RuleBasedStateMachine):
    """``model`` holds what each row must be, ``history`` what each line of the journal replaced by what."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="store-"))
        self.stack = ExitStack()
        self.model: dict[str, State] = {}
        self.history: list[tuple[str, State | None, State | None, int]] = []
        self.open()

    def open(self) -> None:
        self.workspace: Workspace = self.stack.enter_context(open_workspace(self.folder, write=True))

    def now(self, key: str) -> Change | None:
        return next((c for c in self.workspace.changes("structures") if c.feature_id == key), None)

    def wrote(self, key: str, new: State | None) -> None:
        self.history.append((key, self.model.get(key), new, len(self.history) + 1))
        self.model.pop(key, None)
        self.model |= {key: new} if new else {}

    @rule(key=KEYS, action=st.sampled_from(Action), values=VALUES, lonlat=PLACES)
    def save(self, key: str, action: Action, values: dict[str, Cell], lonlat: LonLat | None) -> None:
        seen = self.now(key)
        change = Change("structures", key, action, values, lonlat=lonlat, version=seen.version if seen else 0)
        self.wrote(key, state(self.workspace.save(change, BY)))
        expected = {k: v.replace("\0", "") if isinstance(v, str) else v for k, v in values.items()}
        assert self.model[key] == (action, expected, lonlat)

    @rule(key=KEYS, late=st.integers(1, 3))
    def save_too_late(self, key: str, late: int) -> None:
        seen = self.now(key)
        if seen and seen.version >= late:
            with pytest.raises(ConflictError):
                self.workspace.save(Change("structures", key, Action.EDIT, version=seen.version - late), BY)

    @rule(key=KEYS)
    def forget(self, key: str) -> None:
        seen = self.now(key)
        if seen is None:
            with pytest.raises(ConflictError):
                self.workspace.forget("structures", key, 0, BY)
            return
        self.workspace.forget("structures", key, seen.version, BY)
        self.wrote(key, None)

    @rule(back=st.integers(0, 5))
    def undo(self, back: int) -> None:
        if back >= len(self.history):
            return
        key, before, _, n = self.history[-1 - back]
        if any(other == key for other, *_ in self.history[len(self.history) - back :]):
            with pytest.raises(ConflictError):
                self.workspace.undo(n, BY)
            return
        assert state(self.workspace.undo(n, BY)) == before
        self.wrote(key, before)

    @rule()
    def reopen(self) -> None:
        self.stack.close()
        self.open()

    @invariant()
    def the_store_holds_what_the_model_holds(self) -> None:
        held = {c.feature_id: state(c) for c in self.workspace.changes()}
        assert held == self.model
        assert [line.n for line in self.workspace.journal()] == list(range(1, len(self.history) + 1))

    @invariant()
    def the_file_and_its_journal_are_sound(self) -> None:
        assert faults(self.workspace._base) == []
        self.workspace.check()

    def teardown(self) -> None:
        self.stack.close()
        shutil.rmtree(self.folder)


TestStore = Store.TestCase
TestStore.settings = settings(
    max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
