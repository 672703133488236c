import json
import shutil
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.errors import CrsError, DataError
from cpts_geo.model.problems import Problem
from cpts_geo.territory.doctor import check_folder
from cpts_geo.territory.folder import read_network, read_problems, read_settings, read_territory
from cpts_geo.territory.importer import import_file
from cpts_geo.territory.report import ImportReport
from homes import with_communes
from making import communes_file, communes_frame, features, fingerprint, geojson, polygon, square, text
from paths import REAL

LON, LAT = (round(v, 6) for v in transform_points([(402_500, 6_502_500)], "EPSG:2154", WGS84)[0])
STRUCTURES = f"id;nom;type;lon;lat\np1;Pharmacie du Port;pharmacie;{LON};{LAT}\nx;Sans point;mairie;;\n"


def balanced(report: ImportReport) -> bool:
    return report.rows_read == report.rows_stored + report.rows_set_aside + report.rows_excluded


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_communes(tmp_path / "val", "Val d'Essai")


def roads_file(tmp_path: Path) -> Path:
    """One road along the first commune, one short motorway in the second."""
    lines = [[(400_000, 6_502_500), (405_000, 6_502_500)], [(405_000, 6_502_500), (409_900, 6_502_500)]]
    frame = gpd.GeoDataFrame(
        {"highway": ["tertiary", "motorway"], "name": ["D1", "A1"]},
        geometry=[shapely.LineString(line) for line in lines],
        crs="EPSG:2154",
    )
    return geojson(tmp_path / "routes.geojson", frame)


def test_communes_create_the_territory(folder: Path) -> None:
    settings = read_settings(folder)
    assert (settings["name"], settings["crs"], settings["fictitious"]) == ("Val d'Essai", "EPSG:2154", False)
    assert settings["sources"]["communes"]["fingerprint"]
    territory = read_territory(folder)
    assert territory.communes["population"].to_dict() == {"17001": 1000.0, "17002": 500.0}


def test_overseas_communes_take_their_legal_projection(tmp_path: Path) -> None:
    shape = shapely.box(55.3, -21.0, 55.4, -20.95)
    frame = gpd.GeoDataFrame({"code": ["97411"], "nom": ["Saint-Denis"]}, geometry=[shape], crs=WGS84)
    import_file(tmp_path / "reunion", geojson(tmp_path / "c.geojson", frame))
    assert read_settings(tmp_path / "reunion")["crs"] == "EPSG:2975"


def test_nothing_comes_before_communes(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not_a_territory"):
        import_file(tmp_path / "val", text(tmp_path / "s.csv", STRUCTURES))
    assert not (tmp_path / "val").exists()


def test_rows_set_aside_are_kept_as_they_were_with_their_cause(folder: Path, tmp_path: Path) -> None:
    report = import_file(folder, text(tmp_path / "liste.csv", STRUCTURES))
    assert (report.rows_read, report.rows_stored, report.rows_set_aside) == (2, 1, 1)
    kept = (folder / "set_aside" / "liste.csv").read_text("utf-8-sig").splitlines()
    assert kept == ["row;cause;id;nom;type;lon;lat", "3;missing_coordinates;x;Sans point;mairie;;"]
    assert [p.kind for p in read_problems(folder) if p.file == "liste.csv"] == ["missing_coordinates"]


def test_a_second_list_joins_the_first_and_a_new_edition_replaces_its_own(
    folder: Path, tmp_path: Path
) -> None:
    import_file(folder, text(tmp_path / "a.csv", STRUCTURES))
    import_file(folder, text(tmp_path / "b.csv", f"id;nom;type;lon;lat\nm1;Mairie;mairie;{LON};{LAT}\n"))
    assert sorted(read_territory(folder).structures.index) == ["m1", "p1"]
    import_file(folder, text(tmp_path / "a.csv", f"id;nom;type;lon;lat\np2;Autre;pharmacie;{LON};{LAT}\n"))
    assert sorted(read_territory(folder).structures.index) == ["m1", "p2"]


def test_importing_the_same_file_twice_changes_no_layer(folder: Path, tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", STRUCTURES)
    import_file(folder, path)
    before = fingerprint(folder)
    import_file(folder, path)
    assert fingerprint(folder) == before


def swapped(tmp_path: Path) -> Path:
    ring = [(LAT, LON), (LAT + 0.01, LON), (LAT + 0.01, LON + 0.01), (LAT, LON)]
    return features(tmp_path / "crue.geojson", polygon(*ring))


def metres(tmp_path: Path) -> Path:
    ring = [(400_000, 6_500_000), (401_000, 6_500_000), (401_000, 6_501_000), (400_000, 6_500_000)]
    return features(tmp_path / "crue.geojson", polygon(*ring))


def webpage(tmp_path: Path) -> Path:
    return text(tmp_path / "crue.geojson", "<!doctype html><html><title>Connexion</title></html>")


def empty(tmp_path: Path) -> Path:
    return text(tmp_path / "crue.geojson", "")


def truncated(tmp_path: Path) -> Path:
    path = tmp_path / "crue.zip"
    square_file = tmp_path / "z" / "crue.shp"
    square_file.parent.mkdir()
    communes_frame().to_file(square_file)
    shutil.make_archive(str(path.with_suffix("")), "zip", square_file.parent)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def ragged(tmp_path: Path) -> Path:
    return text(tmp_path / "crue.csv", STRUCTURES + "p3;Rue; du Port;pharmacie;1;46\n")


@pytest.mark.parametrize("make", [swapped, metres, webpage, empty, truncated, ragged])
def test_a_bad_file_leaves_the_folder_byte_for_byte_as_it_was(folder: Path, tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 any of the six
    bad = make(tmp_path)
    before = fingerprint(folder)
    with pytest.raises(DataError):
        import_file(folder, bad, kind=None if bad.suffix == ".csv" else "hazard")
    assert fingerprint(folder) == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".import-")] == []


def test_an_error_in_the_second_file_undoes_the_first(folder: Path, tmp_path: Path) -> None:
    good = text(tmp_path / "a.csv", STRUCTURES)
    far = geojson(
        tmp_path / "crue.geojson", gpd.GeoDataFrame({"n": [1]}, geometry=[square(80, 0)], crs="EPSG:2154")
    )
    before = fingerprint(folder)
    with pytest.raises(DataError):
        import_file(folder, [good, far], kind=None)
    assert fingerprint(folder) == before


def test_the_crs_the_user_states_is_believed(folder: Path, tmp_path: Path) -> None:
    path = metres(tmp_path)
    with pytest.raises(CrsError) as caught:
        import_file(folder, path, kind="hazard")
    assert caught.value.expected == "EPSG:2154"
    import_file(folder, path, kind="hazard", crs="EPSG:2154")
    zones = read_territory(folder).zones["crue"]
    assert zones.area.sum() == pytest.approx(500_000, rel=1e-6)


def test_a_table_in_metres_is_placed_by_the_stated_crs(folder: Path, tmp_path: Path) -> None:
    path = text(tmp_path / "s.csv", "nom;type;x;y\nMairie;mairie;402500;6502500\n")
    report = import_file(folder, path, crs="EPSG:2154")
    assert report.rows_stored == 1
    assert read_territory(folder).structures["commune"].tolist() == ["Aulnaie"]


def test_columns_named_by_the_user_are_used(folder: Path, tmp_path: Path) -> None:
    path = text(tmp_path / "s.csv", f"Intitule;Sorte;E;N\nMairie;mairie;{LON};{LAT}\n")
    mapping = {"name": "Intitule", "category": "Sorte", "lon": "E", "lat": "N"}
    assert import_file(folder, path, kind="structures", mapping=mapping).rows_stored == 1


def test_a_layer_name_cannot_leave_the_folder(folder: Path, tmp_path: Path) -> None:
    zone = geojson(
        tmp_path / "z.geojson", gpd.GeoDataFrame({"n": [1]}, geometry=[square(0, 0)], crs="EPSG:2154")
    )
    import_file(folder, zone, kind="hazard", name="../../Crue é 2010")
    assert list(read_territory(folder).zones) == ["crue_e_2010"]


def test_people_are_spread_once_communes_and_roads_are_there(folder: Path, tmp_path: Path) -> None:
    report = import_file(folder, roads_file(tmp_path), kind="roads")
    assert report.rows_stored == 2
    demand = read_territory(folder).demand
    by_commune = demand.groupby("code_insee")["population"].sum()
    assert by_commune.to_dict() == {"17001": 1000, "17002": 500}
    assert demand.groupby("code_insee")["origin"].unique().map(list).to_dict() == {
        "17001": ["road_spread"],
        "17002": ["point"],
    }
    kinds = {p.kind for p in read_problems(folder)}
    assert {"demand_spread", "demand_point"} <= kinds


def test_a_population_table_updates_the_spread(tmp_path: Path) -> None:
    home = tmp_path / "val"
    import_file(home, communes_file(tmp_path, (None, None)))
    import_file(home, roads_file(tmp_path), kind="roads")
    assert len(read_territory(home).demand) == 0
    import_file(home, text(tmp_path / "pop.csv", "COM;PMUN\n17001;300\n17002;20\n"))
    assert read_territory(home).demand["population"].sum() == 320


def test_several_files_of_communes_are_read_together(tmp_path: Path) -> None:
    frame = communes_frame((1.0, 2.0, 3.0))
    parts = [geojson(tmp_path / f"{i}.geojson", frame.iloc[[i]]) for i in range(3)]
    report = import_file(tmp_path / "val", parts, only=["17001", "17003"])
    assert list(read_territory(tmp_path / "val").communes.index) == ["17001", "17003"]
    assert balanced(report)


def test_parts_of_a_shapefile_given_with_it_are_not_files_of_their_own(tmp_path: Path) -> None:
    communes_frame().to_file(tmp_path / "c.shp")
    report = import_file(tmp_path / "val", sorted(tmp_path.glob("c.*")))
    assert report.rows_stored == 2


def test_the_doctor_says_what_is_absent(folder: Path) -> None:
    kinds = {p.kind for p in check_folder(folder)}
    assert {"no_structures", "no_sites", "no_network", "no_demand", "no_hazard"} <= kinds
    assert "no_communes" not in kinds


def test_the_doctor_sees_a_hole_between_communes(tmp_path: Path) -> None:
    ring = [square(i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    columns = {"code": [f"1700{i}" for i in range(8)], "nom": list("abcdefgh"), "population": [1] * 8}
    import_file(
        tmp_path / "val",
        geojson(tmp_path / "c.geojson", gpd.GeoDataFrame(columns, geometry=ring, crs="EPSG:2154")),
    )
    holes = [p.value for p in check_folder(tmp_path / "val") if p.kind == "hole_between_communes"]
    assert holes == ["25.00 km2"]


def test_text_of_a_file_stays_literal_in_the_layer(folder: Path, tmp_path: Path) -> None:
    name = '<b>L\'Étoile</b> "A" ${1} =1+1'
    features_ = [
        {
            "type": "Feature",
            "properties": {"name": name, "category": "mairie"},
            "geometry": {"type": "Point", "coordinates": [LON, LAT]},
        }
    ]
    path = text(tmp_path / "s.geojson", json.dumps({"type": "FeatureCollection", "features": features_}))
    import_file(folder, path)
    assert read_territory(folder).structures["name"].tolist() == [name]


ROCHEFORT = REAL / "rochefort"


@pytest.mark.skipif(not ROCHEFORT.exists(), reason="real data are not shipped: put them in ../shared/data")
def test_rochefort_is_imported_from_its_real_files(tmp_path: Path) -> None:
    index = ROCHEFORT / "COMMUNE.shx"
    if index.stat().st_size != 220:
        pytest.skip("COMMUNE.shx is not the original of 220 bytes: restore it")
    home = tmp_path / "rochefort"
    first = import_file(home, ROCHEFORT / "COMMUNE.shp")
    reports = [
        first,
        *(import_file(home, ROCHEFORT / name) for name in ("routes.shp", "SURFACE_HYDROGRAPHIQUE.shp")),
    ]
    reports.append(import_file(home, ROCHEFORT / "tempete_xynthia.shp", kind="hazard"))
    territory = read_territory(home)
    assert (len(territory.communes), territory.communes["population"].sum()) == (14, 53_145)
    assert territory.demand["population"].sum() == 53_145
    assert territory.communes["name"].str.contains("Échillais").any()
    assert len(territory.zones["tempete_xynthia"]) == 3
    assert len(read_network(home).edges) > 1059
    assert all(balanced(report) for report in reports)


def test_every_problem_of_an_import_names_its_file(folder: Path, tmp_path: Path) -> None:
    report = import_file(folder, text(tmp_path / "liste.csv", STRUCTURES))
    assert all(isinstance(p, Problem) and p.file == "liste.csv" and p.layer for p in report.problems)
