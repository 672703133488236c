from pathlib import Path

import pytest

from cpts_geo.model.layers import COMMUNES, conform
from cpts_geo.sources import finess
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Place
from cpts_geo.sources.safe_read import read_file
from making import communes_frame, text

PLACE = Place("EPSG:2154", conform(communes_frame().rename(columns={"nom": "name"}), COMMUNES))


def line(number: str, category: str, departement: str = "17", commune: str = "1") -> str:
    cells = [
        "structureet",
        number,
        "",
        f"NOM {number}",
        "",
        "",
        "",
        "1",
        "R",
        "DU PORT",
        "",
        "",
        commune,
        departement,
    ]
    return ";".join([*cells, "", "17000 AULNAIE", "", "", category, "Libelle", *[""] * 12])


@pytest.mark.parametrize(
    ("departement", "commune", "code"),
    [
        ("01", "451", "01451"),
        ("1", "4", "01004"),
        ("2A", "4", "2A004"),
        ("9A", "123", "97123"),
        ("9F", "610", "97610"),
        ("9J", "613", "98613"),
    ],
)
def test_the_insee_code_is_rebuilt_overseas_too(departement: str, commune: str, code: str) -> None:
    assert finess.insee_code(departement, commune) == code


@pytest.mark.parametrize(
    ("x", "y", "source", "lon", "lat"),
    [
        (
            "870262.2",
            "6571540.8",
            "1,ATLASANTE,96,BAN,EPSG:2154 RGF93 / Lambert-93 (Métropole)",
            5.20918,
            46.22229,
        ),
        (
            "657242.9",
            "1795384.4",
            "2,ATLASANTE,96,BAN,EPSG:5490 RGAF09/UTM Zone 20N (Antilles)",
            -61.52874,
            16.234,
        ),
        ("353672.8", "544349.1", "UTM_N22", -52.31973, 4.92347),
        ("323086.6", "7679599.8", "UTM_S40", 55.29821, -20.97571),
        ("524819.9", "8587194.7", "EPSG:4471 RGM04/UTM zone 38S (Mayotte)", 45.22868, -12.77989),
        ("563213.8", "5180306.8", "WGS84/UTM zone 21N (St-Pierre-et-Miquelon)", -56.17201, 46.77332),
    ],
)
def test_coordinates_are_read_in_the_system_of_their_line(
    tmp_path: Path, x: str, y: str, source: str, lon: float, lat: float
) -> None:
    content = line("170000001", "620") + f"\ngeolocalisation;170000001;{x};{y};{source};2026-05-04\n"
    raw = read_file(text(tmp_path / "f.csv", content))
    assert raw.number(("lon",)).tolist() == pytest.approx([lon], abs=1e-5)
    assert raw.number(("lat",)).tolist() == pytest.approx([lat], abs=1e-5)


def test_the_two_kinds_of_lines_are_joined_and_each_row_has_its_fate(tmp_path: Path) -> None:
    rows = [
        "finess;etalab;98;2026-05-12",
        line("170000001", "620"),
        line("170000002", "603"),
        line("170000003", "462"),
        line("750000001", "620", "75", "56"),
        "geolocalisation;170000001;402500;6502500;1;ATLASANTE;100;IGN;BD_ADRESSE;V2.1;LAMBERT_93;2016-02-29",
        "geolocalisation;750000001;652000;6862000;1;ATLASANTE;100;IGN;BD_ADRESSE;V2.1;LAMBERT_93;2016-02-29",
        "geolocalisation;990000001;652000;6862000;1;ATLASANTE;100;IGN;BD_ADRESSE;V2.1;LAMBERT_93;2016-02-29",
    ]
    raw = read_file(text(tmp_path / "f.csv", "\n".join(rows), "cp1252"))
    assert finess.detect(raw)
    got = finess.read(raw, PLACE)
    assert got.fate.to_dict() == {2: STORED, 3: SET_ASIDE, 4: EXCLUDED, 5: EXCLUDED}
    row = got.layers[0].frame.iloc[0]
    assert (row["structure_id"], row["category"], row["commune"]) == ("170000001", "pharmacie", "Aulnaie")
    assert {"coordinates_without_structure", "missing_coordinates", "protected_places"} <= {
        p.kind for p in got.problems
    }
