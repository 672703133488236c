"""Every text that a file can carry: bytes, streams of a PDF opened, members of a zip, a database."""

import io
import sqlite3
import zipfile
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import StreamObject


def everything(content: bytes) -> str:
    """All that can be read in a file, without spaces: lines of a PDF are cut anywhere."""
    return "".join("".join(part.decode("utf-8", "replace").split()) for part in _parts(content))


def _parts(content: bytes) -> Iterator[bytes]:
    yield content
    yield content.decode("utf-16-be", "replace").encode()
    if content.startswith(b"%PDF"):
        yield from _pdf(content)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from _parts(archive.read(name))
    elif content.startswith(b"SQLite format 3"):
        yield from _database(content)


def _pdf(content: bytes) -> Iterator[bytes]:
    reader = PdfReader(io.BytesIO(content))
    for page in reader.pages:
        yield page.extract_text().encode()
    yield str(reader.metadata).encode()
    for number in range(1, int(reader.trailer["/Size"])):  # type: ignore[call-overload]
        found = reader.get_object(number)
        if found is not None:
            yield repr(found).encode()
        if isinstance(found, StreamObject):
            yield found.get_data()


def _database(content: bytes) -> Iterator[bytes]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    for line in connection.iterdump():
        yield line.encode()
