"""Section *Importer* of the page *Données*, on the town of ``toy``."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from streamlit.testing.v1 import AppTest

import paper_folder
import toy
from cpts_geo.model.crs import to_degrees
from cpts_geo.sources.detect import KINDS
from cpts_geo.sources.headers import TARGETS
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.folder import read_territory
from cpts_geo.territory.recognise import without_companions
from cpts_geo.ui.state import FOLDER_VARIABLE
from cpts_geo.wording import data_page as words
from cpts_geo.wording import file_kinds
from data_app import LAT, LON, choose, click, drop, fill, said, section
from making import fingerprint

Open = Callable[[str], AppTest]
GOOD = f"id;nom;type;lon;lat\np9;Pharmacie du Quai;pharmacie;{LON};{LAT}\nx;Sans point;pharmacie;;\n"
ODD = f"Ref;Appellation;Metier;PosX;PosY\nq;Pharmacie du Pré;pharmacie;{LON};{LAT}\n"


def test_a_file_is_understood_before_anything_is_written(own: Path, open_page: Open) -> None:
    before = fingerprint(own)
    app = drop(open_page("data_page"), "liste.csv", GOOD)
    assert not app.exception
    assert "structures de soins : 2 structures" in said(app)
    assert app.dataframe[0].value.iloc[0].tolist() == [2, 1, 1, 0]
    assert fingerprint(own) == before


def test_import_writes_and_says_so(own: Path, open_page: Open) -> None:
    app = click(drop(open_page("data_page"), "liste.csv", GOOD), "Importer")
    assert not app.exception
    assert "Importé." in app.success[0].value
    assert "Pharmacie du Quai" in read_territory(own).structures["name"].tolist()
    assert not app.file_uploader[0].value


def test_an_unknown_file_is_read_as_the_person_says_and_remembered(own: Path, open_page: Open) -> None:
    app = open_page("data_page")
    app.text_input[0].set_value("A. Martin").run()
    app = drop(app, "annuaire.csv", ODD)
    assert "ce fichier n’a pas été reconnu" in said(app) or app.error
    box = {b.label: b for b in app.selectbox}
    box["Ce fichier contient"].set_value("structures").run()
    for label, header in (
        ("le nom", "Appellation"),
        ("la catégorie", "Metier"),
        ("la longitude (ou X)", "PosX"),
        ("la latitude (ou Y)", "PosY"),
    ):
        next(b for b in app.selectbox if b.label == label).set_value(header).run()
    app = click(click(app, "Lire ainsi"), "Importer")
    assert not app.exception
    assert "Pharmacie du Pré" in read_territory(own).structures["name"].tolist()
    with open_workspace(own) as workspace:
        line = workspace.journal()[-1]
    assert (line.act, line.author) == ("mapping", "A. Martin")
    again = drop(app, "annuaire2.csv", ODD.replace("Pré", "Bois"))
    assert "lu comme la dernière fois" in again.dataframe[1].value.to_string()


def test_swapped_axes_are_fixed_only_after_a_tick(own: Path, open_page: Open) -> None:
    """STR-03."""
    swapped = f"id;nom;type;lon;lat\np9;Pharmacie du Quai;pharmacie;{LAT};{LON}\n"
    app = drop(open_page("data_page"), "liste.csv", swapped)
    assert "Importer" not in [button.label for button in app.button]
    app.checkbox[0].check().run()
    click(app, "Importer")
    assert "Pharmacie du Quai" in read_territory(own).structures["name"].tolist()


def test_a_refused_file_says_why_in_french(own: Path, open_page: Open) -> None:
    before = fingerprint(own)
    app = drop(open_page("data_page"), "faux.csv", b"PK\x03\x04 rien")
    assert not app.exception
    assert "À faire" in app.error[0].value.replace("\\", "")
    assert fingerprint(own) == before


def test_the_name_of_a_file_is_shown_and_never_run(own: Path, open_page: Open) -> None:
    name = "<img src=x onerror=1>![a](http://e.example/i.png).csv"
    app = drop(open_page("data_page"), name, b"rien")
    assert own.exists()
    text = app.error[0].value
    assert "<img" not in text
    assert "](" not in text


def test_communes_can_be_the_first_thing_imported(
    tmp_path: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "nouveau"))
    app = open_page("data_page")
    assert "communes" in app.info[0].value
    communes = to_degrees(toy.inputs().territory.communes.reset_index()).to_json()
    app = click(drop(app, "communes.geojson", communes), "Importer")
    assert not app.exception
    assert len(read_territory(tmp_path / "nouveau").communes) == 2


def test_the_sources_are_listed_with_licence_and_vintage(own: Path, open_page: Open) -> None:
    app = open_page("data_page")
    assert own.exists()
    section(app, "Sources")
    table = app.dataframe[0].value.to_string()
    assert all(words in table for words in ("DREAL de papier", "2020", "LO 2.0", "01/01/2026"))


def test_every_source_and_column_has_a_french_name() -> None:
    assert set(KINDS) <= set(file_kinds.RECOGNISED)
    assert {target for targets in TARGETS.values() for target in targets} <= set(file_kinds.TARGETS)
    assert set(TARGETS) == set(file_kinds.KINDS)


def shapefile(folder: Path, name: str, suffixes: tuple[str, ...]) -> list[tuple[str, bytes, str]]:
    water = gpd.GeoDataFrame({"zone": ["a"]}, geometry=[toy.at("B2").buffer(300)], crs=toy.CRS)
    water.to_file(folder / f"{name}.shp")
    parts = [(folder / name).with_suffix(suffix) for suffix in suffixes]
    return [(part.name, part.read_bytes(), "application/octet-stream") for part in parts]


def test_haz_18_a_shapefile_without_prj_is_placed_on_the_communes_by_choice(
    own: Path, tmp_path: Path, open_page: Open
) -> None:
    app = open_page("data_page")
    app.file_uploader[0].set_value(shapefile(tmp_path, "crue", (".shp", ".shx", ".dbf")))
    app.run()
    assert "système de coordonnées" in said(app)
    choices = app.radio[0].options
    assert choices[0] == "Lambert-93 (EPSG:2154) : 100 % sur le territoire".replace(" %", "\u202f%")
    choose(app, "Ce fichier contient", "hazard")
    app = click(click(app, "Lire ainsi"), "Importer")
    assert not app.exception
    assert any("crue" in name for name in set(read_territory(own).zones) - set(paper_folder.FLOODS))


def test_haz_22_the_layer_of_an_archive_is_chosen(own: Path, tmp_path: Path, open_page: Open) -> None:
    files = [
        part
        for name in ("amont", "aval")
        for part in shapefile(tmp_path, name, (".shp", ".shx", ".dbf", ".prj"))
    ]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        for name, content, _ in files:
            writer.writestr(name, content)
    app = drop(open_page("data_page"), "zones.zip", archive.getvalue())
    layers = next(box for box in app.selectbox if box.label == "Couche à lire")
    assert layers.options == ["amont", "aval"]
    layers.set_value("aval").run()
    choose(app, "Ce fichier contient", "hazard")
    app = click(click(app, "Lire ainsi"), "Importer")
    assert not app.exception
    assert len(read_territory(own).zones) == len(paper_folder.FLOODS) + 2


def asc(values: str) -> str:
    corner = toy.at("B2")
    head = f"ncols 2\nnrows 2\nxllcorner {corner.x - 200}\nyllcorner {corner.y - 200}\ncellsize 200\n"
    return f"{head}NODATA_value -9999\n{values}\n"


def test_a_grid_of_depths_is_read_once_the_person_says_so(own: Path, open_page: Open) -> None:
    app = drop(open_page("data_page"), "hauteurs.asc", asc("0,4 0,4\n0 0").replace(",", "."))
    assert words.GRID_HOLDS in [radio.label for radio in app.radio]
    choose(app, words.CRS, toy.CRS)
    app = click(app, words.TRY)
    assert not app.error
    app = click(app, "Importer")
    assert not app.exception
    zones = read_territory(own).zones["hauteurs"]
    assert (zones["depth_min_m"].tolist(), zones["depth_max_m"].tolist()) == ([0.3], [0.5])


def test_a_grid_of_elevations_asks_the_level_and_says_what_it_supposes(own: Path, open_page: Open) -> None:
    before = fingerprint(own)
    app = drop(open_page("data_page"), "relief.asc", asc("3 4\n5 6"))
    app.radio[0].set_value("elevations").run()
    assert "eau étale" in said(app)
    read = next(button for button in app.button if button.label == words.TRY)
    assert read.disabled
    fill(app, words.GRID_LEVEL, "trois")
    assert words.GRID_LEVEL_WRONG in said(app.run())
    fill(app, words.GRID_LEVEL, "4,5")
    choose(app, words.CRS, toy.CRS)
    app = click(app, words.TRY)
    assert "rivière" in app.error[0].value  # the town has no river to flood from
    assert fingerprint(own) == before


def test_the_world_file_of_a_grid_comes_with_it() -> None:
    names = ["mnt.tif", "mnt.tfw", "mnt.prj", "autre.csv"]
    assert [p.name for p in without_companions([Path(n) for n in names])] == ["mnt.tif", "autre.csv"]
