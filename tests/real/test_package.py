"""The package of a real storm over a real territory: it keeps its secrets and comes back whole."""

from pathlib import Path

import pytest
import shapely

from cpts_geo import Flood, Scenario, StudySpec, read_territory, run_study
from cpts_geo.model.crs import to_degrees
from cpts_geo.render import package
from cpts_geo.render.differencing import deduced
from cpts_geo.render.package_check import check_package
from cpts_geo.render.public_figures import public_figures, published
from cpts_geo.study import Study
from cpts_geo.territory.importer import import_file
from paths import needs_real_data

pytestmark = needs_real_data


@pytest.fixture(scope="module")
def study(rochefort_folder: Path) -> Study:
    scenario = Scenario("Xynthia", (Flood("xynthia"),))
    return run_study(StudySpec(folder=str(rochefort_folder), scenario=scenario))


def test_no_small_count_is_given_away(study: Study) -> None:
    assert deduced(published(study, public_figures(study))) == []


def test_the_package_is_sound_and_comes_back(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("territory_plan", "commune_booklet"):  # printed in ``render/test_pdf.py``
        monkeypatch.setattr(f"cpts_geo.render.pdf.{name}", lambda *_, **__: b"%PDF")
    content = package.write(study)
    assert check_package(content) == ()
    (tmp_path / "dossier.zip").write_bytes(content)
    import_file(tmp_path / "retour", [tmp_path / "dossier.zip"])
    back, there = read_territory(tmp_path / "retour"), study.territory
    for name in ("communes", "structures"):
        before, after = getattr(there, name).sort_index(), getattr(back, name).sort_index()
        assert list(before.index) == list(after.index)
        assert list(before["name"]) == list(after["name"])
        shapes = [to_degrees(frame).geometry.to_numpy() for frame in (before, after)]
        assert shapely.hausdorff_distance(*shapes).max() <= 1e-7
    assert len(back.zones["xynthia"]) == len(there.zones["xynthia"])
