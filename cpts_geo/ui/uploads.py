"""Files sent by the browser, put on the disk for the time of one reading."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from streamlit.runtime.uploaded_file_manager import UploadedFile

LONGEST_NAME: Final = 120
NAMELESS: Final = "fichier"
_ODD: Final = re.compile(r"[\x00-\x1f\x7f]")


@contextmanager
def on_disk(files: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """Paths of the files in a private folder, gone at the end; names are kept, folders in them are not."""
    with tempfile.TemporaryDirectory(prefix="cpts-depot-") as scratch:
        yield [_written(Path(scratch), file) for file in files]


def _written(folder: Path, file: UploadedFile) -> Path:
    path = folder / safe_name(file.name)
    if path.exists():
        path = folder / f"{path.stem}_{len(list(folder.iterdir()))}{path.suffix}"
    path.write_bytes(file.getbuffer())
    return path


def safe_name(name: str) -> str:
    """Last part of a name, without control characters or leading dots, its ending kept when it is cut."""
    last = _ODD.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]).strip().lstrip(".") or NAMELESS
    stem, dot, end = last.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{end[:20]}" if dot else last[:LONGEST_NAME]
