"""One function per command: options to a library call to one French line."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpts_geo.cli.output import say, say_json
from cpts_geo.model.errors import ExportError, LayerError
from cpts_geo.wording import answers

if TYPE_CHECKING:
    from cpts_geo.territory.report import ImportReport


def app(arguments: Namespace) -> None:
    """Serve the application until it is stopped."""
    from cpts_geo.ui.server import serve

    serve(Path(arguments.folder), arguments.port)


def demo(arguments: Namespace) -> None:
    """Write a fictitious territory."""
    from cpts_geo.demo import generate
    from cpts_geo.territory.folder import read_settings

    folder = Path(arguments.folder)
    generate(folder, seed=arguments.seed, size=arguments.size)
    say(answers.demo_written(str(read_settings(folder)["name"]), arguments.folder))


def import_(arguments: Namespace) -> None:
    """Import files into a territory folder and list what was set aside."""
    from cpts_geo.territory.importer import import_file
    from cpts_geo.wording.problems import sentence

    report = import_file(
        Path(arguments.folder),
        [Path(file) for file in arguments.files],
        kind=arguments.kind,
        name=arguments.name,
        crs=arguments.crs,
        mapping=_mapping(arguments.map),
        only=tuple(code.strip() for code in (arguments.communes or "").split(",") if code.strip()),
    )
    if arguments.json:
        say_json(_report_object(report))
        return
    say(answers.imported(report))
    _list(sentence(problem) for problem in report.problems)


def check(arguments: Namespace) -> None:
    """List what is wrong, doubtful or missing in a territory folder, gravest first, or in a package."""
    from cpts_geo.render.findings_json import finding_object
    from cpts_geo.territory.doctor import check_folder, grouped
    from cpts_geo.territory.geocode import read_proposals
    from cpts_geo.wording.findings import counted, line

    if Path(arguments.folder).is_file():
        _check_package(arguments)
        return
    if arguments.restore:
        _restore(arguments)
    today = datetime.now().astimezone().date().isoformat()
    found = check_folder(Path(arguments.folder), today=today)
    if arguments.json:
        say_json({"problems": [finding_object(finding) for finding in found]})
        return
    say(counted(found))
    _list(line(group) for group in grouped(found))
    if waiting := read_proposals(arguments.folder):
        say(answers.proposals_waiting(len(waiting)))


def _check_package(arguments: Namespace) -> None:
    """Read a package again; a package that is not sound is an error."""
    from cpts_geo.render.package_check import check_package
    from cpts_geo.render.study_json import problem_object
    from cpts_geo.wording.problem_package import SOUND
    from cpts_geo.wording.problems import sentence

    path = Path(arguments.folder)
    found = check_package(path.read_bytes())
    if arguments.json:
        say_json({"problems": [problem_object(problem) for problem in found]})
    else:
        _list(sentence(problem) for problem in found)
    if found:
        raise ExportError("package_unsound", file=path.name, value=str(len(found)))
    if not arguments.json:
        say(SOUND)


def _restore(arguments: Namespace) -> None:
    from cpts_geo.model.changes import Signed
    from cpts_geo.store.recovery import restore_last

    now = datetime.now().astimezone().isoformat(timespec="seconds")
    copy = restore_last(Path(arguments.folder), Signed(arguments.restore, now))
    if not arguments.json:
        say(answers.restored(copy.day, copy.lines))


def network(arguments: Namespace) -> None:
    """Check the road network, build the basemap again and make the roads ready for the compiled engine."""
    from cpts_geo.routing.choice import prepare_all
    from cpts_geo.territory.basemap import build_basemap
    from cpts_geo.territory.folder import read_network

    roads = read_network(arguments.folder)
    prepare_all(arguments.folder, roads)
    build_basemap(Path(arguments.folder))
    say(answers.network_built(len(roads.nodes), len(roads.edges)))


def assets(arguments: Namespace) -> None:
    """Install the local files of the map."""
    from cpts_geo.ui.assets import install

    del arguments
    install()
    say(answers.assets_installed())


def _report_object(report: "ImportReport") -> dict[str, object]:
    from cpts_geo.render.study_json import problem_object

    return {
        "file": report.file,
        "layer": report.layer,
        "kind": report.kind,
        "rows_read": report.rows_read,
        "rows_stored": report.rows_stored,
        "rows_set_aside": report.rows_set_aside,
        "rows_excluded": report.rows_excluded,
        "problems": [problem_object(problem) for problem in report.problems],
        "source": report.source,
    }


def _mapping(pairs: list[str]) -> Mapping[str, str]:
    """``["capacity=LITS"]`` → ``{"capacity": "LITS"}``."""
    for pair in pairs:
        if "=" not in pair:
            raise LayerError("bad_mapping", value=pair)
    return dict(pair.split("=", 1) for pair in pairs)


SHOWN: Final = 20  # lines of problems on screen, RELIABILITY 5


def _list(sentences: Iterable[str]) -> None:
    lines = list(sentences)
    for line in lines[:SHOWN]:
        say(line)
    if len(lines) > SHOWN:
        say(answers.more_problems(len(lines) - SHOWN))


def _init(arguments: Namespace) -> None:
    from cpts_geo.cli.init import init

    init(arguments)


def _study(arguments: Namespace) -> None:
    from cpts_geo.cli.study import study

    study(arguments)


def _compare(arguments: Namespace) -> None:
    from cpts_geo.cli.compare import compare

    compare(arguments)


def _times(arguments: Namespace) -> None:
    from cpts_geo.cli.trips import times

    times(arguments)


def _route(arguments: Namespace) -> None:
    from cpts_geo.cli.trips import route

    route(arguments)


def _export(arguments: Namespace) -> None:
    from cpts_geo.cli.export import export

    export(arguments)


COMMANDS: Final[dict[str, Callable[[Namespace], None]]] = {
    "app": app,
    "demo": demo,
    "import": import_,
    "init": _init,
    "check": check,
    "network": network,
    "study": _study,
    "compare": _compare,
    "times": _times,
    "route": _route,
    "export": _export,
    "assets": assets,
}
