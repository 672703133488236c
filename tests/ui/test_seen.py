"""« Imprimer ce que je vois » on the page: what the map sent is offered as a file until it is closed."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

import toy
from cpts_geo import run_study
from cpts_geo.cli import main
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.render.scenario_layers import first_isolated, first_shown, scenario_layers

Open = Callable[[str], AppTest]


def extent() -> tuple[float, float, float, float]:
    """Around the bridge of the town."""
    b, c = toy.at("B3"), toy.at("C3")
    corners = [(b.x - 800, b.y - 700), (c.x + 800, c.y + 700)]
    (west, south), (east, north) = transform_points(corners, toy.CRS, WGS84)
    return round(west, 5), round(south, 5), round(east, 5), round(north, 5)


def read_layers(app: AppTest) -> str:
    """Print of the layers of the page before any choice, as the page knows them."""
    study = run_study(app.session_state["spec"])
    layers = scenario_layers(study, isolated=first_isolated(study), shown=first_shown(study.territory))
    return hashlib.sha256(b"".join(layer.data for layer in layers)).hexdigest()


@pytest.fixture
def asked(open_page: Open, downloads: dict[str, bytes]) -> AppTest:
    """The page after a press of the button of the map; AppTest runs no component."""
    del downloads  # it records what the page offers
    app = open_page("scenario_page")
    app.select_slider[0].set_value("crue_02moy").run()
    shown = read_layers(app)
    app.session_state["map-scenario-printing"] = {"at": 1, "extent": extent(), "of": shown}
    app.run()
    assert not app.exception
    return app


def offered(app: AppTest) -> bool:
    buttons: Any = app.get("download_button")
    return any(button.label == "Télécharger la carte" for button in buttons)


def test_nothing_is_offered_before_the_button_of_the_map_is_pressed(open_page: Open) -> None:
    assert not offered(open_page("scenario_page"))


def test_the_page_the_command_and_the_library_give_the_same_map(
    asked: AppTest, downloads: dict[str, bytes], folder: Path, tmp_path: Path
) -> None:
    spec = tmp_path / "study.toml"
    spec.write_bytes(downloads["study.toml"])
    box = ",".join(map(str, extent()))
    for form in ("pdf", "png", "svg"):
        choices: Any = asked.get("button_group")
        next(c for c in choices if c.label == "Fichier").set_value(form).run()
        out = tmp_path / f"carte.{form}"
        argv = ["export", str(folder), "--format", form, "--extent", box, "--spec", str(spec)]
        assert main([*argv, "--out", str(out)]) == 0
        offered = {name[-3:]: data for name, data in downloads.items() if name.startswith("carte_")}
        assert out.read_bytes() == offered[form], form
    text = PdfReader(io.BytesIO(offered["pdf"])).pages[0].extract_text()
    assert "crue moyenne" in text


def test_what_is_closed_stays_closed_until_the_map_asks_again(asked: AppTest) -> None:
    next(b for b in asked.button if b.label == "Fermer").click().run()
    assert not asked.exception
    assert not offered(asked)


def test_a_map_that_has_changed_is_not_what_was_seen(asked: AppTest) -> None:
    assert offered(asked)
    asked.select_slider[0].set_value("crue_04fai").run()
    assert not offered(asked)
