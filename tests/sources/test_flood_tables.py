"""Tables of the flood standards, plans, satellite products, vigilance: each used, or refused with reason."""

import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from cpts_geo.model.errors import LayerError, ScenarioError
from cpts_geo.model.layers import COMMUNES, ZONES, conform
from cpts_geo.scene import hazards_for_layers
from cpts_geo.sources import alerts, flood, tri_archive
from cpts_geo.sources.flood_tables import name_of
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Place
from cpts_geo.sources.raw import RawTable, normalise
from cpts_geo.sources.safe_read import read_file
from cpts_geo.territory.folder import read_layer
from cpts_geo.territory.importer import import_file
from cpts_geo.wording.errors import explain
from faulting import brought
from making import CRS, SOUTH, WEST, communes_file, communes_frame

PLACE = Place(CRS, conform(communes_frame().rename(columns={"nom": "name"}), COMMUNES))


def box(x: float, y: float, side: float = 1000) -> shapely.Polygon:
    return shapely.box(WEST + x, SOUTH + y, WEST + x + side, SOUTH + y + side)


def table(cells: dict[str, list[str]], file: str, shapes: list[shapely.Geometry] | None = None) -> RawTable:
    count = len(next(iter(cells.values())))
    rows = pd.RangeIndex(1, count + 1, name="row")
    drawn = shapes or [box(1000 * i, 0) for i in range(count)]
    geometry = gpd.GeoSeries(pd.Series(drawn, index=rows, dtype=object), crs=CRS)
    return RawTable(file, pd.DataFrame(cells, index=rows, dtype=object), geometry)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("N_TRI_PERI_INONDABLE_01_01FOR_S_024", "extent"),
        ("n_inondable_01_01for_s", "extent"),
        ("N_TRI_PERI_ISO_HT_01_01FOR_S_024", "depths"),
        ("zone_iso_classe_hauteur_s", "depths"),
        ("surface_inondable_s", "extent"),
        ("N_TRI_PERI_ECOUL_01_02MOY_S_024", "current"),
        ("N_TRI_PERI_SURALEA_01_02MOY_S_02A", "over_hazard"),
        ("N_TRI_PERI_SOUST_INOND_01_02MOY_S_024", "protected"),
        ("N_TRI_PERI_ISO_COTE_01_02MOY_L_024", "level_lines"),
        ("N_TRI_PERI_ENJEU_CRISE_P_024", "stakes"),
        ("N_TRI_PERI_TRI_S_024", "district"),
        ("N_TRI_PERI_COMMUNE_S_024", "district"),
        ("N_TRI_PERI_CARTE_INOND_S_024", "map_sheet"),
        ("N_TRI_PERI_OUV_PROTEC_L_024", "works"),
        ("N_ZONE_ALEA_PPRN_20010005_S_038", ""),
        ("tempete_xynthia", ""),
        ("zone_inondable_de_mon_village", ""),
    ],
)
def test_a_table_is_known_by_its_name(name: str, kind: str) -> None:
    assert name_of(normalise(name)) == kind


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"id_ligne": ["LIC_1"], "cote": ["3"]}, "table_level_lines"),
        ({"id_zone": ["ZCD_1"], "deblin_min": ["1"], "id_s_inond": ["SIN_1"]}, "table_flow"),
        ({"id_point": ["P"], "vitess_min": ["0.2"], "id_s_inond": ["SIN_1"]}, "table_measures"),
        ({"zp": ["1"], "zpp": ["0"], "id_s_inond": ["SIN_1"]}, "table_protected"),
        ({"codcovadis": ["1"], "categorie": ["01"]}, "table_stakes"),
        ({"type_enjeu": ["070103"], "id_tri": ["x"]}, "table_stakes"),
    ],
)
def test_what_is_not_water_is_refused_with_what_to_bring(cells: dict[str, list[str]], kind: str) -> None:
    raw = table(cells, "x.shp")
    assert flood.detect(raw)
    with pytest.raises(LayerError, match=kind) as caught:
        flood.read(raw, PLACE, layer="x")
    assert "importez" in explain(caught.value)


@pytest.mark.parametrize(("text", "bounds"), [("Fai", (0, 0.2)), ("Mod", (0.2, 0.5)), ("For", (0.5, np.inf))])
def test_the_current_is_kept_in_metres_per_second_and_the_depth_stays_unknown(
    text: str, bounds: tuple[float, float]
) -> None:
    cells = {"id_zone": ["ZE_1"], "id_s_inond": ["SIN_1"], "vitesse": [text]}
    frame = flood.read(table(cells, "e.shp"), PLACE, layer="e").layers[0].frame
    assert tuple(frame[["velocity_min_ms", "velocity_max_ms"]].iloc[0]) == bounds
    assert frame["depth_min_m"].isna().all()


def test_the_draft_of_cnig_gives_depths_and_what_it_does_not_define_is_set_aside() -> None:
    cells = {"id_zch": ["1"] * 4, "id_sin": ["s"] * 4, "palier_hauteur": ["Inf05", "1m-2m", "Sup2m", "Emerg"]}
    got = flood.read(table(cells, "zone_iso_classe_hauteur_s.gpkg"), PLACE, layer="z")
    assert got.fate.tolist() == [STORED] * 3 + [SET_ASIDE]
    assert got.layers[0].frame["depth_max_m"].tolist() == [0.5, 2.0, np.inf]


def test_scenarios_of_a_directive_never_share_a_layer() -> None:
    cells = {"id_s_inond": ["a", "b", "c"], "scenario": ["01For", "04Fai", "01For"]}
    got = flood.read(table(cells, "n_tri_x_inondable_s_024.shp"), PLACE, layer="tri")
    assert [(part.name, len(part.frame)) for part in got.layers] == [("tri_01for", 2), ("tri_04fai", 1)]


def archive(path: Path, tables: dict[str, gpd.GeoDataFrame]) -> Path:
    with zipfile.ZipFile(path, "w") as whole:
        for stem, frame in tables.items():
            frame.to_file(path.with_name(f"{stem}.shp"))
            for end in (".shp", ".shx", ".dbf", ".prj"):
                whole.write(path.with_name(stem + end), f"tri/{stem}{end}")
    return path


def test_a_whole_tri_counts_each_place_once(tmp_path: Path) -> None:
    def frame(shapes: list[shapely.Polygon], **columns: list[object]) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)

    tables = {
        "N_TRI_X_INONDABLE_01_01FOR_S_024": frame(
            [box(0, 0), box(3000, 0)], ID_S_INOND=["S1", "S2"], SCENARIO=["01For"] * 2
        ),
        "N_TRI_X_ISO_HT_01_01FOR_S_024": frame(
            [box(0, 0), box(3000, 0, 500)],
            ID_S_INOND=["S1", "S2"],
            SCENARIO=["01For"] * 2,
            HT_MIN=[0.5, 1.0],
            HT_MAX=[1.0, None],
        ),
        "N_TRI_X_COMMUNE_S_024": frame([box(0, 0)], CODE_INSEE=["24001"]),
    }
    path = archive(tmp_path / "tri.zip", tables)
    stems = tri_archive.tables(path)
    assert set(stems.values()) == {"extent", "depths"}
    got = flood.read(tri_archive.read_tables(path, list(stems), read_file), PLACE, layer="tri")
    assert got.fate.tolist() == [EXCLUDED, STORED, STORED, STORED]
    (layer,) = got.layers
    whole = layer.frame.union_all().area
    assert layer.frame.area.sum() == pytest.approx(whole) == pytest.approx(2e6)
    assert layer.frame["depth_min_m"].isna().sum() == 1  # what the classes of S2 leave uncovered


def test_a_zone_of_a_plan_is_no_scenario() -> None:
    cells = {
        "ID_GASPAR": ["17"] * 2,
        "CODEZONE": ["", "Bs1"],
        "ZONE_RGLT": ["Bs2", ""],
        "TYPEREG": ["02", "02"],
    }
    frame = flood.read(table(cells, "PPR.shp"), PLACE, layer="ppr").layers[0].frame
    assert frame["codezone"].tolist() == ["Bs2", "Bs1"]
    with pytest.raises(ScenarioError, match="planning_layer") as caught:
        hazards_for_layers(["ppr"], {"ppr": frame})
    assert "règle d’urbanisme" in explain(caught.value)


def test_a_plan_of_cnig_keeps_its_state_and_says_when_it_does_not_bind() -> None:
    cells = {
        "idzonereglementaire": ["1", "2"],
        "codeprocedure": ["p"] * 2,
        "codezonereglement": ["R1", "B1"],
        "typereglement": ["03", "02"],
        "etatprocedure": ["APPROUVE", "PRESCRIT"],
    }
    got = flood.read(table(cells, "pprn_38_zonereglementaireurba_s.gpkg"), PLACE, layer="ppr")
    assert got.layers[0].frame["procedure"].tolist() == ["APPROUVE", "PRESCRIT"]
    assert [p.value for p in got.problems if p.kind == "plan_not_enforceable"] == ["1 (PRESCRIT)"]


def test_a_satellite_product_gives_its_floods_and_never_its_frame() -> None:
    cells = {
        "event_type": ["5-Flood", "6-Mass Movement"],
        "det_method": ["x"] * 2,
        "notation": ["Flooded area"] * 2,
    }
    got = flood.read(table(cells, "EMSR685_AOI01_GRA_PRODUCT_observedEventA_v1.shp"), PLACE, layer="ems")
    assert got.fate.tolist() == [STORED, EXCLUDED]
    assert got.layers[0].frame[["nature", "occurrence"]].iloc[0].tolist() == [
        "observed",
        "EMSR685 AOI01 GRA PRODUCT",
    ]
    with pytest.raises(LayerError, match="table_footprint"):
        flood.read(table(cells, "EMSR685_AOI01_DEL_PRODUCT_areaOfInterestA_v1.shp"), PLACE, layer="aoi")


@pytest.mark.parametrize("name", ["NivInfViCr", "NivSituVigiCruEnt"])
def test_a_vigilance_that_cannot_be_read_is_unknown_and_never_green(name: str) -> None:
    lines = [shapely.LineString([(WEST, SOUTH + 100 * i), (WEST + 900, SOUTH + 100 * i)]) for i in range(4)]
    far = shapely.LineString([(WEST + 90_000, SOUTH), (WEST + 91_000, SOUTH)])
    cells = {name: ["3", "1.0", "", "7", "4"], "lbentcru": list("abcde")}
    raw = table(cells, "InfoVigiCru.geojson", [*lines, far])
    assert alerts.detect(raw)
    got = alerts.read(raw, PLACE, layer="v")
    assert got.fate.tolist() == [STORED] * 4 + [EXCLUDED]
    assert got.layers[0].frame["level"].tolist() == ["3", "1", "", ""]
    with pytest.raises(ScenarioError, match="alert_layer"):
        hazards_for_layers(["v"], {"v": got.layers[0].frame})


def test_a_whole_tri_is_imported_by_one_command(tmp_path: Path) -> None:
    import_file(tmp_path / "t", communes_file(tmp_path))
    frame = gpd.GeoDataFrame(
        {"ID_S_INOND": ["S1"], "SCENARIO": ["02Moy"], "HT_MIN": [1.0], "HT_MAX": [9999.0]},
        geometry=[box(0, 0)],
        crs=CRS,
    )
    tables = {
        "N_TRI_X_ISO_HT_01_02MOY_S_024": frame,
        "N_TRI_X_ISO_HT_01_04FAI_S_024": frame.assign(SCENARIO="04Fai"),
        "N_TRI_X_TRI_S_024": frame[["geometry"]],
    }
    said = brought(tmp_path / "t", archive(tmp_path / "tri.zip", tables), name="isle")
    assert said.report is not None, said.refusal
    assert said.report.layer == "hazards/isle_02moy, hazards/isle_04fai"
    assert read_layer(tmp_path / "t", ZONES, CRS, "isle_02moy")["depth_max_m"].tolist() == [np.inf]
