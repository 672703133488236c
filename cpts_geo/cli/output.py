"""What a command says and writes: one line, one JSON object, whole files."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cpts_geo.model.errors import ExportError
from cpts_geo.territory.folder import replace_bytes


def say(line: str) -> None:
    """One French line on standard output."""
    sys.stdout.write(line + "\n")


def warn(line: str) -> None:
    """One French line on standard error."""
    sys.stderr.write(line + "\n")


def say_json(value: Mapping[str, Any]) -> None:
    """One strict JSON object on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")


def write_file(path: Path, content: bytes) -> None:
    """Write a whole file or nothing.

    Raises
    ------
    ExportError
        ``cannot_write`` with the system's words.
    """
    try:
        replace_bytes(path, content)
    except OSError as error:
        raise ExportError("cannot_write", file=str(path), value=error.strerror or "") from error


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files in a folder, which is made when absent."""
    for name, content in files.items():
        write_file(folder / name, content)
