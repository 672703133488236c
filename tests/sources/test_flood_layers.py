import math
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import COMMUNES, conform
from cpts_geo.sources import closures, flood
from cpts_geo.sources.csv_text import read_csv
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Place
from cpts_geo.sources.raw import RawTable
from making import communes_frame, square, text

PLACE = Place("EPSG:2154", conform(communes_frame().rename(columns={"nom": "name"}), COMMUNES))


def table(cells: dict[str, list[str]], file: str = "zones.shp") -> RawTable:
    count = len(next(iter(cells.values())))
    rows = pd.RangeIndex(1, count + 1, name="row")
    geometry = gpd.GeoSeries([square(0, 0).buffer(-i) for i in range(count)], index=rows, crs="EPSG:2154")
    return RawTable(file, pd.DataFrame(cells, index=rows, dtype=object), geometry)


def zones(got: Harvest) -> gpd.GeoDataFrame:
    return got.layers[0].frame


def test_covadis_classes_become_depths_with_an_open_top() -> None:
    cells = {
        "ID_S_INOND": ["SIN_1"] * 3,
        "SCENARIO": ["01For"] * 3,
        "HT_MIN": ["0", "0.5", "2"],
        "HT_MAX": ["0.5", "1", "9999"],
    }
    got = flood.read(table(cells, "n_tri_iso_ht_s.shp"), PLACE, layer="tri")
    assert zones(got)["depth_min_m"].tolist() == [0.0, 0.5, 2.0]
    assert zones(got)["depth_max_m"].tolist() == [0.5, 1.0, math.inf]
    assert zones(got)["occurrence"].tolist() == ["01For"] * 3


def test_an_extent_without_class_has_an_unknown_depth_and_says_so() -> None:
    got = flood.read(table({"ZONE_SUB": ["Pays", ""]}, "tempete.shp"), PLACE, layer="tempete")
    assert zones(got)["depth_min_m"].isna().all()
    assert zones(got)["depth_max_m"].isna().all()
    assert [p.value for p in got.problems if p.kind == "depth_unknown"] == ["2"]


def test_a_sea_level_is_not_a_depth() -> None:
    got = flood.read(table({"scenario_id": ["sc01"], "level_m": ["3.2"]}), PLACE, layer="mer")
    assert zones(got)["depth_min_m"].isna().all()
    assert "level_not_depth" in {p.kind for p in got.problems}


def test_a_zone_of_a_plan_is_planning_and_never_has_a_depth() -> None:
    cells = {
        "ID_GASPAR": ["17"] * 3,
        "CODEZONE": ["Rs1", "Re", "X"],
        "TYPEREG": ["03"] * 3,
        "NOM": ["aléa submersion", "érosion", "zone X"],
    }
    raw = table(cells, "PPR.shp")
    assert flood.detect(raw)
    got = flood.read(raw, PLACE, layer="ppr")
    assert got.fate.tolist() == [STORED, EXCLUDED, SET_ASIDE]
    assert zones(got)[["kind", "codezone", "typereg"]].to_numpy().tolist() == [["planning", "Rs1", "03"]]
    assert zones(got)["depth_min_m"].isna().all()


def test_multi_risk_maps_give_their_flood_codes_only() -> None:
    codes = ["1130000", "1150000", "1230000", "9999999"]
    raw = table(
        {"id_gaspar": ["38"] * 4, "coderisque": codes, "nomrisque": ["crue", "lave", "chute", "multi"]},
        "alea.shp",
    )
    got = flood.read(raw, PLACE, layer="alea")
    assert got.fate.tolist() == [STORED, STORED, EXCLUDED, SET_ASIDE]


def test_the_perimeter_of_a_plan_is_not_a_flood() -> None:
    with pytest.raises(LayerError, match="perimeter_not_hazard"):
        flood.read(table({"id_gaspar": ["38"], "libelle": ["P"], "datevalid": [""]}), PLACE, layer="p")


def test_an_unknown_class_is_set_aside_and_never_zero() -> None:
    got = flood.read(table({"hauteur": ["0,5 m", "H3"]}), PLACE, layer="z")
    assert got.fate.tolist() == [STORED, SET_ASIDE]
    assert zones(got)["depth_min_m"].tolist() == [0.5]


def test_geometry_in_a_cell_is_read(tmp_path: Path) -> None:
    lon_lat = gpd.GeoSeries([square(0, 0)], crs="EPSG:2154").to_crs("EPSG:4326").iloc[0]
    cell = shapely.to_geojson(lon_lat).replace('"', '""')
    raw = read_csv(
        text(tmp_path / "tri.csv", f'geo_shape;id_s_inond;scenario\n"{cell}";SIN_1;01For\n;SIN_2;01For\n')
    )
    assert flood.detect(raw)
    got = flood.read(raw, PLACE, layer="tri")
    assert got.fate.tolist() == [STORED, SET_ASIDE]


def test_zones_of_another_region_are_refused() -> None:
    raw = table({"ZONE_SUB": ["a"]})
    assert raw.geometry is not None
    far = RawTable(raw.file, raw.columns, raw.geometry.translate(300_000, 200_000))
    with pytest.raises(LayerError, match="no_zone_in_territory"):
        flood.read(far, PLACE, layer="z")


def test_closed_roads_may_be_lines() -> None:
    rows = pd.RangeIndex(1, 2, name="row")
    line = gpd.GeoSeries(
        [shapely.LineString([(400_000, 6_500_000), (401_000, 6_500_000)])], index=rows, crs="EPSG:2154"
    )
    raw = RawTable("coupures.geojson", pd.DataFrame({"nom": ["D5"]}, index=rows, dtype=object), line)
    assert closures.detect(raw)
    assert zones(closures.read(raw, PLACE, layer="coupures"))["kind"].tolist() == ["closure"]
