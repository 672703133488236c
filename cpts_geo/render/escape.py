"""Text from files made inert before it reaches a map: folium puts texts inside scripts and HTML."""

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
_DIRECTION_CONTROLS: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain_text(value: object, limit: int = 200) -> str:
    """Text for ``textContent``: one line, no control or direction character, at most ``limit``."""
    raw = "" if value is None else str(value)[:limit]
    return "".join(c for c in raw if c >= " " and c != "\x7f" and c not in _DIRECTION_CONTROLS)


def map_text(value: object, limit: int = 200) -> str:
    r"""Text for HTML inside a script: the result holds none of ``< > ` $ { } \ " '``."""
    return plain_text(value, limit).translate(_ENTITIES)
