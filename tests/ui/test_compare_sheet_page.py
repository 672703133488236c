"""The comparison printed from the page *Comparer*: made when asked, with the table of levels."""

import io
from collections.abc import Callable
from pathlib import Path

from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from cpts_geo import StudySpec, run_study
from cpts_geo.answers.headline import figures_text
from cpts_geo.model.changes import Signed
from cpts_geo.model.scenario import Scenario
from cpts_geo.scene import hazards_for_layers
from cpts_geo.study import read_inputs
from cpts_geo.territory.gauges import add_rule
from cpts_geo.territory.scenarios import Computed, data_version, save_scenario

BY = Signed("Anne", "2026-11-26T09:00:00+01:00", "")


def test_the_comparison_is_printed_with_its_levels_when_asked(
    own: Path, open_page: Callable[[str], AppTest], downloads: dict[str, bytes]
) -> None:
    hazards = hazards_for_layers(["crue_02moy"], read_inputs(own).territory.zones)
    spec = StudySpec(str(own), Scenario("Grande crue", hazards))
    study = run_study(spec)
    computed = Computed(figures_text(study), data_version(study.territory.fingerprint), "2026-11-26T09:00")
    saved = save_scenario(own, "Grande crue", spec.to_toml(), computed, by=BY)
    add_rule(own, "Pont de papier", saved.key, level_m=3.5, by=BY)
    app = open_page("compare_page")
    assert "comparaison.pdf" not in downloads
    app.button(key="compare-print").click().run()
    assert not app.exception
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(downloads["comparaison.pdf"])).pages)
    for said in ("Grande crue", "situation normale", "Pont de papier", "jusqu’à 3,5"):
        assert said in text
