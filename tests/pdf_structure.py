"""What a printed page is made of, read back from its PDF: tags, headings, figures, tables, vector paths.

``PYTHONPATH=.:tests python tests/pdf_structure.py`` writes the stored structure of every sheet again: look at
the pages first, then commit the difference.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from pypdf import PageObject, PdfReader

import measuring
from printing import SHEETS, printed

STORED: Final = Path(__file__).parent / "render" / "page_structure.json"
KEPT: Final = [name for name in SHEETS if name != "site-book"]  # the pages of « site », again
COARSE_MM: Final = 10.0
COUNT_TOLERANCE: Final = 0.15  # of the paths of a class
CLASSES: Final = 10  # kinds of paths kept by page, the most numerous
HEADINGS: Final = ("/H1", "/H2", "/H3")


def elements(reader: PdfReader) -> Iterator[Any]:
    """Structure elements of a document in reading order."""
    root: Any = reader.trailer["/Root"]
    yield from _below(root["/StructTreeRoot"])


def _below(element: Any) -> Iterator[Any]:
    kids = element.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        child: Any = kid.get_object() if hasattr(kid, "get_object") else kid
        if hasattr(child, "get") and "/S" in child:
            yield child
            yield from _below(child)


def attribute(element: Any, name: str) -> Any:
    """An attribute of an element, ``None`` without it."""
    kept = element.get("/A", [])
    kept = kept.get_object() if hasattr(kept, "get_object") else kept
    for group in kept if isinstance(kept, list) else [kept]:
        found: Any = group.get_object()
        if name in found:
            return found[name]
    return None


def describe(reader: PdfReader) -> list[dict[str, Any]]:
    """Each page: size, blocks in reading order, paths by class; lengths in steps of ``COARSE_MM``."""
    blocks: dict[int, list[list[Any]]] = defaultdict(list)
    pages = [page.indirect_reference for page in reader.pages]
    for element in elements(reader):
        if element["/S"] in (*HEADINGS, "/Figure", "/Table"):
            rank = _page_of(element, pages)
            blocks[rank].append(_block(element, reader.pages[rank]))
    return [
        {"size": _steps(page.mediabox[2:]), "blocks": blocks[rank], "paths": _paths(page)}
        for rank, page in enumerate(reader.pages)
    ]


def _page_of(element: Any, pages: list[Any]) -> int:
    for one in (element, *_below(element)):
        if "/Pg" in one:
            return pages.index(one.raw_get("/Pg"))
    raise AssertionError("a block stands on a page")


def _block(element: Any, page: PageObject) -> list[Any]:
    box = attribute(element, "/BBox")
    if box is not None:
        x0, y0, x1, y1 = (float(value) for value in box)
        height = float(page.mediabox.height)
        return [str(element["/S"])[1:], "", *_steps([x0, height - y1, x1, height - y0])]
    return [str(element["/S"])[1:], str(element.get("/T", ""))]


def _paths(page: PageObject) -> dict[str, list[int]]:
    """Number of paths by stroke and fill, and the box around them."""
    groups: dict[str, list[measuring.Shape]] = defaultdict(list)
    for shape in measuring.shapes(page):
        groups[f"{shape.stroke or '-'} {shape.fill or '-'}"].append(shape)
    found = {}
    for name, shapes in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        boxes = np.array([shape.box for shape in shapes])
        around = [*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)]
        found[name] = [len(shapes), *(round(value / COARSE_MM) for value in around)]
    return found


def _steps(points: Any) -> list[int]:
    return [round(float(value) * measuring.MM / COARSE_MM) for value in points]


def differences(page: dict[str, Any], stored: dict[str, Any]) -> list[str]:
    """What a page has otherwise than a stored one, within a centimetre and a share of its paths."""
    said = [] if page["size"] == stored["size"] else ["size"]
    said += [] if [b[:2] for b in page["blocks"]] == [b[:2] for b in stored["blocks"]] else ["blocks"]
    pairs = zip(page["blocks"], stored["blocks"], strict=False)
    said += [f"place of {block}" for block, kept in pairs if not _near(block[2:], kept[2:])]
    for name, (count, *box) in stored["paths"].items():
        found = page["paths"].get(name, [0])
        if abs(found[0] - count) > max(2, COUNT_TOLERANCE * count) or not _near(found[1:], box):
            said.append(f"paths {name}: {found} instead of {[count, *box]}")
    return said


def _near(one: list[int], other: list[int]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= 1 for a, b in zip(one, other, strict=True))


def write() -> None:
    """Store the structure of every sheet, the most numerous paths only."""
    lines = []
    for name in KEPT:
        pages = describe(printed(name))
        for page in pages:
            page["paths"] = dict(list(page["paths"].items())[:CLASSES])
        lines.append(f"{json.dumps(name)}: {json.dumps(pages, ensure_ascii=False)}")
    STORED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    write()
