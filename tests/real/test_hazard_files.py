"""Every real file of floods and plans, by the call a user makes: nothing is lost, the quirks are told."""

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from cpts_geo.model.layers import ZONES
from cpts_geo.scene import hazards_for_layers
from cpts_geo.study import read_inputs
from cpts_geo.territory.folder import read_layer
from cpts_geo.territory.importer import import_file
from faulting import Said, brought
from paths import REAL, needs_real_data

pytestmark = needs_real_data
FLOOD, ROCHEFORT, CRS = REAL / "flood", REAL / "rochefort", "EPSG:2154"
CONTOURS = {
    "24": "communes-24-dordogne.geojson",
    "38": "communes-38-isere.geojson",
    "86": "communes-86-vienne.geojson",
}


@pytest.fixture(scope="module")
def departements(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("departements")
    for code, file in CONTOURS.items():
        import_file(home / code, REAL / "contours" / file)
    return {code: home / code for code in CONTOURS}


def taken(said: Said) -> tuple[int, int, int]:
    """Rows stored, set aside and left out."""
    assert said.report is not None, said.refusal
    return said.report.rows_stored, said.report.rows_set_aside, said.report.rows_excluded


PLANS = {
    ("38DDT20010005", "N_ZONE_ALEA_PPRN_20010005_S_038"): 174,
    ("38DDT20010005", "N_ZONE_REG_PPRN_20010005_S_038"): 165,
    ("38DDT20130013", "N_ZONE_ALEA_PPRN_20130013_S_038"): 564,
    ("38DDT20130013", "N_ZONE_REG_PPRN_20130013_S_038"): 437,
    ("38DDT20170001", "N_ZONE_ALEA_PPRN_20170001_S_038"): 592,
    ("38DDT20170001", "N_ZONE_REG_PPRN_20170001_S_038"): 670,
    ("38DDT20200002", "N_ZONE_ALEA_PPRN_20200002_S_038"): 646,
    ("38DDT20200002", "N_ZONE_REG_PPRN_20200002_S_038"): 584,
    ("PPRn_BourgOisans", "N_ZONE_ALEA_PPRN_20200002_S_038"): 646,
    ("PPRn_BourgOisans", "N_ZONE_REG_PPRN_20200002_S_038"): 584,
}


@pytest.mark.parametrize(("archive", "layer"), PLANS)
def test_the_plans_of_isere_keep_their_water_as_planning(
    departements: dict[str, Path], archive: str, layer: str
) -> None:
    said = brought(
        departements["38"], FLOOD / "pprn_isere" / f"{archive}.zip", mapping={"layer": layer}, name="ppr"
    )
    stored, aside, out = taken(said)
    assert stored + aside + out == PLANS[archive, layer]
    assert stored > 0
    frame = read_layer(departements["38"], ZONES, CRS, "ppr")
    assert set(frame["kind"]) == {"planning"}
    assert frame[["depth_min_m", "depth_max_m"]].isna().all(axis=None)
    assert "jamais un scénario" in said.text


@pytest.mark.parametrize("archive", sorted({name for name, _ in PLANS}))
def test_an_archive_of_a_plan_asks_which_table_and_its_perimeter_is_refused(
    departements: dict[str, Path], archive: str
) -> None:
    path = FLOOD / "pprn_isere" / f"{archive}.zip"
    question = brought(departements["38"], path).refusal
    assert "--map layer=NOM, parmi : N_PERIMETRE_PPRN" in question
    perimeter = next(word for word in question.replace(",", "").split() if word.startswith("N_PERIMETRE"))
    assert "périmètre" in brought(departements["38"], path, mapping={"layer": perimeter}).refusal


def test_the_frequent_flood_of_perigueux_has_an_unknown_depth(departements: dict[str, Path]) -> None:
    said = brought(departements["24"], FLOOD / "n_tri_peri_inondable_01_01for_s_024.shp", name="isle")
    assert taken(said) == (114, 0, 0)
    frame = read_layer(departements["24"], ZONES, CRS, "isle")
    assert set(frame["occurrence"]) == {"01For"}
    assert frame["depth_min_m"].isna().all()


def test_the_zones_of_the_vienne_are_repaired_one_by_one(departements: dict[str, Path]) -> None:
    said = brought(departements["86"], FLOOD / "vienne_zone_inondable.geojson")
    assert taken(said) == (61, 1, 0)
    assert said.text.count("contour qui se croise, réparé") == 6
    assert "entité n° 4 : aucune géométrie" in said.text
    assert "périmètre d’un TRI" in brought(departements["86"], FLOOD / "vienne_tri.geojson").refusal


def test_a_tri_in_a_table_is_read_where_its_territory_is(tmp_path: Path) -> None:
    lille = gpd.GeoDataFrame(
        {"code_insee": ["59350"], "nom": ["Lille"], "population": [1]},
        geometry=[shapely.box(2.9, 50.5, 3.3, 50.8)],
        crs="EPSG:4326",
    )
    lille.to_file(tmp_path / "communes.geojson")
    import_file(tmp_path / "t", tmp_path / "communes.geojson")
    said = brought(tmp_path / "t", FLOOD / "n_tri_lill_inondable_s_059.csv", name="lys")
    stored, aside, out = taken(said)
    assert (stored, aside, out) == (7, 1, 0)


def test_the_plan_of_rochefort_keeps_the_zones_cut_from_rescue(
    rochefort_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(rochefort_folder, tmp_path / "t")
    said = brought(folder, ROCHEFORT / "PPR.shp")
    assert taken(said) == (240, 4, 5)
    frame = read_layer(folder, ZONES, CRS, "ppr")
    assert (frame["codezone"] == "Bs2").sum() == 74  # 5 in CODEZONE, 69 in ZONE_RGLT
    zones = read_inputs(folder).territory.zones
    with pytest.raises(ValueError, match="planning_layer"):
        hazards_for_layers(["ppr"], zones)


@pytest.mark.parametrize(
    "number", ["01_grande_maree", "02_xynthia", "03_ipcc_2050", "04_ipcc_2100", "05_worst_case"]
)
def test_a_modelled_sea_level_stays_of_unknown_depth(
    rochefort_folder: Path, tmp_path: Path, number: str
) -> None:
    folder = shutil.copytree(rochefort_folder, tmp_path / "t")
    said = brought(folder, ROCHEFORT / "scenarios" / f"sc{number}.geojson", name="mer")
    assert taken(said)[1:] == (0, 0)
    frame = read_layer(folder, ZONES, CRS, "mer")
    assert set(frame["nature"]) == {"modelled"}
    assert frame["depth_min_m"].isna().all()


def test_the_two_reliefs_of_rochefort_give_the_same_water_and_say_their_assumption(
    rochefort_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(rochefort_folder, tmp_path / "t")
    import_file(folder, ROCHEFORT / "SURFACE_HYDROGRAPHIQUE.shp")
    wet = {}
    for file, crs in (("dem_maj.asc", CRS), ("recalcul_mnt_val.tif", None)):
        asked = {"level_m": "3,2"}
        said = brought(folder, ROCHEFORT / file, kind="hazard", name="niveau", crs=crs, mapping=asked)
        assert "là où l’eau rejoint une rivière ou la mer" in said.text
        frame = read_layer(folder, ZONES, CRS, "niveau")
        assert (frame["depth_min_m"] < frame["depth_max_m"]).all()
        wet[file] = frame.area.sum()
    one, two = wet.values()
    assert one == pytest.approx(two, rel=0.02)
    assert np.isinf(frame["depth_max_m"]).any()


@pytest.mark.parametrize("file", ["dem_maj.asc", "recalcul_mnt_val.tif"])
def test_a_relief_without_level_is_refused_with_what_to_add(rochefort_folder: Path, file: str) -> None:
    assert "--map level_m=NIVEAU" in brought(rochefort_folder, ROCHEFORT / file).refusal
    said = brought(rochefort_folder, ROCHEFORT / file, kind="hazard", crs=CRS)
    assert "ressemble à des altitudes" in said.refusal


@pytest.mark.parametrize("file", ["Y230002001-2019-12-20.json", "stations06.json"])
def test_gauges_are_known_and_are_no_flood(rochefort_folder: Path, file: str) -> None:
    assert "mesures de stations" in brought(rochefort_folder, REAL / "api" / file).refusal
