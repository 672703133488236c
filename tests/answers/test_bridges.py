"""A bridge over water stays open and is worth what its approaches are."""

from dataclasses import replace

import pytest
import shapely

import toy
from cpts_geo.answers.bridges import bridges_over_water
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.render.scenario_cautions import scenario_cautions
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_study

LEFT, RIGHT = toy.around("B3"), toy.around("C3")


def study(*water: shapely.Geometry, hazards: tuple[Closure, ...] = ()) -> Study:
    inputs = toy.inputs(eau=toy.zones("flood", toy.river(), *water, low=2, high=3))
    return run_study(StudySpec(scenario=Scenario("crue", (Flood("eau"), *hazards))), inputs=inputs)


@pytest.mark.parametrize(
    ("water", "access"),
    [((), "open"), ((LEFT,), "one_side"), ((LEFT, RIGHT), "no_access")],
)
def test_a_bridge_is_worth_what_its_approaches_are(water: tuple[shapely.Geometry, ...], access: str) -> None:
    done = study(*water)

    assert (done.outcomes.readings[Reading.MEDIAN].edges["factor"][done.network.edges["bridge"]] == 1).all()
    assert bridges_over_water(done).to_dict("records") == [{"road": "D14", "access": access}]


def test_a_bridge_without_water_or_closed_by_an_order_is_not_told() -> None:
    dry = run_study(StudySpec(), inputs=toy.inputs())

    assert bridges_over_water(dry).empty
    assert bridges_over_water(study(hazards=(Closure(roads=("D14",)),))).empty


def test_what_is_said_of_a_worthless_bridge_names_it() -> None:
    (said,) = scenario_cautions(study(LEFT, RIGHT))

    assert "1 pont au-dessus de l’eau laissé ouvert" in said
    assert "tous leurs accès sont coupés : D14." in said


def test_a_viaduct_cut_in_pieces_is_one_bridge() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.river(), LEFT, RIGHT, low=2, high=3))
    edges = inputs.network.edges
    ways = edges["ref"].isin(["D14", "C3-D3"])
    network = RoadNetwork(inputs.network.nodes, edges.assign(bridge=ways))
    done = run_study(
        StudySpec(scenario=Scenario("crue", (Flood("eau"),))), inputs=Inputs(inputs.territory, network)
    )

    assert bridges_over_water(done)["access"].tolist() == ["one_side"]


def test_a_structure_out_of_its_dates_is_said() -> None:
    inputs = toy.inputs()
    later = inputs.territory.structures.assign(opens=["", "", "", "2027-01-04", ""])
    inputs = replace(inputs, territory=replace(inputs.territory, structures=later))

    (said,) = scenario_cautions(run_study(StudySpec(date="2026-11-26T10:00"), inputs=inputs))

    assert said.startswith("1 structure pas encore ouverte ou déjà fermée à la date de l’étude")
    assert "Pharmacie de l'Île" in said
