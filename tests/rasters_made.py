"""Grids as producers write them, made by the tests: an uncompressed GeoTIFF and an ESRI ASCII grid."""

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

Corner = tuple[float, float]


def write_tiff(
    path: Path,
    cells: npt.NDArray[np.generic],
    corner: Corner = (0.0, 0.0),
    size: float = 10.0,
    epsg: int = 2154,
) -> Path:
    """One band in one strip, north up, its corner at the north-west."""
    data = np.ascontiguousarray(cells).astype(cells.dtype.newbyteorder("<")).tobytes()
    kind = {"u": 1, "i": 2, "f": 3}[cells.dtype.kind]
    keys = (1, 1, 0, 2, 1025, 0, 1, 1, 3072, 0, 1, epsg)
    extra = struct.pack("<3d", size, size, 0.0) + struct.pack("<6d", 0, 0, 0, *corner, 0)
    extra += struct.pack("<12H", *keys)
    start = 8 + len(data)
    rows, columns = cells.shape
    tags = [
        (256, 4, 1, columns),
        (257, 4, 1, rows),
        (258, 3, 1, cells.dtype.itemsize * 8),
        (259, 3, 1, 1),
        (273, 4, 1, 8),
        (278, 4, 1, rows),
        (279, 4, 1, len(data)),
        (339, 3, 1, kind),
        (33550, 12, 3, start),
        (33922, 12, 6, start + 24),
        (34735, 3, 12, start + 72),
    ]
    body = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    head = b"II*\0" + struct.pack("<I", start + len(extra))
    path.write_bytes(head + data + extra + struct.pack("<H", len(tags)) + body + b"\0" * 4)
    return path


def write_ascii(
    path: Path,
    cells: npt.NDArray[np.float64],
    corner: Corner,
    size: float = 10.0,
    nodata: float | None = -9999,
) -> Path:
    """Its corner at the south-west."""
    rows, columns = cells.shape
    head = [
        f"ncols {columns}",
        f"nrows {rows}",
        f"xllcorner {corner[0]}",
        f"yllcorner {corner[1]}",
        f"cellsize {size}",
    ]
    head += [f"NODATA_value {nodata}"] if nodata is not None else []
    path.write_text(
        "\n".join([*head, *(" ".join(f"{v:g}" for v in row) for row in cells)]) + "\n", encoding="ascii"
    )
    return path
