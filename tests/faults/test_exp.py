"""EXP: what leaves the house is inert, whole, placed, traceable, and says nothing of a few people."""

import csv
import io
import json
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

import exported
import printing
from cpts_geo.model.crs import to_degrees
from cpts_geo.render import EXPORTERS, csv_tables, geojson, pdf, xlsx
from cpts_geo.render.differencing import deduced
from cpts_geo.render.public_figures import public_figures, published
from cpts_geo.render.tables import UNSAFE
from cpts_geo.render.themes import themes
from cpts_geo.wording.sheets import edited
from faulting import shown
from paths import ROOT

DATE = exported.DATE
DANGEROUS = (*UNSAFE, "\t=1", "\r=1", " =1", "\u00a0=1", "＝1", "\0=1", "x;=1")


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x","y")', "+1", "-1+1", "@SUM(1)"])
def test_exp_01_a_formula_is_neutralised_in_tables_and_unchanged_in_geojson(name: str) -> None:
    frame = pd.DataFrame({"name": [name]})
    assert read(csv_tables.table_bytes(frame))[1] == [f"'{name}"]
    assert xlsx._cell(name) == f"'{name}"
    assert geojson.plain_value(name) == name


def test_exp_02_no_cell_among_twenty_thousand_texts_runs() -> None:
    draw = random.Random(7)  # noqa: S311 texts, not secrets
    letters = "=+-@\t\r\n\0＝＋－＠ \u00a0\u202f;\"'a1é"
    texts = ["".join(draw.choices(letters, k=draw.randint(0, 6))) for _ in range(20_000)]
    cells = [row[0] for row in read(csv_tables.table_bytes(pd.DataFrame({"x": [*DANGEROUS, *texts]})))[1:]]
    assert len(cells) == len(texts) + len(DANGEROUS)
    assert [cell for cell in cells if cell.lstrip(" \u00a0\u202f")[:1] in {*UNSAFE} - {""} and cell] == []


def test_exp_03_what_is_not_finite_is_null_in_strict_json() -> None:
    frame = themes(exported.study())["structures_p"].head(2).assign(a=[np.inf, np.nan])
    content = geojson.feature_collection(frame, {})

    def refuse(constant: str) -> float:
        raise AssertionError(constant)

    features = json.loads(content, parse_constant=refuse)["features"]
    assert [feature["properties"]["a"] for feature in features] == [None, None]


def test_exp_04_a_projected_layer_leaves_in_degrees_without_crs_member() -> None:
    frame = themes(exported.study())["structures_p"]
    assert frame.crs == "EPSG:2154"
    collection = json.loads(geojson.feature_collection(frame, {}))
    assert "crs" not in collection
    lon, lat = collection["features"][0]["geometry"]["coordinates"]
    points = to_degrees(frame).geometry
    assert (lon, lat) == pytest.approx((points.x.iloc[0], points.y.iloc[0]), abs=1e-7)


def test_exp_07_a_spreadsheet_keeps_accents_long_numbers_and_dates() -> None:
    study = exported.study()
    structures = study.territory.structures.assign(
        name="Évreux – Œuvre", finess="010000024", opens="2026-03-04"
    )
    given = replace(study, territory=replace(study.territory, structures=structures))
    content = csv_tables.write_files(given)["structures.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    row = dict(zip(*read(content)[:2], strict=True))
    assert (row["name"], row["finess"], row["opens"]) == ("Évreux – Œuvre", "010000024", "2026-03-04")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.write(given)))["Structures"]
    found = {cell.value: sheet.cell(2, cell.column) for cell in sheet[1]}
    assert (found["FINESS"].value, found["FINESS"].data_type) == ("010000024", "s")


def test_exp_08_few_people_are_masked_and_no_total_gives_them_away() -> None:
    """The rest, with the masking switched off, is in ``render/test_differencing.py``."""
    study = exported.study()
    assert (study.territory.demand["population"] == 7).any()
    figures = public_figures(study)
    assert deduced(published(study, figures)) == []


def test_exp_10_columns_of_staff_stay_home_whatever_their_name() -> None:
    study = exported.study()
    people = {"mobile": "06 12 34 56 78", "referent": "Mme Untel", "phone": "07 11 22 33 44"}
    structures = study.territory.structures.assign(**people)
    given = replace(study, territory=replace(study.territory, structures=structures))
    for name in ("geojson", "csv", "kml", "gpkg", "xlsx"):
        text = _all_text(EXPORTERS[name].write(given))
        assert not [value for value in people.values() if value in text], name


def _all_text(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(_all_text(archive.read(name)) for name in archive.namelist())


PRINT = """
import sys
import paper_town
from cpts_geo.render import pdf
from cpts_geo.study import run_study
name = sys.argv[1]
study = run_study(paper_town.spec(author=name), inputs=paper_town.town(hostile=name))
open(sys.argv[2], "wb").write(pdf.territory_plan(study))
"""


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_exp_12_markup_in_a_name_opens_no_file_and_asks_no_network(tmp_path: Path) -> None:
    secret, log, out = tmp_path / "secret.txt", tmp_path / "appels.txt", tmp_path / "plan.pdf"
    secret.write_text("Xyz-secret-42")
    name = f'<img src="file://{secret}"> #read("{secret}") <img src="http://169.254.169.254/">'
    traced = ["strace", "-f", "-e", "trace=open,openat,connect", "-o", str(log)]
    path = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
    command = [*traced, sys.executable, "-c", PRINT, name, str(out)]
    done = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": path}, capture_output=True)
    if b"ptrace" in done.stderr.lower():
        pytest.skip("this machine forbids strace")
    assert done.returncode == 0, done.stderr
    calls = log.read_text("utf-8", "replace")
    assert str(out) in calls
    assert str(secret) not in calls
    assert "sa_family=AF_INET" not in calls
    text = "".join(page.extract_text() for page in PdfReader(out).pages)
    assert "<img" in text.replace(" ", "")
    assert "Xyz-secret-42" not in text


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """A disk that is full: the system refuses to make a file longer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@cache
def town(home: Path) -> Path:
    import paper_folder

    return paper_folder.write(home / "ville")


@pytest.mark.parametrize("name", ["csv", "geojson"])
def test_exp_14_a_full_disk_leaves_the_old_file_and_no_half_one(
    name: str, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = town(tmp_path_factory.getbasetemp())
    (tmp_path / "ancien.zip").write_bytes(b"ancien")
    for target in ("ancien.zip", "neuf.zip"):
        with files_of_at_most(2_000):
            code, _, said = shown(capsys, "export", folder, "--format", name, "--out", tmp_path / target)
        assert code == 1
        assert "fichier trop grand" in said
        assert "Traceback" not in said
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"ancien.zip": b"ancien"}


def test_exp_18_a_plan_is_printed_without_network_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    page = PdfReader(io.BytesIO(pdf.commune_sheet(printing.town_study(), "99000"))).pages[0]
    assert "fond hors ligne" in page.extract_text()


def test_exp_19_every_file_says_when_who_from_what_and_of_which_study() -> None:
    study = exported.study()
    about = json.loads(geojson.write_single(study))["metadata"]
    assert (about["date"], about["author"], about["fingerprint"]) == (DATE, "CPTS", study.fingerprint)
    assert DATE.endswith("+01:00")
    assert isinstance(about["sources"], list)
    town, text = printing.town_study(), printing.printed("territory").pages[0].extract_text()
    assert town.fingerprint[:12] in text
    assert town.spec.author in text
    assert "Édité le" in text
    assert "Sources" in "".join(page.extract_text() for page in printing.printed("territory").pages)
    assert edited(DATE).endswith("14\u202fh\u202f05 (UTC+1)")
