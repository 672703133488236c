"""What people change lies over the import, survives newer imports, and every disagreement is told."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import paper_folder
import toy
from cpts_geo.model.changes import Action, Signed
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.errors import ConflictError, CptsGeoError, LayerError, ScenarioError, StoreError
from cpts_geo.model.findings import Repair
from cpts_geo.model.layers import STRUCTURES
from cpts_geo.spec import StudySpec
from cpts_geo.store.workspace import open_workspace
from cpts_geo.study import read_inputs, run_study
from cpts_geo.territory import local
from cpts_geo.territory.folder import folder_fingerprint, read_layer, read_territory, write_layer
from cpts_geo.territory.residents import refresh_demand
from cpts_geo.wording.errors import explain
from cpts_geo.wording.problems import sentence

ANNE = Signed("Anne", "2026-11-26T09:00:00+01:00", "vu sur place")
BOB = Signed("Bob", "2026-11-26T10:00:00+01:00", "appel du directeur")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return paper_folder.write(tmp_path / "toy")


def lonlat(name: str) -> tuple[float, float]:
    point = toy.at(name)
    lon, lat = transform_points([(point.x, point.y)], toy.CRS, WGS84)[0]
    return round(lon, 7), round(lat, 7)


def reimport(folder: Path, **columns: object) -> None:
    """A newer import that says otherwise of E1."""
    frame = read_layer(folder, STRUCTURES, toy.CRS)
    others = frame.index != "E1"
    for column, value in columns.items():
        if column == "at":
            frame = frame.set_geometry(frame.geometry.where(others, toy.at(str(value))))
        else:
            frame[column] = frame[column].where(others, value)
    write_layer(folder, STRUCTURES, frame)


def test_an_edit_lies_over_the_import_which_keeps_its_bytes(folder: Path) -> None:
    file = folder / "structures" / "structures.geojson"
    before, mark = file.read_bytes(), folder_fingerprint(folder)
    saved = local.save_edit(folder, "structures", "E1", values={"capacity": 72.0}, version=0, by=ANNE)
    territory = read_territory(folder)
    assert saved.change.version == 1
    assert territory.structures.loc["E1", "capacity"] == 72.0
    assert territory.structures.loc["E2", "capacity"] == 80.0
    assert territory.conflicts == ()
    assert territory.fingerprint != mark
    assert file.read_bytes() == before


def test_the_fingerprint_knows_values_and_neither_who_nor_when(folder: Path) -> None:
    empty = folder_fingerprint(folder)
    local.save_edit(folder, "structures", "E1", values={"capacity": 72.0}, version=0, by=ANNE)
    once = folder_fingerprint(folder)
    local.save_edit(folder, "structures", "E1", values={"capacity": 72.0}, version=1, by=BOB)
    assert folder_fingerprint(folder) == once != empty
    with open_workspace(folder, write=True) as workspace:
        workspace.forget("structures", "E1", 2, BOB)
    assert folder_fingerprint(folder) == empty


def test_a_structure_that_moves_takes_its_new_commune(folder: Path) -> None:
    local.save_edit(folder, "structures", "E1", values={}, lonlat=lonlat("D4"), version=0, by=ANNE)
    territory = read_territory(folder)
    assert territory.structures.geometry["E1"].distance(toy.at("D4")) < 0.1
    assert territory.structures.loc["E1", "commune"] == "Rive-Droite"


def test_three_ways_of_a_value(folder: Path) -> None:
    """Import unchanged: local; import agrees: settled; import differs: local, and told."""
    local.save_edit(
        folder, "structures", "E1", values={"capacity": 72.0, "name": "Les Aulnes"}, version=0, by=ANNE
    )
    reimport(folder, address="1 rue Neuve")
    assert read_territory(folder).conflicts == ()
    reimport(folder, name="Les Aulnes")
    assert read_territory(folder).conflicts == ()
    reimport(folder, capacity=65.0)
    territory = read_territory(folder)
    (conflict,) = territory.conflicts
    assert (conflict.column, conflict.local, conflict.imported, conflict.base) == (
        "capacity",
        72.0,
        65.0,
        60.0,
    )
    assert list(territory.structures.loc["E1", ["capacity", "address"]]) == [72.0, "1 rue Neuve"]


@pytest.mark.parametrize(("keep", "capacity"), [(True, 72.0), (False, 65.0)])
def test_a_conflict_is_settled_either_way_and_can_be_undone(
    folder: Path, *, keep: bool, capacity: float
) -> None:
    local.save_edit(folder, "structures", "E1", values={"capacity": 72.0}, version=0, by=ANNE)
    reimport(folder, capacity=65.0)
    (conflict,) = read_territory(folder).conflicts
    local.resolve(folder, conflict, keep_local=keep, by=BOB)
    territory = read_territory(folder)
    assert territory.conflicts == ()
    assert territory.structures.loc["E1", "capacity"] == capacity
    local.undo(folder, 2, BOB)
    assert read_territory(folder).conflicts == (conflict,)


def test_a_position_has_its_three_ways_too(folder: Path) -> None:
    local.save_edit(folder, "structures", "E1", values={}, lonlat=lonlat("B1"), version=0, by=ANNE)
    reimport(folder, at="A1")
    assert read_territory(folder).conflicts == ()
    reimport(folder, at="A2")
    territory = read_territory(folder)
    (conflict,) = territory.conflicts
    assert (conflict.column, conflict.local, conflict.imported) == ("geometry", lonlat("B1"), lonlat("A2"))
    assert territory.structures.geometry["E1"].distance(toy.at("B1")) < 0.1
    local.resolve(folder, conflict, keep_local=False, by=BOB)
    assert read_territory(folder).structures.geometry["E1"].distance(toy.at("A2")) < 0.1


@pytest.mark.parametrize("keep", [True, False])
def test_an_edited_row_gone_from_the_import_is_kept_and_told(folder: Path, *, keep: bool) -> None:
    local.save_edit(folder, "structures", "E1", values={"capacity": 72.0}, version=0, by=ANNE)
    frame = read_layer(folder, STRUCTURES, toy.CRS)
    write_layer(folder, STRUCTURES, frame.drop(index="E1"))
    territory = read_territory(folder)
    (conflict,) = territory.conflicts
    assert conflict.column == ""
    assert list(territory.structures.loc["E1", ["name", "category", "capacity"]]) == [
        *("EHPAD des Saules", "ehpad", 72.0)
    ]
    assert territory.structures.geometry["E1"].distance(toy.at("A1")) < 0.1
    local.resolve(folder, conflict, keep_local=keep, by=BOB)
    after = read_territory(folder)
    assert after.conflicts == ()
    assert ("E1" in after.structures.index) == keep


def test_a_row_of_ones_own_is_added_counted_and_typed(folder: Path) -> None:
    values = {"name": "Pharmacie du Bac", "category": "pharmacie"}
    saved = local.add_row(folder, "structures", values=values, lonlat=lonlat("B2"), by=ANNE)
    structures = read_territory(folder).structures
    assert list(structures.loc[saved.change.feature_id, ["name", "commune", "source"]]) == [
        *("Pharmacie du Bac", "Rive-Gauche", "Anne")
    ]
    imported = read_layer(folder, STRUCTURES, toy.CRS)
    assert len(structures) == len(imported) + 1
    assert dict(structures.dtypes) == dict(imported.dtypes)


def test_a_deleted_row_is_hidden_and_comes_back_with_its_identifier(folder: Path) -> None:
    local.delete_row(folder, "structures", "E1", version=0, by=ANNE)
    assert "E1" not in read_territory(folder).structures.index
    local.undo(folder, 1, BOB)
    assert "E1" in read_territory(folder).structures.index
    with open_workspace(folder) as workspace:
        assert [line.act for line in workspace.journal()] == ["delete", "undo"]


def test_two_tabs_on_the_same_site(folder: Path) -> None:
    """SIT-05: the second gets both values, nothing is lost."""
    local.save_edit(folder, "sites", "S1", values={"capacity": 100.0}, version=0, by=ANNE)
    with pytest.raises(ConflictError) as caught:
        local.save_edit(folder, "sites", "S1", values={"capacity": 200.0}, version=0, by=BOB)
    assert caught.value.current is not None
    assert caught.value.current.values["capacity"] == 100.0
    assert "Anne" in explain(caught.value)
    assert read_territory(folder).sites.loc["S1", "capacity"] == 100.0


def test_an_edit_does_not_bring_back_a_deleted_row(folder: Path) -> None:
    """APP-16."""
    local.delete_row(folder, "sites", "S1", version=0, by=BOB)
    with pytest.raises(ConflictError):
        local.save_edit(folder, "sites", "S1", values={"capacity": 200.0}, version=0, by=ANNE)
    with pytest.raises(StoreError, match="row_removed"):
        local.save_edit(folder, "sites", "S1", values={"capacity": 200.0}, version=1, by=ANNE)
    assert "S1" not in read_territory(folder).sites.index


def test_a_site_far_from_the_communes_needs_a_reason_and_is_told(folder: Path) -> None:
    """SIT-01."""
    silent = replace(ANNE, reason="")
    with pytest.raises(StoreError, match="place_needs_reason"):
        local.save_edit(folder, "sites", "S1", values={}, lonlat=(-1.5, 45.0), version=0, by=silent)
    saved = local.save_edit(folder, "sites", "S1", values={}, lonlat=(-1.5, 45.0), version=0, by=ANNE)
    assert [p.kind for p in saved.problems] == ["outside_territory"]


def test_a_site_in_the_flood_is_told_and_the_decision_is_in_the_journal(folder: Path) -> None:
    """SIT-02."""
    river = toy.river(10.0).centroid
    wet = transform_points([(river.x, river.y)], toy.CRS, WGS84)[0]
    assert "in_flood_zone" in [p.kind for p in local.facts_of_place(folder, "sites", wet)]
    saved = local.save_edit(folder, "sites", "S1", values={}, lonlat=wet, version=0, by=ANNE)
    assert any("crue_01for" in p.value for p in saved.problems)
    with open_workspace(folder) as workspace:
        assert workspace.journal()[-1].reason == "vu sur place"


def test_a_site_that_closes_before_it_opens_is_refused_naming_both_fields(folder: Path) -> None:
    """SIT-10."""
    hours = {"opens": "2026-11-10", "closes": "2026-11-09"}
    with pytest.raises(LayerError) as caught:
        local.save_edit(folder, "sites", "S1", values=hours, version=0, by=ANNE)
    assert "opens, closes" in explain(caught.value)
    local.save_edit(folder, "sites", "S1", values={"opens": "2026-11-10"}, version=0, by=ANNE)
    with pytest.raises(LayerError, match="closes_before_opens"):
        local.save_edit(folder, "sites", "S1", values={"closes": "2026-11-09T08:00"}, version=1, by=ANNE)


@pytest.mark.parametrize(
    ("layer", "values", "kind"),
    [
        ("structures", {"category": "hopitol"}, "bad_value"),
        ("structures", {"capacity": -3}, "bad_number"),
        ("structures", {"capacity": 1e9}, "bad_number"),
        ("structures", {"capacity": float("inf")}, "bad_number"),
        ("structures", {"name": " "}, "bad_value"),
        ("structures", {"code_insee": "1729"}, "bad_value"),
        ("structures", {"urgences": "oui"}, "bad_value"),
        ("structures", {"geometry": "x"}, "unknown_column"),
        ("sites", {"usage": "vaccination;fete"}, "bad_value"),
        ("communes", {"population": -1}, "bad_number"),
        ("hazards", {}, "not_editable"),
        ("structures", {"name": "M. X 255081416802538"}, "personal_number"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_is_saved(
    folder: Path, layer: str, values: dict[str, str | float], kind: str
) -> None:
    with pytest.raises(CptsGeoError, match=kind):
        local.save_edit(folder, layer, "E1" if layer != "sites" else "S1", values=values, version=0, by=ANNE)
    with open_workspace(folder) as workspace:
        assert workspace.journal() == ()


def test_a_site_deleted_while_a_study_uses_it_is_told_and_the_study_opens(folder: Path) -> None:
    """SIT-06."""
    spec = replace(StudySpec(), folder=str(folder), open_sites=("S1", "S2"))
    local.delete_row(folder, "sites", "S1", version=0, by=ANNE)
    study = run_study(spec)
    assert study.spec.open_sites == ("S2",)
    (told,) = [p for p in study.territory.problems if p.kind == "removed_site"]
    assert "supprimé le 26/11/2026 par Anne : Gymnase Ouest" in sentence(told)
    with pytest.raises(ScenarioError, match="unknown_site"):
        run_study(replace(spec, open_sites=("S9",)))


def test_a_corrected_commune_total_spreads_its_people_again(folder: Path) -> None:
    shutil.rmtree(folder / "demand")
    refresh_demand(folder)
    assert int(read_inputs(folder).territory.demand["population"].sum()) == 1600
    local.save_edit(folder, "communes", "99001", values={"population": 1000.0}, version=0, by=ANNE)
    assert int(read_inputs(folder).territory.demand["population"].sum()) == 1800


def test_a_row_nobody_knows_is_refused(folder: Path) -> None:
    with pytest.raises(LayerError, match="unknown_row"):
        local.save_edit(folder, "structures", "nobody", values={"capacity": 1}, version=0, by=ANNE)
    with pytest.raises(LayerError, match="unknown_row"):
        local.delete_row(folder, "structures", "nobody", version=0, by=ANNE)
    with pytest.raises(LayerError, match="not_editable"):
        local.delete_row(folder, "communes", "00001", version=0, by=ANNE)


def test_a_repair_of_the_doctor_is_an_edit_like_any_other(folder: Path) -> None:
    moved = Repair("move_to_commune", "structures", "E1", lonlat=lonlat("B1"))
    local.apply_repair(folder, moved, ANNE)
    local.apply_repair(folder, Repair("set_capacity", "structures", "E1", values={"capacity": 61.0}), ANNE)
    local.apply_repair(folder, Repair("keep_first", "structures", "E2", Action.DELETE), ANNE)
    structures = read_territory(folder).structures
    assert structures.geometry["E1"].distance(toy.at("B1")) < 0.1
    assert structures.loc["E1", "capacity"] == 61.0
    assert "E2" not in structures.index
