"""Where an imported layer comes from: title to quote, licence, vintage, fingerprint, size."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cpts_geo.model.territory import Source
from cpts_geo.sources.archive import COMPANIONS

OPEN: Final = "Licence Ouverte"
# Title to quote and licence, for the sources whose headers leave no doubt (FACTS 1). FINESS of 2026 is
# contradictory (FACTS 6): the licence of the earlier extractions is the only one that is sure.
TITLES: Final[dict[str, tuple[str, str]]] = {
    "ehpad": ("Prix EHPAD, CNSA", OPEN),
    "finess": ("FINESS, DREES / ANS", OPEN),
    "finess_points": ("FINESS, DREES / ANS", OPEN),
    "finess_equipment": ("FINESS, DREES / ANS", OPEN),
    "finess_plus": ("FINESS+, DREES / ANS", ""),
    "finess_activities": ("FINESS+, DREES / ANS", ""),  # licence contradictory (FACTS 1.4.1)
    "ehpad_popup": ("Prix EHPAD, CNSA", OPEN),
    "bpe": ("BPE, INSEE", OPEN),
    "rpps": ("RPPS, ANS", f"{OPEN} 2.0"),
    "sae": ("SAE, DREES", OPEN),
    "vaccination": ("Centres de vaccination, data.gouv.fr", OPEN),
    "testing": ("Lieux de test, data.gouv.fr", OPEN),
    "grid": ("Filosofi, INSEE", OPEN),
    "roads_bdtopo": ("BD TOPO, IGN", f"{OPEN} 2.0"),
    "helipads": ("BD TOPO, IGN", f"{OPEN} 2.0"),
    "roads_osm": ("© les contributeurs d'OpenStreetMap", "ODbL"),
    "roads_graphml": ("© les contributeurs d'OpenStreetMap", "ODbL"),
}
_YEAR: Final = r"(?:19[89]\d|20[0-4]\d)"
_EDGE: Final = r"(?<!\d)"
_DAY: Final = re.compile(rf"{_EDGE}({_YEAR})[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH: Final = re.compile(rf"{_EDGE}({_YEAR})[-_](0[1-9]|1[0-2])(?!\d)")
_ALONE: Final = re.compile(rf"{_EDGE}({_YEAR})(?!\d)")


def name_vintage(file: str) -> str:
    """Date that the name of a file carries: ``2026-06-15``, ``2026-06``, ``2025``; empty without one."""
    for pattern in (_DAY, _MONTH, _ALONE):
        found = pattern.search(file)
        if found:
            return "-".join(found.groups())
    return ""


def source_of(layer: str, kind: str, paths: Sequence[Path], vintage: str = "") -> Source:
    """Provenance of a layer from files on the disk; ``imported`` is left to the caller.

    Parameters
    ----------
    layer
        Key of the layer in ``territory.toml``.
    kind
        What the files were recognised as.
    paths
        The files.
    vintage
        Date of the data when the files say it; their names are asked otherwise.
    """
    title, licence = TITLES.get(kind, ("", ""))
    files = ", ".join(path.name for path in paths)
    parts = [part for path in paths for part in _parts(path)]
    digests = [_digest(part) for part in parts]
    joined = hashlib.sha256(b"".join(digest.digest() for digest in digests))
    named = {name_vintage(path.name) for path in paths} - {""}
    return Source(
        layer,
        f"{title} ({files})" if title else files,
        vintage=vintage or " / ".join(sorted(named)),
        licence=licence,
        fingerprint=(digests[0] if len(digests) == 1 else joined).hexdigest(),
        size_bytes=sum(part.stat().st_size for part in parts),
    )


def _digest(path: Path) -> "hashlib._Hash":
    """SHA-256 of a file, read by pieces: it may be larger than what memory should hold."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256")


def _parts(path: Path) -> list[Path]:
    """The file, and the companions of a shapefile: its table may change when its shapes do not."""
    if path.suffix.lower() != ".shp":
        return [path]
    beside = sorted(
        p for p in path.parent.iterdir() if p.stem == path.stem and p.suffix.lower() in COMPANIONS
    )
    return [path, *beside]
