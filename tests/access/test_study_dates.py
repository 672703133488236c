"""A structure counts between its dates: before and after, it is no care, in normal times either."""

from dataclasses import replace

import pytest

import toy
from cpts_geo.hazards import Closure, Storm
from cpts_geo.model.scenario import Scenario
from cpts_geo.scene import study_zones
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, run_baseline, run_study


def dated(**columns: str) -> Inputs:
    inputs = toy.inputs()
    structures = inputs.territory.structures.copy()
    for column, value in columns.items():
        structures.loc["P1", column] = value
    return replace(inputs, territory=replace(inputs.territory, structures=structures))


@pytest.mark.parametrize(
    ("dates", "date", "counted"),
    [
        ({"opens": "2027-01-04"}, "2026-11-26T10:00", False),
        ({"opens": "2027-01-04"}, "2027-01-04T00:00", True),
        ({"closes": "2026-11-25"}, "2026-11-26T10:00", False),
        ({"closes": "2026-11-25"}, "", True),
        ({"opens": "--06-01", "closes": "--09-30"}, "2026-11-26T10:00", False),
    ],
)
def test_a_structure_counts_between_its_dates(dates: dict[str, str], date: str, *, counted: bool) -> None:
    spec, inputs = StudySpec(date=date), dated(**dates)

    nearest = run_study(spec, inputs=inputs).outcomes.baseline.place.loc["A3", "pharmacie"]

    assert (nearest == "P1") is counted


def test_a_pharmacy_not_open_yet_is_not_counted_as_lost() -> None:
    cut = StudySpec(scenario=Scenario("pont", (Closure(roads=("D14",)),)), date="2026-11-26T10:00")
    lost = {
        name: run_study(cut, inputs=inputs).outcomes.comparison.categories.loc["pharmacie"]
        for name, inputs in (("open", dated()), ("later", dated(opens="2027-01-04")))
    }

    assert lost["open"]["newly_isolated_median"] == 0  # the left bank keeps P1
    assert lost["later"]["newly_isolated_median"] == 800  # it had only P2, beyond the bridge


def test_a_baseline_handed_over_gives_the_same_study() -> None:
    spec, inputs = StudySpec(date="2026-11-26T10:00"), dated(opens="2027-01-04")

    one, other = (
        run_study(spec, inputs=inputs),
        run_study(spec, inputs=inputs, baseline=run_baseline(spec, inputs)),
    )

    assert one.outcomes.baseline.minutes.equals(other.outcomes.baseline.minutes)


def test_woods_come_with_a_storm_only() -> None:
    land = toy.zones("woods", toy.around("A1")).assign(k="forest")[["k", "geometry"]]
    territory = replace(toy.inputs().territory, basemap={"landuse": land})

    assert "woods" not in study_zones(StudySpec(), territory)
    assert len(study_zones(StudySpec(scenario=Scenario("vent", (Storm(),))), territory)["woods"]) == 1
