"""Ground that a regulation calls isolated and cut from rescue, against what the tool finds under Xynthia."""

import importlib.util
from types import ModuleType

import pytest

from cpts_geo.answers.ground import Fate, Ground
from cpts_geo.study import Inputs
from paths import REAL, ROOT, needs_real_data

pytestmark = needs_real_data


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rochefort_bs2", ROOT / "benchmarks" / "rochefort_bs2.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def inputs(script: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    made: Inputs = script.imported(tmp_path_factory.mktemp("bs2"), REAL)
    return made


@pytest.fixture(scope="module")
def grounds(script: ModuleType, inputs: Inputs) -> dict[str, Ground]:
    found: dict[str, Ground] = script.judged(inputs)[1]
    return found


def test_there_are_74_zones_and_their_whole_area_is_judged(
    script: ModuleType, inputs: Inputs, grounds: dict[str, Ground]
) -> None:
    zones = script.bs2(inputs)

    assert len(zones) == 74
    for found in grounds.values():
        assert sum(area for area, _ in found.shares().values()) == pytest.approx(zones.area.sum())


def test_about_half_of_the_ground_that_can_be_judged_is_found_isolated(grounds: dict[str, Ground]) -> None:
    for found in grounds.values():
        shares = found.shares()
        isolated = shares[Fate.ISOLATED]
        served = [shares[fate] for fate in (Fate.WET_BUT_SERVED, Fate.DRY)]

        assert 0.35 < isolated[0] / (isolated[0] + sum(area for area, _ in served)) < 0.65
        assert 0.4 < isolated[1] / (isolated[1] + sum(people for _, people in served)) < 0.7


def test_most_of_the_rest_has_no_road_in_the_files(grounds: dict[str, Ground]) -> None:
    for found in grounds.values():
        far = found.ground[found.ground["fate"] == Fate.FAR]

        assert far["area_m2"].sum() > 0.5 * found.ground["area_m2"].sum()
        assert (far["distance_m"] > 1000).all()


def test_the_report_names_the_roads_that_keep_a_dry_access(script: ModuleType, inputs: Inputs) -> None:
    text = script.report(inputs)

    assert text == script.report(inputs)
    assert "dry access kept by: D911" in text
    assert text.count("found isolated.**") == 2
