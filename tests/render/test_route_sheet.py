"""The printed route sheet: one page, its marks, its steps, what to check, what cuts it."""

import io
from dataclasses import replace

import pypdf
import pytest

import paper_town
from cpts_geo.answers.spans import trip_spans
from cpts_geo.answers.trips import find_route
from cpts_geo.hazards import Closure
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.results import Span
from cpts_geo.model.scenario import Scenario
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.render import pdf, route_tables
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_study
from cpts_geo.wording import routes

INPUTS = paper_town.town()
SPOTS = [(paper_town.X0 + x, paper_town.Y0 + y) for x, y in ((2000, 2000), (9000, 2000))]
WEST, EAST = transform_points(SPOTS, paper_town.CRS, WGS84)
ENDS = ((paper_town.HOSTILE, WEST), ("Pharmacie <b>Est</b>", EAST))


def sheet(spec: StudySpec) -> str:
    ways = {v: find_route(replace(spec, vehicle=v), WEST, EAST, inputs=INPUTS) for v in VehicleName}
    spans = trip_spans(spec, (WEST, EAST), inputs=INPUTS)
    made, again = (
        pdf.route_sheet(run_study(spec, inputs=INPUTS), ways[spec.vehicle], ENDS, ways=ways, spans=spans)
        for _ in range(2)
    )
    assert made == again
    reader = pypdf.PdfReader(io.BytesIO(made))
    assert len(reader.pages) == 1
    assert "/StructTreeRoot" in reader.trailer["/Root"]  # type: ignore[operator] # tagged: PDF/UA
    return " ".join(reader.pages[0].extract_text().split())


def test_a_trip_over_the_bridge_says_what_to_check_and_never_that_it_is_safe() -> None:
    text = sheet(paper_town.spec())
    assert "Praticable selon le scénario « Crue de l’Ambre », à confirmer sur place" in text
    assert "pont au-dessus de l’eau : compté ouvert, à vérifier" in text
    assert "accès d’un pont près de l’eau" in text
    assert "EXERCICE" in text
    assert "TERRITOIRE FICTIF" in text
    assert "D14" in text
    assert "Trajet selon le scénario" in text
    assert "Trajet en temps normal" in text
    assert "sûr " not in text


def test_a_trip_with_points_to_check_is_never_plainly_good() -> None:
    spec = paper_town.spec()
    route = find_route(spec, WEST, EAST, inputs=INPUTS)
    span = Span(route.minutes_scenario, route.minutes_scenario)

    kind, said = routes.verdict(route, span, "crue")
    assert kind == "doubtful"
    assert f"{len(route.doubts)} points à vérifier sur le trajet" in said
    assert routes.verdict(replace(route, doubts=()), span, "crue")[0] == "good"


def test_names_of_places_are_printed_as_they_are() -> None:
    assert "Pharmacie <b>Est</b>" in sheet(paper_town.spec())


def test_a_trip_that_is_cut_says_by_what() -> None:
    spec = paper_town.spec()
    cut = Scenario("Pont coupé", (*spec.scenario.hazards, Closure(roads=("D14",))))
    text = sheet(replace(spec, scenario=cut))
    assert "Non accessible" in text
    assert "Ce qui coupe le trajet normal" in text
    assert "sous l’eau" in text.partition("Ce qui coupe")[2]
    assert "Points à vérifier" not in text
    assert "Trajet selon le scénario" not in text  # nothing of it is on the map


def test_steps_on_paper_add_up_to_the_trip() -> None:
    spec = paper_town.spec()
    route = find_route(spec, WEST, EAST, inputs=INPUTS)
    assert len(route_tables.step_rows(route)) == len(route.steps)
    last = route_tables.steps_table(route).iloc[-1]
    assert last["Depuis le départ"] == pytest.approx(route.minutes_scenario, abs=0.1)
