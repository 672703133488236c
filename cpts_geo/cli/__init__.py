"""The command ``cpts-geo``: options to a spec, one library call, one French line. Computes nothing."""

import io
import os
import sys
from collections.abc import Sequence

from cpts_geo.cli.parser import parse

FAILED = 1
STOPPED = 130  # what a shell expects after Ctrl-C


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 1 after an error told in French.

    Wrong usage ends the process with code 2.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    arguments = parse(sys.argv[1:] if argv is None else argv)
    from cpts_geo.cli.commands import COMMANDS
    from cpts_geo.model.errors import CptsGeoError

    try:
        COMMANDS[arguments.command](arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        from cpts_geo.wording.cli import INTERRUPTED

        sys.stderr.write(INTERRUPTED + "\n")
        return STOPPED
    except CptsGeoError as error:
        from cpts_geo.wording.errors import explain

        sys.stderr.write(explain(error) + "\n")
        return FAILED
    return 0
