"""What the doctor proposes, through the door that a person clicks: done, journaled, undone."""

import json
import shutil
from pathlib import Path

import pytest

from cpts_geo.model.changes import Signed
from cpts_geo.model.findings import Finding, Severity
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.doctor import check_folder
from cpts_geo.territory.local import apply_repair, undo
from paths import DEMO

HEAVY = ("basemap", "network", "hazards", "demand")  # nothing that a repair touches
BY = Signed("Coordination", "2026-11-26T09:00:00+01:00", "vu avec la mairie")


@pytest.fixture
def ailing(tmp_path: Path) -> Path:
    """The demonstration with one fault per repair."""
    folder = Path(shutil.copytree(DEMO, tmp_path / "demo", ignore=shutil.ignore_patterns(*HEAVY)))
    structures, sites = folder / "structures/structures.geojson", folder / "sites/sites.geojson"
    rows = json.loads(structures.read_text("utf-8"))
    one, two, three, four, five = rows["features"][:5]
    one["properties"]["declared_commune"] = rows["features"][-1]["properties"]["code_insee"]
    two["properties"]["capacity"] = 1e9
    three["geometry"]["coordinates"].reverse()
    four["geometry"]["coordinates"][0] += 1
    four["properties"]["code_insee"] = "99999"
    five["properties"]["finess"] = rows["features"][5]["properties"]["finess"]
    five["properties"]["category"] = rows["features"][5]["properties"]["category"]
    structures.write_text(json.dumps(rows), "utf-8")
    halls = json.loads(sites.read_text("utf-8"))
    halls["features"][0]["properties"] |= {"opens": "2026-11-10", "closes": "2026-11-09"}
    sites.write_text(json.dumps(halls), "utf-8")
    return folder


def repairable(folder: Path) -> list[Finding]:
    return [finding for finding in check_folder(folder) if finding.repairs]


def test_every_repair_clicked_removes_its_finding_and_is_in_the_journal(ailing: Path) -> None:
    kinds = {f.repairs[0].kind for f in repairable(ailing)}
    assert kinds == {"take_commune", "forget_capacity", "swap_axes", "remove", "keep_first", "swap_dates"}
    absent = {f.kind for f in check_folder(ailing) if f.severity is Severity.BLOCKING}
    done = 0
    while left := repairable(ailing):
        apply_repair(ailing, left[0].repairs[0], BY)
        done += 1
        assert left[0].key not in {f.key for f in check_folder(ailing)}
    with open_workspace(ailing) as workspace:
        assert len(workspace.journal()) == done == 6
    assert {f.kind for f in check_folder(ailing) if f.severity is Severity.BLOCKING} == absent


def test_the_point_moved_to_its_commune_says_that_it_is_rough(ailing: Path) -> None:
    finding = next(f for f in repairable(ailing) if f.kind == "in_another_commune")
    apply_repair(ailing, finding.repairs[1], BY)
    kinds = {f.kind for f in check_folder(ailing) if f.feature_id == finding.feature_id}

    assert "rough_location" in kinds
    assert "in_another_commune" not in kinds


def test_a_repair_undone_brings_its_finding_back(ailing: Path) -> None:
    before = check_folder(ailing)
    apply_repair(ailing, repairable(ailing)[0].repairs[0], BY)
    undo(ailing, 1, BY)

    assert check_folder(ailing) == before
