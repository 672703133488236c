"""Zip files that are the same byte for byte whenever they are made."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say
STORED: Final = (".zip", ".xlsx", ".pdf", ".png")  # already compressed


def deterministic_zip(files: Mapping[str, bytes]) -> bytes:
    """Zip of the files in the order given, with one fixed date and no trace of the machine."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, FIXED_DATE)
            entry.create_system = 3  # Unix, whatever the machine
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(STORED) else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=6)
    return buffer.getvalue()
