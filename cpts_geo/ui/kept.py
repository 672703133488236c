"""What was chosen on a page is still chosen when one comes back to it."""

import re
from typing import Final

import streamlit as st

# Controls whose default does not come from the scenario: those follow it, and would lag if they were kept.
CHOSEN: Final = re.compile(
    r"route-(from|to)-.*|care-(view|category)|people-(category|limit)|recourse-(category|limit)"
    r"|ambulance-(bases|scene|limit)|index-category|isochrone-(kind|category|limits|way)|why-(about|category)"
    r"|vital-state|compare-\d+"
)


def keep_choices(starting: str = "") -> None:
    """Hold the choices of controls that this run may not draw: Streamlit forgets them otherwise.

    To be called before the controls are drawn; by a fragment too, whose choices no whole run may see before
    the page is left.

    Parameters
    ----------
    starting
        Only the controls whose key starts so.
    """
    for key in [str(key) for key in st.session_state]:
        if key.startswith(starting) and CHOSEN.fullmatch(key):
            st.session_state[key] = st.session_state[key]
