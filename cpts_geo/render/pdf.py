"""Printed sheets as tagged PDF (PDF/UA-1), same bytes for the same study. Only this module asks typst."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from cpts_geo.answers.compare import MOST
from cpts_geo.answers.crisis import brief_crisis
from cpts_geo.model.edition import Edition
from cpts_geo.model.errors import ExportError, ScenarioError
from cpts_geo.model.results import Route, Span
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.render.editions import edition_of
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.render.seen import Extent, PaperName, seen_facts
from cpts_geo.render.sheet_commune import booklet_facts, commune_facts
from cpts_geo.render.sheet_compare import Gauge, compare_facts
from cpts_geo.render.sheet_registers import sites_facts, structures_facts
from cpts_geo.render.sheet_route import Ends, route_facts
from cpts_geo.render.sheet_scenario import PAGES, scenario_facts
from cpts_geo.render.sheet_site import site_book_facts, site_facts
from cpts_geo.render.sheets import PAPERS, territory_facts
from cpts_geo.render.svg_labels import font_folder
from cpts_geo.render.typst_worker import REFUSED
from cpts_geo.study import Study
from cpts_geo.wording import contacts

P = TypeVar("P")
Form = Literal["pdf", "png", "svg"]
PICTURE_PPI: Final = 200.0
TEMPLATES: Final = Path(__file__).parent / "typst"
WORKER: Final = Path(__file__).with_name("typst_worker.py")


def territory_plan(
    study: Study, *, paper: Literal["a4", "a3"] = "a4", edition: Edition = Edition.PUBLIC
) -> bytes:
    """Plan of the territory: map, figures and legend, then every table whole.

    Raises
    ------
    ExportError
        ``unknown_paper``; ``beyond_scale`` when no round scale shows the territory on one sheet.
    """
    sheet = _paper(PAPERS, paper)
    return _compile("territory", territory_facts(edition_of(study, edition), sheet), edition)


def commune_sheet(study: Study, code_insee: str, *, edition: Edition = Edition.PUBLIC) -> bytes:
    """One page for the mayor of a commune.

    Raises
    ------
    UnknownCommuneError
        ``unknown_commune`` when the territory has no such commune.
    """
    return _compile("commune", commune_facts(edition_of(study, edition), code_insee, edition), edition)


def commune_booklet(study: Study, *, edition: Edition = Edition.PUBLIC) -> bytes:
    """One page for each commune, after a table of contents.

    Raises
    ------
    ExportError
        ``no_commune`` when the territory has none.
    """
    return _compile("commune", booklet_facts(edition_of(study, edition), edition), edition)


def scenario_sheet(
    study: Study, *, paper: Literal["a4", "a3"] = "a4", edition: Edition = Edition.PUBLIC
) -> bytes:
    """One page for the crisis cell: figures, map, who loses what, decisions left to people.

    Raises
    ------
    ExportError
        ``unknown_paper``; ``beyond_scale`` when no round scale shows the territory on one sheet.
    """
    page = _paper(PAGES, paper)
    facts = scenario_facts(edition_of(study, edition), brief_crisis(study), page)
    return _compile("scenario", facts, edition)


def structures_table(study: Study, *, edition: Edition = Edition.PUBLIC) -> bytes:
    """Every structure with its capacities, by commune, then totals by kind."""
    return _compile("register", structures_facts(edition_of(study, edition)), edition)


def sites_register(study: Study, *, edition: Edition = Edition.PUBLIC) -> bytes:
    """Every candidate site with its capacities, by commune, then totals by kind; stock places restricted."""
    return _compile("register", sites_facts(edition_of(study, edition)), edition)


def site_sheet(study: Study, site_id: str, *, edition: Edition = Edition.PUBLIC) -> bytes:
    """Recto and verso of one candidate site.

    Raises
    ------
    ScenarioError
        ``unknown_site`` when the territory has no such site.
    ExportError
        ``site_is_restricted`` when only the restricted edition shows it.
    """
    shown = edition_of(study, edition)
    if site_id in study.territory.sites.index and site_id not in shown.territory.sites.index:
        raise ExportError("site_is_restricted", value=site_id, expected=Edition.RESTRICTED)
    return _compile("site", site_facts(shown, site_id, edition), edition)


def site_sheets(study: Study, *, edition: Edition = Edition.PUBLIC) -> bytes:
    """The same for all the sites, in the order of their numbers.

    Raises
    ------
    ExportError
        ``no_site`` when the edition shows none.
    """
    return _compile("site", site_book_facts(edition_of(study, edition), edition), edition)


def route_sheet(
    study: Study,
    route: Route,
    ends: Ends,
    *,
    ways: Mapping[VehicleName, Route],
    spans: Mapping[VehicleName, Span],
    edition: Edition = Edition.PUBLIC,
) -> bytes:
    """One page for who drives: map, steps, points to check, vehicles compared; see ``route_facts``."""
    shown = edition_of(study, edition)
    return _compile("route", route_facts(shown, route, ends, ways=ways, spans=spans), edition)


def comparison_sheet(studies: Sequence[Study], *, gauges: Sequence[Gauge] = ()) -> bytes:
    """Two to four studies of a territory side by side, the others compared with the first.

    Raises
    ------
    ScenarioError
        ``compare_two_to_four``.
    """
    if not 2 <= len(studies) <= MOST:
        raise ScenarioError("compare_two_to_four", value=str(len(studies)))
    shown = [edition_of(study, Edition.PUBLIC) for study in studies]
    return _compile("compare", compare_facts(shown, gauges=gauges))


def seen_map(
    study: Study,
    layers: Sequence[MapLayer],
    extent: Extent,
    *,
    paper: PaperName = "a4",
    form: Form = "pdf",
    edition: Edition = Edition.PUBLIC,
) -> bytes:
    """The map as it is on the screen: its layers, the whole extent, at a round scale; see ``seen_facts``.

    PNG and SVG are the first page of the PDF, the map; only the PDF lists what it shows.

    Raises
    ------
    ExportError
        As ``seen_frame``.
    """
    facts = seen_facts(study, layers, extent, paper=paper, edition=edition, listed=form == "pdf")
    return _compile("seen", facts, edition, form)


def _paper(papers: Mapping[str, P], name: str) -> P:
    if name not in papers:
        raise ExportError("unknown_paper", value=str(name), expected=", ".join(papers))
    return papers[name]


def _compile(
    template: str, facts: dict[str, Any], edition: Edition = Edition.PUBLIC, form: Form = "pdf"
) -> bytes:
    facts = facts | {"edition": contacts.EDITION[edition] if edition is Edition.RESTRICTED else ""}
    own: dict[str, Any] = {"pdf_standards": ["ua-1"], "timestamp": _timestamp(facts["date"])}
    asked = {
        "input": str(TEMPLATES / f"{template}.typ"),
        "root": str(TEMPLATES),
        "font_paths": [str(font_folder())],
        "ignore_system_fonts": True,
        "sys_inputs": {"facts": json.dumps(facts, ensure_ascii=False, allow_nan=False)},
        "format": form,
        **(own if form == "pdf" else {"ppi": PICTURE_PPI} if form == "png" else {}),
    }
    command = [sys.executable, "-I", str(WORKER)]
    done = subprocess.run(command, input=json.dumps(asked).encode(), capture_output=True, check=False)  # noqa: S603 our own script
    if done.returncode:
        said = done.stderr.decode(errors="replace") if done.returncode == REFUSED else str(done.returncode)
        raise ExportError("pdf", file=template, value=said[:200])
    return done.stdout


def _timestamp(day: str) -> int:
    """Seconds of the day of the study: no clock is read."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) if day else 0
