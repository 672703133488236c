"""What depends on the assumptions, against studies run again with each of them."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.answers.uncertainty import Setting, Uncertainty, study_uncertainty
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model import vehicles
from cpts_geo.model.scenario import READINGS, Reading, Scenario
from cpts_geo.model.vehicles import VEHICLES, VehicleName, wading
from cpts_geo.render.uncertainty_view import grid_note, headline, numbers_table, turning_sentences
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_study

FLOOD = Scenario("crue", (Flood("eau"),))


def wet(low: float, high: float) -> Inputs:
    """Water on the western approach of the bridge: the left bank but B3 itself cannot cross."""
    return toy.inputs(eau=toy.zones("flood", toy.between("A3", "B3"), toy.around("B3"), low=low, high=high))


def study_of(inputs: Inputs, scenario: Scenario = FLOOD, **options: object) -> Study:
    return run_study(StudySpec(scenario=scenario, **options), inputs=inputs)  # type: ignore[arg-type] # options


def isolated(found: Uncertainty, category: str = "hopital") -> dict[Setting, int]:
    row = found.numbers.T["isolated"][category]
    return dict(zip(found.settings, row.astype(int), strict=True))


@pytest.mark.parametrize("reading", READINGS)
def test_the_own_run_is_the_study(reading: Reading) -> None:
    study = study_of(wet(0.1, 0.7), replace(FLOOD, reading=reading))
    found = study_uncertainty(study)

    table = study.outcomes.comparison.categories
    assert found.settings[found.own] == Setting(reading, 0.3, "1000")
    assert found.bands.T["isolated"].T["own"].tolist() == table[f"newly_isolated_{reading}"].tolist()


def test_every_combination_is_the_study_run_again_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = wet(0.1, 0.45)
    found = isolated(study_uncertainty(study_of(inputs)))

    assert len(found) == 3 * 3 * 4
    for depth in (0.2, 0.3, 0.5):
        car = wading(VEHICLES[VehicleName.CAR], depth)
        monkeypatch.setitem(vehicles.VEHICLES, VehicleName.CAR, car)
        for limit in (300.0, 500.0, 1000.0):
            again = study_of(inputs, snap_limit_m=limit).outcomes.comparison.categories
            for reading in READINGS:
                asked = Setting(reading, depth, f"{limit:g}")
                assert found[asked] == again[f"newly_isolated_{reading}"]["hopital"]


def test_a_town_at_thirty_five_centimetres_depends_on_what_the_car_wades() -> None:
    found = study_uncertainty(study_of(wet(0.35, 0.35)))
    (turning,) = [one for one in found.turnings if one.category == "hopital"]

    assert (turning.name, turning.lost) == ("Rive-Gauche", True)
    assert turning.factors == {"wading_m": (("0.2", "0.3"), ("0.5",))}
    assert (turning.runs_lost, turning.runs) == (28, 36)  # at 0.5 m only the pessimistic reading closes it
    band = found.bands.T["isolated"]["hopital"]
    assert (band["low"], band["own"], band["high"], band["main"]) == (
        0,
        700,
        800,
        "wading_m",
    )  # B3 still crosses


def test_the_sentence_says_at_which_depths_the_care_is_lost() -> None:
    found = study_uncertainty(study_of(wet(0.35, 0.35)))

    assert turning_sentences(found) == [
        "Rive-Gauche (hôpital, urgences) : accès perdu pour la majorité des habitants dans cette étude, mais "
        "la conclusion dépend de la hauteur d’eau que le véhicule franchit (perdu : 0,2 m, 0,3 m ; "
        "gardé : 0,5 m).".replace("0,2 m", "0,2\u202fm")
        .replace("0,3 m", "0,3\u202fm")
        .replace("0,5 m", "0,5\u202fm")
    ]
    assert "entre 0 et 800" in headline(found)
    assert "pour 1 commune." in headline(found)
    assert "36 calculs" in grid_note(found)
    moved = found.bands.copy()
    moved.loc[("isolated", "ehpad"), "high"] = 99_999.0  # not among the care of the headline figures
    assert headline(replace(found, bands=moved)) == headline(found)


def test_a_closed_bridge_depends_on_nothing() -> None:
    found = study_uncertainty(study_of(toy.inputs(), Scenario("pont", (Closure(roads=("D14",)),))))

    assert found.turnings == ()
    assert (found.bands["low"] == found.bands["high"]).all()
    assert headline(found).startswith("Aucun chiffre")


def test_people_too_far_for_a_limit_are_counted_neither_before_nor_after() -> None:
    inputs = wet(1, 2)
    far = inputs.territory.demand.copy()
    far.geometry = far.geometry.translate(0, 400)
    moved = Inputs(replace(inputs.territory, demand=far), inputs.network)
    found = isolated(study_uncertainty(study_of(moved)))

    assert found[Setting(Reading.MEDIAN, 0.3, "300")] == 0
    assert found[Setting(Reading.MEDIAN, 0.3, "500")] == 700


def test_the_second_nearest_crossroads_may_decide() -> None:
    inputs = toy.inputs()
    people = inputs.territory.demand.copy()
    people.geometry = people.geometry.translate(400, 0)  # towards the river, and across it for column B
    moved = Inputs(replace(inputs.territory, demand=people), inputs.network)
    cut = Scenario("pont", (Closure(roads=("D14",)),))
    found = isolated(study_uncertainty(study_of(moved, cut)))

    assert found[Setting(Reading.MEDIAN, 0.3, "1000")] == 800
    assert found[Setting(Reading.MEDIAN, 0.3, "second")] == 400  # column B is then tied to column C


def test_a_high_vehicle_is_tried_at_depths_of_its_own() -> None:
    found = study_uncertainty(study_of(wet(0.35, 0.35), vehicle=VehicleName.HIGH_CLEARANCE))

    assert sorted({one.wading_m for one in found.settings}) == [0.4, 0.6, 1.0]


@settings(max_examples=20, deadline=None)
@given(low=st.floats(0, 0.8), more=st.floats(0, 0.8))
def test_a_higher_vehicle_or_a_milder_reading_never_isolates_more(low: float, more: float) -> None:
    found = isolated(study_uncertainty(study_of(wet(low, low + more))))

    for one, people in found.items():
        for other, others in found.items():
            easier = other.wading_m >= one.wading_m and READINGS.index(other.reading) <= READINGS.index(
                one.reading
            )
            if easier and other.snapping == one.snapping:
                assert others <= people


def test_the_public_table_hides_small_counts_and_their_words() -> None:
    found = study_uncertainty(study_of(wet(0.35, 0.35)))
    few = replace_numbers(found, 700, 9)
    own, public = numbers_table(few), numbers_table(few, public=True)

    assert own["Retenu"].iloc[0] == 9
    assert public["Retenu"].isna().iloc[0]
    assert public["Franchissement seul"].iloc[0] == ""


def replace_numbers(found: Uncertainty, old: int, new: int) -> Uncertainty:
    counts = found.bands.select_dtypes("number").columns
    bands: pd.DataFrame = found.bands.assign(**{name: found.bands[name].replace(old, new) for name in counts})
    return replace(found, bands=bands)
