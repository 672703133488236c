"""Expander *Décisions reçues* of the page *Scénario*: understand, agree or refuse, take back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from cpts_geo.territory.folder import read_territory
from data_app import said
from making import fingerprint

Open = Callable[[str], AppTest]


def dropped(app: AppTest, *rows: dict[str, str]) -> AppTest:
    features = [{"type": "Feature", "geometry": None, "properties": facts} for facts in rows]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    box: Any = next(b for b in app.get("file_uploader") if "décisions" in b.label)  # type: ignore[union-attr]
    box.set_value(("ordres.geojson", text.encode(), "application/geo+json"))
    return app.run()


ROAD = {"decision": "route fermée", "route": "D14", "autorite": "Préfecture", "fin": "2099-01-01"}
SITE = {"decision": "lieu ouvert", "site_id": "S1", "autorite": "Préfecture"}
UNKNOWN = {"decision": "lieu ouvert", "lieu": "Gymnase inconnu"}


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def rows(app: AppTest) -> list[str]:
    found = next(table.value for table in app.dataframe if "Décision" in table.value)
    return [f"{a} {b} {c}" for a, b, c in zip(found["Décision"], found["Objet"], found["État"], strict=True)]


def test_a_file_is_understood_row_by_row_and_nothing_is_written_nor_applied(
    own: Path, open_page: Open
) -> None:
    before = fingerprint(own)
    app = dropped(open_page("scenario_page"), ROAD, SITE, UNKNOWN)
    assert not app.exception
    assert rows(app) == ["Route fermée D14 En vigueur", "Lieu ouvert Gymnase Ouest En vigueur"]
    assert any(
        "lieu introuvable" in " ".join(table.value.astype(str).to_numpy().ravel()) for table in app.dataframe
    )
    assert "Rien n’est encore appliqué" in said(app)
    assert next(b for b in app.button if b.label == "Appliquer au scénario").disabled
    assert fingerprint(own) == before
    assert app.session_state["spec"].scenario.hazards == ()


def test_what_is_agreed_joins_the_scenario_with_its_source_and_can_be_taken_back(
    own: Path, open_page: Open
) -> None:
    app = open_page("scenario_page")
    next(field for field in app.text_input if "nom" in field.label).set_value("Anne").run()
    app = press(dropped(app, ROAD, SITE), "Appliquer au scénario")
    assert not app.exception
    assert "2 décisions appliquées" in said(app)
    assert [h.name for h in app.session_state["spec"].scenario.hazards] == ["closure", "site_orders"]
    assert rows(app)[0].startswith("Route fermée D14")
    assert read_territory(own).zones["ordres"]["authority"].tolist() == ["Préfecture", "Préfecture"]
    app = press(app, "Retirer")
    assert app.session_state["spec"].scenario.hazards == ()


def test_what_is_refused_leaves_everything_as_it_was(own: Path, open_page: Open) -> None:
    before = fingerprint(own)
    app = press(dropped(open_page("scenario_page"), ROAD), "Ne pas appliquer")
    assert not app.exception
    assert "Rien n’est encore appliqué" not in said(app)
    assert fingerprint(own) == before


def test_a_site_ordered_open_under_water_is_an_alarm(own: Path, open_page: Open) -> None:
    del own
    app = open_page("scenario_page")
    app.select_slider[0].set_value("crue_04fai").run()
    app = dropped(app, SITE)
    assert any("Gymnase Ouest" in str(error.value) for error in app.error)
    assert "ALERTE" in rows(app)[0]


def test_another_file_is_refused_with_what_is_expected(own: Path, open_page: Open) -> None:
    del own
    app = dropped(open_page("scenario_page"), {"nom": "autre chose"})
    assert app.error
    assert not app.exception
