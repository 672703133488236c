"""A relief gives roads the altitude that their source does not know, and nothing more."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cpts_geo.cli import main
from cpts_geo.hazards import Winter
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.layers import ALTITUDE_FROM, ALTITUDE_M, SLOPE
from cpts_geo.model.scenario import READINGS, Scenario
from cpts_geo.render.scenario_cautions import scenario_cautions
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_study
from cpts_geo.territory.doctor import check_folder
from cpts_geo.territory.folder import read_network, read_territory
from cpts_geo.territory.importer import import_file
from faulting import brought
from making import CRS, SOUTH, WEST, communes_file, text
from osm_text import STEP
from rasters_made import write_ascii, write_tiff

NORTH = SOUTH + 5000
SIDE = 25.0


def hill(columns: int = 400, rows: int = 200) -> np.ndarray:
    """From 100 m in the west up to 100 m + 10 % of the way east, the same from south to north."""
    return np.tile(100 + 0.1 * (np.arange(columns) + 0.5) * SIDE, (rows, 1))


def osm_roads(folder: Path) -> Path:
    """A road from west to east through both communes, by pieces; another to the north."""
    spots = [(500, 2500), (3000, 2500), (6000, 2500), (9000, 2500), (9000, 4900), (6000, 9500)]
    lonlat = transform_points([(WEST + x, SOUTH + y) for x, y in spots], CRS, WGS84)
    nodes = "".join(
        f'<node id="{i}" version="1" lon="{x:.8f}" lat="{y:.8f}"/>' for i, (x, y) in enumerate(lonlat, 1)
    )
    lines = [(1, 2), (2, 3), (3, 4), (4, 5), (3, 6)]
    ways = "".join(
        f'<way id="{i}" version="1"><nd ref="{a}"/><nd ref="{b}"/><tag k="highway" v="tertiary"/>'
        f'<tag k="ref" v="D{i}"/></way>'
        for i, (a, b) in enumerate(lines, 1)
    )
    return text(folder / "routes.osm", f'<?xml version="1.0"?><osm version="0.6">{nodes}{ways}</osm>')


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = tmp_path_factory.mktemp("fichiers")
    folder = tmp_path_factory.mktemp("base") / "territoire"
    import_file(folder, communes_file(files))
    import_file(folder, osm_roads(files))
    return folder


@pytest.fixture
def folder(base: Path, tmp_path: Path) -> Path:
    return shutil.copytree(base, tmp_path / "home" / "territoire")


def edges(folder: Path) -> pd.DataFrame:
    return read_network(folder).edges


def test_roads_of_openstreetmap_take_the_altitude_of_the_relief_along_their_way(
    folder: Path, tmp_path: Path
) -> None:
    tile = write_ascii(tmp_path / "BDALTI.asc", hill(), (WEST, SOUTH), SIDE, -99999)
    said = brought(folder, tile, kind="relief", crs=CRS)

    assert said.report is not None
    assert (said.report.source, said.report.rows_read, said.report.rows_stored) == ("relief", 1, 1)
    found = edges(folder)
    inside = found["ref"].isin(["D1", "D2", "D3", "D4"])
    east = found.geometry.bounds["maxx"] - WEST
    assert found.loc[inside, ALTITUDE_M].to_numpy() == pytest.approx(
        (100 + 0.1 * east[inside]).to_numpy(), abs=0.1
    )
    assert found.loc[found["ref"] == "D2", SLOPE].to_numpy() == pytest.approx(0.1, abs=1e-3)
    assert set(found.loc[inside, ALTITUDE_FROM]) == {"relief"}


def test_where_the_relief_says_nothing_the_altitude_is_unknown_and_said_everywhere(
    folder: Path, tmp_path: Path
) -> None:
    cells = hill()
    cells[:, 300:] = -9999  # the east has no data
    said = brought(
        folder, write_ascii(tmp_path / "mnt.asc", cells, (WEST, SOUTH), SIDE), kind="relief", crs=CRS
    )

    found = edges(folder)
    assert found.loc[found["ref"] == "D4", ALTITUDE_M].isna().all()
    unknown = int(found[ALTITUDE_M].isna().sum())
    assert f"d’altitude inconnue, sur l’ensemble : {unknown} / {len(found)}" in said.text
    told = [f.value for f in check_folder(folder) if f.kind == "altitude_unknown"]
    assert len(told) == 1
    study = run_study(StudySpec(folder=str(folder), scenario=Scenario("neige", (Winter(600.0),))))
    assert any(line.startswith("Altitude inconnue sur ") for line in scenario_cautions(study))
    snow = [Winter(600.0).speed_factor(found, {}, None, reading) for reading in READINGS]  # type: ignore[arg-type]
    assert all((factor[found["ref"] == "D4"] < 1).all() for factor in snow)


def test_the_relief_may_come_first_and_serves_roads_that_come_after(folder: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder / "network")
    brought(folder, write_ascii(tmp_path / "mnt.asc", hill(), (WEST, SOUTH), SIDE), kind="relief", crs=CRS)
    brought(folder, osm_roads(tmp_path))

    assert edges(folder)[ALTITUDE_FROM].eq("relief").any()


def test_a_newer_grid_of_the_same_name_replaces_the_altitudes_it_gave(folder: Path, tmp_path: Path) -> None:
    for rise in (0, 500):
        path = write_ascii(tmp_path / "mnt.asc", hill() + rise, (WEST, SOUTH), SIDE)
        brought(folder, path, kind="relief", crs=CRS)

    assert edges(folder)[ALTITUDE_M].min() > 600


def test_the_height_that_a_road_says_of_itself_stays(folder: Path, tmp_path: Path) -> None:
    own = edges(folder)
    own[ALTITUDE_M], own[SLOPE] = np.where(own["ref"] == "D1", 33.0, np.nan), 0.0
    own.to_parquet(folder / "network" / "edges.parquet")
    brought(folder, write_ascii(tmp_path / "mnt.asc", hill(), (WEST, SOUTH), SIDE), kind="relief", crs=CRS)

    found = edges(folder)
    assert set(found.loc[found["ref"] == "D1", ALTITUDE_M]) == {33.0}
    assert set(found.loc[found["ref"] == "D1", ALTITUDE_FROM]) == {""}
    assert (found.loc[found["ref"] == "D2", ALTITUDE_M] > 100).all()


def test_tiles_of_five_metres_are_read_together_and_meet_without_a_step(folder: Path, tmp_path: Path) -> None:
    x = (np.arange(1000) + 0.5) * 5
    tiles = [
        write_tiff(tmp_path / f"dalle_{k}.tif", np.tile(100 + 0.1 * (x + 5000 * k), (1000, 1)).astype("f4"),
                   (WEST + 5000 * k, NORTH), 5.0)
        for k in range(2)
    ]  # fmt: skip
    far = write_tiff(tmp_path / "loin.tif", np.ones((10, 10), "f4"), (WEST + 90_000, NORTH), 5.0)
    said = brought(folder, *tiles, far, kind="relief")

    assert said.report is not None
    assert (said.report.rows_read, said.report.rows_stored, said.report.rows_excluded) == (3, 2, 1)
    assert "mailles de 25 m (5 m dans le fichier)" in said.text
    slope = edges(folder).loc[edges(folder)["ref"] == "D2", SLOPE]  # crosses the limit of the tiles
    assert slope.to_numpy() == pytest.approx(0.1, abs=0.03)
    assert [s.title for s in read_territory(folder).sources if s.layer == "relief/dalle_0"] == [
        "dalle_0.tif, dalle_1.tif, loin.tif"
    ]


def test_degrees_are_placed_too(folder: Path, tmp_path: Path) -> None:
    west, north = transform_points([(WEST - 2000, NORTH + 2000)], CRS, WGS84)[0]
    cells = np.full((400, 600), 250.0, dtype="f4")
    brought(folder, write_tiff(tmp_path / "glo30.tif", cells, (west, north), STEP / 4, 4326), kind="relief")

    assert edges(folder)[ALTITUDE_M].dropna().round(3).unique().tolist() == [250.0]


@pytest.mark.parametrize(
    ("cells", "options", "words"),
    [
        (hill(), {}, "système"),
        (hill() * 100, {"crs": CRS}, "ne peuvent pas être des altitudes de France en mètres : de"),
        (hill(), {"crs": "EPSG:2975"}, "n’est sur le territoire"),
    ],
)
def test_a_relief_that_cannot_be_used_is_refused_with_the_repair(
    folder: Path, tmp_path: Path, cells: np.ndarray, options: dict[str, str], words: str
) -> None:
    path = write_ascii(tmp_path / "mnt.asc", cells, (WEST, SOUTH), SIDE)
    said = brought(folder, path, kind="relief", **options)
    assert words in said.refusal
    assert "À faire" in said.refusal


def test_a_table_is_not_a_relief(folder: Path, tmp_path: Path) -> None:
    said = brought(folder, text(tmp_path / "liste.csv", "a;b\n1;2\n"), kind="relief")
    assert "un relief est une grille d’altitudes" in said.refusal


def test_a_grid_in_feet_is_refused(folder: Path, tmp_path: Path) -> None:
    path = write_tiff(tmp_path / "mnt.tif", hill().astype("f4"), (WEST, NORTH), SIDE)
    content = path.read_bytes()
    was, feet = (int(n).to_bytes(2, "little") for n in (1025, 4099))
    at = content.rindex(
        was + (0).to_bytes(2, "little") + (1).to_bytes(2, "little") + (1).to_bytes(2, "little")
    )
    path.write_bytes(
        content[:at] + feet + content[at + 2 : at + 6] + (9002).to_bytes(2, "little") + content[at + 8 :]
    )
    assert "n’est pas en mètres (EPSG:9002)" in brought(folder, path, kind="relief").refusal


def test_zeros_at_the_border_of_a_grid_without_a_value_for_no_data_are_not_the_sea(
    folder: Path, tmp_path: Path
) -> None:
    cells = hill().astype("f4")
    cells[:, 300:] = 0
    said = brought(folder, write_tiff(tmp_path / "mnt.tif", cells, (WEST, NORTH), SIDE), kind="relief")

    assert "cellules d’altitude exactement nulle" in said.text
    assert edges(folder).loc[edges(folder)["ref"] == "D4", ALTITUDE_M].isna().all()


def test_the_command_a_user_types(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_ascii(tmp_path / "mnt.asc", hill(), (WEST, SOUTH), SIDE)
    assert main(["import", str(folder), str(path), "--as", "relief", "--crs", CRS]) == 0
    assert "dont l’altitude et la pente viennent du relief" in capsys.readouterr().out
