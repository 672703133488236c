"""The pages of the app and their order."""

import streamlit as st

from cpts_geo.ui import (
    assets,
    care_page,
    compare_page,
    data_page,
    exports_page,
    route_page,
    scenario_page,
    sites_page,
    territory_page,
)
from cpts_geo.ui.kept import keep_choices
from cpts_geo.ui.settled import settled
from cpts_geo.wording import compare, pages
from cpts_geo.wording import data_page as data_words


def open_app() -> None:
    """Configure the page, show the navigation, run the chosen page."""
    st.set_page_config(page_title=pages.APP, page_icon=str(assets.STATIC / "icon.png"), layout="wide")
    keep_choices()
    chosen = st.navigation(
        [
            st.Page(
                territory_page.show,
                title=pages.TERRITORY_PAGE,
                icon=":material/map:",
                url_path="territoire",
                default=True,
            ),
            st.Page(
                scenario_page.show, title=pages.SCENARIO_PAGE, icon=":material/flood:", url_path="scenario"
            ),
            st.Page(compare_page.show, title=compare.PAGE, icon=":material/compare:", url_path="comparer"),
            st.Page(route_page.show, title=pages.ROUTE_PAGE, icon=":material/route:", url_path="itineraire"),
            st.Page(
                care_page.show, title=pages.CARE_PAGE, icon=":material/local_hospital:", url_path="acces"
            ),
            st.Page(sites_page.show, title=pages.SITES_PAGE, icon=":material/location_on:", url_path="lieux"),
            st.Page(data_page.show, title=data_words.PAGE, icon=":material/database:", url_path="donnees"),
            st.Page(exports_page.show, title=pages.EXPORTS_PAGE, icon=":material/print:", url_path="exports"),
        ],
        position="top",
    )
    chosen.run()


if __name__ == "__main__":
    settled()
    open_app()
