"""The names that scripts rely on, and what importing them costs."""

import subprocess
import sys
from pathlib import Path

import pytest

import cpts_geo

PROMISED = [
    "read_territory",
    "run_study",
    "StudySpec",
    "Scenario",
    "Flood",
    "Closure",
    "travel_times",
    "EXPORTERS",
]
ALL = [
    "EXPORTERS",
    "Category",
    "Closure",
    "CptsGeoError",
    "Drawing",
    "Flood",
    "Reading",
    "Scenario",
    "Snow",
    "Step",
    "Study",
    "StudySpec",
    "VehicleName",
    "compare_studies",
    "describe_pockets",
    "explain_loss",
    "find_ambulance_times",
    "find_losses",
    "find_recourse",
    "find_route",
    "import_file",
    "isochrones",
    "last_departure",
    "local_index",
    "plan_reopenings",
    "rank_vital_roads",
    "read_inputs",
    "read_network",
    "read_territory",
    "run_evolution",
    "run_study",
    "study_uncertainty",
    "travel_times",
]


def test_the_public_names_are_these_and_no_other() -> None:
    assert cpts_geo.__all__ == ALL
    assert set(PROMISED) <= set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_each_public_name_is_there(name: str) -> None:
    assert getattr(cpts_geo, name) is not None
    assert name in dir(cpts_geo)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="choose_everything"):
        _ = cpts_geo.choose_everything


def loaded(code: str) -> set[str]:
    script = f"{code}\nimport sys; print(*sys.modules)"
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    return {module.split(".")[0] for module in done.stdout.split()}


def test_every_public_name_comes_without_streamlit_nor_folium() -> None:
    modules = loaded(f"from cpts_geo import {', '.join(ALL)}")
    assert not modules & {"streamlit", "folium", "typst"}


def test_asking_for_help_loads_no_geography() -> None:
    modules = loaded("import cpts_geo.cli, cpts_geo.cli.parser as p; p.build_parser().format_help()")
    assert not modules & {"geopandas", "pandas", "numpy", "shapely", "streamlit", "folium"}
