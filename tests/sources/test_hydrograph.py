"""Files of water levels: what people, Vigicrues and Hub'Eau write, and every way to be wrong."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpts_geo.model.errors import LayerError
from cpts_geo.sources.hydrograph import Datum, Hydrograph, read_hydrograph, read_levels
from cpts_geo.wording.errors import explain
from paths import REAL, needs_real_data


def written(tmp_path: Path, text: str, name: str = "crue.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def read(tmp_path: Path, text: str, name: str = "crue.csv") -> Hydrograph:
    return read_hydrograph(written(tmp_path, text, name))


def refused(tmp_path: Path, text: str, name: str = "crue.csv") -> LayerError:
    with pytest.raises(LayerError) as caught:
        read(tmp_path, text, name)
    return caught.value


def test_a_french_table_is_read_as_it_is_written(tmp_path: Path) -> None:
    found = read(tmp_path, "Date et heure;Hauteur (m)\n26/11/2026 20:00;1,50\n26/11/2026 21h30;2,25\n")

    assert found.datum is Datum.GAUGE
    assert found.points == (("2026-11-26T20:00", 1.5), ("2026-11-26T21:30", 2.25))


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("heure;hauteur\n0;1\n1,5;2\n", ((0.0, 1.0), (1.5, 2.0))),
        ("heure;hauteur\n06:00;1\nJ+1 02:30;2\n", ((6.0, 1.0), (26.5, 2.0))),
        ("date,heure,niveau_cm\n2026-11-26,20:00,150\n2026-11-26,21:00,160\n",
         (("2026-11-26T20:00", 1.5), ("2026-11-26T21:00", 1.6))),
        ("temps;h\n0;-0,2\n1;0\n", ((0.0, -0.2), (1.0, 0.0))),
    ],
)  # fmt: skip
def test_hours_clocks_units_and_separators(tmp_path: Path, text: str, points: object) -> None:
    assert read(tmp_path, text).points == points


def test_utc_becomes_the_local_time_of_the_territory(tmp_path: Path) -> None:
    text = "date;hauteur\n2026-07-01T10:00Z;1\n2026-07-01T13:00+02:00;2\n"

    assert [at for at, _ in read(tmp_path, text).points] == ["2026-07-01T12:00", "2026-07-01T13:00"]
    overseas = read_hydrograph(written(tmp_path, text), crs="EPSG:2975").points
    assert [at for at, _ in overseas] == ["2026-07-01T14:00", "2026-07-01T15:00"]


def test_altitudes_need_the_altitude_of_the_zero_of_the_gauge(tmp_path: Path) -> None:
    found = read(tmp_path, "date;cote NGF (m)\n2026-11-26 20:00;112,40\n")

    assert found.datum is Datum.NGF
    assert found.counted_from(Datum.GAUGE, 110.0).points == (("2026-11-26T20:00", 2.4),)
    assert found.counted_from(Datum.GAUGE, 110.0).counted_from(Datum.NGF, 110.0).points == found.points
    with pytest.raises(LayerError) as caught:
        found.counted_from(Datum.GAUGE)
    assert "altitude du zéro de l’échelle" in explain(caught.value)


@pytest.mark.parametrize(
    ("text", "kind", "row", "column"),
    [
        ("date;hauteur\n2026-11-26 20:00;1\n2026-11-26 20:00;2\n", "hydrograph_twice", 3, "date"),
        ("date;hauteur\n2026-11-26 20:00;1\n2026-11-26 19:00;2\n", "hydrograph_backwards", 3, "date"),
        ("heure;hauteur\n0;1\n1;\n", "hydrograph_hole", 3, "hauteur"),
        ("heure;hauteur\n0;1\n1;haut\n", "hydrograph_bad_level", 3, "hauteur"),
        ("heure;hauteur\n0;1\n1;3336\n", "hydrograph_too_high", 3, "hauteur"),
        ("heure;hauteur\n0;1\nmidi;2\n", "hydrograph_bad_time", 3, "heure"),
        ("date;hauteur\n26/11/2026;1\n", "hydrograph_bad_time", 2, "date"),
        ("heure;hauteur\n0;1\n2026-11-26 20:00;2\n", "hydrograph_mixed_times", 3, "heure"),
        ("date;hauteur\n2026-11-26 20:00;1\n2026-11-26T21:00Z;2\n", "hydrograph_mixed_times", 3, "date"),
        ("heure;hauteur\n0;1\n1;1\n2;1\n9;2\n", "hydrograph_gap", 5, "heure"),
        ("date;hauteur\n2026-10-25T00:30Z;1\n2026-10-25T01:00Z;2\n", "hydrograph_clock_change", 3, "date"),
        ("heure;cote\n0;1\n", "hydrograph_which_zero", None, "cote"),
        ("heure;hauteur;niveau\n0;1;1\n", "hydrograph_two_levels", None, ""),
        ("heure;pluie\n0;1\n", "hydrograph_no_level", None, ""),
        ("quand;hauteur\n0;1\n", "hydrograph_no_time", None, ""),
        ("station;heure;hauteur\nA;0;1\nB;1;1\n", "hydrograph_stations", None, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_row_its_column_and_its_repair(
    tmp_path: Path, text: str, kind: str, row: int | None, column: str
) -> None:
    error = refused(tmp_path, text)

    assert (error.kind, error.row, error.column) == (kind, row, column)
    said = explain(error)
    assert "crue.csv" in said
    assert "À faire : " in said
    assert row is None or f"ligne {row}" in said


def test_a_hole_that_is_known_is_accepted(tmp_path: Path) -> None:
    path = written(tmp_path, "heure;hauteur\n0;1\n1;1\n2;1\n9;2\n")

    assert len(read_hydrograph(path, gaps_known=True).points) == 4


def vigicrues(observations: object, **more: str) -> str:
    serie = {"CdStationHydro": "B720000001", "LbStationHydro": "Chooz", "GrdSerie": "H"} | more
    return json.dumps({"VersionFlux": "x", "Serie": {**serie, "ObssHydro": observations}})


@pytest.mark.parametrize(
    "observations",
    [
        [[1764183600000, 0.6], [1764187200000, 0.62]],
        [
            {"DtObsHydro": "2025-11-26T19:00:00+00:00", "ResObsHydro": 0.6},
            {"DtObsHydro": "2025-11-26T20:00:00+00:00", "ResObsHydro": 0.62},
        ],
    ],
)
def test_vigicrues_gives_metres_in_both_its_forms(tmp_path: Path, observations: object) -> None:
    found = read(tmp_path, vigicrues(observations), "obs.json")

    assert found.station == "Chooz B720000001"
    assert found.points == (("2025-11-26T20:00", 0.6), ("2025-11-26T21:00", 0.62))


HUBEAU = [
    {"code_station": "Y1", "grandeur_hydro": "H", "date_obs": "2026-01-02T11:00:00Z", "resultat_obs": 3336.0},
    {"code_station": "Y1", "grandeur_hydro": "Q", "date_obs": "2026-01-02T11:00:00Z", "resultat_obs": 26000},
    {"code_station": "Y1", "grandeur_hydro": "H", "date_obs": "2026-01-02T10:00:00Z", "resultat_obs": 3300},
]


def test_hubeau_gives_millimetres_newest_first_and_discharges_are_left(tmp_path: Path) -> None:
    as_json = read(tmp_path, json.dumps({"count": 3, "data": HUBEAU}), "obs.json")
    head = ";".join(HUBEAU[0])
    lines = [";".join(str(value) for value in row.values()) for row in HUBEAU]
    as_csv = read(tmp_path, "\n".join([head, *lines]), "obs.csv")

    assert as_json.points == (("2026-01-02T11:00", 3.3), ("2026-01-02T12:00", 3.336))
    assert (as_csv.points, as_csv.station) == (as_json.points, as_json.station) == (as_json.points, "Y1")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (vigicrues([[1, 2]], GrdSerie="Q"), "hydrograph_discharge"),
        (json.dumps({"data": [{"grandeur_hydro": "Q"}]}), "hydrograph_discharge"),
        (json.dumps({"data": []}), "hydrograph_empty"),
        (vigicrues([[1, 2, 3]]), "hydrograph_unknown_json"),
        ("[]", "hydrograph_unknown_json"),
        (json.dumps({"error_msg": "station inconnue"}), "hydrograph_unknown_json"),
    ],
)
def test_another_answer_is_refused(tmp_path: Path, text: str, kind: str) -> None:
    assert refused(tmp_path, text, "obs.json").kind == kind


@needs_real_data
def test_a_recorded_answer_of_hubeau_is_read() -> None:
    found = read_hydrograph(REAL / "api" / "Y230002001-2019-12-20.json")

    assert found.station == "Y230002001"
    assert found.points[-1] == ("2019-12-22T22:35", 3.336)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(levels=st.lists(st.decimals(-5, 20, places=2), min_size=1, max_size=30))
def test_a_table_with_decimal_commas_gives_back_every_level(tmp_path: Path, levels: list[object]) -> None:
    lines = [f"{hour};{str(level).replace('.', ',')}" for hour, level in enumerate(levels)]
    found = read(tmp_path, "\n".join(["heure;hauteur", *lines]))

    assert [level for _, level in found.points] == [float(str(level)) for level in levels]


def test_the_layers_of_a_table_of_levels(tmp_path: Path) -> None:
    path = written(tmp_path, "Jusqu'à hauteur (m);Couche\n2,0;\n3,5;crue_moyenne\n")

    assert read_levels(path) == (Datum.GAUGE, ((2.0, ""), (3.5, "crue_moyenne")))
    with pytest.raises(LayerError, match="hydrograph_no_layer"):
        read_levels(written(tmp_path, "hauteur;nom\n1;x\n"))
