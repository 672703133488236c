"""Decisions of an authority brought as a file: what is understood, what is not, what they do."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely

import paper_folder
import toy
from cpts_geo import EXPORTERS, StudySpec, run_study
from cpts_geo.answers.pointed_place import PlaceTurn, place_at, place_toggled
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.scenario import Scenario
from cpts_geo.render.map_results import zone_layer
from cpts_geo.render.scenario_cautions import scenario_cautions
from cpts_geo.render.themes import themes
from cpts_geo.scene import hazards_for_layers
from cpts_geo.study import Study, read_inputs
from cpts_geo.territory.folder import read_territory
from faulting import brought, shown

SIGNED = {"autorite": "Préfecture de papier", "auteur": "SIDPC", "debut": "2026-11-26", "fin": "2026-12-01"}
WITHIN, AFTER = "2026-11-27T09:00", "2026-12-02T09:00"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return paper_folder.write(tmp_path / "ville")


def place(*names: str) -> Any:
    """Line through junctions, or the point of one, in degrees."""
    spots = transform_points([(toy.at(name).x, toy.at(name).y) for name in names], toy.CRS, WGS84)
    return shapely.Point(spots[0]) if len(spots) == 1 else shapely.LineString(spots)


def around(name: str, half_m: float) -> shapely.Polygon:
    x, y = toy.at(name).x, toy.at(name).y
    corners = [
        (x - half_m, y - half_m),
        (x + half_m, y - half_m),
        (x + half_m, y + half_m),
        (x - half_m, y + half_m),
    ]
    return shapely.Polygon(transform_points(corners, toy.CRS, WGS84))


def decisions(folder: Path, *rows: tuple[Any, Mapping[str, str]], signed: bool = True) -> Path:
    features = [
        {
            "type": "Feature",
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
            "properties": {**(SIGNED if signed else {}), **facts},
        }
        for shape, facts in rows
    ]
    path = folder.parent / "decisions.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def study(folder: Path, *layers: str, at: str = WITHIN, **changes: Any) -> Study:
    inputs = read_inputs(folder)
    scenario = Scenario("essai", hazards_for_layers(layers, inputs.territory.zones))
    return run_study(StudySpec(str(folder), scenario, date=at, **changes), inputs=inputs)


def test_a_road_by_its_line_another_by_its_number_a_perimeter_and_two_sites(town: Path) -> None:
    path = decisions(
        town,
        (place("B3", "C3"), {"decision": "Route fermée", "route": "D14"}),
        (None, {"decision": "fermeture de route", "route": "A1-B1"}),
        (around("D1", 300), {"decision": "Périmètre interdit"}),
        (None, {"decision": "lieu ouvert", "site_id": "S1"}),
        (place("D2"), {"decision": "lieu fermé"}),
    )
    said = brought(town, path)
    assert said.report is not None
    assert (said.report.rows_stored, said.report.kind, said.report.source) == (5, "decisions", "decisions")
    assert "--hazard decisions" in said.text
    zones = read_territory(town).zones["decisions"]
    assert zones["kind"].tolist() == ["closure", "closure", "perimeter", "site_open", "site_closed"]
    assert zones["site_id"].tolist() == ["", "", "", "S1", "S2"]
    assert set(zones["authority"]) == {"Préfecture de papier"}
    assert set(zones["valid_until"]) == {"2026-12-01"}


def test_nothing_is_applied_until_the_scenario_names_the_layer(town: Path) -> None:
    road, site = {"decision": "route barrée"}, {"decision": "ouverture", "lieu": "Gymnase Ouest"}
    brought(town, decisions(town, (place("B3", "C3"), road), (None, site)))
    before, after = study(town), study(town, "decisions")
    assert before.outcomes.roads_cut.empty
    assert before.spec.open_sites == ()
    assert len(after.outcomes.roads_cut) == 1
    assert after.spec.open_sites == ("S1",)


def test_an_order_holds_until_it_ends_and_does_nothing_after(town: Path) -> None:
    brought(
        town,
        decisions(
            town,
            (place("B3", "C3"), {"decision": "route fermée"}),
            (around("D1", 300), {"decision": "périmètre"}),
            (None, {"decision": "lieu ouvert", "site_id": "S1"}),
            (None, {"decision": "lieu fermé", "site_id": "S2"}),
        ),
    )
    during = study(town, "decisions", open_sites=("S2",))
    after = study(town, "decisions", at=AFTER, open_sites=("S2",))
    assert during.spec.open_sites == ("S1",)
    assert bool(during.outcomes.readings[during.spec.scenario.reading].sites_hit["S2"])
    assert after.spec.open_sites == ("S2",)
    assert after.outcomes.roads_cut.empty
    assert not after.outcomes.readings[after.spec.scenario.reading].sites_hit.any()


def test_a_site_ordered_open_under_water_is_said_on_every_output(town: Path) -> None:
    brought(town, decisions(town, (None, {"decision": "lieu ouvert", "site_id": "S1"})))
    dry, wet = study(town, "crue_02moy", "decisions"), study(town, "crue_04fai", "decisions")
    assert not [line for line in scenario_cautions(dry) if "ouvert par décision" in line]
    assert any("Gymnase Ouest" in line and "sous l’eau" in line for line in scenario_cautions(wet))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(None, {"decision": "lieu ouvert", "lieu": "Gymnase inconnu"})], "lieu introuvable"),
        ([(place("C1"), {"decision": "lieu ouvert"})], "lieu introuvable"),
        ([(None, {"decision": "couvre-feu"})], "décision non comprise"),
        (
            [(place("A1", "B1"), {"decision": "réouverture", "route": "A1-B1"})],
            "jamais appliquée depuis un fichier",
        ),
        ([(place("A1", "B1"), {"decision": "périmètre"})], "doit être une surface"),
        (
            [(shapely.LineString([(2.0, 46.0), (2.001, 46.0)]), {"decision": "route fermée"})],
            "ne touche aucune route",
        ),
        ([(None, {"decision": "route fermée", "route": "D999"})], "n’est pas dans le réseau"),
        (
            [
                (None, {"decision": "lieu ouvert", "site_id": "S1"}),
                (None, {"decision": "lieu fermé", "lieu": "gymnase ouest"}),
            ],
            "ordres contraires",
        ),
    ],
)
def test_what_cannot_be_applied_for_sure_is_set_aside_with_its_reason(
    town: Path, rows: list[tuple[Any, Mapping[str, str]]], sentence: str
) -> None:
    good = (None, {"decision": "lieu fermé", "site_id": "S2"})
    said = brought(town, decisions(town, good, *rows))
    assert said.report is not None
    assert (said.report.rows_stored, said.report.rows_set_aside) == (1, len(rows))
    assert sentence in said.text
    assert read_territory(town).zones["decisions"]["site_id"].tolist() == ["S2"]


def test_two_orders_about_a_site_that_follow_each_other_do_not_contradict(town: Path) -> None:
    first = {"decision": "lieu ouvert", "site_id": "S1", "fin": "2026-11-27"}
    then = {"decision": "lieu fermé", "site_id": "S1", "debut": "2026-11-28"}
    brought(town, decisions(town, (None, first), (None, then)))
    assert study(town, "decisions", at="2026-11-27T12:00").spec.open_sites == ("S1",)
    assert study(town, "decisions", at="2026-11-28T12:00", open_sites=("S1",)).spec.open_sites == ()


def test_an_order_already_over_is_kept_and_does_nothing(town: Path) -> None:
    past = {"decision": "route fermée", "debut": "2025-01-01", "fin": "2025-01-02"}
    said = brought(town, decisions(town, (place("B3", "C3"), past)))
    assert "échues, gardées mais non appliquées : 1" in said.text
    with pytest.raises(ScenarioError, match="empty_layer"):
        study(town, "decisions")


def test_unsigned_and_endless_decisions_are_said(town: Path) -> None:
    said = brought(town, decisions(town, (place("B3", "C3"), {"decision": "route fermée"}), signed=False))
    assert "sans auteur ni autorité : 1" in said.text
    assert "sans date de fin : 1" in said.text


def test_a_file_with_nothing_to_apply_is_refused(town: Path) -> None:
    said = brought(town, decisions(town, (None, {"decision": "lieu ouvert", "lieu": "Inconnu"})))
    assert said.report is None or said.report.rows_stored == 0


def test_our_own_cut_roads_brought_back_are_not_decisions(town: Path) -> None:
    flooded = study(town, "crue_02moy")
    with zipfile.ZipFile(io.BytesIO(EXPORTERS["geojson"].write(flooded))) as archive:
        path = town.parent / "acces_coupes_l.geojson"
        path.write_bytes(archive.read("acces_coupes_l.geojson"))
    assert "résultat de cet outil" in brought(town, path).refusal


def test_the_command_says_how_to_apply_them_and_applies_them_when_told(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = decisions(town, (place("B3", "C3"), {"decision": "route fermée"}))
    out = shown(capsys, "import", str(town), str(path))
    assert "--hazard decisions" in str(out)
    spec = town.parent / "study.toml"
    shown(capsys, "study", str(town), "--hazard", "decisions", "--save-spec", str(spec))
    read = StudySpec.from_toml(spec.read_text(encoding="utf-8"), town)
    assert len(run_study(replace(read, date=WITHIN)).outcomes.roads_cut) == 1


def test_a_list_in_a_table_is_read_too(town: Path) -> None:
    path = town.parent / "arretes.csv"
    path.write_text(
        "decision;route;lieu;fin\nroute fermée;D14;;2026-12-01\nlieu ouvert;;Salle Est;\n", encoding="utf-8"
    )
    said = brought(town, path)
    assert said.report is not None
    assert said.report.rows_stored == 2
    assert study(town, "arretes").spec.open_sites == ("S2",)


def test_a_click_on_an_ordered_site_changes_nothing(town: Path) -> None:
    brought(town, decisions(town, (None, {"decision": "lieu ouvert", "site_id": "S1"})))
    found = study(town, "decisions")
    spot = place("A2")
    symbol = place_at(found, (spot.x, spot.y), found.territory.structures.iloc[:0])
    assert symbol is not None
    assert symbol.turn is PlaceTurn.ORDERED_SITE
    assert place_toggled(found.spec, symbol) == found.spec


def test_two_files_that_contradict_each_other_leave_the_site_closed_and_say_so(town: Path) -> None:
    brought(town, decisions(town, (None, {"decision": "lieu ouvert", "site_id": "S1"})), name="prefecture")
    brought(town, decisions(town, (None, {"decision": "lieu fermé", "site_id": "S1"})), name="mairie")
    found = study(town, "prefecture", "mairie", open_sites=("S1",))
    assert found.spec.open_sites == ()
    assert any("contraires" in line and "Gymnase Ouest" in line for line in scenario_cautions(found))


def test_an_order_about_a_site_is_never_drawn_nor_sent_as_a_zone(town: Path) -> None:
    brought(town, decisions(town, (None, {"decision": "lieu ouvert", "site_id": "S1"})))
    for at in (WITHIN, AFTER):
        found = study(town, "decisions", at=at)
        assert json.loads(zone_layer(found.zones["decisions"]).data)["features"] == []
        assert themes(found)["alea_s"].empty
        assert bool(themes(found)["sites_p"]["open"]["S1"]) is (at == WITHIN)
