from pathlib import Path

import pytest

from cpts_geo.model.changes import ColumnMapping, Signed
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.errors import LayerError
from cpts_geo.sources.csv_text import read_csv
from cpts_geo.sources.headers import header_signature, suggested
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.folder import read_territory
from cpts_geo.territory.importer import import_file, import_files
from cpts_geo.territory.provenance import name_vintage, source_of
from cpts_geo.territory.recognise import Options
from cpts_geo.wording.problems import sentence
from homes import with_communes
from making import communes_file, communes_frame, fingerprint, text

LON, LAT = (round(v, 6) for v in transform_points([(402_500, 6_502_500)], "EPSG:2154", WGS84)[0])
LIST = (
    f"Ref;Appellation;Metier;PosX;PosY\na;Pharmacie du Port;pharmacie;{LON};{LAT}\nb;Sans point;pharmacie;;\n"
)
COLUMNS = {"name": "Appellation", "category": "Metier", "lon": "PosX", "lat": "PosY"}
BY = Signed("A. Martin", "2026-11-26T10:00:00+01:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_communes(tmp_path / "val", "Val d'Essai")


def test_a_dry_run_says_what_the_import_does_and_writes_nothing(folder: Path, tmp_path: Path) -> None:
    file = text(tmp_path / "liste.csv", LIST)
    before = fingerprint(folder)
    options = Options("structures", mapping=COLUMNS)
    (said,) = import_files(folder, [file], options, dry_run=True)
    assert fingerprint(folder) == before
    assert {p.name for p in tmp_path.iterdir()} == {"val", "liste.csv"}
    assert (said.rows_read, said.rows_stored, said.rows_set_aside) == (2, 1, 1)
    assert import_files(folder, [file], options) == [said]
    assert fingerprint(folder) != before


def test_a_dry_run_of_the_first_communes_makes_no_folder(tmp_path: Path) -> None:
    (said,) = import_files(tmp_path / "val", [communes_file(tmp_path)], Options(), dry_run=True)
    assert said.rows_stored == 2
    assert not (tmp_path / "val").exists()


def test_a_mapping_given_once_reads_the_next_file_with_the_same_headers(folder: Path, tmp_path: Path) -> None:
    file = text(tmp_path / "liste.csv", LIST)
    with pytest.raises(LayerError, match="not_recognised"):
        import_file(folder, file)
    with open_workspace(folder, write=True) as workspace:
        workspace.remember(ColumnMapping(header_signature(read_csv(file)), "structures", COLUMNS), BY)
    other = text(
        tmp_path / "autre.csv", f"posy;Posx;REF;metier;APPELLATION\n{LAT};{LON};c;pharmacie;Du Pont\n"
    )
    report = import_file(folder, other)
    assert report.kind == "structures"
    assert read_territory(folder).structures["name"].tolist() == ["Du Pont"]
    assert "lu comme la dernière fois" in sentence(report.problems[0])


def test_what_the_user_says_now_wins_over_what_is_remembered(folder: Path, tmp_path: Path) -> None:
    file = text(tmp_path / "liste.csv", LIST)
    with open_workspace(folder, write=True) as workspace:
        workspace.remember(ColumnMapping(header_signature(read_csv(file)), "structures", COLUMNS), BY)
    places = {"name": "Appellation", "lon": "PosX", "lat": "PosY"}
    assert import_file(folder, file, kind="sites", mapping=places).kind == "sites"


def test_columns_are_suggested_by_usual_headers_then_by_likeness() -> None:
    headers = ["Nom de la structure", "Latitude WGS84", "longitud", "Nombre de lits", "Catégories"]
    found = suggested("structures", headers)
    assert found == {
        "name": "Nom de la structure",
        "lat": "Latitude WGS84",
        "lon": "longitud",
        "capacity": "Nombre de lits",
        "category": "Catégories",
    }


def test_no_header_is_suggested_twice() -> None:
    found = suggested("structures", ["finess", "nom", "type"])
    assert sorted(found.values()) == ["finess", "nom", "type"]


@pytest.mark.parametrize(
    ("file", "vintage"),
    [
        ("BDT_3-5_GPKG_LAMB93_D031_ED2026-06-15.zip", "2026-06-15"),
        ("etalab-cs1100507-stock-20230412-0336.csv", "2023-04-12"),
        ("ehpad_2025.csv", "2025"),
        ("vaccination_2021-03.csv", "2021-03"),
        ("communes.geojson", ""),
        ("plan_17300_1850.csv", ""),
    ],
)
def test_the_vintage_is_read_in_the_name_of_the_file(file: str, vintage: str) -> None:
    assert name_vintage(file) == vintage


def test_provenance_is_written_with_the_layer(folder: Path, tmp_path: Path) -> None:
    file = text(tmp_path / "liste_2025-03.csv", LIST)
    import_file(folder, file, kind="structures", mapping=COLUMNS)
    origin = next(s for s in read_territory(folder).sources if s.layer.startswith("structures"))
    assert (origin.vintage, origin.size_bytes, len(origin.fingerprint)) == (
        "2025-03",
        file.stat().st_size,
        64,
    )


def test_the_fingerprint_of_a_shapefile_covers_its_table(tmp_path: Path) -> None:
    path = tmp_path / "communes.shp"
    communes_frame((1000.0, 500.0)).to_file(path)
    before = source_of("communes", "communes", [path])
    communes_frame((1000.0, 501.0)).to_file(path)
    after = source_of("communes", "communes", [path])
    assert before.fingerprint != after.fingerprint
    assert after.size_bytes == sum(
        p.stat().st_size for p in tmp_path.glob("communes.*") if p.suffix != ".qix"
    )
