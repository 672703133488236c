"""Install the peers of the ``bench`` extra one by one: one that cannot be installed must not stop the others.

Why each missing one is missing goes to ``.make/peers.json``, which the benchmark quotes.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Install what can be."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    reasons = {}
    for requirement in project["optional-dependencies"]["bench"]:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += ["--only-binary", ":all:", "--constraint", str(ROOT / "constraints.txt"), requirement]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - pip
        if done.returncode:
            name = re.split(r"[<>=;\s]", requirement)[0]
            errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            reasons[name] = (errors or ["pip failed"])[-1].removeprefix("ERROR: ")
            print(f"{name}: {reasons[name]}")
    (ROOT / ".make").mkdir(exist_ok=True)
    (ROOT / ".make" / "peers.json").write_text(json.dumps(reasons, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
