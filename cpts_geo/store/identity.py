"""Which territory a folder is, so that a workspace is never laid over another one."""

import tomllib
from pathlib import Path


def identifier_of(folder: Path) -> str:
    """Identifier written in ``territory.toml``; empty when the folder does not say it."""
    try:
        settings = tomllib.loads((folder / "territory.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ""
    return str(settings.get("identifier", ""))
