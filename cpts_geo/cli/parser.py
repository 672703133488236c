"""The command line: commands and options of the public contract, every word of it French."""

import argparse
import re
import sys
from collections.abc import Sequence
from typing import Any, Final, NoReturn

from cpts_geo.wording import cli as words

SIZES: Final = ("commune", "cpts", "departement", "region")
KINDS: Final = ("communes", "structures", "sites", "roads", "hazard", "population", "closures", "relief")
READINGS: Final = ("optimistic", "median", "pessimistic")
VEHICLES: Final = ("pedestrian", "car", "ambulance", "high_clearance")
FORMATS: Final = ("geojson", "gpkg", "kml", "csv", "xlsx", "pdf", "png", "svg", "prefecture")
SHEETS: Final = ("territory", "communes", "commune", "site", "scenario", "structures", "sites", "rounds")
PAPERS: Final = ("a4", "a3")
EDITIONS: Final = ("public", "restricted")
WEST: Final = re.compile(r"-\d[\d.]*(,-?\d[\d.]*)+")  # -0.96,45.94 would look like an option
WRONG_USAGE: Final = 2


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help whose own words are French."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, words.USAGE if prefix is None else prefix)


class FrenchParser(argparse.ArgumentParser):
    """Parser that speaks French; wrong usage ends with code 2 and one message."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Formatter, **options)
        self.required = self.add_argument_group(words.ARGUMENTS)
        self.options = self.add_argument_group(words.OPTIONS)
        self.options.add_argument("-h", "--help", action="help", help=words.HELP)

    def error(self, message: str) -> NoReturn:
        """End with the French message of a wrong usage."""
        sys.stderr.write(words.wrong_usage(self.prog, message) + "\n")
        sys.exit(WRONG_USAGE)

    def argument(self, name: str, **options: Any) -> None:
        """Positional argument; its help is looked up by its name."""
        self.required.add_argument(name, metavar=words.METAVAR[name], help=words.ARGUMENT[name], **options)

    def option(self, name: str, **options: Any) -> None:
        """Option; its help and the word for its value are looked up by its name."""
        if "action" not in options or options["action"] in ("append", "extend"):
            shown = "{" + ",".join(options["choices"]) + "}" if "choices" in options else words.METAVAR[name]
            options = {"metavar": shown, **options}
        self.options.add_argument(name, help=words.OPTION[name], **options)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Arguments of one call; ends with code 2 on wrong usage, 0 after ``--help``."""
    return build_parser().parse_args(_join_negative(argv))


def _join_negative(argv: Sequence[str]) -> list[str]:
    """``--from -0.96,45.94`` written as one word, so that a western longitude is not an option."""
    joined: list[str] = []
    for word in argv:
        if WEST.fullmatch(word) and joined and joined[-1] in ("--from", "--to", "--extent"):
            joined[-1] = f"{joined[-1]}={word}"
        else:
            joined.append(word)
    return joined


def build_parser() -> FrenchParser:
    """Parser of the whole command."""
    parser = FrenchParser(prog="cpts-geo", description=words.DESCRIPTION)
    commands = parser.add_subparsers(
        title=words.COMMANDS, metavar=words.COMMAND, dest="command", required=True, parser_class=FrenchParser
    )
    for name, fill in COMMANDS.items():
        text = words.COMMAND_HELP[name]
        fill(commands.add_parser(name, help=text.short, description=text.long))
    return parser


def _app(parser: FrenchParser) -> None:
    parser.argument("folder", nargs="?", default="data")
    parser.option("--port", type=int, default=0)


def _demo(parser: FrenchParser) -> None:
    parser.argument("folder")
    parser.option("--seed", type=int, default=7)
    parser.option("--size", choices=SIZES, default="cpts")


def _import(parser: FrenchParser) -> None:
    parser.argument("folder")
    parser.argument("files", nargs="+")
    parser.option("--as", choices=KINDS, dest="kind")
    parser.option("--name", default="")
    parser.option("--crs")
    parser.option("--map", nargs="+", action="extend", default=[])
    parser.option("--communes")
    parser.option("--json", action="store_true")


def _init(parser: FrenchParser) -> None:
    parser.argument("folder")
    where = parser.options.add_mutually_exclusive_group(required=True)
    for name in ("--epci", "--communes", "--departement"):
        where.add_argument(name, metavar=words.METAVAR[name], help=words.INIT[name])
    parser.option("--margin-min", type=float, default=30.0)
    parser.option("--accept-addresses", default="")
    parser.option("--json", action="store_true")


def _check(parser: FrenchParser) -> None:
    parser.argument("folder")
    parser.option("--restore", default="")
    parser.option("--json", action="store_true")


def _network(parser: FrenchParser) -> None:
    parser.argument("folder")


def _scenario(parser: FrenchParser) -> None:
    parser.option("--spec")
    parser.option("--hazard", action="append", default=[])
    parser.option("--close", action="append", default=[])
    parser.option("--hydrograph")
    parser.option("--levels")
    parser.option("--station")
    parser.option("--zero", type=float)
    parser.option("--gaps", action="store_true")
    parser.option("--reading", choices=READINGS)
    parser.option("--vehicle", choices=VEHICLES)


def _study(parser: FrenchParser) -> None:
    parser.argument("folder")
    _scenario(parser)
    parser.option("--out")
    parser.option("--save-spec")
    parser.option("--json", action="store_true")


def _compare(parser: FrenchParser) -> None:
    parser.argument("folder")
    parser.argument("specs", nargs="+")
    parser.option("--json", action="store_true")


def _times(parser: FrenchParser) -> None:
    parser.argument("folder")
    parser.option("--from", dest="origins", required=True)
    parser.option("--to", dest="destinations", required=True)
    _scenario(parser)
    parser.option("--out", required=True)


def _route(parser: FrenchParser) -> None:
    parser.argument("folder")
    parser.option("--from", dest="origin", required=True)
    parser.option("--to", dest="destination", required=True)
    _scenario(parser)
    parser.option("--out")
    parser.option("--json", action="store_true")


def _export(parser: FrenchParser) -> None:
    parser.argument("folder")
    parser.option("--format", choices=FORMATS, required=True)
    parser.option("--sheet", choices=SHEETS, default="territory")
    parser.option("--code", default="")
    parser.option("--spec")
    parser.option("--paper", choices=PAPERS, default="a4")
    parser.option("--edition", choices=EDITIONS, default="public")
    parser.option("--extent")
    parser.option("--out", required=True)


def _assets(parser: FrenchParser) -> None:
    del parser


COMMANDS: Final = {
    "app": _app,
    "demo": _demo,
    "import": _import,
    "init": _init,
    "check": _check,
    "network": _network,
    "study": _study,
    "compare": _compare,
    "times": _times,
    "route": _route,
    "export": _export,
    "assets": _assets,
}
