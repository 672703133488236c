"""The command ``export``."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cpts_geo.cli.options import read_spec
from cpts_geo.cli.output import say, write_file, write_files
from cpts_geo.cli.parser import SHEETS
from cpts_geo.model.edition import Edition
from cpts_geo.model.errors import ExportError, ScenarioError, UnknownCommuneError
from cpts_geo.render import EXPORTERS, geojson
from cpts_geo.render.map_view import whole_extent
from cpts_geo.render.scenario_layers import first_isolated, first_shown, scenario_layers
from cpts_geo.render.seen import Extent
from cpts_geo.study import Study, read_inputs, run_study
from cpts_geo.wording import answers, files, sheet_seen

PICTURES: Final = ("png", "svg")
LATER: Final = ("rounds",)
READY: Final = ", ".join(name for name in SHEETS if name not in LATER)
ANY_PAPER: Final = ("territory", "scenario")


def export(arguments: Namespace) -> None:
    """Run a study and write it in one format; GeoJSON also goes to a folder or to a single file."""
    if arguments.format in PICTURES or arguments.extent is not None:
        _seen(arguments)
        return
    is_pdf = arguments.format == "pdf"
    if is_pdf and arguments.sheet in LATER:
        raise ExportError("sheet_not_yet", value=arguments.sheet, expected=READY)
    if not is_pdf and arguments.edition != Edition.PUBLIC:
        raise ExportError("files_are_public", value=arguments.format, expected="pdf")
    if is_pdf and arguments.sheet not in ANY_PAPER and arguments.paper != "a4":
        raise ExportError("sheet_is_a4", value=arguments.paper)
    spec = read_spec(arguments.spec, arguments.folder)
    inputs = read_inputs(arguments.folder)
    if is_pdf and arguments.sheet == "commune" and arguments.code not in inputs.territory.communes.index:
        raise UnknownCommuneError("unknown_commune", column="--code", value=arguments.code)
    if is_pdf and arguments.sheet == "site" and arguments.code not in {"", *inputs.territory.sites.index}:
        raise ScenarioError("unknown_site", column="--code", value=arguments.code)
    study = run_study(spec, inputs=inputs)
    path = Path(arguments.out)
    if arguments.format == "geojson" and path.suffix not in (".zip", ".geojson", ".json"):
        write_files(path, geojson.write_files(study))
    else:
        write_file(path, _content(study, arguments))
    say(answers.exported(files.EXPORTER[arguments.format], arguments.out))


def _seen(arguments: Namespace) -> None:
    """The map of the page *Scénario*, of an extent or of the whole territory."""
    from cpts_geo.render import pdf

    if arguments.format not in (*PICTURES, "pdf"):
        raise ExportError("extent_is_map", value=arguments.format, expected=", ".join(("pdf", *PICTURES)))
    study = run_study(read_spec(arguments.spec, arguments.folder), inputs=read_inputs(arguments.folder))
    extent = _extent(arguments.extent) if arguments.extent is not None else whole_extent(study.territory)
    layers = scenario_layers(study, isolated=first_isolated(study), shown=first_shown(study.territory))
    content = pdf.seen_map(
        study,
        layers,
        extent,
        paper=arguments.paper,
        form=arguments.format,
        edition=Edition(arguments.edition),
    )
    write_file(Path(arguments.out), content)
    say(answers.exported(sheet_seen.KIND, arguments.out))


def _extent(text: str) -> Extent:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise ExportError("bad_extent", value=text) from error
    return west, south, east, north


def _content(study: Study, arguments: Namespace) -> bytes:
    if arguments.format == "pdf":
        return _plan(study, arguments)
    if arguments.format == "geojson" and Path(arguments.out).suffix != ".zip":
        return geojson.write_single(study)
    return EXPORTERS[arguments.format].write(study)


def _plan(study: Study, arguments: Namespace) -> bytes:
    from cpts_geo.render import pdf

    code, paper, edition = arguments.code, arguments.paper, Edition(arguments.edition)
    sheets: dict[str, Callable[[], bytes]] = {
        "territory": lambda: pdf.territory_plan(study, paper=paper, edition=edition),
        "commune": lambda: pdf.commune_sheet(study, code, edition=edition),
        "communes": lambda: pdf.commune_booklet(study, edition=edition),
        "scenario": lambda: pdf.scenario_sheet(study, paper=paper, edition=edition),
        "structures": lambda: pdf.structures_table(study, edition=edition),
        "sites": lambda: pdf.sites_register(study, edition=edition),
        "site": lambda: (
            pdf.site_sheet(study, code, edition=edition) if code else pdf.site_sheets(study, edition=edition)
        ),
    }
    return sheets[arguments.sheet]()
