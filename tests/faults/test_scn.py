"""Faults of scenarios: RELIABILITY 6, SCN."""

from pathlib import Path

import pytest

import paper_folder
from cpts_geo.cli import main
from cpts_geo.model.layers import SITES, STRUCTURES, empty_layer
from cpts_geo.territory.folder import read_settings, write_layer


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A town with people and roads, without one structure nor one site."""
    folder = paper_folder.write(tmp_path / "ville")
    crs = str(read_settings(folder)["crs"])
    for contract in (STRUCTURES, SITES):
        write_layer(folder, contract, empty_layer(contract, crs))
    return folder


SPEC = '[[steps]]\nat = 0\n[[steps]]\nat = 2\nhazards = [{kind = "flood", layer = "crue_04fai"}]\n'


@pytest.mark.parametrize("command", ["study", "study --json", "compare", "compare --json"])
def test_scn_10_without_a_place_to_go_to_everything_answers(
    bare: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = bare / "s.toml"
    spec.write_text(SPEC)
    name, *options = command.split()
    given = [str(spec), str(spec)] if name == "compare" else ["--spec", str(spec)]

    assert main([name, str(bare), *given, *options]) == 0

    out = capsys.readouterr().out
    if command == "compare":
        assert "aucune structure de soins connue" in out
    assert "nan" not in out.lower()
    assert "inf" not in out.lower().replace("infirmier", "")
