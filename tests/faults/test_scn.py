"""Faults of scenarios: RELIABILITY 6, SCN."""

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

import paper_folder
import toy
from cpts_geo.cli import main
from cpts_geo.hazards import Flood
from cpts_geo.model.layers import SITES, STRUCTURES, empty_layer
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.scenario import Scenario
from cpts_geo.render import study_json
from cpts_geo.render.csv_tables import write_files
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_baseline, run_study
from cpts_geo.territory.folder import read_settings, write_layer


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A town with people and roads, without one structure nor one site."""
    folder = paper_folder.write(tmp_path / "ville")
    crs = str(read_settings(folder)["crs"])
    for contract in (STRUCTURES, SITES):
        write_layer(folder, contract, empty_layer(contract, crs))
    return folder


SPEC = '[[steps]]\nat = 0\n[[steps]]\nat = 2\nhazards = [{kind = "flood", layer = "crue_04fai"}]\n'


@pytest.mark.parametrize("command", ["study", "study --json", "compare", "compare --json"])
def test_scn_10_without_a_place_to_go_to_everything_answers(
    bare: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = bare / "s.toml"
    spec.write_text(SPEC)
    name, *options = command.split()
    given = [str(spec), str(spec)] if name == "compare" else ["--spec", str(spec)]

    assert main([name, str(bare), *given, *options]) == 0

    out = capsys.readouterr().out
    if command == "compare":
        assert "aucune structure de soins connue" in out
    assert "nan" not in out.lower()
    assert "inf" not in out.lower().replace("infirmier", "")


FLOOD = StudySpec(scenario=Scenario("crue", (Flood("crue"),)))


def flooded(*shapes: shapely.Geometry, inputs: Inputs | None = None) -> Study:
    known = inputs or toy.inputs()
    zones = {"crue": toy.zones("flood", *shapes, low=2.0, high=3.0)}
    return run_study(FLOOD, inputs=replace(known, territory=replace(known.territory, zones=zones)))


def numbers(value: object) -> list[float]:
    """Every number of a JSON value."""
    if isinstance(value, dict):
        return [number for one in value.values() for number in numbers(one)]
    if isinstance(value, list):
        return [number for one in value for number in numbers(one)]
    return [float(value)] if isinstance(value, int | float) and not isinstance(value, bool) else []


def test_scn_02_a_hamlet_without_any_way_is_listed_with_its_people_and_never_at_zero_minutes() -> None:
    study = flooded(toy.between("D3", "D4"), toy.between("C4", "D4"))

    (pocket,) = study.outcomes.pockets
    assert (pocket.population, pocket.demand_ids) == (100, ("D4",))
    minutes = study.outcomes.readings[FLOOD.scenario.reading].access.minutes.loc["D4"]
    assert (minutes[list(pocket.missing)] == np.inf).all()
    written = json.loads(study_json.write(study))
    assert np.isfinite(numbers(written)).all()
    text = b" ".join(write_files(study).values()).lower()
    assert not {b"inf", b"nan"} & set(text.replace(b";", b" ").replace(b",", b" ").split())


def test_scn_03_every_road_cut_leaves_everyone_with_the_care_at_their_own_door() -> None:
    everywhere = shapely.box(*toy.network().nodes.total_bounds).buffer(1000)
    study = flooded(everywhere)

    minutes = study.outcomes.readings[FLOOD.scenario.reading].access.minutes
    assert not np.isfinite(minutes.to_numpy()).any()  # the places are under water too
    lost = study.outcomes.comparison.categories
    reachable = 1600 - lost["unreachable_reference"]
    assert (lost["newly_isolated_median"] == reachable).all()
    assert np.isfinite(numbers(json.loads(study_json.write(study)))).all()


def shuffled(network: RoadNetwork, seed: int) -> RoadNetwork:
    return RoadNetwork(
        network.nodes.sample(frac=1, random_state=seed),
        network.edges.sample(frac=1, random_state=seed),
        network.turns,
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_scn_11_the_same_inputs_give_the_same_bytes_whatever_the_order_of_the_roads(seed: int) -> None:
    known, water = toy.inputs(), (toy.river(), toy.between("D3", "D4"))
    other = replace(known, network=shuffled(known.network, seed))

    bytes_ = [study_json.write(flooded(*water, inputs=inputs)) for inputs in (known, known, other)]

    assert bytes_[0] == bytes_[1] == bytes_[2]


def test_scn_13_a_place_beyond_the_limit_has_its_distance_and_no_road() -> None:
    known = toy.inputs()
    places = known.territory.structures
    moved = places.geometry.where(
        places.index != "P1", shapely.affinity.translate(toy.at("A3"), xoff=-1500.0)
    )
    structures = gpd.GeoDataFrame(places.assign(geometry=moved), geometry="geometry", crs=toy.CRS)
    inputs = replace(known, territory=replace(known.territory, structures=structures))

    points = run_baseline(StudySpec(), inputs).located.structures.points

    assert (points["node"]["P1"], points["distance_m"]["P1"]) == (-1, 1500.0)
    assert (points.drop("P1")["node"] >= 0).all()
    near = run_study(StudySpec(snap_limit_m=2000.0), inputs=inputs)
    served = near.outcomes.comparison.structures["people_reference"]
    assert served["P1"] > 0
    assert run_study(StudySpec(), inputs=inputs).outcomes.comparison.structures["people_reference"]["P1"] == 0
