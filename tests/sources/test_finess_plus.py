"""FINESS+: which pair is the place, what the point is worth, what is closed, what memory it takes."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.model.crs import transform_points
from cpts_geo.model.errors import UnreadableFileError
from cpts_geo.model.layers import COMMUNES, STRUCTURES, conform
from cpts_geo.sources import finess_facts, finess_plus
from cpts_geo.sources.detect import detect
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Place
from cpts_geo.sources.raw import RawTable
from cpts_geo.sources.safe_read import read_file
from finess_plus import activities, address, ege, legal_entity, point, written
from making import communes_frame

PLACE = Place("EPSG:2154", conform(communes_frame().rename(columns={"nom": "name"}), COMMUNES))
METRES = (402_500.0, 6_502_500.0)
DEGREES = tuple(round(v, 7) for v in transform_points([METRES], "EPSG:2154", "EPSG:4326")[0])


def harvested(path: Path, *establishments: dict[str, Any], state: str = "A") -> Harvest:
    raw = read_file(written(path, legal_entity(*establishments, state=state)))
    assert detect(raw) == "finess_plus"
    return finess_plus.read(raw, PLACE)


@pytest.mark.parametrize("name", ["finess-structures.json", "finess-structures.json.gz"])
@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        (DEGREES, METRES, set()),
        (METRES, DEGREES, {"layout_b"}),
        (DEGREES[::-1], METRES[::-1], {"swapped_pairs"}),
        (METRES[::-1], ("", ""), {"swapped_pairs", "layout_b"}),
        (("4,5", "46,1"), METRES, set()),
        (("0", "0"), METRES, set()),
    ],
)
def test_the_same_place_is_found_in_every_layout(
    tmp_path: Path, name: str, first: tuple[object, ...], second: tuple[object, ...], kinds: set[str]
) -> None:
    got = harvested(tmp_path / name, ege("170000001", address(point(first, second))))
    here = got.layers[0].frame.geometry.iloc[0]
    assert (shapely.get_x(here), shapely.get_y(here)) == pytest.approx(METRES, abs=0.05)
    assert {p.kind for p in got.problems} & {"layout_b", "swapped_pairs"} == kinds
    assert got.vintage == "2026-09-05"


@pytest.mark.parametrize(
    ("key", "quality"),
    [("17001_0010_00001", "exact"), ("17001_0010", "street"), ("17001", "commune"), ("", "")],
)
def test_the_ban_key_says_what_the_point_is_worth(tmp_path: Path, key: str, quality: str) -> None:
    got = harvested(tmp_path / "s.json", ege("170000001", address(point(DEGREES, METRES, key))))
    assert got.layers[0].frame["geo_quality"].tolist() == [quality]
    assert ("at_commune_centre" in {p.kind for p in got.problems}) == (quality == "commune")


def test_the_geographic_address_is_taken_and_not_the_first(tmp_path: Path) -> None:
    reception = address(point((2.35, 48.85), (652_000, 6_862_000)), usage="06", cog="75056")
    got = harvested(tmp_path / "s.json", ege("170000001", reception, address(point(DEGREES, METRES))))
    row = got.layers[0].frame.iloc[0]
    assert (row["commune"], row["phone"]) == ("Aulnaie", "0546000000 / 0590895757")


def test_every_establishment_has_its_fate(tmp_path: Path) -> None:
    good = address(point(DEGREES, METRES))
    far = address(point((2.35, 48.85), (652_000, 6_862_000)), cog="75056")
    east = (round(DEGREES[0] + 0.4, 6), DEGREES[1])
    away = address(point(east, east))
    rows = [
        ege("170000001", good),
        ege("170000002", good, closed="2024-01-01"),
        ege("170000003", good, category="462"),
        ege("170000004", address(None)),
        ege("170000005", address(point(("n.c.", "n.c."), ("0", "0")))),
        ege("2A0022596", address(point((DEGREES), METRES), cog="")),
        ege("750000001", far),
        ege("170000008", away),
        ege("170000009"),
    ]
    got = harvested(tmp_path / "s.json", *rows)
    fates = [STORED, EXCLUDED, EXCLUDED, SET_ASIDE, SET_ASIDE, STORED, EXCLUDED, SET_ASIDE, EXCLUDED]
    assert got.fate.tolist() == fates
    said = {p.kind: p.value for p in got.problems}
    assert (said["closed_structures"], said["coordinates_unusable"]) == ("1", "1")
    assert said["far_from_commune"].endswith(" km")
    assert set(got.layers[0].frame["finess"]) == {"170000001", "2A0022596"}
    assert "exemple.fr" not in str(got.raw.columns.to_numpy())


def test_an_inactive_legal_entity_closes_its_establishments(tmp_path: Path) -> None:
    path = written(
        tmp_path / "s.json",
        legal_entity(ege("170000001", address(point(DEGREES, METRES)))),
        legal_entity(ege("170000002", address(point(DEGREES, METRES))), state="I"),
    )
    assert finess_plus.read(read_file(path), PLACE).fate.tolist() == [STORED, EXCLUDED]


def test_installed_totals_of_the_activities_become_places(tmp_path: Path) -> None:
    counts = [
        {"idCapacite": "1", "nombre": "80", "statutCapacite": "09"},
        {"idCapacite": "1", "nombre": "80", "statutCapacite": "09"},
        {"idCapacite": "2", "nombre": "40", "statutCapacite": "09", "genre": "F"},
        {"idCapacite": "3", "nombre": "90", "statutCapacite": "01"},
        {"idCapacite": "4", "nombre": "6", "statutCapacite": "09"},
    ]
    entity = {
        "numeroFiness": "1",
        "ege": [activities("170000001", *counts), activities("750000001", counts[0])],
    }
    raw = read_file(written(tmp_path / "finess-activites.json.gz", entity))
    assert detect(raw) == "finess_activities"
    home = ege("170000001", address(point(DEGREES, METRES)), category="500")
    known = harvested(tmp_path / "s.json", home).layers[0].frame
    layer = conform(known, STRUCTURES)
    got = finess_facts.read_activities(raw, Place("EPSG:2154", PLACE.communes, structures=layer))
    row = got.layers[0].frame.iloc[0]
    assert (row["capacity"], row["capacity_unit"], row["name"]) == (86.0, "places", "NOM 170000001")
    assert got.fate.tolist() == [STORED, EXCLUDED]


def test_places_of_the_activities_never_overwrite_the_beds_of_a_hospital(tmp_path: Path) -> None:
    total = {"idCapacite": "1", "nombre": "80", "statutCapacite": "09"}
    entity = {"numeroFiness": "1", "ege": [activities("170000001", total)]}
    raw = read_file(written(tmp_path / "finess-activites.json", entity))
    hospital = ege("170000001", address(point(DEGREES, METRES)), category="355")
    known = conform(harvested(tmp_path / "s.json", hospital).layers[0].frame, STRUCTURES)
    got = finess_facts.read_activities(raw, Place("EPSG:2154", PLACE.communes, structures=known))
    assert not got.layers
    assert [(p.kind, p.value) for p in got.problems if p.kind == "places_not_ehpad"] == [
        ("places_not_ehpad", "1")
    ]


@pytest.mark.parametrize(("cut", "kind"), [(0.5, "truncated_file"), (0.9, "truncated_file")])
def test_a_truncated_download_is_refused(tmp_path: Path, cut: float, kind: str) -> None:
    path = written(tmp_path / "s.json.gz", legal_entity(ege("170000001", address(point(DEGREES, METRES)))))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * cut)])
    with pytest.raises(UnreadableFileError) as caught:
        read_file(path)
    assert caught.value.kind == kind


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(["degrees", "metres"]),
    st.sampled_from([1, -1]),
    st.floats(400_100, 409_900),
    st.floats(6_500_100, 6_504_900),
)
def test_any_point_of_the_communes_comes_back_from_any_single_pair(
    kind: str, order: int, x: float, y: float
) -> None:
    pair = transform_points([(x, y)], "EPSG:2154", "EPSG:4326")[0] if kind == "degrees" else (x, y)
    first, second = pair[::order]
    cells = {"x1": f"{first:.7f}", "y1": f"{second:.7f}", "x2": "", "y2": ""}
    raw = RawTable("s.json", pd.DataFrame(cells, index=pd.Index([1], name="row"), dtype="str"))
    row = finess_plus.resolved(raw, PLACE).iloc[0]
    back = transform_points([(row["lon"], row["lat"])], "EPSG:4326", "EPSG:2154")[0]
    assert back == pytest.approx((x, y), abs=0.1)
