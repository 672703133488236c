"""What pages say in sentences."""

import pandas as pd

from cpts_geo.model.layers import POPULATION
from cpts_geo.model.network_facts import NetworkFacts
from cpts_geo.wording import pages


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
