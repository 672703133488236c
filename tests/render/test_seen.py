"""The map printed as it is on the screen: all of it, at its scale, with what is seen and nothing else."""

import io
import json
import re
import socket
import struct
from dataclasses import replace
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

import measuring
import paper_town
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.edition import Edition
from cpts_geo.model.errors import ExportError
from cpts_geo.model.layers import CATEGORY
from cpts_geo.render import map_layers, map_results, pdf
from cpts_geo.render.seen import PaperName, seen_facts, seen_frame
from cpts_geo.render.svg_frame import ROUND_SCALES
from cpts_geo.render.svg_margin import bar_length_m
from cpts_geo.study import run_study
from printing import printed, shown_layers, town_study, view


def facts(paper: PaperName = "a4", **changes: Any) -> dict[str, Any]:
    study = town_study()
    layers = changes.get("layers", shown_layers(study))
    return seen_facts(study, layers, changes.get("extent", view()), paper=paper)


def legend(said: dict[str, Any]) -> list[str]:
    return [entry["label"] for group in said["legend"]["groups"] for entry in group["entries"]]


@settings(max_examples=40)
@given(
    lon=st.floats(-4.5, 8.0),
    lat=st.floats(42.0, 51.0),
    wide=st.floats(0.002, 2.0),
    high=st.floats(0.002, 2.0),
    paper=st.sampled_from(["a4", "a3"]),
)
def test_everything_on_the_screen_is_on_the_paper(
    lon: float, lat: float, wide: float, high: float, paper: PaperName
) -> None:
    extent = (lon, lat, lon + wide, lat + high)
    frame, _ = seen_frame(extent, "EPSG:2154", paper)
    assert frame.scale in ROUND_SCALES
    inside = shapely.segmentize(shapely.box(*extent), 0.01)
    spots = transform_points(
        [(float(x), float(y)) for x, y in shapely.get_coordinates(inside)], WGS84, "EPSG:2154"
    )
    assert shapely.box(*frame.bounds).covers(shapely.multipoints(spots))


def test_the_sheet_measures_what_its_scale_says() -> None:
    frame, _ = seen_frame(view(), paper_town.CRS, "a4")
    found = measuring.shapes(printed("seen").pages[0])
    bar = measuring.scale_bar_mm(found)
    assert bar == pytest.approx(bar_length_m(frame) * 1000 / frame.scale, abs=0.125)
    across, squares = measuring.grid_mm(found)
    assert across == pytest.approx(squares * 1000 * 1000 / frame.scale, abs=0.5)


def test_the_sheet_says_its_scale_its_scenario_its_caution_and_that_it_needed_no_network() -> None:
    said = re.sub(r"\s+", " ", printed("seen").pages[0].extract_text())
    assert all(
        words in said
        for words in (
            "Carte affichée à l’écran",
            "Scénario : Crue de l’Ambre",
            "À CONFIRMER SUR PLACE",
            "Fond hors ligne",
            "Établi par : CPTS du Val d’Ambre",
            "empreinte de l’étude",
            "Limite de commune",
            "échelle 1/",
        )
    )


@pytest.mark.parametrize("form", ["pdf", "png", "svg"])
def test_exp_18_the_map_is_printed_by_a_machine_without_any_network(
    form: pdf.Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no network")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    study = town_study()
    assert len(pdf.seen_map(study, shown_layers(study), view(), form=form)) > 10_000
    assert "Fond hors ligne" in facts()["remarks"][0]


def test_the_legend_names_what_is_inside_the_frame_only() -> None:
    whole = legend(facts())
    assert {"Eau jusqu’à 0,5 m", "Eau de 1 à 2 m", "Route sous l’eau", "Hôpital avec urgences"} - set(
        whole
    ) == {
        "Hôpital avec urgences"  # it stands west of what is seen
    }
    west = [(paper_town.X0 + x, paper_town.Y0 + y) for x, y in ((1000, 1500), (2600, 2500))]
    (w, s), (e, n) = transform_points(west, paper_town.CRS, WGS84)
    dry = legend(facts(extent=(w, s, e, n)))
    assert not [label for label in dry if label.startswith(("Eau", "Route sous"))]
    assert any("rgence" in label for label in dry)


def test_a_layer_taken_off_the_screen_is_not_on_the_paper() -> None:
    study = town_study()
    everything = facts()
    bare = facts(layers=[map_layers.communes_layer(study.territory.communes)])
    assert "EHPAD" in legend(everything)
    assert "EHPAD" not in legend(bare)
    assert "Ehpad de l’Ambre" in everything["map"]["svg"]
    assert "Ehpad de l’Ambre" not in bare["map"]["svg"]


def test_each_named_place_and_cut_road_of_the_frame_is_listed_with_its_square() -> None:
    said = facts()
    rows = {row["cells"][0]: row["cells"][1] for row in said["listed"]["rows"] if "cells" in row}
    frame, _ = seen_frame(view(), paper_town.CRS, "a4")
    structures = town_study().territory.structures
    here = frame.contains(shapely.get_coordinates(structures.geometry.to_numpy()))
    shown = structures[CATEGORY].isin(["hopital", "ehpad", "msp", "pompiers"])
    assert set(structures["name"][here & shown]) <= set(rows)
    assert all(re.fullmatch(r"[A-Z]+\d+(, [A-Z]+\d+)*…?", squares) for squares in rows.values())


def test_homes_are_drawn_alike_however_few_people_live_there() -> None:
    study = town_study()
    homes = map_results.minutes_layer(study, "urgences", lost=False, by="homes")
    sizes = {feature["properties"]["m"] for feature in json.loads(homes.data)["features"]}
    assert len(sizes) > 1, "the screen tells them apart"
    said = facts(layers=[homes])
    assert len(set(re.findall(r'<circle [^>]*r="([\d.]+)"', said["map"]["svg"]))) == 1
    assert "disques de même taille" in " ".join(said["remarks"])


def test_a_place_where_material_is_stored_is_only_in_the_restricted_edition() -> None:
    town = paper_town.town()
    sites = town.territory.sites
    stock = sites.assign(kind=sites["kind"].where(sites.index != "s1", "stock"))
    inputs = replace(town, territory=replace(town.territory, sites=stock))
    study = run_study(paper_town.spec(), inputs=inputs)
    for edition, shown in ((Edition.PUBLIC, False), (Edition.RESTRICTED, True)):
        said = json.dumps(seen_facts(study, shown_layers(study), view(), edition=edition), ensure_ascii=False)
        assert ("Salle des fêtes 1" in said) is shown
        assert "Ehpad de l’Ambre" in said
        assert ("lieux de stockage ne sont pas montrés" in said) is not shown


def test_hostile_names_are_printed_as_text() -> None:
    study = run_study(paper_town.spec(), inputs=paper_town.town(hostile=paper_town.HOSTILE))
    layers = shown_layers(study)
    reader = PdfReader(io.BytesIO(pdf.seen_map(study, layers, view())))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "<script>alert(1)</script>" in re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("form", ["pdf", "png", "svg"])
def test_made_twice_it_is_the_same_file_of_the_form_asked(form: pdf.Form) -> None:
    study = town_study()
    one = pdf.seen_map(study, shown_layers(study), view(), form=form)
    assert one == pdf.seen_map(study, shown_layers(study), view(), form=form)
    start = {"pdf": b"%PDF-", "png": b"\x89PNG", "svg": b"<svg"}[form]
    assert one.startswith(start)
    if form == "png":
        width, height = struct.unpack(">II", one[16:24])
        flat = seen_frame(view(), paper_town.CRS, "a4")[1]
        assert width == pytest.approx((297 if flat else 210) / 25.4 * 200, abs=2)
        assert height > 1000


@pytest.mark.parametrize(
    "extent", [(2.0, 46.0, 1.0, 47.0), (2.0, 46.0, 2.0, 47.0), (2.0, float("nan"), 3, 4)]
)
def test_what_is_not_an_extent_is_refused(extent: tuple[float, float, float, float]) -> None:
    with pytest.raises(ExportError, match="bad_extent"):
        seen_frame(extent, paper_town.CRS, "a4")


def test_an_extent_larger_than_any_scale_is_refused() -> None:
    with pytest.raises(ExportError, match="beyond_scale"):
        seen_frame((-60.0, 10.0, 40.0, 70.0), paper_town.CRS, "a4")


def test_the_names_that_found_no_room_are_counted() -> None:
    study = town_study()
    everything = study.territory.structures
    layers = [map_layers.structures_layer(everything, map_layers.all_categories(everything))]
    west, south, east, north = view()
    crowded = (west - 0.5, south - 0.5, east + 0.5, north + 0.5)
    assert "noms n’ont pas trouvé place" in " ".join(facts(layers=layers, extent=crowded)["remarks"])
