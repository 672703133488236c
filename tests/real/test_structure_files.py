"""Every national file of care and sites, imported as a user types it; nothing is lost on the way."""

from pathlib import Path

import pytest

from cpts_geo.territory.folder import read_territory
from cpts_geo.territory.importer import import_file
from cpts_geo.territory.report import ImportReport
from paths import REAL, needs_real_data

pytestmark = needs_real_data
NATIONAL, FINESS = REAL / "national", REAL / "finess"
# File, rows it holds, kinds of problems that name its quirks.
FILES: list[tuple[Path, int, set[str]]] = [
    (NATIONAL / "ehpad_2025.csv", 11_747, {"category_not_kept", "empty_rows", "out_of_territory"}),
    (NATIONAL / "prix_ehpad_2023.geojson", 6_301, {"already_known", "out_of_territory"}),
    (NATIONAL / "professionnels_par_commune_2019_brut.csv", 21_911, {"posts_per_commune", "no_post"}),
    (NATIONAL / "centres-vaccination-2021-01.csv", 854, {"past_sites"}),
    (NATIONAL / "centres-vaccination-2021-03.csv", 1_433, {"past_sites"}),
    (NATIONAL / "centres-vaccination-2021-11.csv", 2_871, {"past_sites"}),
    (NATIONAL / "sites-prelevements-grand-public-2020-11.csv", 3_341, {"category_from_name", "drives_found"}),
    (FINESS / "etalab-cs1100507-2016_extract.csv", 2, set()),
    (
        FINESS / "etalab-cs1100502-stock-20260512_extract.csv",
        10,
        {"structures_without_coordinates", "missing_coordinates", "protected_places"},
    ),
    (FINESS / "geolocalisation_2026_form.csv", 2, {"facts_without_structure"}),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, ImportReport]]:
    """The Ain, into which each file goes after those before it, and what was said of each."""
    folder = tmp_path_factory.mktemp("real") / "ain"
    import_file(folder, REAL / "contours" / "communes-01-ain.geojson")
    return folder, {path.name: import_file(folder, path) for path, _, _ in FILES}


@pytest.fixture(scope="module")
def folder(home: tuple[Path, dict[str, ImportReport]]) -> Path:
    return home[0]


def balanced(report: ImportReport) -> bool:
    return report.rows_read == report.rows_stored + report.rows_set_aside + report.rows_excluded


@pytest.mark.parametrize(("path", "rows", "quirks"), FILES, ids=[p.name for p, _, _ in FILES])
def test_a_national_file_goes_in_whole_and_names_its_quirks(
    home: tuple[Path, dict[str, ImportReport]], path: Path, rows: int, quirks: set[str]
) -> None:
    report = home[1][path.name]
    assert report.rows_read == rows
    assert balanced(report)
    assert quirks <= {p.kind for p in report.problems}


def test_the_sae_gives_beds_and_emergencies_to_what_finess_placed(folder: Path) -> None:
    names = ("ID", "MCO", "URGENCES", "URGENCES2", "FILTRE")
    report = import_file(folder, [NATIONAL / "sae_2023" / f"{name}_2023r.csv" for name in names])
    assert (report.rows_read, balanced(report)) == (3_975, True)
    bourg = read_territory(folder).structures.loc["010000024"]
    assert (bourg["capacity"], bourg["urgences"], bourg["geo_quality"]) == (354.0, True, "commune")


def test_no_protected_place_and_no_person_is_in_the_territory(folder: Path) -> None:
    stored = (folder / "structures" / "structures.geojson").read_text("utf-8")
    assert "LIEU DE VIE" not in stored.upper()
    assert "@" not in stored
