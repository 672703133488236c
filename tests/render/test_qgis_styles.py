"""Styles for QGIS: every theme has one, with our colours; QGIS itself draws them where it is installed."""

import json
import sqlite3
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import paper_folder
from cpts_geo import Flood, Scenario, StudySpec, run_study
from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import READINGS
from cpts_geo.render import gpkg, qgis_styles, style
from cpts_geo.wording import files

PYTHON = "/usr/bin/python3"  # QGIS comes with the system's Python, not with ours
DRAW = """
import json, os, sys
from qgis.core import *
from qgis.PyQt.QtCore import QSize
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
said = {}
for name in sys.argv[2:]:
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setOutputSize(QSize(200, 200))
    settings.setExtent(layer.extent().buffered(100))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    colours = {image.pixel(x, y) for x in range(200) for y in range(200)}
    drawn = [f for f in layer.getFeatures()]
    context = QgsRenderContext.fromMapSettings(settings)
    layer.renderer().startRender(context, layer.fields())
    willed = 0
    for feature in drawn:
        context.expressionContext().setFeature(feature)
        willed += layer.renderer().willRenderFeature(feature, context)
    layer.renderer().stopRender(context)
    said[name] = [layer.renderer().type(), len(colours), len(drawn), willed]
print(json.dumps(said), flush=True)
os._exit(0)  # QGIS sometimes dies while it takes itself down
"""


def has_qgis() -> bool:
    probe = [PYTHON, "-c", "import qgis.core"]
    return Path(PYTHON).exists() and subprocess.run(probe, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = paper_folder.write(tmp_path_factory.mktemp("qgis") / "ville")
    scenario = Scenario("crue", (Flood("crue_04fai"),))
    path = folder.parent / "territoire.gpkg"
    path.write_bytes(gpkg.write(run_study(StudySpec(folder=str(folder), scenario=scenario))))
    return path


@pytest.mark.parametrize("theme", files.THEME)
@pytest.mark.parametrize("reading", READINGS)
def test_every_theme_has_a_style_whose_symbols_are_all_used(theme: str, reading: str) -> None:
    root = ET.fromstring(qgis_styles.qml(theme, reading).partition("\n")[2])  # noqa: S314 - ours
    rules, symbols = root.findall(".//rule"), root.findall(".//symbols/symbol")
    assert rules
    assert [rule.get("symbol") for rule in rules] == [symbol.get("name") for symbol in symbols]


def test_each_category_and_depth_has_its_own_rule_and_colour() -> None:
    structures = qgis_styles.qml("structures_p", "median")
    assert all(
        f"'{category.value}'" in structures for category in Category if category is not Category.URGENCES
    )
    assert '"urgences"' in structures.replace("&quot;", '"')
    water = qgis_styles.qml("alea_s", "median")
    colours = [style.DEPTH_STYLES[0].colour, style.UNKNOWN_DEPTH.colour]
    assert all(f"{int(c[1:3], 16)},{int(c[3:5], 16)},{int(c[5:], 16)}" in water for c in colours)
    assert "f_diagonal" in water


def test_the_table_of_styles_is_the_one_qgis_looks_for(package: Path) -> None:
    with sqlite3.connect(package) as base:
        asked = "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
        rows = base.execute(asked).fetchall()
        layers = dict(base.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        (kind,) = base.execute(
            "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"
        ).fetchone()
    base.close()
    assert {(name, column) for name, column, _, _ in rows} == set(layers.items())
    assert all(default == 1 and qml.startswith("<!DOCTYPE qgis") for _, _, default, qml in rows)
    assert kind == "attributes"


@pytest.mark.skipif(not has_qgis(), reason="QGIS is not installed")
def test_qgis_opens_every_layer_with_its_style_and_draws_every_feature(package: Path) -> None:
    command = [PYTHON, "-c", DRAW, str(package), *sorted(files.THEME.keys() & layers_of(package))]
    environment = {"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin", "HOME": str(package.parent)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True, timeout=120)
    assert "Warning" not in done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    for name, (renderer, colours, features, drawn) in said.items():
        assert renderer == "RuleRenderer", name
        assert drawn == features, name
        assert colours > 1 or not features, name


def layers_of(package: Path) -> set[str]:
    with sqlite3.connect(package) as base:
        names = {name for (name,) in base.execute("SELECT table_name FROM gpkg_geometry_columns")}
    base.close()
    return names
