"""Grids of one value per cell: ESRI ASCII and GeoTIFF, decoded without any library of formats.

Loaded by ``safe_worker`` in the child process: imports nothing of the house. GDAL's raster drivers are not
shipped with the reader of vectors, and the usual packages weigh 25 to 35 MB for what these lines do.
"""

import re
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np

MAX_CELLS = 25_000_000
FAULTS = (struct.error, LookupError, ValueError, TypeError, OverflowError, zlib.error)
# TIFF 6.0 and the GeoTIFF standard: numbers of tags and of keys.
WIDTH, HEIGHT, BITS, COMPRESSION, STRIPS, SAMPLES, ROWS, COUNTS, PLANAR, PREDICTOR = (
    *(256, 257, 258, 259, 273, 277, 278, 279, 284, 317),
)
TILE_WIDTH, TILE_HEIGHT, TILES, TILE_COUNTS, FORMAT = 322, 323, 324, 325, 339
SCALE, TIEPOINT, MATRIX, GEO_KEYS, GDAL_NODATA = 33550, 33922, 34264, 34735, 42113
RASTER_TYPE, GEOGRAPHIC, PROJECTED, VERTICAL_UNIT, USER_DEFINED = 1025, 2048, 3072, 4099, 32767
METRE = 9001
SIZES = {1: "B", 2: "s", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 16: "Q"}
KINDS = {1: "u", 2: "i", 3: "f"}


class BadGridError(Exception):
    """The grid cannot be used: a code and facts."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def read(path: str, out: str) -> dict[str, Any]:
    """Write the cells (float32, NaN = no data) as ``.npy``; answer where they are.

    ``west, north, dx, dy`` are of the outer corner of the first cell, north up; ``declared`` says whether
    the file announces a value for « no data ».
    """
    content = Path(path).read_bytes()
    is_tiff = content[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}
    try:
        values, facts = tiff(content) if is_tiff else ascii_grid(content)
    except FAULTS as error:
        raise BadGridError("raster_unreadable") from error
    with Path(out).open("wb") as sink:
        np.save(sink, values)
    return {"ok": True, **facts}


def check_size(columns: int, rows: int) -> None:
    """Refuse a grid of no cell or of too many."""
    if columns < 1 or rows < 1:
        raise BadGridError("raster_unreadable")
    if columns * rows > MAX_CELLS:
        raise BadGridError("raster_too_large", value=str(columns * rows), expected=str(MAX_CELLS))


def masked(values: Any, nodata: float | None) -> Any:
    """Float32 cells, NaN where there is no data or no finite number."""
    out = values.astype(np.float32)
    if nodata is not None:
        out[np.isclose(values, nodata, rtol=1e-6, atol=0)] = np.nan
    out[~np.isfinite(out)] = np.nan
    return out


def ascii_grid(content: bytes) -> tuple[Any, dict[str, Any]]:
    """ESRI ASCII grid, the corner or the centre of its first cell given."""
    header: dict[str, float] = {}
    start = 0
    for found in re.finditer(rb"[ \t]*([A-Za-z_]+)[ \t]+(\S+)[ \t]*\r?\n", content[:2000]):
        if found.start() != start:
            break
        header[found[1].decode().lower()] = float(found[2])
        start = found.end()
    columns, rows = int(header.get("ncols", 0)), int(header.get("nrows", 0))
    check_size(columns, rows)
    dx, dy = header.get("dx", header.get("cellsize", 0.0)), header.get("dy", header.get("cellsize", 0.0))
    values = np.array(content[start:].split(), dtype=np.float64)
    if values.size != columns * rows or dx <= 0 or dy <= 0:
        raise BadGridError("truncated_grid", value=str(values.size), expected=str(columns * rows))
    west = header["xllcorner"] if "xllcorner" in header else header["xllcenter"] - dx / 2
    south = header["yllcorner"] if "yllcorner" in header else header["yllcenter"] - dy / 2
    nodata = header.get("nodata_value")
    facts = {"west": west, "north": south + rows * dy, "dx": dx, "dy": dy, "crs": None}
    return masked(values.reshape(rows, columns), nodata), {**facts, "declared": nodata is not None}


def tags_of(content: bytes) -> tuple[dict[int, Any], str]:
    """Tags of the first image of a TIFF or BigTIFF, and its byte order."""
    order = "<" if content[:2] == b"II" else ">"
    big = content[2:4] in {b"+\0", b"\0+"}
    offset = struct.unpack_from(f"{order}Q" if big else f"{order}I", content, 8 if big else 4)[0]
    count = struct.unpack_from(f"{order}Q" if big else f"{order}H", content, offset)[0]
    first, step, inline = (offset + 8, 20, 8) if big else (offset + 2, 12, 4)
    tags: dict[int, Any] = {}
    for place in range(first, first + step * min(count, 4096), step):
        tag, kind = struct.unpack_from(f"{order}HH", content, place)
        number = struct.unpack_from(f"{order}Q" if big else f"{order}I", content, place + 4)[0]
        code = SIZES.get(kind)
        if code is None:
            continue
        size = struct.calcsize(f"{order}{code}") * number
        where = place + (12 if big else 8)
        if size > inline:
            where = struct.unpack_from(f"{order}Q" if big else f"{order}I", content, where)[0]
        if size > len(content):
            raise BadGridError("raster_unreadable")
        tags[tag] = struct.unpack_from(f"{order}{number}{code}", content, where)
    return tags, order


def tiff(content: bytes) -> tuple[Any, dict[str, Any]]:
    """First band of a GeoTIFF, in strips or tiles; no compression, Deflate, LZW or PackBits."""
    tags, order = tags_of(content)
    columns, rows = tags[WIDTH][0], tags[HEIGHT][0]
    check_size(columns, rows)
    if tags.get(SAMPLES, (1,))[0] != 1:
        raise BadGridError("raster_unreadable", value="bands")
    tiled = TILES in tags
    wide = tags[TILE_WIDTH][0] if tiled else columns
    high = tags[TILE_HEIGHT][0] if tiled else min(tags.get(ROWS, (rows,))[0], rows)
    check_size(wide, high)
    places, counts = (tags[TILES], tags[TILE_COUNTS]) if tiled else (tags[STRIPS], tags[COUNTS])
    across = -(-columns // wide)
    kind = np.dtype(f"{order}{KINDS[tags.get(FORMAT, (1,))[0]]}{tags[BITS][0] // 8}")
    cells = np.full((rows, columns), np.nan, dtype=np.float64)
    for i, (place, count) in enumerate(zip(places, counts, strict=True)):
        top, left = i // across * high, i % across * wide
        tall = high if tiled else min(high, rows - top)
        if not count:
            continue  # a sparse file: nothing there
        block = unpacked(content[place : place + count], tags, wide * tall * kind.itemsize)
        part = predicted(block, tags.get(PREDICTOR, (1,))[0], (tall, wide), kind)
        cells[top : top + tall, left : left + wide] = part[: rows - top, : columns - left]
    nodata = nodata_of(tags)
    return masked(cells, nodata), {**place_of(tags), "declared": nodata is not None}


def nodata_of(tags: dict[int, Any]) -> float | None:
    """The value GDAL writes for « no data »."""
    text = b"".join(tags.get(GDAL_NODATA, ())).strip(b"\0 ").decode("ascii", "ignore")
    try:
        return float(text)
    except ValueError:
        return None


def place_of(tags: dict[int, Any]) -> dict[str, Any]:
    """Corner, size of cells and EPSG code, as far as the tags say them."""
    keys = tags.get(GEO_KEYS, ())
    said = {keys[i]: keys[i + 3] for i in range(4, len(keys) - 3, 4) if keys[i + 1] == 0}
    code = said.get(PROJECTED, said.get(GEOGRAPHIC, USER_DEFINED))
    crs = None if code in {0, USER_DEFINED} else f"EPSG:{code}"
    unit = said.get(VERTICAL_UNIT, METRE)
    if unit not in {0, METRE, USER_DEFINED}:
        raise BadGridError("raster_units", value=f"EPSG:{unit}")
    if MATRIX in tags:
        m = tags[MATRIX]
        if m[1] or m[4]:
            raise BadGridError("raster_rotated")
        west, north, dx, dy = m[3], m[7], m[0], -m[5]
    elif SCALE in tags and TIEPOINT in tags:
        column, row, _, x, y, _ = tags[TIEPOINT][:6]
        dx, dy = tags[SCALE][:2]
        west, north = x - column * dx, y + row * dy
    else:
        return {"west": None, "north": None, "dx": None, "dy": None, "crs": crs}
    if said.get(RASTER_TYPE) == 2:  # the tie is the centre of a cell
        west, north = west - dx / 2, north + dy / 2
    return {"west": west, "north": north, "dx": dx, "dy": dy, "crs": crs}


def unpacked(block: bytes, tags: dict[int, Any], size: int) -> bytes:
    """Bytes of a strip or tile, exactly ``size`` of them."""
    method = tags.get(COMPRESSION, (1,))[0]
    if method in {8, 32946}:
        block = zlib.decompressobj().decompress(block, size)
    elif method == 5:
        block = lzw(block, size)
    elif method == 32773:
        block = packbits(block)
    elif method != 1:
        raise BadGridError("raster_compression", value=str(method))
    if len(block) < size:
        raise BadGridError("truncated_grid", value=str(len(block)), expected=str(size))
    return block[:size]


def packbits(block: bytes) -> bytes:
    """PackBits of TIFF 6.0."""
    out, i = bytearray(), 0
    while i < len(block):
        n = block[i]
        if n < 128:
            out += block[i + 1 : i + 2 + n]
            i += n + 2
        else:
            out += block[i + 1 : i + 2] * (257 - n if n > 128 else 0)
            i += 2 if n > 128 else 1
    return bytes(out)


def lzw(block: bytes, size: int) -> bytes:
    """LZW of TIFF 6.0: codes of 9 to 12 bits, high bit first, one code early."""
    out = bytearray()
    table: list[bytes] = []
    width, bits, held, last = 9, 0, 0, b""
    for byte in block:
        bits, held = (bits << 8) | byte, held + 8
        if held < width:
            continue
        held -= width
        code, bits = bits >> held, bits & ((1 << held) - 1)
        if code == 257 or len(out) >= size:
            break
        if code == 256:
            table = [bytes([i]) for i in range(256)] + [b"", b""]
            width, last = 9, b""
            continue
        if code > len(table) or not table:
            raise BadGridError("raster_unreadable")
        entry = table[code] if code < len(table) else last + last[:1]
        out += entry
        if last:
            table.append(last + entry[:1])
        last = entry
        width = min(12, max(9, (len(table) + 1).bit_length()))
    return bytes(out)


def predicted(block: bytes, predictor: int, shape: tuple[int, int], kind: Any) -> Any:
    """Cells after the predictor of TIFF 6.0 (2) or of Adobe for floating point (3) is undone."""
    if predictor == 3:
        planes = np.frombuffer(block, np.uint8).reshape(shape[0], -1)
        summed = np.cumsum(planes, axis=1, dtype=np.uint8).reshape(shape[0], kind.itemsize, shape[1])
        return np.ascontiguousarray(summed.transpose(0, 2, 1)).view(kind.newbyteorder(">"))[..., 0]
    values = np.frombuffer(block, kind).reshape(shape)
    if predictor == 2:
        whole = values.view(f"{kind.byteorder}u{kind.itemsize}").astype(f"u{kind.itemsize}")
        return np.cumsum(whole, axis=1, dtype=whole.dtype).view(kind.newbyteorder("="))
    return values
