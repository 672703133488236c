"""SEC, reading and upload part: booby-trapped files; the promises of RELIABILITY 5 checked after each."""

import json
import logging
import re
import socket
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import pytest

from cpts_geo.model.errors import UnreadableFileError
from cpts_geo.sources import safe_read
from cpts_geo.sources.safe_read import self_test
from cpts_geo.territory.folder import read_territory
from cpts_geo.ui import redaction, uploads
from faulting import brought
from making import CRS, communes_frame, fingerprint, square, text
from paths import ROOT

BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
GPX = '<gpx version="1.1"><wpt lat="45.9" lon="-1"><name>{}</name></wpt></gpx>'
KML = "<kml><Placemark><name>{}</name><Point><coordinates>-1,45.9</coordinates></Point></Placemark></kml>"


@pytest.fixture
def asked() -> Iterator[tuple[str, list[object]]]:
    """Address of a server that counts who comes."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def count() -> None:
            while not over.is_set():
                try:
                    came.append(server.accept())
                except TimeoutError:
                    continue

        watcher = threading.Thread(target=count)
        watcher.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", came
        over.set()
        watcher.join()


def members(path: Path, *names: str, content: bytes = b"x" * 200) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return path


def link(path: Path) -> Path:
    entry = zipfile.ZipInfo("a.shp")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    return path


def rewritten(path: Path, old: bytes, new: bytes) -> Path:
    path.write_bytes(path.read_bytes().replace(old, new))
    return path


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b" " * 30_000_000)
    return path


def lying(path: Path) -> Path:
    """A member of 2 MB that the archive declares of 1 kB."""
    members(path, "a.geojson", content=b"{" + b" " * 2_000_000)
    size, low = (2_000_001).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    return rewritten(path, size, low)


def built(content: str) -> Callable[[Path], Path]:
    return lambda path: text(path, content)


def raw(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


VRT = (
    "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource>"
    "</OGRVRTLayer></OGRVRTDataSource>"
)
GDALG = json.dumps({"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"})
CASES: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "SEC-09": ("<img src=x onerror=1>.csv", built("rien")),
    "SEC-11": ("v.geojson", built(VRT)),
    "SEC-11 in a zip": ("v.zip", lambda path: members(path, "v.vrt", content=VRT.encode())),
    "SEC-12": ("g.geojson", built(GDALG)),
    "SEC-15": ("z.zip", lambda path: members(path, "../../evil.shp")),
    "SEC-16 link": ("z.zip", link),
    "SEC-16 absolute": ("z.zip", lambda path: members(path, "/srv/evil.shp")),
    "SEC-16 backslash": ("z.zip", lambda path: members(path, "..\\evil.shp")),
    "SEC-16 NUL": ("z.zip", lambda path: rewritten(members(path, "aXb.shp"), b"aXb.shp", b"a\0b.shp")),
    "SEC-17": ("z.zip", bomb),
    "SEC-18 lying": ("z.zip", lying),
    "SEC-18 crowded": ("z.zip", lambda path: members(path, *(f"{n}.shp" for n in range(3000)), content=b"")),
    "SEC-19 GPX": ("b.gpx", built(BOMB + GPX.format("&c;"))),
    "SEC-19 KML": ("b.kml", built(BOMB + KML.format("&c;"))),
    "SEC-20 GPX": ("e.gpx", built(OUTSIDE + GPX.format("&e;"))),
    "SEC-20 KML": ("e.kml", built(OUTSIDE + KML.format("&e;"))),
    **{
        f"SEC-25 {ending}": (f"evil{ending}", raw(b"MZ\x90\0\x03\0\0\0" * 50))
        for ending in (".exe", ".csv", ".geojson", ".shp", ".gpkg")
    },
}


# What the refusal of a case must name; the others are of a file that is not data.
NAMED = {
    "SEC-11 in a zip": "aucun fichier lisible",
    "SEC-12": "gdal_streamed_alg",
    "SEC-15": "../../evil.shp",
    "SEC-16 link": "a.shp",
    "SEC-16 absolute": "/srv/evil.shp",
    "SEC-16 backslash": "..\\evil.shp",
    "SEC-17": "démesurée une fois ouverte. Valeur lue : 30 Mo",
    "SEC-18 lying": "a.geojson",
    "SEC-18 crowded": "démesurée",
    **{f"SEC-{n} {kind}": "entités XML interdites" for n in (19, 20) for kind in ("GPX", "KML")},
}


@pytest.mark.parametrize("case", CASES)
def test_a_trapped_file_is_refused_in_french_and_leaves_nothing(
    case: str, folder: Path, tmp_path: Path
) -> None:
    name, make = CASES[case]
    file = make(tmp_path / name)
    said = brought(folder, file)
    assert "À faire" in said.refusal
    assert name in said.refusal
    assert NAMED.get(case, "") in said.refusal
    assert "root:" not in said.text
    assert not Path("/srv/evil.shp").exists()


@pytest.mark.parametrize("ending", ["geojson", "xml", "gml", "kml"])
def test_sec_13_a_file_never_makes_a_request(
    ending: str, folder: Path, tmp_path: Path, asked: tuple[str, list[object]]
) -> None:
    address, came = asked
    wfs = f"<OGRWFSDataSource><URL>{address}/wfs</URL></OGRWFSDataSource>"
    network = f"<kml><NetworkLink><Link><href>{address}/x.kml</href></Link></NetworkLink></kml>"
    said = brought(folder, text(tmp_path / f"w.{ending}", network if ending == "kml" else wfs))
    assert said.refusal
    assert came == []


def test_sec_14_the_application_refuses_to_start_with_every_driver() -> None:
    self_test()
    with pytest.raises(UnreadableFileError, match="drivers_not_limited"):
        self_test(skip="VRT GDALG WFS")  # not the separator that GDAL reads


def geopackage(path: Path) -> Path:
    communes_frame().rename(columns={"code_insee": "code"}).to_file(path, layer="communes")
    return path


def test_sec_21_a_trigger_in_a_file_never_runs(folder: Path, tmp_path: Path) -> None:
    file = geopackage(tmp_path / "c.gpkg")
    base = sqlite3.connect(file)
    base.execute("CREATE TRIGGER t AFTER INSERT ON communes BEGIN DELETE FROM communes; END")
    base.commit()
    base.close()
    before = fingerprint(tmp_path)["c.gpkg"]
    said = brought(folder, file)
    assert said.report is not None
    assert said.report.rows_stored == 2
    assert len(read_territory(folder).communes) == 2
    assert fingerprint(tmp_path)["c.gpkg"] == before


def test_sec_22_an_endless_view_is_stopped(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_read, "CPU_S", 3)
    file = tmp_path / "v.gpkg"
    gpd.GeoDataFrame({"n": [1]}, geometry=[square(0, 0)], crs=CRS).to_file(file, layer="seed")
    base = sqlite3.connect(file)
    base.execute(
        "CREATE VIEW endless AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"
        " SELECT c.n AS fid, seed.geom FROM c, seed"
    )
    for table in ("gpkg_contents", "gpkg_geometry_columns"):
        names = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
        told = ", ".join("'endless'" if name in {"table_name", "identifier"} else name for name in names)
        base.execute(f"INSERT INTO {table} SELECT {told} FROM {table} WHERE table_name = 'seed'")  # noqa: S608
    base.commit()
    base.close()
    said = brought(folder, file, kind="hazard", mapping={"layer": "endless"})
    assert "À faire" in said.refusal


SECRETS = (
    "postgresql://cpts:m0tdepasse@base/val",
    "token=abcd1234",
    "Authorization: Bearer abcd.1234",
    "mot de passe : m0tdepasse",
    "1 85 05 78 006 084 36",
    "185057800608436",
    "PUT /_stcore/upload_file/5f0c-session/file",
)


@pytest.mark.parametrize("secret", SECRETS)
def test_sec_27_and_28_no_secret_reaches_a_log(secret: str) -> None:
    assert re.search("m0tdepasse|abcd|006|5f0c-session", redaction.redacted(f"lu : {secret} ;")) is None


def test_sec_27_tracebacks_are_redacted_too(caplog: pytest.LogCaptureFixture) -> None:
    made = logging.getLogRecordFactory()
    redaction.install()
    try:
        raise RuntimeError(SECRETS[0])  # noqa: TRY301 what any page could raise
    except RuntimeError:
        logging.getLogger("essai").exception("échec de %s", SECRETS[1])
    finally:
        logging.setLogRecordFactory(made)
    assert "Traceback" in caplog.text
    assert re.search("m0tdepasse|abcd", caplog.text) is None


def test_an_ordinary_log_line_is_left_as_it_is() -> None:
    line = "import de 12345678 lignes, FINESS 170780050, http://127.0.0.1:8501/donnees"
    assert redaction.redacted(line) == line


def test_sec_29_nothing_is_pickled() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "cpts_geo").rglob("*.py"))
    assert re.search(r"\bpickle\b|\bjoblib\b|\bshelve\b|persist=|allow_pickle=True", code) is None


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\liste.csv", "liste.csv"),
        ("a\0b\n.csv", "ab.csv"),
        (".htaccess", "htaccess"),
        ("", "fichier"),
        ("x" * 500 + ".geojson", "x" * 120 + ".geojson"),
    ],
)
def test_the_name_of_an_upload_cannot_leave_its_folder(name: str, safe: str) -> None:
    assert uploads.safe_name(name) == safe
