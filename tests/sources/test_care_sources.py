"""Sources of care beside FINESS: equipments, practitioners, prices, capacities, coordinates."""

from pathlib import Path

import pytest

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import COMMUNES, STRUCTURES, conform
from cpts_geo.sources import bpe, ehpad_popup, finess_facts, posts, structures
from cpts_geo.sources.csv_text import read_csv
from cpts_geo.sources.detect import detect
from cpts_geo.sources.harvest import EXCLUDED, STORED, Place
from cpts_geo.sources.personal_cells import check_personal
from cpts_geo.sources.safe_read import read_file
from making import communes_frame, text

COMMUNES_2 = conform(communes_frame().rename(columns={"nom": "name"}), COMMUNES)
PLACE = Place("EPSG:2154", COMMUNES_2)
LON, LAT = (round(v, 6) for v in transform_points([(402_500, 6_502_500)], "EPSG:2154", WGS84)[0])


def known(tmp_path: Path) -> Place:
    rows = f"finess;nom;type;lon;lat\n170000001;Les Ormes;ehpad;{LON};{LAT}\n"
    frame = structures.read(read_csv(text(tmp_path / "k.csv", rows)), PLACE).layers[0].frame
    return Place("EPSG:2154", COMMUNES_2, structures=conform(frame, STRUCTURES))


@pytest.mark.parametrize("delimiter", [";", ","])
def test_the_bpe_gives_equipments_and_posts_without_names_of_persons(tmp_path: Path, delimiter: str) -> None:
    rows = [
        "AN;NOMRS;TYPEQU;DEPCOM;LAMBERT_X;LAMBERT_Y;EPSG",
        "2024;DR DUPONT;D265;17001;402500;6502500;2154",
        "2024;DR DURAND;D265;17001;402500;6502500;2154",
        "2024;PHARMACIE DU PORT;D307;17001;402600;6502500;2154",
        "2024;CH;D106;17001;402700;6502500;2154",
        "2024;COLLEGE;C201;17001;402700;6502500;2154",
        "2024;LOIN;D307;75056;652000;6862000;2154",
    ]
    raw = read_csv(text(tmp_path / "BPE24.csv", "\n".join(rows).replace(";", delimiter)))
    assert detect(raw) == "bpe"
    got = bpe.read(raw, PLACE)
    assert got.fate.tolist() == [STORED] * 4 + [EXCLUDED] * 2
    frame = got.layers[0].frame
    assert frame[["name", "category", "urgences"]].to_numpy().tolist() == [
        ["Aulnaie", "medecin", False],
        ["PHARMACIE DU PORT", "pharmacie", False],
        ["CH", "hopital", True],
    ]
    assert frame["capacity"].tolist()[0] == 2.0
    assert "DUPONT" not in str(frame.drop(columns="geometry").to_numpy())


def test_practitioners_of_a_commune_are_posts_at_a_point_that_says_so(tmp_path: Path) -> None:
    rows = "codecommuneetablissement;generaliste;infirmiers\n17001.0;3.0;2.0\n17002;0;0\n75056;9;9\n"
    raw = read_csv(text(tmp_path / "pro.csv", rows))
    assert detect(raw) == "posts"
    got = posts.read_communes(raw, PLACE)
    assert got.fate.tolist() == [STORED, EXCLUDED, EXCLUDED]
    frame = got.layers[0].frame
    assert sorted(zip(frame["category"], frame["capacity"], strict=True)) == [
        ("infirmier", 2),
        ("medecin", 3),
    ]
    assert set(frame["geo_quality"]) == {"commune"}


def test_the_rpps_is_counted_by_commune_and_no_person_is_kept(tmp_path: Path) -> None:
    header = (
        "Identifiant PP|Nom d'exercice|Code profession|Code savoir-faire|Code secteur d'activité|"
        "Code commune (coord. structure)"
    )
    rows = ["1|DUPONT|10|SM26|SA07|17001", "1|DUPONT|10|SM26|SA07|17002", "2|DURAND|60||SA07|17001"]
    rows += ["2|DURAND|60||SA07|17001", "3|MARTIN|10|SM54|SA64|17001", "4|PETIT|10|SM02|SA07|17001"]
    raw = read_csv(text(tmp_path / "PS_LibreAcces.txt", "\n".join([header, *rows])))
    assert detect(raw) == "rpps"
    frame = posts.read_rpps(raw, PLACE).layers[0].frame
    counts = {(r.code_insee, r.category): r.capacity for r in frame.itertuples()}
    assert counts == {("17001", "medecin"): 0.5, ("17002", "medecin"): 0.5, ("17001", "infirmier"): 1.0}
    assert "DUPONT" not in str(frame.drop(columns="geometry").to_numpy())


@pytest.mark.parametrize(
    ("code", "city"), [("75101", "75056"), ("69389", "69123"), ("13216", "13055"), ("17001", "17001")]
)
def test_an_arrondissement_becomes_its_city(code: str, city: str) -> None:
    assert posts.city_of(code) == city


def test_a_popup_gives_its_title_as_text_and_known_ehpad_are_not_doubled(tmp_path: Path) -> None:
    assert ehpad_popup.title_of("<h3>EHPAD L&#39;<b>ORME</b></h3><script>x()</script>") == "EHPAD L'ORME"
    other = transform_points([(408_000, 6_502_500)], "EPSG:2154", WGS84)[0]
    features = ",".join(
        f'{{"type":"Feature","properties":{{"popup":"<h3>{name}</h3>","prixHebPermCs_d_col":"","prixHebPermCd_d_col":""}},'
        f'"geometry":{{"type":"Point","coordinates":[{x},{y}]}}}}'
        for name, (x, y) in (("ICI", (LON, LAT)), ("LES ORMES", other), ("NEUF", other))
    )
    path = text(tmp_path / "p.geojson", f'{{"type":"FeatureCollection","features":[{features}]}}')
    raw = read_file(path)
    assert detect(raw) == "ehpad_popup"
    got = ehpad_popup.read(raw, known(tmp_path))
    assert got.fate.tolist() == [EXCLUDED, EXCLUDED, STORED]
    assert got.layers[0].frame["name"].tolist() == ["NEUF"]


def equipment(number: str, discipline: str, activity: str, places: str, suppressed: str = "N") -> str:
    cells = ["equipementsocial", number, discipline, "", activity, *[""] * 4, places, *[""] * 5, suppressed]
    return ";".join([*cells, *[""] * 9])


def test_permanent_places_come_from_the_equipment_file_by_number(tmp_path: Path) -> None:
    rows = [
        "finess;etalab;98;2026-05-12",
        equipment("170000001", "924", "11", "80"),
        equipment("170000001", "924", "21", "9"),
        equipment("170000001", "924", "11", "7", "O"),
        equipment("990000001", "924", "11", "50"),
    ]
    raw = read_file(text(tmp_path / "etalab-cs1100505.csv", "\n".join(rows)))
    assert detect(raw) == "finess_equipment"
    got = finess_facts.read_equipment(raw, known(tmp_path))
    row = got.layers[0].frame.iloc[0]
    assert (row["capacity"], row["capacity_unit"], row["source"]) == (80.0, "places", "k.csv")
    assert (got.fate.tolist()[-1], got.vintage) == (EXCLUDED, "2026-05-12")


def test_coordinates_alone_move_the_structures_of_their_number(tmp_path: Path) -> None:
    line = "geolocalisation;170000001;408000;6502500;1,ATLASANTE,96,BAN,EPSG:2154 RGF93;2026-05-04"
    raw = read_file(text(tmp_path / "g.csv", line + "\n"))
    assert detect(raw) == "finess_points"
    here = finess_facts.read_points(raw, known(tmp_path)).layers[0].frame.geometry.iloc[0]
    assert here.distance(COMMUNES_2.geometry.iloc[1]) == 0


def test_a_coordinate_of_fifteen_digits_is_no_personal_number(tmp_path: Path) -> None:
    rows = "".join(f"n{i};1.{i:014d};2.{i * 97:014d}\n" for i in range(2000))
    assert check_personal(read_csv(text(tmp_path / "c.csv", f"nom;lon;lat\n{rows}"))) == ()
    with pytest.raises(LayerError, match="personal_number"):
        check_personal(read_csv(text(tmp_path / "c.csv", "nom;n\nx;1 84 12 76 451 089 46\n")))
