"""Every file of the real data by the command a user types: read and balanced, or refused for a reason."""

import json
import shutil
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from cpts_geo.territory.importer import import_file
from faulting import shown
from making import geojson
from paths import REAL, ROOT, needs_real_data

pytestmark = needs_real_data
TESTS = ROOT / "tests" / "real"
# What comes with another file and is no file to import.
COMPANIONS = {".dbf", ".shx", ".prj", ".cpg", ".qix", ".qmd", ".tfw", ".md"}
# File → territory and quirks that its report names.
READ: dict[str, tuple[str, set[str]]] = {
    "rochefort/COURS_D_EAU.shp": ("17", set()),
    "rochefort/SURFACE_HYDROGRAPHIQUE.shp": ("17", set()),
    "rochefort/PPR.shp": ("17", {"planning_zones", "mixed_risk", "other_risk", "repaired_geometry"}),
    "rochefort/tempete_xynthia.shp": ("17", {"depth_unknown"}),
    **{
        f"rochefort/scenarios/sc{name}.geojson": ("17", {"depth_unknown", "level_not_depth"})
        for name in ("01_grande_maree", "02_xynthia", "03_ipcc_2050", "04_ipcc_2100", "05_worst_case")
    },
    "national/communes.csv": ("01", {"reference_cog"}),
    "national/departements.csv": ("01", {"reference_departments"}),
    "national/donnees_communes.csv": ("01", {"codes_elsewhere", "commune_without_population"}),
    "national/donnees_communes_mayotte.csv": ("976", set()),
    "national/epcicom.xlsx": ("01", {"reference_epci"}),
    "national/ehpad_2025.csv": ("01", {"category_not_kept", "empty_rows", "out_of_territory"}),
    "national/prix_ehpad_2023.geojson": ("01", {"out_of_territory"}),
    "national/professionnels_par_commune_2019_brut.csv": ("01", {"posts_per_commune", "no_post"}),
    "national/sites-prelevements-grand-public-2020-11.csv": ("01", {"category_from_name", "drives_found"}),
    **{f"national/centres-vaccination-2021-{n}.csv": ("01", {"past_sites"}) for n in ("01", "03", "11")},
    "finess/etalab-cs1100502-stock-20260512_extract.csv": (
        "01",
        {"structures_without_coordinates", "missing_coordinates", "protected_places"},
    ),
    "finess/etalab-cs1100507-2016_extract.csv": ("01", set()),
    "finess/geolocalisation_2026_form.csv": ("01", {"facts_without_structure"}),
    "flood/vienne_zone_inondable.geojson": ("86", {"repaired_geometry", "empty_geometry", "depth_unknown"}),
    "flood/vienne_indicateurs.geojson": ("86", {"communes_left"}),
    "flood/n_tri_peri_inondable_01_01for_s_024.shp": ("24", {"depth_unknown"}),
    "flood/n_tri_lill_inondable_s_059.csv": ("59", {"depth_unknown", "split_layers"}),
    "national/mouvements-communes.csv": ("01", {"reference_movements", "merged_commune"}),
}
# File → territory and words of the reason.
REFUSED: dict[str, tuple[str, str]] = {
    "rochefort/digues.shp": ("17", "rien ne dit ce que sont ces lignes"),
    "rochefort/emprise_MNT.shp": ("17", "rien ne dit ce que sont ces contours"),
    "rochefort/dem_maj.asc": ("17", "altitudes pour la neige : --as relief"),
    "rochefort/recalcul_mnt_val.tif": ("17", "altitudes pour la neige : --as relief"),
    "rochefort/scenarios/index.json": ("17", "ni position ni code de commune"),
    "flood/vienne_tri.geojson": ("86", "périmètre d’un TRI"),
    "api/Y230002001-2019-12-20.json": ("17", "mesures de stations"),
    "api/stations06.json": ("17", "mesures de stations"),
}
# Files that another module imports by the same command: what that module must say of them.
ELSEWHERE: dict[str, tuple[str, str]] = {
    "contours/*.geojson": ("test_commune_files.py", '"contours").glob("*.geojson")'),
    "flood/perigueux_communes/*.shp": ("test_commune_files.py", "perigeux.shp"),
    "rochefort/COMMUNE.shp": ("test_commune_files.py", "COMMUNE.shp"),
    "rochefort/routes.shp": ("test_road_files.py", "routes.shp"),
    "national/sae_2023/*.csv": ("test_structure_files.py", "{name}_2023r.csv"),
    "flood/pprn_isere/*.zip": ("test_hazard_files.py", "{archive}.zip"),
    "nantes/*.bz2": ("test_road_files.py", "{name}.graphml.bz2"),
    "osm/redon.osm": ("test_road_files.py", "redon.osm"),
    "osm/saint_barthelemy.osm.*": ("test_road_files.py", "saint_barthelemy.osm.{end}"),
    **{
        f"osm/{name}": ("test_road_files.py", name)
        for name in (
            *("krems.osm.gz", "north-bayreuth.osm.gz", "andorra.osm.pbf", "one_way_dead_end.osm.pbf"),
            *("rouen.osm.gz", "overpass_pont_de_veyle.osm.gz"),
        )
    },
}
CACHE = "osm/overpass_cache_saint_germain/*.json"


def here(pattern: str) -> set[str]:
    return {path.relative_to(REAL).as_posix() for path in REAL.glob(pattern)}


def answers_of_a_geocoder() -> set[str]:
    """The cache of OSMnx also holds places found by name."""
    return {name for name in here(CACHE) if b"place_id" in (REAL / name).read_bytes()[:400]}


def test_no_file_is_forgotten() -> None:
    every = {
        path.relative_to(REAL).as_posix()
        for path in REAL.rglob("*")
        if path.is_file() and path.suffix not in COMPANIONS
    }
    known = {*READ, *REFUSED, *here(CACHE)}.union(*(here(pattern) for pattern in ELSEWHERE))
    assert every - known == set()


@pytest.mark.parametrize("pattern", ELSEWHERE)
def test_what_is_imported_elsewhere_is(pattern: str) -> None:
    module, words = ELSEWHERE[pattern]
    assert words in (TESTS / module).read_text("utf-8")


BOXES = {"59350": (2.9, 50.5, 3.3, 50.8), "97611": (45.2, -12.8, 45.3, -12.7)}


@pytest.fixture(scope="module")
def territories(tmp_path_factory: pytest.TempPathFactory, rochefort_folder: Path) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("territoires")
    shutil.copytree(rochefort_folder, home / "17")
    for code, name in (("01", "ain"), ("24", "dordogne"), ("86", "vienne")):
        import_file(home / code, REAL / "contours" / f"communes-{code}-{name}.geojson")
    for code, box in BOXES.items():
        frame = gpd.GeoDataFrame(
            {"code": [code], "nom": ["Essai"], "population": [1]}, geometry=[shapely.box(*box)], crs=4326
        )
        import_file(home / code.removesuffix("350").removesuffix("11"), geojson(home / "c.geojson", frame))
    return {path.name: path for path in home.iterdir() if path.is_dir()}


@pytest.mark.parametrize("name", READ)
def test_a_file_is_read_balanced_and_its_quirks_named(
    name: str, territories: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    if not (REAL / name).exists():
        pytest.skip(f"{name} is absent")
    territory, quirks = READ[name]
    code, out, err = shown(capsys, "import", territories[territory], REAL / name, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["rows_read"] == told["rows_stored"] + told["rows_set_aside"] + told["rows_excluded"] > 0
    assert quirks <= {problem["kind"] for problem in told["problems"]}


@pytest.mark.parametrize("name", [*REFUSED, *sorted(answers_of_a_geocoder())])
def test_a_file_that_is_no_layer_is_refused_with_its_reason(
    name: str, territories: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    if not (REAL / name).exists():
        pytest.skip(f"{name} is absent")
    territory, words = REFUSED.get(name, ("17", "réponse d’un géocodeur"))
    code, out, err = shown(capsys, "import", territories[territory], REAL / name)
    assert (code, out) == (1, "")
    assert words in err
    assert "n’a été reconnu" not in err
    assert "À faire : " in err
