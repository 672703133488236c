"""The Streamlit door: ``make app`` opens it, ``streamlit run app.py`` too; its pages are in ``ui``."""

import streamlit as st

from cpts_geo.routing import choice
from cpts_geo.ui import server

choice.start()
app = st.App(server.PAGES, **server.parts())
