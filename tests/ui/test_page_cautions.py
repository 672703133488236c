"""The pages say how old the roads are and who may use what."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import toy
from cpts_geo.model.territory import Source
from cpts_geo.territory import folder as home
from cpts_geo.territory.build import write_network
from data_app import said

Open = Callable[[str], AppTest]


@pytest.fixture
def aged(own: Path) -> Path:
    """A town that is no fiction: old roads, one road kept for help."""
    home.write_settings(own, {**home.read_settings(own), "fictitious": False})
    home.record_source(own, Source("network", "Extrait OpenStreetMap", "2019-03-02", "", "2026-11-01"))
    network = toy.network()
    edges = network.edges
    helped = edges.assign(emergency=True, car=edges["car"] & (edges.index != edges.index[-1]))
    write_network(own, replace(network, edges=helped))
    return own


@pytest.mark.parametrize("page", ["territory_page", "scenario_page"])
def test_the_page_says_the_age_of_the_roads(aged: Path, open_page: Open, page: str) -> None:
    del aged
    assert "Routes du 02/03/2019" in said(open_page(page))


def test_the_territory_counts_the_roads_kept_for_help_and_the_choice_of_vehicle_tells_who_uses_them(
    aged: Path, open_page: Open
) -> None:
    del aged
    assert "ouvertes aux seuls véhicules de secours : 1 tronçon" in said(open_page("territory_page"))
    box = next(box for box in open_page("scenario_page").selectbox if box.label == "Véhicule")
    assert "L’ambulance et le véhicule haut" in box.help


def test_a_fictitious_town_is_told_nothing(own: Path, open_page: Open) -> None:
    del own
    for page in ("territory_page", "scenario_page"):
        assert "plus d’un an" not in said(open_page(page))
