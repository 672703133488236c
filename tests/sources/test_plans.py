"""What people draw on the ground of their sites, read as they name it."""

import json
from pathlib import Path

import pytest

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.territory.folder import read_territory
from cpts_geo.territory.importer import import_file
from faulting import brought
from homes import with_communes
from making import text

SPOT = (402_500.0, 6_502_500.0)


def degrees(*offsets: tuple[float, float]) -> list[list[float]]:
    points = transform_points([(SPOT[0] + x, SPOT[1] + y) for x, y in offsets], "EPSG:2154", WGS84)
    return [[round(v, 7) for v in point] for point in points]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = with_communes(tmp_path / "val", "Val d'Essai")
    lon, lat = degrees((0, 0))[0]
    import_file(home, text(tmp_path / "lieux.csv", f"site_id;name;usage;lon;lat\nG1;Gym;drive;{lon};{lat}\n"))
    return home


def drawn(folder: Path, *rows: tuple[str, str, str, object], name: str = "plans.geojson") -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"site_id": site, "role": role},
            "geometry": {"type": kind, "coordinates": shape},
        }
        for site, role, kind, shape in rows
    ]
    return text(folder.parent / name, json.dumps({"type": "FeatureCollection", "features": features}))


DOOR, LANE = degrees((10, 0))[0], degrees((0, 0), (0, 70))


def test_drawings_are_recognised_and_kept_in_metres_with_our_roles(folder: Path) -> None:
    said = brought(
        folder, drawn(folder, ("G1", "Entrée", "Point", DOOR), ("G1", "Voie drive", "LineString", LANE))
    )
    assert said.report is not None
    assert (said.report.source, said.report.rows_stored) == ("plans", 2)
    plans = read_territory(folder).plans
    assert plans["role"].tolist() == ["entrance", "drive_lane"]
    assert plans.geometry.iloc[1].length == pytest.approx(70, abs=0.05)
    assert read_territory(folder).sites.index.tolist() == ["G1"]


def test_what_cannot_be_drawn_is_set_aside_with_its_reason(folder: Path) -> None:
    rows = (
        ("G1", "entrance", "Point", DOOR),
        ("G9", "exit", "Point", DOOR),
        ("G1", "piscine", "Point", DOOR),
        ("G1", "entrance", "LineString", LANE),
    )
    said = brought(folder, drawn(folder, *rows))
    assert said.report is not None
    assert (said.report.rows_stored, said.report.rows_set_aside) == (1, 3)
    for words in ("aucun lieu du territoire", "rôle inconnu", "forme qui ne convient pas"):
        assert words in said.text


def test_a_file_without_one_usable_drawing_leaves_the_folder_as_it_was(folder: Path) -> None:
    assert "G9" in brought(folder, drawn(folder, ("G9", "exit", "Point", DOOR))).refusal


def test_a_second_file_joins_the_first_and_the_same_file_replaces_itself(folder: Path) -> None:
    first = ("G1", "entrance", "Point", DOOR)
    brought(folder, drawn(folder, first))
    brought(folder, drawn(folder, ("G1", "exit", "Point", DOOR), name="autres.geojson"))
    brought(folder, drawn(folder, first, first))
    assert sorted(read_territory(folder).plans["role"]) == ["entrance", "entrance", "exit"]


def test_a_drawing_two_kilometres_away_is_kept_and_told(folder: Path) -> None:
    said = brought(folder, drawn(folder, ("G1", "exit", "Point", degrees((0, 2000))[0])))
    assert "dessin à 2000 m du lieu" in said.text
