"""Every printed sheet of the paper town, each compiled once for the whole session."""

import io
from collections.abc import Callable
from functools import cache
from typing import Final

from pypdf import PdfReader

import paper_town
from cpts_geo.answers.trips import find_route
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.render import pdf
from cpts_geo.study import Study, run_study


def _route(study: Study) -> bytes:
    spots = [(paper_town.X0 + x, paper_town.Y0 + y) for x, y in ((2000, 2000), (9000, 2000))]
    west, east = transform_points(spots, paper_town.CRS, WGS84)
    route = find_route(study.spec, west, east, inputs=paper_town.town())
    return pdf.route_sheet(study, route, (("Ouest", west), ("Est", east)), ways={study.spec.vehicle: route})


SHEETS: Final[dict[str, Callable[[Study], bytes]]] = {
    "territory": pdf.territory_plan,
    "territory-a3": lambda study: pdf.territory_plan(study, paper="a3"),
    "commune": lambda study: pdf.commune_sheet(study, "99000"),
    "communes": pdf.commune_booklet,
    "route": _route,
}


@cache
def town_study() -> Study:
    """The study of the paper town; to be read, never changed."""
    return run_study(paper_town.spec(), inputs=paper_town.town())


@cache
def printed(sheet: str) -> PdfReader:
    """A sheet of the paper town."""
    return PdfReader(io.BytesIO(SHEETS[sheet](town_study())))
