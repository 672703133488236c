"""ISO 19115 metadata: what INSPIRE asks is there, what a study cannot know is said missing."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

import paper_folder
from cpts_geo import Flood, Scenario, StudySpec, run_study
from cpts_geo.render import iso_metadata
from cpts_geo.render.iso_metadata import SPACES
from cpts_geo.study import Study


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> StudySpec:
    folder = paper_folder.write(tmp_path_factory.mktemp("iso") / "ville")
    return StudySpec(folder=str(folder), date="2026-11-26T14:05", author="CPTS de papier")


@pytest.fixture(scope="module")
def study(spec: StudySpec) -> Study:
    return run_study(spec)


def read(study: Study) -> ET.Element:
    return ET.fromstring(iso_metadata.write(study))  # noqa: S314 - written the line before


def texts(study: Study, path: str) -> list[str]:
    return ["".join(found.itertext()).strip() for found in read(study).iterfind(path, SPACES)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".//gmd:dateStamp/gco:Date", "2026-11-26"),
        ("gmd:language/gmd:LanguageCode", "fre"),
        (".//gmd:contact//gmd:organisationName/gco:CharacterString", "CPTS de papier"),
        (".//gmd:MD_TopicCategoryCode", "health"),
        (".//gmd:spatialRepresentationType/*", "vector"),
    ],
)
def test_what_a_catalogue_reads_first_is_there(study: Study, path: str, expected: str) -> None:
    assert expected in texts(study, path)


def test_the_box_holds_the_territory_and_the_system_is_anchored(study: Study) -> None:
    west, east, south, north = (
        float(value) for value in texts(study, ".//gmd:EX_GeographicBoundingBox/*/gco:Decimal")
    )
    bounds = study.territory.communes.to_crs(4326).total_bounds
    assert west - 0.02 <= bounds[0] <= bounds[2] <= east + 0.02
    assert south - 0.02 <= bounds[1] <= bounds[3] <= north + 0.02
    anchor = read(study).find(".//gmx:Anchor", SPACES)
    assert anchor is not None
    assert anchor.get(f"{{{SPACES['xlink']}}}href") == f"{iso_metadata.EPSG}{study.territory.crs[5:]}"


def test_what_is_not_known_is_missing_not_invented(spec: StudySpec) -> None:
    root = read(run_study(replace(spec, date="", author="")))
    nil = f"{{{SPACES['gco']}}}nilReason"
    for path in (".//gmd:dateStamp", ".//gmd:organisationName", ".//gmd:electronicMailAddress"):
        found = root.findall(path, SPACES)
        assert found
        assert all(element.get(nil) == "missing" and not len(element) for element in found)


def test_exercise_and_warning_reach_the_catalogue(spec: StudySpec) -> None:
    scenario = Scenario("crue d’exercice", (Flood("crue_01for"),), exercise=True)
    study = run_study(replace(spec, scenario=scenario))
    assert any("EXERCICE" in text for text in texts(study, ".//gmd:otherConstraints"))
    assert "confirmer sur place" in texts(study, ".//gmd:abstract")[0]


def test_a_hostile_name_stays_text(spec: StudySpec) -> None:
    study = run_study(replace(spec, author="<gmd:x/> & ]]>"))
    assert "<gmd:x/> & ]]>" in texts(study, ".//gmd:contact//gmd:organisationName")


def test_the_same_study_gives_the_same_bytes(study: Study, spec: StudySpec) -> None:
    assert iso_metadata.write(study) == iso_metadata.write(run_study(spec))
