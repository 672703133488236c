"""Tables of text read by us: nothing is guessed, no cell is lost, every error has its line."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from cpts_geo.model.errors import UnreadableFileError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.raw import RawTable, clean_table, problem

DELIMITERS: Final = ";,\t|"
SAMPLE_LINES: Final = 200
CELL_LIMIT: Final = 16_000_000  # a polygon may be written in one cell
BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
MAX_BYTES: Final = 512_000_000


@dataclass(frozen=True)
class _Record:
    line: int
    cells: list[str]


def read_csv(path: Path) -> RawTable:
    """Table of a CSV file.

    Encoding: byte order mark, else strict UTF-8, else Windows-1252. Delimiter: the one of ``; , tab |``
    that cuts the first 200 lines in the most constant way.

    Raises
    ------
    UnreadableFileError
        ``binary``, ``encoding``, ``too_large``, ``ragged_row`` (with the line, « N read »),
        ``unclosed_quote`` (with the line), ``bad_quote``, ``no_rows``.
    """
    text, encoding = decode(path)
    delimiter = find_delimiter(text)
    records = list(_records(text, delimiter, path.name))
    if not records:
        raise UnreadableFileError("empty_file", path.name)
    header, rows = records[0], records[1:]
    if not rows:
        raise UnreadableFileError("no_rows", path.name)
    names, width = _header_names(header.cells, rows)
    cells = [_fit(row, width, path.name) for row in rows]
    frame = pd.DataFrame(cells, columns=pd.Index(names, dtype=object), dtype=object)
    frame.index = pd.Index([row.line for row in rows], name="row")
    kept = frame.drop(columns=[name for name in names if not name]) if "" in names else frame
    notes = () if encoding in {"utf-8", "utf-8-sig"} else (_encoding_note(path.name, encoding),)
    return RawTable(path.name, clean_table(kept), problems=notes)


def decode(path: Path) -> tuple[str, str]:
    """Text of a file and the encoding that gave it.

    Raises
    ------
    UnreadableFileError
        ``too_large``, ``binary`` or ``encoding``.
    """
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFileError("too_large", path.name, expected=f"{MAX_BYTES // 1_000_000} Mo")
    content = path.read_bytes()
    mark = next((codec for bom, codec in BOMS if content.startswith(bom)), "")
    if not mark and b"\0" in content:
        raise UnreadableFileError("binary", path.name)
    for encoding in (mark,) if mark else ("utf-8", "cp1252"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError("encoding", path.name, expected="UTF-8, UTF-16, Windows-1252")


def _encoding_note(file: str, encoding: str) -> Problem:
    return problem(file, "", "encoding", Outcome.FIXED, value=encoding)


def find_delimiter(text: str) -> str:
    """The delimiter whose field count over the first lines is the most constant and above one."""
    sample = text[:2_000_000]
    return max(DELIMITERS, key=lambda delimiter: _constancy(sample, delimiter))


def _constancy(sample: str, delimiter: str) -> tuple[float, int]:
    counts: list[int] = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if cells:
                counts.append(len(cells))
            if len(counts) >= SAMPLE_LINES:
                break
    except csv.Error:
        return (-1.0, 0)
    if not counts or counts[0] == 1:
        return (0.0, 0)
    return (sum(count == counts[0] for count in counts) / len(counts), counts[0])


def _records(text: str, delimiter: str, file: str) -> Iterator[_Record]:
    limit = csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if len(cells) > 1 or any(cell.strip() for cell in cells):
                yield _Record(start, cells)
            start = reader.line_num + 1
    except csv.Error as error:
        kind = "unclosed_quote" if "unexpected end" in str(error) else "bad_quote"
        raise UnreadableFileError(kind, file, row=start) from error
    finally:
        csv.field_size_limit(limit)


def _header_names(header: list[str], rows: list[_Record]) -> tuple[list[str], int]:
    """Names without the empty last ones that a closing delimiter makes, and the width of the rows.

    A name given twice gets a number, so that no cell hides another.
    """
    width = len(header)
    longest = {len(row.cells) for row in rows}
    if longest == {width + 1} and not any(row.cells[-1].strip() for row in rows):
        width += 1
    names = [*(name.strip() for name in header), *([""] * (width - len(header)))]
    used = [any(row.cells[i].strip() for row in rows if i < len(row.cells)) for i in range(width)]
    named = [name or (f"column_{i + 1}" if used[i] else "") for i, name in enumerate(names)]
    seen: dict[str, int] = {}
    out = []
    for name in named:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 or not name else f"{name}_{seen[name]}")
    return out, width


def _fit(row: _Record, width: int, file: str) -> list[str]:
    if len(row.cells) == width:
        return row.cells
    raise UnreadableFileError(
        "ragged_row", file, row=row.line, value=str(len(row.cells)), expected=str(width)
    )
