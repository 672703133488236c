"""Plan of a CPTS territory in a crisis: who loses which care when roads are cut.

The public names below are loaded when they are first used, so that ``import cpts_geo`` and
``cpts-geo --help`` stay instant.
"""

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cpts_geo.answers.ambulance import find_ambulance_times
    from cpts_geo.answers.compare import compare_studies
    from cpts_geo.answers.competition import local_index
    from cpts_geo.answers.departure import last_departure
    from cpts_geo.answers.evolution import run_evolution
    from cpts_geo.answers.isochrones import isochrones
    from cpts_geo.answers.losses import find_losses
    from cpts_geo.answers.pockets import describe_pockets
    from cpts_geo.answers.recourse import find_recourse
    from cpts_geo.answers.reopen import plan_reopenings
    from cpts_geo.answers.trips import find_route, travel_times
    from cpts_geo.answers.uncertainty import study_uncertainty
    from cpts_geo.answers.vital import rank_vital_roads
    from cpts_geo.answers.why import explain_loss
    from cpts_geo.hazards import Closure, Flood, Snow
    from cpts_geo.model.categories import Category
    from cpts_geo.model.errors import CptsGeoError
    from cpts_geo.model.scenario import Reading, Scenario, Step
    from cpts_geo.model.vehicles import VehicleName
    from cpts_geo.render import EXPORTERS
    from cpts_geo.spec import Drawing, StudySpec
    from cpts_geo.study import Study, read_inputs, run_study
    from cpts_geo.territory.folder import read_network, read_territory
    from cpts_geo.territory.importer import import_file

__all__ = [
    "EXPORTERS",
    "Category",
    "Closure",
    "CptsGeoError",
    "Drawing",
    "Flood",
    "Reading",
    "Scenario",
    "Snow",
    "Step",
    "Study",
    "StudySpec",
    "VehicleName",
    "compare_studies",
    "describe_pockets",
    "explain_loss",
    "find_ambulance_times",
    "find_losses",
    "find_recourse",
    "find_route",
    "import_file",
    "isochrones",
    "last_departure",
    "local_index",
    "plan_reopenings",
    "rank_vital_roads",
    "read_inputs",
    "read_network",
    "read_territory",
    "run_evolution",
    "run_study",
    "study_uncertainty",
    "travel_times",
]
_HOME: Final = {
    "EXPORTERS": "render",
    "Category": "model.categories",
    "Closure": "hazards",
    "CptsGeoError": "model.errors",
    "Drawing": "spec",
    "Flood": "hazards",
    "Reading": "model.scenario",
    "Scenario": "model.scenario",
    "Snow": "hazards",
    "Step": "model.scenario",
    "Study": "study",
    "StudySpec": "spec",
    "VehicleName": "model.vehicles",
    "compare_studies": "answers.compare",
    "describe_pockets": "answers.pockets",
    "explain_loss": "answers.why",
    "find_ambulance_times": "answers.ambulance",
    "find_losses": "answers.losses",
    "find_recourse": "answers.recourse",
    "find_route": "answers.trips",
    "import_file": "territory.importer",
    "isochrones": "answers.isochrones",
    "last_departure": "answers.departure",
    "local_index": "answers.competition",
    "plan_reopenings": "answers.reopen",
    "rank_vital_roads": "answers.vital",
    "read_inputs": "study",
    "read_network": "territory.folder",
    "read_territory": "territory.folder",
    "run_evolution": "answers.evolution",
    "run_study": "study",
    "study_uncertainty": "answers.uncertainty",
    "travel_times": "answers.trips",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
