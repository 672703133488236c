"""EXP-06: a package read back gives the territory it was made from, and says what it lacks."""

import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import paper_folder
import toy
from cpts_geo import Flood, Scenario, StudySpec, read_territory, run_study
from cpts_geo.model.crs import to_degrees
from cpts_geo.model.errors import CptsGeoError
from cpts_geo.model.layers import COMMUNES, SITES, STRUCTURES, ZONES, LayerContract
from cpts_geo.model.territory import Territory
from cpts_geo.render import package
from cpts_geo.render.archive import deterministic_zip
from cpts_geo.territory.folder import read_layer, write_layer
from cpts_geo.territory.importer import import_file
from cpts_geo.wording.errors import explain
from cpts_geo.wording.problems import sentence
from faulting import shown

NEVER_LEAVE = {"owner"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town of paper, whose deepest flood has an open class of depth."""
    path = paper_folder.write(tmp_path_factory.mktemp("aller") / "ville")
    water = read_layer(path, ZONES, toy.CRS, "crue_04fai").assign(depth_max_m=np.inf)
    write_layer(path, ZONES, water, "crue_04fai")
    return path


@pytest.fixture(scope="module")
def zipped(folder: Path) -> Path:
    """The package without its plans, which reading back does not need."""
    study = run_study(StudySpec(folder=str(folder), scenario=Scenario("crue", (Flood("crue_04fai"),))))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("territory_plan", "commune_booklet"):
            patch.setattr(f"cpts_geo.render.pdf.{name}", lambda *_, **__: b"%PDF")
        content = package.write(study)
    path = folder.parent / "dossier.zip"
    path.write_bytes(content)
    return path


@pytest.fixture(scope="module")
def back(zipped: Path) -> Territory:
    import_file(zipped.parent / "retour", [zipped])
    return read_territory(zipped.parent / "retour")


def assert_same(there: gpd.GeoDataFrame, here: gpd.GeoDataFrame, contract: LayerContract) -> None:
    there = there.sort_index()
    here = here.loc[there.index]
    assert len(there) == len(here) > 0
    before, after = (to_degrees(frame).geometry.to_numpy() for frame in (there, here))
    assert shapely.hausdorff_distance(before, after).max() <= 1e-7
    names = {*contract.required, *(name for name, _ in contract.optional)} - NEVER_LEAVE
    for name in names:
        pd.testing.assert_series_equal(there[name], here[name], check_dtype=False, check_names=False)


@pytest.mark.parametrize("contract", [COMMUNES, STRUCTURES, SITES])
def test_exp_06_the_same_rows_ids_attributes_and_places(
    folder: Path, back: Territory, contract: LayerContract
) -> None:
    assert_same(getattr(read_territory(folder), contract.name), getattr(back, contract.name), contract)


def test_the_flood_comes_back_with_its_depths_and_its_identifiers(folder: Path, back: Territory) -> None:
    there, here = read_territory(folder).zones["crue_04fai"], back.zones["crue_04fai"]
    assert list(here.index) == ["crue_04fai/1"]
    assert_same(there.set_axis(here.index), here, ZONES)
    assert set(back.zones) == {"crue_04fai"}  # the other layers were not in the scenario


def test_name_identifier_fiction_and_sources_are_those_of_the_territory(
    folder: Path, back: Territory
) -> None:
    there = read_territory(folder)
    facts = ("name", "identifier", "fictitious", "crs")
    assert [getattr(back, fact) for fact in facts] == [getattr(there, fact) for fact in facts]


def test_what_a_package_does_not_carry_is_told(zipped: Path, tmp_path: Path) -> None:
    report = import_file(tmp_path / "retour", [zipped])
    told = [sentence(p) for p in report.problems if p.kind == "package_without"]
    assert len(told) == 1
    assert "ni les routes" in told[0]
    territory = read_territory(tmp_path / "retour")
    assert not (tmp_path / "retour" / "network").exists()
    assert territory.contacts.empty


def test_a_package_never_replaces_a_territory(
    folder: Path, zipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, said = shown(capsys, "import", folder, zipped)
    assert code == 1
    assert "nouveau territoire" in said


def test_a_part_that_is_not_the_one_of_the_manifest_is_refused(zipped: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped.read_bytes())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    read = json.loads(files["geojson/structures_p.geojson"])
    read["features"].pop()
    files["geojson/structures_p.geojson"] = json.dumps(read).encode()
    (tmp_path / "faux.zip").write_bytes(deterministic_zip(files))
    with pytest.raises(CptsGeoError) as error:
        import_file(tmp_path / "retour", [tmp_path / "faux.zip"])
    assert error.value.kind == "package_changed"
    assert "structures_p" in explain(error.value)
    assert not (tmp_path / "retour").exists()
