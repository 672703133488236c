"""Closed roads drawn by hand or received: lines or polygons, each a zone of kind ``closure``."""

from cpts_geo.sources.flood import read as read_zones
from cpts_geo.sources.flood import with_shapes
from cpts_geo.sources.harvest import Harvest, Place
from cpts_geo.sources.raw import RawTable

WORDS = frozenset({"coupure", "coupures", "closure", "closures", "fermeture", "barrage"})


def detect(raw: RawTable) -> bool:
    """Lines or polygons whose ``kind`` says closure, or whose file is named so."""
    if with_shapes(raw).geometry is None:
        return False
    return bool(raw.text(("kind",)).eq("closure").any()) or any(word in raw.file.lower() for word in WORDS)


def read(raw: RawTable, place: Place, *, layer: str) -> Harvest:
    """Zones that close what they touch.

    Raises
    ------
    LayerError, UnreadableFileError, CrsError
        As ``flood.read``.
    """
    return read_zones(raw, place, layer=layer, kind="closure", named=True)
