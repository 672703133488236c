"""The Streamlit door: ``make app`` opens it, ``streamlit run app.py`` too."""

from cpts_geo.ui.navigation import open_app

open_app()
