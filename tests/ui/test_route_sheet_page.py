"""The route sheet on the page *Itinéraire*: what to check, and the page to print."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from cpts_geo.spec import StudySpec


def with_trip(app: AppTest) -> AppTest:
    places = [box for box in app.selectbox if any("EHPAD" in option for option in box.options)]
    for box, wanted in zip(places, ("des Saules", "Hôpital du Pont"), strict=True):
        box.set_value(next(k for k, option in enumerate(box.options) if wanted in option)).run()
    return app


def test_a_trip_over_water_lists_what_to_check_and_is_printed(open_page: Callable[[str], AppTest]) -> None:
    app = open_page("route_page")
    text = '[[hazards]]\nkind = "flood"\nlayer = "crue_01for"\n'
    app.session_state["spec"] = StudySpec.from_toml(text, app.session_state["spec"].folder)
    with_trip(app.run())
    tables = [list(frame.value.columns) for frame in app.dataframe]
    assert ["Où, sur", "Route", "À vérifier", "Eau"] in tables
    assert ["Véhicule", "Normal", "Scénario", "Écart", "À vérifier"] in tables
    next(button for button in app.button if "PDF" in button.label).click().run()
    assert not app.exception
    assert app.session_state["route-sheet-made"][1].startswith(b"%PDF")


def test_a_trip_that_is_cut_says_by_what(open_page: Callable[[str], AppTest]) -> None:
    app = open_page("route_page")
    text = '[[hazards]]\nkind = "closure"\nroads = ["D14"]\n'
    app.session_state["spec"] = StudySpec.from_toml(text, app.session_state["spec"].folder)
    with_trip(app.run())
    assert "Ce qui coupe le trajet normal" in [header.value for header in app.header]
    assert app.dataframe[0].value["Route évitée"].tolist() == ["D14"]
