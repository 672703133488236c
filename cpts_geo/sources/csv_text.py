"""Tables of text read by us: nothing is guessed, no cell is lost, every error has its line."""

import codecs
import csv
import io
import itertools
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from cpts_geo.model.errors import UnreadableFileError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.header import LOOKED_AT, column_names, header_at
from cpts_geo.sources.raw import RawTable, clean_table, problem
from cpts_geo.sources.spreadsheet_marks import named_twice, unmarked

DELIMITERS: Final = ";,\t|"
SAMPLE_LINES: Final = 200
SAMPLE_CHARACTERS: Final = 2_000_000
CELL_LIMIT: Final = 16_000_000  # a polygon may be written in one cell
BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
MAX_BYTES: Final = 512_000_000
BLOCK: Final = 1 << 20
ROWS_AT_ONCE: Final = 20_000
TEXT: Final = pa.large_string()  # the type of the columns: no second copy of a large file is made
# Signs that UTF-8 was read as Windows-1252 and written again: « é » has become two characters.
MOJIBAKE: Final = "\u00c3[\u0080-\u00bf\u0152-\u2122]|\u00e2\u20ac|\u00c2[\u00a0-\u00bf]"


@dataclass(frozen=True)
class _Record:
    line: int
    cells: list[str]


def read_csv(path: Path) -> RawTable:
    """Table of a CSV file, read line by line; memory holds the cells once, packed.

    Encoding: byte order mark, else strict UTF-8, else Windows-1252. Delimiter: the one of ``; , tab |``
    that cuts the first 200 lines in the most constant way. Titles above the header are skipped and said.

    Raises
    ------
    UnreadableFileError
        ``binary``, ``encoding``, ``too_large``, ``ragged_row`` (with the line, « N read »),
        ``unclosed_quote`` (with the line), ``bad_quote``, ``empty_file``, ``no_rows``.
    """
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as stream:
        delimiter = find_delimiter(stream.read(SAMPLE_CHARACTERS))
        stream.seek(0)
        records = _records(stream, delimiter, path.name)
        first = list(itertools.islice(records, LOOKED_AT))
        if not first:
            raise UnreadableFileError("empty_file", path.name)
        at = header_at([record.cells for record in first])
        header, rows = first[at], itertools.chain(first[at + 1 :], records)
        above = first[at - 1].cells if at else []
        frame = _frame(rows, _trimmed(header.cells), above, path.name)
    notes: tuple[Problem, ...] = ()
    if encoding not in {"utf-8", "utf-8-sig"}:
        notes += (_note(path.name, "encoding", encoding),)
    if at:
        notes += (problem(path.name, "", "header_line", Outcome.INFORMATION, value=header.line),)
    clean, mended = unscrambled(clean_table(frame))
    notes += (_note(path.name, "double_encoding", str(mended)),) if mended else ()
    clean, marks = unmarked(clean, path.name)
    twice = named_twice(
        path.name, header.cells, column_names(above, header.cells, [True] * len(header.cells))
    )
    return RawTable(path.name, clean, problems=(*notes, *twice, *marks))


def encoding_of(path: Path) -> str:
    """Encoding of a text file: byte order mark, else strict UTF-8, else Windows-1252.

    Raises
    ------
    UnreadableFileError
        ``too_large``, ``binary`` or ``encoding``.
    """
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFileError("too_large", path.name, expected=f"{MAX_BYTES // 1_000_000} Mo")
    with path.open("rb") as stream:
        head = stream.read(4)
    mark = next((codec for bom, codec in BOMS if head.startswith(bom)), "")
    if not mark and any(b"\0" in block for block in _blocks(path)):
        raise UnreadableFileError("binary", path.name)
    for encoding in (mark,) if mark else ("utf-8", "cp1252"):
        if _decodes(path, encoding):
            return encoding
    raise UnreadableFileError("encoding", path.name, expected="UTF-8, UTF-16, Windows-1252")


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield block


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for block in _blocks(path):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def decode(path: Path) -> tuple[str, str]:
    """Text of a file and the encoding that gave it.

    Raises
    ------
    UnreadableFileError
        ``too_large``, ``binary`` or ``encoding``.
    """
    encoding = encoding_of(path)
    return path.read_bytes().decode(encoding), encoding


def beginning(path: Path, characters: int = 200) -> str:
    """First characters of a text file in whatever encoding, without its byte order mark."""
    with path.open("rb") as stream:
        head = stream.read(4 * characters)
    codec = next((codec for bom, codec in BOMS if head.startswith(bom)), "utf-8")
    return head.decode(codec, "replace")[:characters].lstrip("\ufeff")


def unscrambled(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Table whose doubly encoded cells are put right, and how many there were."""
    out, count = table, 0
    for column in table.columns:
        odd = table[column][table[column].str.contains(MOJIBAKE)]
        fixed = odd.map(_again)
        fixed = fixed[fixed != odd]
        if len(fixed):
            count += len(fixed)
            texts = table[column].astype(object)
            texts.loc[fixed.index] = fixed
            out = out.assign(**{column: texts})
    return out, count


def _again(text: str) -> str:
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _note(file: str, kind: str, value: str) -> Problem:
    return problem(file, "", kind, Outcome.FIXED, value=value)


def find_delimiter(text: str) -> str:
    """The delimiter whose field count over the first lines is the most constant and above one."""
    return max(DELIMITERS, key=lambda delimiter: _constancy(text[:SAMPLE_CHARACTERS], delimiter))


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
    usual, times = Counter(counts).most_common(1)[0] if counts else (1, 0)
    return (0.0, 0) if usual == 1 else (times / len(counts), usual)


def _records(stream: io.TextIOBase, delimiter: str, file: str) -> Iterator[_Record]:
    limit = csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
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


def _trimmed(header: list[str]) -> list[str]:
    """Header whose first cell has lost its byte order mark."""
    return [header[0].lstrip("\ufeff"), *header[1:]]


def _frame(rows: Iterator[_Record], header: list[str], above: list[str], file: str) -> pd.DataFrame:
    lines = array("q")
    chunks: list[list[pa.Array]] = []
    fitted = _fitted(rows, len(header), file)
    while block := list(itertools.islice(fitted, ROWS_AT_ONCE)):
        lines.extend(record.line for record in block)
        chunks.append([pa.array(cells, TEXT) for cells in zip(*(r.cells for r in block), strict=True)])
    if not chunks:
        raise UnreadableFileError("no_rows", file, value=", ".join(header))
    columns = [pa.chunked_array(parts) for parts in zip(*chunks, strict=True)]
    used = [bool(name.strip()) or _is_used(column) for name, column in zip(header, columns, strict=True)]
    names = column_names(above, header, used)
    index = pd.Index(np.frombuffer(lines, dtype=np.int64), name="row")
    kept = {
        name: pd.Series(pd.array(column, dtype="str"), index=index)
        for name, column in zip(names, columns, strict=True)
        if name
    }
    return pd.DataFrame(kept, index=index)


def _is_used(column: pa.ChunkedArray) -> bool:
    return any(text.strip() for text in column.unique().to_pylist())


def _fitted(rows: Iterator[_Record], width: int, file: str) -> Iterator[_Record]:
    """Records at the width of the header; one more empty cell is dropped when every row ends with it."""
    closed: bool | None = None
    for row in rows:
        extra = len(row.cells) == width + 1 and not row.cells[width].strip()
        closed = extra if closed is None else closed
        if len(row.cells) != width + closed or (closed and not extra):
            raise UnreadableFileError(
                "ragged_row", file, row=row.line, value=str(len(row.cells)), expected=str(width)
            )
        yield _Record(row.line, row.cells[:width]) if closed else row
