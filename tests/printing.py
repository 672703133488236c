"""Every printed sheet of the paper town, each compiled once for the whole session."""

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Final

import numpy as np
from pypdf import PdfReader

import paper_town
from cpts_geo.answers.spans import trip_spans
from cpts_geo.answers.trips import find_route
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.layers import POPULATION
from cpts_geo.model.scenario import REFERENCE
from cpts_geo.render import pdf
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.render.scenario_layers import first_isolated, first_shown, scenario_layers
from cpts_geo.render.seen import Extent
from cpts_geo.study import Inputs, Study, run_study


def _route(study: Study) -> bytes:
    spots = [(paper_town.X0 + x, paper_town.Y0 + y) for x, y in ((2000, 2000), (9000, 2000))]
    west, east = transform_points(spots, paper_town.CRS, WGS84)
    route = find_route(study.spec, west, east, inputs=paper_town.town())
    spans = trip_spans(study.spec, (west, east), vehicles=(study.spec.vehicle,), inputs=paper_town.town())
    ends, ways = (("Ouest", west), ("Est", east)), {study.spec.vehicle: route}
    return pdf.route_sheet(study, route, ends, ways=ways, spans=spans)


def shown_layers(study: Study) -> list[MapLayer]:
    """Layers of the page *Scénario* before any choice."""
    return scenario_layers(study, isolated=first_isolated(study), shown=first_shown(study.territory))


def view() -> Extent:
    """What a screen may show of the town, around the river."""
    corners = [(paper_town.X0 + x, paper_town.Y0 + y) for x, y in ((4000, 500), (9500, 4500))]
    (west, south), (east, north) = transform_points(corners, paper_town.CRS, WGS84)
    return west, south, east, north


def _seen(study: Study) -> bytes:
    return pdf.seen_map(study, shown_layers(study), view())


@cache
def calm_study() -> Study:
    """The same town with nothing wrong, to compare with."""
    return run_study(paper_town.spec(scenario=REFERENCE), inputs=paper_town.town())


SHEETS: Final[dict[str, Callable[[Study], bytes]]] = {
    "territory": pdf.territory_plan,
    "territory-a3": lambda study: pdf.territory_plan(study, paper="a3"),
    "commune": lambda study: pdf.commune_sheet(study, "99000"),
    "communes": pdf.commune_booklet,
    "route": _route,
    "site": lambda study: pdf.site_sheet(study, "s0"),
    "site-book": pdf.site_sheets,
    "seen": _seen,
    "compare": lambda study: pdf.comparison_sheet([study, calm_study()]),
    "scenario": pdf.scenario_sheet,
    "scenario-a3": lambda study: pdf.scenario_sheet(study, paper="a3"),
    "structures": pdf.structures_table,
    "sites": pdf.sites_register,
}


@cache
def town_study() -> Study:
    """The study of the paper town; to be read, never changed."""
    return run_study(paper_town.spec(), inputs=paper_town.town())


@cache
def printed(sheet: str) -> PdfReader:
    """A sheet of the paper town."""
    return PdfReader(io.BytesIO(SHEETS[sheet](town_study())))


@cache
def cut_town(*, one_home_in: int = 1) -> Study:
    """The paper town without its bridge: the east keeps what it has, both sides lose the other's."""
    base = paper_town.town()
    edges = base.network.edges.assign(bridge=False)
    demand = base.territory.demand
    kept = np.arange(len(demand)) % one_home_in == 0
    demand = demand.assign(**{POPULATION: np.where(kept, 40 if one_home_in == 1 else 1, 0)})
    territory = replace(base.territory, demand=demand)
    return run_study(paper_town.spec(), inputs=Inputs(territory, replace(base.network, edges=edges)))
