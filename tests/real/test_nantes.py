"""Nantes: an OSMnx graph, communes of 2018, population from a table, and water drawn over the Loire."""

import shutil
from pathlib import Path

import pytest

from cpts_geo.hazards import Flood
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import POPULATION
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.spec import Drawing, StudySpec
from cpts_geo.study import Study, run_study
from cpts_geo.territory.importer import import_file
from paths import REAL, needs_real_data

pytestmark = needs_real_data
LOIRE = (
    "POLYGON ((-1.600 47.185, -1.500 47.185, -1.500 47.2105, -1.545 47.2085, -1.600 47.2035, -1.600 47.185))"
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = Path(tmp_path_factory.mktemp("nantes"))
    import_file(folder, [REAL / "contours" / "communes-44-loire-atlantique.geojson"], only=["44109"])
    import_file(folder, [REAL / "national" / "donnees_communes.csv"], kind="population")
    graph = shutil.copy(REAL / "nantes" / "SGdrive_Nantes.graphml.bz2", folder.parent)
    import_file(folder, [graph])
    import_file(folder, [REAL / "national" / "ehpad_2025.csv"])
    drawing = Drawing("dessin", "flood", LOIRE)
    scenario = Scenario("Loire", (Flood("dessin"),))
    spec = StudySpec(str(folder), scenario, categories=(Category.EHPAD,), drawings=(drawing,))
    return run_study(spec)


def test_the_whole_city_lives_on_its_roads(study: Study) -> None:
    people = study.territory.demand[POPULATION].sum()

    assert people == study.territory.communes[POPULATION].sum()
    assert people > 290_000
    assert study.outcomes.facts.unsnapped[POPULATION].sum() == 0


def test_water_over_the_loire_cuts_the_south_and_spares_the_bridges(study: Study) -> None:
    edges = study.network.edges
    state = study.outcomes.readings[Reading.MEDIAN].edges

    wet = state["depth_m"].notna()

    assert (state.loc[wet & edges["bridge"], "factor"] == 1).all()
    assert (state.loc[wet & ~edges["bridge"], "factor"] == 0).all()
    assert (wet & edges["bridge"]).sum() > 20
    assert study.outcomes.comparison.categories["newly_isolated_median"].sum() > 5_000  # EHPAD only
    assert study.outcomes.comparison.people_hit.median > 5_000
