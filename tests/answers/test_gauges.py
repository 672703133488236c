"""From a level or a colour to a scenario: never a lower one, never a guess."""

from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.answers.gauges import scenario_at_colour, scenario_at_level
from cpts_geo.model.changes import Action, Change
from cpts_geo.territory.gauges import GaugeRule

ROW = Change("gauges", "gauges-1", Action.ADD)


def at_level(level: float, station: str = "Pont") -> GaugeRule:
    return GaugeRule(station, level, "", f"crue à {level}", ROW)


def at_colour(colour: str) -> GaugeRule:
    return GaugeRule("Charente aval", None, colour, f"vigilance {colour}", ROW)


levels = st.floats(0, 20)


@given(known=st.lists(levels, min_size=1, unique=True), level=levels)
def test_the_lowest_known_level_that_is_not_below_is_followed(known: list[float], level: float) -> None:
    found = scenario_at_level([at_level(one) for one in known], "Pont", level)

    higher = [one for one in known if one >= level]
    assert (found.rule.level_m if found.rule else None) == (min(higher) if higher else None)
    assert found.highest
    assert found.highest.level_m == max(known)


def test_a_station_without_a_line_points_nowhere() -> None:
    found = scenario_at_level([at_level(3.0)], "Autre", 2.0)

    assert (found.rule, found.highest) == (None, None)


def test_yellow_without_a_line_is_followed_as_orange_and_red_is_above_all() -> None:
    rules = [at_colour("3"), at_level(3.0)]

    yellow, red = (scenario_at_colour(rules, "Charente aval", colour) for colour in ("2", "4"))
    assert yellow.rule is rules[0]
    assert (red.rule, red.highest) == (None, rules[0])


def test_an_unknown_vigilance_is_never_green() -> None:
    rules = [at_colour("1"), at_colour("4")]

    assert scenario_at_colour(rules, "Charente aval", "").rule is rules[1]
