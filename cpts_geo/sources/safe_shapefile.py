"""What a shapefile hides: a cut ``.shp``, an index that disagrees, texts of another encoding.

Loaded by ``safe_worker`` in the child process: imports nothing of the house.
"""

import struct
from pathlib import Path

CODECS = {"1252": "cp1252", "ansi_1252": "cp1252", "1250": "cp1250", "850": "cp850", "437": "cp437"}


class FaultError(Exception):
    """The shapefile cannot be used: a code and facts."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def check(path: Path) -> None:
    """Refuse a ``.shp`` shorter than it says, and an index that knows fewer features than the table."""
    with path.open("rb") as stream:
        head = stream.read(28)
    announced, present = (
        (struct.unpack(">i", head[24:28])[0] * 2 if len(head) == 28 else 100),
        path.stat().st_size,
    )
    index, table = path.with_suffix(".shx"), path.with_suffix(".dbf")
    if present < announced and index.exists():
        places = struct.iter_unpack(">ii", index.read_bytes()[100:][: (index.stat().st_size - 100) // 8 * 8])
        lost = [2 * (offset + 4 + length) > present for offset, length in places]
        raise FaultError("missing_shapes", value=str(sum(lost)), expected=str(len(lost)))
    if present < announced:
        raise FaultError("truncated_shp", value=str(present), expected=str(announced))
    if index.exists() and table.exists():
        shapes = (index.stat().st_size - 100) // 8
        rows = struct.unpack("<I", table.read_bytes()[4:8])[0] if table.stat().st_size >= 8 else 0
        if shapes != rows:
            raise FaultError("shx_mismatch", value=str(shapes), expected=str(rows))


def decode_dbf(names: list[str], columns: list[list[str]], cpg: Path) -> tuple[list[str], list[list[str]]]:
    """Cells read byte for byte, then decoded: UTF-8 when most are, else as the ``.cpg`` says, else cp1252."""
    odd = [cell for column in [*columns, names] for cell in column if not cell.isascii()]
    good = sum(is_utf8(cell) for cell in odd)
    declared = cpg.read_text("ascii", "ignore").strip().lower().replace("-", "_") if cpg.exists() else ""
    codec = "utf-8" if good * 10 >= len(odd) * 9 else CODECS.get(declared, "cp1252")

    def fixed(cell: str) -> str:
        return cell if cell.isascii() else cell.encode("latin-1").decode(codec, "ignore")

    return [fixed(n) for n in names], [[fixed(cell) for cell in column] for column in columns]


def is_utf8(cell: str) -> bool:
    """Whether the bytes are UTF-8, the last character perhaps cut by the width of the field."""
    content = cell.encode("latin-1")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True
