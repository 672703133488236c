"""Folders written by other tools, with the public contract for only guide."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import paper_folder
from cpts_geo.model.errors import DataError, LayerError, UnreadableFileError
from cpts_geo.model.layers import COMMUNES, DEMAND, EDGES, SITES, STRUCTURES, ZONES
from cpts_geo.spec import StudySpec
from cpts_geo.study import read_inputs, run_study
from cpts_geo.territory.adopt import adopt
from cpts_geo.territory.folder import layer_path, read_network, read_territory
from cpts_geo.territory.settings import checked_settings, read_sources

POINT = shapely.Point(400_500, 6_499_500)
LINE = shapely.LineString([(0, 0), (10, 0)])


def frame(geometry: shapely.Geometry = POINT, **columns: object) -> gpd.GeoDataFrame:
    table = pd.DataFrame({name: [value] for name, value in columns.items()})
    return gpd.GeoDataFrame(table, geometry=[geometry], crs="EPSG:2154")


def edge(geometry: shapely.Geometry = LINE, **columns: object) -> dict[str, Any]:
    given = {"name": None, "highway": "track", "bridge": "yes", "tunnel": 0, "ford": None, **columns}
    return {str(name): value for name, value in adopt(frame(geometry, **given), EDGES).iloc[0].items()}


def test_an_identifier_may_be_called_id_and_be_a_number() -> None:
    assert adopt(frame(id=12, name="Gymnase"), SITES)["site_id"].tolist() == ["12"]


def test_rows_without_identifier_are_known_by_their_place() -> None:
    assert adopt(frame(kind="flood"), ZONES)["zone_id"].tolist() == [0]


def test_zones_of_no_kind_are_water() -> None:
    assert adopt(frame(), ZONES)["kind"].tolist() == ["flood"]


def test_a_code_read_as_a_number_gets_its_zero_back() -> None:
    assert adopt(frame(code_insee=1001), COMMUNES)["code_insee"].tolist() == ["01001"]
    assert adopt(frame(code_insee=17299.0), DEMAND)["code_insee"].tolist() == ["17299"]
    assert adopt(frame(code_insee="2A004"), COMMUNES)["code_insee"].tolist() == ["2A004"]


def test_an_emergency_department_is_a_hospital_that_has_one() -> None:
    found = adopt(frame(id="H", category="urgences"), STRUCTURES).iloc[0]

    assert (found["category"], found["urgences"]) == ("hopital", True)


def test_edges_in_one_part_become_lines_and_their_signs_booleans() -> None:
    found = edge(shapely.MultiLineString([[(0, 0), (5, 0)], [(5, 0), (10, 0)]]))

    assert found["geometry"].geom_type == "LineString"
    assert (found["name"], found["bridge"], found["tunnel"], found["ford"]) == ("", True, False, False)


def test_a_bare_crs_number_is_an_epsg_code() -> None:
    assert checked_settings({"crs": 2975}, Path("ile")) == {
        "crs": "EPSG:2975",
        "name": "ile",
        "identifier": "ile",
    }


@pytest.mark.parametrize("crs", ["", "EPSG:4326", "Lambert", "99999"])
def test_a_territory_without_a_metric_crs_is_refused(crs: str) -> None:
    with pytest.raises(DataError) as caught:
        checked_settings({"crs": crs}, Path())

    assert (caught.value.kind, caught.value.column) == ("bad_territory_file", "crs")


def test_sources_keep_the_facts_they_know() -> None:
    (found,) = read_sources({"sources": {"communes": {"date": "2026-01-02", "producer": "IGN"}}})

    assert (found.title, found.imported) == ("communes", "2026-01-02")


def test_places_without_a_code_belong_to_the_commune_they_stand_in(tmp_path: Path) -> None:
    folder = paper_folder.write(tmp_path / "t")
    path = layer_path(folder, STRUCTURES)
    full = gpd.read_file(path)
    full[["structure_id", "name", "category", "geometry"]].to_file(path)

    places = read_territory(folder).structures

    assert places["code_insee"].isin(read_territory(folder).communes.index).all()
    assert (places["commune"] != "").all()


def test_people_are_spread_along_roads_when_no_layer_places_them(tmp_path: Path) -> None:
    folder = paper_folder.write(tmp_path / "t")
    layer_path(folder, DEMAND).unlink()

    inputs = read_inputs(folder)

    assert inputs.territory.demand["population"].sum() == inputs.territory.communes["population"].sum() > 0
    assert "demand_spread" in {problem.kind for problem in inputs.territory.problems}
    assert run_study(StudySpec(str(folder)), inputs=inputs).outcomes.facts.edges == len(inputs.network.edges)


def test_a_time_that_is_no_number_is_refused_with_its_row(tmp_path: Path) -> None:
    folder = paper_folder.write(tmp_path / "t")
    path = layer_path(folder, EDGES)
    roads = gpd.read_parquet(path)
    roads.assign(time_s=[*roads["time_s"][:-1], float("nan")]).to_parquet(path)

    with pytest.raises(LayerError) as caught:
        read_network(folder)

    assert (caught.value.kind, caught.value.column, caught.value.row) == ("bad_number", "time_s", len(roads))


def test_a_layer_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    folder = paper_folder.write(tmp_path / "t")
    layer_path(folder, STRUCTURES).write_text("{")

    with pytest.raises(UnreadableFileError) as caught:
        read_territory(folder)

    assert caught.value.file == "structures.geojson"


def test_a_place_without_geometry_is_refused_with_its_row(tmp_path: Path) -> None:
    folder = paper_folder.write(tmp_path / "t")
    path = layer_path(folder, STRUCTURES)
    places = gpd.read_file(path)
    places.geometry = [shapely.Point(), *places.geometry[1:]]
    places.to_file(path)

    with pytest.raises(LayerError) as caught:
        read_territory(folder)

    assert (caught.value.kind, caught.value.row) == ("no_geometry", 1)
