"""Printed pages compared to stored ones by what they are made of, never by pixels.

After a change that is meant, write them again: see ``pdf_structure``.
"""

import json
from typing import Any

import pytest

from pdf_structure import KEPT, STORED, describe, differences
from printing import printed

STORED_PAGES: dict[str, list[dict[str, Any]]] = json.loads(STORED.read_text("utf-8"))


@pytest.mark.parametrize("sheet", KEPT)
def test_a_page_has_the_blocks_and_drawings_of_the_stored_one(sheet: str) -> None:
    pages, stored = describe(printed(sheet)), STORED_PAGES[sheet]
    assert len(pages) == len(stored)
    assert [differences(page, kept) for page, kept in zip(pages, stored, strict=True)] == [[]] * len(pages)


def test_what_is_stored_is_small_and_of_the_sheets_that_exist() -> None:
    assert STORED.stat().st_size < 50_000
    assert set(STORED_PAGES) == set(KEPT)


def test_a_lost_heading_a_moved_map_or_undrawn_roads_are_seen() -> None:
    stored = STORED_PAGES["territory"][0]
    page = describe(printed("territory"))[0]
    roads = {name: facts for name, facts in page["paths"].items() if name != "#ffffff -"}
    moved = [[*b[:2], *(v + 2 for v in b[2:])] if b[0] == "Figure" else b for b in page["blocks"]]
    assert differences(page, stored) == []
    assert differences({**page, "blocks": page["blocks"][:-1]}, stored) == ["blocks"]
    assert len(differences({**page, "blocks": moved}, stored)) == 1
    assert len(differences({**page, "paths": roads}, stored)) == 1
