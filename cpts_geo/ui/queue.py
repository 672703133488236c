"""Computations of the pages: kept by key, and queued at one desk when the server is busy."""

import inspect
from collections.abc import Callable
from functools import partial, wraps
from typing import Final, ParamSpec, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cpts_geo.ui.desk import Desk, Keep
from cpts_geo.wording import pages

DESK: Final = Desk()
P = ParamSpec("P")
R = TypeVar("R")


def queued(keep: Keep) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Compute once per key, in turn, telling the page the position in the queue.

    As ``st.cache_resource``: arguments whose name begins with an underscore are not part of the key.
    Positional arguments only.

    Parameters
    ----------
    keep
        How many values are kept, see ``desk``.
    """

    def decorate(compute: Callable[P, R]) -> Callable[P, R]:
        names = list(inspect.signature(compute).parameters)

        @wraps(compute)
        def ask(*args: P.args, **kwargs: P.kwargs) -> R:
            key = tuple(a for name, a in zip(names, args, strict=True) if not name.startswith("_"))
            waiting = _Waiting()
            call = partial(_shown, partial(compute, *args, **kwargs))
            try:
                return DESK.ask((compute.__qualname__, key), call, keep=keep, tell=waiting.tell)  # type: ignore[no-any-return]
            finally:
                waiting.over()

        return ask

    return decorate


def _shown(compute: Callable[[], R]) -> R:
    if DESK.nested or not _on_a_page():
        return compute()
    with st.spinner(pages.COMPUTING):
        return compute()


def _on_a_page() -> bool:
    """Whether a page is being drawn; not for a file that its button asks for."""
    return get_script_run_ctx(suppress_warning=True) is not None


class _Waiting:
    """The line that says how many computations come first; absent as long as nobody waits."""

    def __init__(self) -> None:
        self._line: DeltaGenerator | None = None

    def tell(self, position: int) -> None:
        """Show the position; a session that has moved on is stopped here by Streamlit."""
        if not _on_a_page():
            return
        self._line = self._line or st.empty()
        self._line.info(pages.queue_position(position))

    def over(self) -> None:
        """Take the line away."""
        if self._line is not None:
            self._line.empty()
