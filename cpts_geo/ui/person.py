"""Who changes something: asked once per session, written beside each change."""

from datetime import datetime
from typing import Final

import streamlit as st

from cpts_geo.model.changes import Signed
from cpts_geo.wording import data_page as words

_PERSON: Final = "person"


def ask() -> str:
    """Field for the name or function; empty until it is filled."""
    said = st.text_input(
        words.PERSON,
        value=name(),
        placeholder=words.PERSON_HELP,
        max_chars=80,
        key="person-field",
        on_change=_keep,
    )
    return said.strip()


def _keep() -> None:
    st.session_state[_PERSON] = st.session_state["person-field"].strip()


def name() -> str:
    """Name given in this session."""
    return str(st.session_state.get(_PERSON, ""))


def signed(reason: str = "") -> Signed:
    """Signature of a change made now."""
    return Signed(name(), datetime.now().astimezone().isoformat(timespec="seconds"), reason.strip())
