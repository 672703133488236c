"""The Streamlit door, opened by ``make app`` or ``streamlit run app.py``; the pages are in ``cpts_geo.ui``."""

import streamlit as st

from cpts_geo.ui import server

app = st.App(server.PAGES, **server.parts())
