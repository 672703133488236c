"""The age of the roads and the roads of those who help are said; forbidden turns are respected."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pypdf
import pytest

import toy
from cpts_geo import EXPORTERS, StudySpec, run_study
from cpts_geo.answers.trips import find_route
from cpts_geo.model.layers import TURN_COLUMNS
from cpts_geo.model.territory import Source
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.render import pdf, road_cautions
from cpts_geo.study import Inputs, Study
from cpts_geo.wording import cautions

OLD, TODAY = "2019-03-02", "2026-11-26"
SAID = "Routes du 02/03/2019"


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    known = toy.inputs()
    roads = Source("network", "Extrait OpenStreetMap", vintage=OLD, imported="2026-11-01")
    territory = replace(known.territory, fictitious=False, sources=(roads,))
    return Inputs(territory, known.network)


@pytest.fixture(scope="module")
def study(inputs: Inputs) -> Study:
    return run_study(StudySpec(date=TODAY), inputs=inputs)


def test_the_age_is_said_at_the_date_of_the_study(study: Study) -> None:
    said = " ".join(road_cautions.of_study(study))
    assert SAID in said


@pytest.mark.parametrize(
    ("vintage", "imported", "day", "old"),
    [
        (OLD, "2026-11-01", TODAY, OLD),
        ("2025-11-27", "", TODAY, ""),  # 364 days
        ("2025-11-25", "", TODAY, "2025-11-25"),
        ("", OLD, TODAY, OLD),  # no date of its own: that of its import
        (OLD, "", "", ""),  # a study without a date looks at no age
        ("", "", TODAY, ""),
    ],
)
def test_a_year_is_counted_from_the_date_of_the_roads(
    inputs: Inputs, vintage: str, imported: str, day: str, old: str
) -> None:
    source = Source("network", "Routes", vintage=vintage, imported=imported)
    territory = replace(inputs.territory, sources=(source,))
    assert road_cautions.old_roads(territory, day) == old


def test_a_fictitious_territory_has_no_age(inputs: Inputs) -> None:
    assert road_cautions.old_roads(replace(inputs.territory, fictitious=True), TODAY) == ""


def test_every_sheet_carries_them(study: Study) -> None:
    """OSM-17."""
    for content in (pdf.territory_plan(study, paper="a4"), pdf.commune_sheet(study, "99001")):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert SAID in text, text


def test_every_export_carries_them(study: Study) -> None:
    """OSM-17."""
    book = openpyxl.load_workbook(io.BytesIO(EXPORTERS["xlsx"].write(study)))
    cells = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(io.BytesIO(EXPORTERS["geojson"].write(study))) as archive:
        layers = [json.loads(archive.read(n)) for n in archive.namelist() if n.endswith(".geojson")]
    told = [layer["metadata"]["cautions"] for layer in layers]
    kml = EXPORTERS["kml"].write(study).decode()
    for text in (cells, kml, *told):
        assert SAID in text


def test_no_trip_turns_where_every_turn_is_forbidden() -> None:
    known = toy.inputs()
    edges, nodes = known.network.edges, known.network.nodes.to_crs(4326).geometry
    pairs = edges.reset_index().merge(edges.reset_index(), left_on="v", right_on="u")
    turns = pd.DataFrame(
        {
            "from_edge": pairs["edge_id_x"],
            "via_node": pairs["v_x"],
            "to_edge": pairs["edge_id_y"],
            "kind": "no",
            "vehicles": "car",
        }
    ).astype(TURN_COLUMNS)
    first = edges.iloc[0]
    onward = edges[(edges["u"] == first["v"]) & (edges["v"] != first["u"])].iloc[0]
    places = [nodes[node] for node in (first["u"], first["v"], onward["v"])]
    start, next_to_it, further = [(float(p.coords[0][0]), float(p.coords[0][1])) for p in places]
    inputs = Inputs(known.territory, replace(known.network, turns=turns))

    assert find_route(StudySpec(), start, next_to_it, inputs=inputs).minutes_reference == 1
    assert find_route(StudySpec(), start, further, inputs=inputs).minutes_reference == float("inf")
    on_foot = find_route(StudySpec(vehicle=VehicleName.PEDESTRIAN), start, further, inputs=inputs)
    assert on_foot.minutes_reference == 30  # two blocks of one kilometre at 4 km/h


def test_roads_of_those_who_help_are_counted_once_for_both_directions(inputs: Inputs) -> None:
    edges = inputs.network.edges
    u, v = edges["u"].to_numpy(), edges["v"].to_numpy()
    mask = ((u == u[0]) & (v == v[0])) | ((u == v[0]) & (v == u[0]))
    assert mask.sum() == 2
    helped = edges.assign(emergency=True, car=edges["car"] & ~mask)
    network = replace(inputs.network, edges=helped)
    length_m = float(edges["length_m"][mask].iloc[0])
    assert road_cautions.helped_only(network) == (1, length_m)
    assert "1 tronçon," in cautions.helped_only(1, length_m)
    assert road_cautions.helped_only(toy.inputs().network)[0] == 0


def test_the_commands_warn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, inputs: Inputs
) -> None:
    from cpts_geo.cli import study as door
    from cpts_geo.cli import trips
    from faulting import shown

    for module in (door, trips):
        monkeypatch.setattr(module, "read_inputs", lambda _: inputs)
    sites = ("--from", "sites", "--to", "sites", "--out", tmp_path / "t.csv")
    for command in (("study", tmp_path), ("times", tmp_path, *sites)):
        code, _, errors = shown(capsys, *command)
        assert code == 0, errors
        assert SAID in errors


def test_old_roads_are_said_on_the_first_page_of_the_plan_which_stays_whole(study: Study) -> None:
    """A caution of three lines went to an otherwise empty second page."""
    pages = pypdf.PdfReader(io.BytesIO(pdf.territory_plan(study))).pages
    assert SAID in " ".join(pages[0].extract_text().split())
    assert "CONFIRMER" not in pages[1].extract_text()
