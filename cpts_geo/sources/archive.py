"""Zip archives from outside: checked before a byte is inflated, unpacked flat into a private folder."""

import re
import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from cpts_geo.model.errors import LayerError, UnreadableFileError

MAX_MEMBERS: Final = 2000
MAX_BYTES: Final = 1_000_000_000
MAX_RATIO: Final = 100
RATIO_FROM: Final = 10_000_000  # small text files compress a thousandfold without harm
PRIMARY: Final = (".shp", ".gpkg", ".geojson", ".json", ".csv", ".kml", ".gpx")
COMPANIONS: Final = (".shx", ".dbf", ".prj", ".cpg")
ROADS: Final = re.compile(r"^troncon_de_route$")  # the layer taken when an archive of BD TOPO holds many
EVENT: Final = re.compile(r"emsr\d+.*observed_?event")
CHUNK: Final = 1 << 20


def check_archive(path: Path) -> list[zipfile.ZipInfo]:
    """Members of an archive that may be unpacked.

    Raises
    ------
    UnreadableFileError
        ``broken_zip``, ``zip_bomb``, ``zip_path`` (outside the folder, absolute, link).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFileError("broken_zip", path.name) from error
    total = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MAX_MEMBERS or total > MAX_BYTES or (total > RATIO_FROM and total / packed > MAX_RATIO):
        raise UnreadableFileError("zip_bomb", path.name, value=f"{total // 1_000_000} Mo")
    for member in members:
        _check_member(path, member)
    return [member for member in members if not member.is_dir()]


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    name = member.filename
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    odd = "\\" in name or "\0" in member.orig_filename or name.startswith("/") or ":" in name
    if is_link or odd or ".." in PurePosixPath(name).parts:
        raise UnreadableFileError("zip_path", path.name, value=name[:60])
    if member.flag_bits & 0x1:
        raise UnreadableFileError("zip_password", path.name, value=name[:60])


def chosen(path: Path, layer: str = "") -> str:
    """Name of the data file of an archive: the only one, the one asked for, or the event of a satellite.

    The same layer in several formats counts once; two layers of one name are told with their folder.

    Raises
    ------
    UnreadableFileError
        ``no_data_in_zip``.
    LayerError
        ``several_layers``.
    """
    names = [PurePosixPath(m.filename) for m in check_archive(path)]
    ranked = sorted(
        (n for n in names if n.suffix.lower() in PRIMARY), key=lambda n: PRIMARY.index(n.suffix.lower())
    )
    if not ranked:
        raise UnreadableFileError("no_data_in_zip", path.name, expected=", ".join(PRIMARY))
    files = {str(name.with_suffix("")): name for name in reversed(ranked)}
    wanted = {key: name for key, name in files.items() if layer in {key, name.stem}} if layer else {}
    wanted = wanted or files
    for known in (EVENT, ROADS):
        obvious = {key: name for key, name in wanted.items() if known.search(name.stem.lower())}
        wanted = obvious if len(obvious) == 1 and not layer else wanted
    if len(wanted) > 1:
        stems = [name.stem for name in wanted.values()]
        keys = stems if len(set(stems)) == len(stems) else list(wanted)
        raise LayerError("several_layers", path.name, expected=", ".join(sorted(keys)[:20]), value=layer)
    return str(next(iter(wanted.values())))


def unpack(path: Path, folder: Path, layer: str = "") -> Path:
    """The one data file of an archive, unpacked with its companions.

    Raises
    ------
    UnreadableFileError
        ``no_data_in_zip``, ``broken_zip`` when a member is cut or lies about its size.
    LayerError
        ``several_layers`` when there is more than one and ``layer`` does not say which.
    """
    members = check_archive(path)
    main = PurePosixPath(chosen(path, layer))
    parts = [m for m in members if _is_part(PurePosixPath(m.filename), main)]
    with zipfile.ZipFile(path) as archive:
        for member in parts:
            _inflate(archive, member, folder / f"data{PurePosixPath(member.filename).suffix.lower()}", path)
    return folder / f"data{main.suffix.lower()}"


def _is_part(member: PurePosixPath, main: PurePosixPath) -> bool:
    same = member.parent == main.parent and member.stem.lower() == main.stem.lower()
    return member == main or (same and main.suffix.lower() == ".shp" and member.suffix.lower() in COMPANIONS)


def _inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, path: Path) -> None:
    written = 0
    try:
        with archive.open(member) as source, target.open("wb") as sink:
            while block := source.read(CHUNK):
                written += len(block)
                if written > member.file_size:
                    raise UnreadableFileError("zip_bomb", path.name, value=member.filename[:60])
                sink.write(block)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, zlib.error) as error:
        shutil.rmtree(target.parent, ignore_errors=True)
        raise UnreadableFileError("broken_zip", path.name, value=member.filename[:60]) from error
