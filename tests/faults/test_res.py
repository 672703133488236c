"""RES: files and uploads made to exhaust; RELIABILITY 5 checked after each."""

import json
from pathlib import Path

import pytest

from cpts_geo.model.crs import WGS84, transform_points
from faulting import brought
from making import CRS, SOUTH, WEST, text
from memory import ran

LON, LAT = transform_points([(WEST + 1000, SOUTH + 1000)], CRS, WGS84)[0]


def place(number: int) -> list[float]:
    """One place in a hundred in the territory, the others elsewhere in France, as in a national file."""
    return [round(LON + number % 89 * 1e-4, 5), LAT if number % 100 == 0 else 47.0]


def point(number: int, **properties: object) -> dict[str, object]:
    position = place(number)
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": position},
    }


def collection(path: Path, features: list[dict[str, object]]) -> Path:
    return text(path, json.dumps({"type": "FeatureCollection", "features": features}))


@pytest.mark.slow
def test_res_04_a_hundred_thousand_features_are_read(folder: Path, tmp_path: Path) -> None:
    rows = [point(n, id=f"p{n}", nom="x" * 400, type="pharmacie", note="y" * 60) for n in range(100_000)]
    said = brought(folder, collection(tmp_path / "liste.geojson", rows))
    assert said.report is not None
    assert said.report.rows_read == 100_000


def test_res_06_a_union_of_ten_thousand_columns_is_refused(folder: Path, tmp_path: Path) -> None:
    rows = [point(n, **{f"k{n}_{k}": 1 for k in range(50)}) for n in range(200)]
    said = brought(folder, collection(tmp_path / "large.geojson", rows))
    assert "trop de colonnes (10000)" in said.refusal


def nested() -> str:
    inner = '{"type":"Point","coordinates":[-1,45.9]}'
    for _ in range(3000):
        inner = '{"type":"GeometryCollection","geometries":[' + inner + "]}"
    return '{"type":"Feature","properties":{},"geometry":' + inner + "}"


@pytest.mark.parametrize("content", ["[" * 200_000, '{"type":' + "[" * 200_000, nested()])
def test_res_08_deep_nesting_is_refused(folder: Path, tmp_path: Path, content: str) -> None:
    said = brought(folder, text(tmp_path / "profond.geojson", content))
    assert "trop profonde" in said.refusal or "imbriquées" in said.text


@pytest.mark.slow
def test_res_09_seven_hundred_thousand_lines_are_read_within_memory(folder: Path, tmp_path: Path) -> None:
    row = "p{0};Pharmacie {0};pharmacie;{1};{2};12 rue du Port et de la République\n"
    lines = (row.format(n, *place(n)) for n in range(700_000))
    file = text(tmp_path / "liste.csv", "id;nom;type;lon;lat;adresse\n" + "".join(lines))
    done = ran("import", folder, file)
    assert done.code == 0
    assert "lignes lues 700\u202f000" in done.out
    assert max(done.peak, done.child_peak) < 700e6  # the whole process, libraries included
