"""Views of *Accès aux soins* that ask a question of the study."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest


@pytest.fixture
def view(open_page: Callable[[str], AppTest]) -> Callable[[str], AppTest]:
    def shown(name: str) -> AppTest:
        app = open_page("care_page")
        app.session_state["care-view"] = name
        return app.run()

    return shown


def test_the_local_index_opens_and_changes_category(view: Callable[[str], AppTest]) -> None:
    app = view("index")

    assert not app.exception
    assert "Indice local d’accès" in [header.value for header in app.header]
    app.selectbox(key="index-state").select("reference").run()
    assert not app.exception
    assert len(app.dataframe) == 1


def test_isochrones_take_any_limit_and_refuse_what_is_no_number(view: Callable[[str], AppTest]) -> None:
    app = view("isochrones")
    assert not app.exception

    app.text_input(key="isochrone-limits").set_value("4 ; 7,5").run()
    assert "Jusqu’à 4\u202fmin" in app.dataframe[0].value["Temps de trajet"].tolist()

    app.text_input(key="isochrone-limits").set_value("dix").run()
    assert "limites en minutes" in app.error[0].value


def test_uncertainty_shows_its_numbers_and_its_conclusions(view: Callable[[str], AppTest]) -> None:
    app = view("uncertainty")

    assert not app.exception
    assert "Ce qui compte le plus" in app.dataframe[0].value
    none = [m.value for m in app.markdown if m.value.startswith("Aucun") or "Aucune commune ne" in m.value]
    heads = [header.value for header in app.subheader]
    assert len(none) == 1 - ("Conclusions qui changent" in heads)  # said once, one way or the other


def test_isochrones_ask_for_a_place_first(view: Callable[[str], AppTest]) -> None:
    app = view("isochrones")

    app.selectbox(key="isochrone-kind").select("places").run()

    assert [info.value for info in app.info] == ["Choisissez au moins un lieu."]


def test_why_opens_on_any_commune_and_care(view: Callable[[str], AppTest]) -> None:
    app = view("why")

    assert "Pourquoi ce soin n’est plus accessible" in [header.value for header in app.header]
    for key in ("why-commune", "why-category"):
        app.selectbox(key=key).select_index(1).run()
        assert not app.exception
    assert any("personne ne perd" in block.value for block in app.markdown)


def test_vital_roads_open_in_normal_times_and_under_the_scenario(view: Callable[[str], AppTest]) -> None:
    app = view("vital")

    assert not app.exception
    assert app.dataframe[0].value["Route"].tolist()[0] == "D14"
    app.session_state["vital-state"] = False
    app.run()
    assert not app.exception
    assert "Perdraient un soin" in app.dataframe[0].value
