"""Every file and every sheet: the same bytes from the library, the command and the page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cpts_geo import EXPORTERS, StudySpec, run_study
from cpts_geo.cli import main
from cpts_geo.cli.export import LATER, PICTURES
from cpts_geo.cli.parser import FORMATS, SHEETS
from cpts_geo.model.edition import Edition
from cpts_geo.model.scenario import Scenario
from cpts_geo.render import pdf
from cpts_geo.render.map_view import whole_extent
from cpts_geo.render.scenario_layers import first_isolated, first_shown, scenario_layers
from cpts_geo.scene import hazards_for_layers
from cpts_geo.study import Study, read_inputs
from cpts_geo.ui.queue import DESK
from cpts_geo.ui.state import FOLDER_VARIABLE
from cpts_geo.wording.exports import FILE_STEM
from recording import downloads_of

SAID = "_crue_d_essai_exercice_2026-11-26_14h05"
COMMUNE = "99001"
SITE = "S1"  # first of the list of the page


@dataclass(frozen=True)
class Case:
    """How each door makes a document: options of the command, library call, name in the page if any.

    The page writes the scenario and the minute between the stem of the name and its extension.
    """

    options: tuple[str, ...]
    write: Callable[[Study], bytes]
    name: str = ""


def _files() -> dict[str, Case]:
    names = [name for name in FORMATS if name not in ("pdf", *PICTURES)]
    return {
        name: Case(("--format", name), EXPORTERS[name].write, f"{FILE_STEM[name]}{EXPORTERS[name].extension}")
        for name in names
    }


def _picture(form: pdf.Form) -> Callable[[Study], bytes]:
    def write(study: Study) -> bytes:
        layers = scenario_layers(study, isolated=first_isolated(study), shown=first_shown(study.territory))
        return pdf.seen_map(study, layers, whole_extent(study.territory), form=form)

    return write


def _sheet(*options: str) -> tuple[str, ...]:
    return ("--format", "pdf", "--sheet", *options)


CASES: dict[str, Case] = {
    **_files(),
    "pdf": Case(("--format", "pdf"), EXPORTERS["pdf"].write, "plan_a4.pdf"),
    "png": Case(("--format", "png"), _picture("png")),
    "svg": Case(("--format", "svg"), _picture("svg")),
    "territory": Case(
        _sheet("territory", "--paper", "a3"), lambda s: pdf.territory_plan(s, paper="a3"), "plan_a3.pdf"
    ),
    "commune": Case(
        _sheet("commune", "--code", COMMUNE), lambda s: pdf.commune_sheet(s, COMMUNE), f"fiche_{COMMUNE}.pdf"
    ),
    "communes": Case(_sheet("communes"), pdf.commune_booklet, "carnet_communes.pdf"),
    "scenario": Case(_sheet("scenario"), pdf.scenario_sheet, "scenario_a4.pdf"),
    "structures": Case(_sheet("structures"), pdf.structures_table, "structures.pdf"),
    "sites": Case(_sheet("sites"), pdf.sites_register, "registre_sites.pdf"),
    "site": Case(_sheet("site", "--code", SITE), lambda s: pdf.site_sheet(s, SITE), f"fiche_{SITE}.pdf"),
    "site-book": Case(_sheet("site"), pdf.site_sheets, "fiches_sites.pdf"),
    "restricted": Case(
        _sheet("communes", "--edition", "restricted"),
        lambda s: pdf.commune_booklet(s, edition=Edition.RESTRICTED),
        "carnet_communes_restreint.pdf",
    ),
}


def test_every_format_and_every_sheet_has_a_case() -> None:
    assert set(FORMATS) | (set(SHEETS) - set(LATER)) <= set(CASES)


@pytest.fixture(scope="module")
def spec(folder: Path) -> StudySpec:
    hazards = hazards_for_layers(["crue_02moy"], read_inputs(folder).territory.zones)
    scenario = Scenario("Crue d’essai", hazards, exercise=True)
    return StudySpec(
        str(folder), scenario, open_sites=("S1",), date="2026-11-26T14:05", author="CPTS d’essai"
    )


@pytest.fixture(scope="module")
def study(spec: StudySpec) -> Study:
    return run_study(spec)


@pytest.fixture(scope="module")
def offered(folder: Path, spec: StudySpec) -> Iterator[Mapping[str, bytes]]:
    """What the page *Plans et exports* gives for the same study, every document prepared."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(folder))
        found = downloads_of(patch)
        app = AppTest.from_string(
            "from cpts_geo.ui import exports_page\nexports_page.show()\n", default_timeout=120
        )
        app.session_state["spec"] = spec
        app.run()
        _prepare_all(app)
        _choose(app, "Papier du plan", "a3")
        _prepare(app, "prepare-plan_a3.pdf")
        _choose(app, "Édition", Edition.RESTRICTED)
        _prepare(app, "prepare-carnet_communes_restreint.pdf")
        assert not app.exception
        yield found
    st.cache_resource.clear()
    DESK.clear()


def _prepare_all(app: AppTest) -> None:
    next(box for box in app.selectbox if box.label == "Commune").set_value(COMMUNE).run()
    for key in [str(button.key) for button in app.button if str(button.key).startswith("prepare-")]:
        _prepare(app, key)


def _prepare(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()


def _choose(app: AppTest, label: str, value: object) -> None:
    choices = app.get("button_group")
    next(choice for choice in choices if choice.label == label).set_value(value).run()  # type: ignore[union-attr]


@pytest.mark.parametrize("name", CASES)
def test_the_same_bytes_from_every_door(
    name: str, study: Study, offered: Mapping[str, bytes], folder: Path, tmp_path: Path
) -> None:
    case = CASES[name]
    saved, out = tmp_path / "study.toml", tmp_path / f"sortie{Path(case.name).suffix or '.bin'}"
    saved.write_bytes(offered["study.toml"])
    by_library = case.write(study)
    assert main(["export", str(folder), *case.options, "--spec", str(saved), "--out", str(out)]) == 0
    assert out.read_bytes() == by_library
    if case.name:
        assert offered[f"{Path(case.name).stem}{SAID}{Path(case.name).suffix}"] == by_library
