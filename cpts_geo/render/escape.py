"""Text from files made inert before it reaches a map: folium puts texts inside scripts and HTML."""

import re
from typing import Final

_ENTITIES: Final = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "'": "&#39;",
        "`": "&#96;",
        "$": "&#36;",
        "{": "&#123;",
        "}": "&#125;",
        "\\": "&#92;",
    }
)
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>()#+\-!|~$:&^])")
_DIRECTION_CONTROLS: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain_text(value: object, limit: int = 200) -> str:
    """Text for ``textContent``: one line, no control or direction character, at most ``limit``."""
    raw = "" if value is None else str(value)[:limit]
    return "".join(c for c in raw if c >= " " and c != "\x7f" and c not in _DIRECTION_CONTROLS)


def map_text(value: object, limit: int = 200) -> str:
    r"""Text for HTML inside a script: the result holds none of ``< > ` $ { } \ " '``."""
    return plain_text(value, limit).translate(_ENTITIES)


def markdown_text(value: object, limit: int = 2000) -> str:
    """Text that a page's Markdown shows literally: no emphasis, link, image, formula or icon."""
    return _MARKDOWN.sub(r"\\\1", plain_text(value, limit))
