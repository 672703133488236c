"""Every page opens and every widget moves, on the town of ``toy``."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import paper_folder
from cpts_geo.model.scenario import Reading
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.render.csv_tables import table_bytes
from cpts_geo.render.tables import tables as public_tables
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study
from cpts_geo.ui import cache, widgets
from cpts_geo.ui.server import PAGES as PAGES_FILE
from cpts_geo.ui.state import FOLDER_VARIABLE

PAGES = ("territory_page", "scenario_page", "route_page", "care_page", "sites_page", "exports_page")
Open = Callable[[str], AppTest]


def spec_of(app: AppTest) -> StudySpec:
    spec = app.session_state["spec"]
    assert isinstance(spec, StudySpec)
    return spec


def texts(app: AppTest) -> str:
    return " ".join(str(block.proto.body) for block in app.get("html"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_and_says_what_it_is_about(open_page: Open, page: str) -> None:
    app = open_page(page)
    assert not app.exception
    banner = texts(app)
    assert all(
        words in banner for words in ("Ville de papier", "TERRITOIRE FICTIF", "situation normale", "voiture")
    )
    assert "confirmer sur place" in banner


@pytest.mark.parametrize("page", PAGES)
def test_every_choice_of_a_page_can_be_made(open_page: Open, page: str) -> None:
    app = open_page(page)
    for kind, move in MOVES.items():
        for position in range(len(app.get(kind))):
            if position < len(app.get(kind)):  # a choice may remove the next one
                move(app.get(kind)[position])
                app.run()
                assert not app.exception, (kind, position)


MOVES: dict[str, Callable[[Any], object]] = {
    "selectbox": lambda box: box.select_index(len(box.options) - 1),
    "multiselect": lambda box: box.set_value(box.options[:1]),
    "toggle": lambda box: box.set_value(not box.value),
    "text_input": lambda box: box.set_value("CPTS de papier"),
    "button": lambda box: box.click(),
}


def test_the_flood_slider_changes_the_scenario_and_the_figures(open_page: Open) -> None:
    app = open_page("scenario_page")
    before = texts(app)
    app.select_slider[0].set_value("crue_04fai").run()
    assert [getattr(hazard, "layer", "") for hazard in spec_of(app).scenario.hazards] == ["crue_04fai"]
    assert spec_of(app).scenario.name == "crue extrême (1 000 ans et plus)"
    assert texts(app) != before


def test_floods_are_offered_from_the_most_frequent(open_page: Open) -> None:
    slider = open_page("scenario_page").select_slider[0]
    assert slider.options == ["aucune", "crue fréquente", "crue moyenne", "crue extrême"]


def test_the_source_of_the_hazard_is_in_the_banner(open_page: Open) -> None:
    app = open_page("scenario_page")
    app.select_slider[0].set_value("crue_02moy").run()
    assert "DREAL de papier, 2020" in texts(app)


def test_closing_a_road_by_name_names_it_in_the_banner(open_page: Open) -> None:
    app = open_page("scenario_page")
    next(m for m in app.multiselect if "D14" in m.options).set_value(["D14"]).run()
    assert "D14 fermée" in texts(app)
    assert "routes fermées à la main" in texts(app)


def test_reading_vehicle_and_exercise_are_kept_in_the_spec(open_page: Open) -> None:
    app = open_page("scenario_page")
    app.selectbox[0].set_value(VehicleName.AMBULANCE).run()
    app.toggle[0].set_value(True).run()
    reading: Any = app.get("button_group")[0]
    reading.set_value(Reading.PESSIMISTIC).run()
    spec = spec_of(app)
    assert (spec.vehicle, spec.scenario.reading) == (VehicleName.AMBULANCE, Reading.PESSIMISTIC)
    assert "EXERCICE" in texts(app)


def test_a_cut_bridge_makes_the_hospital_unreachable(open_page: Open) -> None:
    app = open_page("scenario_page")
    next(m for m in app.multiselect if "D14" in m.options).set_value(["D14"]).run()
    assert "800" in texts(app)  # the whole left bank
    assert "D14" in str(app.dataframe[0].value["Route"].tolist())


def test_a_route_says_practicable_and_never_safe(open_page: Open) -> None:
    app = open_page("route_page")
    places = [box for box in app.selectbox if any("EHPAD" in option for option in box.options)]
    for box, wanted in zip(places, ("des Saules", "Hôpital du Pont"), strict=True):
        box.set_value(next(k for k, option in enumerate(box.options) if wanted in option)).run()
    said = " ".join(alert.value for alert in app.success)
    assert "Praticable selon le scénario" in said
    assert "à confirmer sur place" in said
    assert "sûr" not in said


def test_without_a_way_the_route_says_not_accessible(open_page: Open) -> None:
    app = open_page("route_page")
    app.session_state["spec"] = StudySpec.from_toml(
        'name = "pont fermé"\n[[hazards]]\nkind = "closure"\nroads = ["D14"]\n',
        app.session_state["spec"].folder,
    )
    app.run()
    places = [box for box in app.selectbox if any("EHPAD" in option for option in box.options)]
    for box, wanted in zip(places, ("des Saules", "Hôpital du Pont"), strict=True):
        box.set_value(next(k for k, option in enumerate(box.options) if wanted in option)).run()
    assert "Non accessible" in app.error[0].value


def test_the_app_opens_on_the_territory_with_its_six_pages(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    app = AppTest.from_file(str(PAGES_FILE), default_timeout=30).run()
    assert not app.exception
    assert app.title[0].value == "Territoire"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "absent", [("sites",), ("hazards",), ("structures", "sites"), ("demand", "sites", "hazards")]
)
def test_a_page_opens_on_a_territory_that_lacks_layers(
    absent: tuple[str, ...], page: str, tmp_path: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    poor = paper_folder.write(tmp_path / "poor")
    for layer in absent:
        shutil.rmtree(poor / layer)
    monkeypatch.setenv(FOLDER_VARIABLE, str(poor))
    assert not open_page(page).exception


def test_no_click_closes_every_road_at_once(open_page: Open) -> None:
    app = open_page("scenario_page")
    assert app.multiselect
    assert all(box.proto.select_all == 0 for box in app.multiselect)


def test_tables_that_hide_small_counts_are_made_when_they_are_asked_for(
    open_page: Open, downloads: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(study: Study) -> Mapping[str, pd.DataFrame]:
        made.append(study.fingerprint)
        return public_tables(study)

    monkeypatch.setattr(cache, "public_tables", counted)
    app = open_page("care_page")
    assert not app.exception
    assert made == []

    written = downloads["synthese.csv"]()

    assert len(made) == 1
    assert written == table_bytes(public_tables(cache.study(spec_of(app)))["synthese"])
    downloads["structures_hopital.csv"]()
    assert len(made) == 1


def test_numbers_of_a_column_have_as_many_decimals_and_stand_to_the_right_with_their_bands_or_not() -> None:
    frame = pd.DataFrame(
        {
            "Minutes": [8.0, 7.5, None],
            "Part": [0.25, 0.5, 1.0],
            "Lits": [8.0, 7.0, None],
            "Isolés": ["1 200 (entre 800 et 12 100)", "–", "12"],
            "Pendant": ["12,5 (9,0 à 15,0)", "non accessible", "3 min"],
            "Commune": ["17299", "17300", "17301"],
            "Adresse": ["2 rue du Port", "–", ""],
            "Rien": ["–", "–", None],
        }
    )
    formats = widgets.number_formats(frame)

    steps = {name: formats[name]["type_config"]["step"] for name in ("Minutes", "Part", "Lits")}
    assert steps == {"Minutes": 0.1, "Part": 0.01, "Lits": None}
    assert {name for name in formats if formats[name]["alignment"] == "right"} == {"Isolés", "Pendant"}


def test_a_band_below_the_first_row_is_not_cut() -> None:
    frame = pd.DataFrame(
        {"Sous l’eau": ["0", "4 (entre 1 et 4)"], "Fermées": ["0", "1"], "Minutes": [1.0, 2.0]}
    )
    formats = widgets.number_formats(frame)

    assert formats["Sous l’eau"]["width"] >= 16 * 6
    assert formats["Fermées"]["width"] is None
    assert widgets.number_formats(frame.iloc[:0]).keys() == {"Minutes"}
