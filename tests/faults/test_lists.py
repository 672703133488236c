"""Lists of structures, sites and communes with words, figures or shapes that nobody should trust unsaid."""

import contextlib
import socket
from pathlib import Path

import pytest

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.findings import Severity
from cpts_geo.territory.doctor import check_folder
from cpts_geo.territory.folder import read_territory
from faulting import Said, brought
from homes import with_communes
from making import communes_file, communes_frame, geojson, square, text

LON, LAT = (round(v, 6) for v in transform_points([(402_500, 6_502_500)], "EPSG:2154", WGS84)[0])
PLACE = f"{LON};{LAT}"
KML = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
GPX = '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_communes(tmp_path / "val", "Val d'Essai")


def listed(folder: Path, *lines: str, **options: str) -> Said:
    return brought(folder, text(folder.parent / "liste.csv", "\n".join(lines) + "\n"), **options)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Fermé", "closed"),
        ("fermée définitivement", "closed"),
        ("ouvert", "open"),
        ("réduit", "reduced"),
        ("", "open"),
    ],
)
def test_a_status_in_french_is_understood(folder: Path, word: str, status: str) -> None:
    said = listed(folder, "nom;type;lon;lat;statut", f"A;pharmacie;{PLACE};{word}")
    assert list(read_territory(folder).structures["status"]) == [status]
    assert said.text.strip() == ""


def test_a_status_that_nobody_knows_is_open_and_said(folder: Path) -> None:
    said = listed(folder, "nom;type;lon;lat;statut", f"A;pharmacie;{PLACE};bizarre")
    assert list(read_territory(folder).structures["status"]) == ["open"]
    assert "statut inconnu : la structure est lue comme ouverte" in said.text


def test_words_of_a_site_that_nobody_knows_are_said(folder: Path) -> None:
    said = listed(folder, "nom;usage;lon;lat;statut", f"S;dépistage;{PLACE};bizarre", kind="sites")
    assert list(read_territory(folder).sites["status"]) == ["pressenti"]
    assert "statut inconnu : le lieu est lu comme pressenti" in said.text
    assert "Valeur lue : dépistage" in said.text


def test_an_accented_status_of_a_site_is_understood(folder: Path) -> None:
    listed(folder, "nom;usage;lon;lat;statut", f"S;drive;{PLACE};Testé", kind="sites")
    assert list(read_territory(folder).sites["status"]) == ["teste"]


def test_places_without_a_name_are_counted(folder: Path) -> None:
    said = listed(folder, "nom;type;lon;lat", f";pharmacie;{PLACE}")
    assert "lieux sans nom, gardés : 1" in said.text


@pytest.mark.parametrize("figure", ["1,234", "12.345"])
def test_a_figure_that_reads_two_ways_is_for_a_person(folder: Path, figure: str) -> None:
    said = listed(folder, "code_insee;population", f"17001;{figure}", "17002;7", kind="population")
    assert said.report is not None
    assert (said.report.rows_stored, said.report.rows_set_aside) == (1, 1)
    assert "séparateur de milliers ou virgule décimale" in said.text
    assert list(read_territory(folder).communes["population"]) == [1000, 7]


def test_communes_without_people_are_named(folder: Path) -> None:
    said = listed(folder, "code_insee;population", "17001;0", "17002;7", kind="population")
    assert "communes à 0 habitant dans ce tableau, à vérifier (nombre, codes) : 1 (17001)" in said.text


def test_communes_drawn_over_one_another_are_said(tmp_path: Path) -> None:
    frame = communes_frame()
    frame = frame.set_geometry([square(0, 0), square(0, 0).buffer(100)], crs=frame.crs)
    said = brought(tmp_path / "val", geojson(tmp_path / "c.geojson", frame))
    assert "communes qui se superposent (17001 / 17002 : 25,00 km2)" in said.text


def test_communes_that_share_a_border_are_not_reproached(tmp_path: Path) -> None:
    assert "superposent" not in brought(tmp_path / "val", communes_file(tmp_path)).text


def test_a_commune_far_from_the_others_is_said(tmp_path: Path) -> None:
    frame = communes_frame((1.0, 2.0, 3.0))
    frame = frame.set_geometry([square(0, 0), square(1, 0), square(60, 0)], crs=frame.crs)
    said = brought(tmp_path / "val", geojson(tmp_path / "c.geojson", frame))
    assert said.text.count("commune loin de toutes les autres") == 1
    assert "(290 km (17003))" in said.text


def test_sit_11_a_track_alone_is_refused_with_its_count(folder: Path) -> None:
    track = f'<trk><trkseg><trkpt lat="{LAT}" lon="{LON}"/><trkpt lat="{LAT}" lon="{LON}"/></trkseg></trk>'
    said = brought(folder, text(folder.parent / "s.gpx", GPX.format(track)), kind="sites")
    assert "que des traces ou des lignes (1), qui ne sont pas des lieux" in said.refusal


@pytest.mark.parametrize("tag", ["NetworkLink", "NetworkLink id='a'"])
def test_sit_11_the_address_of_a_link_is_never_asked(folder: Path, tag: str) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0.2)
        href = f"<Link><href>http://127.0.0.1:{server.getsockname()[1]}/x.kml</href></Link>"
        place = (
            f"<Placemark><name>Salle</name><Point><coordinates>{LON},{LAT}</coordinates></Point></Placemark>"
        )
        link = f"<{tag}>{href}</NetworkLink>"
        said = brought(folder, text(folder.parent / "s.kml", KML.format(link + place)), kind="sites")
        with pytest.raises(TimeoutError):
            server.accept()
    assert "liens vers d’autres fichiers (NetworkLink), jamais suivis : 1" in said.text


@pytest.mark.parametrize("x_y", [f"{LAT};{LON}", "402500;6502500"])
def test_str_03_and_04_a_place_put_right_at_import_is_to_look_at(folder: Path, x_y: str) -> None:
    listed(folder, "nom;type;lon;lat", f"A;pharmacie;{x_y}")
    found = [f for f in check_folder(folder) if f.kind in {"swapped_axes", "projected_coordinates"}]
    assert [f.severity for f in found] == [Severity.LOOK]
