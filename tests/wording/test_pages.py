"""What pages say in sentences."""

import pandas as pd
import pytest

from cpts_geo.model.layers import POPULATION
from cpts_geo.model.network_facts import NetworkFacts
from cpts_geo.wording import (
    columns,
    evolution,
    numbers,
    pages,
    routes,
    scenario_cautions,
    sheet_tables,
    site_opening,
    why,
)


def _facts(*people: int) -> NetworkFacts:
    return NetworkFacts(40, 90, len(people), people, 0, 0.0, pd.DataFrame({POPULATION: [10.0]}))


def test_people_of_small_parts_are_said_and_never_called_joined() -> None:
    whole, alone, several = (
        pages.network_facts(facts, 1000.0, population)[1]
        for facts, population in ((_facts(500), 510.0), (_facts(500), 630.0), (_facts(500, 90), 720.0))
    )
    assert "d’un seul tenant" in whole
    assert "d’un seul tenant" not in alone
    assert "120\u00a0habitants" in alone
    assert "2 grandes parties (500\u00a0habitants, 90\u00a0habitants)" in several
    assert "plus petites, séparées du reste : 120\u00a0habitants" in several


def test_a_commune_without_access_before_has_no_span_of_minutes() -> None:
    assert columns.lost_span(float("inf"), 0.0, 0.0) == "déjà sans accès"
    assert columns.lost_span(2.2, 0.24, 0.26) == "0,2 à 0,3"
    assert columns.lost_span(2.2, 3.0, float("inf")) == "3,0 à non accessible"


def test_a_longer_trip_reads_longer() -> None:
    said = why.trip(2.1, (2.1, 2.4, float("inf")), 1250.0, ("A", "B"))
    assert "Avant : 2,1\u202fmin vers A" in said
    assert "Maintenant : 2,4\u202fmin (2,1\u202fmin à non accessible selon la lecture)" in said
    assert "Avant : 3\u202fmin vers A. Maintenant : 12\u202fmin, " in why.trip(
        3.1, (12, 12, 12), 9000.0, ("A", "B")
    )


def test_what_gives_no_care_is_counted_beside() -> None:
    assert (
        pages.beside_health({"pompiers": 7, "mairie": 1, "ehpad": 3})
        == "et 7\u00a0centres de secours, 1\u00a0mairie"
    )
    assert pages.beside_health({"ehpad": 3}) == ""


def test_there_is_no_difference_with_a_trip_that_never_was() -> None:
    assert routes.difference(float("inf"), float("inf")) == pages.EMPTY
    assert routes.difference(10.0, float("inf")) == "non accessible"


@pytest.mark.parametrize("counts", [(6, 8, 0), (0, 8, 6), (8, 0, 6)])
def test_a_band_always_holds_its_number_and_goes_up(counts: tuple[int, int, int]) -> None:
    """Fewer people may be given back by one road in a harder reading, where others are cut as well."""
    assert numbers.band(*counts) == f"{counts[1]} (entre 0 et 8)"
    assert sheet_tables.count_band(*counts) == f"{counts[1]} [0\u00a0–\u00a08]"


def test_a_hidden_end_of_a_band_is_said_hidden() -> None:
    assert sheet_tables.count_band(3000, 3000, None) == "3\u202f000 [3\u202f000\u00a0–\u00a0n.p.]"


def test_bridges_that_are_not_named_are_counted() -> None:
    said = scenario_cautions.bridges(9, [], [f"D{k}" for k in range(9)])
    assert said.endswith("D4, D5 et 3 autres.")
    assert scenario_cautions.bridges(7, [], [f"D{k}" for k in range(7)]).endswith("D5 et 1 autre.")


def test_hours_of_a_curve_say_from_when_they_are_counted() -> None:
    assert evolution.hours_since("2026-11-26T06:00").endswith("26/11/2026 à 06\u202fh\u202f00")
    assert "depuis" not in evolution.hours_since("")


def test_cars_that_the_drawing_cannot_hold_are_not_said_on_the_public_road() -> None:
    """The line below compares the queue with the lane that was drawn on the ground, which may hold it."""
    said = site_opening.drive_too_small(2, 2, 2)
    assert "2 voitures en attente ne tiennent pas dans cette surface" in said
    assert "hors de la voie publique" in said
