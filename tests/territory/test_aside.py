"""Rows set aside are kept, counted, corrected one by one, and never lost by the next import."""

import csv
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

import making
from cpts_geo.model.changes import Signed
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import STRUCTURES
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory import aside
from cpts_geo.territory.folder import read_layer, read_problems, read_territory
from cpts_geo.territory.importer import import_file
from homes import again, with_communes

ANNE = Signed("Anne", "2026-11-26T09:00:00+01:00", "appel")
HERE = "-0.93;45.94"  # in the first commune of ``making``
LIST = (
    "id;nom;categorie;lits;lon;lat\n"
    f"A;Clinique A;hopital;10;{HERE}\n"
    "B;EHPAD B;ehpad;20;;\n"
    f"C;Officine C;farmacie;;{HERE}\n"
    "=D;Cabinet D;medecin;;;\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    making.text(tmp_path / "liste.csv", LIST)
    return again(import_list, tmp_path / "cpts", "")


def import_list(folder: Path, name: str) -> None:
    with_communes(folder, name)
    import_file(folder, making.text(folder.parent / "liste.csv", LIST))


def lonlat(x_m: float = 2500, y_m: float = 2500) -> dict[str, str]:
    lon, lat = transform_points([(making.WEST + x_m, making.SOUTH + y_m)], making.CRS, WGS84)[0]
    return {"lon": f"{lon:.7f}", "lat": f"{lat:.7f}"}


def only(folder: Path) -> aside.AsideTable:
    (table,) = aside.aside_tables(folder)
    return table


def test_each_row_aside_has_its_line_its_cause_and_its_cells(folder: Path) -> None:
    table = only(folder)
    assert (table.file, table.layer, table.source, table.editable) == (
        "liste.csv",
        "structures",
        "structures",
        True,
    )
    assert {row.row: [p.kind for p in row.causes] for row in table.rows} == {
        3: ["missing_coordinates"],
        4: ["unknown_category"],
        5: ["missing_coordinates"],
    }
    assert table.rows[2].cells["id"] == "=D"
    with table.path.open(encoding="utf-8-sig", newline="") as stream:
        assert [line[2] for line in csv.reader(stream, delimiter=";")] == ["id", "B", "C", "'=D"]


def test_a_located_row_becomes_local_and_leaves_the_table(folder: Path) -> None:
    done = aside.retry(folder, "liste.csv", {3: lonlat()}, ANNE)
    assert [(c.feature_id, c.values["capacity"], c.author) for c in done.saved] == [("B", 20.0, "Anne")]
    assert done.left == ()
    assert [row.row for row in only(folder).rows] == [4, 5]
    structures = read_territory(folder).structures
    assert sorted(structures.index) == ["A", "B"]
    assert structures.loc["B", "commune"] == "Aulnaie"
    assert [p.row for p in read_problems(folder) if p.outcome == "set_aside"] == [5, 4]


def test_a_row_still_bad_stays_with_its_correction_and_its_new_cause(folder: Path) -> None:
    done = aside.retry(folder, "liste.csv", {4: {"categorie": "pharmacie", "lon": "0", "lat": "0"}}, ANNE)
    assert done.saved == ()
    assert [p.kind for p in done.left[0].causes] == ["missing_coordinates"]
    row = next(row for row in only(folder).rows if row.row == 4)
    assert row.cells["categorie"] == "pharmacie"
    assert [p.kind for p in row.causes] == ["missing_coordinates"]
    again = aside.retry(folder, "liste.csv", {4: lonlat()}, ANNE)
    assert [c.feature_id for c in again.saved] == ["C"]


def test_rows_are_counted_before_and_after(folder: Path) -> None:
    before = len(only(folder).rows) + len(read_territory(folder).structures)
    aside.retry(folder, "liste.csv", {3: lonlat(), 4: {"categorie": "pharmacie"}, 5: {}}, ANNE)
    assert len(only(folder).rows) + len(read_territory(folder).structures) == before == 4


def test_the_next_import_of_the_file_keeps_what_was_corrected(folder: Path, tmp_path: Path) -> None:
    aside.retry(folder, "liste.csv", {3: lonlat()}, ANNE)
    import_file(folder, tmp_path / "liste.csv")
    territory = read_territory(folder)
    assert sorted(territory.structures.index) == ["A", "B"]
    assert territory.conflicts == ()
    import_file(
        folder,
        making.text(
            tmp_path / "liste.csv", LIST.replace("B;EHPAD B;ehpad;20;;", f"B;EHPAD B;ehpad;25;{HERE}")
        ),
    )
    (first, *_) = [c for c in read_territory(folder).conflicts if c.column == "capacity"]
    assert (first.local, first.imported) == (20.0, 25.0)


def test_when_every_row_is_good_nothing_is_left(folder: Path) -> None:
    fixes = {3: lonlat(), 4: {"categorie": "pharmacie"}, 5: lonlat(3000)}
    assert len(aside.retry(folder, "liste.csv", fixes, ANNE).saved) == 3
    assert aside.aside_tables(folder) == ()
    assert list((folder / "set_aside").glob("*")) == []


def test_an_identifier_already_there_is_a_cause(folder: Path) -> None:
    done = aside.retry(folder, "liste.csv", {3: {**lonlat(), "id": "A"}}, ANNE)
    assert [p.kind for p in done.left[0].causes] == ["duplicate_id"]
    both = {3: {**lonlat(), "id": "Z"}, 5: {**lonlat(), "id": "Z"}}
    done = aside.retry(folder, "liste.csv", both, ANNE)
    assert ([c.feature_id for c in done.saved], [r.row for r in done.left]) == (["Z"], [5])


def test_a_crash_between_the_workspace_and_the_table_doubles_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(aside, "_rewritten", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            aside.retry(folder, "liste.csv", {3: lonlat()}, ANNE)
    assert len(only(folder).rows) == 3
    assert [c.feature_id for c in aside.retry(folder, "liste.csv", {3: lonlat()}, ANNE).saved] == []
    assert [row.row for row in only(folder).rows] == [4, 5]
    with open_workspace(folder) as workspace:
        assert len(workspace.journal()) == 1
        workspace.check()


def test_a_row_of_a_drawn_file_can_be_placed(folder: Path, tmp_path: Path) -> None:
    rows = {"site_id": ["S1", "S2"], "name": ["Salle 1", "Salle 2"]}
    inside = shapely.Point(making.WEST + 100, making.SOUTH + 100)
    frame = gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries([inside, shapely.Point()]), crs=making.CRS)
    import_file(folder, making.geojson(tmp_path / "salles.geojson", frame))
    (table,) = [t for t in aside.aside_tables(folder) if t.file == "salles.geojson"]
    assert [row.cells["site_id"] for row in table.rows] == ["S2"]
    done = aside.retry(folder, table.file, {table.rows[0].row: lonlat()}, ANNE)
    assert [c.layer for c in done.saved] == ["sites"]
    assert sorted(read_territory(folder).sites.index) == ["S1", "S2"]


def test_two_files_of_one_name_do_not_take_each_other_s_rows(folder: Path, tmp_path: Path) -> None:
    making.text(tmp_path / "liste.txt", LIST.replace("\nB;", "\nX;").replace("\nA;", "\nY;"))
    import_file(folder, tmp_path / "liste.txt", kind="structures")
    assert {table.file: len(table.rows) for table in aside.aside_tables(folder)} == {
        "liste.csv": 3,
        "liste.txt": 3,
    }


def test_what_cannot_be_retried_says_so(folder: Path) -> None:
    for facts, kind in (({9: {}}, "unknown_row"), ({3: {"couleur": "x"}}, "unknown_column")):
        with pytest.raises(LayerError, match=kind):
            aside.retry(folder, "liste.csv", facts, ANNE)
    (folder / "set_aside" / "liste.json").unlink()
    table = only(folder)
    assert (table.file, table.editable, len(table.rows)) == ("liste.csv", False, 3)
    with pytest.raises(LayerError, match="aside_not_editable"):
        aside.retry(folder, "liste.csv", {3: {}}, ANNE)
    assert list(read_layer(folder, STRUCTURES, making.CRS).index) == ["A"]


def test_a_structure_of_finess_without_coordinates_is_placed_by_hand(folder: Path, tmp_path: Path) -> None:
    """STR-01: kept, listed, absent from the map, then located."""
    cells = "structureet;{};;EHPAD {};;;;1;R;DU PORT;;;1;17;;17000 AULNAIE;;;500;EHPAD"
    lines = [cells.format(number, number) + ";" * 12 for number in ("170000001", "170000002")]
    here = f"geolocalisation;170000001;{making.WEST + 100};{making.SOUTH + 100};1,ATLASANTE,96,BAN,EPSG:2154"
    text = "\n".join(["finess;etalab;96;2026-01-01", *lines, here, ""])
    report = import_file(folder, making.text(tmp_path / "etalab-cs1100507.csv", text))
    assert (report.source, report.rows_stored, report.rows_set_aside) == ("finess", 1, 1)
    (table,) = [t for t in aside.aside_tables(folder) if t.source == "finess"]
    done = aside.retry(folder, table.file, {table.rows[0].row: lonlat()}, ANNE)
    assert [(c.feature_id, c.values["category"]) for c in done.saved] == [("170000002", "ehpad")]
    structures = read_territory(folder).structures
    assert (
        structures.geometry["170000002"].distance(shapely.Point(making.WEST + 2500, making.SOUTH + 2500))
        < 0.1
    )
