"""Communes, populations and national tables as their producers publish them; each quirk is named."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from cpts_geo.model.crs import WGS84
from cpts_geo.model.layers import POPULATION
from cpts_geo.territory.folder import read_territory
from cpts_geo.territory.importer import import_file
from cpts_geo.territory.reference import candidates, epci_members, read_reference
from cpts_geo.territory.report import ImportReport
from making import geojson
from paths import REAL, needs_real_data

pytestmark = needs_real_data
NATIONAL = REAL / "national"
MOVEMENTS = NATIONAL / "mouvements-communes.csv"
CONTOURS = sorted((REAL / "contours").glob("*.geojson")) if REAL.exists() else []


def kinds(report: ImportReport) -> list[str]:
    assert report.rows_read == report.rows_stored + report.rows_set_aside + report.rows_excluded
    return [problem.kind for problem in report.problems]


@pytest.fixture(scope="module")
def ain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Ain of the COG 2018 brought to 2024, with the populations of 2021 and its intercommunalités."""
    folder = tmp_path_factory.mktemp("ain") / "ain"
    first = import_file(folder, REAL / "contours" / "communes-01-ain.geojson")
    assert kinds(first) == ["population_unknown"]
    moved = import_file(folder, MOVEMENTS)
    assert (moved.rows_read, moved.rows_stored) == (13_284, 13_284)
    assert kinds(moved).count("merged_commune") == 407 - 392
    assert "407 → 392, 2018 → 2024" in [p.value for p in moved.problems]
    people = import_file(folder, NATIONAL / "donnees_communes.csv")
    assert (people.rows_read, people.rows_stored) == (34_970, 392)
    assert kinds(people) == ["codes_elsewhere"]  # the rest of the country, counted
    epci = import_file(folder, NATIONAL / "epcicom.xlsx")
    assert (epci.rows_stored, kinds(epci)) == (34_931, ["reference_epci"])
    return folder


def test_contours_of_2018_meet_the_populations_of_2024(ain: Path) -> None:
    communes = read_territory(ain).communes
    assert len(communes) == 392
    assert communes[POPULATION].notna().all()
    assert communes.loc["01033", "name"] == "Valserhône"
    assert "01091 Châtillon-en-Michaille" in str(communes.loc["01033", "former"])
    assert communes.is_valid.all()


def test_every_commune_knows_its_intercommunalite(ain: Path) -> None:
    communes = read_territory(ain).communes
    assert (communes["epci_siren"] != "").all()
    assert communes.loc["01304", "epci_name"] == "CC Rives de l'Ain - Pays du Cerdon"
    assert len(epci_members(read_reference(ain), "200029999")) == 14


def test_a_name_finds_every_commune_that_bears_or_bore_it(ain: Path) -> None:
    report = import_file(ain, [NATIONAL / "communes.csv", NATIONAL / "departements.csv"])
    assert kinds(report) == ["reference_cog", "reference_departments"]
    assert report.rows_stored == 37_645
    found = candidates(read_reference(ain), "saint-denis")
    assert {"93066 Saint-Denis", "97411 Saint-Denis"} <= set(found)


@pytest.mark.parametrize("path", CONTOURS, ids=lambda path: str(path.stem))
def test_all_the_communes_of_a_departement_go_in(path: Path, tmp_path: Path) -> None:
    report = import_file(tmp_path / "val", path)
    assert report.rows_stored == report.rows_read == len(read_territory(tmp_path / "val").communes)
    assert set(kinds(report)) <= {"population_unknown", "hole_between_communes", "repaired_outline"}


def test_lyon_is_the_sum_of_its_arrondissements_when_the_layer_has_the_city(tmp_path: Path) -> None:
    folder = tmp_path / "rhone"
    import_file(folder, [REAL / "contours" / "communes-69-rhone.geojson"], only=("69123", "69266"))
    report = import_file(folder, NATIONAL / "donnees_communes.csv")
    assert "districts_added" in kinds(report)
    people = read_territory(folder).communes[POPULATION]
    assert 500_000 < people["69123"] < 550_000
    assert people["69266"] > 140_000


def test_the_clipped_communes_of_rochefort_are_named(tmp_path: Path) -> None:
    report = import_file(tmp_path / "val", REAL / "rochefort" / "COMMUNE.shp")
    assert (report.rows_read, report.rows_stored) == (15, 15)
    assert kinds(report).count("clipped_commune") == 9
    assert [p.value for p in report.problems if p.kind == "parts_joined"] == ["17484 (2)"]


def test_perigueux_alone_is_a_territory(tmp_path: Path) -> None:
    report = import_file(tmp_path / "val", REAL / "flood" / "perigueux_communes" / "perigeux.shp")
    assert kinds(report) == []
    assert read_territory(tmp_path / "val").communes[POPULATION].to_dict() == {"24322": 29_896}


def test_mayotte_builds_its_codes_from_two_columns(tmp_path: Path) -> None:
    shape = shapely.box(45.2, -12.8, 45.3, -12.7)
    frame = gpd.GeoDataFrame({"code": ["97611"], "nom": ["Mamoudzou"]}, geometry=[shape], crs=WGS84)
    import_file(tmp_path / "val", geojson(tmp_path / "c.geojson", frame))
    report = import_file(tmp_path / "val", NATIONAL / "donnees_communes_mayotte.csv")
    assert (report.rows_read, report.rows_stored) == (17, 1)
    territory = read_territory(tmp_path / "val")
    assert (territory.crs, territory.communes[POPULATION].to_dict()) == ("EPSG:4471", {"97611": 71_437})
