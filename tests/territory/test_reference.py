"""ADMIN EXPRESS in its old and new spellings, and the national tables that a folder keeps."""

from pathlib import Path

import pytest

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.territory.doctor import check_folder
from cpts_geo.territory.folder import read_problems, read_territory
from cpts_geo.territory.importer import import_file
from cpts_geo.territory.reference import read_reference
from making import communes_file, communes_frame, fingerprint, text

OLD = {"code_insee": "INSEE_COM", "nom": "NOM", "population": "POPULATION"}
NEW = {"nom": "nom_officiel", "epci": "codes_siren_des_epci"}
MOVEMENTS = (
    "MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP\n"
    "32,2020-01-01,COM,17002,Bourg,COM,17001,Aulnaie\n"
)


@pytest.mark.parametrize("names", [OLD, NEW])
def test_admin_express_gives_its_communes_among_its_layers(tmp_path: Path, names: dict[str, str]) -> None:
    frame = communes_frame().assign(epci="241700434").rename(columns=names)
    path = tmp_path / "ADE-COG.gpkg"
    for layer in ("arrondissement_municipal", "commune", "departement"):
        frame.to_file(path, layer=layer.upper() if names is OLD else layer)
    report = import_file(tmp_path / "val", path)
    assert "layer_chosen" in [p.kind for p in report.problems]
    communes = read_territory(tmp_path / "val").communes
    assert communes["population"].to_dict() == {"17001": 1000.0, "17002": 500.0}
    assert (communes["epci_siren"] == ("" if names is OLD else "241700434")).all()


def test_a_passage_table_of_two_columns_moves_a_layer(tmp_path: Path) -> None:
    folder = tmp_path / "val"
    import_file(folder, communes_file(tmp_path))
    report = import_file(
        folder, text(tmp_path / "passage.csv", "CODGEO_INI;CODGEO_2025;LIBGEO_2025\n17002;17001;Aulnaie\n")
    )
    assert report.source == "reference"
    assert read_territory(folder).communes["population"].to_dict() == {"17001": 1500.0}


def test_movements_given_before_or_after_a_layer_do_the_same(tmp_path: Path) -> None:
    before, after = tmp_path / "a", tmp_path / "b"
    moves = text(tmp_path / "m.csv", MOVEMENTS)
    import_file(after, communes_file(tmp_path))
    import_file(after, moves)
    import_file(before, [moves, communes_file(tmp_path)])
    frames = [read_territory(folder).communes for folder in (before, after)]
    assert frames[0].drop(columns="geometry").equals(frames[1].drop(columns="geometry"))


def test_importing_the_movements_again_changes_no_layer(tmp_path: Path) -> None:
    folder = tmp_path / "val"
    moves = text(tmp_path / "m.csv", MOVEMENTS)
    import_file(folder, [communes_file(tmp_path), moves])
    first, told = fingerprint(folder), set(read_problems(folder))
    import_file(folder, moves)
    again = fingerprint(folder)
    assert {path for path in first if first[path] != again[path]} <= {"territory.toml", "problems.json"}
    assert set(read_problems(folder)) == told


def test_structures_follow_their_commune(tmp_path: Path) -> None:
    folder = tmp_path / "val"
    import_file(folder, communes_file(tmp_path))
    lon, lat = transform_points([(407_500, 6_502_500)], "EPSG:2154", WGS84)[0]
    import_file(folder, text(tmp_path / "s.csv", f"id;nom;type;lon;lat\np;P;pharmacie;{lon};{lat}\n"))
    import_file(folder, text(tmp_path / "m.csv", MOVEMENTS))
    structures = read_territory(folder).structures
    assert structures[["code_insee", "commune"]].iloc[0].tolist() == ["17001", "Aulnaie"]
    assert "commune_merged" not in {finding.kind for finding in check_folder(folder)}


def test_a_collectivity_of_several_departements_never_makes_a_code(tmp_path: Path) -> None:
    folder = tmp_path / "val"
    import_file(folder, communes_file(tmp_path))
    table = "DEP;CODCOM;Commune;PMUN\n17;1;Aulnaie;900\n69M;123;Lyon;500000\n6AE;482;Strasbourg;290000\n"
    report = import_file(folder, text(tmp_path / "p.csv", table))
    assert (report.rows_stored, report.rows_excluded, report.rows_set_aside) == (1, 1, 1)


def test_a_table_of_the_cog_is_kept_with_its_rows_counted(tmp_path: Path) -> None:
    folder = tmp_path / "val"
    import_file(folder, communes_file(tmp_path))
    rows = "COM,17001,17,Aulnaie\nCOMD,17009,17,Vieille\nARM,75101,75,Paris 1er\nCOM,1,17,Mauvais\n"
    report = import_file(folder, text(tmp_path / "v_commune_2026.csv", "TYPECOM,COM,DEP,LIBELLE\n" + rows))
    assert (report.rows_stored, report.rows_set_aside) == (3, 1)
    assert read_reference(folder).cog["type"].tolist() == ["COM", "COMD", "ARM"]
