"""Memory that a command takes, in a process of its own that inherits nothing from the tests.

``ru_maxrss`` of a child starts at what its parent holds: the peak of the process itself is read at its end.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from paths import ROOT

COMMAND = """
import json, re, resource, sys
from cpts_geo.cli import main
code = main(sys.argv[1:])
own = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read()).group(1))
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print("\\n" + json.dumps([code, own * 1024, children * 1024]), file=sys.stderr)
"""


@dataclass(frozen=True)
class Ran:
    """A command that ended: what it printed, its exit code, its peak and its greediest child's, in bytes."""

    out: str
    said: str
    code: int
    peak: int
    child_peak: int


def ran(*arguments: str | Path) -> Ran:
    """Run ``cpts-geo`` with these arguments (Linux)."""
    command = [sys.executable, "-c", COMMAND, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    said, _, last = done.stderr.rstrip().rpartition("\n")
    return Ran(done.stdout, said, *json.loads(last))
