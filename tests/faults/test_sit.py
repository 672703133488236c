"""Faults of lists of planned sites (RELIABILITY 6, group SIT, import side)."""

from pathlib import Path

import pytest

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.sources.drive_words import is_drive
from cpts_geo.territory.folder import read_territory
from faulting import brought
from homes import with_communes
from making import text

LON, LAT = (round(v, 6) for v in transform_points([(402_500, 6_502_500)], "EPSG:2154", WGS84)[0])
KML = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
PLACE = f"<Placemark><name>Salle</name><Point><coordinates>{LON},{LAT}</coordinates></Point></Placemark>"
TRACK = f"<LineString><coordinates>{LON},{LAT} {LON},{LAT + 0.01}</coordinates></LineString>"
LINK = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_communes(tmp_path / "val", "Val d'Essai")


def test_sit_01_a_site_far_at_sea_is_kept_and_its_distance_said(folder: Path) -> None:
    path = text(folder.parent / "s.csv", f"id;name;usage;lon;lat\n1;Quai;drive;{LON - 1};{LAT}\n")
    said = brought(folder, path)
    assert "hors du territoire, à " in said.text


def test_sit_08_quotes_and_markup_are_stored_to_the_letter(folder: Path) -> None:
    name = 'L\'Étoile "A" <b>x</b> ${1}'
    quoted = name.replace('"', '""')
    brought(folder, text(folder.parent / "s.csv", f'id;name;usage;lon;lat\n1;"{quoted}";drive;{LON};{LAT}\n'))
    assert read_territory(folder).sites["name"].tolist() == [name]


@pytest.mark.parametrize(("opened", "closed"), [("10/11", "09/11"), ("10/11/2026", "2026-11-09")])
def test_sit_10_an_end_before_its_start_is_refused_naming_both_fields(
    folder: Path, opened: str, closed: str
) -> None:
    header = "id;name;usage;lon;lat;date_ouverture;date_fermeture"
    said = brought(
        folder, text(folder.parent / "s.csv", f"{header}\n1;Salle;drive;{LON};{LAT};{opened};{closed}\n")
    )
    assert "ligne 2, colonne date_ouverture, date_fermeture" in said.refusal
    assert f"Valeur lue : {opened} > {closed}" in said.refusal


def test_sit_11_waypoints_of_a_gps_go_in_and_its_tracks_are_counted(folder: Path) -> None:
    point = f'<wpt lat="{LAT}" lon="{LON}"><name>Gymnase</name><sym>Flag</sym></wpt>'
    track = f'<trk><trkseg><trkpt lat="{LAT}" lon="{LON}"/><trkpt lat="{LAT}" lon="{LON}"/></trkseg></trk>'
    gpx = f'<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{point}{track}</gpx>'
    said = brought(folder, text(folder.parent / "sorties.gpx", gpx))
    assert read_territory(folder).sites[["name", "kind"]].to_numpy().tolist() == [["Gymnase", "gym"]]
    assert "traces ou lignes, qui ne sont pas des lieux, non retenues : 1" in said.text


def test_sit_11_places_of_a_kml_go_in_its_tracks_and_links_are_counted(folder: Path) -> None:
    track = f"<Placemark><name>Trace</name>{TRACK}</Placemark>"
    said = brought(folder, text(folder.parent / "lieux.kml", KML.format(PLACE + track + LINK)))
    assert read_territory(folder).sites["name"].tolist() == ["Salle"]
    assert "traces ou lignes, qui ne sont pas des lieux, non retenues : 1" in said.text
    assert "NetworkLink" in said.text


def test_personal_columns_of_a_list_of_sites_are_told_and_not_kept(folder: Path) -> None:
    rows = f"1;Salle;drive;{LON};{LAT};01/02/1950;jean.dupont@gmail.com"
    path = text(folder.parent / "s.csv", f"id;name;usage;lon;lat;date de naissance;contact\n{rows}\n")
    said = brought(folder, path)
    assert "dates de naissance dans cette colonne (1)" in said.text
    assert "jean.dupont" not in said.text
    assert "gmail" not in (folder / "sites" / "sites.geojson").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "drive"),
    [
        ("Drive/Sur place", True),
        ("Vaccidrive Villepinte", True),
        ("dépistage au volant", True),
        ("test sans sortir du véhicule", True),
        ("sans descendre de votre voiture", True),
        ("Sur place", False),
        ("pas de drive", False),
        ("https://exemple.fr/g20-drive-vezelise", False),
        ("loueurs de voitures", False),
    ],
)
def test_a_drive_is_recognised_in_free_text(words: str, drive: bool) -> None:  # noqa: FBT001 the expected answer
    assert is_drive(words) is drive
