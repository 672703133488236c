from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from cpts_geo.model.errors import CrsError, LayerError
from cpts_geo.sources.bdtopo import detect, read_bdtopo
from cpts_geo.sources.safe_read import read_file

L93 = "EPSG:2154"
DATA = Path(__file__).parents[3] / "shared" / "data" / "rochefort" / "routes.shp"
ROAD = {
    "nature": "Route à 1 chaussée",
    "importance": "4",
    "sens_de_circulation": "Double sens",
    "vitesse_moyenne_vl": 58,
    "position_par_rapport_au_sol": "0",
    "urbain": False,
    "etat_de_l_objet": "En service",
    "acces_vehicule_leger": "Libre",
    "cpx_numero": "D238E2",
    "nom_collaboratif_gauche": "R DES GREVES",
}


def layer(*rows: dict[str, object], crs: str | None = L93) -> gpd.GeoDataFrame:
    lines = [
        shapely.LineString([(400_000, 6_500_000 + n, 3.0), (400_100, 6_500_000 + n, 4.0)])
        for n in range(len(rows))
    ]
    return gpd.GeoDataFrame([{**ROAD, **row} for row in rows], geometry=lines, crs=crs)


def test_a_road_of_the_current_edition_takes_the_common_form() -> None:
    read = read_bdtopo(layer({}), crs=L93)
    road = read.roads.iloc[0]
    assert (road["highway"], road["name"], road["ref"]) == ("tertiary", "R DES GREVES", "D238E2")
    assert (road["oneway"], road["speed_kmh"], road["car"], road["foot"]) == ("both", 58, True, True)
    assert (road["bridge"], road["tunnel"], road["ford"], road["penalty_s"]) == (False, False, False, 0)
    assert not road["geometry"].has_z
    assert read.problems == ()


def test_text_cells_as_a_safe_reader_gives_them_mean_the_same() -> None:
    rows = layer({"urbain": True, "position_par_rapport_au_sol": "1"}, {"vitesse_moyenne_vl": None})
    texts = rows.drop(columns="geometry").astype(object).map(lambda v: "" if v is None or v != v else str(v))  # noqa: PLR0124 NaN
    same = gpd.GeoDataFrame(texts, geometry=rows.geometry)
    assert read_bdtopo(same, crs=L93).roads.equals(read_bdtopo(rows, crs=L93).roads)


def test_headers_of_an_old_shapefile_are_recognised() -> None:
    old = {
        "nature": "NATURE",
        "importance": "IMPORTANCE",
        "sens_de_circulation": "SENS",
        "vitesse_moyenne_vl": "VIT_MOY_VL",
    }
    old |= {
        "position_par_rapport_au_sol": "POS_SOL",
        "cpx_numero": "NUMERO",
        "nom_collaboratif_gauche": "NOM_1_G",
    }
    rows = layer({"position_par_rapport_au_sol": "1"}).rename(columns=old)
    assert detect(rows.columns)
    road = read_bdtopo(rows, crs=L93).roads.iloc[0]
    assert (road["bridge"], road["ref"], road["name"], road["speed_kmh"]) == (
        True,
        "D238E2",
        "R DES GREVES",
        58,
    )


def test_a_missing_column_is_named() -> None:
    rows = layer({}).drop(columns="sens_de_circulation")
    assert not detect(rows.columns)
    with pytest.raises(LayerError, match="sens_de_circulation"):
        read_bdtopo(rows, crs=L93, file="troncon.gpkg")


def test_a_layer_without_a_crs_is_refused() -> None:
    with pytest.raises(CrsError, match="missing_crs"):
        read_bdtopo(layer({}, crs=None), crs=L93)


@pytest.mark.parametrize("speed", [1, None, 0])
def test_a_speed_of_one_or_none_closes_the_road_to_cars_only(speed: int | None) -> None:
    read = read_bdtopo(layer({"vitesse_moyenne_vl": speed}, {}), crs=L93)
    assert read.roads["car"].tolist() == [False, True]
    assert read.roads["foot"].all()
    assert [(p.kind, p.value) for p in read.problems] == [("closed_to_cars", "1")]


@pytest.mark.parametrize(
    ("level", "facts"),
    [
        ("1", (True, False, False)),
        ("2", (True, False, False)),
        ("-1", (False, True, False)),
        ("Gué ou radier", (False, False, True)),
    ],
)
def test_the_level_tells_bridges_tunnels_and_fords(level: str, facts: tuple[bool, bool, bool]) -> None:
    road = read_bdtopo(layer({"position_par_rapport_au_sol": level}), crs=L93).roads.iloc[0]
    assert (road["bridge"], road["tunnel"], road["ford"]) == facts


@pytest.mark.parametrize(
    ("said", "oneway"),
    [
        ("Sens direct", "forward"),
        ("Sens inverse", "backward"),
        ("Double sens", "both"),
        ("Sans objet", "both"),
    ],
)
def test_the_direction_is_relative_to_the_line(said: str, oneway: str) -> None:
    assert read_bdtopo(layer({"sens_de_circulation": said}), crs=L93).roads["oneway"].item() == oneway


@pytest.mark.parametrize(
    ("nature", "importance", "urban", "highway"),
    [
        ("Type autoroutier", "1", False, "motorway"),
        ("Bretelle", "2", False, "primary_link"),
        ("Rond-point", "3", True, "secondary"),
        ("Route à 1 chaussée", "5", True, "residential"),
        ("Route à 1 chaussée", "5", False, "unclassified"),
        ("Route empierrée", "6", False, "track"),
        ("Sentier", "6", False, "path"),
        ("Escalier", "6", True, "steps"),
    ],
)
def test_nature_and_importance_give_the_class(
    nature: str, importance: str, urban: object, highway: str
) -> None:
    rows = layer({"nature": nature, "importance": importance, "urbain": urban})
    assert read_bdtopo(rows, crs=L93).roads["highway"].item() == highway


def test_nobody_walks_on_a_motorway_or_a_ramp() -> None:
    rows = layer(
        {"nature": "Type autoroutier"}, {"nature": "Bretelle"}, {"acces_pieton": "Restreint aux ayants droit"}
    )
    assert not read_bdtopo(rows, crs=L93).roads["foot"].any()


def test_five_seconds_are_lost_on_each_urban_segment() -> None:
    assert read_bdtopo(layer({"urbain": True}, {"urbain": "Oui"}, {}), crs=L93).roads[
        "penalty_s"
    ].tolist() == [5, 5, 0]


def test_roads_for_those_with_a_right_only_are_closed_to_cars() -> None:
    rows = layer({"acces_vehicule_leger": "Restreint aux ayants droit"}, {"acces_vehicule_leger": "A péage"})
    assert read_bdtopo(rows, crs=L93).roads["car"].tolist() == [False, True]


def test_ferries_and_roads_to_come_are_left_out_and_counted() -> None:
    rows = layer({}, {"nature": "Bac ou liaison maritime"}, {"etat_de_l_objet": "En projet"})
    read = read_bdtopo(rows, crs=L93, file="troncon.gpkg")
    assert [(p.kind, p.value, p.outcome) for p in read.problems] == [
        ("ferry", "1", "information"),
        ("not_in_service", "1", "information"),
    ]
    assert (read.rows_read, read.roads["source_row"].tolist()) == (3, [1])


def test_a_row_without_a_line_is_set_aside() -> None:
    rows = layer({}, {})
    rows.loc[1, "geometry"] = None
    read = read_bdtopo(rows, crs=L93)
    assert ([p.kind for p in read.problems], len(read.roads)) == (["not_a_line"], 1)


@pytest.mark.skipif(not DATA.exists(), reason="the roads of Rochefort are not on this machine")
def test_the_roads_of_rochefort_are_read_with_their_viaducts() -> None:
    raw = read_file(DATA)
    read = read_bdtopo(gpd.GeoDataFrame(raw.columns, geometry=raw.geometry), crs=L93, file="routes.shp")
    assert (read.rows_read, len(read.roads), int(read.roads["bridge"].sum())) == (1059, 1059, 44)
    assert (read.roads["oneway"] == "backward").sum() == 80
    assert np.isfinite(read.roads["speed_kmh"]).all()


def test_roads_of_those_entitled_are_kept_for_help_only() -> None:
    read = read_bdtopo(
        layer(
            {"acces_vehicule_leger": "Restreint aux ayants droit"},
            {"acces_vehicule_leger": "Restreint aux ayants droit", "vitesse_moyenne_vl": 1},
            {"acces_vehicule_leger": "Physiquement impossible"},
            {"nature": "Sentier", "acces_vehicule_leger": "Restreint aux ayants droit"},
        ),
        crs=L93,
    )
    assert not read.roads["car"].any()
    assert read.roads["emergency"].tolist() == [True, True, False, False]
    assert read.roads["speed_kmh"].tolist() == [58, 40, 4, 4]  # as said, of its class, on foot
    assert {p.kind: p.value for p in read.problems} == {"closed_to_cars": "4", "emergency_only": "2"}


def test_limits_and_closures_are_kept_and_counted() -> None:
    rows = layer(
        {"restriction_de_hauteur": "3,5", "restriction_de_poids_total": "0"},
        {"restriction_de_poids_total": "7.5", "periode_de_fermeture": "du 1er novembre au 31 mars"},
    )
    read = read_bdtopo(rows, crs=L93)
    assert read.roads["max_height_m"].tolist() == pytest.approx([3.5, np.nan], nan_ok=True)
    assert read.roads["max_weight_t"].tolist() == pytest.approx([np.nan, 7.5], nan_ok=True)
    assert read.roads["closed_period"].tolist() == ["", "du 1er novembre au 31 mars"]
    assert {p.kind: p.value for p in read.problems} == {"closed_period": "1", "limited_roads": "2"}


def test_the_five_seconds_of_a_segment_in_two_lines_are_shared() -> None:
    rows = layer({"urbain": True})
    halves = [shapely.LineString([(400_000, y), (400_100, y)]) for y in (6_500_000, 6_500_500)]
    both = gpd.GeoDataFrame(
        rows.drop(columns="geometry"), geometry=[shapely.MultiLineString(halves)], crs=L93
    )
    assert read_bdtopo(both, crs=L93).roads["penalty_s"].tolist() == [2.5, 2.5]
