"""What came back: is it what was asked for, before anything is parsed or kept."""

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from cpts_geo.model.errors import SourceError

# First bytes of what can be asked for; text formats are what is left when it is not a web page.
STARTS: Final[dict[str, tuple[bytes, ...]]] = {
    "json": (b"{", b"["),
    "zip": (b"PK\x03\x04",),
    "gz": (b"\x1f\x8b",),
    "csv": (),
}
PAGES: Final = (b"<!doctype", b"<html", b"<head", b"<script", b"<body", b"<meta")
BLANK: Final = b"\xef\xbb\xbf \t\r\n"


def check_start(name: str, head: bytes, content_type: str, expected: str) -> None:
    """Refuse a web page or another format, from the first bytes received.

    Raises
    ------
    SourceError
        ``captive_portal``, ``unexpected_format``, ``empty_answer``.
    """
    start = head.lstrip(BLANK)
    if not start:
        raise SourceError("empty_answer", file=name)
    if start[:9].lower().startswith(PAGES) or (
        content_type.lower().startswith("text/html") and start.startswith(b"<")
    ):
        raise SourceError("captive_portal", file=name)
    starts = STARTS[expected]
    if (starts and not start.startswith(starts)) or (expected == "csv" and start.startswith(b"<")):
        raise SourceError(
            "unexpected_format", file=name, value=start[:20].decode("ascii", "replace"), expected=expected
        )


def with_head(blocks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The same bytes, the first block long enough to tell what they are, however they drip in."""
    head = b""
    for block in blocks:
        head += block
        if len(head) >= size:
            yield head
            break
    else:
        yield head
    yield from blocks


def inflated(blocks: Iterator[bytes], encoding: str, max_bytes: int, name: str) -> Iterator[bytes]:
    """Blocks with their transport compression undone, never more than the limit in memory or in all.

    Raises
    ------
    SourceError
        ``too_big_answer``, ``truncated_answer``, ``unexpected_format`` for a compression that we never
        ask for.
    """
    if encoding not in {"", "identity", "gzip"}:
        raise SourceError("unexpected_format", file=name, value=encoding, expected="gzip")
    opener = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    total = 0
    for block in blocks:
        try:
            out = opener.decompress(block, max_bytes - total + 1) if opener else block
        except zlib.error as error:
            raise SourceError("truncated_answer", file=name) from error
        total += len(out)
        if total > max_bytes:
            raise SourceError("too_big_answer", file=name, expected=f"{max_bytes / 1e6:g} Mo")
        yield out
    if opener and total and not opener.eof:
        raise SourceError("truncated_answer", file=name)


def read_json(name: str, content: bytes) -> Any:
    """The answer as JSON.

    Raises
    ------
    SourceError
        ``truncated_answer`` when it does not parse.
    """
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SourceError("truncated_answer", file=name) from error


def check_fields(name: str, value: Any, fields: Mapping[str, type | tuple[type, ...]]) -> dict[str, Any]:
    """The object, once each field is there and of its type.

    Raises
    ------
    SourceError
        ``missing_field`` naming the field, with the fields that the service did send.
    """
    if not isinstance(value, dict):
        raise SourceError("missing_field", file=name, column=next(iter(fields)), value=type(value).__name__)
    for field, kind in fields.items():
        if field not in value or not isinstance(value[field], kind):
            shown = ", ".join(sorted(map(str, value))[:12])
            raise SourceError("missing_field", file=name, column=field, value=shown)
    return value


def check_features(name: str, value: Any, properties: tuple[str, ...]) -> list[dict[str, Any]]:
    """Features of a GeoJSON collection, each with a geometry and these properties.

    Raises
    ------
    SourceError
        ``missing_field``.
    """
    collection = check_fields(name, value, {"type": str, "features": list})
    kinds: dict[str, type | tuple[type, ...]] = {"geometry": (dict, type(None)), "properties": dict}
    for feature in collection["features"]:
        found = check_fields(name, feature, kinds)
        check_fields(name, found["properties"], dict.fromkeys(properties, object))
    return list(collection["features"])
