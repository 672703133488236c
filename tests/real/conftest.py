from pathlib import Path

import pytest

from cpts_geo.study import Inputs, read_inputs
from cpts_geo.territory.importer import import_file
from paths import REAL


@pytest.fixture(scope="session")
def rochefort_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Estuary of the Charente, as a user imports it: communes, BD TOPO roads, extent of Xynthia, care."""
    folder = tmp_path_factory.mktemp("rochefort")
    source = REAL / "rochefort"
    import_file(folder, [source / "COMMUNE.shp"])
    import_file(folder, [source / "routes.shp"])
    import_file(folder, [source / "tempete_xynthia.shp"], kind="hazard", name="xynthia")
    import_file(folder, [REAL / "national" / "ehpad_2025.csv"])
    return folder


@pytest.fixture(scope="session")
def rochefort(rochefort_folder: Path) -> Inputs:
    return read_inputs(rochefort_folder)
