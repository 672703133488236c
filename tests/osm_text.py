"""OpenStreetMap files written in a few lines of a test."""

from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

STEP = 0.001  # degrees between nodes of a drawing, about 111 m north-south


def osm_xml(
    nodes: Mapping[int, tuple[float, float]],
    ways: Mapping[int, tuple[list[int], Mapping[str, str]]],
    node_tags: Mapping[int, Mapping[str, str]] | None = None,
) -> str:
    """Text of an extract; node coordinates are steps east and north of 47° N, 2° W."""
    tagged = node_tags or {}
    points = [
        f'<node id="{i}" version="1" lon="{-2 + x * STEP:.7f}" lat="{47 + y * STEP:.7f}">'
        f"{_tags(tagged.get(i, {}))}</node>"
        for i, (x, y) in nodes.items()
    ]
    lines = [
        f'<way id="{i}" version="1">' + "".join(f'<nd ref="{r}"/>' for r in refs) + f"{_tags(tags)}</way>"
        for i, (refs, tags) in ways.items()
    ]
    return f'<?xml version="1.0"?><osm version="0.6">{"".join(points)}{"".join(lines)}</osm>'


def write_osm(folder: Path, *drawing: object, **options: object) -> Path:
    """File ``drawn.osm`` of the same arguments as :func:`osm_xml`."""
    path = folder / "drawn.osm"
    path.write_text(osm_xml(*drawing, **options), encoding="utf-8")  # type: ignore[arg-type]
    return path


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())
